"""Why a location has no value from images, in plain Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.core.raster import Support
from geo_risico.spatial.linked import column

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.spatial.looks.take import Looks

OTHER_SEASON = "ander seizoen: geen twee heldere beelden uit dezelfde tijd van het jaar"
OTHER_SENSOR = "twee sensoren die niet op elkaar zijn af te stemmen: een verschil in niveau is geen verandering"


def why_unknown(looks: Looks, band: str, minimum: tuple[float, ...], needed: int) -> NDArray[np.object_]:
    """Reason for each location that has fewer than ``needed`` clear images, empty for the others.

    The first that holds: no image, outside every image, too small for the cells, mostly outside, too few clear ones.
    """
    size = len(looks.shapes)
    dated = ~np.isnan(looks.days)
    if not dated.any():
        return np.full(size, "geen beeld met een opnamedatum" if looks.scenes else "geen beelden", dtype=object)
    seen = looks.bands[band]
    clear = looks.clear(band, minimum).sum(axis=1)
    share, inside = seen.covered_share.max(axis=1), seen.inside_share.max(axis=1)
    pixel_m = min(max(scene.meta.native_pixel_m, scene.grid.pixel_m) for scene in looks.scenes)
    cells = shapely.area(looks.shapes) / pixel_m**2
    reasons = np.full(size, "", dtype=object)
    for row in np.flatnonzero(clear < needed):
        if inside[row] == 0:
            reasons[row] = "buiten beeld"
        elif cells[row] < minimum[0]:
            reasons[row] = f"te klein: {int(cells[row])} beeldpunten van {pixel_m:g} m, {minimum[0]:g} nodig"
        elif inside[row] < minimum[1]:
            reasons[row] = f"grotendeels buiten beeld: {inside[row]:.0%} binnen beeld, {minimum[1]:.0%} nodig"
        elif clear[row] > 0:
            plural = "beeld" if clear[row] == 1 else "beelden"
            reasons[row] = f"{clear[row]} helder {plural}, {needed} nodig".replace("helder beelden", "heldere beelden")
        else:
            reasons[row] = f"bewolkt of zonder meting: hooguit {share[row]:.0%} helder, {minimum[1]:.0%} nodig"
    return reasons


def with_support(
    locations: gpd.GeoDataFrame,
    name: str,
    values: NDArray[np.float64],
    parts: dict[str, NDArray[np.float64]],
    reasons: NDArray[np.object_],
) -> pd.Series[float]:
    """Column of an indicator with its support; ``parts``: pixel_count, covered_share and what more is known of it."""
    index = locations.index
    series = column(locations, values, name)
    known = ~np.isnan(values)
    numbers = {key: pd.Series(part, index=index, dtype="float64") for key, part in parts.items()}
    if "standard_error" in numbers:
        numbers["standard_error"] = numbers["standard_error"].where(known)
    why = pd.Series(np.where(known, "", reasons), index=index, dtype="str")
    series.attrs["support"] = Support(reason=why, **numbers)
    return series
