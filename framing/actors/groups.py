"""Groups of people: whom "двое неизвестных", "протестующие", "вся семья" mean, and which of them are actors."""

from __future__ import annotations

import re

from framing.actors.ages import in_years
from framing.actors.binding import two
from framing.actors.collectives import named_together
from framing.actors.crowds import SEVERAL, classes_of, dictionary_form, number_before, number_of, participle, widened
from framing.actors.descriptions import bodies_clash
from framing.actors.doc import Doc
from framing.actors.gazetteer import common
from framing.actors.state import Group, Ref, Spot, State, Told, plain
from framing.actors.syntax import clause, group_top, role, subject
from framing.actors.things import nominative
from framing.actors.titles import Phrase
from framing.actors.words import word_list


def give_group(run: State, p: Phrase) -> None:
    """Gives a phrase for people together to the group of the text that it means, else to a new one."""
    if p.slot or _others(run, p) or p.head in run.at:
        return
    told = _told(run, p)
    group = _known(run, p, told)
    if group is None:
        group = _begin(run, p, told)
    if group is None:
        return
    group.tell(told, widened(told.classes))
    group.firm = group.firm or _firm(run, p) or (told.owner is not None and role(run.doc, p.head) in "sox")
    group.deeds |= _deeds(run, p)
    run.give(p, group.ref, "description", "group", 0.55)


def counted_before(run: State, p: Phrase) -> bool:
    """ "Оба полицейских" after "двое полицейских": has the text a group of just so many people of the same word or class?"""
    n = number_before(run.doc, p.head)
    classes, _ = classes_of(run.doc, p)
    return n > 1 and any(g.number == n and (any(t.lemma == p.lemma for t in g.told) or classes & g.wide) for g in run.groups)


def _others(run: State, p: Phrase) -> bool:
    """ "Другие жители", "ещё трое", "некоторые врачи": not those told of before, and nobody certain."""
    doc = run.doc
    first = doc.first[doc.sent[p.head]]
    near = [doc.lemma[x] for x in range(max(first, p.i - 1), p.head)]
    return bool(_MORE.intersection(near))


def _told(run: State, p: Phrase) -> Told:
    doc = run.doc
    number = number_of(doc, p)
    owner = None
    if p.owner >= 0:
        own = doc.lemma[p.owner] == "свой"
        owner = run.ref_of(subject(doc, clause(doc, p.owner))) if own else run.at.get(p.owner)
    elif p.persons:
        owner = run.name_at.get(p.persons[0])
    traits = frozenset(a for a in p.adjectives if not (a in _IDLE or a in run.national or a[:1].isdecimal() or in_years(a)))
    classes, wild = classes_of(run.doc, p)
    wild |= {doc.lemma[x] for x in doc.kids[p.head] if x >= p.j and doc.rel[x] == "nmod" and doc.case[x] == "Gen"}
    nation = common().people.get(p.lemma)  # "американцы" are citizens of that country
    comps = p.comps if nation is None else p.comps | {nation.name}
    return Told(p.lemma, classes if nation is None else classes | {"citizens"}, number, owner, comps, wild, traits)


def _known(run: State, p: Phrase, told: Told) -> Group | None:
    """The group that a phrase means: by the first rule that some group fits, the latest first."""
    if not run.groups:
        return None
    groups = sorted(run.groups, key=lambda g: -run.last[id(g.ref)].k if id(g.ref) in run.last else 0)
    beside = _beside(run, p)
    groups = [g for g in groups if id(g.ref) not in beside]
    for rule in (_same_word, _so_called, _same_class, _narrower, _befell, _befalls, _done, _takes_part, _same_number, _plainly):
        called = rule in (_same_word, _same_class, _narrower)
        fit = (g for g in groups if rule(run, p, told, g) and not _apart(run, told, g, called))
        best = next(fit, None)
        if best is not None:
            return None if rule is _same_class and any(_joined(run, best, g) for g in fit) else best
    return None


def _joined(run: State, a: Group, b: Group) -> bool:
    """Did a sentence name two groups together ("врачи и медсёстры")? A word for both ("медики") is neither of them."""
    x, y = run.last.get(id(a.ref)), run.last.get(id(b.ref))
    return x is not None and y is not None and x.sent == y.sent and two(run.doc, x.k, y.k) == "joined"


def _beside(run: State, p: Phrase) -> set[int]:
    """Groups (ids of actors) that a sentence tells by its build from a phrase: "врачи и медсёстры", "дети избили подростков"."""
    groups = [s for s in run.seen_in(run.doc.sent[p.head]) if s.ref is not None and s.ref.type == "GROUP" and s.kind != "pronoun"]
    return {id(s.ref) for s in groups if two(run.doc, s.k, p.head)}


