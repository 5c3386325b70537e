"""A question about two names, asked once of all that look alike."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Pairs(Generic[T, R]):
    """Answers of ``ask(a, b)``, never None, which depend on nothing but ``look(a)`` and ``look(b)``: each look has a number."""

    def __init__(self, ask: Callable[[T, T], R], look: Callable[[T], Hashable]) -> None:
        self._ask, self._look = ask, look
        self._numbers: dict[Hashable, int] = {}
        self._answers: dict[int, dict[int, R]] = {}

    def number(self, name: T) -> int:
        """The number of a name's look."""
        return self._numbers.setdefault(self._look(name), len(self._numbers))

    def answers(self, number: int, name: T, others: Mapping[int, T]) -> Iterator[R]:
        """What is answered of a name with that number and of each of these, by their numbers."""
        known = self._answers.setdefault(number, {})
        for other, b in others.items():
            found = known.get(other)
            if found is None:
                found = known[other] = self._ask(name, b)
            yield found
