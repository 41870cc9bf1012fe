"""Small units in shared buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column, in_use, owners, ratio, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def small_unit_share(
    locations: gpd.GeoDataFrame, *, verblijfsobjecten: gpd.GeoDataFrame, unit_m2: float, units_per_pand: float
) -> pd.Series[float]:
    """Share (0 to 1) of the verblijfsobjecten without woonfunctie on each terrein that is a small unit.

    A small unit has less than ``unit_m2`` and shares its pand with others, ``units_per_pand`` or more together.
    Objects of unknown area or pand do not count; NaN where nothing counts.
    """
    lives = verblijfsobjecten["gebruiksdoel"].astype("str").str.contains("woonfunctie", case=False, na=False)
    known = verblijfsobjecten["area_m2"].notna() & verblijfsobjecten["pand_id"].notna()
    rows = verblijfsobjecten[in_use(verblijfsobjecten) & ~lives & known]
    per_pand = rows["pand_id"].map(rows["pand_id"].value_counts())
    small = (rows["area_m2"] < unit_m2) & (per_pand >= units_per_pand)
    owner, size = owners(locations, rows), len(locations)
    return column(
        locations, ratio(total(owner, small, size), total(owner, known[rows.index], size)), "small_unit_share"
    )
