"""Aerial photos of the fictitious gemeente: red, green, blue and near infrared of 0 to 255, per year, in tiles."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.io.sources.fictief.beelden.geotiff import write_cog
from geo_risico.io.sources.fictief.beelden.paint import blocks_near, sheet_over
from geo_risico.io.sources.fictief.beelden.scene import light_on, painted
from geo_risico.io.sources.fictief.beelden.things import heights
from geo_risico.io.sources.fictief.geometry import stage_rng

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.sources.fictief.beelden.paint import Sheet
    from geo_risico.io.sources.fictief.beelden.scene import Landview
    from geo_risico.io.sources.fictief.geometry import Bools

FLOWN: Final = (dt.date(2021, 6, 2), dt.date(2025, 5, 28))
ORDER = (2, 1, 0, 3)
"""Bands of the light in the order red, green, blue, near infrared."""
FULL = (0.36, 0.36, 0.36, 0.60)
GAMMA = 0.62
EXPOSURE: Final = {2021: (1.00, 1.00, 1.03, 1.00), 2025: (1.05, 1.04, 1.01, 0.96)}
NOISE, THING_SWING = 2.5, 0.04
SHADOW, SUN_M = 0.55, 1.5
"""Light left in a shadow, and height (m) of what throws a shadow one metre long."""
SHADOW_CELLS = 6
BLUR = 0.15
PIXEL_M, BLOCK, BLOCKS = 1.0, 256, 4
KINDS: Final = {2021: {"rgb": (0, 1, 2)}, 2025: {"rgb": (0, 1, 2), "cir": (3, 0, 1)}}
WORKERS = 2
AS_JPEG: Final = {
    "COMPRESS": "JPEG", "QUALITY": 80, "BLOCKSIZE": BLOCK, "OVERVIEWS": "NONE", "SPARSE_OK": "YES", "LEVEL": None,
    "PREDICTOR": None,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Roll:
    """What a photo of one date shows of each thing: colour (4, things + 1) and height; the last is what is nothing."""

    date: dt.date
    colour: np.ndarray
    height_m: np.ndarray


def write_photos(view: Landview, folder: Path) -> None:
    """Write photos around erven and sites as ``<year>/rgb_<tile>.tif`` and, of the last year, ``cir_<tile>.tif``."""
    whole = sheet_over(view.bounds, PIXEL_M, BLOCK)
    wanted = blocks_near(view.places, whole, BLOCK)
    for year in {date.year for date in FLOWN}:
        (folder / f"{year}").mkdir(parents=True)
    rolls = [_roll(view, date) for date in FLOWN]
    rows, columns = (np.unique(at // BLOCKS) * BLOCKS for at in np.nonzero(wanted))
    tiles = [(row, column) for row in rows for column in columns if _of_tile(wanted, (row, column)).any()]
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(_write_tile, (view, rolls), whole, (wanted, tile), folder) for tile in tiles]:
            done.result()


def _of_tile(wanted: Bools, tile: tuple[int, int]) -> Bools:
    return wanted[tile[0] : tile[0] + BLOCKS, tile[1] : tile[1] + BLOCKS]


def _write_tile(
    seen_by: tuple[Landview, list[Roll]], whole: Sheet, part: tuple[Bools, tuple[int, int]], folder: Path
) -> None:
    view, rolls = seen_by
    wanted = _of_tile(*part)
    row, column = part[1]
    sheet = whole.part(row * BLOCK, column * BLOCK, (wanted.shape[0] * BLOCK, wanted.shape[1] * BLOCK))
    values = {date: np.zeros((4, *sheet.shape), dtype=np.uint8) for date in FLOWN}
    for r, c in zip(*np.nonzero(wanted), strict=True):
        block = sheet.part(int(r) * BLOCK, int(c) * BLOCK, (BLOCK, BLOCK))
        number = painted(view, block)
        at = (slice(None), slice(r * BLOCK, (r + 1) * BLOCK), slice(c * BLOCK, (c + 1) * BLOCK))
        for roll in rolls:
            rng = stage_rng(view.seed, f"beelden luchtfoto {roll.date.year} {block.left:.0f} {block.top:.0f}")
            values[roll.date][at] = _photo(roll, number, rng)
    name = f"{int(sheet.left) // 1000}_{int(sheet.top) // 1000}"
    for date in FLOWN:
        for kind, bands in KINDS[date.year].items():
            path = folder / f"{date.year}" / f"{kind}_{name}.tif"
            seen = values[date][list(bands)]
            write_cog(path, seen, sheet, "EPSG:28992", nodata=0, tags={"DATUM": f"{date}"}, **AS_JPEG)


def _roll(view: Landview, date: dt.date) -> Roll:
    """Colours and heights of all things on a date."""
    light = np.concatenate([light_on(view, date), [[0.03, 0.062, 0.035, 0.40]]])[:, ORDER]
    swing = stage_rng(view.seed, f"beelden kleur {date.year}").normal(1.0, THING_SWING, (len(light), 1))
    colour = 255 * np.clip(light * swing / FULL, 0, 1) ** GAMMA * EXPOSURE[date.year]
    height = np.append(heights(view.things, date), [0.0]).astype(np.float32)
    return Roll(date, np.ascontiguousarray(colour.T, dtype=np.float32), height)


def _photo(roll: Roll, number: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    shade = np.where(_shadow(roll.height_m[number]), np.float32(SHADOW), np.float32(1))
    grain = rng.standard_normal(number.shape, dtype=np.float32) * np.float32(NOISE)
    step = 1 if rng.random() < 0.5 else -1  # noqa: PLR2004
    return np.stack([_film(band[number] * shade, grain, step) for band in roll.colour])


def _film(band: np.ndarray, grain: np.ndarray, step: int) -> np.ndarray:
    """Colour values of one band: a little out of place, with grain."""
    smeared = band * np.float32(1 - BLUR) + np.roll(band, step, axis=1) * np.float32(BLUR) + grain
    return np.asarray(np.rint(smeared).clip(1, 255), dtype=np.uint8)


def _shadow(height: np.ndarray) -> np.ndarray:
    """Cells that lie in the shadow of something to the south."""
    dark = np.zeros(height.shape, dtype=bool)
    for cells in range(1, SHADOW_CELLS + 1):
        dark[:-cells] |= height[cells:] > height[:-cells] + cells * PIXEL_M * SUN_M
    return dark
