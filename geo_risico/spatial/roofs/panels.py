"""Fields of solar panels on roofs: tiles where cool glass and its neutral edges stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from geo_risico.spatial.roofs.tiles import roof_tiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.raster import Scene
    from geo_risico.spatial.roofs.panden import Roofs


@dataclass(frozen=True)
class PanelRule:
    """When a tile of a roof looks like solar panels; the numbers stand in the definition of the indicator.

    ``minimum_m2``, ``inset_m``: which roofs count (`roofs_of`). ``largest_pixel_m``: coarser photos say nothing.
    ``tile_m``: side of a tile. ``blueness``: a cell from here on is cool. ``cool_least``, ``cool_most``: share of the
    tile that is cool; a wholly cool tile is bitumen or shadow. ``spread``: least standard deviation of the blueness.
    """

    minimum_m2: float
    inset_m: float
    largest_pixel_m: float
    tile_m: float
    blueness: float
    cool_least: float
    cool_most: float
    spread: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Self:
        """Rule from the numbers of a definition, in the order of the attributes."""
        return cls(*numbers)

    def is_panel(self, tiles: pd.DataFrame) -> pd.Series[bool]:
        """Whether each tile of `roof_tiles` looks like solar panels."""
        is_mixed = tiles["cool_share"].between(self.cool_least, self.cool_most)
        return is_mixed & (tiles["blueness_sd"] >= self.spread)

    def is_judged(self, tiles: pd.DataFrame) -> pd.Series[bool]:
        """Whether at least half of each tile is roof with a known colour; less says too little."""
        return tiles["known_m2"] >= self.tile_m**2 / 2


def panel_areas(roofs: Roofs, scenes: Sequence[Scene], rule: PanelRule) -> pd.DataFrame:
    """Area in m2 of each roof that looks like solar panels, from the newest photo that shows the roof.

    Columns, a row per roof: ``share`` (0 to 1, of the judged tiles; NaN without any), ``judged_m2``, ``known_m2``,
    ``pixel_count`` and ``tile_count``. Photos with cells over ``largest_pixel_m`` are left out.
    """
    names = ["share", "judged_m2", "known_m2", "pixel_count", "tile_count"]
    found = pd.DataFrame(0.0, index=pd.RangeIndex(len(roofs)), columns=names).assign(share=np.nan)
    for scene in reversed(scenes):
        open_roofs = np.flatnonzero(found["tile_count"].to_numpy() == 0)
        if not len(open_roofs) or scene.meta.native_pixel_m > rule.largest_pixel_m:
            continue
        tiles = roof_tiles(roofs.shapes[open_roofs], scene, tile_m=rule.tile_m, blueness=rule.blueness)
        per_roof = _per_roof(tiles, rule)
        found.loc[open_roofs[per_roof.index], names] = per_roof[names].to_numpy()
    return found


def _per_roof(tiles: pd.DataFrame, rule: PanelRule) -> pd.DataFrame:
    """Tiles added up by roof."""
    judged = rule.is_judged(tiles)
    size = tiles["known_m2"].where(judged, 0.0)
    frame = pd.DataFrame(
        {
            "roof": tiles["roof"].astype(np.int64),
            "panel_m2": size.where(rule.is_panel(tiles), 0.0),
            "judged_m2": size,
            "known_m2": tiles["known_m2"],
            "pixel_count": tiles["cell_count"],
            "tile_count": judged.astype(np.float64),
        }
    )
    total = frame.groupby("roof").sum()
    return total.assign(share=total["panel_m2"] / total["judged_m2"].where(total["judged_m2"] > 0))
