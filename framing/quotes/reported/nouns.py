"""Noun phrases as contents: "сообщил о взрыве", "подтвердил гибель", "обвинил X в Y"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from framing.quotes.cast import can_speak
from framing.quotes.cues import Cue
from framing.quotes.page import QUOTES, Draft, Page
from framing.quotes.partial import people_call
from framing.quotes.reported.complementizers import complementizer
from framing.quotes.reported.parentheticals import behind_link
from framing.quotes.reported.reading import PREPOSITIONS, Reading, draft_of, negated, without_trail
from framing.quotes.reported.topics import only_points, topic_noun
from framing.quotes.reported.trailing import Content, end_of
from framing.quotes.syntax import (
    ABSTRACT,
    agrees_with_verb,
    full_participle,
    joined_to,
    page_end,
    phrase_of,
    subject_of,
    subject_or_place,
)
from framing.quotes.wordlists import (
    ASSERTIVE,
    CLAIMS,
    DENIALS,
    EVENTS,
    GOODS,
    INFORMING,
    OCCASIONS,
    RELATIVE,
    SETTINGS,
    speech_words,
)

_OCCASION = re.compile(r"(летие|юбилей|годовщина|праздник|рождение|день|место)$")

MANNERS = speech_words("manners")
"""How something is told, not what."""


@dataclass(slots=True)
class Complement:
    """A noun beside a cue verb: its prepositions, its first preposition as a word, and the verb's bare objects."""

    reading: Reading
    cue: Cue
    k: int
    case: list[int]
    objects: list[int]

    @property
    def word(self) -> str:
        """The first preposition, or ""."""
        return self.reading.page.low[self.case[0]] if self.case else ""

    def takes(self, code: str, *words: str) -> bool:
        """Whether the cue allows a noun phrase of this kind and the noun has one of these prepositions."""
        return code in self.cue.row.content and self.word in words

    def in_case(self, case: str) -> bool:
        """Whether the noun is in a case."""
        return self.reading.page.toks[self.k].feat("Case") == case

    def marked(self) -> bool:
        """Whether the noun stands in quotation marks."""
        return self.reading.page.mark_of[self.k] >= 0

    def words(self, *tops: int) -> list[int]:
        """The tokens of these nouns with all that hangs on them."""
        return [j for x in tops for j in self.reading.page.tree(x)]


def noun_phrase(reading: Reading, cue: Cue) -> Draft | None:
    """Подтвердил гибель, сообщил о взрыве, призвал к миру, обвинил X в Y, назвал X Y."""
    if not takes_nouns(reading, cue):
        return None
    page, v = reading.page, reading.page.toks[cue.at]
    kids = complements(page, cue)
    topic = topic_beside(reading, cue, kids) or topic_beyond(reading, cue) or topic_ahead(reading, cue)
    if topic is not None:
        return noun_content(reading, cue, *topic)
    if v.feat("Voice") == "Pass" and (deed := accused_by(reading, cue, kids)) is not None:
        return noun_content(reading, cue, *deed)
    event = event_told(reading, cue, kids) if v.feat("Voice") != "Pass" or cue.row.form == "reflexive" else None
    if event is not None:
        return noun_content(reading, cue, *event)
    if v.feat("Voice") == "Pass" or cue.row.form == "reflexive":
        return None
    objects = [k for k in kids if (page.toks[k].rel == "obj" or happened(page, k)) and not prepositions(page, k)]
    for k in kids:
        beside = Complement(reading, cue, k, prepositions(page, k), objects)
        for pattern in PATTERNS:
            found = pattern(beside)
            if found:
                return found[0]
    return event_object(reading, cue, kids)


