"""Places at the water: harbours, marinas, a yard, quays and moorings, each with what is planted in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.geometry import Floats, bilinear, left, unit
from geo_risico.io.sources.fictief.river import SAMPLES, Basin, River, make_basin

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.landscape import Landscape

PANDEN_PER_CANAL_QUAY = 6000
BANK_M, BANK_DEPTH_M = 110.0, 22.0
PATTERN: Final = ("jachthaven", "binnenhaven", "scheepswerf", "passantensteiger", "woonboten", "steigers")
MARINAS = ("De Kolk", "De Aalscholver", "De Fuut", "De Meerkoet", "Het Riet", "De IJsvogel")
HARBOURS = ("Kolkhaven", "Zuiderhaven", "Molenhaven", "Westerhaven", "Koningshaven", "Schippershaven")
YARDS = ("Scheepswerf De Onderneming", "Scheepswerf Vooruit", "Jachtwerf De Spant", "Scheepswerf Ora et Labora")


@dataclass(frozen=True, eq=False)
class Waterplace:
    """A place at the water and the truth planted in it.

    `basin` is None for a quay, jetty or mooring along the bank; `terrain` is its land and `spot` the place on the bank.
    `is_open` is without a fence, `is_drivable` has a road within 15 m of the quay, `is_supervised` has people there.
    """

    kind: str
    name: str
    spot: Floats
    terrain: shapely.Polygon
    basin: Basin | None
    is_open: bool
    has_crane: bool
    is_drivable: bool
    is_supervised: bool


def make_shore(land: Landscape, river: River) -> list[Waterplace]:
    """All places along the river of the gemeente: first the two that every gemeente has, then one per free block."""
    places = [_first(basin) for basin in river.basins]
    taken = {basin.block % land.columns for basin in river.basins}
    c0, c1 = land.lattice.gemeente_columns
    row = int(land.lattice.river_rows[0])
    free = [c for c in range(c0, c1) if c not in taken and land.region[row, c] == 0]
    free.sort(key=lambda c: (abs(c - land.lattice.main_column), c))
    for k, column in enumerate(free):
        places.append(_place(land, river, (row, column), k))
    return places


def basins_of(places: list[Waterplace]) -> list[Basin]:
    """The basins of the places that have one."""
    return [place.basin for place in places if place.basin is not None]


def basin_middle(basin: Basin) -> Floats:
    """Middle of the water of a basin, its mouth left out."""
    u0, low, u1, top = basin.inner
    return bilinear(basin.quad, np.array((u0 + u1) / 2), np.array((low + top) / 2))


def numbered(names: tuple[str, ...], k: int) -> str:
    """The k-th name; after the last one they come again with a number."""
    again, at = divmod(k, len(names))
    return f"{names[at]} {again + 1}" if again else names[at]


def _first(basin: Basin) -> Waterplace:
    kind, name = ("jachthaven", "Jachthaven De Vliet") if basin.is_marina else ("binnenhaven", "Industriehaven")
    return Waterplace(
        kind=kind,
        name=name,
        spot=_quay_middle(basin),
        terrain=basin.terrain,
        basin=basin,
        is_open=basin.is_marina,
        has_crane=not basin.is_marina,
        is_drivable=True,
        is_supervised=True,
    )


def _quay_middle(basin: Basin) -> Floats:
    u0, _, u1, top = basin.inner
    return bilinear(basin.quad, np.array((u0 + u1) / 2), np.array(top))


def _place(land: Landscape, river: River, block: tuple[int, int], k: int) -> Waterplace:
    turn, at = divmod(k, len(PATTERN))
    kind = PATTERN[at]
    name = _name(kind, turn)
    if kind not in {"jachthaven", "binnenhaven", "scheepswerf"}:
        return _bank_place(river, block[1], (kind, name))
    basin = make_basin(land, block, float(river.bank[block[1]]), is_marina=kind == "jachthaven")
    crane, drivable, supervised, is_open = _planted(kind, turn)
    return Waterplace(kind, name, _quay_middle(basin), basin.terrain, basin, is_open, crane, drivable, supervised)


def _planted(kind: str, turn: int) -> tuple[bool, bool, bool, bool]:
    """Crane, drivable quay, supervision and open land: the first new marina has the first two and no supervision."""
    if kind == "jachthaven":
        return (
            (True, True, False, True),
            (False, True, False, True),
            (True, False, False, False),
            (True, True, True, False),
        )[turn % 4]
    if kind == "binnenhaven":
        return ((True, True, False, True), (True, True, True, False), (False, False, False, True))[turn % 3]
    return (True, True, turn % 2 == 1, turn % 2 == 1)


def _name(kind: str, turn: int) -> str:
    if kind == "jachthaven":
        return f"Jachthaven {numbered(MARINAS, turn)}"
    if kind == "binnenhaven":
        return numbered(HARBOURS, turn)
    if kind == "scheepswerf":
        return numbered(YARDS, turn)
    return numbered(("Passantensteiger Vlietzicht",), turn) if kind == "passantensteiger" else ""


def _bank_place(river: River, column: int, what: tuple[str, str]) -> Waterplace:
    """A jetty, houseboats or lone piers on the bank: open, without crane, and nobody there."""
    at = column * SAMPLES + SAMPLES // 2
    spot = river.north[at]
    along = unit(river.north[at + 1] - river.north[at - 1])
    half, deep = BANK_M / 2 * along, BANK_DEPTH_M * left(along)
    ring = np.stack([spot - half, spot + half, spot + half + deep, spot - half + deep])
    return Waterplace(
        kind=what[0],
        name=what[1],
        spot=spot,
        terrain=shapely.Polygon(ring),
        basin=None,
        is_open=True,
        has_crane=False,
        is_drivable=False,
        is_supervised=False,
    )
