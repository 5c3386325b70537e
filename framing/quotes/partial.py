"""Words in marks that a reporter builds into a sentence about what somebody said."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from framing import seeds
from framing.quotes.called import (
    article_behind,
    customary,
    describes_name,
    head_before,
    held_off,
    is_act,
    is_gloss,
    is_said_to_be,
    key_of,
    of_law,
    only_trait,
    thing_called,
)
from framing.quotes.cues import Cue
from framing.quotes.page import QUOTES, Draft, Page, plain
from framing.quotes.syntax import owned, subject_of
from framing.quotes.wordlists import ACTS, ASK, DEEDS, DEMANDS, GOODS, OCCASIONS, STATUS, THAT, TITLED, UTTERING, speech_words
from framing.records import Marked

VOTES = speech_words("votes")
"""How one votes: "проголосовали «за»" quotes nobody."""

KINDS = speech_words("kinds")
"""Nouns before the name of a kind in marks: "дроны типа «шахед»"."""

SAYINGS = speech_words("sayings")
"""Nouns of rules and sayings, which are nobody's words: "по принципу «кто первый»"."""

PUT_OTHERWISE = speech_words("put_otherwise")
"""Adjectives before "словами" with which a text goes on in its own name: "иными словами"."""


def partials(page: Page, cues: list[Cue], direct: list[Draft], indirect: list[Draft]) -> list[Draft]:
    """Partial quotes: in marks, no utterance of their own, within reach of a cue."""
    found: list[Draft] = []
    often = repeated(page)
    for mark in page.outer:
        if any(d.start < mark.stop and mark.start < d.stop for d in direct):
            continue
        first, last = within(page, mark)
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
        if cue is not None and (asked_for(page, cue, first, last) or only_trait(page, first, last)):
            continue
        if cue is not None and described(page, cue, first, last):
            continue
        if host is not None:
            found.append(like(host, mark.start, mark.stop))
        elif cue is not None:
            d = Draft("partial", mark.start, mark.stop, "marks-after-cue")
            d.take_cue(cue)
            found.append(d)
    return found


def within(page: Page, mark: Marked) -> tuple[int, int]:
    """The tokens between quotation marks, without signs of bold type or italics at their ends."""
    first, last = page.token_from(mark.start), page.token_upto(mark.stop)
    while first < last and not page.toks[first].text.strip("*_'"):
        first += 1
    while first < last and not page.toks[last - 1].text.strip("*_'"):
        last -= 1
    return first, last


def like(host: Draft, start: int, stop: int) -> Draft:
    """A partial quote inside an indirect one, with its cue and its place in the order."""
    d = Draft("partial", start, stop, "marks-in-indirect")
    d.copy_cue(host)
    d.follows, d.host = host.follows, host
    return d


def repeated(page: Page) -> Counter[str]:
    """How often the same short words stand in marks: a name or a scare quote is repeated, speech is not."""
    found: Counter[str] = Counter()
    for mark in page.parsed.marks:
        first, last = page.token_from(mark.start), page.token_upto(mark.stop)
        if 0 < last - first <= 6:
            found[key_of(page, first, last)] += 1
    return found


def judged(page: Page, first: int, last: int) -> bool:
    """Whether somebody says of a thing that it is what stands in the marks: "мэр назвал сделку «ошибкой века»"."""
    top = top_of(page, first, last)
    verb = page.head[top]
    told = verb >= 0 and page.toks[verb].feat("VerbForm") in ("Fin", "Conv") and subject_of(page, verb) >= 0
    return told and is_said_to_be(page, top)


def top_of(page: Page, first: int, last: int) -> int:
    """The word that heads tokens ``first..last``."""
    return next(iter(tops_of(page, first, last)), first)


def tops_of(page: Page, first: int, last: int) -> list[int]:
    """The words of tokens ``first..last`` that hang on none of them."""
    return [i for i in range(first, last) if not first <= page.head[i] < last and not page.is_punct(i)]


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
    if key_of(page, first, last) in STATUS | customary():
        return True  # what the law calls people: "в реестре «иностранных агентов»"; what everybody does: "на «безопасный счёт»"
    verbal = any(page.toks[i].pos == "VERB" for i in range(first, last))
    if often[key_of(page, first, last)] > 1 and not (clause or verbal or judged(page, first, last)) and size <= 5:
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
        if low == "как" and page.lemma[before - 1] == "известный":
            return True
        if low == ":" and any(page.lemma[i] in SAYINGS for i in range(max(page.first[page.sent[first]], before - 4), before)):
            return True
        if (
            low.startswith("называем")
            or low in ("имени", "т.н", "т.н.")
            or (low == "под" and page.toks[first].text[:1].isupper())
            or lemma in KINDS | SAYINGS
            or lemma in ("название", "имя", "псевдоним", "прозвище", "кличка", "позывной", "называться")
        ):
            return True
        # "автобус «Икарус»", "в составе «Динамо»": a common noun with a capitalised word in marks after it
        if page.toks[before].pos in ("NOUN", "PROPN") and page.toks[first].text[:1].isupper() and size <= 6 and not clause:
            return True
    if is_act(page, first) or is_gloss(page, first) or (inside and article_behind(page, last)):
        return True
    if re.fullmatch(r"[A-Za-z0-9 .,&'’!-]+", page.text[start:stop]):
        return True
    if page.text[:start].rstrip('«"„“”').endswith("(") and size <= 3:
        return True
    upper = page.toks[first].text[:1].isupper()
    listed = re.match(r"[»\"”“]\s*(?:,|и)\s*[«\"“„][А-ЯЁ]", page.text[stop : stop + 8])
    if upper and size <= 6 and listed and not sentence_start(page, first):
        return True  # one of several titles
    if upper and not clause and size <= 7 and not sentence_start(page, first):
        return True
    if upper and size <= 2 and not clause:
        return True
    after = page.text[stop : stop + 24]
    return size <= 2 and not inside and bool(re.match(r"[»\"”“]\s*\(", after))


