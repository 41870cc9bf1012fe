"""Class of the waterway before a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.waterway_sizes import cemt_codes, cemt_from_size, value_of_nearest

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FROM_MAP = "Vaarwegmaten ontbreken: de vaarwegklasse komt van de waterdelen."
FROM_SIZE = "Van sommige vaarwegen is de CEMT-klasse onbekend: zij volgt uit de grootste lengte en breedte."


def waterway_class(
    locations: gpd.GeoDataFrame,
    *,
    vaarwegmaten: gpd.GeoDataFrame | None = None,
    waterdelen: gpd.GeoDataFrame | None = None,
    reach_m: float,
) -> pd.Series[float]:
    """CEMT class (0 smaller than I, 1 is I, up to 10 is VII) of the nearest waterway with a known class within reach.

    A waterway with known sizes but no class has the largest class that fits. NaN where no class is known.
    """
    notes: tuple[str, ...] = ()
    parts, codes = [np.empty(0, dtype=object)], [np.empty(0)]
    if vaarwegmaten is None:
        notes = (FROM_MAP,)
    else:
        given = cemt_codes(vaarwegmaten["cemt_klasse"])
        sized = cemt_from_size(vaarwegmaten["lengte_m"].to_numpy(), vaarwegmaten["breedte_m"].to_numpy())
        parts.append(shapes(vaarwegmaten))
        codes.append(np.where(np.isnan(given), sized, given))
        notes = (FROM_SIZE,) if (np.isnan(given) & ~np.isnan(sized)).any() else ()
    if waterdelen is not None:
        parts.append(shapes(waterdelen))
        codes.append(cemt_codes(waterdelen["vaarwegklasse"]))
    waters, code = np.concatenate(parts), np.concatenate(codes)
    known = ~np.isnan(code)
    values = value_of_nearest(shapes(locations), waters[known], code[known], reach_m)
    return column(locations, values, "waterway_class", *notes)
