"""The prior-anchored non-negative logistic: objective, gradient and optimum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_ROUNDS: Final = 5000
_FLAT: Final = 1e-9


def anchored_fit(
    values: Floats,
    positive: Floats,
    row_weight: Floats,
    anchor: Floats,
    strength: float,
    start: Floats | None = None,
) -> tuple[Floats, float]:
    """Coefficients (from 0) and intercept of the logistic that keeps its coefficients near an anchor.

    Minimises ``sum r (log(1 + exp(z)) - y z) + strength / 2 * ||w - anchor||^2`` with ``z = b0 + w'v`` and ``w >= 0``;
    the intercept is free. Convex, so the optimum is the only one.

    Parameters
    ----------
    values
        (n, p) value functions, nothing unknown.
    positive
        (n,) 1 for a case, 0 for background.
    row_weight
        (n,) weights that add up to 1.
    anchor
        (p,) coefficients without any data.
    strength
        Lambda over the number of cases.
    start
        (p,) coefficients to start from; the anchor when left out.

    Returns
    -------
    tuple[npt.NDArray[np.float64], float]
        Coefficients (p,) and intercept.
    """
    centre = row_weight @ values
    centred = values - centre

    def objective(point: Floats) -> tuple[float, Floats]:
        logit = point[0] + centred @ point[1:]
        pull = point[1:] - anchor
        loss = row_weight @ (np.logaddexp(0.0, logit) - positive * logit) + strength / 2 * pull @ pull
        slope = row_weight * (expit(logit) - positive)
        return float(loss), np.concatenate([[slope.sum()], slope @ centred + strength * pull])

    bounds: list[tuple[float | None, float | None]] = [(None, None), *[(0.0, None)] * len(anchor)]
    found = minimize(
        objective,
        np.concatenate([[0.0], anchor if start is None else start]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": _ROUNDS, "ftol": 1e-15, "gtol": _FLAT},
    )
    coefficients = np.asarray(found.x[1:], dtype=np.float64)
    return coefficients, float(found.x[0] - centre @ coefficients)
