"""What pymorphy3 says of a form in small Cyrillic letters, known or not: its own steps, taken without its objects.

A word outside the dictionary is read by its parts, in pymorphy3's order, the first step with an answer ending the search:
a particle after a hyphen (смотри-ка), an adverb (по-западному), two words joined by a hyphen (кот-баюн), a known prefix
(псевдонаука), then any prefix before a known word and the commonest readings of words that end alike (бутявкать). Scores
are pymorphy3's, so that the answers are the same, in the same order (a test compares them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from framing.parse import dictionary
from framing.parse.dictionary import Entry, signs

Guess = tuple[str, str, str, float, tuple[Any, ...]]
"""Word with its ё, tag, lemma, score, and how it was found: what pymorphy3 calls the stack of methods."""
Seen = set[tuple[str, str, Any]]

_FIT = re.compile(r"(?=.*[а-яё])(?:[а-яё]+|[0-9]+)(?:-[а-яё]+)*")
_PARTICLES = ("-то", "-ка", "-таки", "-де", "-тко", "-тка", "-с", "-ста")
_LONGEST, _PREFIX, _REST = 5, 5, 3
"""Letters of an ending and of a prefix that nobody knows at most, of the word after a prefix at least."""


def fits(form: str) -> bool:
    """Is a form one for ``guesses``: letters, parts with hyphens, a number as the first part?"""
    return bool(_FIT.fullmatch(form))


@lru_cache(1 << 12)
def guesses(word: str) -> tuple[Guess, ...]:
    """pymorphy3's parses of a form that ``fits``, or of one of its parts; never empty."""
    found: list[Guess] = []
    seen: Seen = set()
    for step in STEPS:
        found = step(word, seen)
        if found:
            break
    return tuple(_weighed(word, found or [(word, "UNKN", word, 1.0, (("unknown", word),))]))


def _weighed(word: str, found: list[Guess]) -> list[Guess]:
    """Parses with the chances of their tags where the word was ever seen, the likeliest first; else with even shares."""
    chances = dictionary.analyser().prob_estimator.p_t_given_w.of(word, [guess[1] for guess in found])
    if any(chances):
        seen = [(w, tag, lemma, chance / 1e6, how) for (w, tag, lemma, _, how), chance in zip(found, chances, strict=True)]
        return sorted(seen, key=lambda guess: guess[3], reverse=True)
    share = 1.0 / sum(guess[3] for guess in found)
    return [(w, tag, lemma, score * share, how) for w, tag, lemma, score, how in found]


def _add(guess: Guess, found: list[Guess], seen: Seen) -> None:
    base = guess[4][0]
    key = guess[0], guess[1], base[2] if len(base) > 2 else None
    if key not in seen:
        seen.add(key)
        found.append(guess)


