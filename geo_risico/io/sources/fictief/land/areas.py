"""Wijken and buurten that tile a gemeente: a buurt is a square of the country, a wijk three by three of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import shapely

from geo_risico.io.sources.fictief.geometry import stage_rng
from geo_risico.io.sources.fictief.land.places import tile_outlines
from geo_risico.io.sources.fictief.land.rows import woonplaatsen
from geo_risico.io.sources.fictief.names import place_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.io.sources.fictief.geometry import Bools, Geometries, Ints
    from geo_risico.io.sources.fictief.land.gemeente import Made, Task

WIJK_TILES: Final = 3
SLIVER_M2: Final = 1.0
RESIDENTS: Final = 2.2
MISSING: Final = -99997
YEAR: Final = 2024
FACE: Final = 2


def make_buurten(task: Task, tile: Ints, is_dwelling: Bools) -> Iterator[Made]:
    """Layers buurten and wijken with figures from the units: ``tile`` is the square of each."""
    shapes, squares = _pieces(task)
    units = np.bincount(tile, minlength=len(task.number))[squares]
    homes = np.bincount(tile[is_dwelling], minlength=len(task.number))[squares]
    group = np.stack([task.tiles.row[squares] // WIJK_TILES, task.tiles.column[squares] // WIJK_TILES], axis=1)
    _, wijk = np.unique(group, axis=0, return_inverse=True)
    wijk = wijk.ravel()
    order = np.lexsort((squares, wijk))
    shapes, wijk, squares = shapes[order], wijk[order], squares[order]
    units, homes = units[order], homes[order]
    within = np.arange(len(wijk)) - np.searchsorted(wijk, wijk)
    yield "buurten", _buurten(task, (wijk, within, squares), (shapely.area(shapes) / 1e6, units, homes)), shapes
    count = int(wijk.max()) + 1
    whole = np.array([shapely.union_all(shapes[wijk == k]) for k in range(count)], dtype=object)
    names = place_names(count)
    yield "wijken", pa.table({
        "wijkcode": [f"WK{task.gemeente.digits}{k:02d}" for k in range(count)],
        "wijknaam": [f"Wijk {k:02d} {names[k]}" for k in range(count)],
        "gemeentecode": [task.gemeente.code] * count,
        "gemeentenaam": [task.gemeente.name] * count,
        "water": ["NEE"] * count,
        "aantal_inwoners": pa.array([int(RESIDENTS * homes[wijk == k].sum()) for k in range(count)]),
    }), whole  # fmt: skip


def _pieces(task: Task) -> tuple[Geometries, Ints]:
    """Part of each square inside the gemeente, and the squares that have one."""
    outlines = tile_outlines(task.tiles.column, task.tiles.row)
    cut = shapely.intersection(outlines, task.outline)
    parts, square = shapely.get_parts(cut, return_index=True)
    kept = (shapely.get_dimensions(parts) == FACE) & (shapely.area(parts) > SLIVER_M2)
    parts, square = parts[kept], square[kept]
    used = np.unique(square)
    return np.array([shapely.union_all(parts[square == k]) for k in used], dtype=object), used


def _buurten(task: Task, number: tuple[Ints, Ints, Ints], figures: tuple[np.ndarray, Ints, Ints]) -> pa.Table:
    wijk, within, squares = number
    km2, units, homes = figures
    rng = stage_rng(task.seed, f"land buurten {task.gemeente.code}")
    count = len(wijk)
    residents = np.round(RESIDENTS * homes).astype(np.int64)
    names = woonplaatsen(squares)
    lived = homes > 0
    return pa.table({
        "buurtcode": [f"BU{task.gemeente.digits}{w:02d}{b:02d}" for w, b in zip(wijk, within, strict=True)],
        "buurtnaam": [names[k] for k in squares.tolist()],
        "wijkcode": [f"WK{task.gemeente.digits}{w:02d}" for w in wijk],
        "gemeentecode": [task.gemeente.code] * count,
        "gemeentenaam": [task.gemeente.name] * count,
        "water": ["NEE"] * count,
        "omgevingsadressendichtheid": np.round(units / km2).astype(np.int64),
        "bevolkingsdichtheid_inwoners_per_km2": np.round(residents / km2).astype(np.int64),
        "aantal_inwoners": residents,
        "percentage_onbewoond": np.where(lived, rng.integers(1, 12, count), MISSING),
        "gemiddelde_woningwaarde": np.where(lived, rng.integers(210, 560, count), MISSING),
        "gemiddeld_inkomen_per_inwoner": np.where(lived, rng.uniform(24.0, 42.0, count).round(1), MISSING),
        "jaar": np.full(count, YEAR),
    })  # fmt: skip
