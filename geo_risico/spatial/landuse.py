"""Shares of land use within shapes, from a raster of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.zonal import nothing_known, supported, zonal_stats

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.core.raster import RasterLayer

BAND = "klasse"
"""Band with the classes."""
OLD = "Het landgebruik is van {year}; wat daarna veranderde telt niet mee."


def class_share(
    locations: pd.DataFrame,
    shapes: NDArray[np.object_],
    landgebruiksraster: RasterLayer,
    word: str,
    least: tuple[float, float],
) -> pd.Series[float]:
    """Share (0 to 1) of the valid part of each shape that is one class, with what it rests on in ``attrs``.

    Parameters
    ----------
    locations
        Frame whose index the shares get.
    shapes
        Polygon of each location, in the same order.
    landgebruiksraster
        Land use; the newest map counts.
    word
        Class from the vocabulary of the layer.
    least
        Valid pixels and valid share that a value needs.
    """
    if not len(landgebruiksraster):
        return nothing_known(locations, "geen landgebruikskaart")
    scene = landgebruiksraster.scenes[-1]
    stats = zonal_stats(shapes, scene, [BAND], classes={word: (scene.classes[BAND].index(word),)})[BAND]
    result = supported(
        locations, stats[f"class_{word}"], stats, minimum_pixels=least[0], minimum_share=least[1], name=word
    )
    if scene.meta.date is not None and result.notna().any():
        result.attrs["notes"] = (OLD.format(year=scene.meta.date.year),)
    return result
