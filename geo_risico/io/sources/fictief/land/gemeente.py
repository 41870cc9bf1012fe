"""All layers of one gemeente: what lies on its squares and inside its boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo_risico.io.sources.fictief.land.areas import make_buurten
from geo_risico.io.sources.fictief.land.places import placed, placed_shapes, turned
from geo_risico.io.sources.fictief.land.road_rows import ramp_rows, road_rows
from geo_risico.io.sources.fictief.land.rows import Facts, Gemeente, in_gemeente
from geo_risico.io.sources.fictief.land.seams import seam_roads, under_motorway
from geo_risico.io.sources.fictief.land.tables import CANAL, PAND, PERCEEL, ROAD, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.io.sources.fictief.geometry import Geometries, Ints
    from geo_risico.io.sources.fictief.land.places import Tiles
    from geo_risico.io.sources.fictief.land.stamps import Layer, Stamps

MIX: Final = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True, eq=False, kw_only=True)
class Task:
    """One gemeente to make: which, its outline, its squares with their numbers in the country, and its panden."""

    gemeente: Gemeente
    outline: shapely.Geometry
    tiles: Tiles
    number: Ints
    panden_count: int
    seed: int


@dataclass(frozen=True, eq=False)
class Picked:
    """Rows of a layer inside the gemeente: of the stamps, the square of each, and its place among all candidates."""

    row: Ints
    tile: Ints
    place: Ints


Made = tuple[str, pa.Table, "Geometries"]


def make_layers(task: Task, stamps: Stamps) -> Iterator[Made]:
    """Name, rows and shapes of each layer of the gemeente that has rows, one layer after the other."""
    shapely.prepare(task.outline)
    panden = _thinned(_inside(stamps.layers[PAND], task), stamps.layers[PAND], task)
    units = _units(stamps, task, panden)
    yield from make_buurten(task, units.tile, _dwellings(stamps.layers[UNIT], units))
    yield _made(PAND, stamps, task, panden)
    yield _made(UNIT, stamps, task, units, pand=units.place)
    for name, layer in stamps.layers.items():
        if name in {PAND, UNIT, CANAL, ROAD}:
            continue
        made = _made(name, stamps, task, _inside(layer, task))
        if len(made[1]):
            yield made
    yield from _roads(stamps, task)


def _made(name: str, stamps: Stamps, task: Task, picked: Picked, pand: Ints | None = None) -> Made:
    layer = stamps.layers[name]
    shapes = placed_shapes(layer.shape[picked.row], picked.tile, task.tiles)
    area = shapely.area(shapes) if name == PERCEEL else None
    facts = Facts(tile=task.number[picked.tile], square=picked.tile, area_m2=area, pand=pand)
    return name, in_gemeente(name, layer.rows.take(picked.row), task.gemeente, facts), shapes


def _inside(layer: Layer, task: Task) -> Picked:
    row, tile = layer.on(task.tiles.stamp)
    spot = placed(layer.spot[row], tile, task.tiles)
    kept = np.flatnonzero(shapely.contains_xy(task.outline, spot[:, 0], spot[:, 1]))
    return Picked(row[kept], tile[kept], kept)


def _thinned(panden: Picked, layer: Layer, task: Task) -> Picked:
    """As many panden as asked: none under a motorway, and what is too many left out lot by lot, towns first."""
    spot = turned(layer.spot[panden.row], panden.tile, task.tiles)
    free = np.flatnonzero(~under_motorway(spot, panden.tile, task.tiles))
    excess = max(len(free) - task.panden_count, 0)
    lot = layer.rows["lot"].to_numpy()[panden.row[free]]
    rural = layer.rows["is_rural"].to_numpy()[panden.row[free]]
    draw = _mixed(task.number[panden.tile[free]], lot, task.seed)
    order = np.lexsort((panden.row[free], draw, rural))
    kept = np.sort(free[order[excess:]])
    return Picked(panden.row[kept], panden.tile[kept], panden.place[kept])


def _mixed(tile: Ints, lot: Ints, seed: int) -> np.ndarray:
    """A number that looks random, the same for every pand of a lot, on both sides of a border."""
    z = tile.astype(np.uint64) * np.uint64(1_000_003) + lot.astype(np.uint64) * np.uint64(MIX[0]) + np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(MIX[1])
    z = (z ^ (z >> np.uint64(27))) * np.uint64(MIX[2])
    return np.asarray(z ^ (z >> np.uint64(31)))


def _units(stamps: Stamps, task: Task, panden: Picked) -> Picked:
    """Units of the panden that are there; ``place`` is the number of their pand."""
    row, tile = stamps.layers[UNIT].on(task.tiles.stamp)
    _, of_pand = stamps.layers[PAND].on(task.tiles.stamp)
    begin = np.searchsorted(of_pand, np.arange(len(task.number)))
    number = np.full(len(of_pand), -1, dtype=np.int64)
    number[panden.place] = np.arange(len(panden.place))
    pand = number[begin[tile] + stamps.layers[UNIT].rows["pand_row"].to_numpy()[row]]
    kept = np.flatnonzero(pand >= 0)
    return Picked(row[kept], tile[kept], pand[kept])


def _dwellings(layer: Layer, units: Picked) -> np.ndarray:
    use = pc.match_substring(layer.rows["gebruiksdoel"], "woonfunctie").to_numpy()
    return np.asarray(use[units.row], dtype=bool)


def _roads(stamps: Stamps, task: Task) -> Iterator[Made]:
    """Roads of the squares and between them, and the ramps of the motorways."""
    layer = stamps.layers[ROAD]
    picked = _inside(layer, task)
    shapes = placed_shapes(layer.shape[picked.row], picked.tile, task.tiles)
    seams = seam_roads(task.tiles)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(seams.line, 0.5, normalized=True))
    own = seams.take(np.flatnonzero(shapely.contains_xy(task.outline, middle[:, 0], middle[:, 1])))
    rows = pa.concat_tables([layer.rows.take(picked.row), road_rows(own, layer.rows.schema)])
    tile = np.zeros(len(rows), dtype=np.int64)
    yield (
        ROAD,
        in_gemeente(ROAD, rows, task.gemeente, Facts(tile=tile, square=tile)),
        np.concatenate([shapes, own.line]),
    )
    ramps, lines = ramp_rows(own, task.gemeente)
    if len(ramps):
        yield "opritten", ramps, lines
