"""The tables that the stages hand to each other: lots, buildings, percelen and roads, as arrays of equal length."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints


class Lot(IntEnum):
    """What a lot was laid out for."""

    FARM = 0
    LINT = 1
    TERRACE = 2
    PAIR = 3
    DETACHED = 4
    CENTRE = 5
    AMENITY = 6
    HALL = 7
    BUNGALOW = 8
    GREENHOUSE = 9
    HARBOUR = 10


class Role(IntEnum):
    """What a building is."""

    HOUSE = 0
    BARN = 1
    SHED = 2
    GLASS = 3
    HALL = 4
    BUNGALOW = 5
    AMENITY = 6
    SHOP = 7


class Land(IntEnum):
    """What a perceel is used for."""

    FIELD = 0
    YARD = 1
    ROAD = 2
    WATER = 3
    FOREST = 4
    TOWN = 5
    GREEN = 6


@dataclass(frozen=True, eq=False)
class Lots:
    """Lots with corners (n, 4, 2), front edge first.

    `place` is the village or -1, `street` a number that lots along one road share, `second` is True where a second
    perceel lies behind a depth of `split` (share of the lot) and `region` is 0 in Nieuwpolder.
    """

    corners: Floats
    kind: Ints
    block: Ints
    place: Ints
    street: Ints
    split: Floats
    region: Ints


@dataclass(frozen=True, eq=False)
class Buildings:
    """Buildings: outline, the lot they stand on, their role and footprint in m2."""

    outline: Geometries
    lot: Ints
    role: Ints
    area_m2: Floats


@dataclass(frozen=True, eq=False)
class Percelen:
    """Percelen: outline, use, block, and the lot they carry (-1 for none)."""

    outline: Geometries
    land: Ints
    block: Ints
    lot: Ints


@dataclass(frozen=True, eq=False)
class Branches:
    """Side roads: polylines (n, 2, 2) that start at a block edge.

    `edge` is the number of the block edge that the first point lies on, or -1 where neither end touches one; `end_edge`
    the same for the last point.
    """

    line: Floats
    edge: Ints
    end_edge: Ints
    kind: Ints
    street: Ints


TABLE = TypeVar("TABLE", Lots, Buildings, Percelen, Branches)


def stack(tables: Sequence[TABLE]) -> TABLE:
    """One table with the rows of all tables in order."""
    kind = type(tables[0])
    return kind(*(np.concatenate([getattr(t, f.name) for t in tables]) for f in fields(kind)))


def take(table: TABLE, rows: Ints | Bools) -> TABLE:
    """The chosen rows of a table."""
    kind = type(table)
    return kind(*(getattr(table, f.name)[rows] for f in fields(kind)))
