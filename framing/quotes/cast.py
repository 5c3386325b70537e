"""Who takes part in an article: mentions by token, what the article calls its people, and who can speak at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from framing.actors.morph import known, last_names, word_nominative
from framing.actors.nominative import only_upright
from framing.quotes.page import Page, plain
from framing.quotes.syntax import (
    ACTIVE,
    antecedent,
    dictionary_form,
    phrase_of,
    several_close,
    subject_of,
    unknown_plural,
    whole_of,
)
from framing.quotes.wordlists import DOCUMENTS, MEDIA_NOUNS, MODAL, OF_THINGS, PARTS, SPEAKING, STUDIES, THIRD, speech_words
from framing.records import Actor, Mention

KIND_ORDER = ("name+title", "name", "title", "description", "demonym", "metonymy", "pronoun", "collective")


@dataclass(frozen=True, slots=True)
class Title:
    """What an article calls a named person at a character position: lemmas of the nouns that say it, and of all its words."""

    actor: str
    start: int
    heads: frozenset[str]
    words: frozenset[str]


class Cast:
    """Mentions by place; answers which actors a token stands for, and keeps what is new."""

    def __init__(self, page: Page, mentions: tuple[Mention, ...], actors: tuple[Actor, ...]) -> None:
        self.page = page
        self.at: dict[int, list[Mention]] = defaultdict(list)
        self.new: list[Mention] = []
        self.meant: dict[str, str] = {}
        self.types = {a.name: a.type for a in actors}
        self.genders = {a.name: a.gender for a in actors}
        for m in mentions:
            self.place(m)
        self.titles = [t for m in mentions if (t := self.title_of(m)) is not None]

    def title_of(self, m: Mention) -> Title | None:
        """What a mention with a name says of its person: "глава МЧС Иван Петров", "Иван Петров, глава МЧС"."""
        if m.type != "PER" or m.kind not in ("name", "name+title") or self.owner_named(m):
            return None
        page = self.page
        top = self.top(m)
        before = range(page.token_from(m.start), page.token_from(m.name_start)) if m.kind == "name+title" else range(0)
        heads = [i for i in before if page.toks[i].pos == "NOUN" and page.head[i] not in before]
        heads += [j for j in page.kids[top] if page.toks[j].rel == "appos" and page.toks[j].pos == "NOUN" and j > top]
        heads += [k for i in heads for k in page.kids[i] if page.toks[k].rel == "conj" and page.toks[k].pos == "NOUN"]
        if not heads:
            return None
        words = {k for i in heads for k in (page.tree(i) if i > top else before)}
        said = frozenset(page.lemma[k] for k in words if page.toks[k].pos in ("NOUN", "PROPN", "ADJ", "X"))
        return Title(m.actor, m.start, frozenset(page.lemma[i] for i in heads), said)

    def owner_named(self, m: Mention) -> bool:
        """Whether the name inside a title is not its bearer's but the owner's in the genitive: "менеджер Мии Фэрроу"."""
        if m.kind != "name+title" or m.name_start <= m.start:
            return False
        page, i = self.page, self.top(m)
        top = page.toks[i]
        inside = range(page.token_from(m.name_start), page.token_upto(m.name_stop))
        cases = {page.toks[k].feat("Case") for k in inside} - {""}
        declined = plain(page.text[m.name_start : m.name_stop]).split()[-1:] != plain(m.actor).split()[-1:]
        led = any(page.toks[k].rel == "case" for k in page.kids[i])  # "на зампредседателя думы Егора Чернева"
        if declined and not led and cases <= {"Gen", "Acc"} and dictionary_form(page, i) and top.feat("Animacy") != "Inan":
            return True
        if page.head[i] >= 0 and top.feat("Case") == "Nom" and self.upright(m):
            return False  # a full name that is nothing but a nominative, whatever the tagger says
        verb = page.toks[page.head[i]] if top.rel == "nsubj" else top
        mans = m.type == "PER" and self.genders.get(m.actor, "")[:1].lower() == "m"
        if mans and top.feat("Gender") == "Fem" == verb.feat("Gender"):
            return True  # "прислуга Макафи рассказала": a name without cases that is a man's
        return top.pos == "NOUN" and top.feat("Case") == "Nom" and cases == {"Gen"}

    def upright(self, m: Mention) -> bool:
        """Whether the full name inside a mention can be nothing but the nominative: "Карл-Ян Дорн"."""
        words = self.page.text[m.name_start : m.name_stop].split()
        return only_upright(words, m.actor, self.genders.get(m.actor, ""))

    def place(self, m: Mention) -> None:
        """Put a mention on the tokens it covers."""
        page = self.page
        first, last = page.token_from(m.start), page.token_upto(m.stop)
        if first >= last:  # a mention inside one token
            first = max(0, page.token_from(m.stop) - 1)
            last = first + 1
        for i in range(first, last):
            if not page.is_punct(i):
                self.at[i].append(m)

    def mentions(self, i: int) -> list[Mention]:
        """The mentions that token ``i`` heads: the longest such, and its equals (several actors of one phrase)."""
        found = self.at.get(i, [])
        if not found:
            return []
        heads = [m for m in found if self.top(m) == i]
        if not heads and self.page.toks[i].pos in ("PROPN", "X"):
            heads = [m for m in found if m.kind in ("name", "name+title", "metonymy", "demonym")]
        if not heads:
            return []
        size = max(m.stop - m.start for m in heads)
        longest = [m for m in heads if m.stop - m.start == size]
        together = [m for m in longest if m.kind in ("collective", "pronoun")]
        if together:
            return together
        if all(m.kind == "description" for m in longest):
            longest = [m for m in longest if m.rule == "speaker"] or longest  # described, and somebody else than was thought
        best = min(KIND_ORDER.index(m.kind) for m in longest)
        return [m for m in longest if KIND_ORDER.index(m.kind) == best]

    def top(self, m: Mention) -> int:
        """The token that heads a mention."""
        page = self.page
        a, b = page.token_from(m.start), page.token_upto(m.stop)
        tops = [i for i in range(a, b) if not a <= page.head[i] < b and not page.is_punct(i)]
        if not tops:
            return a
        nominal = [i for i in tops if page.toks[i].pos in ("NOUN", "PROPN", "PRON", "DET", "X", "ADJ", "NUM")]
        return (nominal or tops)[0]

    def is_medium(self, i: int) -> bool:
        """Whether token ``i`` names a news medium."""
        found = self.mentions(i)
        called = self.page.lemma[i] in MEDIA_NOUNS and all(m.kind == "description" for m in found)
        return called or any(m.type == "MEDIA" or self.types.get(m.actor) == "MEDIA" for m in found)

    def add(self, i: int) -> Mention:
        """A new mention for an unnamed speaker headed by token ``i``."""
        page = self.page
        first, last = phrase_of(page, i)
        people = whole_of(page, i)
        last = phrase_of(page, people)[1] if people >= 0 else last
        if page.lemma[i] in PARTS and last == i + 1:
            last = people_behind(page, i)  # where the tree hangs them on another word
        while first < i and (page.low[first] in ("его", "ее", "их") or page.lemma[first] in ("свой", "сам")):
            first += 1  # "его указ", "свой источник", "сами жильцы"
        start, stop = page.toks[first].start, page.toks[last - 1].stop
        t = page.toks[i]
        known = next((e for e in page.parsed.entities if e.start <= t.start < e.stop), None)
        if known is not None and t.pos in ("PROPN", "X"):
            type_ = known.type
        elif t.feat("Number") == "Plur" or people >= 0 or unknown_plural(page, i):
            type_ = "GROUP"
        else:
            type_ = "PER" if t.feat("Animacy") == "Anim" else "MEDIA" if page.lemma[i] in MEDIA_NOUNS else "ORG"
        # an unknown noun that opens its sentence looks like a name: "Оппозиционерка заявила"
        opens = i == page.first[page.sent[i]] and known is None and last - first == 1
        opens = opens and not t.text.isupper() and t.text[:1] >= "А" and not surname(page.low[i])
        kind = "name" if t.pos == "PROPN" and not opens else "description"
        name = nominative(page, first, last, i)
        m = Mention(
            page.sent[i],
            start,
            stop,
            page.text[start:stop],
            kind,
            name[:1].lower() + name[1:] if opens else name,
            type_,
            confidence=0.6,
            rule="speaker",
        )
        known_as = self.actor_called(name) if kind == "description" and opens else ""
        if known_as:
            m = replace(m, kind="name", actor=known_as, type=self.types[known_as])
        self.new.append(m)
        self.place(m)
        return m

    def kind_of(self, actor: str) -> str:
        """The type of an actor, be it one of the article's or one that only speaks; "" where nobody is known by that name."""
        return self.types.get(actor) or next((m.type for m in self.new if m.actor == actor), "")

    def actor_called(self, name: str) -> str:
        """The actor whose very name this is, or ""."""
        return next((actor for actor in self.types if actor[:1].isupper() and plain(actor) == plain(name)), "")


