"""Place of each location in the risicomatrix: opportunity against barriers, five steps each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.scoring.combine import combine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import MatrixSpec, ThemeSpec

AXES: Final = ("kans", "barriere")
_TOLERANCE: Final = 1e-9


def matrix_position(risks: pd.DataFrame, theme: ThemeSpec, weights: Mapping[str, float]) -> pd.DataFrame:
    """Opportunity and barrier of each location in [0, 1], with coverage and the step from 1 to 5 of both.

    The opportunity is the weighted mean of the known risks of the dimensions on the axis kans. The barrier is 1 minus
    that of the axis barriere: where supervision is weak the risk is high and the barrier low. A step is unknown below
    the minimum coverage of the matrix, so that what nobody knows is never a low chance, nor a weak or strong barrier.

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    theme
        Dimensions with their axis, and the bounds of the matrix.
    weights
        Indicator -> weight as used in the scan; only proportions matter.

    Returns
    -------
    pd.DataFrame
        On the index of `risks`: kans, kans_coverage, kans_level, barriere, barriere_coverage and barriere_level. NaN
        is unknown. A theme without matrix gives no columns.
    """
    if theme.matrix is None:
        return pd.DataFrame(index=risks.index)
    parts = [_axis(risks, axis, _weights_of(theme, axis, weights), theme.matrix) for axis in AXES]
    return pd.concat(parts, axis=1)


def _weights_of(theme: ThemeSpec, axis: str, weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of the indicators on one axis."""
    names = [name for dimension in theme.dimensions if dimension.axis == axis for name in dimension.weights]
    return {name: weights[name] for name in names if weights.get(name, 0.0) > 0}


def _axis(risks: pd.DataFrame, axis: str, weights: Mapping[str, float], matrix: MatrixSpec) -> pd.DataFrame:
    """Value, coverage and step of one axis; all unknown when nothing on it has weight."""
    nothing = pd.DataFrame({"score": np.nan, "coverage": 0.0}, index=risks.index)
    index = combine(risks, weights) if weights else nothing
    value = 1.0 - index["score"] if axis == "barriere" else index["score"]
    bounds = matrix.barriere_bounds if axis == "barriere" else matrix.kans_bounds
    is_known = value.notna() & (index["coverage"] + _TOLERANCE >= matrix.minimum_coverage)
    level = np.searchsorted(np.asarray(bounds) - _TOLERANCE, value.to_numpy(), side="right") + 1.0
    return pd.DataFrame(
        {
            axis: value,
            f"{axis}_coverage": index["coverage"],
            f"{axis}_level": np.where(is_known, level, np.nan),
        },
        index=risks.index,
    )
