"""Raster layers for the tests of indicators: scenes in memory with every band of a layer, drawn or written by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np

from geo_risico.core.raster import ArrayScene, Grid, RasterLayer, SceneMeta

DATES = [dt.date(2019, 6, 1), dt.date(2021, 6, 1), dt.date(2022, 6, 1), dt.date(2023, 6, 1)]
RANGES = {"oppervlak": (4, 9), "maaiveld": (0, 1)}
PIXEL_M = 5.0
SHARP_M = 0.1
SHARP = {"luchtfotos": dt.date(2020, 6, 1)}


def scene(spec, values, *, date=None, left=0.0, top=0.0, pixel_m=PIXEL_M, sensor="proef"):
    """One scene from band -> two-dimensional values; computed bands are added."""
    arrays = {name: np.asarray(rows, dtype=np.float32) for name, rows in values.items()}
    for name, math in spec.derived.items():
        if set(math.bands) <= set(arrays):
            arrays[name] = computed(math, [arrays[band] for band in math.bands])
    height, width = next(iter(arrays.values())).shape
    return ArrayScene(
        values=np.stack(list(arrays.values())).astype(np.float32),
        bands=tuple(arrays),
        grid=Grid(left=left, top=top, pixel_m=pixel_m, width=width, height=height),
        meta=SceneMeta(
            layer=spec.name, source="proef", title="Proef", sensor=sensor, date=date, native_pixel_m=pixel_m
        ),
        classes={name: column.vocabulary for name, column in spec.columns.items() if column.vocabulary},
    )


def computed(math, parts):
    """Band math by hand, for the formulas that the layers use."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if math.formula == "normalised_difference":
            return (parts[0] - parts[1]) / (parts[0] + parts[1])
        return parts[0] - parts[1] if math.formula == "difference" else np.mean(parts, axis=0)


def draw_raster(rng, spec, side_m, place=(0, 0)):
    """Four dated scenes over the whole sample area and its surroundings, with a few unknown pixels.

    A layer that is read in detail has a sharp scene in between, of 60 by 60 m from ``place``.
    """
    margin = 100
    size = int((side_m + 2 * margin) / PIXEL_M)
    scenes = [scene(spec, draw_bands(rng, spec, size), date=date, left=-margin, top=side_m + margin) for date in DATES]
    if spec.name in SHARP:
        bands = draw_bands(rng.spawn(1)[0], spec, int(60 / SHARP_M))  # leaves what follows as it was
        sharp = scene(spec, bands, date=SHARP[spec.name], left=place[0], top=place[1] + 60, pixel_m=SHARP_M)
        scenes.insert(1, sharp)
    return RasterLayer(name=spec.name, scenes=tuple(scenes))


def draw_bands(rng, spec, size):
    """Values of every band of a layer."""
    return {name: draw_band(rng, name, column, size) for name, column in spec.columns.items()}


def draw_band(rng, name, column, size):
    """Values of one band: codes of a class band, else numbers that vary by block."""
    if column.vocabulary:
        return rng.integers(0, len(column.vocabulary), (size, size)).astype(np.float32)
    low, high = RANGES.get(name, (0.05, 0.6))
    values = np.kron(rng.uniform(low, high, (size // 10, size // 10)), np.ones((10, 10))).astype(np.float32)
    values[rng.random(values.shape) < 0.001] = np.nan
    return values


def table_raster(spec, rows):
    """Raster layer of one case of a table: a list of scenes with date, left, top, pixel_m, sensor and bands.

    A band is a list of rows (null = unknown) or one number with ``size: [height, width]``.
    """
    return RasterLayer(name=spec.name, scenes=tuple(table_scene(spec, row) for row in rows))


def table_scene(spec, row):
    """One scene of a table; ``patches`` fills rectangles [x1, y1, x2, y2] in metres with values per band."""
    size = tuple(row["size"])
    words = {name: column.vocabulary for name, column in spec.columns.items() if column.vocabulary}
    bands = {name: filled(value, size, words.get(name)) for name, value in row["bands"].items()}
    left, top, pixel_m = float(row["left"]), float(row["top"]), float(row["pixel_m"])
    for patch in row.get("patches", ()):
        x1, y1, x2, y2 = patch["box"]
        rows = slice(round((top - y2) / pixel_m), round((top - y1) / pixel_m))
        columns = slice(round((x1 - left) / pixel_m), round((x2 - left) / pixel_m))
        for name, value in patch["bands"].items():
            bands[name][rows, columns] = code(value, words.get(name))
    date = dt.date.fromisoformat(str(row["date"])) if "date" in row else None
    return scene(spec, bands, date=date, left=left, top=top, pixel_m=pixel_m, sensor=row.get("sensor", "proef"))


def filled(value, size, words):
    """A whole band of one value, or the rows as written."""
    if isinstance(value, list):
        return np.array([[code(cell, words) for cell in row] for row in value], dtype=np.float32)
    return np.full(size, code(value, words), dtype=np.float32)


def code(value, words):
    """Number of a cell: NaN for null, the code of a class word."""
    if value is None:
        return np.nan
    return float(words.index(value)) if isinstance(value, str) else float(value)
