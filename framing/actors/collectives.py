"""Several at once: groups of people, pairs, both sides of a talk."""

from __future__ import annotations

from framing.actors.crowds import classes_of, number_before, widened, word_classes
from framing.actors.doc import Doc
from framing.actors.gazetteer import fold
from framing.actors.morph import first_names, name_gender
from framing.actors.state import ANYONE, Ref, Seen, Spot, State, stem
from framing.actors.syntax import clause, group_top, role, subject
from framing.actors.titles import Phrase, entries
from framing.actors.words import pronoun_words, word_list

_STATE_NOUNS = frozenset(["страна", "государство", "держава", "республика"])


def give_several(run: State, p: Phrase) -> bool:
    """ "Девушки", "политики", "трое мужчин": a plural for two or more people whom the text names side by side, or counts."""
    if p.comps or p.wild or p.owner >= 0 or p.other or p.slot or measured(run, p):
        return False
    for rule in _RULES:
        found = rule(run, p)
        if len(found) < 2:
            continue
        others = run.others(p.head)  # "обоим противостоят конгрессмены"
        if not any(id(ref) in others for ref in found):
            for ref in found:
                run.out.append(Spot(p.i, p.j, p.head, "collective", ref, "pair", 0.7))
            run.sets.append((run.doc.sent[p.head], p.lemma, found))
            return True
    return False


def measured(run: State, p: Phrase) -> bool:
    """ "Группа мужчин", "десятки тысяч протестующих": is the head of a phrase a noun that only measures its people?"""
    return run.doc.lemma[p.head] != p.lemma and run.doc.lemma[p.head] in _MEASURES


_MEASURES = word_list("measures of people")


def _counted_people(run: State, p: Phrase) -> list[Ref]:
    """ "Три женщины": the people named side by side, or the only ones of that gender, where there are just so many."""
    n = number_of(run, p.head)
    if n < 2:
        return []
    sent = run.doc.sent[p.head]
    rows = [(abs(run.told[run.doc.sent[top]] - run.told[sent]), refs) for top, refs in named_together(run) if len(refs) == n]
    for _, refs in sorted(rows, key=lambda x: x[0]):
        if _fit_all(run, p, refs):
            return refs
    people = [r for r in run.refs if r.type == "PER" and r.named and _fit_all(run, p, [r])]
    return people if len(people) == n and (p.gender or _gendered(p)) else []


def _both_people(run: State, p: Phrase) -> list[Ref]:
    """ "Оба чиновника": the last two who were meant together or who acted, else the only two, where the gender fits."""
    doc = run.doc
    if not any(doc.lemma[x] == "оба" for x in _leading(run, p.head)):
        return []
    lately = [refs for sent, _, refs in run.sets if run.apart(doc.sent[p.head], sent) < 3 and len(refs) == 2]
    for found in (coordinated(run, doc.sent[p.head], p.head), *reversed(lately), parties_near(run, doc.sent[p.head], p.head)):
        if len(found) == 2 and all(r.type == "PER" for r in found) and _gender_fits(p, found):
            return found
    people = [r for r in run.refs if r.type == "PER" and r.named]
    return people if len(people) == 2 and _gender_fits(p, people) else []


def _mutual_people(run: State, p: Phrase) -> list[Ref]:
    """ "Кандидаты обсудили ...": the only two people of the sentence before, where the verb is one of two together."""
    doc = run.doc
    if p.adjectives or doc_number(run, p.head) or role(doc, p.head) != "s" or doc.quote[p.head] >= 0:
        return []
    if doc.lemma[clause(doc, p.head)] not in _MUTUAL or p.lemma in ("эксперт", "аналитик", "журналист"):
        return []
    found: list[Ref] = []
    for s in reversed(run.log):
        if run.apart(doc.sent[p.head], s.sent) > 1:
            break
        if s.k < p.head and s.ref is not None and s.ref.type == "PER" and s.ref not in found:
            found.insert(0, s.ref)
    return found if len(found) == 2 and _gender_fits(p, found) else []


