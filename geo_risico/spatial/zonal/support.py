"""Whether a value from a raster rests on enough pixels, and the reason where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.core.raster import Support

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

CLOUDED = frozenset({"satellietbeelden"})
"""Layers whose unknown cells are clouds, their shadow or snow."""
ROUNDING = 1e-6
"""Part of a pixel that the sum of covers may be off."""


def supported(
    locations: pd.DataFrame,
    values: ArrayLike,
    stats: pd.DataFrame | Sequence[pd.DataFrame],
    *,
    minimum_pixels: float,
    minimum_share: float,
    name: str,
) -> pd.Series[float]:
    """Values on the index of the locations, NaN where too few valid pixels remain, with `Support` in ``attrs``.

    Sizes count in pixels of the product itself: a 30 m image on a grid of 10 m has no more to say than one of 30 m.

    Parameters
    ----------
    locations
        Frame whose index the values get; the values stand in its order.
    values
        Value of each location. A Series may carry ``attrs["reason"]``: a Dutch reason for each NaN of its own.
    stats
        Frame of `zonal_stats`, or several when the value needs them all: the poorest counts.
    minimum_pixels
        Valid pixels that a value needs, by cover.
    minimum_share
        Valid part (0 to 1) of the shape that a value needs.
    name
        Name of the indicator.

    Examples
    --------
    >>> columns = ["pixel_count", "covered_share", "inside_share", "whole_count"]
    >>> stats = pd.DataFrame([[25.0, 1.0, 1.0, 25.0], [3.0, 1.0, 1.0, 3.0]], columns=columns)
    >>> stats.attrs = {"pixel_m": 30.0, "native_pixel_m": 30.0, "layer": "satellietbeelden"}
    >>> sites = pd.DataFrame(index=["a", "b"])
    >>> ndvi = supported(sites, [0.4, 0.7], stats, minimum_pixels=9, minimum_share=0.5, name="ndvi_level")
    >>> ndvi.tolist(), ndvi.attrs["support"].reason["b"]
    ([0.4, nan], 'te klein: 3 beeldpunten van 30 m, 9 nodig')
    """
    frames = [stats] if isinstance(stats, pd.DataFrame) else list(stats)
    found = np.array(values, dtype=np.float64)
    reason = np.full(len(found), "", dtype=object)
    for frame in frames:
        told = _reasons(frame, minimum_pixels, minimum_share)
        reason = np.where(reason == "", told, reason)
    own = values.attrs.get("reason", "") if isinstance(values, pd.Series) else ""
    for text in (own, "geen waarde uit dit beeld"):
        reason = np.where((reason == "") & np.isnan(found), np.asarray(text, dtype=object), reason)
    found[reason != ""] = np.nan
    index = locations.index
    result = pd.Series(found, index=index, name=name, dtype="float64")
    result.attrs["support"] = Support(
        pixel_count=pd.Series(np.min([_native(frame)[0] for frame in frames], axis=0), index=index),
        covered_share=pd.Series(np.min([frame["covered_share"] for frame in frames], axis=0), index=index),
        reason=pd.Series(reason, index=index, dtype="str"),
    )
    return result


def _native(stats: pd.DataFrame) -> tuple[NDArray[np.float64], ...]:
    """Valid pixels of the product itself, valid share, share in the raster, and pixels that each shape is large."""
    finer = (stats.attrs["pixel_m"] / _native_m(stats)) ** 2
    count, share, inside, whole = (
        stats[name].to_numpy(dtype=np.float64)
        for name in ("pixel_count", "covered_share", "inside_share", "whole_count")
    )
    return count * finer, share, inside, whole * finer


def _native_m(stats: pd.DataFrame) -> float:
    """Size in metres of a pixel of the product, at least that of the cells."""
    return float(max(stats.attrs.get("native_pixel_m", 0.0), stats.attrs["pixel_m"]))


def _reasons(stats: pd.DataFrame, minimum_pixels: float, minimum_share: float) -> NDArray[np.object_]:
    """Why each shape has too few valid pixels, in Dutch; empty where it has enough."""
    count, share, inside, whole = _native(stats)
    pixel = f"{_native_m(stats):g} m".replace(".", ",")
    hidden = "bewolkt: {}% helder" if stats.attrs.get("layer") in CLOUDED else "te weinig gemeten: {}% bekend"
    needed = f"{minimum_pixels:g} nodig"
    result = np.full(len(count), "", dtype=object)
    for i in np.flatnonzero((count < minimum_pixels - ROUNDING) | (share < minimum_share - ROUNDING) | (count == 0)):
        if whole[i] == 0:
            result[i] = "geen vlak op de kaart"
        elif inside[i] == 0:
            result[i] = "buiten beeld"
        elif whole[i] < minimum_pixels - ROUNDING:
            result[i] = f"te klein: {_number(whole[i])} van {pixel}, {needed}"
        elif inside[i] < minimum_share - ROUNDING:
            result[i] = f"deels buiten beeld: {_percent(inside[i])}% in beeld"
        elif share[i] < minimum_share - ROUNDING:
            result[i] = hidden.format(_percent(share[i]))
        else:
            result[i] = f"te weinig bekend: {_number(count[i])} van {pixel}, {needed}"
    return result


def _number(count: float) -> str:
    """So many pixels in Dutch, rounded down so that it never reads as enough."""
    rounded = count + ROUNDING
    text = f"{np.floor(rounded):.0f}" if rounded >= 1 else f"{np.floor(rounded * 10) / 10:.1f}".replace(".", ",")
    return f"{text} beeldpunt" if text == "1" else f"{text} beeldpunten"


def _percent(share: float) -> str:
    """A share as a percentage, rounded down."""
    return f"{np.floor(share * 100 + ROUNDING):.0f}"


def nothing_known(locations: pd.DataFrame, reason: str) -> pd.Series[float]:
    """NaN for each location, for one Dutch reason, with `Support` in ``attrs``."""
    index = locations.index
    result = pd.Series(np.nan, index=index, dtype="float64")
    zero = pd.Series(0.0, index=index)
    told = pd.Series(reason, index=index, dtype="str")
    result.attrs["support"] = Support(pixel_count=zero, covered_share=zero, reason=told)
    return result
