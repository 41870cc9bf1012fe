"""The selection verbs of a theme: which yards are locations, with a note on what each verb removes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.locations.erven.nearby import NEAR_GEMEENTE_M, within
from geo_risico.locations.erven.outline import outlines
from geo_risico.locations.regions import containing, representative_points

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.core.specs import ThemeSpec
    from geo_risico.locations.erven.settings import ErvenSettings
    from geo_risico.locations.erven.stock import Stock

    Flags = NDArray[np.bool_]

REMOVED = {
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
        return np.bincount(self.yard, weights=self.stock.area_m2, minlength=self.count).astype(np.float64)

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
) -> tuple[Flags, NDArray[np.object_], tuple[str, ...]]:
    """Whether each yard passes all verbs of the theme, outlines of those, and notes on what the other verbs remove.

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
    near = rest & _near_gemeente(yards, *area) if "in_gemeente" in theme.selection else rest
    shapes = np.full(yards.count, None, dtype=object)
    shapes[near] = yards.outlines(near)
    if "in_gemeente" in theme.selection:
        passes["in_gemeente"] = _in_gemeente(yards, shapes, *area) & (near | ~rest)
    kept, notes = np.array(passes.get("in_gemeente", np.ones(yards.count, dtype=bool))), []
    for verb in verbs:
        if removed := int((kept & ~passes[verb]).sum()):
            notes.append(REMOVED[verb].format(removed, settings.minimum_area_m2))
        kept &= passes[verb]
    return kept, shapes[kept], tuple(notes)


def wanted(gemeenten: gpd.GeoDataFrame, codes: Collection[str]) -> NDArray[np.object_]:
    """Polygons of the gemeenten asked for; no codes means all."""
    return np.asarray(gemeenten.geometry.values)[_wanted(gemeenten, codes)]


def _near_gemeente(yards: Yards, gemeenten: gpd.GeoDataFrame, codes: Collection[str]) -> Flags:
    """Whether each yard has a pand in or near a gemeente asked for."""
    near = np.zeros(yards.count, dtype=bool)
    near[yards.yard[within(yards.stock.point, wanted(gemeenten, codes), NEAR_GEMEENTE_M)]] = True
    return near


def _in_gemeente(
    yards: Yards, shapes: NDArray[np.object_], gemeenten: gpd.GeoDataFrame, codes: Collection[str]
) -> Flags:
    """Whether a gemeente asked for holds the point inside the outline, else (no outline) the first pand."""
    points = yards.stock.point[yards.first]
    drawn = ~shapely.is_missing(shapes)
    points[drawn] = representative_points(shapes[drawn])
    owner = containing(points, np.asarray(gemeenten.geometry.values))
    return np.asarray((owner >= 0) & np.append(_wanted(gemeenten, codes), values=False)[owner])


def _wanted(gemeenten: gpd.GeoDataFrame, codes: Collection[str]) -> Flags:
    """Whether each gemeente is asked for; no codes means all."""
    every = np.ones(len(gemeenten), dtype=bool)
    return gemeenten["gemeente_code"].isin(list(codes)).to_numpy() if codes else every
