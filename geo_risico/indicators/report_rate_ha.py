"""Reports per hectare of a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

HECTARE_M2 = 10_000.0


def report_rate_ha(
    locations: gpd.GeoDataFrame,
    *,
    meldingen: gpd.GeoDataFrame,
    within_m: float,
    within_years: float,
    peildatum: dt.date,
) -> pd.Series[float]:
    """Reports per hectare (at least 1) on or near each terrein in the ``within_years`` before the peildatum.

    Only what others reported counts: what an inspection discovers says where people looked. A report without date
    counts.
    """
    end = pd.Timestamp(peildatum)
    date = meldingen["date"]
    recent = date.isna() | date.between(end - pd.Timedelta(days=365.25 * within_years), end)
    rows = meldingen[recent & ~meldingen["bron"].astype("str").str.casefold().eq("discovered")]
    outline = shapes(locations)
    place, _ = shapely.STRtree(shapes(rows)).query(outline, predicate="dwithin", distance=within_m)
    count = np.bincount(place, minlength=len(locations))
    area_ha = np.maximum(shapely.area(outline) / HECTARE_M2, 1.0)
    return column(locations, count / area_ha, "report_rate_ha")
