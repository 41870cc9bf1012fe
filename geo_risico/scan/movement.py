"""Gemeenten against each other over time, and the surroundings of places that got barriers, for every theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.trend import Movement
from geo_risico.history.displacement import displacement
from geo_risico.history.hardened import barrier_indicators, hardened_places
from geo_risico.history.trend import gemeente_trend
from geo_risico.io.archive import newest_per_day, runs_of
from geo_risico.io.former import run_areas

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.comparison import Comparison, SavedTheme, ThemeComparison

CASES: Final = "case_count"


def movements(comparison: Comparison, uit: Path, seed: int = 1) -> dict[str, Movement]:
    """Theme -> what it did beyond its single locations.

    Parameters
    ----------
    comparison
        Two scans beside each other.
    uit
        Folder of all output, for the other scans in the archive.
    seed
        Start of the draws for the intervals.
    """
    rows = _series(comparison, uit)
    found = {}
    for part in comparison.themes:
        name = part.theme.name
        old, new = comparison.old.theme(name), comparison.new.theme(name)
        if old is not None and new is not None:
            found[name] = _movement(part, (old, new), rows.get(name, {}), seed)
    return found


def _movement(
    part: ThemeComparison, sides: tuple[SavedTheme, SavedTheme], series: Mapping[dt.date, pd.DataFrame], seed: int
) -> Movement:
    names, rng = barrier_indicators(part.theme), np.random.default_rng(seed)
    if part.rows is None:
        nothing = pd.DataFrame(columns=["gemeente_code", "x", "y", "method", "data", "world"])
        return Movement(
            trend=gemeente_trend(nothing, series, rng), has_axis=bool(names), hardened=pd.Series(dtype=float)
        )
    centre = part.rows.geometry.centroid
    placed = pd.DataFrame(part.rows.drop(columns="geometry")).assign(x=centre.x, y=centre.y)
    trend = gemeente_trend(placed, series, rng)
    world = part.parts["world"].set_axis(part.rows.index[: len(part.parts["world"])])
    hardened = hardened_places(world, part.theme)
    if not names or hardened.empty:
        return Movement(trend=trend, has_axis=bool(names), hardened=hardened)
    places = placed.assign(before=placed["score_old"], change=placed["world"])
    cases = _new_cases(sides, placed.index)
    return Movement(
        trend=trend,
        has_axis=True,
        hardened=hardened,
        scores=displacement(places, hardened.index, rng),
        cases=None if cases is None else displacement(places.assign(change=cases), hardened.index, rng),
    )


def _new_cases(sides: tuple[SavedTheme, SavedTheme], index: pd.Index[str]) -> pd.Series[float] | None:
    """Cases that came in between two scans, per location; None where the scans do not show cases."""
    frames = [part.locations for part in sides]
    if any(frame is None or CASES not in frame for frame in frames):
        return None
    old, new = (frame[CASES].astype(float).reindex(index) for frame in frames if frame is not None)
    return new - old


def _series(comparison: Comparison, uit: Path) -> dict[str, dict[dt.date, pd.DataFrame]]:
    """Theme -> peildatum -> figures per gemeente, of both scans and of the others in the archive."""
    folders = [*newest_per_day(runs_of(uit, comparison.new.name)), comparison.old.folder, comparison.new.folder]
    found: dict[str, dict[dt.date, pd.DataFrame]] = {}
    for folder in dict.fromkeys(folders):
        for theme, (day, areas) in run_areas(folder, comparison.new.profile).items():
            found.setdefault(theme, {})[day] = areas
    return found
