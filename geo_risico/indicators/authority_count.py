"""Authorities that share the supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd

NOTE = "Zonder beheergebieden tellen alleen gemeenten."


def authority_count(
    locations: gpd.GeoDataFrame,
    *,
    gemeenten: gpd.GeoDataFrame,
    beheergebieden: gpd.GeoDataFrame | None = None,
    authority_radius_m: float,
) -> pd.Series[float]:
    """Number of different gemeenten, waterschappen and other authorities within ``authority_radius_m``.

    Without beheergebieden only gemeenten count (noted). NaN where no authority is known at all.
    """
    areas = [_areas(gemeenten, "gemeente_code")]
    named = beheergebieden is not None and bool(beheergebieden["beheerder"].notna().any())
    if beheergebieden is not None and named:
        areas.append(_areas(beheergebieden, "beheerder"))
    authorities = pd.concat(areas, ignore_index=True)
    tree = shapely.STRtree(np.asarray(authorities["shape"], dtype=object))
    place, area = tree.query(shapes(locations), predicate="dwithin", distance=authority_radius_m)
    pairs = pd.DataFrame({"place": place, "name": authorities["name"].to_numpy()[area]}).drop_duplicates()
    count = np.bincount(pairs["place"], minlength=len(locations)).astype(np.float64)
    return column(locations, np.where(count > 0, count, np.nan), "authority_count", *(() if named else (NOTE,)))


def _areas(frame: gpd.GeoDataFrame, name: str) -> pd.DataFrame:
    """Areas with the name of their authority in one spelling; those without a name are left out."""
    table = pd.DataFrame({"name": frame[name].astype("str").str.strip().str.casefold(), "shape": shapes(frame)})
    return table[table["name"].notna()]
