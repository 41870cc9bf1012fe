"""Builder ``vierkanten``: every 500 m square is one location, for areas without panden or without yards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.locations.regions import containing, gemeenten_frame, with_regions
from geo_risico.spatial.cells import SIDE_M, vierkant_codes, vierkant_squares

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo_risico.core.specs import ThemeSpec


def build_vierkanten(
    layers: Mapping[str, pd.DataFrame],
    theme: ThemeSpec,  # noqa: ARG001 - every builder has the same signature
    gemeenten_codes: Collection[str],
) -> Locations:
    """One location per 500 m square whose centre lies in one of the gemeenten, index the code of the square.

    Raises
    ------
    DataError
        When the layer gemeenten is absent or lacks a code asked for.
    """
    gemeenten = gemeenten_frame(layers, gemeenten_codes)
    kept = gemeenten[gemeenten["gemeente_code"].isin(list(gemeenten_codes))] if gemeenten_codes else gemeenten
    centres = _centres(kept)
    inside = centres[containing(centres, np.asarray(kept.geometry.array)) >= 0]
    codes = vierkant_codes(gpd.GeoSeries(inside, crs=CRS_RD))
    squares = vierkant_squares(list(codes)).rename_axis("location_id").sort_index()
    index = squares.index
    frame = gpd.GeoDataFrame(
        {
            "label": pd.Series([f"vierkant {code}" for code in index], index=index, dtype="str"),
            "kind": pd.Series("vierkant", index=index, dtype="str"),
            "vierkant": pd.Series(index, index=index, dtype="str"),
            "area_m2": pd.Series(float(SIDE_M**2), index=index),
        },
        geometry=squares,
        crs=CRS_RD,
    )
    return Locations(frame=with_regions(frame, layers), links={})


def _centres(gemeenten: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Centre of every square in the bounds of each gemeente, each once."""
    parts = [np.empty((0, 2))]
    for minx, miny, maxx, maxy in shapely.bounds(np.asarray(gemeenten.geometry.array)).tolist():
        x = np.arange(np.floor(minx / SIDE_M), np.ceil(maxx / SIDE_M)) + 0.5
        y = np.arange(np.floor(miny / SIDE_M), np.ceil(maxy / SIDE_M)) + 0.5
        parts.append(np.array(np.meshgrid(x, y)).reshape(2, -1).T)
    centres = np.unique(np.vstack(parts), axis=0) * SIDE_M
    return np.asarray(shapely.points(centres))