def takes_nouns(reading: Reading, cue: Cue) -> bool:
    """Whether a cue can have a noun phrase for its content: a verb, not denied, no participle, its content not found yet."""
    page, v = reading.page, reading.page.toks[cue.at]
    if cue.row.form not in ("verb", "reflexive") or not cue.row.content or id(cue) in reading.parenthetical_cues:
        return False
    if people_call(page, cue.at) or (cue.first == cue.at > 0 and page.low[cue.at - 1] == "не"):
        return False
    led_on = ("marks-colon-before", "block-after-colon")
    colon = any(d.cue_at == cue.at and d.rule in led_on for d in reading.direct) and bool({"о", "в"} & cue.row.content)
    if colon and "в" in cue.row.content and page.low[cue.last : cue.last + 1] not in (["в"], ["во"]):
        return False  # "в интервью он признался: «...»"
    if (cue.at in reading.used and not colon) or bare_denial(page, cue):
        return False
    active = v.feat("Voice") == "Act" and v.feat("Tense") == "Past" and bool({"о", "acc+в"} & cue.row.content)
    return v.feat("VerbForm") != "Part" or v.feat("Variant") == "Short" or active


def complements(page: Page, cue: Cue) -> list[int]:
    """The nouns that the tree hangs on a cue; not when it was said ("год назад")."""
    around = page.kids[cue.at] + [k for j in range(cue.first, cue.last) if j != cue.at for k in page.kids[j]]
    rels = ("obj", "obl", "iobj", "xcomp", "nsubj", "nmod")
    taken = [k for k in around if page.toks[k].rel.split(":")[0] in rels or judged(page, k)]
    return [k for k in taken if not cue.first <= k < cue.last and "назад" not in page.low[k : k + 2]]


def happened(page: Page, k: int) -> bool:
    """Whether a participle without a noun is what a verb judges: "назвал произошедшее ошибкой"."""
    return page.toks[k].rel == "xcomp" and full_participle(page, k) and page.toks[k].feat("Case") == "Acc"


def judged(page: Page, k: int) -> bool:
    """Whether an adjective behind "как" tells what something is held for, though the tree sees a clause: "оценил как тяжёлое"."""
    return page.toks[k].rel == "advcl" and page.toks[k].pos == "ADJ" and any(page.low[j] == "как" for j in page.kids[k])


def prepositions(page: Page, k: int) -> list[int]:
    """The prepositions before a noun."""
    found = [c for c in page.kids[k] if page.toks[c].rel == "case" and c < k]
    return found[1:] if len(found) > 1 and page.toks[found[0]].pos == "NOUN" else found  # "сообщили минимум о двух взрывах"


CASES = {"в": "Loc", "на": "Acc", "за": "Acc"}
"""The case that makes a prepositional phrase a content, where the preposition has two."""


def topic_beside(reading: Reading, cue: Cue, kids: list[int]) -> tuple[int, int] | None:
    """The noun of "сообщил о взрыве", "призвал к миру", "выступил за запрет" with the token after its preposition."""
    page = reading.page
    codes = [code for code in cue.row.content if code in PREPOSITIONS]
    for k in kids:
        case = prepositions(page, k)
        if not case and cue.last < k and page.toks[cue.last].rel == "case" and page.under(cue.last, k):
            case = [cue.last]  # "о 44 сбитых дронах": the tree hangs the preposition deeper
        if not case or not topic_noun(page, k) or (k < cue.at and cue.row.form == "reflexive") or sets_scene(page, cue, k):
            continue
        for code in codes:
            asked = "Loc" if page.lemma[cue.at] == "настаивать" else CASES.get(code, "")
            fits = page.low[case[0]] in PREPOSITIONS[code] and asked in ("", page.toks[k].feat("Case"))
            if fits and (code != "за" or (event_noun(reading, k) and not can_speak(page, reading.cast, k))):
                return k, case[-1] + 1
    at = cue.last  # the preposition right behind the verb, wherever the tree hangs its noun
    k = page.head[at] if at < page_end(page, cue.at) and page.toks[at].rel == "case" else -1
    own = k > at and k not in kids and cue.row.form == "verb" and topic_noun(page, k) and page.mark_of[k] < 0
    codes = [code for code in codes if code != "за"]
    right = own and any(page.low[at] in PREPOSITIONS[c] and CASES.get(c, "") in ("", page.toks[k].feat("Case")) for c in codes)
    return (k, at + 1) if right else None


