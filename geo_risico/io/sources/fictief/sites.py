"""Parks, small business grounds and airfields on fields, with the panden that stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.frames import Land
from geo_risico.io.sources.fictief.geometry import (
    Bools,
    Floats,
    Geometries,
    Ints,
    bilinear,
    left,
    length,
    rectangles,
    sub_quads,
    unit,
)
from geo_risico.io.sources.fictief.landscape import Block
from geo_risico.io.sources.fictief.shore import numbered

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.frames import Percelen
    from geo_risico.io.sources.fictief.landscape import Landscape

SMALLEST_M2, LARGEST_M2, FILLED = 9_000.0, 110_000.0, 0.88
PANDEN_PER_PARK, PANDEN_PER_GROUND, PANDEN_PER_AIRFIELD = 3000, 8000, 20_000
EDGE_M = 12.0
STRIP_M = 45.0
PARKS: Final = ("camping, kampeerterrein", "bungalowpark", "caravanpark")
CAMPINGS = ("Camping De Zwaluw", "Camping De Grutto", "Camping Het Wilgje")
BUNGALOWS = ("Park De Berken", "Park De Reiger", "Park Het Veen")
CARAVANS = ("Caravanpark De Hoek", "Caravanpark Zonnewende")
GROUNDS = ("Bedrijvenpark De Veldkamp", "Bedrijvenpark Oosterkade", "Bedrijvenpark De Schans")


@dataclass(frozen=True, eq=False)
class Site:
    """A ground of another theme on one field perceel (`perceel` is its row, -1 where it lies over several).

    `kind` is the TOP10NL word (empty where only OSM knows it), `use` the kind of panden, `count` how many, `units` the
    verblijfsobjecten per pand and `dwelling_share` the share of them with a woonfunctie.
    """

    kind: str
    name: str
    shape: shapely.Polygon
    perceel: int
    outlines: Geometries
    units: int
    dwelling_share: float
    is_licensed: bool


def make_sites(land: Landscape, percelen: Percelen, rng: np.random.Generator) -> list[Site]:
    """Parks, business grounds and airfields of the gemeente."""
    count = land.size.panden_count
    fields = rng.permutation(_fields(land, percelen))
    parks, grounds = max(2, count // PANDEN_PER_PARK), max(1, count // PANDEN_PER_GROUND)
    sites = [_park(percelen, int(row), k, count) for k, row in enumerate(fields[:parks])]
    rest = fields[parks : parks + grounds]
    sites += [_ground(percelen, int(row), k) for k, row in enumerate(rest)]
    taken = [site.shape for site in sites]
    return [*sites, *_airfields(land, percelen, taken, rng)]


def _fields(land: Landscape, percelen: Percelen) -> Ints:
    """Rows of whole fields in the polders of the gemeente that have room for a park."""
    block_kind, region = land.block_kind.ravel()[percelen.block], land.region.ravel()[percelen.block]
    field = (percelen.land == Land.FIELD) & (percelen.lot < 0) & (region == 0) & (block_kind == Block.POLDER)
    rows = np.flatnonzero(field)
    quad = shapely.get_num_coordinates(percelen.outline[rows]) == 5  # noqa: PLR2004
    rows = rows[quad]
    area = shapely.area(percelen.outline[rows])
    box = shapely.area(shapely.oriented_envelope(percelen.outline[rows]))
    fits: Bools = (area > SMALLEST_M2) & (area < LARGEST_M2) & (area > FILLED * box)
    return np.asarray(rows[fits], dtype=np.int64)


def _quad(shape: shapely.Polygon) -> Floats:
    return np.asarray(shapely.get_coordinates(shape)[:4], dtype=np.float64)


def _park(percelen: Percelen, row: int, k: int, panden_count: int) -> Site:
    """A park in one hand: campings and caravan parks have few panden, bungalow parks many dwellings."""
    turn, at = divmod(k, len(PARKS))
    kind, shape = PARKS[at], percelen.outline[row]
    names = (CAMPINGS, BUNGALOWS, CARAVANS)[at]
    wanted = int(np.clip(panden_count // 500, 2, 14)) if kind == "bungalowpark" else 2
    spots = _grid(_quad(shape), 13.0 + 9.0, wanted)
    share = (0.6 if turn % 2 == 0 else 0.1) if kind == "bungalowpark" else 0.0
    return Site(
        kind, numbered(names, turn), shape, row, _blocks(_quad(shape), spots, (9.0, 7.0)), 1, share, is_licensed=True
    )


def _ground(percelen: Percelen, row: int, k: int) -> Site:
    """A business ground with halls of many small units."""
    shape = percelen.outline[row]
    spots = _grid(_quad(shape), 62.0, 3)
    return Site(
        "bedrijventerrein",
        numbered(GROUNDS, k),
        shape,
        row,
        _blocks(_quad(shape), spots, (44.0, 24.0)),
        14,
        0.0,
        is_licensed=True,
    )


def _grid(quad: Floats, step_m: float, wanted: int) -> Floats:
    """Up to `wanted` spots in rows of `step_m`, well inside a quad."""
    wide, deep = float(length(quad[1] - quad[0])), float(length(quad[3] - quad[0]))
    margin = EDGE_M + step_m / 2
    across = np.arange(margin, wide - margin + 1e-6, step_m) / wide
    along = np.arange(margin, deep - margin + 1e-6, step_m) / deep
    if len(across) == 0 or len(along) == 0:
        across, along = np.array([0.5]), np.array([0.5])
    u, v = (values.ravel() for values in np.meshgrid(across, along))
    return bilinear(np.broadcast_to(quad, (len(u), 4, 2)), u, v)[:wanted]


def _blocks(quad: Floats, spots: Floats, size_m: tuple[float, float]) -> Geometries:
    axis = np.broadcast_to(unit(quad[1] - quad[0]), spots.shape)
    n = len(spots)
    rings = rectangles(spots, axis, np.full(n, size_m[0]), np.full(n, size_m[1]))
    return np.asarray(shapely.polygons(rings), dtype=object)


def _airfields(
    land: Landscape, percelen: Percelen, taken: list[shapely.Polygon], rng: np.random.Generator
) -> list[Site]:
    """A glider field, a strip that nobody licensed, and in a large gemeente small airports."""
    count = land.size.panden_count
    kinds = [("zweefvliegveldterrein", "Zweefvliegveld De Thermiek"), ("", "")]
    kinds += [("vliegveld, luchthaven", "Vliegveld Nieuwpolder")] * (count // PANDEN_PER_AIRFIELD)
    kinds += [kinds[k % 2] for k in range(2 * (count // (2 * PANDEN_PER_AIRFIELD)))]
    built = percelen.outline[(percelen.lot >= 0) | (percelen.land == Land.WATER) | (percelen.land == Land.TOWN)]
    tree = shapely.STRtree(np.concatenate([built, np.array([*taken], dtype=object)]))
    strips = _strips(land, tree, rng)
    return [
        _airfield(strip, (kind, numbered((name,), kinds[:k].count((kind, name))) if name else ""))
        for k, ((kind, name), strip) in enumerate(zip(kinds, strips, strict=False))
    ]


def _strips(land: Landscape, tree: shapely.STRtree, rng: np.random.Generator) -> list[Floats]:
    """Long free quads (4, 2) across polder blocks, at most one per block."""
    free_blocks = (land.block_kind.ravel() == Block.POLDER) & (land.region.ravel() == 0)
    blocks = rng.permutation(np.flatnonzero(free_blocks))
    quads = land.grid.corners.reshape(-1, 4, 2)[blocks]
    found: list[Floats] = []
    used: set[int] = set()
    for low in (0.42, 0.3, 0.62, 0.75, 0.2):
        zero, one = np.full(len(quads), 0.06), np.full(len(quads), 0.94)
        deep = 2 * STRIP_M / length(quads[:, 3] - quads[:, 0])
        strips = sub_quads(quads, (zero, one), (np.full(len(quads), low), low + deep))
        hit = np.unique(tree.query(shapely.polygons(strips), predicate="intersects")[0])
        for row in np.setdiff1d(np.arange(len(quads)), hit):
            if int(row) not in used:
                used.add(int(row))
                found.append(strips[row])
    return found


def _airfield(quad: Floats, what: tuple[str, str]) -> Site:
    """A strip of grass with a hangar at its end."""
    along = unit(quad[1] - quad[0])
    spot = quad[:1] + along * 40.0 + left(along) * 22.0
    hangar = _blocks(quad, spot, (26.0, 16.0))
    return Site(what[0], what[1], shapely.Polygon(quad), -1, hangar, 1, 0.0, is_licensed=bool(what[0]))
