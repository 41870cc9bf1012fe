"""NWB vaarwegen: river, canals, harbours and the way to the sea, joined into one network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints, unit
from geo_risico.io.sources.fictief.names import RIVER
from geo_risico.io.sources.fictief.river import SAMPLES
from geo_risico.io.sources.fictief.shore import PANDEN_PER_CANAL_QUAY, basin_middle, numbered
from geo_risico.io.sources.fictief.waters import canal_lines

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.landscape import Landscape
    from geo_risico.io.sources.fictief.river import Basin
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SEA_WAY, SEAPORT = "Vlietmond", "Zeehaven Vlietmond"
SEA = ((105_756.0, 498_927.0), (100_536.0, 498_177.0), (96_963.0, 497_983.0))
"""Places on the real coast that the way to the sea passes; distances over water then have an end."""
BORDER_WAY, BORDER = "Grensvaart", ((231_000.0, 500_000.0), (209_269.0, 428_173.0))
SEA_LOCK_M, SEAPORT_M, SEAPORT_DEPTH_M = 9_000.0, 20_000.0, 900.0
CANAL_STUB_M = 60.0
CANAL_HARBOURS = ("Turfhaven", "Bietenhaven", "Graanhaven", "Veenhaven")


@dataclass(frozen=True)
class Vak:
    """One section: its line, name, route, route code and kind (D through, H harbour, V feeder)."""

    line: shapely.LineString
    name: str
    route: str
    code: str
    kind: str


def sea_points(world: World) -> Floats:
    """Way to the sea (6, 2): river mouth, sea lock, seaport, and on to the sea."""
    mouth = world.river.centre[0]
    along = unit(np.array(SEA[0]) - mouth)
    return np.concatenate([[mouth, mouth + along * SEA_LOCK_M, mouth + along * SEAPORT_M], SEA])


def make_vaarwegvakken(world: World) -> gpd.GeoDataFrame:
    """All vaarwegvakken; touching ones share a junction number."""
    abroad = Vak(shapely.LineString([world.river.centre[-1], *BORDER]), BORDER_WAY, BORDER_WAY, "902", "D")
    vakken = [*_river(world), *_sea(world), abroad, *_canals(world.land)]
    vakken = [*vakken, *_links([vak for vak in vakken if vak.kind == "D"])]
    begin, end = _nodes(vakken)
    km = pd.Series([vak.line.length / 1000 for vak in vakken])
    route = pd.Series(
        [vak.code if vak.kind == "D" else f"{vak.code}{vak.kind}{vak.name}" for vak in vakken], dtype="str"
    )
    last = km.groupby(route).cumsum()
    text = {
        "vaktype": [vak.kind for vak in vakken],
        "vrt_code": [vak.code for vak in vakken],
        "vrt_naam": [vak.route for vak in vakken],
        "vwg_naam": [vak.name for vak in vakken],
    }
    return gpd.GeoDataFrame(
        {
            "vwk_id": np.arange(len(vakken)) + 8001,
            "vwk_begdtm": "1998-01-01",
            "vwj_id_beg": begin + 9001,
            "vwj_id_end": end + 9001,
            **{name: pd.Series(values, dtype="str") for name, values in text.items()},
            "vwg_nr": np.int32(1),
            "begkm": (last - km).round(3).abs(),
            "endkm": last.round(3),
        },
        geometry=[vak.line for vak in vakken],
        crs=CRS,
    )


def _river(world: World) -> list[Vak]:
    """River from west to east, cut at each block and at each harbour mouth, and the harbours."""
    centre = world.river.centre
    cuts = set(range(0, len(centre), SAMPLES))
    harbours = []
    for place in world.shore:
        if place.basin is None or place.kind == "scheepswerf":
            continue
        at = _mouth(place.basin, world.land.columns)
        cuts.add(at)
        harbours.append(
            Vak(shapely.LineString([centre[at], basin_middle(place.basin)]), place.name, place.name, f"99{at}", "H")
        )
    edges = sorted(cuts)
    pieces = [shapely.LineString(centre[a : b + 1]) for a, b in pairwise(edges)]
    return [*(Vak(line, RIVER, RIVER, "901", "D") for line in pieces), *harbours]


def _mouth(basin: Basin, columns: int) -> int:
    """Vertex of the river's centre line before the mouth of a harbour."""
    middle = (basin.inner[0] + basin.inner[2]) / 2
    return (basin.block % columns) * SAMPLES + round(middle * SAMPLES)


