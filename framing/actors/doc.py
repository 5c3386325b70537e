"""A flat view of one parsed text: tokens in one row, their cases, phrases around a head, places in quotes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache

from framing.actors.morph import lifeless, noun_cases, people_only, person_only
from framing.actors.words import word_list
from framing.records import Block, Parsed, Token

NOMINAL = frozenset({"NOUN", "PROPN"})
_RELATION = {"Nom": "nsubj", "Acc": "obj", "Dat": "iobj"}
_OPEN, _CLOSE = frozenset('«„“"('), frozenset('»“”")')


_OPEN_CLASSES = NOMINAL | {"ADJ", "VERB"}
_CAPITALS = frozenset("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PLURALS = ("и", "ы", "ам", "ям", "ами", "ями", "ах", "ях", "ребята")


@lru_cache(maxsize=8192)
def _short(feats: str) -> tuple[str, str, str, str, str]:
    """Case, gender, number, person and animacy of a feature string (``""`` where absent)."""
    d = dict(pair.split("=", 1) for pair in feats.split("|") if "=" in pair)
    return (
        d.get("Case", ""),
        d.get("Gender", "")[:1].lower(),
        d.get("Number", "")[:1].lower(),
        d.get("Person", ""),
        d.get("Animacy", "")[:1].lower(),
    )


def _plain(words: Sequence[str], letters: str = "ё") -> list[str]:
    """Words, none of which holds white space, in small letters with е for each of ``letters``; all at once, which is faster."""
    text = "\n".join(words).lower()
    for letter in letters:
        text = text.replace(letter, "е")
    return text.split("\n") if words else []


class Doc:
    """Tokens of the whole text in one row; positions are token numbers unless said otherwise."""

    __slots__ = (
        "animacy",
        "capitals",
        "case",
        "clauses",
        "fellows",
        "first",
        "gender",
        "head",
        "kids",
        "lemma",
        "low",
        "number",
        "paragraph",
        "parsed",
        "people",
        "person",
        "pos",
        "quote",
        "quotes",
        "rel",
        "roles",
        "sent",
        "signs",
        "starts",
        "stops",
        "text",
        "tokens",
        "two",
        "zone",
    )

    def __init__(self, parsed: Parsed, blocks: Sequence[Block]) -> None:
        self.text, self.parsed = parsed.text, parsed
        self.people = [parsed.text[e.start : e.stop].split() for e in parsed.entities if e.type == "PER"]  # their names' words
        self.tokens: list[Token] = []
        self.sent: list[int] = []
        self.first: list[int] = []
        self.head: list[int] = []
        for n, sentence in enumerate(parsed.sentences):
            base = len(self.tokens)
            self.first.append(base)
            self.tokens += sentence.tokens
            self.sent += [n] * len(sentence.tokens)
            self.head += [base + t.head if t.head >= 0 else -1 for t in sentence.tokens]
        self.first.append(len(self.tokens))
        self.starts = [t.start for t in self.tokens]
        self.stops = [t.stop for t in self.tokens]
        words = [t.text for t in self.tokens]
        self.capitals = [k for k, word in enumerate(words) if word[:1] in _CAPITALS]
        shorts = map(_short, [t.feats for t in self.tokens])
        columns = [list(column) for column in zip(*shorts, strict=True)] or [[] for _ in range(5)]
        self.case, self.gender, self.number, self.person, self.animacy = columns
        self.low = _plain(words, "ёë")  # the second is a Latin letter
        self.lemma = _plain([t.lemma for t in self.tokens])
        self.pos = [t.pos for t in self.tokens]
        for k, pos in enumerate(self.pos):
            if pos == "NOUN" and self.animacy[k] == "a" and lifeless(self.lemma[k]):
                self.animacy[k] = "i"
        self.rel = [t.rel for t in self.tokens]
        self._persons()
        self._relatives()
        self.kids: list[list[int]] = [[] for _ in self.tokens]
        for i, h in enumerate(self.head):
            if h >= 0:
                self.kids[h].append(i)
        self.paragraph: list[int] = []
        self._lines(blocks)
        self.two: dict[tuple[int, int], str] = {}  # what binding.py found out
        self.fellows: dict[int, set[int]] = {}
        self.roles: dict[int, str] = {}  # what syntax.py found out
        self.clauses: dict[int, int] = {}
        self.signs: dict[tuple[int, int], dict[str, float]] = {}  # what agreement.py found out
        self.quotes: list[tuple[int, int]] = []
        self.quote = [-1] * len(self.tokens)
        self._quotes()

    def _persons(self) -> None:
        """Nouns for people that the tagger takes for another word or number: "холостяки — ущербны", "любительнице погонять"."""
        named = {k for e in self.parsed.entities for k in range(*self.between(e.start, e.stop))}
        for k, pos in [(k, pos) for k, pos in enumerate(self.pos) if pos in _OPEN_CLASSES and k not in named]:
            small = self.tokens[k].text[:1].islower()
            if not small and not self.sentence_start(k):
                continue
            low, number = self.low[k], self.number[k]
            if pos in NOMINAL and (small if pos == "NOUN" else low.endswith(_PLURALS)):  # "Русаков" is a name
                if pos == "PROPN" and number == "p" and people_only(low):
                    self.pos[k], self.animacy[k] = "NOUN", "a"
                if number == "s" and (lemma := people_only(low)):
                    self._mend(k, lemma, "p")
                    number = "p"
            if pos != "NOUN" or (number == "p" and small):
                lemma, gender = person_only(low)
                if lemma:
                    self._mend(k, lemma, "s")
                    self.gender[k] = gender or self.gender[k]

    def _mend(self, k: int, lemma: str, number: str) -> None:
        """Makes a token the noun of people that its form shows."""
        if self.rel[k] in ("amod", "acl") and not (self.head[k] >= 0 and self.pos[self.head[k]] in NOMINAL):
            self.rel[k] = _RELATION.get(self.case[k], "obl")
        self.pos[k], self.number[k], self.animacy[k], self.lemma[k] = "NOUN", number, "a", lemma
        cases = noun_cases(self.low[k], number)
        self.case[k] = self.case[k] if self.case[k] in cases else "Gen" if "Gen" in cases else min(cases, default="")

    def _relatives(self) -> None:
        """A relative clause belongs to a noun of its pronoun's number and gender ("глава страны в её истории, который")."""
        for k in [k for k, lemma in enumerate(self.lemma) if lemma == "который"]:
            verb = self.head[k]
            while verb >= 0 and self.rel[verb] not in ("acl:relcl", "acl") and self.head[verb] > k:
                verb = self.head[verb]
            noun = self.head[verb] if verb >= 0 and self.rel[verb] in ("acl:relcl", "acl") else -1
            if not 0 <= noun < k or self.pos[noun] not in NOMINAL or self.alike(k, noun):
                continue
            above = self.head[noun]
            while above >= 0 and not (self.pos[above] in NOMINAL and above < noun and self.alike(k, above)):
                above = self.head[above]
            before = (x for x in range(noun - 1, self.first[self.sent[k]] - 1, -1) if self.pos[x] in NOMINAL)
            fit = above if above >= 0 else next((x for x in before if self.alike(k, x) and self.case[x] != "Gen"), -1)
            if fit >= 0:
                self.head[verb] = fit

    def stand_beside(self, k: int, title: int) -> None:
        """Makes a token the name of whoever the title before it means, in its case."""
        if self.head[k] >= 0:
            self.kids[self.head[k]].remove(k)
        self.kids[title].append(k)
        self.head[k], self.rel[k], self.case[k], self.animacy[k] = title, "appos", self.case[title], "a"

    def alike(self, a: int, b: int) -> bool:
        """Do a relative pronoun and a noun share number and, in the singular, gender (as far as both are known)?"""
        if self.number[a] and self.number[b] and self.number[a] != self.number[b]:
            return False
        one = self.gender[a] == "f" or self.low[a] == "который" or self.low[a] == "которое"  # "которого": he or it
        return self.number[a] == "p" or not self.gender[b] or (self.gender[a] == self.gender[b] if one else self.gender[b] != "f")

    def __len__(self) -> int:
        return len(self.tokens)

    def _lines(self, blocks: Sequence[Block]) -> None:
        self.zone = ["body"] * len(self.tokens)
        for block in blocks:
            i, j = bisect_left(self.starts, block.start), bisect_left(self.starts, block.stop)
            self.zone[i:j] = [block.zone] * (j - i)
        line, i, end = 0, 0, self.text.find("\n")
        while end >= 0 and i < len(self.tokens):
            j = bisect_right(self.starts, end)
            self.paragraph += [line] * (j - i)
            line, i = line + 1, j
            end = self.text.find("\n", self.starts[j]) if j < len(self.tokens) else -1
        self.paragraph += [line] * (len(self.tokens) - i)

    def _quotes(self) -> None:
        """Outermost marks that hold a clause (a finite verb, an infinitive or six words) are somebody's speech."""
        for mark in sorted((m for m in self.parsed.marks if m.depth == 0), key=lambda m: m.start):
            i = bisect_left(self.starts, mark.start)
            j = max(i, bisect_right(self.stops, mark.stop))
            words = [k for k in range(i, j) if self.pos[k] != "PUNCT"]
            verb = any(self.pos[k] in ("VERB", "AUX") for k in words)
            capital = bool(words) and self.tokens[words[0]].text[:1].isupper()
            if len(words) >= (3 if verb else 6) and not (capital and not verb and len(words) < 8):
                number = len(self.quotes)
                self.quotes.append((i, j))
                for k in range(i, j):
                    self.quote[k] = number

    # --- positions -------------------------------------------------------------------------------------------------
    def between(self, start: int, stop: int) -> tuple[int, int]:
        """The tokens (first, one past the last) that characters ``start..stop`` touch."""
        i = bisect_right(self.stops, start)
        return i, max(i, bisect_left(self.starts, stop))

    def span(self, i: int, j: int) -> str:
        """The characters of tokens ``i..j``."""
        return self.text[self.tokens[i].start : self.tokens[j - 1].stop] if i < j else ""

    def sentence_start(self, i: int) -> bool:
        """Is this the first word of its sentence (marks and dashes before it do not count)?"""
        k = i - 1
        while k >= self.first[self.sent[i]]:
            if self.pos[k] != "PUNCT":
                return False
            k -= 1
        return True

    def top(self, i: int, j: int) -> int:
        """The token of ``i..j`` whose head lies outside: the phrase's head."""
        for k in range(i, j):
            if not i <= self.head[k] < j and self.pos[k] != "PUNCT":
                return k
        return i

    def agree(self, a: int, b: int) -> bool:
        """Do an adjective and a noun share case, number and, in the singular, gender?"""
        if self.case[a] != self.case[b]:
            return False
        if self.number[a] and self.number[b] and self.number[a] != self.number[b]:
            return False
        return not (self.number[a] == "s" and self.gender[a] and self.gender[b] and self.gender[a] != self.gender[b])

    def left_edge(self, head: int, floor: int = -1) -> int:
        """Where the noun phrase of ``head`` starts: agreeing adjectives, participles and numerals before it."""
        i = head
        start = max(self.first[self.sent[head]], floor)
        while i - 1 >= start:
            k = i - 1
            pos = self.pos[k]
            if pos in ("ADJ", "DET") or (pos == "VERB" and self.case[k]):
                if not (
                    self.head[k] == head or self.agree(k, head) or (self.head[k] == i and self.rel[k] in ("amod", "compound"))
                ):
                    break
                if self.lemma[k] in NOT_MODIFIERS:
                    break
                if self.case[k] == "Ins" and self.case[head] not in ("Ins", ""):  # "найден мёртвым сын"
                    break
                if pos == "VERB" and self.number[k] == "s" and self.number[head] == "p":  # "окружённый репортёрами X"
                    break
                i = k
            elif pos == "NUM" and self.head[k] == head and not self.low[k].isdigit():
                i = k
            elif (
                self.low[k] in ("и", "-", "—")
                and k - 1 >= start
                and self.pos[k - 1] == "ADJ"
                and self.agree(k - 1, head)
                and self.low[k] == "и"
                and i < head
                and self.pos[i] == "ADJ"
            ):
                i = k - 1
            else:
                break
        return i


NOT_MODIFIERS = word_list("not modifiers")
