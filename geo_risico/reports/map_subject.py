"""What the map picture shows under this release: dots or areas, and the class of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from geo_risico.reports.counts import CLASS_WORDS, UNKNOWN_CLASS, class_column

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.results import Release

PLAIN: Final = "geen"
"""Drawn without a class: the score is not shown, or there is too little to compare."""

DOT_LIMIT: Final = 5000
"""With more locations dots hide each other; the picture then shows areas."""

COMPARE_MINIMUM: Final = 5
_AREA_ORDER: Final = ("vierkanten", "buurten", "wijken", "gemeenten")


@dataclass(frozen=True, kw_only=True)
class MapSubject:
    """Geometry to colour, the class of each row, and how the rows are called."""

    shape: Literal["dots", "areas"]
    kind: str
    frame: gpd.GeoDataFrame | None
    classes: pd.Series[str]

    def count(self, name: str) -> int:
        """Number of rows drawn in one class."""
        return int((self.classes == name).sum())


def map_subject(release: Release) -> MapSubject:
    """What to draw: locations where they are released and not too many, else areas."""
    locations, areas = release.locations, _first_areas(release)
    if locations is not None and release.theme.locations == "gemeenten":
        return _located(release, "areas", "gemeenten")
    crowded = locations is not None and len(locations) > DOT_LIMIT and release.meta.profile != "toezicht"
    if locations is not None and not (crowded and areas in {"vierkanten", "buurten"}):
        return _located(release, "dots", release.theme.location_plural)
    if areas is None:
        return MapSubject(shape="areas", kind="gebieden", frame=None, classes=pd.Series(dtype="str"))
    frame = release.aggregates[areas]
    return MapSubject(shape="areas", kind=areas, frame=frame, classes=area_classes(frame, release))


def area_classes(frame: gpd.GeoDataFrame, release: Release) -> pd.Series[str]:
    """Class A to E of each area by its mean score among the areas of this scan; too little known is 'onbekend'.

    An area where most locations have no class is unknown too: its mean would speak for places that nobody knows.
    """
    if "mean_score" not in frame:
        return pd.Series(PLAIN, frame.index, dtype="str")
    score = frame["mean_score"].astype(float)
    if "coverage" in frame:
        score = score.where(~frame["coverage"].lt(release.theme.minimum_coverage))
    if {"count_onbekend", "location_count"} <= set(frame):
        score = score.where(~frame["count_onbekend"].gt(frame["location_count"] / 2))
    known_count = int(score.notna().sum())
    if known_count < COMPARE_MINIMUM:
        return pd.Series(np.where(score.notna(), PLAIN, UNKNOWN_CLASS), frame.index, dtype="str")
    percentile = (score.rank() - 0.5) / known_count
    classes = pd.Series(UNKNOWN_CLASS, frame.index, dtype="str")
    for name, lower in sorted(release.theme.bands.items(), key=lambda band: band[1]):
        classes = classes.mask(percentile >= lower, name)
    return classes


def _first_areas(release: Release) -> str | None:
    for kind in _AREA_ORDER:
        frame = release.aggregates.get(kind)
        if frame is not None and not frame.empty:
            return kind
    return None


def _located(release: Release, shape: Literal["dots", "areas"], kind: str) -> MapSubject:
    frame, column = release.locations, class_column(release)
    assert frame is not None  # noqa: S101 - callers checked; tells the type checker
    raw = frame[column] if column else pd.Series(PLAIN, frame.index, dtype="str")
    known = raw.isin([*CLASS_WORDS, PLAIN])
    return MapSubject(shape=shape, kind=kind, frame=frame, classes=raw.where(known, UNKNOWN_CLASS).astype("str"))
