"""Rows of the layers that can be a terrein, in an order that depends on nothing but themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.locations.terreinen.kinds import kind_of, register_rank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_risico.locations.terreinen.kinds import TerreinSettings, TerreinType

OTHER_USE = "zuivering|wastewater|water_works|solar|wind|substation|power|plant|zonnepark|productie-installatie"
"""Words in the nadere_functie of an area of industry that is an installation, not a terrein with businesses."""
UNKNOWN_REGISTER = "onbekend register"
KERNEN = ("recreatiekern", "industriekern")
"""Types of a place (TOP10NL plaats) that are a terrein."""
SQUARE = 1
"""Quarter circles of one piece: estimated outlines of lines get square ends."""


def terrein_areas(
    layers: Mapping[str, pd.DataFrame], family: TerreinType, settings: TerreinSettings
) -> gpd.GeoDataFrame:
    """Areas of one family in a fixed order: object_id, kind, naam, register, dimension and geometry (an outline).

    Points and lines get an estimated outline; ``dimension`` keeps 0 or 1 for those. Names are empty text where unknown.
    """
    frames = [_functional(layers.get("functionele_gebieden")), _places(layers.get("plaatsen"))]
    both = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    kind = kind_of(both["functie"], family)
    installation = both["nadere_functie"].str.contains(OTHER_USE, case=False, na=False)
    shape = np.asarray(both["geometry"], dtype=object)
    there = ~(shapely.is_missing(shape) | shapely.is_empty(shape))
    wanted = (kind.notna() & ~installation).to_numpy() & there & _newest(both)
    rows = both.assign(kind=kind)[wanted]
    shape = np.asarray(rows["geometry"], dtype=object)
    rows = rows.assign(
        geometry=_outlined(shape, settings),
        dimension=shapely.get_dimensions(shape).astype(np.int64),
        object_id=_identifications(rows["object_id"], shape),
        naam=rows["naam"].fillna("").str.replace("|", " ").str.strip(),
        register=rows["register"].fillna(UNKNOWN_REGISTER),
    )
    rows = rows.assign(
        rank=register_rank(rows["register"]), wkb=shapely.to_wkb(shapely.normalize(np.asarray(rows["geometry"])))
    )
    order = ["rank", "register", "object_id", "naam", "kind", "dimension", "wkb"]
    rows = rows.drop_duplicates(order).sort_values(order, kind="stable")
    columns = ["object_id", "kind", "naam", "register", "rank", "dimension", "geometry"]
    return gpd.GeoDataFrame(rows[columns].reset_index(drop=True), geometry="geometry", crs=CRS_RD)


def _functional(layer: pd.DataFrame | None) -> pd.DataFrame:
    """Rows of functionele_gebieden with every column that is needed."""
    names = {"object_id": "gebied_id", "functie": "functie", "naam": "naam", "register": "register"}
    return _columns(layer, names | {"nadere_functie": "nadere_functie"})


def _places(layer: pd.DataFrame | None) -> pd.DataFrame:
    """Places that are a terrein, as areas of TOP10NL."""
    if layer is not None:
        layer = layer[layer["typegebied"].isin(KERNEN)].assign(register="TOP10NL")
    names = {"object_id": "plaats_id", "functie": "typegebied", "naam": "plaats", "register": "register"}
    return _columns(layer, names | {"nadere_functie": "nadere_functie"})


def _columns(layer: pd.DataFrame | None, names: Mapping[str, str]) -> pd.DataFrame:
    """Plain frame with the named columns as text and the geometry; unknown where the layer has no such column."""
    index = pd.RangeIndex(0) if layer is None else layer.index
    blank = pd.Series(np.nan, index=index, dtype="str")
    given = pd.DataFrame(index=index) if layer is None else pd.DataFrame(layer)
    frame = pd.DataFrame({ours: given.get(theirs, blank).astype("str") for ours, theirs in names.items()}, index=index)
    shape = np.empty(0, dtype=object) if layer is None else np.asarray(layer.geometry.values, dtype=object)
    year = pd.to_numeric(given["jaar"]) if "jaar" in given else np.nan
    return frame.assign(geometry=pd.Series(shape, index=index, dtype=object), jaar=year)


def _newest(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each row is of the last year in which its register describes the object; all rows without a year."""
    by_object = rows["jaar"].groupby([rows["register"], rows["object_id"]])
    return (rows["jaar"].isna() | rows["jaar"].eq(by_object.transform("max"))).to_numpy(dtype=bool)


def _outlined(shape: NDArray[np.object_], settings: TerreinSettings) -> NDArray[np.object_]:
    """Polygons as they are, points and lines with an estimated outline."""
    result = shape.copy()
    dimension = shapely.get_dimensions(shape)
    result[dimension == 0] = shapely.buffer(shape[dimension == 0], settings.point_radius_m)
    result[dimension == 1] = shapely.buffer(shape[dimension == 1], settings.strip_width_m / 2, cap_style="flat")
    return result


def _identifications(object_id: pd.Series[str], shape: NDArray[np.object_]) -> pd.Series[str]:
    """Identification of each area; where it is missing, ``X`` and ``Y`` of a point on it in decimetres."""
    lost = object_id.isna().to_numpy()
    point = shapely.point_on_surface(shape[lost])
    x = np.round(shapely.get_x(point) * 10).astype(np.int64)
    y = np.round(shapely.get_y(point) * 10).astype(np.int64)
    names = [f"X{a:07d}Y{b:07d}" for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    fill = pd.Series(names, index=object_id.index[lost], dtype="str")
    return object_id.mask(lost, fill.reindex(object_id.index)).astype("str")
