"""Distance to the nearest neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.around import has_outline, nearest_address_m
from geo_risico.spatial.linked import centres, column, inhabited, owners
from geo_risico.spatial.linked_adressen import coordinates
from geo_risico.spatial.mask import beyond_border
from geo_risico.spatial.nearest import nearest_other_m

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def neighbour_distance_m(
    locations: gpd.GeoDataFrame, *, adressen: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None = None
) -> pd.Series[float]:
    """Distance in metres from the middle of each erf to the nearest inhabited address that is not its own.

    Of a site of another kind the distance counts from its outline and the addresses on it are its own.
    NaN where there is none and where the border or the edge of the data is nearer: who lives beyond it is unknown.
    """
    rows, notes = inhabited(adressen)
    if has_outline(locations):
        nearest = nearest_address_m(locations, rows)
    else:
        nearest = nearest_other_m(centres(locations), coordinates(rows), owners(locations, rows))
    distance = column(locations, nearest, "neighbour_distance_m")
    hidden = beyond_border(locations.geometry.representative_point(), distance, known_area)
    return column(locations, distance.mask(hidden), "neighbour_distance_m", *notes)
