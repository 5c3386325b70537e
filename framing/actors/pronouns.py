"""Pronouns of the third person: personal and possessive."""

from __future__ import annotations

from functools import cache

from framing import seeds
from framing.actors import antecedents
from framing.actors.asked import ask
from framing.actors.binding import noun_top
from framing.actors.doc import Doc
from framing.actors.slots import lean
from framing.actors.state import Spot, State


@cache
def pronouns() -> dict[str, tuple[frozenset[str], str]]:
    """form -> (genders it can have, personal / own / self)."""
    return {r["form"]: (frozenset(r["agrees"].split("|")), r["kind"].split("|")[0]) for r in seeds.table("pronouns.tsv")}


def give_pronoun(run: State, k: int) -> None:
    """Gives a personal or possessive pronoun of the third person to its actor, to several, or to nobody."""
    doc = run.doc
    if no_pronoun(run, k):
        return
    agrees = narrow(run, k, pronouns()[doc.low[k]][0])
    if not agrees:
        return
    if doc.low[k] in ("тот", "та"):
        give_that(run, k, agrees)
        return
    asked = ask(run, k, agrees, possessive(run, k))
    found = antecedents.options(run, asked)
    best, rule, sure = antecedents.choose(run, asked, found)
    if not best.refs:
        if best.seen is not None:
            run.see_noun(k, best.seen)
        return
    if len(best.refs) > 1:
        for ref in best.refs:
            run.out.append(Spot(k, k + 1, k, "collective", ref, "pair", sure))
            ref.count += 1
        return
    if best.refs[0].gender == "pl":
        rule = "plural"
    run.out.append(Spot(k, k + 1, k, "pronoun", best.refs[0], rule, sure))
    antecedents.learn_gender(best.refs[0], asked)
    run.see(k, best.refs[0], "pronoun")


def give_that(run: State, k: int, agrees: frozenset[str]) -> None:
    """ "Тот", "та" as a subject of its own: not the subject of the clause before, but the last other participant."""
    doc = run.doc
    after = doc.low[k + 1] if k + 1 < len(doc) else ""
    if doc.rel[k] not in ("nsubj", "nsubj:pass") or after in (",", "же", "самый", "самая"):
        return
    reach = 1 if opens(doc, k) else 0
    acting = {id(s.ref) for s in run.log if s.role == "s" and s.ref is not None and 0 <= doc.sent[k] - s.sent <= reach}
    person = (lean(doc, k, False) or 0.0) > 0
    for s in reversed(run.log):
        if s.k >= k or s.role == "s" or (s.role == "g" and not after_preposition(doc, s.k)) or s.inner or s.quote != doc.quote[k]:
            continue
        if doc.sent[k] - s.sent > reach:
            return
        if s.ref is None:
            if s.gender in agrees and (doc.animacy[s.k] == "a" or not person):
                return
        elif s.ref.gender in agrees and id(s.ref) not in acting:
            if s.ref.type in ("PER", "GROUP"):
                run.out.append(Spot(k, k + 1, k, "pronoun", s.ref, "that-one", 0.7))
                run.see(k, s.ref, "pronoun")
            return


def after_preposition(doc: Doc, k: int) -> bool:
    """Does a preposition open the noun phrase of token ``k`` ("от генерала Петреуса")?"""
    return any(doc.rel[x] == "case" for x in doc.kids[noun_top(doc, k)])


def opens(doc: Doc, k: int) -> bool:
    """Does a sentence begin with the word, or with two others before it ("В ответ тот ...")?"""
    return sum(doc.pos[x] != "PUNCT" for x in range(doc.first[doc.sent[k]], k)) < 3


def own_governments(run: State) -> None:
    """ "Её правительство": the country of the person's office, where the government has no other actor."""
    doc = run.doc
    heads = {s.k for s in run.out if s.kind != "pronoun"}
    for s in [s for s in run.out if s.kind == "pronoun" and s.ref.type == "PER"]:
        k = doc.head[s.k]
        if not s.k < k < s.k + 3 or doc.lemma[k] not in _GOVERNMENTS or k in heads or not possessive(run, s.k):
            continue
        names = [c for office in s.ref.offices for c in office[1]]
        country = next((run.by_name[c] for c in names if c in run.by_name and "country" in run.by_name[c].kinds), None)
        if country is not None:
            run.out.append(Spot(s.k, k + 1, k, "metonymy", country, "own-country", 0.75))


_GOVERNMENTS = frozenset(["правительство", "власть"])


def no_pronoun(run: State, k: int) -> bool:
    """ "Театр им. Вахтангова", "Йоко Оно": a shortened word, or part of a name."""
    doc = run.doc
    if doc.low[k] == "им" and k + 1 < len(doc):
        after = k + 2 if doc.tokens[k + 1].text == "." and k + 2 < len(doc) else k + 1
        if doc.tokens[after].text[:1].isupper() and (after == k + 2 or doc.pos[k - 1] in ("NOUN", "PROPN")):
            return True
    return doc.tokens[k].text[:1].isupper() and any(s.name[0] <= k < s.name[1] for s in run.out if s.name[0] >= 0)


def narrow(run: State, k: int, agrees: frozenset[str]) -> frozenset[str]:
    """What the tagger or the preposition says about an ambiguous form."""
    doc = run.doc
    if len(agrees) > 1 and "pl" in agrees and doc.number[k]:
        return frozenset(("pl",)) if doc.number[k] == "p" else agrees - {"pl"}
    if doc.low[k] in ("им", "ним") and doc.case[k] == "Ins":
        return agrees - {"pl"}
    if doc.low[k] in ("им", "ним") and doc.case[k] == "Dat":
        return frozenset(("pl",))
    return agrees


def possessive(run: State, k: int) -> bool:
    """Is the pronoun a possessive ("его слова"), not an object?"""
    doc = run.doc
    if doc.low[k] not in ("его", "ее", "их"):
        return False
    if doc.pos[k] == "DET" or doc.rel[k] in ("det", "nmod"):
        return True
    return doc.rel[k] not in ("obj", "iobj", "nsubj", "obl")
