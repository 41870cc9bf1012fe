"""Addresses of cases and visits looked up in the addresses of the scan, without any connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


def match_addresses(table: pd.DataFrame, adressen: gpd.GeoDataFrame | None, wanted: NDArray[np.bool_]) -> pd.DataFrame:
    """Address that each wanted row names."""
    del adressen, wanted
    return pd.DataFrame(
        {
            "how": "geen plek",
            "adres_id": "",
            "adres_row": None,
            "x_m": np.nan,
            "y_m": np.nan,
            "reason": "",
            "candidates": "",
        },
        index=pd.RangeIndex(len(table)),
    )
