"""The selection verbs of a theme: which yards are locations, with a note on what each verb removes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree

from geo_risico.locations.outline import outlines
from geo_risico.locations.regions import containing, representative_points

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.core.specs import ThemeSpec
    from geo_risico.locations.settings import ErvenSettings
    from geo_risico.locations.stock import Stock

    Flags = NDArray[np.bool_]

NEAR_GEMEENTE_M = 250.0
"""A yard without a pand this close to a gemeente cannot have its representative point inside it."""
REMOVED = {
    "in_gemeente": "{} erven vallen af omdat zij buiten de gevraagde gemeenten liggen.",
    "outside_bebouwde_kom": "{} erven vallen af omdat zij voor de helft of meer in de bebouwde kom liggen.",
    "minimum_area": "{} erven vallen af omdat er minder dan {:g} m2 bebouwd is.",
}


@dataclass(frozen=True, kw_only=True)
class Yards:
    """Groups of panden, numbered from 0 in the order of their first pand."""

    stock: Stock
    yard: NDArray[np.int64]
    """Number of the yard of each pand."""
    in_kom: Flags
    """Whether each pand lies in the bebouwde kom."""

    @property
    def count(self) -> int:
        """How many yards there are."""
        return int(self.yard.max(initial=-1)) + 1

    @property
    def area_m2(self) -> NDArray[np.float64]:
        """Built area of each yard."""
        return np.bincount(self.yard, weights=self.stock.area_m2, minlength=self.count)

    @property
    def first(self) -> NDArray[np.int64]:
        """First pand of each yard."""
        return np.unique(self.yard, return_index=True)[1]

    @property
    def location_id(self) -> NDArray[np.object_]:
        """``ERF-`` with the smallest pand identification of each yard."""
        return np.asarray("ERF-" + self.stock.pand_id.to_numpy(dtype="object")[self.first])

    def outlines(self, wanted: Flags) -> NDArray[np.object_]:
        """Outline of each wanted yard, in order of number."""
        panden = wanted[self.yard]
        order = np.argsort(self.yard[panden], kind="stable")
        number = np.cumsum(wanted) - 1
        return outlines(self.stock.geometry[panden][order], number[self.yard[panden][order]])


def select_yards(
    yards: Yards,
    theme: ThemeSpec,
    settings: ErvenSettings,
    area: tuple[gpd.GeoDataFrame, Collection[str]],
) -> tuple[Flags, tuple[str, ...]]:
    """Whether each yard passes all verbs of the theme, and notes with what each verb removes, in order.

    ``in_gemeente`` looks at the representative point of the outline, ``outside_bebouwde_kom`` at where most of the
    built area lies, ``minimum_area`` at the built area. ``area`` is the layer gemeenten and the codes asked for.
    """
    built = yards.area_m2
    inner = np.bincount(yards.yard, weights=yards.stock.area_m2 * yards.in_kom, minlength=yards.count)
    passes = {
        "outside_bebouwde_kom": (inner < built / 2) | (inner == 0),
        "minimum_area": built >= settings.minimum_area_m2,
    }
    verbs = [verb for verb in theme.selection if verb != "in_gemeente"]
    rest = np.logical_and.reduce([passes[verb] for verb in verbs]) if verbs else np.ones(yards.count, dtype=bool)
    if "in_gemeente" in theme.selection:
        passes["in_gemeente"] = _in_gemeente(yards, rest, *area)
    kept, notes = np.ones(yards.count, dtype=bool), []
    for verb in theme.selection:
        if removed := int((kept & ~passes[verb]).sum()):
            notes.append(REMOVED[verb].format(removed, settings.minimum_area_m2))
        kept &= passes[verb]
    return kept, tuple(notes)


def _in_gemeente(yards: Yards, asked: Flags, gemeenten: gpd.GeoDataFrame, codes: Collection[str]) -> Flags:
    """Whether each yard lies in a gemeente asked for; exact where asked, by its first pand elsewhere."""
    wanted = gemeenten["gemeente_code"].isin(list(codes) or gemeenten["gemeente_code"]).to_numpy()
    shapes = np.asarray(gemeenten.geometry.values)
    inside = np.zeros(yards.count, dtype=bool)
    if not yards.count or not wanted.any():
        return inside
    owner = containing(yards.stock.point[yards.first], shapes)
    inside = (owner >= 0) & wanted[owner]
    near = STRtree(yards.stock.point).query(shapes[wanted], predicate="dwithin", distance=NEAR_GEMEENTE_M)[1]
    exact = np.zeros(yards.count, dtype=bool)
    exact[yards.yard[near]] = True
    exact &= asked
    owner = containing(representative_points(yards.outlines(exact)), shapes)
    inside[asked & ~exact] = False
    inside[exact] = (owner >= 0) & wanted[owner]
    return inside
