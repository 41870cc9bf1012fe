"""Statistics of a raster within polygons, by the exact share of each cell that lies inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.kernels.summary import moments
from geo_risico.spatial.zonal.blocks import cell_blocks
from geo_risico.spatial.zonal.outlines import outlines
from geo_risico.spatial.zonal.quantiles import weighted_quantiles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene
    from geo_risico.spatial.zonal.blocks import CellBlock

COLUMNS = ("mean", "std", "minimum", "maximum", "pixel_count")


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What to work out of one band besides its moments."""

    quantiles: tuple[float, ...]
    classes: Mapping[str, Sequence[int]]

    @property
    def columns(self) -> list[str]:
        """Names of all columns that come out of the cells."""
        named = [f"q_{100 * quantile:g}" for quantile in self.quantiles]
        return [*COLUMNS, *named, *(f"class_{word}" for word in self.classes)]


def zonal_stats(
    shapes: NDArray[np.object_],
    scene: Scene,
    bands: Sequence[str],
    *,
    quantiles: Sequence[float] = (),
    classes: Mapping[str, Sequence[int]] | None = None,
    weights: tuple[Scene, str] | None = None,
) -> dict[str, pd.DataFrame]:
    """Statistics of each band within each shape: band -> frame with a row per shape, in their order.

    Columns: ``mean``, ``std`` (of the population), ``minimum``, ``maximum``, ``q_10`` (quantile 0.1) and
    ``class_<word>`` (share, 0 to 1, of the valid part), all weighted by the share of each cell inside the shape and NaN
    without a valid cell; ``pixel_count`` (valid cells, by cover), ``covered_share`` (valid part of the shape, 0 to 1),
    ``inside_share`` (part of the shape within the raster, 0 to 1), ``whole_count`` (cells that the shape is large) and
    ``factor`` (how many times as wide the cells were read; 1 unless the shape spans too many). ``attrs``: ``pixel_m``,
    ``native_pixel_m``, ``layer`` and ``repaired_count``.

    Parameters
    ----------
    shapes
        Polygons in EPSG:28992; None and empty ones are allowed.
    scene
        Image.
    bands
        Bands to read, computed ones included.
    quantiles
        Between 0 and 1.
    classes
        Word -> codes, for the shares; the default is the vocabulary of the band, if it has one.
    weights
        Scene and band that weigh each cell; cells with an unknown or negative weight are not valid.
    """
    drawn = outlines(shapes)
    asked = {
        band: _Asked(quantiles=tuple(quantiles), classes=_vocabulary(scene, band) if classes is None else classes)
        for band in bands
    }
    tables = {band: _empty(len(drawn), asked[band].columns) for band in bands}
    inside, factor = np.zeros(len(drawn)), np.ones(len(drawn))
    sources = [(scene, tuple(bands)), *([] if weights is None else [(weights[0], (weights[1],))])]
    for block in cell_blocks(drawn, sources):
        weight = np.ones(len(block.cover)) if weights is None else block.values[-1].astype(np.float64)
        for number, band in enumerate(bands):
            tables[band][block.shapes] = _of_cells(block, number, weight, asked[band])
        inside[block.shapes] = np.diff(np.append(0.0, np.cumsum(block.cover))[block.start]) * block.factor**2
        factor[block.shapes] = block.factor
    whole = drawn.area_m2 / scene.grid.pixel_m**2
    facts = {"inside_share": _share(inside, whole), "whole_count": whole, "factor": factor}
    return {band: _frame(tables[band], asked[band].columns, scene, facts, drawn.repaired_count) for band in bands}


def _vocabulary(scene: Scene, band: str) -> dict[str, tuple[int, ...]]:
    """Code of each word of a class band; empty for a band with numbers."""
    return {word: (code,) for code, word in enumerate(scene.classes.get(band, ()))}


def _empty(count: int, columns: list[str]) -> NDArray[np.float64]:
    """Table of shapes without any cell."""
    table = np.full((count, len(columns)), np.nan)
    table[:, columns.index("pixel_count")] = 0.0
    return table


def _of_cells(block: CellBlock, number: int, weight: NDArray[np.float64], asked: _Asked) -> NDArray[np.float64]:
    """Row of each shape of a block: moments, quantiles, class shares."""
    values = block.values[number]
    table = moments(values, block.cover, weight, block.start)
    table[:, COLUMNS.index("pixel_count")] *= block.factor**2
    parts = [table]
    heavy = block.cover * weight
    if asked.quantiles:
        parts.append(weighted_quantiles(values, heavy, block.start, asked.quantiles))
    if asked.classes:
        parts.append(_class_shares(values, heavy, block.start, asked.classes))
    return np.hstack(parts)


def _class_shares(
    values: NDArray[np.float32],
    weight: NDArray[np.float64],
    start: NDArray[np.int64],
    classes: Mapping[str, Sequence[int]],
) -> NDArray[np.float64]:
    """Share of each class in the valid cells of each shape, NaN without any."""
    shape = np.repeat(np.arange(len(start) - 1), np.diff(start))
    is_valid = ~np.isnan(values) & (weight > 0)
    whole = np.bincount(shape[is_valid], weights=weight[is_valid], minlength=len(start) - 1)
    columns = []
    for codes in classes.values():
        chosen = is_valid & np.isin(values, np.asarray(codes, dtype=np.float32))
        columns.append(np.bincount(shape[chosen], weights=weight[chosen], minlength=len(start) - 1))
    with np.errstate(invalid="ignore"):
        return np.asarray(np.stack(columns, axis=1) / np.where(whole > 0, whole, np.nan)[:, None], dtype=np.float64)


def _share(count: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Part of each shape of ``whole`` cells that ``count`` cells are, 0 to 1; 0 for a shape without area."""
    return np.asarray(np.minimum(count / np.where(whole > 0, whole, np.inf), 1.0), dtype=np.float64)


def _frame(
    table: NDArray[np.float64],
    columns: list[str],
    scene: Scene,
    facts: Mapping[str, NDArray[np.float64]],
    repaired_count: int,
) -> pd.DataFrame:
    """One band as a frame, with what people must know of the cells in ``attrs``."""
    frame = pd.DataFrame(table, columns=columns)
    frame = frame.assign(covered_share=_share(frame["pixel_count"].to_numpy(), facts["whole_count"]), **facts)
    frame.attrs = {
        "pixel_m": scene.grid.pixel_m,
        "native_pixel_m": scene.meta.native_pixel_m,
        "layer": scene.meta.layer,
        "repaired_count": repaired_count,
    }
    return frame
