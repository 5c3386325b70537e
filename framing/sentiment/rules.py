"""Sure constructions: what grammar alone says of an actor (обвинить кого, победа над кем, террористическая группа X).

An ordered list of small rules; each answers with a sign and the words that gave it, or None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from framing.records import Hit, Sentence, Token
from framing.sentiment.lexicon import Predicate, find_predicate, plain


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule's answer: ``sign`` -1, 0 or 1, the rule's name and the tokens that gave it."""

    sign: int
    rule: str
    because: tuple[int, ...]


class Tree:
    """A sentence with what rules ask of it: children, hits by token, negations."""

    def __init__(self, sentence: Sentence, hits: Mapping[int, Hit] | None = None) -> None:
        self.tokens = sentence.tokens
        self.lemmas = tuple(plain(t.lemma) for t in sentence.tokens)
        self.hits: Mapping[int, Hit] = hits or {}
        self.children: dict[int, list[int]] = defaultdict(list)
        for i, t in enumerate(self.tokens):
            if 0 <= t.head < len(self.tokens) and t.head != i:
                self.children[t.head].append(i)

    def below(self, at: int, *rels: str) -> list[int]:
        """The children of a word that hang by one of these relations (``nsubj`` covers ``nsubj:pass``)."""
        wanted = lambda rel: rel in rels or rel.split(":")[0] in rels  # noqa: E731
        return [i for i in self.children.get(at, ()) if wanted(self.tokens[i].rel)]

    def head_of(self, first: int, last: int) -> int:
        """The word of a span that hangs outside it."""
        return next((i for i in range(first, last + 1) if not first <= self.tokens[i].head <= last), first)

    def preposition(self, at: int) -> str:
        """The preposition before a noun, or ``""``."""
        return next((self.lemmas[i] for i in self.below(at, "case")), "")

    def negated(self, at: int) -> bool:
        """Whether не, ни or нет denies this word, or the verb that carries it."""
        return any(self.lemmas[i] in ("не", "ни", "нет") for i in self.children.get(at, ())) and not any(
            self.lemmas[i] == "только" for i in self.children.get(at, ())
        )

    def passive(self, at: int) -> bool:
        """Whether a verb's subject undergoes it."""
        t = self.tokens[at]
        return t.feat("Voice") == "Pass" or any(
            self.tokens[i].rel in ("nsubj:pass", "aux:pass") for i in self.children.get(at, ())
        )

    def unreal(self, at: int) -> bool:
        """Whether a clause is conditional, a question or hearsay."""
        kids = {self.lemmas[i] for i in self.children.get(at, ())}
        return bool(kids & {"если", "бы", "ли", "якобы", "будто"}) or (
            bool(self.tokens) and self.tokens[-1].text.startswith("?")
        )


OBJECT, SUBJECT = "object", "subject"
_GROUP = {"conj", "flat", "appos", "nummod:gov", "flat:name", "flat:foreign"}


def standing(tree: Tree, at: int) -> int:
    """The word whose role a target shares: the first of a coordination, the head of a name or apposition."""
    for _ in range(6):
        t = tree.tokens[at]
        noun = t.head >= 0 and tree.tokens[t.head].pos in ("NOUN", "PROPN", "PRON", "NUM", "X")
        if t.rel.split(":")[0] in ("conj", "flat", "appos") and noun:
            at = t.head
        else:
            break
    return at


def roles(tree: Tree, at: int) -> Iterator[tuple[int, str]]:
    """The verbs and nouns that a target takes part in, nearest first, each with its role there (subject or object)."""
    at = standing(tree, at)
    t = tree.tokens[at]
    rel, governor = t.rel, t.head
    if governor >= 0 and governor < len(tree.tokens):
        yield from _role_under(tree, at, rel, governor)
        if rel.startswith("nsubj"):
            for other in tree.below(governor, "conj", "xcomp", "advcl"):
                if (
                    tree.tokens[other].pos in ("VERB", "ADJ")
                    and not tree.below(other, "nsubj")
                    and (tree.tokens[other].rel != "advcl" or tree.tokens[other].feat("VerbForm") == "Conv")
                ):
                    yield other, OBJECT if tree.passive(other) else SUBJECT
    for i in tree.below(at, "acl"):
        if tree.tokens[i].feat("VerbForm") == "Part" or (tree.tokens[i].rel == "acl" and tree.tokens[i].pos != "NOUN"):
            yield i, OBJECT if tree.tokens[i].feat("Voice") == "Pass" else SUBJECT
        who = next((k for k in tree.children.get(i, ()) if tree.lemmas[k] == "который"), None)
        if who is not None:
            yield from _role_under(tree, who, tree.tokens[who].rel, i)
    for i in tree.below(at, "amod"):
        if tree.tokens[i].pos == "VERB" or tree.tokens[i].feat("VerbForm") == "Part":
            yield i, OBJECT if tree.tokens[i].feat("Voice") == "Pass" else SUBJECT


def _role_under(tree: Tree, at: int, rel: str, governor: int) -> Iterator[tuple[int, str]]:
    g = tree.tokens[governor]
    case, preposition = tree.tokens[at].feat("Case"), tree.preposition(at)
    base = rel.split(":")[0]
    if g.pos in ("VERB", "ADJ", "AUX", "ADV") or base == "nsubj":
        passive = tree.passive(governor)
        if base == "nsubj":
            yield governor, OBJECT if passive else SUBJECT
        elif base == "obl" and case == "Ins" and not preposition:
            if passive:
                yield governor, SUBJECT
            else:
                yield governor, OBJECT
        elif base in ("obj", "iobj") or (base == "obl" and (preposition or case == "Dat")):
            yield governor, OBJECT
    elif g.pos in ("NOUN", "PROPN") and base in ("nmod", "obl", "amod", "obj", "iobj"):
        if (base == "amod" and tree.tokens[at].pos != "PROPN") or (case == "Ins" and not preposition):
            yield governor, SUBJECT
        elif preposition or case in ("Dat", "Acc"):
            yield governor, OBJECT
        else:
            yield governor, "genitive"


