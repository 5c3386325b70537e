"""Words in marks that a reporter builds into a sentence about what somebody said."""

from __future__ import annotations

import re
from collections import Counter

from framing import seeds
from framing.quotes.cues import Cue
from framing.quotes.page import QUOTES, Draft, Page, plain
from framing.quotes.syntax import ABSTRACT, full_participle, owned, subject_of
from framing.quotes.wordlists import ACTS, DEEDS, DEMANDS, EVENTS, STATUS, THAT, TITLED, UTTERING, speech_words

VOTES = speech_words("votes")
"""How one votes: "проголосовали «за»" quotes nobody."""

KINDS = speech_words("kinds")
"""Nouns before the name of a kind in marks: "дроны типа «шахед»"."""


def partials(page: Page, cues: list[Cue], direct: list[Draft], indirect: list[Draft]) -> list[Draft]:
    """Partial quotes: in marks, no utterance of their own, within reach of a cue."""
    found: list[Draft] = []
    often = repeated(page)
    for mark in page.outer:
        if any(d.start < mark.stop and mark.start < d.stop for d in direct):
            continue
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        if last <= first:
            continue
        host = min(
            (d for d in indirect if d.kind == "indirect" and d.start <= mark.start and mark.stop <= d.stop + 1),
            key=lambda d: d.stop - d.start,
            default=None,
        )
        cue = None if host is not None else governing(page, cues, first, last)
        if host is None and cue is None:
            continue
        if is_name(page, first, last, often, host is not None):
            continue
        if host is not None and held_off(page, first, last):
            continue
        if thing_called(page, first, last, host is not None):
            continue
        if host is not None:
            found.append(like(host, mark.start, mark.stop))
        elif cue is not None:
            d = Draft("partial", mark.start, mark.stop, "marks-after-cue")
            d.take_cue(cue)
            found.append(d)
    return found


def held_off(page: Page, first: int, last: int) -> bool:
    """Whether one adjective in marks describes the noun behind it: "приехали с «новой» мебелью": no words of anybody."""
    noun = page.head[first]
    alone = last - first == 1 and page.toks[first].pos in ("ADJ", "NOUN", "PROPN") and page.toks[first].rel == "amod"
    described = alone and last < noun <= last + 2 and page.toks[noun].pos in ("NOUN", "PROPN")
    return described or agrees_behind(page, first, last)


def agrees_behind(page: Page, first: int, last: int) -> bool:
    """Whether one adjective or long participle in marks agrees with the noun right behind them, whatever the tree says."""
    t = page.toks[first]
    k = next((i for i in range(last, min(last + 4, page.last[page.sent[first]])) if not page.is_punct(i)), first)
    n, form = page.toks[k], t.pos == "ADJ" or full_participle(page, first)
    case = bool(t.feat("Case")) and (t.feat("Case"), t.feat("Number")) == (n.feat("Case"), n.feat("Number"))
    return last - first == 1 and form and k > first and n.pos == "NOUN" and case


def thing_called(page: Page, first: int, last: int, inside: bool) -> bool:
    """Whether one noun in marks only calls a thing, in an indirect statement (``inside``) or behind a preposition: "копировал на
    «флэшки»", "билет «туда-обратно»"; not what something is said to be ("назвал «ошибкой»"), people, or a noun for an act."""
    if sum(not page.is_punct(i) for i in range(first, last)) != 1:
        return False
    t, rel = page.toks[first], page.toks[first].rel.split(":")[0]
    if t.pos == "ADV" and "-" in t.text and page.toks[max(page.head[first], 0)].pos == "NOUN":
        return True
    placed = any(page.toks[k].rel == "case" for k in page.kids[first])
    if t.pos != "NOUN" or t.feat("Animacy") != "Inan" or rel not in ("obj", "obl", "nmod") or not (inside or placed):
        return False
    said_to_be = (t.feat("Case") == "Ins" and not placed) or any(page.low[k] == "как" for k in page.kids[first])
    lemma = page.lemma[first]
    return not (said_to_be or ABSTRACT.search(lemma) or lemma in EVENTS or lemma.endswith(("щик", "чик", "ист")))


