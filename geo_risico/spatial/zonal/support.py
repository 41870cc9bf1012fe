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
    >>> stats = pd.DataFrame({"pixel_count": [25.0, 3.0], "covered_share": [1.0, 1.0], "inside_share": [1.0, 1.0]})
    >>> stats.attrs = {"pixel_m": 30.0}
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
    own = values.attrs.get("reason") if isinstance(values, pd.Series) else None
    without = "geen waarde uit dit beeld" if own is None else np.asarray(own, dtype=object)
    reason = np.where((reason == "") & np.isnan(found), without, reason)
    reason = np.where((reason == "") & np.isnan(found), "geen waarde uit dit beeld", reason)
    found[reason != ""] = np.nan
    index = locations.index
    result = pd.Series(found, index=index, name=name, dtype="float64")
    result.attrs["support"] = Support(
        pixel_count=pd.Series(np.min([_native_count(frame) for frame in frames], axis=0), index=index),
        covered_share=pd.Series(np.min([frame["covered_share"] for frame in frames], axis=0), index=index),
        reason=pd.Series(reason, index=index, dtype="str"),
    )
    return result


def _native_count(stats: pd.DataFrame) -> NDArray[np.float64]:
    """Valid cells in pixels of the product itself."""
    finer = stats.attrs["pixel_m"] / _native_m(stats)
    return np.asarray(stats["pixel_count"].to_numpy(dtype=np.float64) * finer**2, dtype=np.float64)


def _native_m(stats: pd.DataFrame) -> float:
    """Size in metres of a pixel of the product, at least that of the cells."""
    return float(max(stats.attrs.get("native_pixel_m", 0.0), stats.attrs["pixel_m"]))


def _reasons(stats: pd.DataFrame, minimum_pixels: float, minimum_share: float) -> NDArray[np.object_]:
    """Why each shape has too few valid pixels, in Dutch; empty where it has enough."""
    count = _native_count(stats)
    share = stats["covered_share"].to_numpy(dtype=np.float64)
    inside = stats["inside_share"].to_numpy(dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.where(share > 0, count / share, np.nan)
    pixel = f"{_native_m(stats):g} m".replace(".", ",")
    hidden = "bewolkt: {}% helder" if stats.attrs.get("layer") in CLOUDED else "te weinig gemeten: {}% bekend"
    result = np.full(len(count), "", dtype=object)
    for i in np.flatnonzero((count < minimum_pixels) | (share < minimum_share) | (count == 0)):
        if inside[i] == 0:
            result[i] = "buiten beeld"
        elif whole[i] < minimum_pixels:
            result[i] = f"te klein: {_number(whole[i])} beeldpunten van {pixel}, {minimum_pixels:g} nodig"
        elif inside[i] < minimum_share:
            result[i] = f"deels buiten beeld: {_percent(inside[i])}% in beeld"
        elif share[i] < minimum_share:
            result[i] = hidden.format(_percent(share[i]))
        else:
            result[i] = f"te weinig beeldpunten: {_number(count[i])} van {pixel}, {minimum_pixels:g} nodig"
    return result


def _number(count: float) -> str:
    """A count of pixels in Dutch, rounded down so that it never reads as enough."""
    return f"{np.floor(count):.0f}" if count >= 1 else f"{np.floor(count * 10) / 10:.1f}".replace(".", ",")


def _percent(share: float) -> str:
    """A share as a percentage, rounded down."""
    return f"{np.floor(share * 100):.0f}"
