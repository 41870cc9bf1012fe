"""What the height data cannot say, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.heights.relief import SURFACE
from geo_risico.spatial.zonal import nothing_known

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.raster import Scene


def no_heights(locations: pd.DataFrame, name: str, *bands: str) -> pd.Series[float]:
    """NaN for each location: no heights have all the bands that the indicator needs."""
    return nothing_known(locations, f"geen hoogten met {' en '.join(bands)}").rename(name)


def coarse_note(heights: Scene, least_m2: float) -> str:
    """Note that cells of this size show large objects only."""
    return f"Hoogten per {_metres(heights)} m: objecten kleiner dan {least_m2:.0f} m2 zijn niet te zien."


def bare_note(heights: Scene) -> tuple[str, ...]:
    """Note that the heights are those of the ground alone; none when they show what stands on it."""
    if SURFACE in heights.bands:
        return ()
    return (f"Alleen het maaiveld is bekend (per {_metres(heights)} m): gebouwen en bomen tellen niet mee.",)


def _metres(heights: Scene) -> str:
    return f"{heights.grid.pixel_m:g}".replace(".", ",")