def sentence_start(page: Page, first: int) -> bool:
    """Whether nothing but marks, or a colon, stands before token ``first``."""
    before = head_before(page, first)
    return before < 0 or page.toks[before].text == ":"


@cache
def named_things() -> frozenset[str]:
    """Nouns whose name stands in marks after them ("газета «...»"), from ``named.txt``."""
    return frozenset(plain(w) for w in seeds.words("named.txt"))


def governing(page: Page, cues: list[Cue], first: int, last: int) -> Cue | None:
    """The cue whose clause the marked words belong to, in its complement and not too deep."""
    tops = tops_of(page, first, last)
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
        if first <= cue.at < last or page.toks[cue.at].feat("Person") in ("1", "2") or describes_past(page, cue, first):
            continue
        if nobodys(page, cue) or all(told_beside(page, i, cue) for i in tops):
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


def asked_for(page: Page, cue: Cue, first: int, last: int) -> bool:
    """Whether the marks hold a thing that somebody asks for: "просят «код из смс»"."""
    things = [i for i in range(first, last) if page.head[i] == cue.at and page.toks[i].rel == "obj"]
    return "inf" in cue.row.government and any(page.lemma[i] in GOODS | OCCASIONS for i in things)


def described(page: Page, cue: Cue, first: int, last: int) -> bool:
    """Whether the marks hold what somebody describes or names, not as what: "описали «жизненный цикл» лодки"."""
    top = top_of(page, first, last)
    case = page.toks[top].feat("Case") == "Acc" and page.toks[top].rel == "obj" and page.head[top] == cue.at
    bare = case and not any(page.low[k] == "как" or page.toks[k].rel == "case" for k in page.kids[top])
    return bare and bool(cue.row.content & {"acc+ins", "acc+как"}) and not page.has_clause(first, last)


def told_beside(page: Page, i: int, cue: Cue) -> bool:
    """Whether token ``i`` depends on a verb beside the cue or under a mere thought: "обещал помощь и уплыл на «Заре»", "ожидали
    увидеть «чудо»"."""
    while i >= 0 and page.head[i] != cue.at:
        i = page.head[i]
    t = page.toks[max(i, 0)]
    seen = t.feat("VerbForm") == "Inf" and t.rel == "xcomp" and cue.row.kind == "thought"
    verb = page.toks[cue.at]
    alike = all(not t.feat(f) or not verb.feat(f) or t.feat(f) == verb.feat(f) for f in ("Number", "Gender"))
    other = t.rel == "conj" and i >= 0 and page.finite(i) and alike
    return i > cue.at and page.mark_of[i] < 0 and (other or seen)


def nobodys(page: Page, cue: Cue) -> bool:
    """Whether a cue is an infinitive of which nobody is the subject: "умение говорить «нет»", "как сказать «да» по-дарийски"."""
    up = page.head[cue.at]
    bare = cue.row.form == "verb" and page.toks[cue.at].feat("VerbForm") == "Inf"
    asked = any(k < cue.at and page.low[k] in ASK and page.toks[k].rel == "advmod" for k in page.kids[cue.at])
    noun = up >= 0 and page.toks[up].pos == "NOUN" and (page.head[up] < 0 or not page.finite(page.head[up]))
    return bare and (asked or noun)


def describes_past(page: Page, cue: Cue, first: int) -> bool:
    """Whether a cue is only an adjective of a noun between it and the marks: "в считанные часы узнали адреса «...»"."""
    return page.toks[cue.at].rel.split(":")[0] == "amod" and cue.at < page.head[cue.at] < first


def uttered(page: Page, i: int, first: int) -> bool:
    """Whether a noun of speech before marks holds somebody's words: it is somebody's, demands, or a verb utters it; not "слово
    «прилёт»", "статья «О защите»", "ответ на «агрессию»"."""
    between = {page.low[k] for k in range(i + 1, first) if not page.is_punct(k)}
    if between & THAT or (page.lemma[i] == "ответ" and page.toks[i + 1].text == ":"):
        return True
    head = page.head[i]
    if page.low[i] == "словами" and page.low[i - 1] in PUT_OTHERWISE:
        return False
    if page.low[i] == "формулировкой" and any(page.lemma[k] in ACTS for k in range(page.first[page.sent[i]], i)):
        return False  # the words of an order
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
        if describes_past(page, cue, first):
            continue
        gap = [i for i in range(cue.last, first) if page.mark_of[i] < 0]
        words = [i for i in gap if not page.is_punct(i)]
        if (
            cue.row.form == "verb"
            and "acc+ins" in cue.row.content
            and len(words) <= 4
            and not any(page.toks[i].text in ",:;" or page.finite(i) for i in gap)
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
