"""Roofs whose colour changed between two photos, after the photos were made alike on all other roofs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import shapely
from scipy.stats import norm

from geo_risico.spatial.roofs.panden import COLOURS
from geo_risico.spatial.zonal import zonal_stats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene
    from geo_risico.spatial.roofs.panden import Roofs

_seen: WeakKeyDictionary[Scene, dict[bytes, pd.DataFrame]] = WeakKeyDictionary()
TO_SIGMA = 1.4826
"""Median absolute deviation to standard deviation of a normal distribution."""
TUKEY = 4.685
"""Residuals over so many standard deviations do not count in the line (Tukey's biweight)."""
ROUNDS = 20
SLOPES = (0.5, 2.0)
"""Contrast of one photo against the other; beyond this they are not comparable."""
LEAST_LEVELS = 1.0
"""Smallest noise of a band that is believed, in levels of 0 to 255."""


@dataclass(frozen=True)
class ChangeRule:
    """When the colour of a roof changed; the numbers stand in the definition of the indicator.

    ``minimum_m2``, ``inset_m``: which roofs count (`roofs_of`). ``cell_m``: finer photos are read at this size.
    ``levels``: least difference in colour (0 to 255, root mean square of three bands). ``errors``: and so many times
    the noise between the photos. ``reference_count``: roofs needed to make the photos alike.
    """

    minimum_m2: float
    inset_m: float
    cell_m: float
    levels: float
    errors: float
    reference_count: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Self:
        """Rule from the numbers of a definition, in the order of the attributes."""
        return cls(*numbers)


def roof_changes(roofs: Roofs, first: Scene, last: Scene, rule: ChangeRule) -> pd.DataFrame:
    """Whether each roof changed colour between two photos, a row per roof.

    Columns: ``share`` (1 changed, 0 not, NaN where a photo does not show the roof or too few roofs are known),
    ``probability`` (that the difference really is over the bound, given the noise), ``difference`` (levels),
    ``known_m2`` and ``pixel_count`` (of the poorer photo).
    """
    seen = [_colours(roofs.shapes, scene, rule.cell_m) for scene in (first, last)]
    before, after = (table[list(COLOURS)].to_numpy() for table in seen)
    count = np.minimum(*(table["pixel_count"].to_numpy() for table in seen))
    share = np.minimum(*(table["covered_share"].to_numpy() for table in seen))
    known = ~np.isnan(before + after).any(axis=1)
    result = pd.DataFrame(
        {"share": np.nan, "probability": np.nan, "difference": np.nan, "known_m2": share * roofs.area_m2},
        index=pd.RangeIndex(len(roofs)),
    ).assign(pixel_count=count)
    if known.sum() < rule.reference_count:
        return result
    bands = [alike(before[known, k], after[known, k]) for k in range(len(COLOURS))]
    difference = np.sqrt(np.mean([residual**2 for residual, _ in bands], axis=0))
    noise = float(np.sqrt(np.mean([sigma**2 for _, sigma in bands])))
    bound = max(rule.levels, rule.errors * noise)
    result.loc[known, "difference"] = difference
    result.loc[known, "share"] = (difference >= bound).astype(np.float64)
    result.loc[known, "probability"] = norm.cdf((difference - bound) / noise)
    return result


def alike(before: NDArray[np.float64], after: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """What each roof differs from the line that fits most roofs, and the noise around that line, both in levels.

    The line takes out exposure, haze and season, which hit all roofs alike; roofs far from it do not draw it.
    """
    slope, shift = 1.0, float(np.median(after - before))
    residual = after - shift - slope * before
    for _ in range(ROUNDS):
        scale = max(_sigma(residual), LEAST_LEVELS)
        weight = np.clip(1 - (residual / (TUKEY * scale)) ** 2, 0, None) ** 2
        x, y = (float(np.average(values, weights=weight)) for values in (before, after))
        width = float(np.average((before - x) ** 2, weights=weight))
        both = float(np.average((before - x) * (after - y), weights=weight))
        slope = float(np.clip(both / width, *SLOPES)) if width > LEAST_LEVELS**2 else 1.0
        shift = y - slope * x
        residual = after - shift - slope * before
    return residual, max(_sigma(residual), LEAST_LEVELS)


def _sigma(residual: NDArray[np.float64]) -> float:
    """Robust standard deviation around zero."""
    return TO_SIGMA * float(np.median(np.abs(residual)))


def _colours(shapes: NDArray[np.object_], scene: Scene, cell_m: float) -> pd.DataFrame:
    """Median colour of each roof, its cells and covered share; kept per photo, because themes share their roofs."""
    known = _seen.setdefault(scene, {})
    key = hashlib.blake2b(b"".join(shapely.to_wkb(shapes)) + repr(cell_m).encode()).digest()
    if key not in known:
        known[key] = _measured(shapes, scene, cell_m)
    return known[key]


def _measured(shapes: NDArray[np.object_], scene: Scene, cell_m: float) -> pd.DataFrame:
    """Median colour of each roof, its cells and covered share; finer photos are averaged to about ``cell_m``."""
    factor = max(1, round(cell_m / scene.grid.pixel_m))
    read = scene if factor == 1 else scene.on(scene.grid.coarser(factor))
    stats = zonal_stats(shapes, read, COLOURS, quantiles=(0.5,))
    poorest = stats[COLOURS[0]]
    columns = {name: stats[name]["q_50"] for name in COLOURS}
    return pd.DataFrame({**columns, "pixel_count": poorest["pixel_count"], "covered_share": poorest["covered_share"]})