def people_behind(page: Page, i: int) -> int:
    """One past the genitives right behind a noun that counts: "часть других опрошенных"; past the noun where there are none."""
    k = i + 1
    while k < page.last[page.sent[i]] and page.toks[k].feat("Case") == "Gen" and page.toks[k].pos in ("ADJ", "DET", "NOUN"):
        k += 1
        if page.toks[k - 1].pos == "NOUN":
            return k
    return i + 1


def surname(word: str) -> bool:
    """Whether a word is a surname and no common noun in the nominative."""
    return word in last_names() and not any("nomn" in p.marks and "Surn" not in p.marks for p in known(word))


def nominative(page: Page, first: int, last: int, top: int) -> str:
    """The phrase in the nominative: its head and what agrees with it turned, the rest kept; lower case unless it is a name."""
    t = page.toks[top]
    case, number, gender = (
        t.feat("Case"),
        {"Sing": "s", "Plur": "p"}.get(t.feat("Number"), ""),
        {"Masc": "m", "Fem": "f", "Neut": "n"}.get(t.feat("Gender"), ""),
    )
    numbers = [k for k in page.kids[top] if page.toks[k].rel.startswith("nummod") or (page.toks[k].pos == "NUM" and k < top)]
    counted = case == "Gen" and (bool(numbers) or several_close(page, top) >= 0)
    if page.low[top] == "власти":
        number, case = "p", "Nom" if t.feat("Number") != "Plur" else case  # "— власти", which the tagger takes for one power
    if t.rel == "nsubj" and case == "Gen" and (t.feat("Number") == "Plur" or many_act(page, top)) and not counted:
        return lower_first(page, first, last, top)  # a subject that the tagger takes for a genitive
    many = page.toks[first].pos == "NUM" and page.lemma[first] != "один"
    several = many and any(page.toks[k].feat("Case") == "Gen" for k in (*page.kids[top], top))
    if counted or several:
        return lower_first(page, first, last, top)  # "сто демонстрантов", "несколько десятков женщин"
    turn, second = {top}, set[int]()
    if page.lemma[top] == "один":
        gender = gender or "m"
    for k in page.kids[top]:
        rel = page.toks[k].rel.split(":")[0]
        alike = page.toks[k].feat("Animacy") in ("", t.feat("Animacy"))  # "президента Дарвии" has no apposition
        if rel in ("amod", "det", "acl") or (rel == "appos" and alike and not page.is_punct(k - 1)):
            turn.add(k)
            joined = {j for j in page.kids[k] if page.toks[j].rel == "conj" and page.toks[j].pos == "ADJ" and first <= j < top}
            turn |= joined
            second |= joined
            if rel == "appos":
                turn.update(j for j in page.kids[k] if page.toks[j].rel.split(":")[0] == "flat")
    out, at = [], page.toks[first].start
    for i in range(first, last):
        word = page.toks[i]
        out.append(page.text[at : word.start])
        at = word.stop
        form = word.text
        if (
            i in turn
            and page.low[i] not in THIRD
            and case not in ("Nom", "")
            and page.mark_of[i] < 0
            and (word.feat("Case") in (case, "Acc", "Gen") or i in second)
            and any(c.isalpha() for c in form)
            and not form.isupper()
        ):
            low = word_nominative(form, word.feat("Case"), number, gender, word.pos in ("ADJ", "DET"))
            if low == form.lower() and word.pos == "NOUN" and number == "s":
                low = word.lemma  # a common noun that the dictionary lacks: "в дипучреждении"
            form = low[:1].upper() + low[1:] if form[:1].isupper() else low
        if (
            i == first
            and page.toks[i].pos != "PROPN"
            and form[:1].isupper()
            and not form[1:2].isupper()
            and top_is_common(page, i, top)
        ):
            form = form[:1].lower() + form[1:]
        out.append(form)
    return "".join(out).replace("\xa0", " ").strip()


