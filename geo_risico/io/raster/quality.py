"""What of the area of a scan an image shows: how much is in view and how much of that is clear."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.raster import Window
from geo_risico.core.results import Repair
from geo_risico.io.raster.frames import of_grid, positions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.core.raster import Bounds
    from geo_risico.core.raster_specs import RasterSourceSpec
    from geo_risico.io.raster.bands import Band
    from geo_risico.io.raster.scene import FileScene

SAMPLE: Final = 1_000_000
"""Cells that are looked at."""
PATCHES: Final = 8
"""Rows and columns of patches that a large area is sampled with."""
WHOLE: Final = 0.9995
"""Share from which an area counts as whole."""


@dataclass(frozen=True, kw_only=True)
class View:
    """Cells of the area of a scan: in the image, and the shares of them that are measured and clear.

    ``area_count``: cells of the whole area, ``seen_count``: those within the image. ``known_share``: of those within
    the image, measured. ``clear_share``: of the measured ones, not hidden by a mask.
    """

    area_count: int
    seen_count: int
    known_share: float
    clear_share: float
    is_sample: bool

    @property
    def kept_count(self) -> int:
        """Cells that can be used."""
        return round(self.seen_count * self.known_share * self.clear_share)

    @property
    def in_view_share(self) -> float:
        """Share of the area of the scan that was measured, clouds included."""
        return self.seen_count * self.known_share / self.area_count if self.area_count else 0.0


def view(scene: FileScene, bounds: Bounds | None) -> View:
    """What of an area the bands and masks of a scene show; of a large area a sample is read."""
    grid, asked = scene.grid, bounds or scene.grid.bounds
    window = grid.window(asked)
    area = max(1, round((asked[2] - asked[0]) * (asked[3] - asked[1]) / grid.pixel_m**2))
    seen = 0 if window.is_empty else window.height * window.width
    if not seen:
        return View(area_count=area, seen_count=0, known_share=0.0, clear_share=0.0, is_sample=False)
    band = max(scene.sources.values(), key=lambda band: (not band.words, -band.frame.pixel_m))
    total = known = clear = 0
    factor = _factor(band, window)
    for part in [window] if factor > 1 or seen <= SAMPLE else _patches(window):
        is_known, is_clear = _looked(scene, band, part, factor)
        total, known, clear = total + is_known.size, known + int(is_known.sum()), clear + int(is_clear.sum())
    return View(
        area_count=max(area, seen) if bounds is None else area,
        seen_count=min(seen, area) if bounds is not None else seen,
        known_share=known / total,
        clear_share=clear / known if known else 0.0,
        is_sample=total < seen,
    )


def notes(seen: View, area_title: str = "het gebied van de scan") -> tuple[str, ...]:
    """Dutch sentences on what is in view."""
    if not seen.kept_count and not seen.in_view_share:
        return (f"Het beeld raakt {area_title} niet.",)
    lines = []
    if seen.in_view_share < WHOLE:
        lines.append(f"Van {area_title} is {_percent(seen.in_view_share)} in beeld.")
    if seen.is_sample:
        lines.append(
            f"Het aandeel heldere beeldpunten komt uit een steekproef van ten hoogste {SAMPLE:_} punten.".replace(
                "_", "."
            )
        )
    return tuple(lines)


def filtered(seen: View, source: RasterSourceSpec) -> tuple[Repair, ...]:
    """What fell away: pixels without a measurement and pixels that a mask hides."""
    found = []
    unknown = round(seen.seen_count * (1 - seen.known_share))
    if unknown:
        share = _percent(1 - seen.known_share)
        message = f"{share} van de beeldpunten in het gebied heeft geen geldige meting."
        found.append(Repair(kind="sentinel", count=unknown, message=message))
    hidden = round(seen.seen_count * seen.known_share * (1 - seen.clear_share))
    if hidden:
        what = ", ".join(rule.title for rule in source.masks)
        message = f"{_percent(1 - seen.clear_share)} van de gemeten beeldpunten valt af door het masker ({what})."
        found.append(Repair(kind="filtered", count=hidden, message=message))
    return tuple(found)


def _looked(
    scene: FileScene, band: Band, part: Window, factor: int
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.bool_]], np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Whether the nearest pixel of each cell of a window of the scene is measured, and also clear."""
    own = band.frame
    row, column = positions(of_grid(scene.grid), part, factor, own)
    row, column = np.floor(row), np.floor(column)
    is_inside = (row >= 0) & (row < own.height) & (column >= 0) & (column < own.width)
    if not is_inside.any():
        return is_inside, is_inside
    rows, columns = np.broadcast_arrays(row, column)
    near_row, near_column = rows[is_inside].astype(np.int64), columns[is_inside].astype(np.int64)
    wide = max(1, factor)
    first_row, first_column = near_row.min() // wide * wide, near_column.min() // wide * wide
    window = Window(
        int(first_row),
        int(first_column),
        int(near_row.max() - first_row + 1),
        int(near_column.max() - first_column + 1),
    )
    at = ((near_row - first_row) // wide, (near_column - first_column) // wide)
    is_known, is_clear = np.zeros(is_inside.shape, dtype=bool), np.zeros(is_inside.shape, dtype=bool)
    is_known[is_inside] = band.known(window, wide)[at]
    is_clear[is_inside] = is_known[is_inside] & ~band.hidden(window, wide)[at]
    return is_known, is_clear


def _factor(band: Band, window: Window) -> int:
    """Cells along a wide cell when overviews make reading all of a large window cheap, else 1."""
    factor = math.ceil(math.sqrt(window.height * window.width / SAMPLE))
    has_all = band.mosaic.has_overview(factor) and all(mask.mosaic.has_overview(factor) for mask in band.masks)
    return factor if has_all else 1


def _patches(window: Window) -> Iterator[Window]:
    """Windows spread evenly over a large one, together at most ``SAMPLE`` cells."""
    side = int(math.sqrt(SAMPLE)) // PATCHES
    height, width = min(window.height, side), min(window.width, side)
    rows = np.unique(np.linspace(window.row, window.row + window.height - height, PATCHES).astype(int))
    columns = np.unique(np.linspace(window.column, window.column + window.width - width, PATCHES).astype(int))
    for row in rows:
        for column in columns:
            yield Window(int(row), int(column), height, width)


def _percent(share: float) -> str:
    """Percentage with a comma; never 0 or 100 for what is not nothing or all."""
    percent = min(max(share * 100, 0.1), 99.9) if 0 < share < 1 else share * 100
    return f"{percent:.1f}%".replace(".", ",").replace(",0%", "%")
