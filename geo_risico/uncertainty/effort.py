"""Where was looked, how often and how long ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_risico.core.evidence import NO_ACCESS
from geo_risico.spatial.density import count_within, faded_sum
from geo_risico.spatial.kernels.fading import HILL

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import numpy.typing as npt

    from geo_risico.core.evidence_specs import WitteVlekSpec

    Floats = npt.NDArray[np.float64]

_DECIMALS: Final = 9
_MEAN_KERNEL: Final = 1 / 3
"""Mean of ``(1 - (d / reach)^2)^2`` over a disc."""
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
    """Looking at and around each location: 1 for a fresh visit, or for enough of them around it; 0 where nobody looked.

    Parameters
    ----------
    locations
        Geometry in EPSG:28992; the centroid counts, for a linked visit too.
    visits
        Columns age_days, x_m, y_m and location_id, as from `looks`.
    spec
        A visit counts ``exp(-age / forget_days)`` at its own location, and ``(1 - (d / reach)^2)^2`` of that around it;
        without a date or place it does not count. Around are the visits per location within the reach, relative to the
        share that is enough: three visits among hundreds of locations say little about the others.
    """
    xy = _centres(locations)
    fresh = np.exp(-visits["age_days"].to_numpy(dtype=np.float64) / spec.forget_days)
    fresh = np.where(np.isnan(fresh), 0.0, fresh)
    place = _place(locations, visits)
    own = np.bincount(place[place >= 0], fresh[place >= 0], minlength=len(locations))
    expected = _MEAN_KERNEL * np.maximum(count_within(xy, xy, None, spec.effort_reach_m), 1)
    reach = (spec.effort_reach_m, spec.effort_reach_m, HILL)
    around = faded_sum(xy, visit_points(locations, visits), fresh, reach)
    effort = own + around / expected / spec.enough_share
    return pd.Series(effort.round(_DECIMALS), index=locations.index, name="effort")


def visit_points(locations: gpd.GeoDataFrame, visits: pd.DataFrame) -> Floats:
    """Place of each visit (n, 2) in EPSG:28992: the centroid of its location, or its own point; NaN without either."""
    own = visits[["x_m", "y_m"]].to_numpy(dtype=np.float64, copy=True)
    place = _place(locations, visits)
    own[place >= 0] = _centres(locations)[place[place >= 0]]
    return own


def _place(locations: gpd.GeoDataFrame, visits: pd.DataFrame) -> npt.NDArray[np.intp]:
    """Position of the location of each visit; -1 without."""
    return locations.index.get_indexer(pd.Index(visits["location_id"].fillna("")))


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
