"""Titles and descriptions of people: to whom a phrase in place of a name is given."""

from __future__ import annotations

from functools import cache

from framing.actors import acting, ages
from framing.actors.doc import Doc
from framing.actors.genders import verb_gender
from framing.actors.ranking import Features, indefinite, likeliest, of_new, of_person, scene, score
from framing.actors.state import STATES, Ref, State, plain, speech_verbs, stem
from framing.actors.syntax import clause, passive, role, subject
from framing.actors.things import nominative
from framing.actors.titles import Phrase, entries

_GENERIC = frozenset(("", "minister", "head"))


@cache
def _general_offices() -> frozenset[str]:
    """What general words ("бизнесмен") stand in the place of an office."""
    both = {e.office for es in entries().values() for e in es if e.kind == "office"}
    return frozenset(e.office for es in entries().values() for e in es if e.kind == "general") - both


def people_for(run: State, p: Phrase) -> list[Ref]:
    """The people of the text whom a phrase can mean by its gender; what gender somebody unnamed has, nouns do not always tell."""
    fits = lambda r: not (p.gender and r.gender and r.gender != p.gender and r.named)  # noqa: E731
    return [r for r in [*run.refs, *run.extra] if r.type == "PER" and fits(r)]


Options = list[tuple[Ref | None, str, Features]]


def options(run: State, p: Phrase) -> Options:
    """What a phrase can mean: a person (with the rule), or None, somebody new, which comes last."""
    people = people_for(run, p)
    out: Options = []
    inside = run.name_at.get(p.persons[0]) if p.persons else None
    owner = run.at.get(p.owner) if p.owner >= 0 else None
    beside = run.name_at.get(p.j)  # a name in another case right after the phrase: somebody else
    if not people:
        return [(None, "", of_new(run, p))]
    others = run.others(p.head)
    around, unnamed = scene(run, p, people), indefinite(p)
    for ref in people:
        why = others.get(id(ref), "")
        if why in _SURELY_TWO or (unnamed and ref.named) or ages.apart(around.age, age_of_ref(ref)):
            continue
        if ref.count and run.doc.lemma[p.head] == "один":  # "один из советников": nobody met before
            continue
        if ref is inside or ref is beside or ref is owner or run.within.get(p.head) is ref:
            continue
        value, rule, clash = fit(run, p, ref)
        if not rule and ref.named and ref.count and p.office in _SENT and p.j > p.head + 1:
            continue
        if id(ref) not in run.last and (not ref.named or ref in run.merged):
            continue
        facts = of_person(run, p, ref, value, rule, clash, around)
        if why:
            facts[f"two_{why}"] = 1.0
        out.append((ref, rule or "description", facts))
    titled = any(rule in ("title-known", "title-short", "title-body", "apposition") for _, rule, _ in out)
    out.append((None, "", of_new(run, p, titled)))
    return out


_SURELY_TWO = ("owner", "joined")
"""What of the build of a sentence leaves no doubt that two nouns are two people."""


def age_of_ref(ref: Ref) -> ages.Age:
    """How old a person is: nobody with an office or a trade is a child."""
    return ages.both(ref.age, ages.ADULT) or ref.age if ref.offices and ref.called().trade else ref.age


_SENT = frozenset(["representative", "spokesman"])
""" "Представитель тюрьмы" is nobody met by name so far whom the text does not call so."""


def twin(run: State, p: Phrase) -> Ref | None:
    """ "Программист и миллиардер готовится": who is called two things at once, the verb being in the singular."""
    doc, k = run.doc, p.head
    h = doc.head[k]
    if doc.rel[k] != "conj" or h < 0 or p.owner >= 0 or doc.pos[h] == "PROPN" or not doc.rel[h].startswith("nsubj"):
        return None
    verb = doc.head[h]
    ref = run.at.get(h)
    one = verb > k and doc.number[verb] == "s" and doc.number[h] == "s" and doc.case[h] == doc.case[k]
    return ref if one and ref is not None and ref.type == "PER" and (not p.gender or ref.gender in ("", p.gender)) else None


def best_person(run: State, p: Phrase) -> tuple[Ref | None, str, float]:
    """The person whom a title or description stands for, the rule and its chance; None where somebody new is likelier."""
    return chosen(run, p, options(run, p))


def chosen(run: State, p: Phrase, rows: Options) -> tuple[Ref | None, str, float]:
    """The likeliest option, its rule and its chance."""
    if run.choose is not None:
        n = run.choose(run, p, rows)
        return rows[n][0], rows[n][1], 0.5
    scores = [score("person", f) for _, _, f in rows]
    if p.office not in _SERVANTS:
        likelier = zip(rows, scores, strict=True)
        run.leans[p.head] = {id(r): x - scores[-1] for (r, _, _), x in likelier if r is not None and r.named}
    n, chance = likeliest(scores)
    return rows[n][0], rows[n][1], chance