def _sea(world: World) -> list[Vak]:
    points = sea_points(world)
    parts = [shapely.LineString(points[k : k + 2]) for k in range(len(points) - 1)]
    quay = points[2] + np.array([0.0, SEAPORT_DEPTH_M])
    port = Vak(shapely.LineString([points[2], quay]), SEAPORT, SEAPORT, "990", "H")
    return [*(Vak(line, SEA_WAY, SEA_WAY, "900", "D") for line in parts), port]


def _canals(land: Landscape) -> list[Vak]:
    """Canals; the longest in the gemeente get a small harbour half way that no other register knows."""
    lines = canal_lines(land)
    own = np.flatnonzero(_in_gemeente(land, lines))
    own = own[np.argsort(-shapely.length(lines[own]), kind="stable")]
    chosen = {int(row): k for k, row in enumerate(own[: max(1, land.size.panden_count // PANDEN_PER_CANAL_QUAY)])}
    vakken = []
    for row, line in enumerate(lines):
        name, code = f"Kanaal {row + 1}", f"{910 + row}"
        if row not in chosen:
            vakken.append(Vak(line, name, name, code, "D"))
            continue
        harbour = numbered(CANAL_HARBOURS, chosen[row])
        vakken += [Vak(part, name, name, code, "D") for part in _halves(line)]
        vakken.append(Vak(_stub(line), harbour, harbour, f"{code}a", "H"))
    return vakken


def _in_gemeente(land: Landscape, lines: Geometries) -> Bools:
    """True for lines with the gemeente on both sides half way."""
    stubs = np.array([np.asarray(_stub(line).coords) for line in lines]).reshape(-1, 2, 2)
    tree = cKDTree(land.block_centres.reshape(-1, 2))
    sides = (2 * stubs[:, 0] - stubs[:, 1], stubs[:, 1])
    inside = [land.region.ravel()[tree.query(side)[1]] == 0 for side in sides]
    return np.asarray(inside[0] & inside[1], dtype=np.bool_)


def _halves(line: shapely.LineString) -> tuple[shapely.LineString, shapely.LineString]:
    half = line.length / 2
    xy = shapely.get_coordinates(line)
    at = shapely.line_locate_point(line, shapely.points(xy))
    middle = shapely.get_coordinates(line.interpolate(half))
    return (
        shapely.LineString(np.concatenate([xy[at < half], middle])),
        shapely.LineString(np.concatenate([middle, xy[at > half]])),
    )


def _stub(line: shapely.LineString) -> shapely.LineString:
    half = line.length / 2
    middle, ahead = (shapely.get_coordinates(line.interpolate(half + step))[0] for step in (0.0, 1.0))
    along = unit(ahead - middle)
    return shapely.LineString([middle, middle + CANAL_STUB_M * np.array([along[1], -along[0]])])


def _nodes(vakken: list[Vak]) -> tuple[Ints, Ints]:
    ends = np.array([np.asarray(vak.line.coords)[[0, -1]] for vak in vakken])
    _, node = np.unique(np.round(ends.reshape(-1, 2) * 10).astype(np.int64), axis=0, return_inverse=True)
    begin, end = node.reshape(-1, 2).T
    return begin, end


def _links(vakken: list[Vak]) -> list[Vak]:
    """Straight feeders that join every loose canal to the rest, each to the nearest junction."""
    begin, end = _nodes(vakken)
    count = int(max(begin.max(), end.max())) + 1
    xy = np.zeros((count, 2))
    ends = np.array([np.asarray(vak.line.coords)[[0, -1]] for vak in vakken])
    xy[begin], xy[end] = ends[:, 0], ends[:, 1]
    links = coo_array((np.ones(len(begin)), (begin, end)), shape=(count, count))
    label = connected_components(links, directed=False)[1].copy()
    main = label[begin[0]]
    made: list[Vak] = []
    while (label != main).any():
        joined, loose = np.flatnonzero(label == main), np.flatnonzero(label != main)
        distance, found = cKDTree(xy[joined]).query(xy[loose])
        at, nearest = int(np.argmin(distance)), np.asarray(found)
        line = shapely.LineString([xy[loose[at]], xy[joined[nearest[at]]]])
        name = f"Toeleiding {len(made) + 1}"
        made.append(Vak(line, name, name, f"{980}{len(made) + 1}", "V"))
        label[label == label[loose[at]]] = main
    return made
