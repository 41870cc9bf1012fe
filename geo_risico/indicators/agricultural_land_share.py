"""Agricultural land of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def agricultural_land_share(locations: gpd.GeoDataFrame, *, gemeenten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Share (0 to 1) of each gemeente that is farmland; NaN where CBS gives none."""
    return column(
        locations, by_gemeente(locations, gemeenten, "agricultural_land_pct") / 100, "agricultural_land_share"
    )
