"""Trees repaired where a cheap rule is sure; the rest is left as the parser gave it.

slovnet sees seven words around each word, so what lies farther apart, or is written in marks and brackets, it can only
guess. Each rule moves one word at a time, only where part of speech and agreement leave no other reading, and never
makes a cycle. Heads are positions in the sentence, -1 the root.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

Tag = tuple[str, str]
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
_ROOTS = ("VERB", "NOUN", "ADJ", "PROPN", "NUM", "PRON", "ADV")
"""What makes a root, the likeliest first."""
_POSSESSIVE = frozenset(("его", "её", "ее", "их"))
_AGREE = ("Case", "Number", "Gender")


@lru_cache(1 << 12)
def feats_of(feats: str) -> dict[str, str]:
    """Features (``"Case=Nom|Number=Sing"``) by name."""
    return dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)


class Tree:
    """A sentence while it is repaired."""

    def __init__(self, forms: Sequence[str], tags: Sequence[Tag], heads: list[int], rels: list[str]) -> None:
        self.forms, self.tags, self.heads, self.rels = forms, tags, heads, rels

    def feat(self, i: int, name: str) -> str:
        return feats_of(self.tags[i][1]).get(name, "")

    def agree(self, i: int, j: int) -> bool:
        """Do two words agree in case and number, and in gender where both show one?"""
        for name in _AGREE:
            a, b = self.feat(i, name), self.feat(j, name)
            if a != b and (name != "Gender" or (a and b)):
                return False
        return bool(self.feat(i, "Case"))

    def under(self, i: int, j: int) -> bool:
        """Is word ``i`` word ``j`` or below it?"""
        while i >= 0 and i != j:
            i = self.heads[i]
        return i == j

    def move(self, i: int, head: int, rel: str) -> None:
        """Hang word ``i`` under ``head`` unless that makes a cycle; the root stays where it is."""
        if self.heads[i] >= 0 and not self.under(head, i):
            self.heads[i], self.rels[i] = head, rel


def off_punctuation(t: Tree, i: int) -> None:
    """A word never depends on a mark, and a mark is the root only where there is no word."""
    head = t.heads[i]
    if head < 0 or t.tags[head][0] != "PUNCT" or t.tags[i][0] == "PUNCT":
        return
    if t.heads[head] >= 0:
        t.move(i, t.heads[head], t.rels[i])
        return
    below = [j for j, above in enumerate(t.heads) if above == head and t.tags[j][0] != "PUNCT"]
    root = min(below, key=lambda j: _ROOTS.index(t.tags[j][0]) if t.tags[j][0] in _ROOTS else len(_ROOTS))
    t.heads = [root if above == head and j != root else above for j, above in enumerate(t.heads)]
    t.heads[head], t.rels[head] = root, "punct"
    t.heads[root], t.rels[root] = -1, "root"


def adjective(t: Tree, i: int) -> None:
    """An adjective right before a noun that agrees with it belongs to the noun: крупных картинных галерей."""
    if t.tags[i][0] != "ADJ" or t.feat(i, "Variant") == "Short" or t.rels[i] == "conj":
        return
    if (t.rels[i] == "amod" and t.heads[i] > i) or (i and (t.tags[i - 1][0] in ("CCONJ", "PUNCT", "PROPN"))):
        return
    j = i + 1
    while j < len(t.forms) and t.tags[j][0] == "ADJ" and t.agree(i, j):
        j += 1
    if j < len(t.forms) and t.tags[j][0] in ("NOUN", "PROPN") and t.agree(i, j) and t.heads[i] != j:
        t.move(i, j, "amod")


def preposition(t: Tree, i: int) -> None:
    """A preposition belongs to the noun after it, past words that agree with that noun."""
    if t.tags[i][0] != "ADP" or t.rels[i] == "fixed":
        return
    j = i + 1
    while j < len(t.forms) and t.tags[j][0] in ("ADJ", "DET", "NUM"):
        j += 1
    if j == len(t.forms) or t.tags[j][0] not in _NOMINAL or not t.feat(j, "Case") or t.heads[i] == j:
        return
    if t.forms[j].lower() not in _POSSESSIVE and all(t.agree(k, j) for k in range(i + 1, j)):
        t.move(i, j, "case")


def name(t: Tree, i: int) -> None:
    """The parts of a person's name hang under its first: Энтони Блинкен, А. С. Пушкин."""
    first = _first_of_name(t, i)
    if first < 0 or (t.rels[i] == "flat:name" and t.heads[i] == first):
        return
    if t.under(first, i):
        _take_place(t, first, i)
    t.move(i, first, "flat:name")


def _first_of_name(t: Tree, i: int) -> int:
    """The first word of the name that goes on with word ``i``, or -1."""
    if not _of_name(t, i):
        return -1
    first, j = -1, i - 1
    same = lambda j: all(t.feat(j, name) == t.feat(i, name) for name in ("Case", "Number"))  # noqa: E731
    while j >= 0 and ((_of_name(t, j) and same(j)) or _initial(t, j)):
        if t.forms[j] != ".":
            first = j
        j -= 1
    return first


def _of_name(t: Tree, i: int) -> bool:
    return t.tags[i][0] == "PROPN" and t.feat(i, "Animacy") == "Anim" and t.forms[i][:1].isupper()


def _initial(t: Tree, i: int) -> bool:
    """Is the word an initial or its full stop?"""
    if t.forms[i] == ".":
        return i > 0 and len(t.forms[i - 1]) == 1 and t.forms[i - 1].isupper()
    return len(t.forms[i]) == 1 and t.forms[i].isupper() and i + 1 < len(t.forms) and t.forms[i + 1] == "."


def _take_place(t: Tree, i: int, old: int) -> None:
    """Word ``i``, below ``old``, takes its place in the tree; ``old`` and its dependants hang under ``i``."""
    head, rel = t.heads[old], t.rels[old]
    t.heads[i], t.rels[i] = head, rel
    t.heads[old] = i
    for j, above in enumerate(t.heads):
        if above == old and j != i:
            t.heads[j] = i


def title(t: Tree, i: int) -> None:
    """A name stands in apposition to the office before it: госсекретарь США Энтони Блинкен."""
    if not _of_name(t, i) or _first_of_name(t, i) >= 0 or t.feat(i, "Case") in ("", "Gen"):
        return
    j = i - 1
    while j >= 0 and t.tags[j][0] in ("NOUN", "PROPN", "ADJ") and t.feat(j, "Case") == "Gen":
        j -= 1
    office = j >= 0 and t.tags[j][0] == "NOUN" and t.feat(j, "Animacy") == "Anim" and t.agree(i, j)
    if office and t.heads[i] != j:
        if t.under(j, i):
            _take_place(t, j, i)
        t.move(i, j, "appos")


RULES: dict[str, tuple[Callable[[Tree, int], None], ...]] = {
    "ADJ": (adjective,),
    "ADP": (preposition,),
    "PROPN": (name, title),
}
"""By part of speech, asked in order for each word of a sentence; ``off_punctuation`` comes first, for all."""


def repair(
    forms: Sequence[str], tags: Sequence[Tag], heads: Sequence[int], rels: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Heads and relations of a sentence, mended by ``RULES``; a tree stays a tree."""
    tree = Tree(forms, tags, list(heads), list(rels))
    if any(head >= 0 and tags[head][0] == "PUNCT" for head in heads):
        for i in range(len(forms)):
            off_punctuation(tree, i)
    for i, (pos, _) in enumerate(tags):
        for rule in RULES.get(pos, ()):
            rule(tree, i)
    return tree.heads, tree.rels