def _apart(run: State, told: Told, g: Group, same: bool) -> bool:
    """Do number, owner or body tell a phrase from a group, or (``same``: only words speak for it) complement or adjectives?"""
    if told.number > 0 and g.number and told.number != g.number:
        return True
    owners = [t.owner for t in g.told if t.owner is not None]
    if told.owner is not None and owners and told.owner not in owners:
        return True
    comps = g.comps
    if told.comps and comps and not told.comps & comps and bodies_clash(run, told.comps, comps):
        return True
    if not same:
        return False
    more = (told.wild - g.wild) | (told.comps - comps)
    if _TELLING & (told.traits - g.traits) or (told.number == SEVERAL and more):
        return True
    if told.comps and not comps and g.wild:  # "европейцы" are not "население планеты"
        return True
    return any(a and b and not a & b for a, b in ((told.wild, g.wild), (told.traits, g.traits)))


def _same_word(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Врачи" again; "люди" only where they are "эти люди" or as many as before."""
    if told.lemma in _PLAIN and not (p.definite or 0 < told.number == g.number or told.traits & g.traits):
        return False
    shared = (told.classes & g.classes, told.wild & g.wild, told.comps & g.comps)
    if told.lemma in _HOLLOW and not any(shared):
        return False  # "сторона защиты" is not "сторона обвинения"
    return any(t.lemma == told.lemma for t in g.told)


def _same_class(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Медики" after "врачи", "силовики" after "полицейские"."""
    if told.lemma in _STAFF and told.comps and any(t.lemma in _STAFF and t.comps == told.comps for t in g.told):
        return True  # "агенты ФБР", "сотрудники ФБР"
    return bool(told.classes & g.wide) and told.number != SEVERAL


def _narrower(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Полицейские" after a headline that calls them "силовики"."""
    if told.number == SEVERAL or len(g.told) != 1 or not widened(told.classes) & g.told[0].classes:
        return False
    return max((s.sent for s in run.log if s.ref is g.ref), default=9) == 0


def _befell(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Задержанные" after "двоих мужчин задержали"."""
    called = run.noun_events(p.lemma)
    return bool(called) and called <= run.events.get(id(g.ref), frozenset())


def _befalls(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Задержаны две девушки" after "подозреваемые": what befalls them is what the others were called by."""
    if len(g.told) > 1 or told.number < 2 or g.number not in (0, told.number) or role(run.doc, p.head) not in "so":
        return False
    called = run.noun_events(g.told[0].lemma)
    return bool(called) and called <= run.events_at(p.head)


def _done(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Пострадавшие" after "пострадали несколько человек": a participle of the verb that they are told to do or suffer."""
    verb = participle(told.lemma)
    return bool(verb) and verb in g.deeds


def _takes_part(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Участники", "авторы инициативы": the group that did something in the sentence before."""
    bare = not (told.comps or told.traits or told.number or told.owner)
    named = (told.lemma == "участник" and not told.wild) or (told.lemma == "автор" and told.wild and told.wild <= _APPEALS)
    if not bare or not named:
        return False
    apart, last = run.distance(g.ref, run.doc.sent[p.head])
    return apart == 1 and last is not None and last.role == "s"


_APPEALS = word_list("appeals")


def _so_called(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Подозреваемыми оказались двое студентов": the predicate calls the subject what the group was called."""
    doc = run.doc
    verb = doc.head[p.head]
    if verb < 0 or not doc.rel[p.head].startswith("nsubj"):
        return False
    names = {doc.lemma[x] for x in doc.kids[verb] if doc.case[x] == "Ins" and doc.number[x] == "p" and doc.animacy[x] != "i"}
    names |= {dictionary_form(doc.low[x]) for x in doc.kids[verb] if doc.case[x] == "Ins" and doc.pos[x] in ("VERB", "ADJ")}
    return any(t.lemma in names for t in g.told)


def _same_number(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Двое студентов" after "двое неизвестных": as many, where one of the words says nothing else."""
    if told.number < 2 or g.number != told.number or run.distance(g.ref, run.doc.sent[p.head])[0] > 4:
        return False
    if told.lemma in _PLAIN or any(t.lemma in _PLAIN for t in g.told) or told.classes & g.wide:
        return True
    mine, theirs = widened(told.classes), g.wide
    return bool(mine | theirs) and (mine <= _LOOSE or theirs <= _LOOSE) and not (_SHARP & mine and _SHARP & theirs)


def _plainly(run: State, p: Phrase, told: Told, g: Group) -> bool:
    """ "Ребята", "эти люди": the group that the text told of last."""
    if told.lemma not in _PLAIN or told.comps or told.wild or told.traits or told.number > 0 or told.owner is not None:
        return False
    if told.lemma in ("человек", "люди", "лицо", "персона") and not p.definite:
        return False
    return run.distance(g.ref, run.doc.sent[p.head])[0] <= 2


def _begin(run: State, p: Phrase, told: Told) -> Group | None:
    """A new group."""
    doc = run.doc
    if doc.quote[p.head] >= 0 and not _firm(run, p):
        return None
    name = plain(_name(run, p)) if _enough(run, p, told) else ""
    if not name or name in run.by_name:
        return None
    ref = Ref(name, "GROUP", "pl", named=False)
    run.by_name[name] = ref
    run.extra.append(ref)
    group = Group(ref)
    run.groups.append(group)
    return group


def _enough(run: State, p: Phrase, told: Told) -> bool:
    """Does a phrase say whom it means: not "люди", "члены", "оба" or "трое" alone?"""
    if run.doc.pos[p.head] == "NUM":
        return False
    if told.lemma in _PLAIN:
        return bool(told.number or told.traits or told.comps)
    if told.lemma in _HOLLOW:
        return bool(told.comps or told.wild or told.classes)
    return not any(run.doc.lemma[x] == "оба" for x in range(p.i, p.head))


def _name(run: State, p: Phrase) -> str:
    """A phrase in the nominative: as it stands where a numeral governs it ("две девушки"), else its noun turned."""
    doc = run.doc
    if any(doc.rel[x] == "nummod:gov" and p.i <= x < p.head for x in doc.kids[p.head]):
        return doc.span(p.i, p.j)
    rest = doc.text[doc.tokens[p.head].stop : doc.tokens[p.j - 1].stop]
    return nominative(doc, p.i if p.owner < p.i else p.owner + 1, p.head + 1) + rest


def _deeds(run: State, p: Phrase) -> set[str]:
    """The verb whose subject or object a phrase is."""
    verb = clause(run.doc, p.head)
    return {run.doc.lemma[verb]} if role(run.doc, p.head) in "so" and run.doc.pos[verb] == "VERB" else set()


def _firm(run: State, p: Phrase) -> bool:
    """Does a phrase make its group an actor by itself: as the subject or the object of a verb, or as people of a named body?"""
    doc = run.doc
    place = role(doc, p.head)
    if place == "o" or (doc.head[p.head] < 0 and doc.case[p.head] == "Nom"):
        return True
    says = clause(doc, p.head)
    nominal = doc.pos[says] == "NOUN" and doc.head[says] < 0  # "холостяки — ущербны", whatever the tagger calls it
    there = any(doc.rel[x] in ("cop", "case") for x in doc.kids[says])  # "на борту были два пилота"
    if place == "s" and (nominal or there or doc.pos[says] in ("VERB", "AUX", "ADJ")):
        return True
    modified = any(doc.rel[x] in ("acl", "acl:relcl") for x in doc.kids[p.head])
    if place in "xg" and (p.comps or p.wild or doc.pos[p.head] != "NOUN" or modified):
        return True
    if place == "x" and _undergoes(doc, p.head):
        return True
    event = place == "g" and doc.head[p.head] >= 0 and bool(_EVENT.search(doc.lemma[doc.head[p.head]]))
    return event or (bool(p.comps) and p.lemma in ("житель", "гражданин"))


def _undergoes(doc: Doc, k: int) -> bool:
    """An oblique case of people who act or whom something is done to: "подбежал к толпе", "возбуждено следователями"."""
    before = next((doc.low[x] for x in doc.kids[k] if doc.rel[x] == "case"), "")
    return doc.pos[clause(doc, k)] == "VERB" and (doc.case[k], before) in _TOUCHED


_TOUCHED = frozenset([("Dat", ""), ("Dat", "к"), ("Ins", ""), ("Ins", "с"), ("Ins", "со"), ("Acc", "на"), ("Acc", "в")])
_LOOSE = word_list("anybody's classes")
""" "Трое мигрантов", "трое граждан Киргизии", "трое подозреваемых" can be the same three; police and medics are not."""
_SHARP = frozenset(["men", "women"])
_TELLING = frozenset(["бывший", "собственный", "будущий", "прочий"])
_EVENT = re.compile("(?:ение|ание|ятие|ытие|арест|разгон|убийство|штурм|обыск|побег|допрос|протест|гибель|смерть|эвакуация)$")
"""Nouns whose genitive acts or suffers: "разгон демонстрантов"."""


def spell_out(run: State) -> None:
    """A group whose people the text names ("двое россиян — А и Б") is each of them wherever it stands."""
    if not run.groups:
        return
    rows = named_together(run)
    named = sorted((s for s in run.out if s.ref.type == "PER" and s.kind.startswith("name")), key=lambda s: -s.k)
    first = {group_top(run.doc, s.k): s for s in named}
    for g in run.groups:
        members = _spelled(run, g, rows, named, first)
        if not members:
            continue
        many = len(members) > 3  # "кандидаты" before "девять кандидатов: ..." may be more
        since = next((s.k for s in run.out if many and s.ref is g.ref and number_before(run.doc, s.k) == g.number), -1)
        mine = [s for s in run.out if s.ref is g.ref and s.k >= since]
        run.out = [s for s in run.out if s.ref is not g.ref or s.k < since]
        run.out += [Spot(s.i, s.j, s.k, "collective", r, "pair", s.confidence) for s in mine for r in members]


def _spelled(run: State, g: Group, rows: list[tuple[int, list[Ref]]], named: list[Spot], first: dict[int, Spot]) -> list[Ref]:
    """The people of a group where names stand right behind it, or where they do later what it did first.

    ``named``: the names of people, the last one first; ``first``: the first name of each coordination, by its head.
    """
    doc = run.doc
    mine = sorted((s for s in run.out if s.ref is g.ref and s.kind == "description"), key=lambda s: s.k)
    for s in mine:
        if s.j >= len(doc) or doc.low[s.j] != ":":
            continue
        listed = list(dict.fromkeys(n.ref.name for n in named[::-1] if s.j < n.i and doc.sent[n.i] == doc.sent[s.k]))
        if 1 < len(listed) == g.number:
            return [run.by_name[n] for n in listed if n in run.by_name]
    for top, refs in rows:
        if g.number not in (0, len(refs)) or top not in first or (not g.number and len(refs) > 3):
            continue
        if any(s.j + 1 == first[top].i and doc.low[s.j] in _DASHES for s in mine):
            return refs
        if g.number == len(refs) and mine and mine[0].k < top and _same_lot(run, g, refs):
            return refs
        if mine and mine[0].k < top and doc.sent[mine[0].k] < 2 and _same_deed(doc, mine[0].k, top):
            return refs
    return []


def _same_lot(run: State, g: Group, refs: list[Ref]) -> bool:
    """Befell the named what befell the counted ("задержали двоих мужчин", "А и Б арестованы"), and nobody else counted so?"""
    lot = run.events.get(id(g.ref), frozenset())
    others = [x for x in run.groups if x is not g and x.number == g.number and lot & run.events.get(id(x.ref), frozenset())]
    genders = {"women": "f", "men": "m"}
    wanted = {genders[c] for c in g.classes if c in genders}
    fit = all(not r.gender or not wanted or r.gender in wanted for r in refs)
    return bool(lot) and fit and not others and all(lot <= run.events.get(id(r), frozenset()) for r in refs)


def _same_deed(doc: Doc, a: int, b: int) -> bool:
    """Are two nouns subjects of one verb, said twice?"""
    if doc.rel[a] != doc.rel[b] or not doc.rel[a].startswith("nsubj"):
        return False
    verbs = {doc.lemma[doc.head[a]], doc.lemma[doc.head[b]]}
    return len(verbs) == 1 and not verbs & _COPULA


_DASHES = frozenset("—–-(:")


def drop_groups(run: State) -> None:
    """Groups told of once in passing are no actors."""
    often: dict[int, int] = {}
    for s in run.out:
        often[id(s.ref)] = often.get(id(s.ref), 0) + 1
    gone = {id(g.ref) for g in run.groups if not g.firm and often.get(id(g.ref), 0) < 2}
    run.out = [s for s in run.out if id(s.ref) not in gone]


_COPULA = word_list("copula")
_MORE = word_list("more people")
_IDLE = word_list("idle") | word_list("not modifiers") | frozenset(["два", "три", "новый", "свой", "его", "ее", "их"])
_PLAIN = word_list("plain people")
_STAFF = word_list("staff")
_HOLLOW = frozenset(["член", "представитель", "обладатель", "носитель", "сторона"])

__all__ = ["drop_groups", "give_group"]