def sets_scene(page: Page, cue: Cue, k: int) -> bool:
    """Whether a noun before a verb that takes "в" tells where something is said: "в интервью призналась в краже"."""
    return "в" in cue.row.content and k < cue.at and page.lemma[k] in SETTINGS


def accused_by(reading: Reading, cue: Cue, kids: list[int]) -> tuple[int, int] | None:
    """The deed in "был обвинён судом в поджоге" with the token after its preposition, where somebody is named who accuses."""
    page = reading.page
    agent = next((k for k in kids if page.toks[k].feat("Case") == "Ins" and not prepositions(page, k)), -1)
    if "acc+в" not in cue.row.content or agent < 0 or not can_speak(page, reading.cast, agent):
        return None
    for k in kids:
        case = prepositions(page, k)
        if k > cue.at and case and page.low[case[0]] in ("в", "во") and page.toks[k].feat("Case") == "Loc":
            return k, case[-1] + 1
    return None


def event_told(reading: Reading, cue: Cue, kids: list[int]) -> tuple[int, int] | None:
    """The event in "рассказал об аресте", "говорят о возможной отставке" with the token after its preposition."""
    teller = max(subject_or_place(reading.page, cue.at), opening_noun(reading.page, cue.at))
    if "об" not in cue.row.content or teller < 0:
        return None
    for k in kids:
        case = prepositions(reading.page, k)
        told = reading.page.toks[cue.at].feat("Tense") == "Past" and subject_of(reading.page, cue.at) >= 0
        opens = told and bool(case) and blank_before(reading.page, case[0])
        named = event_noun(reading, k) or claimed(reading, cue, k)
        if (k > cue.at or opens) and case and reading.page.low[case[0]] in PREPOSITIONS["о"] and named:
            return k, case[-1] + 1
    return None


def claimed(reading: Reading, cue: Cue, k: int) -> bool:
    """Whether several people or the press speak of noun ``k`` now, and describe it: "рыбаки говорят о высокой волне у мола"."""
    page = reading.page
    subject = subject_of(page, cue.at)
    now = page.toks[cue.at].feat("Tense") == "Pres" and page.low[cue.at] in ("говорят", "пишут")
    people = subject >= 0 and page.low[subject] not in RELATIVE and can_speak(page, reading.cast, subject)
    described = any(page.toks[j].rel.split(":")[0] in ("amod", "nmod", "nummod", "acl") for j in page.kids[k])
    talks = any(page.low[c] in ("с", "со") for j in page.kids[cue.at] for c in page.kids[j])  # "говорят с ними о рисках"
    return now and people and described and not talks and topic_noun(page, k) and page.mark_of[k] < 0


def opening_noun(page: Page, v: int) -> int:
    """The noun in the nominative that opens the clause of a verb and agrees with it, wherever the tree hangs it; or -1."""
    for k in range(v - 1, page.first[page.sent[v]] - 1, -1):
        if page.finite(k) or page.toks[k].text in {",", ";", ":"}:
            return -1
        if page.toks[k].feat("Case") == "Nom" and page.toks[k].pos in ("NOUN", "PROPN") and page.mark_of[k] < 0:
            return k if agrees_with_verb(page, k, v) else -1
    return -1


def blank_before(page: Page, i: int) -> bool:
    """Whether only adverbs, particles and punctuation stand before token ``i`` in its sentence."""
    return all(page.is_punct(k) or page.toks[k].pos in ("ADV", "PART") for k in range(page.first[page.sent[i]], i))


def topic_beyond(reading: Reading, cue: Cue) -> tuple[int, int] | None:
    """The noun after "о" that the tree hangs on whom it was told ("предупредил завод и мэрию об аварии") or behind a link."""
    page = reading.page
    if "о" not in cue.row.content or cue.row.form != "verb":
        return None
    linked = behind_link(reading, cue.last, page_end(page, cue.at))
    for i in range(linked, page_end(page, cue.at)):
        if page.toks[i].text in {",", ";", ":"} or page.finite(i) or page.speech[i]:
            return None
        k = page.head[i]
        if page.low[i] not in PREPOSITIONS["о"] or page.toks[i].rel != "case" or k <= i or not topic_noun(page, k):
            continue
        told = page.head[k]
        somebody = any(m.type in ("PER", "ORG", "GROUP", "MEDIA", "LOC") for m in reading.cast.mentions(told))
        somebody = somebody or (page.lemma[cue.at] in INFORMING and page.head[told] == cue.at and page.toks[told].rel == "obj")
        found = i == linked > cue.last or (i > linked and (told < cue.at or somebody))
        return (k, i + 1) if found else None
    return None