def many_act(page: Page, i: int) -> bool:
    """Whether a single subject with a plural verb is a plural noun for people by the dictionary: "Мужички говорят"."""
    v = page.head[i]
    plural = v >= 0 and page.toks[v].feat("Number") == "Plur" and not any(page.toks[k].rel == "conj" for k in page.kids[i])
    return plural and any({"NOUN", "nomn", "plur", "anim"} <= p.marks for p in known(page.low[i]))


def lower_first(page: Page, first: int, last: int, top: int) -> str:
    """The words of tokens ``first..last`` as they stand, in lower case where a common noun opens them."""
    text = page.text[page.toks[first].start : page.toks[last - 1].stop]
    noun = page.toks[first].pos != "PROPN" or (first == top and many_act(page, top))
    common = noun and not text[1:2].isupper() and (first == top or top_is_common(page, first, top))
    return text[:1].lower() + text[1:] if common else text


def top_is_common(page: Page, i: int, top: int) -> bool:
    """Whether a phrase may lose the capital of its first word: it does not open with a name, or that word is a common noun."""
    return page.toks[top].pos != "PROPN" or page.toks[i].pos == "NOUN"


CROWDS = speech_words("crowds")
"""Nouns without life by grammar that stand for people, and things that tell by themselves: "население", "закон"."""