def like(host: Draft, start: int, stop: int) -> Draft:
    """A partial quote inside an indirect one, with its cue and its place in the order."""
    d = Draft("partial", start, stop, "marks-in-indirect")
    d.copy_cue(host)
    d.follows, d.host = host.follows, host
    return d


def key_of(page: Page, first: int, last: int) -> str:
    """The lemmas of tokens ``first..last`` as one string."""
    return " ".join(page.lemma[i] for i in range(first, last) if not page.is_punct(i))


def repeated(page: Page) -> Counter[str]:
    """How often the same short words stand in marks: a name or a scare quote is repeated, speech is not."""
    found: Counter[str] = Counter()
    for mark in page.parsed.marks:
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        if 0 < last - first <= 6:
            found[key_of(page, first, last)] += 1
    return found


def head_before(page: Page, first: int) -> int:
    """The nearest word before the marks in the same sentence, or -1."""
    i = first - 1
    while (
        i >= 0
        and page.sent[i] == page.sent[first]
        and page.is_punct(i)
        and page.toks[i].text in QUOTES | {"*", "**", "(", "_", "__"}
    ):
        i -= 1
    return i if i >= 0 and page.sent[i] == page.sent[first] else -1


def describes_name(page: Page, first: int, last: int) -> bool:
    """Whether a noun phrase in marks stands right before the name of whom it calls so: "с «отцом порта» Иваном Лужиным"."""
    name = last + 1
    if name >= page.last[page.sent[first]] or page.toks[last].text not in QUOTES or page.toks[name].pos != "PROPN":
        return False
    case = page.toks[name].feat("Case")
    return case in ("Dat", "Acc", "Ins", "Loc") and any(
        page.toks[i].pos == "NOUN" and page.toks[i].feat("Case") == case for i in range(first, last)
    )


def of_law(page: Page, first: int) -> bool:
    """Whether an article of a law stands before the brackets that hold its words: "по ч. 2 ст. 214 УК РФ («Вандализм ...»)"."""
    near = range(max(page.first[page.sent[first]], first - 10), first)
    return any(page.low[i] in ("ст", "ч", "ук", "коап", "гк", "упк") or page.lemma[i] == "статья" for i in near)


def is_name(page: Page, first: int, last: int, often: Counter[str], inside: bool) -> bool:
    """Whether the marked words name a thing (a work, an organisation, a law) or only hold it at a distance."""
    start, stop = page.toks[first].start, page.toks[last - 1].stop
    clause = page.has_clause(first, last)
    size = sum(not page.is_punct(i) for i in range(first, last))
    if any(
        e.start < stop and start < e.stop and min(e.stop, stop) - max(e.start, start) >= 0.6 * (stop - start)
        for e in page.parsed.entities
    ) and not (clause and size > 4):
        return True
    if last - first == 1 and (page.low[first] in VOTES or len(page.low[first]) == 1):
        return True  # "проголосовали «за»", "п. «в» ст. 10"
    if page.text.startswith("`", start) or page.text[:start].endswith("`"):
        return True  # code
    if key_of(page, first, last) in STATUS:
        return True  # what the law calls people: "в реестре «иностранных агентов»"
    verbal = any(page.toks[i].pos == "VERB" for i in range(first, last))
    if often[key_of(page, first, last)] > 1 and not clause and not verbal and size <= 5:
        return True
    if describes_name(page, first, last) and not clause:
        return True
    before = head_before(page, first)
    if page.toks[first - 1].text in QUOTES and first > 1 and page.toks[first - 2].text == "(" and of_law(page, first):
        return True
    if before >= 0:
        lemma, low = page.lemma[before], page.low[before]
        built_in = page.toks[first].text[:1].islower() and (size > 2 or page.toks[first].pos in ("ADP", "VERB", "ADV", "PART"))
        if lemma in named_things() and not (clause and size > 6) and not built_in:
            return True
        if lemma == "статья" and not clause:
            return True  # an article of a law
        if lemma in ("документ", "доклад", "отчет") and page.toks[first].text[:1].isupper() and not clause:
            return True  # its title
        if (
            low.startswith("называем")
            or low in ("имени", "под", "т.н", "т.н.")
            or lemma in KINDS
            or lemma in ("название", "имя", "псевдоним", "прозвище", "кличка", "позывной", "называться")
        ):
            return True
        # "автобус «Икарус»", "в составе «Динамо»": a common noun with a capitalised word in marks after it
        if page.toks[before].pos in ("NOUN", "PROPN") and page.toks[first].text[:1].isupper() and size <= 6 and not clause:
            return True
    if is_act(page, first):
        return True
    if re.fullmatch(r"[A-Za-z0-9 .,&'’!-]+", page.text[start:stop]):
        return True
    if page.text[:start].rstrip('«"„“”').endswith("(") and size <= 3:
        return True
    upper = page.toks[first].text[:1].isupper()
    if upper and not clause and size <= 7 and not sentence_start(page, first):
        return True
    if upper and size <= 2 and not clause:
        return True
    after = page.text[stop : stop + 24]
    return size <= 2 and not inside and bool(re.match(r"[»\"”“]\s*\(", after))


