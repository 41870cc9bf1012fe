"""Locations that changed on images, what shows it, and what people said when they looked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

Mark = Literal["echt", "onjuist", "onzeker"]
MARKS: Final[tuple[Mark, ...]] = ("echt", "onjuist", "onzeker")
"""What somebody says of a candidate: a real change, none, or not to be seen."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One credible change of a location: its value and bound in the unit of the indicator.

    ``strength``: size of the value over its bound, 1 or more. What is not known is NaN.
    """

    indicator: str
    value: float
    bound: float
    strength: float
    standard_error: float = math.nan
    pixel_count: float = math.nan
    covered_share: float = math.nan
    clear_count: float = math.nan
    layers: tuple[str, ...] = ()
    """Layers that the indicator read."""
    compares: Literal["dates", "registers"] = "dates"
    """Images of two dates, or the image of one date and what the registers know."""


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Cut-out of one image.

    ``clear_share``: share (0 to 1) of the cut-out that no cloud or gap hides; ``scene_clear_share``: of the image.
    """

    layer: str
    title: str
    sensor: str
    date: dt.date
    pixel_m: float
    clear_share: float
    scene_clear_share: float
    picture: bytes
    """WebP; JPEG for a photograph on paper."""
    width_px: int
    height_px: int


@dataclass(frozen=True, kw_only=True)
class ChipPair:
    """The same square of ground before and after, in the same colours.

    ``outline``: the location as an SVG path on a square of 1000 by 1000 from the top left; ``width_m`` of that square.
    """

    before: Chip
    after: Chip
    colours: str
    """Dutch, what the colours are."""
    outline: str
    width_m: float


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A location with at least one credible change, the strongest first. ``rank``: 1 is strongest of the scan."""

    location_id: str
    rank: int
    changes: tuple[Change, ...]
    chips: ChipPair | None = None

    @property
    def strength(self) -> float:
        """Strength of the strongest change."""
        return self.changes[0].strength


@dataclass(frozen=True, kw_only=True)
class Precision:
    """How often a group of candidates was real, of those marked echt or onjuist.

    ``low`` and ``high``: Wilson interval of 95 %. Without marks share, low and high are NaN. ``onzeker_count`` counts
    in neither.
    """

    group: str
    title: str
    echt_count: int
    onjuist_count: int
    onzeker_count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """All candidates of one theme, strongest first, and of how many locations nothing can be said.

    ``indicators``: those that tell a change, in the order of the theme. ``reason``: on the index of the locations,
    Dutch, why no indicator tells anything; empty where one does. ``marks``: location -> the mark that counts.
    ``precision``: of the whole scan: all, by rank, by indicator. ``key``: changes when the candidates change.
    ``partial``: locations where some indicators tell something and others, known elsewhere, do not.
    ``limit``: candidates up to this rank are shown on map and sheets, with cut-outs where two images have colours.
    """

    items: tuple[Candidate, ...]
    indicators: tuple[str, ...]
    reason: pd.Series[str]
    partial: frozenset[str] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=lambda: MappingProxyType({}))
    precision: tuple[Precision, ...] = ()
    key: str = ""
    limit: int = 0

    @property
    def shown(self) -> tuple[Candidate, ...]:
        """Candidates for map and sheets."""
        return tuple(item for item in self.items if item.rank <= self.limit)