_OTHER_WAY = {
    "победа": ("над",),
    "победить": (),
    "защитить": ("от",),
    "защищать": ("от",),
    "защита": ("от",),
    "освободить": ("от",),
    "освобождение": ("от",),
    "спасти": ("от",),
    "спасение": ("от",),
    "оборона": ("от",),
}
"""Predicates whose object with this preposition is the enemy, not the one helped."""
_NOT_OBJECT = {
    "в",
    "во",
    "о",
    "об",
    "по",
    "из",
    "до",
    "при",
    "после",
    "перед",
    "через",
    "между",
    "среди",
    "для",
    "без",
    "около",
}
"""Prepositions after which a noun is place, time or topic rather than the object of a verb."""
_ALLOWED = {"напасть": ("на",), "нападение": ("на",), "вторгнуться": ("в",), "вторжение": ("в",), "доверие": ("к",)}


def sign_of(tree: Tree, predicate: Predicate, role: str, at: int, governor: int) -> int:
    """The sign that a predicate gives to a target in this role, 0 where the preposition shows another role."""
    preposition = tree.preposition(at)
    if role == SUBJECT:
        return predicate.subject
    if role == "genitive":
        if predicate.subject and (
            not predicate.object or any(tree.preposition(i) for i in tree.below(governor, "nmod", "obl") if i != at)
        ):
            return predicate.subject
        return predicate.object
    lemma = plain(predicate.lemma)
    if preposition in _OTHER_WAY.get(lemma, ()):
        return -1
    if preposition in _NOT_OBJECT and preposition not in _ALLOWED.get(lemma, ()):
        return 0
    return predicate.object


def predicates_of(tree: Tree, at: int) -> Iterator[tuple[int, str, int]]:
    """-> (the predicate's token, role, sign towards the target) for each known predicate that the target belongs to."""
    who = standing(tree, at)
    for governor, role in roles(tree, at):
        t = tree.tokens[governor]
        predicate = find_predicate(t.lemma, t.pos)
        if predicate is not None:
            yield governor, role, sign_of(tree, predicate, role, who, governor)


# ---------------------------------------------------------------------------------------------- the rules

Rule = Callable[[Tree, int, int, int], "Judgement | None"]
"""A rule sees the tree, the target's first and last token and its head."""


def by_predicate(tree: Tree, first: int, last: int, head: int) -> Judgement | None:
    """обвинить X, X обвинён, победа над X: the sign of the nearest verb or noun that the target belongs to."""
    for governor, _, sign in predicates_of(tree, head):
        if not sign:
            continue
        if tree.negated(governor) or tree.unreal(governor):
            return Judgement(0, "predicate denied", (governor,))
        return Judgement(sign, "predicate", (governor,))
    return None


def by_attribute(tree: Tree, first: int, last: int, head: int) -> Judgement | None:
    """террористическая организация X, диктатор X, легендарный X: polar adjectives and appositions of the target."""
    for i in range(first, last + 1):
        if i in tree.hits and tree.hits[i].base < 0 and tree.tokens[i].pos == "ADJ":
            return Judgement(-1, "attribute", (i,))
    top = standing(tree, head)
    near = [*tree.below(head, "amod", "appos"), *(tree.below(top, "amod") if top != head else ())]
    if top != head and tree.tokens[head].rel.split(":")[0] in ("appos", "flat"):
        near.append(top)
    for i in near:
        hit = tree.hits.get(i)
        if hit is not None and abs(hit.score) >= 0.4 and not first <= i <= last:
            return Judgement(1 if hit.score > 0 else -1, "attribute", (i,))
    return None


def by_nominal(tree: Tree, first: int, last: int, head: int) -> Judgement | None:
    """X — герой, X оказался лжецом: a polar noun or adjective said of the target."""
    at = standing(tree, head)
    t = tree.tokens[at]
    if not t.rel.startswith("nsubj") or t.head < 0:
        return None
    g = tree.tokens[t.head]
    said = [t.head] if g.pos in ("NOUN", "ADJ", "PROPN") else []
    said += [
        i for i in tree.children.get(t.head, ()) if plain(g.lemma) in _COPULAS and tree.tokens[i].feat("Case") == "Ins"
    ]
    for i in said:
        hit = tree.hits.get(i)
        if hit is not None and abs(hit.score) >= 0.3:
            if tree.negated(t.head):
                return Judgement(0, "nominal denied", (i,))
            return Judgement(1 if hit.score > 0 else -1, "nominal", (i,))
    return None


_COPULAS = {"быть", "стать", "являться", "оказаться", "остаться", "считаться", "называться", "становиться"}

RULES: tuple[Rule, ...] = (by_predicate, by_nominal, by_attribute)


def judge(tree: Tree, first: int, last: int) -> Judgement | None:
    """The answer of the first rule that has one for the target at tokens ``first..last``."""
    head = tree.head_of(first, last)
    for rule in RULES:
        answer = rule(tree, first, last, head)
        if answer is not None:
            return answer
    return None


def word(token: Token) -> str:
    """How a reason names a token."""
    return token.text.lower()
