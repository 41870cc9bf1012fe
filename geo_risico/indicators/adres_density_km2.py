"""Address density of the surroundings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.linked_adressen import adres_density_km2 as computed_density

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


NOTE = "Adresdichtheid van de buurt ontbreekt voor {count} locaties: geteld uit adressen binnen {radius:.0f} m."


def adres_density_km2(
    locations: gpd.GeoDataFrame,
    *,
    buurten: gpd.GeoDataFrame | None = None,
    adressen: gpd.GeoDataFrame | None = None,
    known_area: gpd.GeoDataFrame | None = None,
    radius_m: float,
) -> pd.Series[float]:
    """Addresses per km2 of the buurt in which each erf lies; counted from addresses where CBS gives none (noted)."""
    density = np.full(len(locations), np.nan)
    if buurten is not None:
        middle = np.asarray(locations.geometry.representative_point().array, dtype=object)
        buurt, place = shapely.STRtree(middle).query(shapes(buurten), predicate="intersects")
        density[place] = buurten["adres_density_km2"].to_numpy(dtype=np.float64)[buurt]
    gaps = np.isnan(density)
    if adressen is None or not gaps.any():
        return column(locations, density, "adres_density_km2")
    density[gaps] = computed_density(locations[gaps], adressen, known_area, radius_m)
    return column(locations, density, "adres_density_km2", NOTE.format(count=gaps.sum(), radius=radius_m))
