"""The word that opens the content clause of a cue: "что", "чтобы", "якобы", or a question word."""

from __future__ import annotations

from framing.quotes.cues import Cue
from framing.quotes.page import Page
from framing.quotes.reported.reading import PREPOSITIONS, Reading, cue_at
from framing.quotes.reported.topics import content_head, topic_noun
from framing.quotes.syntax import page_end
from framing.quotes.wordlists import ASK, NEWS, THAT


def complementizer(reading: Reading, cue: Cue) -> int:
    """The word that opens the content clause of a cue, or -1."""
    page = reading.page
    if "что" not in cue.row.government and "чтобы" not in cue.row.government:
        return -1
    end = page.last[page.sent[cue.at]]
    if cue.row.form == "noun" and (which := according_to_which(page, cue.last, end)) >= 0:
        return which
    finite = 0
    for i in range(cue.last, end):
        if page.speech[i]:
            continue
        word = page.low[i]
        before = page.low[before_link(page, i) - 1]
        bare = i == cue.last and cue.row.form == "verb" and word == "что" and page.toks[i].pos == "SCONJ"
        if before == "," or bare or (before in ("том", "тем", "тому", "то") and word in THAT | {"чтобы", "чтоб"}):
            joined = page.low[i - 3 : i - 1] in (["кроме", "того"], ["тем", "более"])
            if before == "," and (joined or page.low[i - 2] in ("условии", "условием")):
                return -1
            if before == "," and (page.low[i - 4 : i - 1] == ["несмотря", "на", "то"] or untold(page, i)):
                return -1
            if word == "якобы" and (i > cue.last + 1 or not page.finite(content_head(reading, i))):
                continue
            if word == "якобы" and page.toks[i + 1].feat("VerbForm") == "Part":
                continue  # "о письмах, якобы направленных мэром"
            if word in THAT and "acc+в" in cue.row.content and page.low[i - 2] != "том" and i > cue.last + 1:
                return -1  # "обвиняли в беспорядках за то, что"
            if word in THAT and page.low[i - 2] != "том" and bidden_before(page, cue, i):
                return -1  # "предложено нанять двоих из расчёта, что"
            if word in THAT and "что" in cue.row.government:
                return i if opens_content(reading, cue, i, finite) else -1
            if word in ("чтобы", "чтоб") and "чтобы" in cue.row.government:
                if page.lemma[cue.at] in ("просить", "попросить") and of_purpose(reading, cue, i):
                    return -1
                if bidden_before(page, cue, i):
                    return -1  # "призвал выйти на улицы, чтобы"
                return i if opens_content(reading, cue, i, finite) else -1
            asked = cue.row.form == "verb" or (cue.row.form == "noun" and word in ("почему", "зачем") and i - cue.last == 1)
            asked = asked and "что" in cue.row.government and (word in ASK or "ли" in page.low[i + 1 : i + 3])
            if asked and (cue.row.form == "noun" or is_embedded_question(reading, cue, i)):
                return i
        if page.finite(i) and page.toks[i].pos in ("VERB", "AUX") and i != cue.at:
            finite += 1
            if finite > 1 or not page.under(i, cue.at):
                return -1
        other = cue_at(reading, i)
        if (
            other is not None
            and other is not cue
            and other.row.form in ("verb", "reflexive", "noun")
            and "что" in other.row.government
            and i != cue.at
            and not (other.row.cue in NEWS and cue.row.form == "verb")  # "подтвердил информацию о том, что"
        ) and owns_complementizer(reading, other, cue, end):
            return -1
    return -1


def bidden_before(page: Page, cue: Cue, i: int) -> bool:
    """Whether an infinitive before token ``i`` tells already what the cue asks for or promises."""
    told = any(page.toks[k].feat("VerbForm") == "Inf" for k in page.kids[cue.at] if k < i)
    return "inf" in cue.row.content and told


def untold(page: Page, i: int) -> bool:
    """Whether "что" follows what was left out: "без указания о том, что"."""
    return page.low[i - 3 : i - 1] == ["о", "том"] and page.low[i - 5] == "без"


