"""Nouns for people that are built from others: "замкомандира", "сопредседатель", "руководительница", "шестиклассник"."""

from __future__ import annotations

from collections.abc import Container
from functools import cache

from framing import seeds
from framing.actors.morph import parses


@cache
def _forms(where: str) -> tuple[tuple[str, str, str, str], ...]:
    """Form, base, gender and office of the rows of one kind, the longest form first."""
    rows = [(r["form"], r["base"], r["gender"], r["office"]) for r in seeds.table("title_forms.tsv") if r["where"] == where]
    return tuple(sorted(rows, key=lambda r: -len(r[0])))


def base_of(word: str, table: Container[str]) -> tuple[str, str, str]:
    """The noun of ``table`` that a lemma is built from, the gender and the office that the building gives; else empty strings."""
    for form, _, gender, office in _forms("genitive"):
        if word.startswith(form):
            rest = word[len(form) :]
            found = [p for p in parses(rest) if p.is_known and p.tag.POS == "NOUN"] if len(rest) > 3 else []
            lemmas = [p.normal_form.replace("ё", "е") for p in found if {"gent", "nomn"} & p.tag.grammemes]
            base = next((w for w in (rest, *lemmas) if w in table), "")
            if base:
                return base, gender, office
    for form, _, gender, office in _forms("front"):
        rest = word[len(form) :]
        if word.startswith(form) and len(rest) > 3 and rest in table:
            return rest, gender, office
    for form, base, gender, office in _forms("end"):
        stem = word.removesuffix(form)
        whole = base[1:] if base.startswith("=") else stem + base
        if stem != word and len(stem) > 2 and whole in table:
            return whole, gender, office
    return "", "", ""
