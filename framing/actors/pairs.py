"""A question about two names, asked once of all that look alike."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Pairs(Generic[T, R]):
    """Answers of ``ask(a, b)``, which depend on nothing but ``look(a)`` and ``look(b)``; the names must outlive it."""

    def __init__(self, ask: Callable[[T, T], R], look: Callable[[T], Hashable]) -> None:
        self._ask, self._look = ask, look
        self._numbers: dict[Hashable, int] = {}
        self._number: dict[int, int] = {}
        self._answers: dict[tuple[int, int], R] = {}

    def __call__(self, a: T, b: T) -> R:
        key = self.number(a), self.number(b)
        if key not in self._answers:
            self._answers[key] = self._ask(a, b)
        return self._answers[key]

    def number(self, name: T) -> int:
        """The number of a name's look."""
        found = self._number.get(id(name))
        if found is None:
            found = self._number[id(name)] = self._numbers.setdefault(self._look(name), len(self._numbers))
        return found

    def distinct(self, names: Iterable[T]) -> list[T]:
        """One name of each look, in the order of the first ones."""
        first: dict[int, T] = {}
        for name in names:
            first.setdefault(self.number(name), name)
        return list(first.values())
