"""One location from the objects that make it: identification, name, kind, registers and outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from geo_risico.locations.water.types import LOOSE, REGISTERS, joint_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_risico.locations.water.settings import WatergebondenSettings

SEGMENTS: Final = 4
"""Straight segments per quarter circle around lines and points."""
POLYGON_MARGIN_M: Final = 1.0
"""Ground around a polygon of a register, so that touching polygons become one."""


class WaterObject(NamedTuple):
    """One object of one register."""

    object_id: str
    register: str
    soort: str
    naam: str | float
    """NaN when unknown."""
    kind: str | None
    """Kind of location that it is by itself, None for a part of a harbour."""
    geometry: shapely.Geometry


def location_of(
    objects: Sequence[WaterObject], members: list[int], settings: WatergebondenSettings
) -> tuple[str, str | None, str, str, tuple[int, ...], shapely.Geometry]:
    """Identification, name, kind, registers ('|'-joined), members and polygon of one location.

    The first object by register and identification that makes the location gives it its identification, the first
    with a name its name. Parts such as piers do not when a harbour stands beside them.

    Parameters
    ----------
    objects
        All objects.
    members
        Positions of those of this location, in ascending order.
    settings
        Distances of the theme.
    """
    rows = [objects[k] for k in members]
    makers = [row for row in rows if isinstance(row.kind, str)]
    is_site = bool(makers)
    kind = joint_kind([str(row.kind) for row in makers]) if is_site else _loose_kind(rows)
    makers = makers or [row for row in rows if LOOSE.get(row.soort) == kind]
    present = {row.register for row in rows}
    registers = [name for name in (*REGISTERS, *sorted(present - set(REGISTERS))) if name in present]
    shapes = np.asarray([row.geometry for row in makers], dtype=object)
    return (
        f"WGL-{makers[0].register}-{makers[0].object_id.removeprefix(makers[0].register + '-')}",
        next((row.naam for row in makers if isinstance(row.naam, str)), None),
        kind,
        "|".join(registers),
        tuple(members),
        _site_outline(shapes, settings) if is_site else _buffered(shapes, settings.margin_m),
    )


def _loose_kind(rows: Sequence[WaterObject]) -> str:
    """Kind of a group of loose objects: berths before slipways before piers."""
    found = {row.soort for row in rows}
    return next(kind for soort, kind in LOOSE.items() if soort in found)


def _site_outline(shapes: NDArray[np.object_], settings: WatergebondenSettings) -> shapely.Geometry:
    """Polygon of a harbour; points do not count beside lines and polygons of the same harbour."""
    known = shapely.get_dimensions(shapes) > 0
    return _buffered(shapes[known] if known.any() else shapes, settings.line_margin_m)


def _buffered(shapes: NDArray[np.object_], thin_m: float) -> shapely.Geometry:
    is_area = shapely.get_dimensions(shapes) == shapely.get_dimensions(shapely.Polygon())
    margin = np.where(is_area, POLYGON_MARGIN_M, thin_m)
    return shapely.union_all(shapely.buffer(shapes, margin, quad_segs=SEGMENTS))
