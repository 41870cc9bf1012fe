"""Heights as AHN gives them: DSM with buildings and trees, DTM of the bare ground with gaps, in tiles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.io.sources.fictief.beelden.covers import ROOFS, Cover
from geo_risico.io.sources.fictief.beelden.geotiff import write_cog
from geo_risico.io.sources.fictief.beelden.things import heights
from geo_risico.io.sources.fictief.geometry import smooth_noise, stage_rng

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.sources.fictief.beelden.paint import Sheet
    from geo_risico.io.sources.fictief.beelden.scene import Landview

FLOWN = dt.date(2025, 3, 1)
NODATA = float(np.finfo(np.float32).max)
STEP_M = 1 / 128
GROUND_M, GROUND_SWING_M, GROUND_WAVE_M = -0.6, 0.7, 2600.0
NOISE_M, CROWN_M, GRASS_M = 0.02, 1.6, 0.06
ROOF_STEP_M, ROOF_STEPS = 0.7, 4
STANDS_M = 1.0
HOLLOW_SHARE = 0.18
"""Share of the cells in a crown where the laser reached lower branches or the ground."""
LEAFY: Final = (Cover.WOOD, Cover.TREE)
COARSE = 10


def write_heights(view: Landview, number: np.ndarray, sheet: Sheet, name: str, folder: Path) -> None:
    """Write one tile as ``dsm_<name>.tif`` and ``dtm_<name>.tif``.

    Parameters
    ----------
    view
        Things of the gemeente.
    number
        Row of the thing in each cell, -1 for none.
    sheet
        Cells of the tile in RD.
    name
        Name of the tile.
    folder
        Folder to write in.
    """
    rng = stage_rng(view.seed, f"beelden hoogte {name}")
    ground = _ground(view, sheet)
    above = _above(view, number, rng)
    water = np.append(view.things.cover == Cover.WATER, [False])[number]
    surface = ground + above + rng.standard_normal(sheet.shape, dtype=np.float32) * np.float32(NOISE_M)
    covered = _grown(above > STANDS_M) | water
    _write(folder / f"dsm_{name}.tif", np.where(water, np.nan, surface), sheet)
    _write(folder / f"dtm_{name}.tif", np.where(covered, np.nan, ground), sheet)


def _write(path: Path, values: np.ndarray, sheet: Sheet) -> None:
    steps = np.rint(values * np.float32(1 / STEP_M)) * np.float32(STEP_M)
    numbers = np.where(np.isnan(steps), np.float32(NODATA), steps)
    write_cog(path, numbers[None], sheet, "EPSG:28992", nodata=NODATA, OVERVIEWS="NONE")


def _ground(view: Landview, sheet: Sheet) -> np.ndarray:
    """Height (m) of the bare ground: a polder that swings slowly."""
    rng = stage_rng(view.seed, "beelden maaiveld")
    rows, columns = (side // COARSE + 1 for side in sheet.shape)
    x = sheet.left + np.arange(columns) * COARSE * sheet.pixel_m
    y = sheet.top - np.arange(rows) * COARSE * sheet.pixel_m
    coarse = smooth_noise(np.stack(np.meshgrid(x, y), axis=-1), GROUND_WAVE_M, rng)
    return (GROUND_M + GROUND_SWING_M * _finer(_finer(coarse, 0, sheet.height), 1, sheet.width)).astype(np.float32)


def _finer(values: np.ndarray, axis: int, size: int) -> np.ndarray:
    """Values between the coarse ones along an axis."""
    at = np.arange(size) / COARSE
    low = at.astype(np.int64)
    high = np.minimum(low + 1, values.shape[axis] - 1)
    share = (at - low).reshape([-1 if k == axis else 1 for k in range(2)])
    return np.asarray(values.take(low, axis) * (1 - share) + values.take(high, axis) * share)


def _above(view: Landview, number: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Height (m) of what stands on the ground: sloping roofs, ragged crowns, short grass."""
    what = view.things
    height = np.append(heights(what, FLOWN), [0.0]).astype(np.float32)[number]
    crown = np.append(np.isin(what.cover, LEAFY), [False])[number]
    roof = np.append(np.isin(what.cover, (*ROOFS, Cover.GLASS)), [False])[number] & (height > 0)
    out = height.copy()
    inner = roof
    for _ in range(ROOF_STEPS):
        inner = ~_grown(~inner)
        out[inner] += ROOF_STEP_M
    count = int(crown.sum())
    ragged = rng.normal(0.0, CROWN_M, count)
    hollow = rng.random(count) < HOLLOW_SHARE
    out[crown] = np.maximum(np.where(hollow, 0.25 * height[crown], height[crown] + ragged), 0.1)
    return np.asarray(out)


def _grown(cells: np.ndarray) -> np.ndarray:
    """Cells and the four around each."""
    out = cells.copy()
    out[1:] |= cells[:-1]
    out[:-1] |= cells[1:]
    out[:, 1:] |= cells[:, :-1]
    out[:, :-1] |= cells[:, 1:]
    return out
