"""Business parks of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column, ratio

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def bedrijventerrein_share(locations: gpd.GeoDataFrame, *, gemeenten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Share (0 to 1) of the land of each gemeente that is bedrijventerrein; NaN where CBS gives none."""
    above = by_gemeente(locations, gemeenten, "bedrijventerrein_ha")
    below = by_gemeente(locations, gemeenten, "land_area_ha")
    return column(locations, ratio(above, below), "bedrijventerrein_share")
