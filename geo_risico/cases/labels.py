"""What cases and visits say of each location: found, looked at without finding, or not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo_risico.core.evidence import FOUND, NO_ACCESS

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from geo_risico.core.evidence import Evidence
    from geo_risico.core.evidence_specs import Background
    from geo_risico.core.results import Locations

FEWEST: Final = 15
"""Locations with a case below which weights are not calibrated, and visited locations without one below which a log
is too thin to compare with."""
REACH_M: Final = 1000.0
"""Reports within this distance tell how much people near a location report."""
PER_CASE: Final = 10
"""Background locations drawn per case where the background follows reports."""


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Labels on the index of the locations.

    ``y``: has a case or a visit that found something. ``visited``: visited with access, a tip does not count.
    ``hit``: such a visit found something. ``tipped``: visited after a tip. ``propensity``: logged inclusion
    probability of the visit, NaN unknown. ``first_date``: first day of a case, NaT without. ``xy``: (n, 2) centroids,
    EPSG:28992. ``weight_field``: reports near the location plus one, for background ``doelgroep``.
    """

    y: pd.Series[bool]
    visited: pd.Series[bool]
    hit: pd.Series[bool]
    tipped: pd.Series[bool]
    propensity: pd.Series[float]
    first_date: pd.Series[pd.Timestamp]
    xy: npt.NDArray[np.float64]
    gemeente: pd.Series[str]
    background: Background
    weight_field: pd.Series[float] | None


def make_labels(evidence: Evidence, locations: Locations, meldingen: gpd.GeoDataFrame | None = None) -> Labels:
    """Labels of the locations, and what their cases are to be compared with.

    Visited places without a finding where the log has enough of both, else places from which people report, else all
    others.

    Parameters
    ----------
    evidence
        Cases and visits, linked to the locations.
    locations
        Locations of the theme.
    meldingen
        Points of reports by others (EPSG:28992); None without.
    """
    frame = locations.frame
    visits, cases = _rows(evidence.visits), _rows(evidence.cases)
    seen = visits[visits["resultaat"].ne(NO_ACCESS)] if len(visits) else visits
    is_tip = seen["is_tip"].astype(bool) if len(seen) else pd.Series(dtype="bool")
    looks, tips = seen[~is_tip], seen[is_tip]
    found = seen[seen["resultaat"].eq(FOUND)] if len(seen) else seen
    visited, hit = _any(looks, frame.index), _any(looks.loc[looks.index.intersection(found.index)], frame.index)
    y = _any(cases, frame.index) | _any(found, frame.index)
    xy = shapely.get_coordinates(shapely.centroid(np.asarray(frame.geometry.array))).reshape(-1, 2)
    field = _report_field(xy, frame.index, meldingen)
    return Labels(
        y=y,
        visited=visited,
        hit=hit,
        tipped=_any(tips, frame.index),
        propensity=_per_location(looks, "inclusion_probability", frame.index).astype("float64"),
        first_date=_first_date(cases, found, frame.index),
        xy=xy,
        gemeente=frame["gemeente_code"].astype("str"),
        background=_background(y, visited, field),
        weight_field=field,
    )


def background_rows(labels: Labels, rng: np.random.Generator) -> pd.Series[bool]:
    """True for locations that count in a fit: those with a case and those they are compared with.

    Parameters
    ----------
    labels
        Labels of the locations.
    rng
        Draws the background where it follows reports: ten locations per case, more where more is reported.
    """
    if labels.background == "bezoeken":
        return labels.visited
    everyone = pd.Series(data=True, index=labels.y.index)
    others = np.flatnonzero(~labels.y.to_numpy())
    wanted = PER_CASE * int(labels.y.sum())
    if labels.background == "alle" or labels.weight_field is None or wanted >= len(others):
        return everyone
    field = labels.weight_field.to_numpy()[others]
    chosen = rng.choice(others, wanted, replace=False, p=field / field.sum())
    drawn = labels.y.to_numpy().copy()
    drawn[chosen] = True
    return pd.Series(drawn, index=labels.y.index)


def _rows(table: pd.DataFrame | None) -> pd.DataFrame:
    """Rows that belong to a location."""
    if table is None:
        return pd.DataFrame({"location_id": pd.Series(dtype="str")})
    return table[table["location_id"].fillna("").ne("")]


def _any(rows: pd.DataFrame, index: pd.Index[str]) -> pd.Series[bool]:
    """Whether each location has a row."""
    return pd.Series(index.isin(rows["location_id"]), index=index)


def _per_location(rows: pd.DataFrame, column: str, index: pd.Index[str]) -> pd.Series[float]:
    """Largest value of the rows of each location; NaN without."""
    if column not in rows.columns or rows.empty:
        return pd.Series(np.nan, index=index)
    return rows.groupby("location_id")[column].max().reindex(index)


def _first_date(cases: pd.DataFrame, found: pd.DataFrame, index: pd.Index[str]) -> pd.Series[pd.Timestamp]:
    """First day of a case, or of a visit that found something; NaT without."""
    tables = [rows[["location_id", "date"]] for rows in (cases, found) if len(rows) and "date" in rows.columns]
    if not tables:
        return pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
    rows = pd.concat([table.assign(date=pd.to_datetime(table["date"]).astype("datetime64[us]")) for table in tables])
    return rows.groupby("location_id")["date"].min().reindex(index)


def _report_field(
    xy: npt.NDArray[np.float64], index: pd.Index[str], meldingen: gpd.GeoDataFrame | None
) -> pd.Series[float] | None:
    """Reports around each location plus one; None without reports. What a control discovered is no report."""
    if meldingen is None or meldingen.empty:
        return None
    rows = meldingen[~meldingen.is_empty & meldingen.geometry.notna()]
    if "bron" in rows.columns:
        rows = rows[~rows["bron"].astype("str").str.casefold().eq("discovered")]
    if rows.empty or not len(xy):
        return None
    tree = KDTree(shapely.get_coordinates(shapely.centroid(np.asarray(rows.geometry.array))))
    count = tree.query_ball_point(xy, REACH_M, return_length=True)
    return pd.Series(count + 1.0, index=index)


def _background(y: pd.Series[bool], visited: pd.Series[bool], field: pd.Series[float] | None) -> Background:
    """What cases are compared with."""
    if min(int((visited & y).sum()), int((visited & ~y).sum())) >= FEWEST:
        return "bezoeken"
    return "alle" if field is None else "doelgroep"
