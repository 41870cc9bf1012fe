"""Facts about locations that people filter on: yes, no or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from geo_risico.core.specs import FeatureSpec, ThemeSpec


def features(indicators: pd.DataFrame, theme: ThemeSpec) -> pd.DataFrame:
    """Whether each location has each feature of the theme: 1 yes, 0 no, NaN unknown.

    Parameters
    ----------
    indicators
        Raw values, one column per indicator; NaN is unknown. An indicator without column is unknown everywhere.
    theme
        Gives the features: an indicator with its bounds, both included.

    Returns
    -------
    pd.DataFrame
        On the index of `indicators`, one column ``kenmerk_<name>`` per feature, in the order of the theme.
    """
    columns = {f"kenmerk_{feature.name}": _feature(indicators, feature) for feature in theme.features}
    return pd.DataFrame(columns, index=indicators.index, dtype=np.float64)


def _feature(indicators: pd.DataFrame, feature: FeatureSpec) -> pd.Series[float]:
    """1, 0 or NaN for one feature."""
    if feature.indicator not in indicators.columns:
        return pd.Series(np.nan, index=indicators.index)
    raw = indicators[feature.indicator]
    low = -np.inf if feature.at_least is None else feature.at_least
    high = np.inf if feature.at_most is None else feature.at_most
    return raw.between(low, high).astype(np.float64).where(raw.notna())
