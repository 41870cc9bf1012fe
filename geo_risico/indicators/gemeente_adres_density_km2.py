"""Address density of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def gemeente_adres_density_km2(locations: gpd.GeoDataFrame, *, gemeenten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Mean number of addresses per km2 around an address of each gemeente (CBS); NaN where CBS gives none."""
    return column(locations, by_gemeente(locations, gemeenten, "adres_density_km2"), "gemeente_adres_density_km2")