def is_act(page: Page, first: int) -> bool:
    """Whether the marks hold the name of an act: "приказ № 432 от 19.07.2016 «Об утверждении порядка ...»"."""
    near = range(max(page.first[page.sent[first]], first - 5), first)
    capital = page.toks[first].text[:1].isupper()
    numbered = any(page.toks[j].text[:1].isdigit() for j in near)
    if numbered and capital and any(page.lemma[j].rstrip(".") in ("ст", "статья") for j in near):
        return True
    if capital and page.lemma[first] in ACTS:
        return True
    if page.low[first] not in ("о", "об") or not capital:
        return False
    return any(page.lemma[j] in ACTS for j in range(max(page.first[page.sent[first]], first - 16), first))


def sentence_start(page: Page, first: int) -> bool:
    """Whether nothing but marks, or a colon, stands before token ``first``."""
    before = head_before(page, first)
    return before < 0 or page.toks[before].text == ":"


def named_things() -> frozenset[str]:
    """Nouns whose name stands in marks after them ("газета «...»"), from ``named.txt``."""
    return frozenset(plain(w) for w in seeds.words("named.txt"))


def governing(page: Page, cues: list[Cue], first: int, last: int) -> Cue | None:
    """The cue whose clause the marked words belong to, in its complement and not too deep."""
    tops = [i for i in range(first, last) if not first <= page.head[i] < last and not page.is_punct(i)]
    near: list[tuple[int, Cue]] = []
    for cue in cues:
        if (
            page.sent[cue.at] != page.sent[first]
            or page.mark_of[cue.at] >= 0
            or page.speech[cue.at]
            or cue.row.form not in ("verb", "adjective", "noun", "reflexive")
            or cue.row.cue == "считаться"  # "считается «лицом» города": by nobody
        ):
            continue
        if first <= cue.at < last or page.toks[cue.at].feat("Person") in ("1", "2"):
            continue
        steps = min((steps_up(page, i, cue.at) for i in tops), default=99)
        limit = 3 if cue.row.form == "verb" else 2
        if steps > limit and not (
            page.low[cue.last : first]
            and all(page.is_punct(i) or page.low[i] in ("что", "чтобы", "как", "к") for i in range(cue.last, first))
            and cue.last <= first
        ):
            continue
        if cue.row.form == "noun" and (cue.at > first or not uttered(page, cue.at, first)):
            continue
        if page.lemma[cue.at] in DEEDS and not leads_to(page, cue, first):
            continue  # "решил поиграть в «полицейского»", "над городом заметили «лисицу»"
        if (cue.row.form == "noun" and cue.row.stance not in ("neutral", "demand")) or people_call(page, cue.at):
            continue
        if in_subject(page, tops, cue.at):
            continue
        if (
            last - first < 3
            and not cue.row.content & {"acc+ins", "acc+как"}
            and any(page.toks[i].rel.split(":")[0] in ("nmod", "appos", "amod") and page.head[i] != cue.at for i in tops)
        ):
            continue
        near.append((steps, cue))
    loose = beside(page, cues, first)
    if near:
        closest = min(near, key=lambda p: (p[0], abs(p[1].at - first)))[1]
        best = next((cue for _, cue in reversed(near) if leads_to(page, cue, first)), closest)
        named = loose is not None and "acc+ins" in loose.row.content and loose.last <= best.first
        return loose if best.row.form == "noun" and named else best  # "назвала документ «сырым»"
    return loose


