"""A conditional logit (McFadden, 1974): the weights that make the right options of many choices likeliest, with a ridge around a prior."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the facts of each option, the numbers of those that are right (one at least), how much the choice counts."""

    options: Sequence[Mapping[str, float]]
    right: Collection[int]
    weight: float = 1.0


def fit(choices: Sequence[Choice], prior: Mapping[str, float], ridge: float) -> dict[str, float]:
    """Fact -> weight, for every fact of an option; a fact without a prior is drawn to nought. No step is random."""
    names = sorted({name for c in choices for facts in c.options for name in facts})
    at = {name: n for n, name in enumerate(names)}
    rows = [facts for c in choices for facts in c.options]
    ends = np.cumsum([0, *map(len, rows)])
    x = csr_matrix(([v for f in rows for v in f.values()], [at[k] for f in rows for k in f], ends), shape=(len(rows), len(names)))
    sizes = [len(c.options) for c in choices]
    starts, group = np.cumsum([0, *sizes])[:-1], np.repeat(np.arange(len(choices)), sizes)
    right = np.array([n in c.right for c in choices for n in range(len(c.options))], dtype=float)
    counts = np.array([c.weight for c in choices])
    middle = np.array([prior.get(name, 0.0) for name in names])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        powers = np.exp(z - np.maximum.reduceat(z, starts)[group])
        every, ours = np.add.reduceat(powers, starts), np.add.reduceat(powers * right, starts) + 1e-300
        slope = x.T @ (counts[group] * powers * (1 / every[group] - right / ours[group]))
        off = w - middle
        return float((counts * (np.log(every) - np.log(ours))).sum() + 0.5 * ridge * off @ off), slope + ridge * off

    best = minimize(loss, middle, jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return dict(zip(names, map(float, best.x), strict=True))
