"""Where was looked, how often and how long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo_risico.core.evidence import NO_ACCESS

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import numpy.typing as npt

    from geo_risico.core.evidence_specs import WitteVlekSpec

    Floats = npt.NDArray[np.float64]

_CHUNK: Final = 2_000
_DECIMALS: Final = 9
DECILES: Final = 10


def counted_visits(visits: pd.DataFrame, peildatum: dt.date) -> pd.DataFrame:
    """Visits on which somebody could look, until the peildatum, with column age_days (NaN without a date)."""
    age = (pd.Timestamp(peildatum) - pd.to_datetime(visits["date"])).dt.days.astype("float64")
    kept = visits["resultaat"].ne(NO_ACCESS) & ~age.lt(0)
    return visits.assign(age_days=age)[kept]


def looks(visits: pd.DataFrame) -> pd.DataFrame:
    """Counted visits that were not caused by a tip: only those say where people look of their own accord."""
    return visits[~visits["is_tip"].astype(bool)]


def visit_effort(locations: gpd.GeoDataFrame, visits: pd.DataFrame, spec: WitteVlekSpec) -> pd.Series[float]:
    """Visits around each location as a number of fresh visits at its door; 0 where nobody looked.

    Parameters
    ----------
    locations
        Geometry in EPSG:28992; the centroid counts, for a linked visit too.
    visits
        Columns age_days, x_m, y_m and location_id, as from `looks`.
    spec
        A visit counts ``(1 - (d / reach)^2)^2 * exp(-age / forget_days)``; without a date or place it does not count.
    """
    xy = _centres(locations)
    at = visit_points(locations, visits)
    fresh = np.exp(-visits["age_days"].to_numpy(dtype=np.float64) / spec.forget_days)
    usable = np.isfinite(at).all(axis=1) & np.isfinite(fresh)
    at, fresh = at[usable], fresh[usable]
    effort = np.zeros(len(locations))
    tree = KDTree(xy)
    for start in range(0, len(at), _CHUNK):
        part = slice(start, start + _CHUNK)
        found = tree.query_ball_point(at[part], spec.effort_reach_m)
        lists = [np.asarray(item, dtype=np.int64) for item in found]
        rows, who = np.concatenate(lists), np.repeat(np.arange(len(lists)), [len(item) for item in lists])
        gap = np.square(xy[rows] - at[part][who]).sum(axis=1) / spec.effort_reach_m**2
        effort += np.bincount(rows, np.square(1 - np.minimum(gap, 1)) * fresh[part][who], minlength=len(locations))
    return pd.Series(effort.round(_DECIMALS), index=locations.index, name="effort")


def visit_points(locations: gpd.GeoDataFrame, visits: pd.DataFrame) -> Floats:
    """Place of each visit (n, 2) in EPSG:28992: the centroid of its location, or its own point; NaN without either."""
    own = visits[["x_m", "y_m"]].to_numpy(dtype=np.float64)
    place = locations.index.get_indexer(pd.Index(visits["location_id"].fillna("")))
    linked = place >= 0
    own = own.copy()
    own[linked] = _centres(locations)[place[linked]]
    return own


def effort_deciles(effort: pd.Series[float]) -> pd.Series[float]:
    """Tenth of the locations in which each stands: 1 is least looked at, equal effort shares the lowest tenth."""
    lower = effort.rank(method="min") - 1
    return ((DECILES * lower / max(len(effort), 1)) // 1 + 1).rename("effort_decile")


def per_location(index: pd.Index[str], visits: pd.DataFrame) -> pd.DataFrame:
    """Linked visits of each location: visit_count (0 without) and days_since_visit (NaN without)."""
    grouped = visits.groupby("location_id")["age_days"]
    return pd.DataFrame(
        {
            "visit_count": grouped.size().reindex(index, fill_value=0).astype("float64"),
            "days_since_visit": grouped.min().reindex(index).astype("float64"),
        },
        index=index,
    )


def _centres(locations: gpd.GeoDataFrame) -> Floats:
    """Centroids as (n, 2) in metres."""
    return shapely.get_coordinates(shapely.centroid(np.asarray(locations.geometry.array))).reshape(-1, 2)