def lifeless(page: Page, cast: Cast, i: int) -> bool:
    """Whether a common noun names a thing that can say nothing: "состояние здоровья", "конфуз"."""
    t = page.toks[i]
    thing = t.pos == "NOUN" and t.feat("Animacy") == "Inan" and t.text[:1].islower() and not ACTIVE.search(page.low[i])
    meant = page.lemma[i] in CROWDS | PARTS | STUDIES or bool(cast.at.get(i))
    return thing and not meant and not can_speak(page, cast, i)


def living(page: Page, cast: Cast, i: int) -> int:
    """Who is meant by a relative pronoun after a thing: its owner ("звонок сотрудника, который"), or whose it is ("10 лиц
    приятной наружности, которые"); the noun itself where it is no thing or nobody is near."""
    if i < 0 or not lifeless(page, cast, i):
        return i
    near = [k for k in page.kids[i] if k > i and page.toks[k].rel == "nmod" and page.toks[k].feat("Case") == "Gen"]
    if page.toks[i].feat("Case") == "Gen" and page.toks[page.head[i]].pos == "NOUN":
        near.append(page.head[i])
    able = [k for k in near if can_speak(page, cast, k) or page.lemma[k] in CROWDS]
    return able[0] if able else i


def thing_speaks(page: Page, cast: Cast, verb: int) -> bool:
    """Whether a verb that is said of things too has a thing for its subject: "срок грозит", "часы могут предупредить"."""
    subject = subject_of(page, verb)
    head = page.head[verb]
    if subject < 0 <= head and page.toks[verb].rel == "xcomp" and page.toks[verb].feat("VerbForm") == "Inf":
        subject = subject_of(page, head) if page.lemma[head] in MODAL | {"мочь"} else -1
    if subject < 0 <= head and page.toks[verb].rel == "conj" and subject_of(page, head) < verb:
        above = subject_of(page, head)  # "такой шаг опасен и грозит бедой"
        alike = above >= 0 and page.toks[above].feat("Number") == page.toks[verb].feat("Number") and lifeless(page, cast, above)
        subject = above if alike and page.toks[verb].feat("Tense") == "Pres" else -1
    return subject >= 0 and page.lemma[verb] in OF_THINGS and not can_speak(page, cast, antecedent(page, verb, subject))


INSTITUTION_ENDS = tuple(speech_words("institution_ends"))


THERE = speech_words("there")
"""Words for the place that the text has named, in place of those who work there: "там считают"."""

LIFELESS = speech_words("lifeless")
"""Nouns that end like a body and are none: "выдвижение", "экспорт"."""


def can_speak(page: Page, cast: Cast, i: int) -> bool:
    """Whether a subject can say something: a person, a group or a part of one, an institution, a medium, a document."""
    t = page.toks[i]
    if page.low[i] in THERE:
        return True
    if page.lemma[i] in PARTS:
        of_whom = [k for k in page.kids[i] if k > i and page.toks[k].feat("Case") == "Gen" and page.toks[k].pos != "ADJ"]
        return all(can_speak(page, cast, k) for k in of_whom)  # "часть юристов считает"
    if t.text.isdigit() and not page.kids[i]:
        return False  # the number of an item in a list
    if (
        t.pos in ("PRON", "PROPN", "X", "NUM", "DET")
        or t.feat("Animacy") == "Anim"
        or t.feat("VerbForm") == "Part"
        or t.pos == "ADJ"
    ):
        return page.low[i] not in ("это", "что", "все", "то")
    if any(m.type in ("PER", "ORG", "MEDIA", "GROUP", "LOC") for m in cast.mentions(i)) or page.lemma[i] in SPEAKING:
        return True
    lemma = page.lemma[i]
    return (
        bool(lemma.endswith(INSTITUTION_ENDS) and lemma not in LIFELESS)
        or lemma in MEDIA_NOUNS
        or lemma in DOCUMENTS
        or any(page.toks[k].rel == "appos" and page.toks[k].pos == "PROPN" for k in page.kids[i])
    )
