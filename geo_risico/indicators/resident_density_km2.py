"""Residents per km2 of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def resident_density_km2(locations: gpd.GeoDataFrame, *, gemeenten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Residents per km2 of land of each gemeente; NaN where CBS gives none."""
    return column(locations, by_gemeente(locations, gemeenten, "resident_density_km2"), "resident_density_km2")