def _only_people(run: State, p: Phrase) -> list[Ref]:
    """ "Мужчины взяли ...": the only two of that gender so far, where they are the subject and the text has no group."""
    doc = run.doc
    if not _gendered(p) or p.adjectives or doc_number(run, p.head) or role(doc, p.head) != "s" or doc.quote[p.head] >= 0:
        return []
    if p.head > clause(doc, p.head) or any(r.type == "GROUP" and r.count for r in [*run.refs, *run.extra]):
        return []
    met = {s.ref.name: s.ref for s in run.log if s.k < p.head and s.ref is not None and s.ref.type == "PER"}
    found = [r for r in met.values() if _gender_fits(p, [r])]
    return found if len(found) == 2 else []


def _met_people(run: State, p: Phrase) -> list[Ref]:
    """ "Боксёров развели" after "X дал Y пощёчину": whom a sentence not far back brought together, if the noun fits."""
    doc, here = run.doc, run.doc.sent[p.head]
    if doc.quote[p.head] >= 0 or role(doc, p.head) not in "sogx" or set(p.adjectives) - _BARE or _told_before(run, p):
        return []
    n = number_before(doc, p.head)
    both = p.definite or n > 0
    modified = any(doc.rel[x].startswith("acl") for x in (*doc.kids[p.head], *range(p.i, p.head)))
    if n < 0 or modified or p.office or p.j > p.head + 1 or _kin(p) or (_gendered(p) and role(doc, p.head) != "s"):
        return []
    for sent in range(here, max(-1, here - 5), -1):
        found = _brought_together(run, sent, p.head)
        if len(found) > 1 and n in (0, len(found)) and _gender_fits(p, found):
            fits = [_fit(run, p, r) for r in found]
            far = 4 if min(fits) > 0 else 2 if both else 1
            return found if run.apart(here, sent) <= far and min(fits) >= 0 and (both or max(fits) > 0) else []
    return []


def _told_before(run: State, p: Phrase) -> bool:
    """Has the text told of others by the same word, where nothing points to those just named?"""
    return not p.definite and any(t.lemma == p.lemma for g in run.groups for t in g.told)


def _brought_together(run: State, sent: int, k: int) -> list[Ref]:
    """The people whom a sentence joins by a conjunction, else the only two that act or suffer in it."""
    rows: dict[int, list[Ref]] = {}
    acting: list[Ref] = []
    for s in run.seen_in(sent):
        if s.k >= k or s.ref is None or not s.ref.named or s.ref.type != "PER" or s.quote >= 0:
            continue
        row = rows.setdefault(group_top(run.doc, s.k), [])
        if s.ref not in row:
            row.append(s.ref)
        if s.role in "sox" and not s.inner and s.ref not in acting:
            acting.append(s.ref)
    joined = [row for row in rows.values() if len(row) > 1]
    if joined:
        return joined[-1]
    return acting if len(acting) == 2 else []


def _fit(run: State, p: Phrase, ref: Ref) -> int:
    """Does the text call somebody so, or by a word of the same class (1), by nothing that tells (0), or by another trade (-1)?"""
    classes, _ = classes_of(run.doc, p)
    if p.lemma in ref.words or any(p.classes & o[3] for o in ref.offices) or classes & called(ref):
        return 1
    if _gendered(p):
        return 1
    return -1 if any(o[3] for o in ref.offices) else 0


def _gender_fits(p: Phrase, refs: list[Ref]) -> bool:
    """Can a noun for men or women mean them? Who is of unknown gender, or has a name of both, fits."""
    gender = "f" if p.lemma in _WOMEN or p.gender == "f" else "m" if p.lemma in _MEN else ""
    return not gender or all(r.gender in (gender, "") or _either(r) for r in refs)