def topic_ahead(reading: Reading, cue: Cue) -> tuple[int, int] | None:
    """The noun after "о" that opens a clause behind a comma, which the tree hangs on the clause before: "порт обстреляли, | об
    угрозе бури сообщил мэр"."""
    page = reading.page
    subject = subject_of(page, cue.at)
    if "о" not in cue.row.content or cue.row.form != "verb" or subject < cue.at:
        return None
    for i in range(cue.first - 1, page.first[page.sent[cue.at]], -1):
        if page.finite(i) or page.toks[i].text in {";", ":", "—", "–"}:
            return None
        k = page.head[i]
        if page.toks[i - 1].text == "," and page.low[i] in PREPOSITIONS["о"] and page.toks[i].rel == "case" and i < k < cue.first:
            own = topic_noun(page, k) and all(page.under(j, k) for j in range(i, cue.first)) and k not in page.tree(cue.at)
            return (k, i + 1) if own else None
    return None


def accused_of(c: Complement) -> list[Draft | None]:
    """Обвинил соседа в поджоге."""
    page, cue = c.reading.page, c.cue
    if not c.takes("acc+в", "в", "во") or not c.in_case("Loc") or not c.objects or c.k < cue.at:
        return []
    if subject_or_place(page, cue.at) < 0:
        return []
    if c.marked():
        return [None]
    whom = [j for j in c.words(*c.objects) if j > cue.at]
    return [content_of(c.reading, cue, [*whom, *(j for j in page.tree(c.k) if j > c.case[-1] or whom)], c.k)]


def accused_loosely(c: Complement) -> list[Draft | None]:
    """Обвинил соседа в поджоге, where the tree finds no object."""
    page, cue = c.reading.page, c.cue
    if not c.takes("acc+в", "в", "во") or not c.in_case("Loc") or c.objects or not cue.last < c.k <= cue.last + 8:
        return []
    if subject_or_place(page, cue.at) < 0:
        return []
    nouns = [j for j in range(cue.last, c.case[0]) if page.toks[j].pos in ("NOUN", "PROPN", "PRON")]
    whom = next((j for j in nouns if page.toks[j].feat("Case") in ("Acc", "Gen")), -1)
    if whom < 0:
        return []
    of_what = [j for j in page.tree(c.k) if j >= c.case[0]]
    return [content_of(c.reading, cue, [*range(phrase_of(page, whom)[0], whom + 1), *of_what], c.k)]


def accused_far(c: Complement) -> list[Draft | None]:
    """Обвинил актёра в поджоге, where the tree hangs the deed elsewhere: the preposition right behind the object."""
    page, cue = c.reading.page, c.cue
    if "acc+в" not in cue.row.content or c.k not in c.objects or c.k < cue.at or subject_or_place(page, cue.at) < 0:
        return []
    first, last = phrase_of(page, c.k)
    k = page.head[last] if last < page_end(page, cue.at) and page.low[last] in ("в", "во") else -1
    if k <= last or page.toks[k].feat("Case") != "Loc" or page.mark_of[k] >= 0 or k in page.kids[cue.at]:
        return []
    return [content_of(c.reading, cue, [*range(max(first, cue.last), last), *(j for j in page.tree(k) if j >= last)], k)]