def according_to_which(page: Page, i: int, end: int) -> int:
    """The "котор-" of ", согласно которым", ", в соответствии с которой" at token ``i``: "слухи, согласно которым мост закроют";
    or -1."""
    k = next((i + n for n in (2, 4) if tuple(page.low[i : i + n]) in ACCORDING and i + n < end - 1), -1)
    return k if k >= 0 and page.lemma[k] == "который" else -1


ACCORDING = ((",", "согласно"), (",", "в", "соответствии", "с"))


def before_link(page: Page, i: int) -> int:
    """Token ``i``, or the bracket that closes a linked word right before it: "[заявил,](https://...) что"."""
    opened = next((j for j in range(i - 2, max(i - 6, 1), -1) if page.toks[j].text == "("), -1)
    linked = page.toks[i - 1].text == ")" and opened > 0 and page.toks[opened - 1].text == "]"
    return opened - 1 if linked and page.low[opened + 1].startswith("http") else i


def of_purpose(reading: Reading, cue: Cue, i: int) -> bool:
    """Whether "чтобы" tells what something is asked for: "просят код, чтобы войти"."""
    page = reading.page
    things = [k for k in page.kids[cue.at] if page.toks[k].rel == "obj" and page.toks[k].feat("Animacy") == "Inan" and k < i]
    return bool(things) and page.toks[content_head(reading, i)].feat("VerbForm") == "Inf"


def owns_complementizer(reading: Reading, other: Cue, cue: Cue, end: int) -> bool:
    """Whether the other cue, nearer to "что", owns the clause: by the tree, else by nearness."""
    page = reading.page
    for i in range(other.last, end):
        if page.low[i] in THAT and page.low[i - 1] in (",", "том", "тем"):
            top = content_head(reading, i)
            if top >= 0 and page.head[top] == cue.at:
                return False
            if top >= 0 and page.head[top] == other.at:
                return True
            return other.row.form != "noun" or i - other.last <= 4
    return False


def opens_content(reading: Reading, cue: Cue, i: int, finite: int) -> bool:
    """Whether the complementizer ``i`` opens the content of this cue, ``finite`` other predicates standing between."""
    page = reading.page
    if cue.row.form == "noun" and page.toks[i].pos == "PRON" and page.toks[i].rel == "nsubj" and page.low[i - 1] == ",":
        return False  # "продано сто его записей, что делает его ..."
    if page.low[i] == "что" and compares(page, i):
        return False
    if i - cue.last <= 1:
        return True
    top = content_head(reading, i)
    head = page.head[top] if top >= 0 else -1
    if finite and page.low[i - 1] == "," and (noun := cue_at(reading, i - 2)) is not None and noun.row.form == "noun":
        return noun is cue  # "упомянул ключ, который нужен для гарантии, что ..."
    if (
        page.low[i] == "что"
        and page.toks[i].pos == "PRON"
        and page.toks[i].rel.split(":")[0] in ("nsubj", "obj")
        and page.low[i - 1] == ","
        and (page.low[i - 2] in ("все", "то") or told_about(reading, cue, i))
    ):
        return False
    if renamed(reading, cue, i) or measures(page, i) or stands_for_it(reading, cue, i):
        return False
    if head == cue.at:
        return True
    if cue.row.form == "noun":
        gap = [
            k
            for k in range(cue.last, i - 1)
            if not page.under(k, cue.at) and not page.is_punct(k) and page.low[k] not in ("о", "том")
        ]
        return not gap
    if finite:
        return False
    if head >= 0 and page.under(head, cue.at):
        return True
    return not any(page.finite(k) and page.toks[k].pos == "VERB" for k in range(cue.last, i))


def measures(page: Page, i: int) -> bool:
    """Whether the "что" at token ``i`` compares what stands before it or takes it up: "на уровне 3 тысяч, что на сто больше,
    чем в крае", "закрыть мост, что они и сделали"."""
    end = page_end(page, i)
    if page.low[i] != "что" or page.low[i - 1] != ",":
        return False
    clause = next((k for k in range(i + 1, end) if page.toks[k].text in {",", ".", ";"}), end)
    compared = any(page.toks[k].feat("Degree") == "Cmp" for k in range(i + 1, clause)) and not page.has_clause(i + 1, clause)
    return compared or page.low[i + 1 : i + 3] in (["он", "и"], ["она", "и"], ["они", "и"])