def _same_people(run: State, p: Phrase) -> list[Ref]:
    """ "Женщины" again, after "три женщины": those whom the text counted."""
    if doc_number(run, p.head):
        return []
    for _, lemma, refs in reversed(run.sets):
        if lemma == p.lemma or (p.lemma in ANYONE and _gendered(p) and _fit_all(run, p, refs)):
            return refs
    return []


def _kin_people(run: State, p: Phrase) -> list[Ref]:
    """ "Братья", "сёстры": the people of one surname and that gender, where the text has just these."""
    gender = {"брат": "m", "сестра": "f", "близнец": "", "родственник": ""}.get(p.lemma)
    if gender is None or doc_number(run, p.head) or (p.lemma == "родственник" and role(run.doc, p.head) != "s"):
        return []
    kin: dict[str, list[Ref]] = {}
    for r in run.refs:
        if r.type == "PER" and r.named and " " in r.name and gender in ("", r.gender):
            kin.setdefault(stem(r), []).append(r)
    found = [refs for refs in kin.values() if len(refs) > 1]
    return found[0] if len(found) == 1 else []


def _side_people(run: State, p: Phrase) -> list[Ref]:
    """A bare plural for the people just named side by side."""
    if p.adjectives and not p.definite:
        return []
    side = coordinated(run, run.doc.sent[p.head], p.head)
    return side if number_before(run.doc, p.head) in (0, len(side)) and _fit_all(run, p, side) else []


def _these_people(run: State, p: Phrase) -> list[Ref]:
    """ "Эти мужчины": the last two of that gender, not far back."""
    if not p.definite or p.lemma not in ANYONE or doc_number(run, p.head):
        return []
    found: list[Ref] = []
    for s in reversed(run.log):
        if run.apart(run.doc.sent[p.head], s.sent) > 2:
            break
        if s.ref is not None and s.ref.type == "PER" and s.ref.named and s.ref not in found and _fit_all(run, p, [s.ref]):
            found.insert(0, s.ref)
    return found if len(found) == 2 else []


_RULES = (
    _counted_people,
    _both_people,
    _same_people,
    _kin_people,
    _side_people,
    _these_people,
    _mutual_people,
    _only_people,
    _met_people,
)
_MUTUAL = pronoun_words("mutual verbs")
_MEN = frozenset(["мужчина", "парень", "юноша", "мальчик", "старик"])
_WOMEN = frozenset(["женщина", "девушка", "девочка", "дама", "старушка", "пенсионерка"])


def _gendered(p: Phrase) -> bool:
    return p.lemma in _MEN or p.lemma in _WOMEN


def _fit_all(run: State, p: Phrase, refs: list[Ref]) -> bool:
    """Can the plural mean these people by gender, else by what the text calls each of them?"""
    if not _gender_fits(p, refs):
        return False
    if _gendered(p) or p.gender == "f":
        return True
    if p.lemma in ANYONE or p.office in ("accused", "victim"):
        return p.lemma in ANYONE or number_of(run, p.head) > 1
    classes, _ = classes_of(run.doc, p)
    return all(p.lemma in r.words or any(p.classes & o[3] for o in r.offices) or classes & called(r) for r in refs)


def called(ref: Ref) -> frozenset[str]:
    """The classes of people, and those above them, of all that the text calls somebody."""
    return widened(frozenset().union(*(word_classes(w) for w in ref.words)))


def _either(ref: Ref) -> bool:
    """Can the first name be a man's and a woman's ("Мишель")?"""
    first = fold(ref.name.split()[0])
    return ref.named and " " in ref.name and first in first_names() and not name_gender(first)


def _leading(run: State, k: int) -> list[int]:
    """The dependants of a noun that stand before it, and the word right before it."""
    return [x for x in (*run.doc.kids[k], k - 1) if 0 <= x < k]


def doc_number(run: State, k: int) -> bool:
    """Is the noun counted?"""
    return any(run.doc.pos[x] == "NUM" for x in _leading(run, k))


