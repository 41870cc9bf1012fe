"""The difference between two images as a scene of its own: cell by cell, after harmonisation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.looks.harmonise import common_grid
from geo_risico.spatial.looks.take import present, still_water

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.raster import Grid, Scene, SceneMeta, Window
    from geo_risico.spatial.looks.harmonise import Fit

CHANGE, LEVEL = "verschil", "niveau"


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangeScene:
    """Two images on one grid: ``verschil`` is late minus early, ``niveau`` the early one in the scale of the late.

    Cells that one of the two does not show are unknown. Water that stays water has not changed.
    """

    early: Scene
    late: Scene
    band: str
    names: tuple[str, str]
    fit: Fit

    @property
    def grid(self) -> Grid:
        """Cells of both images."""
        return self.late.grid

    @property
    def bands(self) -> tuple[str, ...]:
        """Difference and early level."""
        return (CHANGE, LEVEL)

    @property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """No class bands."""
        return MappingProxyType({})

    @property
    def meta(self) -> SceneMeta:
        """What is known of the late image, with the widest cell of the two."""
        wide = max(self.early.meta.native_pixel_m, self.late.meta.native_pixel_m)
        return replace(self.late.meta, native_pixel_m=wide)

    def read(self, bands: Sequence[str], window: Window, *, factor: int = 1) -> np.ndarray:
        """Values (bands, rows, columns), float32, NaN = unknown in one of the images."""
        first = self.early.read([self.names[0]], window, factor=factor)[0]
        second = self.late.read([self.names[1]], window, factor=factor)[0]
        level = np.where(np.isnan(second), np.nan, first * self.fit.slope + self.fit.intercept)
        change = np.where(still_water(self.band, first, second), 0, second - level)
        values = {CHANGE: change, LEVEL: level}
        return np.stack([values[name] for name in bands]).astype(np.float32)

    def on(self, grid: Grid) -> ChangeScene:
        """The same difference on another grid."""
        return replace(self, early=self.early.on(grid), late=self.late.on(grid))


def change_scene(early: Scene, late: Scene, band: str, fit: Fit) -> ChangeScene | None:
    """Difference of two images in one band on the grid of the widest cells; none where they share no ground."""
    grid = common_grid(early, late)
    first, second = present(early, band), present(late, band)
    if grid is None or first is None or second is None:
        return None
    return ChangeScene(early=early.on(grid), late=late.on(grid), band=band, names=(first, second), fit=fit)
