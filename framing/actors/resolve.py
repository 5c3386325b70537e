"""One pass from left to right: titles, descriptions and pronouns are given to the actors they stand for."""

from __future__ import annotations

from framing.actors.belonging import give_members, own_things
from framing.actors.collectives import give_pair, give_several
from framing.actors.descriptions import best_person, give_relation, give_unnamed, twin
from framing.actors.groups import counted_before, drop_groups, give_group, spell_out
from framing.actors.kinds import drop_things, give_called, give_thing
from framing.actors.pronouns import give_pronoun, own_governments, pronouns
from framing.actors.reflexives import give_reflexive
from framing.actors.state import Spot, State
from framing.actors.titles import Phrase
from framing.actors.unify import drop, unify


def run_pass(run: State) -> None:
    """Fills ``run.out``: titles, descriptions and pronouns in the order of the text, reflexives and unnamed roles after it."""
    doc = run.doc
    table = pronouns()
    items: list[tuple[int, int, object]] = [(s.i, 0, s) for s in run.out]
    items += [(p.i, 2, p) for p in run.phrases]  # after the possessive that opens the phrase
    own: list[int] = []
    for k, low in enumerate(doc.low):
        if low in table and doc.pos[k] in ("PRON", "DET", "ADJ", "NOUN", "ADV"):
            if table[low][1] == "personal":
                items.append((k, 1, k))
            else:
                own.append(k)
    heads = {p.head for p in run.phrases if p.kind == "thing"}
    items.sort(key=lambda x: (x[0], x[1]))
    last = max((i for i, what, _ in items if what == 1), default=-1)
    for i, _what, item in items:
        if i <= last:  # nothing but a personal pronoun asks what common nouns went before
            run.nouns(i)
        if isinstance(item, Spot):
            if run.called.get(item.k) is not item or item.k not in heads:
                run.see(item.k, item.ref, item.kind)
        elif isinstance(item, Phrase):
            if item.kind == "thing" and item.head in run.called:
                give_called(run, item, run.called[item.head])
            elif item.head not in run.skip:
                give_phrase(run, item)
        elif isinstance(item, int):
            give_pronoun(run, item)
    for k in own:
        give_reflexive(run, k)
    own_things(run)
    own_governments(run)
    unify(run)
    drop(run)
    spell_out(run)
    drop_groups(run)
    drop_things(run)


def give_phrase(run: State, p: Phrase) -> None:
    """Gives one noun phrase to what it stands for."""
    if p.kind == "group" and not counted_before(run, p) and give_several(run, p):
        return
    if p.kind == "pair":
        give_pair(run, p.i, p.j, p.head, "collective")
        return
    if p.kind == "thing":
        give_thing(run, p)
        return
    if p.kind == "group":
        if not give_members(run, p):
            give_group(run, p)
        return
    if p.slot or p.other:
        return
    if p.kind == "relation":
        give_relation(run, p)
        return
    same = twin(run, p)
    if same is not None:
        run.give(p, same, "title" if p.kind == "office" else "description", "description", 0.8)
        return
    best, rule, score = best_person(run, p)
    if p.staffed and (best is None or not best.named or rule == "description"):
        return
    if best is not None:
        run.give(p, best, "title" if p.kind == "office" else "description", rule, min(0.95, score))
        return
    give_unnamed(run, p)