def leads(run: State, ref: Ref) -> bool:
    """Is this by far the most named person of its gender?"""
    others = [r.total for r in run.refs if r.type == "PER" and r is not ref and r.gender == ref.gender]
    return ref.total >= 3 and ref.total >= 2 * max(others, default=0)


def fit(run: State, p: Phrase, ref: Ref) -> tuple[float, str, bool]:
    """How well a phrase can stand for a person by what the text calls them, by which rule, and whether their offices differ."""
    best, rule = 0.0, ""
    clash = False
    if not ref.named and p.kind == "person" and p.office and any(p.office == o for o in ref.relations):
        best, rule = 2.0, "description"
    for office, comps, wild, classes, lemma in ref.offices:
        if (office and office == p.office) or (lemma == p.lemma and p.kind == "office" and {office, p.office} & _GENERIC):
            named = bool(comps) and bool(p.comps)
            common = bool(wild) and bool(p.wild)
            if named and not comps & p.comps and not bodies_clash(run, comps, p.comps):
                if best < 2.0:
                    best, rule = 2.0, "title-near"
                continue
            if named and not comps & p.comps and p.office == office == "head" and not others_head(run, ref, p.comps):
                if best < 1.6:
                    best, rule = 1.6, "title-near"
                continue
            if (named and not comps & p.comps) or (common and not wild & p.wild and not (named and comps & p.comps)):
                clash = True
                continue
            full = (named and comps & p.comps) or (common and wild & p.wild)
            score = 4.0 if full else 3.0 if not p.comps and not p.wild else 2.2
            if (p.comps or p.wild) and not (comps or wild):
                score = 2.4
            if score > best:
                best, rule = score, "title-known" if full else "title-short"
        elif (
            p.kind in ("general", "office")
            and p.classes & classes
            and (p.kind == "general" or p.lemma == "лидер" or (p.office == "head" and not p.comps | p.wild))
            and not (p.comps and comps and not p.comps & comps)
        ):
            if best < 1.8:
                best, rule = 1.8, "title-general"
        elif p.office == "head" != office and office and comps and p.comps and not comps & p.comps and _bodies(run, p.comps):
            clash = True  # "глава Удмуртавтодора" is not "глава Удмуртии"
        elif p.kind == "office" and "head" in (office, p.office) and comps & p.comps:
            if best < 3.0:
                best, rule = 3.0, "title-body"
        elif p.office == "coach" and office == "sport":  # who plays is not who trains
            clash = True
        elif p.kind == "office" and office in _general_offices():
            if p.classes & classes and best < 1.6:
                best, rule = 1.2 if p.comps or p.wild else 1.6, "title-near"
        elif office and p.office and office != p.office and p.kind == "office" and office not in STATES:
            clash = clash or not {office, p.office} & {"head", "representative", "official"}
    if p.lemma in ref.words and p.kind != "office":
        match = ref.words[p.lemma]
        if not (p.comps and match and not p.comps & match) and best < 3.2:
            best, rule = 3.2, "apposition"
    return best, rule, clash and best < 3


def _bodies(run: State, comps: frozenset[str]) -> bool:
    """Are all of these bodies with a name, no places?"""
    return all((r := run.by_name.get(c)) is not None and r.type != "LOC" for c in comps)


def others_head(run: State, ref: Ref, comps: frozenset[str]) -> bool:
    """Does the text give one of these bodies to somebody else, or are they countries?"""
    if any(run.by_name[c].type == "LOC" for c in comps if c in run.by_name):
        return True
    return any(r is not ref and any(o[1] & comps for o in r.offices) for r in run.refs)


def bodies_clash(run: State, a: frozenset[str], b: frozenset[str]) -> bool:
    """Do two offices name different countries, or different bodies?"""
    place = lambda names: {n for n in names if (r := run.by_name.get(n)) is None or r.type == "LOC"}  # noqa: E731
    pa, pb = place(a), place(b)
    return bool(pa and pb) or bool(a - pa and b - pb)


def give_relation(run: State, p: Phrase) -> None:
    """Somebody's mother, lawyer ...: the only child, the likeliest person, or an unnamed one of this owner."""
    owner = owner_of(run, p)
    kin = kindred(run, p, owner)
    if kin is not None and run.others(p.head).get(id(kin)) not in _SURELY_TWO:
        run.give(p, kin, "description", "relation", 0.7)
        return
    signs = kinship(run, p, owner)
    rows = [(r, "relation", {**f, **signs.get(id(r), {})}) for r, _, f in options(run, p) if r is None or r is not owner]
    if signs:
        rows[-1][2]["new_kin"] = 1.0
    best, _, chance = chosen(run, p, rows)
    guessed = best is not None and id(best) not in signs and run.choose is None
    if best is None or (guessed and (chance < SURE or p.office in _SERVANTS)):
        give_unnamed(run, p, owner)
        return
    best.words.setdefault(p.lemma, p.comps)
    run.give(p, best, "description", "relation", min(0.95, chance))


