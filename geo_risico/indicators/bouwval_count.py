"""Dilapidated buildings of an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, owners, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def bouwval_count(locations: gpd.GeoDataFrame, *, panden: gpd.GeoDataFrame) -> pd.Series[float]:
    """Number of panden of each erf with status 'Pand buiten gebruik'; NaN where no status is known.

    That status says that repair is not expected: dilapidation, not vacancy.
    """
    owner, size = owners(locations, panden), len(locations)
    known = total(owner, panden["status"].notna(), size)
    count = total(owner, panden["status"].eq("Pand buiten gebruik"), size)
    return column(locations, np.where(known > 0, count, np.nan), "bouwval_count")