_NUMBERS = {
    "два": 2,
    "двое": 2,
    "оба": 2,
    "две": 2,
    "обе": 2,
    "три": 3,
    "трое": 3,
    "четыре": 4,
    "четверо": 4,
    "пять": 5,
    "пятеро": 5,
}


def _kin(p: Phrase) -> bool:
    """ "Двое сыновей" are somebody's, not those just named."""
    kin = [e for e in entries().get(p.lemma, ()) if e.kind == "relation" and not e.classes]
    return any(e.office not in ("colleague", "driver") for e in kin)


_BARE = frozenset(["этот", "сам", "весь", *_NUMBERS])


def number_of(run: State, k: int) -> int:
    """How many, where a numeral up to five says it; else 0."""
    doc = run.doc
    for x in (*_leading(run, k), *([k] if doc.pos[k] == "NUM" else [])):
        if doc.pos[x] in ("NUM", "NOUN", "DET"):
            found = _NUMBERS.get(doc.lemma[x], 0) or (int(doc.low[x]) if doc.low[x] in ("2", "3", "4", "5") else 0)
            if found:
                return found
    return 0


def named_together(run: State) -> list[tuple[int, list[Ref]]]:
    """All people that the text names side by side anywhere: (head of the first name, people)."""
    doc = run.doc
    groups: dict[int, list[Ref]] = {}
    for s in sorted(run.out, key=lambda s: s.k):
        if s.ref.type == "PER" and s.kind.startswith("name"):
            row = groups.setdefault(group_top(doc, s.k), [])
            if s.ref not in row:
                row.append(s.ref)
    return [(top, refs) for top, refs in groups.items() if len(refs) > 1]


def coordinated(run: State, sent: int, k: int) -> list[Ref]:
    """The last people joined by a conjunction, not further than two sentences back."""
    doc = run.doc
    members: dict[int, list[Ref]] = {}
    for s in reversed(run.log):
        if run.apart(sent, s.sent) > 2:
            break
        if s.ref is None or s.ref.type != "PER" or s.k >= k:
            continue
        group = members.setdefault(group_top(doc, s.k), [])
        if s.ref not in group:
            group.insert(0, s.ref)
        if len(group) > 1 and any(
            doc.rel[x.k] == "conj" or doc.rel[doc.head[x.k]] == "conj"
            for x in run.seen_in(s.sent)
            if x.ref in group and doc.head[x.k] >= 0
        ):
            return group
    return []


def give_pair(run: State, i: int, j: int, k: int, kind: str) -> bool:
    """All parties of the last talk: two or more people (or countries) side by side, or the last two who acted."""
    doc = run.doc
    counted = [x for x in doc.kids[k] if doc.rel[x] == "nmod" and doc.case[x] == "Gen"]
    if doc.lemma[k] == "пара" and any(doc.animacy[x] != "a" for x in counted):
        return False  # "пару месяцев"
    lately = [refs for sent, _, refs in run.sets if run.apart(doc.sent[k], sent) < 2 and len(refs) == 2]
    parties = couple(run, j, k) or (lately[-1] if lately and doc.lemma[k] == "оба" else parties_near(run, doc.sent[k], k))
    if doc.lemma[k] in _STATE_NOUNS:
        parties = joined_states(run, k) or powers(run) or parties_near(run, doc.sent[k], k, True)
    elif len(parties) < 2 and doc.lemma[k] == "сторона":
        parties = powers(run)
    elif doc.lemma[k] in _COUPLE and len({r.gender or r.name for r in parties}) < len(parties):
        parties = _man_and_woman(run, k)
    if len(parties) < 2:
        return False
    for ref in parties:
        run.out.append(Spot(i, j, k, kind, ref, "pair", 0.7))
        ref.count += 1
    run.sets.append((doc.sent[k], doc.lemma[k], parties))
    return True


