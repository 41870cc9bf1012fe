"""Areas of several registers become terreinen: pieces of one terrein together, the same terrein only once.

Two areas of one register with different names never become one terrein, also not by way of a third. Pairs are taken in
the order of how sure they are, so that the outcome does not depend on the order of the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

from geo_risico.locations.terreinen.names import bare_name, same_name

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.locations.terreinen.kinds import TerreinSettings, TerreinType

    Ints = NDArray[np.int64]

SURE, PIECE, NEAR = 0, 1, 2
"""Same terrein by overlap, pieces of one register, and neighbours in two registers."""


def group_areas(areas: pd.DataFrame, family: TerreinType, settings: TerreinSettings) -> Ints:
    """Number of the terrein of each area, in the order of their first area.

    Parameters
    ----------
    areas
        In a fixed order, with kind, register, naam (empty text for none) and geometry (outlines).
    family
        Family of terreinen.
    settings
        Distances and share of overlap.
    """
    shape = np.asarray(areas["geometry"], dtype=object)
    groups = _Groups([bare_name(str(name)) for name in areas["naam"]], [str(name) for name in areas["register"]])
    kinds = areas["kind"].to_numpy(dtype=object)
    one, other = _near_pairs(shape, groups, settings)
    gap = shapely.distance(shape[one], shape[other])
    inside, alike = _overlaps(shape, one, other)
    pairs = []
    for number, (a, b) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        same = groups.alike(a, b)
        loose = kinds[a] != kinds[b] and (kinds[a] in family.loose or kinds[b] in family.loose)
        whole = not same and (loose or groups.both_named(a, b))
        overlap = float(alike[number] if whole else inside[number])
        step = _step(groups, (a, b), (kinds[a] == kinds[b], float(gap[number]), overlap), settings)
        if step is not None:
            pairs.append((step, not same, -round(overlap, 6), round(float(gap[number]), 3), a, b))
    for step, _, _, _, a, b in sorted(pairs):
        groups.join(a, b, step)
    return np.unique(groups.heads(), return_inverse=True)[1].astype(np.int64)


def _near_pairs(shape: NDArray[np.object_], groups: _Groups, settings: TerreinSettings) -> tuple[Ints, Ints]:
    """Pairs of areas (lowest first) that lie close together, or further apart in one register under one name."""
    if not len(shape):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    reach = max(settings.piece_gap_m, settings.register_gap_m)
    near = STRtree(shape).query(shape, predicate="dwithin", distance=reach)
    named = np.flatnonzero([bool(name) for name in groups.name])
    far = named[STRtree(shape[named]).query(shape[named], predicate="dwithin", distance=settings.name_gap_m)]
    kept = [groups.one_name(a, b) for a, b in far.T.tolist()]
    pairs = np.unique(np.hstack([near, far[:, np.flatnonzero(kept)]]), axis=1)
    one, other = pairs[:, pairs[0] < pairs[1]].astype(np.int64)
    return one, other


def _overlaps(shape: NDArray[np.object_], one: Ints, other: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shared area of each pair, as a share of the smaller outline and of both together."""
    shared = shapely.area(shapely.intersection(shape[one], shape[other]))
    size = shapely.area(shape)
    smaller, total = np.minimum(size[one], size[other]), size[one] + size[other] - shared
    return shared / np.maximum(smaller, 1e-9), shared / np.maximum(total, 1e-9)


def _step(
    groups: _Groups, pair: tuple[int, int], facts: tuple[bool, float, float], settings: TerreinSettings
) -> int | None:
    """How sure it is that two areas are one terrein, None when they are not."""
    a, b = pair
    same_kind, gap_m, overlap = facts
    named = groups.both_named(a, b)
    alike = groups.alike(a, b)
    if groups.register[a] == groups.register[b]:
        return _step_within(named, groups.name[a] == groups.name[b], facts, settings)
    if overlap >= settings.overlap_share:
        return SURE
    may_be_same = alike if named else same_kind
    return NEAR if gap_m <= settings.register_gap_m and may_be_same else None


def _step_within(
    named: bool,  # noqa: FBT001 - facts about a pair
    equal: bool,  # noqa: FBT001
    facts: tuple[bool, float, float],
    settings: TerreinSettings,
) -> int | None:
    """Same question for two areas of one register."""
    same_kind, gap_m, overlap = facts
    if named and not equal:
        return None
    if overlap >= settings.overlap_share:
        return SURE
    limit = settings.name_gap_m if named else settings.piece_gap_m
    return PIECE if equal and same_kind and gap_m <= limit else None


class _Groups:
    """Groups that grow by joining, without two different names of one register in any of them."""

    def __init__(self, name: list[str], register: list[str]) -> None:
        self.name = name
        self.register = register
        self.head = list(range(len(name)))
        self.names = [{(register[i], name[i])} if name[i] else set() for i in range(len(name))]
        self.registers = [{register[i]} for i in range(len(name))]

    def both_named(self, a: int, b: int) -> bool:
        """Whether both have a name."""
        return bool(self.name[a] and self.name[b])

    def alike(self, a: int, b: int) -> bool:
        """Whether both have a name and those mean the same place."""
        return self.both_named(a, b) and same_name(self.name[a], self.name[b])

    def one_name(self, a: int, b: int) -> bool:
        """Whether one register gives both the same name."""
        return self.register[a] == self.register[b] and self.name[a] == self.name[b]

    def find(self, item: int) -> int:
        """First member of the group of an item."""
        while self.head[item] != item:
            self.head[item] = self.head[self.head[item]]
            item = self.head[item]
        return item

    def join(self, a: int, b: int, step: int) -> None:
        """Make one group of two, unless their names contradict or, for neighbours, both know a register."""
        first, second = sorted((self.find(a), self.find(b)))
        if first == second or (step == NEAR and self.registers[first] & self.registers[second]):
            return
        names = self.names[first] | self.names[second]
        if len({register for register, _ in names}) < len(names):
            return
        self.head[second] = first
        self.names[first] = names
        self.registers[first] |= self.registers[second]

    def heads(self) -> Ints:
        """First member of the group of every item."""
        return np.asarray([self.find(item) for item in range(len(self.head))], dtype=np.int64)