@cache
def _classes() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Grammemes of words that make no new ones; parts of speech; what two joined words must share."""
    tag = dictionary.analyser().TagClass
    shared = tag.PARTS_OF_SPEECH | tag.NUMBERS | tag.CASES | tag.PERSONS | tag.TENSES
    return frozenset(tag._NON_PRODUCTIVE_GRAMMEMES), tag.PARTS_OF_SPEECH, shared


@lru_cache(1 << 12)
def _productive(tag: str) -> bool:
    return not signs(tag) & _classes()[0]


@lru_cache(1 << 12)
def _known_kind(tag: str) -> bool:
    return tag.replace(" ", ",").split(",")[0] in _classes()[1]


@lru_cache(1 << 12)
def _shared(tag: str) -> frozenset[str]:
    return frozenset({"gen1": "gent", "loc1": "loct"}.get(sign, sign) for sign in signs(tag) & _classes()[2])


# ---- the steps ----------------------------------------------------------------------------------------------------------


def _dictionary(word: str, seen: Seen) -> list[Guess]:
    words = dictionary.analyser().dictionary.words
    out: list[Guess] = []
    for fixed, node in words.similar(word):
        for paradigm, index in words.records(node):
            entry = dictionary._entry(paradigm, index)
            out.append((fixed, entry.tag, entry.rule.lemma(fixed), 1.0, (("word", fixed, paradigm, index),)))
    return out


def _number(word: str, seen: Seen) -> list[Guess]:
    return [(word, "NUMB,intg", word, 0.9, (("number", word),))] if word.isdigit() else []


def _particle(word: str, seen: Seen) -> list[Guess]:
    found: list[Guess] = []
    end = next((end for end in _PARTICLES if word.endswith(end) and word != end), "") if "-" in word else ""
    if end:
        for fixed, tag, lemma, score, how in guesses(word[: -len(end)]):
            _add((fixed + end, tag, lemma + end, score * 0.9, (*how, ("particle", end))), found, seen)
    return found


def _adverb(word: str, seen: Seen) -> list[Guess]:
    if len(word) < 5 or not word.startswith("по-"):
        return []
    dative = any({"ADJF", "sing", "datv"} <= signs(guess[1]) for guess in guesses(word[3:]))
    return [(word, "ADVB", word, 0.7, (("adverb", word),))] if dative else []


def _joined(word: str, seen: Seen) -> list[Guess]:
    left, mark, right = word.partition("-")
    if not mark or not left or not right or "-" in right or word.startswith(_prefixes()):
        return []
    lefts, rights = guesses(left), guesses(right)
    kinds = [_shared(guess[1]) for guess in rights]
    found: list[Guess] = []
    for a, tag, lemma, score, how in lefts:
        if _known_kind(tag):
            kind = _shared(tag)
            found += [(f"{a}-{b[0]}", tag, f"{lemma}-{b[2]}", score * 0.75, (("joined", how, b[4]),))
                      for b, other in zip(rights, kinds, strict=True) if kind == other]  # fmt: skip
    return found + [(f"{left}-{b}", tag, f"{left}-{lemma}", score * 0.75, (("joined", left, how),))
                    for b, tag, lemma, score, how in rights if _known_kind(tag)]  # fmt: skip


@cache
def _prefixes() -> tuple[str, ...]:
    from pymorphy3.lang.ru.config import KNOWN_PREFIXES

    return tuple(sorted(KNOWN_PREFIXES, key=len, reverse=True))


def _prefixed(word: str, seen: Seen) -> list[Guess]:
    found: list[Guess] = []
    if not word.startswith(_prefixes()):
        return found
    for prefix in _prefixes():
        if word.startswith(prefix) and len(word) - len(prefix) >= _REST:
            for fixed, tag, lemma, score, how in guesses(word[len(prefix) :]):
                if _productive(tag):
                    _add((prefix + fixed, tag, prefix + lemma, score * 0.75, (*how, ("prefix", prefix))), found, seen)
    return found


def _by_parts(word: str, seen: Seen) -> list[Guess]:
    return _any_prefix(word, seen) + _by_ending(word, seen)


def _any_prefix(word: str, seen: Seen) -> list[Guess]:
    found: list[Guess] = []
    for i in range(1, 1 + min(_PREFIX, len(word) - _REST)):
        for fixed, tag, lemma, _, how in _dictionary(word[i:], seen):
            if _productive(tag):
                _add((word[:i] + fixed, tag, word[:i] + lemma, 0.5, (*how, ("before", word[:i]))), found, seen)
    return found


def _by_ending(word: str, seen: Seen) -> list[Guess]:
    if len(word) < 4:
        return []
    found: list[Guess] = []
    prefixes = dictionary.analyser().dictionary.paradigm_prefixes
    for number in range(len(prefixes) - 1, -1, -1):
        if not word.startswith(prefixes[number]):
            continue
        total, some = 1, []
        for length in range(_LONGEST, 0, -1):
            start = word[:-length]
            for end, count, paradigm, index, entry in _endings(number, word[-length:]):
                total += count
                fixed = start + end
                key = fixed, entry.tag, paradigm
                if key not in seen:
                    seen.add(key)
                    some.append((fixed, entry, count, (("ending", fixed, paradigm, index), ("by", end))))
            if total > 1:
                break
        found += [(fixed, entry.tag, entry.rule.lemma(fixed), count / total * 0.5, how) for fixed, entry, count, how in some]
    return sorted(found, key=lambda guess: guess[3], reverse=True)


@lru_cache(1 << 12)
def _endings(prefix: int, end: str) -> list[tuple[str, int, int, int, Entry]]:
    """What words with an ending are, of those whose paradigms make new words: (ending with its ё, how many, paradigm, form
    in it, entry)."""
    return list(_productive_endings(prefix, end))


def _productive_endings(prefix: int, end: str) -> Iterator[tuple[str, int, int, int, Entry]]:
    for fixed, records in dictionary.analyser().dictionary.prediction_suffixes_dawgs[prefix].similar_items(end):
        for count, paradigm, index in records:
            entry = dictionary._entry(paradigm, index)
            if _productive(entry.tag):
                yield fixed, count, paradigm, index, entry


STEPS = (_dictionary, _number, _particle, _adverb, _joined, _prefixed, _by_parts)
"""Asked in order; the first with an answer gives all of it."""
