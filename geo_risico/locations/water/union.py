"""The union of the registers: which objects are the same harbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.locations.water.clusters import Clusters
from geo_risico.locations.water.names import core_words, likeness, words
from geo_risico.locations.water.types import FAMILY, LOSWAL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.locations.water.settings import WatergebondenSettings

AGREE, NAMELESS, DIFFER = range(3)
"""How the names of two objects compare, in the order in which pairs are joined."""


class Sites:
    """Objects that are a location by themselves, and what the rules say about two of them.

    Parameters
    ----------
    objects
        Columns register, naam, kind and geometry, in an order that depends on nothing but themselves.
    settings
        Distances and words of the theme.
    """

    def __init__(self, objects: pd.DataFrame, settings: WatergebondenSettings) -> None:
        self.settings = settings
        self.shape = np.asarray(objects["geometry"], dtype=object)
        self.register = objects["register"].tolist()
        self.kind = objects["kind"].tolist()
        self.family = [FAMILY[kind] for kind in self.kind]
        self.plain = [None if pd.isna(name) else words(str(name)) for name in objects["naam"]]
        self.name = [None if pd.isna(name) else core_words(str(name), settings) for name in objects["naam"]]

    def names(self, i: int, j: int) -> tuple[int, float]:
        """How the names of two objects compare, and how much alike they are (0 to 1)."""
        one, other = self.name[i], self.name[j]
        if one is None or other is None:
            return NAMELESS, 0.0
        alike = likeness(one, other, self.settings)
        return (AGREE, alike) if alike >= self.settings.name_agreement else (DIFFER, alike)

    def may_join(self, i: int, j: int) -> bool:
        """Whether two objects may be one harbour by register, name and distance, whatever their kinds."""
        one, other = self.name[i], self.name[j]
        if self.register[i] == self.register[j]:
            if self.plain[i] is not None and self.plain[i] == self.plain[j]:
                return True
            differ = one is not None and other is not None and (one != other or self.family[i] != self.family[j])
            return not differ and self._gap_m(i, j) <= self.settings.same_register_m
        return self.names(i, j)[0] != DIFFER or self._gap_m(i, j) <= self.settings.other_name_m

    def kinds_agree(self, i: int, j: int) -> bool:
        """Whether the kinds of two objects can be one harbour."""
        one, other = self.family[i], self.family[j]
        if one == other:
            return True
        if {one, other} == {"haven", "jacht"}:
            haven, jacht = (i, j) if one == "haven" else (j, i)
            return self.names(i, j)[0] == AGREE or self._lies_in(haven, jacht) or self._is_basin_of(haven, jacht)
        if {one, other} == {"haven", "kade"}:
            haven, kade = (i, j) if one == "haven" else (j, i)
            is_quay = self.kind[kade] == LOSWAL and self.register[kade] == "NWB"
            return is_quay and self.name[haven] is None and self._lies_in(kade, haven)
        return False

    def overlap(self, i: int, j: int) -> float:
        """Share of the smaller object that lies in the other one."""
        return max(self._share(i, j), self._share(j, i))

    def _gap_m(self, i: int, j: int) -> float:
        return float(shapely.distance(self.shape[i], self.shape[j]))

    def _lies_in(self, i: int, j: int) -> bool:
        return self._share(i, j) >= self.settings.overlap_share

    def _is_basin_of(self, haven: int, jacht: int) -> bool:
        """Whether a harbour is as large as the jachthaven in it, or nameless, small and of another register."""
        if not self._lies_in(jacht, haven):
            return False
        is_other = self.register[haven] != self.register[jacht] and self.name[haven] is None
        return self._lies_in(haven, jacht) or (is_other and shapely.area(self.shape[haven]) <= self.settings.basin_m2)

    def _share(self, i: int, j: int) -> float:
        """Share of object ``i`` in object ``j``, a line or point being as wide as ``same_register_m``."""
        one, other = self.shape[i], self.shape[j]
        if shapely.get_dimensions(other) < shapely.get_dimensions(one):
            return 0.0
        if shapely.get_dimensions(other) != shapely.get_dimensions(shapely.Polygon()):
            other = shapely.buffer(other, self.settings.same_register_m)
        for measure in (shapely.area, shapely.length):
            if (whole := float(measure(one))) > 0:
                return float(measure(shapely.intersection(one, other))) / whole
        return float(shapely.intersects(one, other))


def unite(objects: pd.DataFrame, settings: WatergebondenSettings) -> NDArray[np.int64]:
    """Number of the harbour of each object, by its first object.

    Pairs within ``same_harbour_m`` are joined, those with one name first (most alike, then of one kind,
    then nearest), then those of
    which one has no name, then those with different names. A join that would bring two different harbours of one
    register together is left out.

    Parameters
    ----------
    objects
        Columns register, naam, kind and geometry, in an order that depends on nothing but themselves.
    settings
        Distances and words of the theme.
    """
    sites = Sites(objects, settings)
    clusters = Clusters(len(objects), sites.may_join)
    left, right = STRtree(sites.shape).query(sites.shape, predicate="dwithin", distance=settings.same_harbour_m)
    ahead = left < right
    left, right = left[ahead], right[ahead]
    gap = np.round(shapely.distance(sites.shape[left], sites.shape[right]), 1)
    around = _ports(sites, left[gap == 0], right[gap == 0])
    ranked = []
    for i, j, gap_m in zip(left.tolist(), right.tolist(), gap.tolist(), strict=True):
        if sites.may_join(i, j) and sites.kinds_agree(i, j):
            how, alike = sites.names(i, j)
            if how == DIFFER and ((i, sites.register[j]) in around or (j, sites.register[i]) in around):
                continue
            ranked.append(
                (how, -round(alike, 3), sites.family[i] != sites.family[j], gap_m, -round(sites.overlap(i, j), 3), i, j)
            )
    for *_, i, j in sorted(ranked):
        clusters.join(i, j)
    return clusters.numbers()


def _ports(sites: Sites, left: NDArray[np.int64], right: NDArray[np.int64]) -> set[tuple[int, str]]:
    """Named objects that hold several harbours of a register, with that register: a port around its basins."""
    held: dict[tuple[int, str], set[tuple[str, ...]]] = {}
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        for port, basin in ((i, j), (j, i)):
            name = sites.name[basin]
            if name is not None and sites.register[port] != sites.register[basin]:
                held.setdefault((port, sites.register[basin]), set()).add(name)
    return {key for key, names in held.items() if len(names) > 1}
