"""Seconds of one fit of the anchored index on 14,000 places of 30 columns, beside glum and scikit-learn.

``python anchored.py`` prints the table; the ratios hold on any machine.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from glum import GeneralizedLinearRegressor
from sklearn.linear_model import LogisticRegression

from geo_risico.model import AnchoredIndex

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, COLUMNS, UNKNOWN_SHARE, ROUNDS = 14_000, 30, 0.1, 5


def main() -> None:
    """Print the seconds of each way (best of five) and their ratio to scikit-learn."""
    rng = np.random.default_rng(0)
    values = rng.random((ROWS, COLUMNS))
    y = rng.random(ROWS) < 0.02 * np.exp(2 * values[:, 0])
    holes = np.where(rng.random(values.shape) < UNKNOWN_SHARE, np.nan, values)
    anchor = np.full(COLUMNS, 6.0 / COLUMNS)
    glum = GeneralizedLinearRegressor(
        family="binomial", alpha=20 / y.sum(), l1_ratio=0, lower_bounds=-anchor, scale_predictors=False
    )
    weight = np.where(y, 0.5 / y.sum(), 0.5 / (~y).sum())
    ways: dict[str, Callable[[], object]] = {
        "LogisticRegression": lambda: LogisticRegression().fit(values, y),
        "glum": lambda: glum.fit(values, y.astype(float), sample_weight=weight, offset=values @ anchor),
        "AnchoredIndex": lambda: AnchoredIndex().fit(values, y),
        "AnchoredIndex, 10 % unknown": lambda: AnchoredIndex().fit(holes, y),
    }
    seconds = {name: min(_seconds(fit) for _ in range(ROUNDS)) for name, fit in ways.items()}
    for name, spent in seconds.items():
        print(f"{name:28} {spent:7.3f} s  x {spent / seconds['LogisticRegression']:.1f}")


def _seconds(fit: Callable[[], object]) -> float:
    began = time.perf_counter()
    fit()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