def uttered(page: Page, i: int, first: int) -> bool:
    """Whether a noun of speech before marks holds somebody's words: it is somebody's, demands, or a verb utters it; not "слово
    «прилёт»", "статья «О защите»", "ответ на «агрессию»"."""
    between = {page.low[k] for k in range(i + 1, first) if not page.is_punct(k)}
    if between & THAT or (page.lemma[i] == "ответ" and page.toks[i + 1].text == ":"):
        return True
    head = page.head[i]
    spoken = head >= 0 and (page.lemma[head] in UTTERING or page.low[i] in ("словами", "формулировкой"))
    return (owned(page, i, first) or spoken or page.lemma[i] in DEMANDS) and page.lemma[i] not in TITLED


def leads_to(page: Page, cue: Cue, first: int) -> bool:
    """Whether nothing but "что" and marks stands between a verb and the marked words: "заявив, что «...»"."""
    between = [i for i in range(cue.last, first) if not page.is_punct(i)]
    return cue.row.form == "verb" and cue.last < first and bool(between) and all(page.low[i] in THAT for i in between)


def beside(page: Page, cues: list[Cue], first: int) -> Cue | None:
    """A cue right before the marks that the tree does not join to them; or a noun with a colon and a list in marks."""
    for cue in reversed(cues):
        if not (page.first[page.sent[first]] <= cue.first and cue.last <= first) or page.mark_of[cue.at] >= 0:
            continue
        gap = [i for i in range(cue.last, first) if page.mark_of[i] < 0]
        words = [i for i in gap if not page.is_punct(i)]
        if (
            cue.row.form == "verb"
            and "acc+ins" in cue.row.content
            and len(words) <= 4
            and not any(page.toks[i].text in ",:;" for i in gap)
        ):
            return cue
        colon = [i for i in gap if page.toks[i].text == ":"]
        if (
            (cue.row.form == "verb" or (cue.row.form == "noun" and uttered(page, cue.at, first)))
            and colon
            and all(page.toks[i].text in ',;:"«»“”„' for i in range(colon[-1], first) if page.mark_of[i] < 0)
            and page.toks[first].text[:1].islower()
        ):
            return cue
    return None


def people_call(page: Page, verb: int) -> bool:
    """ "Его называют «...»", "стали называть": people in general give a name, nobody speaks."""
    if page.lemma[verb] not in ("называть", "считать", "прозвать", "окрестить", "именовать"):
        return False
    top = page.head[verb] if page.toks[verb].feat("VerbForm") == "Inf" and page.head[verb] >= 0 else verb
    aux = next((k for k in page.kids[verb] if page.toks[k].pos == "AUX"), top)
    plural = "Plur" in (page.toks[top].feat("Number"), page.toks[aux].feat("Number"))
    if not plural or subject_of(page, top) >= 0:
        return False
    return not any(
        page.low[c] in ("в", "во") and page.toks[k].feat("Case") == "Loc" and page.toks[k].pos == "PROPN"
        for k in page.kids[top]
        for c in page.kids[k]
    )


def in_subject(page: Page, tops: list[int], verb: int) -> bool:
    """Whether the marked words belong to the one who speaks, not to what is said."""
    for i in tops:
        k = i
        for _ in range(20):
            if k < 0 or page.head[k] == verb:
                break
            k = page.head[k]
        if k >= 0 and page.toks[k].rel.split(":")[0] == "nsubj" and page.head[k] == verb:
            return True
    return False


def steps_up(page: Page, i: int, top: int) -> int:
    """How many steps lead from token ``i`` up the tree to ``top``, coordination and complements free; 99: none do."""
    steps = 0
    while i >= 0 and steps < 40:
        if i == top:
            return steps
        rel = page.toks[i].rel.split(":")[0]
        i, steps = page.head[i], steps + (0 if rel in ("conj", "xcomp", "ccomp") else 1)
    return 99
