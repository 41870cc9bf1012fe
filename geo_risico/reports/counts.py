"""How many locations stand in each class, from what the release holds."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo_risico.core.results import Release

CLASSES: Final = ("E", "D", "C", "B", "A")
UNKNOWN_CLASS: Final = "onbekend"
CLASS_WORDS: Final = MappingProxyType(
    {letter: terms.CLASS_WORDS[letter] for letter in CLASSES} | {UNKNOWN_CLASS: "onbekend"}
)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Numbers of locations; None where the release keeps them back."""

    location_count: int | None
    per_class: Mapping[str, int | None]
    robust_count: int | None
    """Locations in class E that stay there when the weights change."""
    barn_m2: float | None
    """Surface of barns without address from 200 m2, over all gemeenten (m2)."""
    coverage: float | None
    """Mean share of the weight that is known."""


def gemeenten_of(release: Release) -> gpd.GeoDataFrame | None:
    """Aggregates per gemeente, or None where the release has none."""
    frame = release.aggregates.get("gemeenten")
    return None if frame is None or frame.empty else frame


def class_column(release: Release) -> str | None:
    """Column of ``locations`` that ranks over the whole scan; None where there is no class to show.

    Where the peers are not gemeenten (such as all jachthavens of the scan) that is the class within the peers.
    """
    frame = release.locations
    if frame is None:
        return None
    several = "gemeente" in release.theme.peers and len(frame["gemeente_code"].dropna().unique()) > 1
    order = ("class_all", "class") if several else ("class", "class_all")
    return next((name for name in order if name in frame and bool(frame[name].notna().any())), None)


def count_locations(release: Release) -> Counts:
    """Counts over the whole scan, agreeing with the aggregates of the release."""
    frame, column = release.locations, class_column(release)
    areas = gemeenten_of(release)
    if frame is not None and release.meta.profile == "partner":
        found = frame[column].value_counts() if column else pd.Series(dtype=float)
        per_class = {name: int(found.get(name, 0)) if column else None for name in CLASS_WORDS}
        total: int | None = len(frame)
    else:
        per_class = {name: _total(areas, f"count_{name}") for name in CLASS_WORDS}
        total = _total(areas, "location_count")
    return Counts(
        location_count=total,
        per_class=MappingProxyType(per_class),
        robust_count=_robust(release, column),
        barn_m2=_barns(areas),
        coverage=_coverage(release, areas),
    )


def _total(areas: gpd.GeoDataFrame | None, column: str) -> int | None:
    if areas is None or column not in areas or bool(areas[column].isna().any()):
        return None
    return int(areas[column].sum())


def _robust(release: Release, column: str | None) -> int | None:
    frame = release.locations
    if frame is None or column is None or "robustness" not in frame or release.meta.profile != "partner":
        return None
    return int(((frame[column] == "E") & (frame["robustness"] == "robust")).sum())


def _barns(areas: gpd.GeoDataFrame | None) -> float | None:
    if areas is None:
        return None
    columns = [name for name in areas if str(name).startswith("barn_")]
    total = areas[columns].sum(min_count=1).sum(min_count=1) if columns else float("nan")
    return None if pd.isna(total) else float(total)


def _coverage(release: Release, areas: gpd.GeoDataFrame | None) -> float | None:
    frame = release.locations
    if frame is not None and "coverage" in frame and release.meta.profile == "partner":
        value: float = frame["coverage"].mean()
    elif areas is not None and "coverage" in areas:
        weights = areas["location_count"].fillna(1) if "location_count" in areas else pd.Series(1, areas.index)
        known = areas["coverage"].notna() & weights.gt(0)
        value = (areas["coverage"] * weights)[known].sum() / weights[known].sum() if known.any() else float("nan")
    else:
        return None
    return None if pd.isna(value) else float(value)
