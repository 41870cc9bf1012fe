"""Scans as they were saved, and what came out when two of them are laid beside each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from geo_risico.core.specs import Access, IndicatorSpec, ThemeSpec

Factor = Literal["method", "data", "world"]
FACTORS: Final[tuple[Factor, ...]] = ("method", "data", "world")
"""Why a score changed: how is counted, what is known, or what there is."""
MatchKind = Literal["same", "reshaped", "split", "merged", "new", "gone"]


@dataclass(frozen=True, kw_only=True)
class SavedInput:
    """One file that a saved scan read; ``peildatum`` is that of the scan where the file has none."""

    layer: str
    source: str
    sha256: str
    peildatum: dt.date
    access: Access


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedTheme:
    """One theme of a saved scan, as far as its release showed it.

    ``locations``: index location_id; columns as in ``locaties.parquet`` without contributions, among them the raw value
    of each indicator; None where locations are not shown. ``areas``: rows of ``gebieden.parquet``; None without.
    ``indicator_layers``: indicator -> layers that it read. ``marks``: Dutch text per mark on the weights (calibration,
    session), with a hash that tells one from another.
    """

    theme: ThemeSpec
    indicator_specs: Mapping[str, IndicatorSpec]
    weights: Mapping[str, float]
    raw_weights: Mapping[str, float]
    """Weights in the units of the theme file; those of the scan where it changes them."""
    inputs: tuple[SavedInput, ...]
    indicator_layers: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, str] = field(default_factory=dict)
    locations: gpd.GeoDataFrame | None = None
    areas: gpd.GeoDataFrame | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedRun:
    """A scan as it was saved: the facts of its manifest and its themes, the main theme first."""

    folder: Path
    name: str
    title: str
    profile: Literal["open", "partner", "toezicht"]
    peildatum: dt.date
    created: dt.datetime
    is_fictief: bool
    hides_score: bool
    code_version: str
    catalog_sha256: str
    doel: str
    grondslag: str
    expires: dt.date
    themes: tuple[SavedTheme, ...]

    @property
    def label(self) -> str:
        """Name for people: scan, peildatum and folder of the edition."""
        return f"{self.name} {self.peildatum.isoformat()} ({self.folder.name})"

    def theme(self, name: str) -> SavedTheme | None:
        """The theme with this name; None when the scan had none."""
        return next((part for part in self.themes if part.theme.name == name), None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Matches:
    """Which locations of two scans are the same place.

    ``pairs``: columns old and new (row numbers), share (of the old location in what the new one is compared with;
    adds up to 1 for each new row) and kind; sorted by new and then old. ``new`` and ``gone``: row numbers without a
    counterpart.
    """

    pairs: pd.DataFrame
    new: npt.NDArray[np.intp]
    gone: npt.NDArray[np.intp]


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Exact split of the change of scores of pairs of locations.

    ``parts``: factor -> change of the score that comes from it, per pair and indicator (rows x indicators), relative to
    the middle of the old and the new score. NaN where either score is unknown. ``indicators``: names of the columns.
    """

    indicators: tuple[str, ...]
    parts: Mapping[Factor, npt.NDArray[np.float64]]
    old: npt.NDArray[np.float64]
    new: npt.NDArray[np.float64]

    def total(self, factor: Factor) -> npt.NDArray[np.float64]:
        """Change of the score per pair that comes from one factor."""
        summed: npt.NDArray[np.float64] = self.parts[factor].sum(axis=1)
        return summed


@dataclass(frozen=True, kw_only=True, eq=False)
class ThemeComparison:
    """One theme of two scans beside each other.

    ``rows``: index location_id (of the new scan; of the old one for what is gone); columns old_ids ('|'-joined), label,
    kind, gemeente_code, wijk_code, buurt_code, status (`MatchKind`), score_old, score_new, change, method, data, world
    (all in [-1, 1], NaN where either score is unknown), class_old, class_new, class_reason, reason (`Factor`, or
    ``peers``, ``unknown``, ``new``, ``gone``, ``none``), sentence and geometry. None where locations are not shown.
    ``parts``: factor -> frame with a column per indicator, for the rows that have a counterpart. ``areas``: one row per
    area; columns soort, code, naam, mean_old, mean_new, change and, over the locations known in both scans,
    known_count, known_change, method, data and world.
    """

    theme: ThemeSpec
    titles: Mapping[str, str]
    rows: gpd.GeoDataFrame | None
    parts: Mapping[Factor, pd.DataFrame]
    areas: pd.DataFrame
    method_changes: tuple[str, ...] = ()
    """Dutch sentence for each difference in how is counted."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Two scans beside each other, per theme, the main theme first."""

    old: SavedRun
    new: SavedRun
    themes: tuple[ThemeComparison, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThemeSummary:
    """What one theme did on the whole: mean change of the score in points of 100, in all and by factor.

    ``known_count``: locations with a known score in both scans; None where only areas were compared. ``mean_change``:
    keys change, world, data and method; empty where no location counts.
    """

    title: str
    known_count: int | None
    mean_change: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ComparisonSummary:
    """What a comparison says in a few lines, and the files that hold the rest."""

    old: str
    new: str
    is_fictief: bool
    notices: tuple[str, ...]
    themes: tuple[ThemeSummary, ...]
    files: tuple[Path, ...]