def accused_joined(c: Complement) -> list[Draft | None]:
    """Обвинил полицию и разведку в провокации, where the tree hangs the deed on the last of those accused."""
    page, cue = c.reading.page, c.cue
    if "acc+в" not in cue.row.content or c.k not in c.objects or c.k < cue.at or subject_or_place(page, cue.at) < 0:
        return []
    for x in joined_to(page, c.k):
        for k in page.kids[x]:
            deed = page.toks[k].feat("Case") == "Loc" and any(page.low[j] in ("в", "во") for j in prepositions(page, k))
            if deed and page.mark_of[k] < 0 and page.toks[k].feat("Animacy") == "Inan" and page.toks[k].pos == "NOUN":
                return [content_of(c.reading, cue, [j for j in c.words(c.k) if j > cue.at], k)]
    return []


def accused_of_it(c: Complement) -> list[Draft | None]:
    """Отстранил соседа, обвинив в поджоге: a gerund whose object is told already."""
    page, cue = c.reading.page, c.cue
    bare = page.toks[cue.at].feat("VerbForm") == "Conv" and not c.objects and c.case[:1] == [cue.last]
    if not bare or not c.takes("acc+в", "в", "во") or not c.in_case("Loc") or c.marked():
        return []
    return [content_of(c.reading, cue, [j for j in page.tree(c.k) if j >= cue.last], c.k)]


def linked_with(c: Complement) -> list[Draft | None]:
    """Связал аварию с погодой."""
    if not c.takes("acc+с", "с", "со") or not c.objects or subject_or_place(c.reading.page, c.cue.at) < 0:
        return []
    return [noun_content(c.reading, c.cue, c.k, min(c.case[0], *(min(c.reading.page.tree(x)) for x in c.objects)))]


def within_object(c: Complement) -> list[Draft | None]:
    """Связал аварию с погодой; объяснил закрытие моста погодой: where the tree hangs the second noun on the first."""
    page, cue = c.reading.page, c.cue
    reason = cue.row.cue in ("объяснить", "объяснять")
    if not (reason or "acc+с" in cue.row.content) or c.k not in c.objects or c.k < cue.at or subject_or_place(page, cue.at) < 0:
        return []
    for j in sorted(page.tree(c.k)):
        words = [page.low[x] for x in prepositions(page, j)]
        fits = not words if reason else words[:1] in (["с"], ["со"])
        second = page.toks[j].rel == "nmod" and page.toks[j].feat("Case") == "Ins" and page.lemma[j] not in MANNERS
        if fits and second and j > c.k and page.mark_of[j] < 0:
            return [content_of(c.reading, cue, list(page.tree(c.k)), j)]
    return []


def called_by(c: Complement) -> list[Draft | None]:
    """Назвал решение ошибкой."""
    page, cue = c.reading.page, c.cue
    if "acc+ins" not in cue.row.content or c.case or not c.in_case("Ins"):
        return []
    c.objects = c.objects or [x for x in page.kids[c.k] if cue.last <= x < c.k and is_object(page, x)]
    if not c.objects:
        return []
    if page.toks[c.k].rel.split(":")[0] not in ("obl", "xcomp", "obj", "iobj"):
        return []
    if cue.row.cue in ("объяснить", "объяснять") and all(only_points(page, x) for x in c.objects):
        return []  # "объясняют это возрастом"
    opens = min(page.tree(c.k))
    name = page.toks[opens].text[:1].isupper() and opens > page.first[page.sent[opens]] and cue.row.kind == "speech"
    if c.marked() or name or any(page.mark_of[x] >= 0 for x in c.objects) or page.lemma[c.k] in MANNERS:
        return [None]  # also "остров называют Северным", "объяснил это простым языком"
    tokens = c.words(c.k, *c.objects)
    if min(tokens) < cue.at < max(tokens):
        tokens = [j for j in tokens if j > cue.at]
    return [content_of(c.reading, cue, tokens, max([c.k, *c.objects]))]


def is_object(page: Page, x: int) -> bool:
    """Whether a noun in the accusative hangs on the adjective behind it, though it is what a verb judges: "назвали бедствие
    беспрецедентным"."""
    return page.toks[x].pos == "NOUN" and page.toks[x].feat("Case") == "Acc" and not prepositions(page, x)


