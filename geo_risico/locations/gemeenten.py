"""Builder ``gemeenten``: every gemeente is one location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.locations.regions import gemeenten_frame
from geo_risico.spatial.cells import vierkant_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo_risico.core.specs import ThemeSpec


def build_gemeenten(
    layers: Mapping[str, pd.DataFrame],
    theme: ThemeSpec,  # noqa: ARG001 - every builder has the same signature
    gemeenten_codes: Collection[str],
) -> Locations:
    """One location per gemeente, index the gemeente code, with links from the layer gemeenten.

    ``area_m2`` is the land area of the register, or the area of the outline where the register has none.

    Raises
    ------
    DataError
        When the layer gemeenten is absent or lacks a code asked for.
    """
    gemeenten_frame(layers, gemeenten_codes)
    source = layers["gemeenten"]
    kept = source[source["gemeente_code"].isin(list(gemeenten_codes))] if gemeenten_codes else source
    links = {"gemeenten": kept["gemeente_code"].rename("location_id")}
    rows = kept.sort_values("gemeente_code", kind="stable")
    code = pd.Index(rows["gemeente_code"], dtype="str", name="location_id")
    shapes = gpd.GeoSeries(rows.geometry.to_numpy(), index=code, crs=CRS_RD)
    land_m2 = rows["land_area_ha"].set_axis(code).astype("float64") * 10_000
    unknown = pd.Series(np.nan, index=code, dtype="str")
    frame = gpd.GeoDataFrame(
        {
            "label": rows["gemeente"].set_axis(code).astype("str"),
            "kind": pd.Series("gemeente", index=code, dtype="str"),
            "gemeente_code": pd.Series(code, index=code, dtype="str"),
            "gemeente": rows["gemeente"].set_axis(code).astype("str"),
            "wijk_code": unknown,
            "wijk": unknown,
            "buurt_code": unknown,
            "buurt": unknown,
            "vierkant": vierkant_codes(shapes.representative_point()),
            "area_m2": land_m2.where(land_m2 > 0, shapes.area),
        },
        geometry=shapes,
        crs=CRS_RD,
    )
    return Locations(frame=frame, links=links)
