"""Gates in the perimeter of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.coverage import is_covered, is_near
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.nearest import as_lines
from geo_risico.spatial.perimeter import outline
from geo_risico.spatial.registered import most_in_one_register

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


GATES = ("poort", "slagboom")
COMPLETE = ("TOP10NL",)


def gate_count(
    locations: gpd.GeoDataFrame, *, hekken: gpd.GeoDataFrame, within_m: float, known_m: tuple[float, float]
) -> pd.Series[float]:
    """Number of gates and barriers across a road on or within ``within_m`` of the perimeter of each site.

    A gate that two registers know counts once: the register that knows most of them decides. NaN where nothing shows
    that gates were registered: no gate within the first distance in metres of ``known_m`` and no row of a complete
    register (TOP10NL) within the second.
    """
    gates = hekken[hekken["soort"].isin(GATES)]
    edge = outline(shapes(locations))
    one, two = shapely.STRtree(shapes(gates)).query(as_lines(edge.pieces), predicate="dwithin", distance=within_m)
    pairs = np.unique(edge.site[one] * max(len(gates), 1) + two)
    site, gate = np.divmod(pairs, max(len(gates), 1))
    count = most_in_one_register(site, gates["register"].iloc[gate], len(locations))
    known = is_near(locations, gates, known_m[0]) | is_covered(locations, hekken, COMPLETE, known_m[1])
    return column(locations, np.where(known, count, np.nan), "gate_count")
