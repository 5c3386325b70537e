"""The words of one person's name in the text, and the nominatives that each can come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from framing.actors.declension import nominatives
from framing.actors.words import word_list

FAMILY_FIRST = word_list("family first")
STRESS = "\u0301"
"""The mark of stress, which dictionaries set over a vowel."""
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
UPPER = re.compile(r"^[А-ЯЁA-Z]")
MARKS = ("«", '"', "„", "“", "'")
"""What opens a name in marks."""
CLOSING = ("»", '"', "”", "“", "'", "''")
"""What closes one."""
_IRREGULAR = {"павл": "павел", "петр": "петр", "льв": "лев"}
_FLEETING = ((re.compile(r"(?:[^аеиоуыэюяйь]|[аеиоу](й))ц(а|у|ем|ом|е)$"), "ец"), (re.compile(r"[вбр]ь(я|ю|ем|е)$"), "ей"))
_CASES_OF = {
    "а": ("Gen", "Acc"),
    "я": ("Gen", "Acc"),
    "у": ("Dat",),
    "ю": ("Dat",),
    "ем": ("Ins",),
    "ом": ("Ins",),
    "е": ("Loc",),
}

Candidates = dict[tuple[str, str], tuple[str, ...]]  # (nominative, gender) -> cases


@dataclass(slots=True, eq=False)
class Name:
    """One name of a person in the text, taken apart; positions are tokens."""

    i: int
    j: int
    words: list[str]
    roles: list[str]  # first, patr, last, middle, initial, particle
    cands: list[Candidates]
    gender: str = ""
    votes: dict[str, float] = field(default_factory=dict)
    context: dict[str, float] = field(default_factory=dict)
    entity: bool = True
    rule: str = "person"
    like: Name | None = None
    heir: bool = False  # "сын Имя Фамилия-младший": not the one whose name he bears

    def role(self, role: str) -> int:
        return self.roles.index(role) if role in self.roles else -1

    @property
    def full(self) -> bool:
        return "last" in self.roles and len(self.words) > 1

    @property
    def asian(self) -> bool:
        """Three words of which only the last must decline ("Ким Чен Ына")?"""
        if len(self.words) != 3:
            return False
        return fold(self.words[0]) in FAMILY_FIRST or (
            self.roles[0] == "last" and any(n in FAMILY_FIRST for n, _ in candidates(self.words[0], False))
        )

    def vote(self, gender: str, weight: float, context: bool = False) -> None:
        """One sign of gender: of the name itself, or of the words around it."""
        if gender in ("m", "f"):
            votes = self.context if context else self.votes
            votes[gender] = votes.get(gender, 0.0) + weight

    def total(self, gender: str) -> float:
        return self.votes.get(gender, 0.0) + self.context.get(gender, 0.0)


@lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    low = word.lower().replace("ё", "е").replace("ë", "е").replace("’", "'").replace("`", "'")  # the second is a Latin letter
    return low.replace(STRESS, "")


@lru_cache(maxsize=1 << 14)
def _candidates(low: str, surname: bool) -> Candidates:
    out: Candidates = {(n, g): c for n, g, c in nominatives(low, surname)}
    if not surname:
        for short, long in _IRREGULAR.items():
            if low.startswith(short) and len(low) - len(short) <= 2 and low != long:
                for (n, g), c in list(out.items()):
                    if n == short and g == "m":
                        out[long, "m"] = c
        return out
    for pattern, ending in _FLEETING:
        found = pattern.search(low)
        if found is not None:
            tail = found.group(found.lastindex or 0)
            cut = len(low) - len(tail) - (2 if found.group(1) == "й" else 1)
            out[low[:cut] + ending, "m"] = _CASES_OF[tail]
    return out


@lru_cache(maxsize=1 << 14)
def candidates(word: str, surname: bool) -> Candidates:
    """The nominatives that a word of a name can come from."""
    return _candidates(fold(word), surname)
