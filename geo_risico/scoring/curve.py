"""From raw indicator values to risk in [0, 1], along the value function that the catalog declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.core.errors import DefinitionError
from geo_risico.core.specs import DensityCurve, FarCurve, LinearCurve, LookupCurve, NearCurve

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_risico.core.specs import Curve, IndicatorSpec

    Floats = npt.NDArray[np.float64]


def apply_curve(values: pd.Series[float], curve: Curve) -> pd.Series[float]:
    """Risk in [0, 1] of each raw value; NaN where the value is unknown.

    Parameters
    ----------
    values
        Raw values in the unit of the indicator; NaN is unknown. Distances and counts below zero count as zero.
    curve
        Value function. A code that a lookup does not name is unknown.

    Returns
    -------
    pd.Series[float]
        Same index and name as `values`.

    Examples
    --------
    >>> half = NearCurve(kind="near", d0_m=1000)
    >>> apply_curve(pd.Series([0.0, 1000.0, np.nan]), half).round(3).tolist()
    [1.0, 0.368, nan]
    """
    raw = np.asarray(values, dtype=np.float64)
    return pd.Series(np.clip(_risk(raw, curve), 0.0, 1.0), index=values.index, name=values.name)


def apply_curves(indicators: pd.DataFrame, specs: Mapping[str, IndicatorSpec]) -> pd.DataFrame:
    """Risk in [0, 1] of every indicator column, in the same order; NaN stays NaN.

    Parameters
    ----------
    indicators
        Raw values, one column per indicator.
    specs
        Specification of at least every column.

    Returns
    -------
    pd.DataFrame
        Same index and columns as `indicators`.

    Raises
    ------
    DefinitionError
        When a column has no specification.
    """
    missing = [str(name) for name in indicators.columns if name not in specs]
    if missing:
        raise DefinitionError(
            "Indicatoren zonder waardefunctie",
            [f"{name}: verwacht een indicator met curve in layers/*.yaml" for name in missing],
        )
    columns = {name: apply_curve(indicators[name], specs[name].curve) for name in indicators.columns}
    return pd.DataFrame(columns, index=indicators.index, columns=indicators.columns, dtype=np.float64)


def _risk(raw: Floats, curve: Curve) -> Floats:
    """Unclipped risk of raw values under one curve."""
    match curve:
        case NearCurve():
            return _near(raw, curve.d0_m)
        case FarCurve():
            return 1.0 - _near(raw, curve.d0_m)
        case DensityCurve():
            root = np.sqrt(np.clip(raw / curve.q95, 0.0, 1.0))
            return 1.0 - root if curve.decreasing else root
        case LinearCurve():
            x, y = np.array(curve.points, dtype=np.float64).T
            risk: Floats = np.interp(raw, x, y)
            return risk
        case LookupCurve():
            return _lookup(raw, curve.values)


def _near(raw: Floats, d0_m: float) -> Floats:
    """exp(-d / d0), 1 at zero."""
    result: Floats = np.exp(-np.maximum(raw, 0.0) / d0_m)
    return result


def _lookup(raw: Floats, table: Mapping[float, float]) -> Floats:
    """Value of each code; NaN for a code outside the table."""
    codes = np.array(sorted(table), dtype=np.float64)
    risks = np.array([table[code] for code in sorted(table)], dtype=np.float64)
    place = np.minimum(np.searchsorted(codes, raw), len(codes) - 1)
    result: Floats = np.where(codes[place] == raw, risks[place], np.nan)
    return result
