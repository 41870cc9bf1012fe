"""What a scenario came to beside the scan that it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.scenario_specs import ScenarioSpec
    from geo_risico.core.specs import ThemeSpec

BANNER = "SCENARIO: een aanname, geen meting"
"""Stands on every output of a scenario."""


@dataclass(frozen=True, kw_only=True)
class ThemeShift:
    """Change of one theme.

    ``locations``: per location (index location_id) label, kind, gemeente_code, gemeente, status (gelijk, anders, nieuw,
    weg), score_before, score_after, class_before, class_after, steps (names, '|'-joined), indicator (the one that moved
    the score most, or no text), cause (Dutch) and geometry. ``areas``: per gemeente and wijk (columns soort, code,
    naam) location_count, mean_before, mean_after, high_before, high_after, up_count and down_count.
    ``band``: per gemeente_code and shift (mean score; numbers up, down, to and from a high class) the mean, low and
    high over the draws; empty without draws.
    """

    theme: ThemeSpec
    locations: gpd.GeoDataFrame
    areas: pd.DataFrame
    band: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class StepOutcome:
    """What one step touched."""

    name: str
    rationale: str
    candidate_count: int
    chosen_count: int
    what: str
    """What was chosen, as plural."""
    rows: tuple[str, ...]
    """Dutch lines about changed rows."""


@dataclass(frozen=True, kw_only=True)
class ScenarioOutcome:
    """A scenario carried out."""

    spec: ScenarioSpec
    steps: tuple[StepOutcome, ...]
    shifts: tuple[ThemeShift, ...]
    draw_count: int
    notes: tuple[str, ...] = ()