def kinship(run: State, p: Phrase, owner: Ref | None) -> dict[int, Features]:
    """What the text says of the kin of its people that bears on a phrase like "мать": facts by the ids of actors."""
    out: dict[int, Features] = {}

    def tell(ref: Ref | None, fact: str) -> None:
        if ref is not None:
            out.setdefault(id(ref), {})[fact] = 1.0

    tell(by_surname(run, p, owner), "kin_surname")
    tell(turned_round(run, p, owner), "kin_turned")
    if owner is None and p.owner < 0:
        tell(inverse(run, p), "kin_inverse")
    for ref in people_for(run, p):
        whose = ref.relations.get(p.office, "")
        if related(p, ref):
            tell(ref, "kin_loose" if owner is None or not whose else "kin_exact" if whose == owner.name else "kin_of_other")
        elif owner is not None and owner.name in ref.relations.values():  # "подруга Ольги" is not "ребёнок Ольги"
            tell(ref, "kin_else")
    return out


def related(p: Phrase, ref: Ref) -> bool:
    """Does the text give a person the relation of a phrase? Of loose ones ("сосед", "подруга") the word has to be the same."""
    return p.office in ref.relations and (p.office not in _LOOSE or p.lemma in ref.words)


_LOOSE = frozenset(["relative", "colleague", "driver", "uncle", "aunt"])


_SERVANTS = frozenset(["driver", "colleague"])
""" "Охранник", "коллега" of nobody's are newcomers: what kin teach does not hold for them."""
SURE = 0.6
"""The chance from which somebody whom nobody called kin is given a bare "мать" or "сын"."""
_GROUPS = (
    frozenset(["son", "daughter", "child"]),
    frozenset(["mother"]),
    frozenset(["father"]),
    frozenset(["wife"]),
    frozenset(["husband"]),
    frozenset(["brother"]),
    frozenset(["sister"]),
)


def kindred(run: State, p: Phrase, owner: Ref | None) -> Ref | None:
    """The only one of the text who is somebody's child, where "ребёнок", "сын", "первенец" can mean the same, and so on."""
    group = next((g for g in _GROUPS if p.office in g), frozenset())
    if not group and p.lemma not in _CHILDREN:
        return None
    group = group or _GROUPS[0]
    found: list[Ref] = []
    for r in [*run.refs, *run.extra]:
        if r.type != "PER" or r in run.merged or (p.gender and r.gender and r.gender != p.gender and r.named):
            continue
        of = {o for o in r.relations if o in group or (group is _GROUPS[0] and o == "relative" and _CHILDREN & set(r.words))}
        whose = {r.relations[o] for o in of} - {""}
        if of and (owner is None or not whose or owner.name in whose) and (id(r) in run.last or r.named):
            found.append(r)
    return found[0] if len(found) == 1 else None


_CHILDREN = frozenset(["ребенок", "малыш", "дитя", "младенец", "первенец"])


def owner_of(run: State, p: Phrase) -> Ref | None:
    """Whose mother, lawyer ...: the person in the complement, the one a possessive means, the subject for "свой"."""
    if p.persons:
        return next((s.ref for s in run.out if s.name[0] == p.persons[0]), None)
    if p.owner >= 0:
        if run.doc.lemma[p.owner] == "свой":
            return run.ref_of(subject(run.doc, clause(run.doc, p.owner)))
        return run.at.get(p.owner)
    inner = next(
        (q for q in run.phrases if q.i == p.head + 1 and q.j <= p.j and q.kind in ("office", "general") and not q.plural),
        None,
    )
    return best_person(run, inner)[0] if inner is not None else None


def by_surname(run: State, p: Phrase, owner: Ref | None) -> Ref | None:
    """A wife or husband: the one person of the other gender who bears the owner's surname, nothing else being said of them."""
    if p.office not in ("wife", "husband"):
        return None
    people = [r for r in run.refs if r.type == "PER" and r.named and " " in r.name]
    wanted = p.gender or ("f" if p.office == "wife" else "m")
    owners = [owner] if owner is not None else [r for r in people if r.gender != wanted and r.count]
    found = {
        id(r): r
        for o in owners
        for r in people
        if r.gender == wanted != o.gender and " " in o.name and stem(r) == stem(o) and not set(r.relations) & _KIN
    }
    return next(iter(found.values())) if len(found) == 1 else None