def compares(page: Page, i: int) -> bool:
    """Whether the "что" at token ``i`` only compares a number or tells what comes of it: "тысяча книг, что на 40% больше", "ищет
    в документах, что делает его полезным"."""
    end = page.last[page.sent[i]]
    stop = next((k for k in range(i + 1, end) if page.toks[k].text in {",", ".", ";", ":"}), end)
    behind = range(i + 1, stop)
    counts = i + 2 < end and page.low[i + 1] in ("на", "в") and page.toks[i + 2].pos == "NUM"
    more = any(page.toks[k].feat("Degree") == "Cmp" for k in behind) and not any(page.finite(k) for k in behind)
    return (more and counts) or page.low[i + 1 : i + 2] in (["делает"], ["делают"])


def told_about(reading: Reading, cue: Cue, i: int) -> bool:
    """Whether what was said stands before the "что" at token ``i``: "рассказал о поездке, что вызвало споры"."""
    page = reading.page
    if cue.row.form != "verb" or page.toks[i].rel.split(":")[0] != "nsubj":
        return False
    about = [j for j in range(cue.last, i - 1) if page.low[j] in PREPOSITIONS["о"] and page.toks[j].rel == "case"]
    return any(topic_noun(page, page.head[j]) for j in about)


def stands_for_it(reading: Reading, cue: Cue, i: int) -> bool:
    """Whether the "что" at token ``i`` has the place of the subject in its clause and takes up what was told before it:
    "заявили о выходе из союза, что позволит начать переговоры"."""
    page, top = reading.page, content_head(reading, i)
    t = page.toks[top]
    alone = page.low[i] == "что" and page.toks[i].pos == "PRON" and page.low[i - 1] == ","
    if not alone or not page.finite(top) or t.pos != "VERB" or page.kid(top, "nsubj") >= 0 or t.feat("Number") != "Sing":
        return False
    about = [j for j in range(cue.last, i - 1) if page.low[j] in PREPOSITIONS["о"] and page.toks[j].rel == "case"]
    return cue.row.form == "verb" and t.feat("Person") in ("", "3") and any(topic_noun(page, page.head[j]) for j in about)


def renamed(reading: Reading, cue: Cue, i: int) -> bool:
    """Whether the "что" at token ``i`` tells what a name before it means: "объявил о переименовании в А, что означает ..."."""
    page = reading.page
    about = [j for j in range(cue.last, i - 1) if page.low[j] in PREPOSITIONS["о"] and page.toks[j].rel == "case"]
    means = ("означать", "значить", "переводиться", "составлять", "составить", "соответствовать")
    verb = next((k for k in range(i + 1, min(i + 8, page.last[page.sent[i]])) if page.toks[k].pos == "VERB"), -1)
    return bool(about) and cue.row.form == "verb" and verb >= 0 and page.lemma[verb] in means


def is_embedded_question(reading: Reading, cue: Cue, i: int) -> bool:
    """A reported question or exclamation: "рассказал, как ...", not a relative clause."""
    page = reading.page
    top = i if page.finite(i) else content_head(reading, i)  # "спросил, есть ли вода"
    if top < 0 or i - cue.last > 10:
        return False
    if page.low[i - 2] == "том" and i - cue.last <= 4:
        return True
    if page.low[i] in ("как", "когда", "где", "куда", "откуда") and page.low[i] != "как" and page.head[top] != cue.at:
        return False
    if page.low[i] == "когда" and page.lemma[cue.at] in ("ожидать", "ждать"):
        return False  # "ожидали, когда прибудут спасатели"
    if page.low[i] == "как" and (
        (i + 1 < len(page.low) and page.low[i + 1] == "и") or not any(page.finite(k) for k in range(i, page.last[page.sent[i]]))
    ):
        return False
    if cue.first <= page.head[top] < cue.last and "ли" in page.low[i + 1 : i + 3]:
        return True  # "задался вопросом, есть ли вода"
    return page.head[top] == cue.at and page.toks[top].rel.split(":")[0] in ("ccomp", "obj", "xcomp", "csubj")
