"""Squares of 2 km cut from generated worlds: the building blocks of a country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import shapely

from geo_risico.io.sources.fictief.land.coverage import framed
from geo_risico.io.sources.fictief.land.square import NODE_M, STRAIGHT_M, STRIP_M, TILE_M, moved
from geo_risico.io.sources.fictief.land.tables import CANAL, PAND, PERCEEL, ROAD, UNIT, world_tables
from geo_risico.io.sources.fictief.world import make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints
    from geo_risico.io.sources.fictief.world import World

SMALL_COUNTRY, SMALL_WORLD, LARGE_WORLD = 100_000, 12_000, 60_000
ROUNDING_M: Final = 1e-6


@dataclass(frozen=True, eq=False)
class Layer:
    """Rows of one layer over all squares, those of one square together, in metres from its south-west corner.

    ``first``: row at which each square begins, and the number of rows. ``spot``: a place on each shape.
    """

    rows: pa.Table
    shape: Geometries
    spot: Floats
    first: Ints

    def on(self, stamp: Ints) -> tuple[Ints, Ints]:
        """Rows that lie on squares one after the other, and the place of each square in ``stamp``."""
        count = self.first[stamp + 1] - self.first[stamp]
        tile = np.repeat(np.arange(len(count)), count)
        begin = np.cumsum(count) - count
        return np.arange(len(tile)) - begin[tile] + self.first[stamp][tile], tile


@dataclass(frozen=True, eq=False)
class Stamps:
    """All squares: their layers, and the panden on each."""

    layers: dict[str, Layer]
    panden_count: Ints


def world_size(panden_count: int) -> int:
    """Panden of the world from which a country of so many panden is pieced together."""
    return SMALL_WORLD if panden_count <= SMALL_COUNTRY else LARGE_WORLD


def make_stamps(panden_count: int, seed: int) -> Stamps:
    """Squares for a country of so many panden, the same for the same arguments."""
    world = make_world(world_size(panden_count), seed)
    corners = _corners(world)
    tables = world_tables(world)
    panden = tables[PAND]
    panden["world_row"] = np.arange(len(panden))
    layers = {name: _cut(name, table, corners) for name, table in tables.items()}
    layers[UNIT] = _of_panden(layers[UNIT], layers[PAND])
    layers[PAND] = _without(layers[PAND], "world_row")
    return Stamps(layers, np.diff(layers[PAND].first))


def _corners(world: World) -> Floats:
    """South-west corners of the squares in the gemeente without a river."""
    lattice = world.land.lattice
    (south, north), (west, east) = lattice.gemeente_rows, lattice.gemeente_columns
    p = lattice.vertices[south : north + 1, west : east + 1]
    x = np.arange(p[:, 0, 0].max(), p[:, -1, 0].min() - TILE_M, TILE_M)
    y = np.arange(p[0, :, 1].max(), p[-1, :, 1].min() - TILE_M, TILE_M)
    corners = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    stream = shapely.union_all(world.river.pieces)
    return np.asarray(corners[~shapely.intersects(_boxes(corners, 0.0), stream)], dtype=np.float64)


def _boxes(corners: Floats, inset_m: float) -> Geometries:
    low, high = corners + inset_m, corners + TILE_M - inset_m
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=object)


def _cut(name: str, table: gpd.GeoDataFrame, corners: Floats) -> Layer:
    """Parts of each shape on each square; panden that an edge cuts are left out."""
    shapes = np.asarray(table.geometry.array, dtype=object)
    boxes = _boxes(corners, 0.0 if name in (ROAD, CANAL) else STRIP_M)
    stamp, row = shapely.STRtree(shapes).query(boxes, predicate="intersects")
    whole = np.asarray(shapely.contains_properly(boxes[stamp], shapes[row]))
    if name == PAND:
        stamp, row, whole = stamp[whole], row[whole], whole[whole]
    stamp, row, parts = _parts(shapes, boxes, (stamp, row, whole))
    order = np.lexsort((row, stamp))
    stamp, row, parts = stamp[order], row[order], parts[order]
    local: Geometries = moved(parts, _shifted(parts, -corners[stamp]))
    if name == ROAD:
        local = _to_nodes(local)
    if name == PERCEEL:
        local, stamp, row = framed(local, stamp, row, len(corners))
    if name not in (PAND, UNIT, PERCEEL):
        local = shapely.segmentize(local, STRAIGHT_M)
    spot = shapely.get_coordinates(shapely.centroid(local) if name == PAND else shapely.point_on_surface(local))
    rows = pa.Table.from_pandas(table.drop(columns=table.geometry.name), preserve_index=False).take(row)
    first = np.searchsorted(stamp, np.arange(len(corners) + 1))
    return Layer(rows.replace_schema_metadata(None), local, spot, first)


def _parts(shapes: Geometries, boxes: Geometries, found: tuple[Ints, Ints, Bools]) -> tuple[Ints, Ints, Geometries]:
    """Single shapes of the same dimension: those within as they are, the others cut."""
    stamp, row, whole = found
    pieces = shapes[row].copy()
    pieces[~whole] = shapely.intersection(pieces[~whole], boxes[stamp[~whole]])
    parts, source = shapely.get_parts(pieces, return_index=True)
    wanted = np.asarray(shapely.get_dimensions(shapes[row]))
    kept = np.asarray((shapely.get_dimensions(parts) == wanted[source]) & ~shapely.is_empty(parts))
    return stamp[source[kept]], row[source[kept]], parts[kept]


def _shifted(shapes: Geometries, shift: Floats) -> Callable[[Floats], Floats]:
    step = np.repeat(shift, shapely.get_num_coordinates(shapes), axis=0)
    return lambda xy: np.asarray(np.round(xy + step, 3), dtype=np.float64)


def _to_nodes(lines: Geometries) -> Geometries:
    """Lines whose ends on the edge lie at whole hundreds of metres along it."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    on_side = np.any((np.abs(xy) < ROUNDING_M) | (np.abs(xy - TILE_M) < ROUNDING_M), axis=1)
    along = np.round(xy / NODE_M) * NODE_M
    ends = np.where(on_side[:, None], along, xy)
    made = np.asarray(shapely.linestrings(ends, indices=line), dtype=object)
    flat = np.asarray(shapely.length(made) < ROUNDING_M)
    made[flat] = lines[flat]
    return made


def _of_panden(units: Layer, panden: Layer) -> Layer:
    """Units of the panden that are there, with the row of their pand counted from the first of the square."""
    stamp = np.repeat(np.arange(len(units.first) - 1), np.diff(units.first))
    wide = int(panden.rows["world_row"].to_numpy().max()) + 1
    there = np.repeat(np.arange(len(panden.first) - 1), np.diff(panden.first)) * wide + panden.rows["world_row"]
    wanted = stamp * wide + units.rows["pand_row"].to_numpy()
    at = np.minimum(np.searchsorted(there, wanted), len(there) - 1)
    kept = np.flatnonzero(np.asarray(there)[at] == wanted)
    rows = units.rows.take(kept).drop_columns("pand_row")
    rows = rows.append_column("pand_row", pa.array(at[kept] - panden.first[stamp[kept]]))
    first = np.searchsorted(stamp[kept], np.arange(len(units.first)))
    return Layer(rows, units.shape[kept], units.spot[kept], first)


def _without(layer: Layer, column: str) -> Layer:
    return Layer(layer.rows.drop_columns(column), layer.shape, layer.spot, layer.first)
