"""Geometry that the rest can rely on: valid, flat, not empty and of the kind that the layer promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import DataError
from geo_risico.io.repairs import labels, note

if TYPE_CHECKING:
    from geo_risico.core.results import Repair
    from geo_risico.core.specs import LayerSpec

DIMENSION: Final = {"point": 0, "line": 1, "polygon": 2}
FLAT: Final = 2
"""Dimensions of a coordinate without height or measure."""
KINDS: Final = ("punt", "lijn", "vlak")


def repair_shapes(
    frame: pd.DataFrame, geometry: np.ndarray, layer: LayerSpec, where: str, *, to_point: bool
) -> tuple[np.ndarray, np.ndarray, tuple[Repair, ...]]:
    """Return usable geometries, a mask of the rows that have one, and what was repaired or lost.

    Parameters
    ----------
    frame
        Rows in our columns, to name examples.
    geometry
        Geometries in EPSG:28992, None where empty.
    layer
        Layer with the kind of geometry it promises.
    where
        File and table, for messages.
    to_point
        True when a polygon or line may become a point in it.

    Raises
    ------
    DataError
        No geometry is of the promised kind.
    """
    is_empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    is_bad = ~is_empty & ~shapely.is_valid(geometry)
    is_flat = shapely.get_coordinate_dimension(geometry).max(initial=2) == FLAT
    fixed = geometry.copy() if is_flat else shapely.force_2d(geometry)
    fixed[is_bad] = shapely.make_valid(fixed[is_bad], method="linework")
    target = DIMENSION.get(layer.geometry)
    if target is not None:
        fixed[is_bad] = [_of_dimension(shape, target) for shape in fixed[is_bad]]
    is_lost = is_bad & shapely.is_empty(fixed)
    is_pointed = np.zeros(len(fixed), dtype=bool)
    if to_point:
        is_pointed = ~is_empty & ~is_lost & (shapely.get_dimensions(fixed) > 0)
        fixed[is_pointed] = shapely.point_on_surface(fixed[is_pointed])
    is_wrong = _wrong_kind(fixed, target) & ~is_empty & ~is_lost
    if is_wrong.any() and is_wrong.sum() == (~is_empty & ~is_lost).sum():
        raise DataError(_wrong_message(where, layer, fixed[is_wrong]))
    series = [pd.Series(mask, index=frame.index) for mask in (is_empty, is_bad & ~is_lost, is_lost, is_wrong)]
    empty_ids, bad_ids, lost_ids, wrong_ids = (labels(frame, layer.key, mask) for mask in series)
    repairs = (
        *note(
            "empty_geometry",
            int(is_empty.sum()),
            f"{is_empty.sum()} rijen vallen af: geen (leesbare) geometrie.",
            empty_ids,
        ),
        *note(
            "invalid_geometry", int(series[1].sum()), f"{series[1].sum()} ongeldige geometrieën zijn hersteld.", bad_ids
        ),
        *note(
            "dropped",
            int(is_lost.sum()),
            f"{is_lost.sum()} rijen vallen af: de ongeldige geometrie is niet te herstellen.",
            lost_ids,
        ),
        *note(
            "dropped",
            int(is_wrong.sum()),
            f"{is_wrong.sum()} rijen vallen af: andere soort geometrie dan de laag vraagt.",
            wrong_ids,
        ),
        *note("assumption", int(is_pointed.sum()), f"{is_pointed.sum()} vlakken zijn een punt in het vlak geworden."),
    )
    return fixed, ~is_empty & ~is_lost & ~is_wrong, repairs


def _of_dimension(shape: shapely.Geometry, dimension: int) -> Any:  # noqa: ANN401 - any kind of geometry
    """Part of a repaired geometry that has the wanted dimension, multi only when needed."""
    parts = [part for part in _flat(shape) if shapely.get_dimensions(part) == dimension]
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return shapely.Polygon()
    gather = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)[dimension]
    return gather(parts)


def _flat(shape: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shape)
    if len(parts) == 1 and parts[0].equals_exact(shape, 0):
        return [shape]
    return [flat for part in parts for flat in _flat(part)]


def _wrong_kind(geometry: np.ndarray, target: int | None) -> np.ndarray:
    if target is None:
        return np.zeros(len(geometry), dtype=bool)
    is_mixed = shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION.value
    return np.asarray((shapely.get_dimensions(geometry) != target) | is_mixed)


def _wrong_message(where: str, layer: LayerSpec, geometry: np.ndarray) -> str:
    found = sorted({KINDS[d] for d in shapely.get_dimensions(geometry) if 0 <= d < len(KINDS)})
    wanted = KINDS[DIMENSION[layer.geometry]]
    return f"{where}: geometrie is {' en '.join(found)}, verwacht {wanted} voor laag '{layer.name}'"
