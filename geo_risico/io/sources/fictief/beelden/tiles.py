"""The tiles in which heights and aerial photos are delivered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.beelden.heights import write_heights
from geo_risico.io.sources.fictief.beelden.paint import Sheet, near, paint, sheet_over
from geo_risico.io.sources.fictief.beelden.photo import write_photos

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.sources.fictief.beelden.scene import Landview

PIXEL_M, TILE_CELLS = 2.0, 1024
WORKERS = 2


def write_tiles(view: Landview, folder: Path) -> None:
    """Write heights into ``ahn`` and photos into ``luchtfoto`` of a folder, tile by tile."""
    whole = sheet_over(view.bounds, PIXEL_M, 1)
    (folder / "ahn").mkdir()
    (folder / "luchtfoto").mkdir()
    starts = [range(0, side, TILE_CELLS) for side in whole.shape]
    places = [(row, column) for row in starts[0] for column in starts[1]]
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(_write_tile, view, whole, place, folder) for place in places]:
            done.result()


def _write_tile(view: Landview, whole: Sheet, place: tuple[int, int], folder: Path) -> None:
    row, column = place
    sheet = Sheet(
        left=whole.left + column * PIXEL_M,
        top=whole.top - row * PIXEL_M,
        pixel_m=PIXEL_M,
        width=min(TILE_CELLS, whole.width - column),
        height=min(TILE_CELLS, whole.height - row),
    )
    rows = np.flatnonzero(near(view.things.outline, sheet))
    number = paint(view.things.outline[rows], rows, sheet)
    name = f"{int(sheet.left) // 1000}_{int(sheet.top) // 1000}"
    write_heights(view, number, sheet, name, folder / "ahn")
    write_photos(view, number, sheet, name, folder / "luchtfoto")
