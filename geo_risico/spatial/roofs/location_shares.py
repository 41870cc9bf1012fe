"""What was found of single roofs, put together by location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.core.raster import Support
from geo_risico.spatial.linked import ratio, total

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.roofs.panden import Roofs


def roof_share(
    locations: pd.DataFrame, roofs: Roofs, found: pd.DataFrame, least: tuple[float, float], told: tuple[str, str]
) -> pd.Series[float]:
    """Share (0 to 1) of the known roof area of each location, with what it rests on in ``attrs['support']``.

    Parameters
    ----------
    locations
        Frame whose index the shares get.
    roofs
        Roofs of locations.
    found
        A row per roof: ``share`` (NaN = not known), ``known_m2``, ``pixel_count``, and if known ``probability``: a
        share that is 0 or 1 is then uncertain, which gives the standard error.
    least
        Pixels on known roofs, and known share of the roof area, that a value needs.
    told
        Dutch reasons: no roof at all, and no roof that could be judged.
    """
    size = len(locations)
    is_known = found["share"].notna().to_numpy()
    weight = np.where(is_known, roofs.area_m2, 0.0)
    hit = np.where(is_known, found["share"], 0.0)
    known = total(roofs.owner, weight, size)
    values = ratio(total(roofs.owner, weight * hit, size), known)
    pixels = total(roofs.owner, np.where(is_known, found["pixel_count"], 0.0), size)
    whole = total(roofs.owner, roofs.area_m2, size)
    covered = np.where(whole > 0, total(roofs.owner, np.where(is_known, found["known_m2"], 0.0), size), 0.0)
    covered = np.minimum(np.nan_to_num(ratio(covered, whole)), 1.0)
    few_pixels = [f"te klein: {np.floor(count):.0f} beeldpunten op daken, {least[0]:g} nodig" for count in pixels]
    few_roofs = [f"te weinig dak in beeld: {np.floor(100 * share):.0f}%" for share in covered]
    steps = [whole == 0, known == 0, pixels < least[0], covered < least[1]]
    reason = pd.Series(
        np.select(steps, [np.full(size, told[0]), np.full(size, told[1]), few_pixels, few_roofs], default=""),
        index=locations.index,
        dtype="str",
    )
    result = pd.Series(np.where(reason == "", values, np.nan), index=locations.index, dtype="float64")
    result.attrs["support"] = Support(
        pixel_count=pd.Series(pixels, index=locations.index),
        covered_share=pd.Series(covered, index=locations.index),
        reason=reason,
        standard_error=_error(roofs, found, weight, known, result),
    )
    return result


def _error(
    roofs: Roofs, found: pd.DataFrame, weight: NDArray[np.float64], known: NDArray[np.float64], result: pd.Series[float]
) -> pd.Series[float] | None:
    """Standard error of the share: roofs near the bound could as well have fallen on its other side."""
    if "probability" not in found:
        return None
    chance = found["probability"].fillna(0).to_numpy()
    variance = total(roofs.owner, weight**2 * chance * (1 - chance), len(result))
    return pd.Series(ratio(np.sqrt(variance), known), index=result.index).where(result.notna())
