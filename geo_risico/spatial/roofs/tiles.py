"""Roofs cut into square tiles, each with a few numbers about its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.spatial.roofs.panden import COLOURS
from geo_risico.spatial.zonal import cell_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene
    from geo_risico.spatial.zonal import CellBlock

PIECE_TILES = 25
"""Larger roofs are cut into squares of so many tiles, so that their cells are read as they are."""
KEYS = ["roof", "column", "row"]
SUMS = ["cell_count", "known_m2", "cool_m2", "blueness", "blueness_squared"]


def roof_tiles(shapes: NDArray[np.object_], scene: Scene, *, tile_m: float, blueness: float) -> pd.DataFrame:
    """Tiles of ``tile_m`` by ``tile_m`` metres with known colour, a row for each roof that lies on it.

    Columns: ``roof`` (position in ``shapes``), ``column`` and ``row`` (tile, counted from the origin of EPSG:28992),
    ``cell_count`` (cells, by cover), ``known_m2`` (roof with known colour), ``cool_share`` (share of it, 0 to 1, that
    is cool: at least so blue) and ``blueness_sd`` (standard deviation). The blueness of a cell is blue minus red over
    the mean of the three colours: 0 for grey, whatever the light.
    """
    pieces, roof = _pieces(shapes, PIECE_TILES * tile_m)
    parts = [_sums(block, roof, tile_m, blueness) for block in cell_blocks(pieces, [(scene, COLOURS)])]
    if not parts:
        return _features(pd.DataFrame(columns=[*KEYS, *SUMS], dtype="float64"))
    return _features(pd.concat(parts).groupby(KEYS, as_index=False)[SUMS].sum())


def _pieces(shapes: NDArray[np.object_], side_m: float) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Shapes cut along lines every ``side_m`` metres where they are longer than that, and the shape of each piece."""
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    first = np.floor(bounds[:, :2] / side_m)
    last = np.floor(bounds[:, 2:] / side_m)
    pieces: list[NDArray[np.object_]] = []
    owner: list[NDArray[np.intp]] = []
    long = (last > first).any(axis=1)
    pieces.append(shapes[~long])
    owner.append(np.flatnonzero(~long))
    for position in np.flatnonzero(long):
        x, y = (np.arange(first[position, k], last[position, k] + 1) * side_m for k in (0, 1))
        left, low = (grid.ravel() for grid in np.meshgrid(x, y))
        cut = shapely.intersection(shapes[position], shapely.box(left, low, left + side_m, low + side_m))
        cut = cut[shapely.area(cut) > 0]
        pieces.append(cut)
        owner.append(np.full(len(cut), position, dtype=np.intp))
    return np.concatenate(pieces), np.concatenate(owner)


def _sums(block: CellBlock, roof: NDArray[np.intp], tile_m: float, blueness: float) -> pd.DataFrame:
    """Sums over the known cells of each tile in one block."""
    red, green, blue = block.values.astype(np.float64)
    mean = (red + green + blue) / 3
    known = ~np.isnan(mean) & (mean > 0) & (block.cover > 0)
    index = (blue[known] - red[known]) / mean[known]
    cover, area = block.cover[known], block.area_m2[known]
    shape = np.repeat(np.arange(len(block.shapes)), np.diff(block.start))[known]
    place = [np.floor(middle[known] / tile_m).astype(np.int64) for middle in (block.x, block.y)]
    low = [int(tile.min()) if len(tile) else 0 for tile in place]
    wide, high = (int((tile - first).max(initial=0)) + 1 for tile, first in zip(place, low, strict=True))
    code = (shape * high + place[1] - low[1]) * wide + place[0] - low[0]
    parts = (cover, area, area * (index >= blueness), area * index, area * index**2)
    totals = [np.bincount(code, weights=part) for part in parts]
    filled = np.flatnonzero(totals[0])
    keys = {
        "roof": roof[block.shapes[filled // (wide * high)]],
        "column": filled % wide + low[0],
        "row": filled // wide % high + low[1],
    }
    return pd.DataFrame({**keys, **{name: total[filled] for name, total in zip(SUMS, totals, strict=True)}})


def _features(tiles: pd.DataFrame) -> pd.DataFrame:
    """Sums as shares, mean and standard deviation."""
    mean = tiles["blueness"] / tiles["known_m2"]
    variance = (tiles["blueness_squared"] / tiles["known_m2"] - mean**2).clip(lower=0)
    return tiles[[*KEYS, "cell_count", "known_m2"]].assign(
        cool_share=tiles["cool_m2"] / tiles["known_m2"], blueness_sd=np.sqrt(variance)
    )