_KIN = frozenset(["mother", "father", "son", "daughter", "brother", "sister"])


_TURNED = {
    "son": ("mother", "father"),
    "daughter": ("mother", "father"),
    "wife": ("husband",),
    "husband": ("wife",),
    "mother": ("son", "daughter"),
    "father": ("son", "daughter"),
    "brother": ("brother", "sister"),
    "sister": ("brother", "sister"),
}


def turned_round(run: State, p: Phrase, owner: Ref | None) -> Ref | None:
    """ "Его дочь" of somebody whom the text calls the father of a woman: she."""
    if owner is None:
        return None
    for office in _TURNED.get(p.office, ()):
        other = run.by_name.get(owner.relations.get(office, ""))
        if other is not None and other is not owner and (not p.gender or other.gender == p.gender):
            return other
    return None


def inverse(run: State, p: Phrase) -> Ref | None:
    """ "Отец Иванова заявил, что сын ...": the son is Иванов."""
    turned = _TURNED.get(p.office, ())
    sent = run.doc.sent[p.head]
    for s in reversed(run.log):
        if run.apart(sent, s.sent) > 2:
            return None
        if s.ref is None or s.ref.type != "PER":
            continue
        for office in turned:
            owner = run.by_name.get(s.ref.relations.get(office, ""))
            if owner is not None and (not p.gender or owner.gender == p.gender):
                return owner
    return None


def give_unnamed(run: State, p: Phrase, owner: Ref | None = None) -> None:
    """A role that nobody named: an actor of its own when it acts or is spoken of again."""
    doc = run.doc
    if p.plural or p.slot or doc.quote[p.head] >= 0:
        return
    acts = role(doc, p.head) == "s" and doc.pos[clause(doc, p.head)] in ("VERB", "AUX", "ADJ")
    left = doc.rel[p.head] == "conj" and doc.case[p.head] == "Nom" and doc.pos[doc.head[p.head]] == "VERB"
    acts = acts or left  # "один скончался, а второй пассажир и водитель ...": a subject that the tree leaves without its verb
    if doc.animacy[p.head] == "i" and p.kind == "person" and not (acts and doc.lemma[clause(doc, p.head)] in speech_verbs()):
        return
    name = plain(called(doc, p))
    ref = run.by_name.get(name)
    if ref is None:
        ref = Ref(name, "PER", p.gender or verb_gender(doc, p.head) or doc.gender[p.head] or "m", named=False)
        run.by_name[name] = ref
        run.extra.append(ref)
        ref.total = 1
    if acts or suffers(run, p) or speaks(run, p) or (p.kind == "office" and (p.comps or p.country)):
        run.acting.add(ref.name)
    run.learn(p, ref)
    ref.words.setdefault(p.lemma, p.comps)
    if owner is not None or p.kind == "relation":
        ref.relations[p.office] = owner.name if owner is not None else ""
    run.give(p, ref, "title" if p.kind == "office" else "description", "title-alone" if p.kind == "office" else "role", 0.5)


def called(doc: Doc, p: Phrase) -> str:
    """How somebody whom nobody named is called: the words of the phrase in the nominative, without whose."""
    if doc.lemma[p.head] == "один":
        return ("одна " if p.gender == "f" else "один ") + doc.span(p.head + 1, p.j)
    acts = acting.called(doc, p)
    if acts or p.owner == p.head:
        return acts or p.lemma
    return nominative(doc, p.i if p.owner < 0 else p.owner + 1, p.j)


def suffers(run: State, p: Phrase) -> bool:
    """Is the phrase the object or the passive subject of a deed told as done ("сбил женщину", "отрубил ребёнку голову")?"""
    doc = run.doc
    verb, rel = doc.head[p.head], doc.rel[p.head]
    if verb < 0 or not (rel in ("obj", "iobj", "nsubj:pass") or (rel == "obl" and doc.case[p.head] == "Dat")):
        return False
    feats = doc.tokens[verb].feats
    return doc.pos[verb] == "VERB" and "Aspect=Perf" in feats and ("Tense=Past" in feats or passive(doc, verb))


def speaks(run: State, p: Phrase) -> bool:
    """Does the text give somebody's words: "по словам соседки", "источник в полиции: ..."?"""
    doc = run.doc
    h = doc.head[p.head]
    if h >= 0 and doc.case[p.head] == "Gen" and doc.low[h] in _WORDS and h < p.i:
        return True
    return doc.sentence_start(p.i) and doc.case[p.head] == "Nom" and p.j < len(doc) - 1 and doc.tokens[p.j].text == ":"


_WORDS = frozenset(["словам", "слов", "мнению", "версии", "утверждению", "признанию", "заявлению"])