def _man_and_woman(run: State, k: int) -> list[Ref]:
    """The last two people of different gender, not further than two sentences back."""
    found: dict[str, Ref] = {}
    for s in reversed(run.log):
        if run.apart(run.doc.sent[k], s.sent) > 2:
            break
        if s.k < k and s.ref is not None and s.ref.type == "PER" and s.ref.gender and not s.inner:
            found.setdefault(s.ref.gender, s.ref)
    return list(found.values())[::-1] if len(found) == 2 else []


def couple(run: State, j: int, k: int) -> list[Ref]:
    """ "Супруги", "супруги Штерн": the two people of one surname, or a person and the spouse that the text gives."""
    doc = run.doc
    if doc.lemma[k] not in _COUPLE:
        return []
    inside = [s.ref for s in run.out if s.ref.type == "PER" and s.name[0] in (j, j - 1)]
    found, at = wedded(run, k)
    if found and not inside and at > max((sent for sent, lemma, _ in run.sets if lemma in _COUPLE), default=-1):
        return found
    met = next((refs for _, lemma, refs in reversed(run.sets) if lemma in _COUPLE and len(refs) == 2), [])
    if met and (not inside or inside[0] in met):
        return met
    people = [r for r in run.refs if r.type == "PER" and r.named and " " in r.name]
    for r in inside or sorted(people, key=lambda r: -r.count):
        found = [p for p in people if p is not r and p.gender != r.gender and stem(p) == stem(r)]
        if len(found) == 1:
            return [r, found[0]]
    for r in inside or sorted([*people, *run.extra], key=lambda r: -r.count):
        other = run.by_name.get(r.relations.get("wife") or r.relations.get("husband") or "")
        if other is not None and other is not r and r.type == other.type == "PER":
            return [other, r]
    side = coordinated(run, doc.sent[k], k)
    return side if len(side) == 2 and side[0].gender != side[1].gender else []


def wedded(run: State, k: int) -> tuple[list[Ref], int]:
    """The last two before ``k`` of whom the text says that they married or parted ("X женат на Y"), and in which sentence."""
    doc = run.doc
    for x in range(k - 1, -1, -1):
        if doc.lemma[x] not in _MARRIED or doc.quote[x] >= 0:
            continue
        verb = doc.head[x] if doc.pos[x] in ("ADV", "NOUN") and doc.head[x] >= 0 and doc.pos[doc.head[x]] == "VERB" else x
        one = run.ref_of(subject(doc, verb))
        near = [s for s in run.seen_in(doc.sent[x]) if x < s.k < x + 8 and s.kind != "noun"]
        other = next((s.ref for s in near if doc.low[s.i_prep(doc)] in ("на", "за", "с", "со")), None)
        if one is not None and other is not None and one is not other and one.type == other.type == "PER":
            return [one, other], doc.sent[x]
    return [], -1


_MARRIED = pronoun_words("married")
_COUPLE = frozenset(["супруг", "пара", "чета", "молодожен", "новобрачный", "возлюбленный"])


def both_states(run: State, p: Phrase) -> bool:
    """ "Страны договорились": the two countries just named side by side."""
    if p.comps or p.wild or p.owner >= 0 or p.other or p.slot or (p.adjectives and not p.definite):
        return False
    doc = run.doc
    if any(doc.rel[x].startswith("acl") for x in doc.kids[p.head]):  # "страны, входящие в союз"
        return False
    found = joined_states(run, p.head)
    for ref in found:
        run.out.append(Spot(p.i, p.j, p.head, "collective", ref, "pair", 0.6))
    return bool(found)


def joined_states(run: State, k: int) -> list[Ref]:
    """The last two countries named side by side, not further than two sentences back."""
    groups: dict[int, list[Ref]] = {}
    for s in reversed(run.log):
        if run.apart(run.doc.sent[k], s.sent) > 2:
            break
        if s.ref is not None and s.ref.type == "LOC" and "country" in s.ref.kinds and s.k < k:
            row = groups.setdefault(group_top(run.doc, s.k), [])
            if s.ref not in row:
                row.append(s.ref)
    return next((refs[::-1] for refs in groups.values() if len(refs) == 2), [])


