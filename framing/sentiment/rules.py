"""Sure constructions: what grammar alone says of an actor (обвинить кого, победа над кем, террористическая группа X).

An ordered list of small rules; each answers with a sign and the words that gave it, or None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from framing import seeds
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
        self.lemmas = tuple([plain(t.lemma) for t in sentence.tokens])
        self.hits: Mapping[int, Hit] = hits or {}
        self.children: dict[int, list[int]] = defaultdict(list)
        self.known_roles: dict[int, tuple[tuple[int, str], ...]] = {}
        self.known_answers: dict[tuple[int, int], Judgement | None] = {}
        self.known_predicates: dict[int, tuple[tuple[int, str, int], ...]] = {}
        self.known_standing: dict[int, int] = {}
        for i, t in enumerate(self.tokens):
            if 0 <= t.head < len(self.tokens) and t.head != i:
                self.children[t.head].append(i)

    def below(self, at: int, *rels: str) -> list[int]:
        """The children of a word that hang by one of these relations (``nsubj`` covers ``nsubj:pass``)."""
        return [i for i in self.children.get(at, ()) if (rel := self.tokens[i].rel) in rels or base(rel) in rels]

    def head_of(self, first: int, last: int) -> int:
        """The word of a span that hangs outside it."""
        return next((i for i in range(first, last + 1) if not first <= self.tokens[i].head <= last), first)

    def preposition(self, at: int) -> str:
        """The preposition before a noun, or ``""``."""
        return next((self.lemmas[i] for i in self.below(at, "case")), "")

    def negated(self, at: int) -> bool:
        """Whether не, ни or нет denies this word, or the verb that carries it."""
        kids = {self.lemmas[i] for i in self.children.get(at, ())}
        return bool(kids & {"не", "ни", "нет"}) and "только" not in kids

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


@cache
def base(rel: str) -> str:
    """A relation without its subtype: ``nsubj`` of ``nsubj:pass``."""
    return rel.split(":")[0]


OBJECT, SUBJECT, GENITIVE, OTHER = "object", "subject", "genitive", "other"
"""Roles beside a predicate; a bare genitive can be either, OTHER is the one opposite its subject."""


@dataclass(frozen=True, slots=True)
class Light:
    """A line of ``seeds/ru/light_verbs.tsv``."""

    form: tuple[str, str]
    role: str
    other: str
    noun: str


@cache
def light_verbs() -> Mapping[str, tuple[Light, ...]]:
    """Light verbs by lemma."""
    found: dict[str, list[Light]] = defaultdict(list)
    for row in seeds.table("light_verbs.tsv"):
        *preposition, case = row["form"].split()
        found[plain(row["verb"])].append(Light((" ".join(preposition), case), row["role"], row["other"], plain(row["noun"])))
    return {k: tuple(v) for k, v in found.items()}


def standing(tree: Tree, at: int) -> int:
    """The word whose role a target shares: the first of a coordination, the head of a name, apposition or carrier noun."""
    known = tree.known_standing.get(at)
    if known is None:
        known = tree.known_standing[at] = _standing(tree, at)
    return known


def _standing(tree: Tree, at: int) -> int:
    for _ in range(6):
        t = tree.tokens[at]
        noun = t.head >= 0 and tree.tokens[t.head].pos in ("NOUN", "PROPN", "PRON", "NUM", "X")
        rel = base(t.rel)
        carried = rel == "nmod" and noun and t.feat("Case") == "Gen" and tree.lemmas[t.head] in seeds.words("carriers.txt")
        if noun and (rel in ("conj", "flat", "appos") or (carried and not tree.preposition(at))):
            at = t.head
        else:
            break
    return at


def roles(tree: Tree, at: int) -> tuple[tuple[int, str], ...]:
    """The verbs and nouns that a target takes part in, nearest first, each with its role there."""
    if at not in tree.known_roles:
        plain_roles = _plain_roles(tree, standing(tree, at))
        tree.known_roles[at] = tuple(r for g, role in plain_roles for r in (*_through_light(tree, g, role), (g, role)))
    return tree.known_roles[at]


def _through_light(tree: Tree, governor: int, role: str) -> Iterator[tuple[int, str]]:
    for light in light_verbs().get(tree.lemmas[governor], ()):
        for i in tree.below(governor, "obj", "iobj", "obl", "xcomp", "nmod"):
            if (tree.preposition(i), tree.tokens[i].feat("Case")) == light.form and light.noun in ("", tree.lemmas[i]):
                mapped = light.role if role == SUBJECT else light.other
                if mapped and mapped != "none":
                    yield i, mapped


def _plain_roles(tree: Tree, at: int) -> Iterator[tuple[int, str]]:
    t = tree.tokens[at]
    if 0 <= t.head < len(tree.tokens):
        yield from _role_under(tree, at, t.rel, t.head)
        if t.rel.startswith("nsubj"):
            yield from _shared_subject(tree, t.head)
    for i in tree.below(at, "acl"):
        if tree.tokens[i].feat("VerbForm") == "Part" or (tree.tokens[i].rel == "acl" and tree.tokens[i].pos != "NOUN"):
            yield i, OBJECT if tree.tokens[i].feat("Voice") == "Pass" else SUBJECT
        who = next((k for k in tree.children.get(i, ()) if tree.lemmas[k] == "который"), None)
        if who is not None:
            yield from _role_under(tree, who, tree.tokens[who].rel, i)
    for i in tree.below(at, "amod"):
        if tree.tokens[i].pos == "VERB" or tree.tokens[i].feat("VerbForm") == "Part":
            yield i, OBJECT if tree.tokens[i].feat("Voice") == "Pass" else SUBJECT


def _shared_subject(tree: Tree, governor: int) -> Iterator[tuple[int, str]]:
    """Further verbs of the same subject: победил и вышел, смог победить, победив."""
    for other in tree.below(governor, "conj", "xcomp", "advcl"):
        t = tree.tokens[other]
        own = tree.below(other, "nsubj")
        if t.pos in ("VERB", "ADJ") and not own and (t.rel != "advcl" or t.feat("VerbForm") == "Conv"):
            yield other, OBJECT if tree.passive(other) else SUBJECT


def _role_under(tree: Tree, at: int, rel: str, governor: int) -> Iterator[tuple[int, str]]:
    g = tree.tokens[governor]
    case, preposition = tree.tokens[at].feat("Case"), tree.preposition(at)
    plainly = base(rel)
    if g.pos in ("VERB", "ADJ", "AUX", "ADV") or plainly == "nsubj":
        passive = tree.passive(governor)
        if plainly == "nsubj":
            yield governor, OBJECT if passive else SUBJECT
        elif plainly == "obl" and case == "Ins" and not preposition:
            yield governor, SUBJECT if passive else OBJECT
        elif plainly in ("obj", "iobj") or (plainly == "obl" and (preposition or case == "Dat")):
            yield governor, OBJECT
    elif g.pos in ("NOUN", "PROPN") and plainly in ("nmod", "obl", "amod", "obj", "iobj"):
        if (plainly == "amod" and tree.tokens[at].pos != "PROPN") or (case == "Ins" and not preposition):
            yield governor, SUBJECT
        elif preposition or case in ("Dat", "Acc"):
            yield governor, OBJECT
        else:
            yield governor, GENITIVE


_ENEMY_AFTER = {"победа": ("над",), "защитить": ("от",), "защищать": ("от",), "освободить": ("от",),
                "освобождать": ("от",), "спасти": ("от",), "спасать": ("от",),
                "оборонять": ("от",), "поражение": ()}  # fmt: skip
"""Predicates whose object with this preposition is the enemy, not the one helped; a genitive beside them is the doer."""
_ENEMY_BEFORE = frozenset(("над", "против", "на", "к"))
_FROM = frozenset(("защита", "освобождение", "спасение", "оборона"))
_NOT_OBJECT = frozenset(("в", "во", "о", "об", "по", "из", "до", "при", "после", "перед", "через", "между", "среди", "для",
                         "без", "около", "с", "со", "у", "за", "под", "вместе", "от"))  # fmt: skip
"""Prepositions after which a noun is place, time or topic rather than the object of a verb."""
_OBJECT_AFTER = {"вторгнуться": ("в",), "вторжение": ("в",), "бороться": ("с", "со"), "борьба": ("с", "со"), "война": ("с", "со"),
                 "воевать": ("с", "со"), "сражаться": ("с", "со"), "поражение": ("от",), "проиграть": ("от",)}  # fmt: skip


def sign_of(tree: Tree, predicate: Predicate, role: str, at: int, governor: int) -> int:
    """The sign that a predicate gives to a target in this role, 0 where the preposition shows another role."""
    preposition, lemma = tree.preposition(at), plain(predicate.lemma)
    if role == SUBJECT:
        return predicate.subject
    if role == GENITIVE:
        doer = lemma in _ENEMY_AFTER or tree.preposition(governor) == "при" or any(
            tree.preposition(i) in _ENEMY_BEFORE for i in tree.below(governor, "nmod", "obl") if i != at)  # fmt: skip
        return predicate.subject if doer or not predicate.object else predicate.object
    if role == OTHER:
        return predicate.object or -predicate.subject
    if preposition in _ENEMY_AFTER.get(lemma, ()) or (preposition == "от" and lemma in _FROM):
        return -1
    if preposition in _NOT_OBJECT and preposition not in _OBJECT_AFTER.get(lemma, ()):
        return 0
    return predicate.object


def predicates_of(tree: Tree, at: int) -> tuple[tuple[int, str, int], ...]:
    """-> (the predicate's token, role, sign towards the target) for each known predicate that the target belongs to."""
    if at not in tree.known_predicates:
        tree.known_predicates[at] = tuple(_predicates_of(tree, at))
    return tree.known_predicates[at]


def _predicates_of(tree: Tree, at: int) -> Iterator[tuple[int, str, int]]:
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
    for governor, role, sign in predicates_of(tree, head):
        if not sign:
            continue
        if _failed(tree, governor):
            return Judgement(-1, "failure", (governor,)) if sign > 0 and role == SUBJECT else Judgement(0, "denied", (governor,))
        if tree.negated(governor) or tree.unreal(governor) or _taken_back(tree, governor):
            return Judgement(0, "denied", (governor,))
        return Judgement(sign, f"predicate {role}", (governor,))
    return None


def _failed(tree: Tree, at: int) -> bool:
    """не смог победить, не сумел помочь"""
    t = tree.tokens[at]
    return t.rel == "xcomp" and t.head >= 0 and tree.lemmas[t.head] in ("смочь", "суметь") and tree.negated(t.head)


def _taken_back(tree: Tree, at: int) -> bool:
    """снял обвинения, опроверг обвинение: a shifter has turned the predicate's own score."""
    hit = tree.hits.get(at)
    return hit is not None and hit.score * hit.base < 0


def by_attribute(tree: Tree, first: int, last: int, head: int) -> Judgement | None:
    """террористическая организация X, диктатор X, легендарный X: polar adjectives and appositions of the target."""
    top = standing(tree, head)
    near = [head, *tree.below(head, "amod", "appos"), *(tree.below(top, "amod") if top != head else ())]
    if top != head and base(tree.tokens[head].rel) in ("appos", "flat"):
        near.append(top)
    polar = [i for i in near if i in tree.hits and abs(tree.hits[i].score) >= 0.3 and tree.tokens[i].pos != "PROPN"]
    if not polar:
        return None
    best = max(polar, key=lambda i: abs(tree.hits[i].score))
    return Judgement(1 if tree.hits[best].score > 0 else -1, "attribute", (best,))


def by_nominal(tree: Tree, first: int, last: int, head: int) -> Judgement | None:
    """X — герой, X оказался лжецом, назвать X героем: a polar noun or adjective said of the target."""
    at = standing(tree, head)
    t = tree.tokens[at]
    if t.head < 0:
        return None
    g, verb = tree.tokens[t.head], tree.lemmas[t.head]
    said: list[int] = []
    if t.rel.startswith("nsubj") and (verb in _COPULAS or (verb in _NAMING and tree.passive(t.head))):
        said = [i for i in tree.children.get(t.head, ()) if tree.tokens[i].feat("Case") == "Ins"]
    elif t.rel.startswith("nsubj") and g.pos in ("NOUN", "ADJ", "PROPN"):
        said = [t.head]
    elif base(t.rel) in ("obj", "iobj") and verb in _NAMING:
        said = [i for i in tree.children.get(t.head, ()) if tree.tokens[i].feat("Case") == "Ins" and i != at]
    said += [k for i in said for k in tree.below(i, "amod", "conj", "nmod")]
    polar = [i for i in said if i in tree.hits and abs(tree.hits[i].score) >= 0.3]
    if not polar:
        return None
    best = max(polar, key=lambda i: abs(tree.hits[i].score))
    if tree.negated(t.head) or tree.negated(best) or tree.unreal(t.head):
        return Judgement(0, "denied", (best,))
    return Judgement(1 if tree.hits[best].score > 0 else -1, "nominal", (best,))


_COPULAS = frozenset(("быть", "стать", "являться", "оказаться", "остаться", "считаться", "называться", "становиться", "слыть",
                      "прослыть"))  # fmt: skip
_NAMING = frozenset(("назвать", "называть", "считать", "счесть", "признать", "признавать", "объявить", "объявлять", "окрестить"))


def by_neutral_role(tree: Tree, first: int, last: int, head: int) -> Judgement | None:
    """The one who accuses, praises or calls names: nothing is said of them."""
    who = standing(tree, head)
    for governor, role in roles(tree, head):
        if tree.lemmas[governor] in _NAMING and role == SUBJECT:
            return Judgement(0, "speaks", (governor,))
        t = tree.tokens[governor]
        predicate = find_predicate(t.lemma, t.pos)
        if predicate is None:
            continue
        if role == SUBJECT and not predicate.subject and predicate.object:
            return Judgement(0, "neutral subject", (governor,))
        if role == OBJECT and not tree.preposition(who) and not predicate.object and predicate.subject:
            return Judgement(0, "neutral object", (governor,))
        return None
    return None


RULES: tuple[Rule, ...] = (by_predicate, by_nominal, by_neutral_role, by_attribute)


def judge(tree: Tree, first: int, last: int) -> Judgement | None:
    """The answer of the first rule that has one for the target at tokens ``first..last``."""
    if (first, last) not in tree.known_answers:
        head = tree.head_of(first, last)
        answers = (rule(tree, first, last, head) for rule in RULES)
        tree.known_answers[first, last] = next((a for a in answers if a is not None), None)
    return tree.known_answers[first, last]


def word(token: Token) -> str:
    """How a reason names a token."""
    return token.text.lower()
