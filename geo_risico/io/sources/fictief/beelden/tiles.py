"""The tiles in which heights are delivered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from geo_risico.io.sources.fictief.beelden.heights import write_heights
from geo_risico.io.sources.fictief.beelden.paint import Sheet, sheet_over
from geo_risico.io.sources.fictief.beelden.scene import Landview, painted

if TYPE_CHECKING:
    from pathlib import Path

PIXEL_M, TILE_CELLS = 2.0, 1024
WORKERS = 2


def write_tiles(view: Landview, folder: Path) -> None:
    """Write the heights of the gemeente and the land around it into a folder, tile by tile."""
    whole = sheet_over(view.bounds, PIXEL_M, 1)
    folder.mkdir()
    starts = [range(0, side, TILE_CELLS) for side in whole.shape]
    sheets = [whole.part(row, column, (TILE_CELLS, TILE_CELLS)) for row in starts[0] for column in starts[1]]
    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(_write_tile, view, sheet, folder) for sheet in sheets]:
            done.result()


def _write_tile(view: Landview, sheet: Sheet, folder: Path) -> None:
    name = f"{int(sheet.left) // 1000}_{int(sheet.top) // 1000}"
    write_heights(view, painted(view, sheet), sheet, name, folder)
