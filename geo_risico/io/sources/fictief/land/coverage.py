"""Percelen of a square that fit each other exactly, vertex for vertex, and a road around them up to the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.land.square import NODE_M, STRAIGHT_M, STRIP_M, TILE_M

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Geometries, Ints

GRID_M: Final = 0.01
SMALLEST_M2: Final = 1.0


def framed(shapes: Geometries, stamp: Ints, row: Ints, count: int) -> tuple[Geometries, Ints, Ints]:
    """Percelen of each square without overlap, and four strips along its edges.

    Neighbours get the same vertices along their common edge; what is bent afterwards then still fits.

    Parameters
    ----------
    shapes
        Percelen in metres from the corner of their square.
    stamp, row
        Square of each perceel, and the row of the register that it has; a strip gets the row of the first perceel.
    count
        Number of squares.
    """
    strips = _strips(TILE_M, STRIP_M, NODE_M)
    found: list[tuple[Geometries, Ints, Ints]] = []
    for number in range(count):
        mine = np.flatnonzero(stamp == number)
        every = np.concatenate([shapes[mine], strips])
        rows = np.concatenate([row[mine], np.full(len(strips), row[mine][0] if len(mine) else row[0])])
        faces, source = _fitted(every)
        found.append((faces, np.full(len(faces), number), rows[source]))
    return (
        np.concatenate([part[0] for part in found]),
        np.concatenate([part[1] for part in found]),
        np.concatenate([part[2] for part in found]),
    )


def _strips(side: float, width: float, step: float) -> Geometries:
    """Four strips along the edges of a square, cut at its diagonals, with vertices at every step of the edge."""
    along = np.arange(0.0, side + step / 2, step)
    outer = np.stack([along, np.zeros_like(along)], axis=1)
    inner = np.array([[side - width, width], [width, width]])
    south = np.concatenate([outer, inner])
    turned = [south, south[:, ::-1], side - south, (side - south)[:, ::-1]]
    return np.array([shapely.Polygon(ring) for ring in turned], dtype=object)


def _fitted(shapes: Geometries) -> tuple[Geometries, Ints]:
    """Faces between all edges together, and the first shape that each lies in."""
    edges = shapely.union_all(shapely.boundary(shapely.segmentize(shapes, STRAIGHT_M)), grid_size=GRID_M)
    faces = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(edges))), dtype=object)
    faces = faces[shapely.area(faces) > SMALLEST_M2]
    face, shape = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="within")
    order = np.lexsort((shape, face))
    kept, first = np.unique(face[order], return_index=True)
    source = shape[order][first]
    order = np.lexsort((shapely.area(faces[kept]), source))
    return faces[kept][order], source[order]
