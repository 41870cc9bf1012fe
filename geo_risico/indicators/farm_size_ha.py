"""Size of farms of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column, ratio

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def farm_size_ha(locations: gpd.GeoDataFrame, *, gemeenten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Mean farmland per farm in ha of each gemeente; NaN where one of both is unknown or there are no farms."""
    above = by_gemeente(locations, gemeenten, "cultuurgrond_ha")
    below = by_gemeente(locations, gemeenten, "farm_count")
    return column(locations, ratio(above, below), "farm_size_ha")