def called_as(c: Complement) -> list[Draft | None]:
    """Оценил встречу как успех."""
    page, cue = c.reading.page, c.cue
    if "acc+как" not in cue.row.content or c.k < cue.at or not any(page.low[j] == "как" for j in page.kids[c.k]):
        return []
    if c.marked():
        return [None]
    return [content_of(c.reading, cue, [j for j in c.words(c.k, *c.objects) if j > cue.at], max([c.k, *c.objects]))]


ACCUSED = (accused_of, accused_loosely, accused_far, accused_joined, accused_of_it)
PATTERNS = (*ACCUSED, linked_with, within_object, called_by, called_as)
"""Contents of two nouns, in order: the first that applies decides, even that there is none; empty: it does not apply."""


def event_object(reading: Reading, cue: Cue, kids: list[int]) -> Draft | None:
    """Подтвердил гибель, потребовал отставки: a bare noun of an event."""
    page = reading.page
    for code, case in (("acc", "Acc"), ("gen", "Gen"), ("ins", "Ins")):
        if code not in cue.row.content:
            continue
        for k in kids:
            t = page.toks[k]
            bare = t.rel.split(":")[0] in ("obj", "obl", "iobj") and not any(page.toks[c].rel == "case" for c in page.kids[k])
            if bare and t.feat("Case") == case and event_noun(reading, k) and not ruled(page, cue.at, k):
                judged = [j for j in kids if j > k and page.toks[j].rel == "xcomp" and page.toks[j].feat("Case") == "Ins"]
                if judged and k > cue.at:  # "признал решение ошибочным"
                    return content_of(reading, cue, [*page.tree(k), *page.tree(judged[0])], judged[0])
                return noun_content(reading, cue, k, -1)
    return None


def bare_denial(page: Page, cue: Cue) -> bool:
    """ "Отвергает все обвинения в свой адрес": words of others are denied, and nothing says which."""
    if page.lemma[cue.at] not in DENIALS:
        return False
    claims = [k for k in page.kids[cue.at] if page.toks[k].rel.split(":")[0] == "obj" and page.lemma[k] in CLAIMS]
    return any(not any(page.toks[j].pos == "NOUN" and page.lemma[j] != "адрес" for j in page.tree(k) - {k}) for k in claims)


RULINGS = speech_words("rulings")


def ruled(page: Page, v: int, k: int) -> bool:
    """Whether a court upholds a ruling: "суд подтвердил приговор" is a deed."""
    subject = subject_of(page, v)
    return page.lemma[k] in RULINGS and subject >= 0 and page.lemma[subject] in ("суд", "инстанция", "судья")


def event_noun(reading: Reading, k: int) -> bool:
    """A noun for an event or a quality ("подтвердил гибель"): a statement even without a preposition."""
    page = reading.page
    t = page.toks[k]
    if only_points(page, k) or t.pos != "NOUN" or t.feat("Animacy") == "Anim" or page.mark_of[k] >= 0:
        return False
    if _OCCASION.search(page.lemma[k]) or page.lemma[k] in OCCASIONS:
        return False
    entity = any(e.start <= t.start < e.stop for e in page.parsed.entities)
    if page.lemma[k] in GOODS and page.head[k] >= 0 and page.lemma[page.head[k]] in ("требовать", "потребовать"):
        return False  # "потребовал деньги"
    if page.head[k] >= 0 and (page.lemma[page.head[k]] in ASSERTIVE or of_any_thing(page, page.head[k])) and not entity:
        return True
    if any(c.at == k and complementizer(reading, c) >= 0 for c in reading.live):
        return False
    return bool(ABSTRACT.search(page.lemma[k])) or page.lemma[k] in EVENTS


FORECASTS = speech_words("forecasts")


def of_any_thing(page: Page, v: int) -> bool:
    """Whether a verb in a clause of its own tells of a thing as of an event: "прогнозируют ливни", "не исключает умысел", not
    "не исключило участки из зоны"."""
    told = page.lemma[v] in FORECASTS or (page.lemma[v] in ("исключить", "исключать") and negated(page, v))
    return told and page.finite(v) and 0 <= subject_of(page, v) < v and not any(page.low[j] == "из" for j in page.tree(v))