def powers(run: State) -> list[Ref]:
    """The two countries that the text is about, where no third comes near."""
    states = sorted((r for r in run.refs if "country" in r.kinds and r.type == "LOC"), key=lambda r: (-r.total, r.name))
    if len(states) < 2 or states[1].total < 3 or (len(states) > 2 and 2 * states[2].total > states[1].total):
        return []
    return states[:2]


def parties_near(run: State, sent: int, k: int, states: bool = False) -> list[Ref]:
    """The last two who acted: people, else countries and organisations; with ``states`` the last two countries."""
    if states:
        near = [s.ref for s in run.log if s.k < k and s.ref is not None and "country" in s.ref.kinds and s.ref.type == "LOC"]
        last = list(dict.fromkeys(r.name for r in reversed(near)))[:2]
        return [run.by_name[n] for n in last[::-1] if n in run.by_name] if len(last) == 2 else []
    for types in (("PER",), ("LOC", "ORG")):
        found: list[Ref] = []
        first = -1
        for s in reversed(run.log):
            if run.apart(sent, s.sent) > 4:
                break
            if s.ref is None or s.quote >= 0:
                continue
            if (
                s.k >= k
                or s.ref.type not in types
                or s.role not in "sox"
                or (s.ref.type == "LOC" and "country" not in s.ref.kinds)
                or (s.ref.type == "ORG" and s.role != "s")
            ):
                continue
            if first >= 0 and run.apart(first, s.sent) > 2:
                break
            if s.ref not in found:
                found.append(s.ref)
                first = s.sent if first < 0 else first
            if len(found) == 2:
                return found[::-1]
    return []


_JOINTS = frozenset(["и", ",", "с", "со", "или", "&", "плюс"])


def _with(doc: Doc, s: Seen, top: int) -> int:
    """ "X встретился с певицей Y": the first of those with whom somebody acts is the subject; else ``top`` itself."""
    beside = any(doc.low[x] in ("с", "со") for x in doc.kids[top] if doc.rel[x] == "case")
    if s.role != "x" or doc.case[top] != "Ins" or not beside:
        return top
    boss = subject(doc, s.clause)
    return group_top(doc, boss) if boss >= 0 else top


def side_by_side(run: State, k: int) -> tuple[list[Ref], Seen | None]:
    """The last two or more people (else countries) joined by a conjunction or by "с", not far back."""
    doc = run.doc
    met: dict[int, list[Seen]] = {}
    for s in reversed(run.log):
        if run.apart(doc.sent[k], s.sent) > 2:
            break
        if s.ref is None or s.k >= k or s.ref.type == "GROUP" or (s.quote >= 0) != (doc.quote[k] >= 0):
            continue
        top = _with(doc, s, group_top(doc, s.k))
        row = met.setdefault(top, [])
        row.append(s)
        refs = list(dict.fromkeys(x.ref.name for x in row if x.ref is not None))
        types = {x.ref.type for x in row if x.ref is not None}
        states = "PER" not in types and all(x.ref is not None and (x.ref.type != "LOC" or "country" in x.ref.kinds) for x in row)
        joined = any(doc.low[x] in _JOINTS for x in range(min(x.k for x in row), max(x.k for x in row)))
        if len(refs) > 1 and joined and (types == {"PER"} or states):
            for other in run.log:
                found = other.ref if other.k < s.k and group_top(doc, other.k) == top else None
                if found is not None and found.name not in refs and found.type in types:
                    refs.append(found.name)
            members = [run.by_name[n] for n in refs if n in run.by_name]
            head = min(row, key=lambda x: x.k)
            return members[::-1], head
    return [], None
