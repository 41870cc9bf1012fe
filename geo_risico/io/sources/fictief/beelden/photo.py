"""Aerial photos of the fictitious gemeente: red, green, blue and near infrared of 0 to 255, per year, in tiles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.io.sources.fictief.beelden.geotiff import write_cog
from geo_risico.io.sources.fictief.beelden.scene import light_on
from geo_risico.io.sources.fictief.beelden.things import heights
from geo_risico.io.sources.fictief.geometry import stage_rng

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.sources.fictief.beelden.paint import Sheet
    from geo_risico.io.sources.fictief.beelden.scene import Landview

FLOWN: Final = (dt.date(2021, 6, 2), dt.date(2025, 5, 28))
ORDER = (2, 1, 0, 3)
"""Bands of the light in the order red, green, blue, near infrared."""
FULL = (0.36, 0.36, 0.36, 0.60)
GAMMA = 0.62
EXPOSURE: Final = {2021: (1.00, 1.00, 1.03, 1.00), 2025: (1.05, 1.04, 1.01, 0.96)}
NOISE, THING_SWING = 2.5, 0.04
SHADOW, SUN_M = 0.55, 1.5
"""Light left in a shadow, and height (m) of what throws a shadow one metre long."""
SHADOW_CELLS = 4
BLUR = 0.15
QUALITY = 80


def write_photos(view: Landview, number: np.ndarray, sheet: Sheet, name: str, folder: Path) -> None:
    """Write one tile of every year as ``<year>/rgb_<name>.tif`` and ``<year>/cir_<name>.tif``.

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
    for date in FLOWN:
        values = _photo(view, number, date, stage_rng(view.seed, f"beelden luchtfoto {date.year} {name}"))
        own = folder / f"{date.year}"
        own.mkdir(parents=True, exist_ok=True)
        options = {"COMPRESS": "JPEG", "QUALITY": QUALITY, "LEVEL": None, "PREDICTOR": None, "OVERVIEWS": "NONE"}
        for kind, bands in (("rgb", (0, 1, 2)), ("cir", (3, 0, 1))):
            path = own / f"{kind}_{name}.tif"
            write_cog(path, values[list(bands)], sheet, "EPSG:28992", nodata=None, tags={"DATUM": f"{date}"}, **options)


def _photo(view: Landview, number: np.ndarray, date: dt.date, rng: np.random.Generator) -> np.ndarray:
    light = np.concatenate([light_on(view, date), [[0.03, 0.062, 0.035, 0.40]]])[:, ORDER]
    swing = stage_rng(view.seed, f"beelden kleur {date.year}").normal(1.0, THING_SWING, (len(light), 1))
    colour = 255 * np.clip(light * swing / FULL, 0, 1) ** GAMMA * EXPOSURE[date.year]
    shade = np.where(_shadow(view, number, date), np.float32(SHADOW), np.float32(1))
    grain = rng.standard_normal(number.shape, dtype=np.float32) * np.float32(NOISE)
    step = 1 if rng.random() < 0.5 else -1  # noqa: PLR2004
    return np.stack([_film(band.astype(np.float32)[number] * shade, grain, step) for band in colour.T])


def _film(band: np.ndarray, grain: np.ndarray, step: int) -> np.ndarray:
    """Colour values of one band: a little out of place, with grain."""
    smeared = band * np.float32(1 - BLUR) + np.roll(band, step, axis=1) * np.float32(BLUR) + grain
    return np.asarray(np.rint(smeared).clip(1, 255), dtype=np.uint8)


def _shadow(view: Landview, number: np.ndarray, date: dt.date) -> np.ndarray:
    """Cells that lie in the shadow of something to the south."""
    height = np.append(heights(view.things, date), [0.0]).astype(np.float32)[number]
    dark = np.zeros(height.shape, dtype=bool)
    for cells in range(1, SHADOW_CELLS + 1):
        dark[:-cells] |= height[cells:] > height[:-cells] + cells * 2.0 * SUN_M
    return dark