def noun_content(reading: Reading, cue: Cue, k: int, first: int) -> Draft | None:
    """The draft of the phrase that noun ``k`` heads, from token ``first`` (-1: from its beginning), without further clauses."""
    if any(reading.page.low[j] in RELATIVE for j in reading.page.kids[k]):
        return None  # "об уходе которого было объявлено"
    tree = set(reading.page.tree(k))
    for j in sorted(reading.page.tree(k)):
        # a second clause that the tree hangs on the noun is not part of it
        if (
            reading.page.toks[j].rel in ("conj", "parataxis")
            and reading.page.finite(j)
            and reading.page.head[j] in tree
            and not reading.page.toks[reading.page.head[j]].rel.startswith("acl")
        ):
            tree -= reading.page.tree(j)
    subject = subject_of(reading.page, cue.at)
    if subject >= 0 and subject != k and not cue.first <= subject < cue.last:
        tree -= reading.page.tree(subject)
    tree.discard(cue.at)
    return content_of(reading, cue, [j for j in tree if (first < 0 or j >= first)], k)


def content_of(reading: Reading, cue: Cue, tokens: list[int], core: int) -> Draft | None:
    """The draft that the tokens make with what follows them: behind the cue from the first of them, else up to the cue.

    ``core`` is the last token that belongs to it in any case.
    """
    page = reading.page
    tokens = [j for j in tokens if not cue.first <= j < cue.last]
    if not tokens:
        return None
    behind = [j for j in tokens if j > cue.at]
    first = min(behind) if behind and max(tokens) > cue.at else min(tokens)
    if page.low[first : first + 2] == ["том", ","] and page.low[first + 2 : first + 3] in (["что"], ["будто"]):
        first += 3  # "обвиняют в том, что ..."
    if first < cue.at:
        last = up_to_verb(page, cue, without_trail(reading, first, max(tokens) + 1))
        last = without_trail(reading, first, before_teller(reading, cue, last)) if last == cue.first else last
    else:
        last = end_of(reading, cue, Content("noun", first, max(first, core)))
        if full_participle(page, cue.at):  # "женщин, обвинивших Гурова в краже, | несколько"
            last = next((i for i in range(max(first, core) + 1, last) if page.toks[i].text == ","), last)
    while first < last and page.is_punct(first) and page.toks[first].text not in QUOTES:
        first += 1
    if first >= last:
        return None
    marks = {page.mark_of[j] for j in range(first, last) if not page.is_punct(j) and page.toks[j].pos != "ADP"}
    if len(marks) == 1 and -1 not in marks:
        return None
    return draft_of(reading, cue, "indirect", "noun-phrase", first, last)


def before_teller(reading: Reading, cue: Cue, last: int) -> int:
    """The end ``last`` of a content that stands first, moved back before the name of who tells it, which the tree takes for a
    part of it: "о победе над «Прибоем» | Globus объявил"."""
    page = reading.page
    named = [m for m in reading.cast.at.get(last - 1, []) if m.kind == "name" and m.stop == page.toks[last - 1].stop]
    able = [m for m in named if m.type in ("PER", "ORG", "MEDIA") and page.mark_of[last - 1] < 0]
    upright = page.toks[last - 1].feat("Case") in ("", "Nom") and agrees_with_verb(page, last - 1, cue.at)
    return page.token_from(able[0].start) if able and upright and subject_of(page, cue.at) < 0 else last


def up_to_verb(page: Page, cue: Cue, last: int) -> int:
    """One past the prepositional phrases between a content that stands first and its verb: "о закрытии посольств | для
    посещения в Киеве | объявили", unless they say when or where it was said."""
    at = last
    while at < cue.first and page.toks[at].rel == "case" and at < page.head[at] < cue.first:
        top = page.head[at]
        own = [j for j in page.tree(top) if at <= j < cue.first]
        if page.lemma[top] in SETTINGS or page.toks[top].pos not in ("NOUN", "PROPN") or len(own) <= max(own) - at:
            return last
        at = max(own) + 1
    return at if at == cue.first and page.toks[at - 1].feat("Case") != "Nom" else last
