"""Bridges and the height below them: openings side by side are one bridge, and a boat takes the best of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.linked import shapes
from geo_risico.spatial.passages import near_pairs, numbered

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

BESIDE_EACH_OTHER_M = 40.0
"""Openings this near to each other are of one bridge, unless each says of which."""
SAME_BRIDGE_M = 500.0
"""Openings that name the same bridge, further apart than this, are not of one bridge: names return elsewhere."""


def bridge_numbers(bruggen: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Number of the bridge that each row is, or is an opening of, in the order of the rows."""
    own = bruggen["deel_van"].astype("object").to_numpy()
    says = pd.notna(own)
    near = near_pairs(shapes(bruggen), SAME_BRIDGE_M)
    beside = near_pairs(shapes(bruggen), BESIDE_EACH_OTHER_M)
    same = near[says[near].all(axis=1) & (own[near[:, 0]] == own[near[:, 1]])]
    return numbered(len(bruggen), np.concatenate([same, beside[~says[beside].all(axis=1)]]))


def clearance_by_bridge_m(bruggen: gpd.GeoDataFrame, number: NDArray[np.intp]) -> NDArray[np.float64]:
    """Height in metres that fits under each bridge, in the order of its number; NaN unknown, inf without a limit.

    The best opening counts. One that opens has the height that it has when open; where that is unknown it sets no
    limit. Other openings have the height when closed.

    Parameters
    ----------
    bruggen
        Bridges and openings.
    number
        Result of `bridge_numbers`.
    """
    rows = pd.DataFrame(
        {
            "closed": bruggen["doorvaarthoogte_m"].to_numpy(dtype="float64"),
            "opened": bruggen["doorvaarthoogte_open_m"].to_numpy(dtype="float64"),
            "moves": (bruggen["beweegbaar"] == True).to_numpy(dtype=bool),  # noqa: E712 - None is not True
        }
    )
    best = rows.groupby(number).max()
    fits = best[["closed", "opened"]].max(axis=1)
    return fits.mask(best["moves"] & best["opened"].isna(), np.inf).to_numpy(dtype="float64")
