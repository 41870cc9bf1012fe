"""A country without real boundaries: cells around shifted lattice points, that share their borders exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.geometry import stage_rng
from geo_risico.io.sources.fictief.land.borders import Borders, fictitious_provinces
from geo_risico.io.sources.fictief.land.places import bend
from geo_risico.io.sources.fictief.land.square import moved
from geo_risico.io.sources.fictief.names import place_names

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Geometries

SOUTH_WEST: Final = (120_000.0, 440_000.0)
PANDEN_PER_KM2: Final = 250.0
SMALLEST_KM2: Final = 12.0
SHIFT: Final = 0.3
STEP_M: Final = 150.0
FIRST_CODE: Final = 9001


def lattice_borders(count: int, panden_count: int, seed: int) -> Borders:
    """Gemeenten on a fictitious lattice, the same for the same arguments.

    Parameters
    ----------
    count
        Gemeenten.
    panden_count
        Panden in the country, which decide how large it is.
    seed
        Seed of all randomness.
    """
    side = 1000.0 * float(np.sqrt(max(SMALLEST_KM2, panden_count / PANDEN_PER_KM2 / count)))
    columns = int(np.ceil(np.sqrt(count)))
    number = np.arange(count)
    rng = stage_rng(seed, "land lattice")
    points = np.stack([number % columns, number // columns], axis=1) + rng.uniform(-SHIFT, SHIFT, (count, 2))
    rows = -(-count // columns)
    frame = shapely.box(-0.5, -0.5, columns - 0.5, rows - 0.5)
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame, ordered=True)
    flat = shapely.intersection(shapely.get_parts(cells), frame) if count > 1 else np.array([frame], dtype=object)
    low = np.array(SOUTH_WEST)
    large = moved(flat, lambda xy: np.round(xy * side, 3) + low)
    outline = moved(_with_edges(large), bend)
    names = [f"{name} (verzonnen)" for name in place_names(count)]
    codes = [f"GM{FIRST_CODE + k}" for k in number]
    return Borders(tuple(codes), tuple(names), fictitious_provinces(outline), outline)


def _with_edges(cells: Geometries) -> Geometries:
    """Cells with points along each border that both sides share: borders are cut from their lowest end."""
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(cells))))
    dense = shapely.segmentize(lines, STEP_M)
    faces = shapely.get_parts(shapely.polygonize(dense))
    spot = shapely.point_on_surface(faces)
    cell, face = shapely.STRtree(spot).query(cells, predicate="contains")
    order = np.argsort(cell, kind="stable")
    fitting: Geometries = np.asarray(faces)[face[order]]
    return fitting
