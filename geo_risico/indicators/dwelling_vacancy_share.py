"""Vacant dwellings of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def dwelling_vacancy_share(locations: gpd.GeoDataFrame, *, kerncijfers: pd.DataFrame) -> pd.Series[float]:
    """Share (0 to 1) of the dwellings of each gemeente that are vacant; NaN if unknown."""
    return column(
        locations, by_gemeente(locations, kerncijfers, "dwelling_vacancy_pct") / 100, "dwelling_vacancy_share"
    )
