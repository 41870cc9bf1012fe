"""The gemeente of locations on the water, also where no gemeente lies around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.locations.regions import representative_points, with_regions
from geo_risico.locations.water.groups import nearest_within

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd


def in_gemeenten(
    frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame], reach_m: float
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Locations with gemeente, wijk and buurt, and a note on those that lie too far from every gemeente.

    ``is_outside`` says which lie on water outside every gemeente and belong to the nearest one.

    Parameters
    ----------
    frame
        Locations.
    layers
        With gemeenten; wijken and buurten may be absent.
    reach_m
        A location outside every gemeente belongs to the nearest within this distance.
    """
    result = with_regions(frame, layers)
    outside = result["gemeente_code"].isna()
    result = result.assign(is_outside=outside)
    if not outside.any():
        return result, ()
    areas = layers["gemeenten"].sort_values("gemeente_code", kind="stable").reset_index(drop=True)
    points = representative_points(np.asarray(result.geometry.values))[outside.to_numpy()]
    near = nearest_within(points, np.asarray(areas["geometry"].array, dtype=object), reach_m)
    for column in ("gemeente_code", "gemeente"):
        found = areas[column].astype("str").reindex(near).set_axis(result.index[outside])
        result = result.assign(**{column: result[column].combine_first(found).astype("str")})
    lost = result["gemeente_code"].isna()
    return result[~lost], _far_note(int(lost.sum()), f"{reach_m / 1000:g} km van elke gemeente")


def _far_note(count: int, where: str) -> tuple[str, ...]:
    if count == 1:
        return (f"1 locatie ligt verder dan {where} en valt af.",)
    return (f"{count} locaties liggen verder dan {where} en vallen af.",) if count else ()
