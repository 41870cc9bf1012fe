"""A readable name for each erf: address, else perceel, else nearest street, else coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.spatial.grouping import ADDRESSED, INHABITED, NONE
from geo_risico.spatial.linked import in_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

STREET_REACH_M = 1_000.0
"""A street further away says nothing about where an erf lies."""


def location_labels(
    frame: gpd.GeoDataFrame,
    layers: Mapping[str, pd.DataFrame],
    links: Mapping[str, pd.Series[str]],
    sizes: Mapping[str, pd.Series[float]],
) -> pd.Series[str]:
    """Name of each location.

    Parameters
    ----------
    frame
        Locations.
    layers, links
        Layers and the location_id of their linked rows.
    sizes
        Area (m2) of the pand of each adres, and built area on each perceel, on the index of the layer.
    """
    label: pd.Series[str] = pd.Series(np.nan, index=frame.index, dtype="str")
    for name, make in (("adressen", adres_labels), ("percelen", perceel_labels)):
        if name in layers and len(links[name]):
            found = make(layers[name], links[name], sizes[name].loc[links[name].index])
            label = label.combine_first(found.reindex(frame.index).astype("str"))
    nameless = label.isna()
    if nameless.any():
        label = label.combine_first(street_labels(frame[nameless], layers))
    return label.reindex(frame.index).astype("str")


def adres_labels(adressen: pd.DataFrame, location: pd.Series[str], pand_area_m2: pd.Series[float]) -> pd.Series[str]:
    """Text of the main address per location_id, for locations that have one with a street.

    Main is, in this order: in use, with woonfunctie (or unknown gebruiksdoel), in the largest pand, first by street
    and number.

    Parameters
    ----------
    adressen
        Layer.
    location
        Location_id of each linked address, on the index of the layer.
    pand_area_m2
        Area of the pand of each linked address, on the same index.
    """
    rows = adressen.loc[location.index]
    goal = rows["gebruiksdoel"].astype("str")
    lives = goal.isna() | goal.str.contains("woonfunctie", case=False, na=False)
    rank = np.where(in_use(rows), np.where(lives, INHABITED, ADDRESSED), NONE)
    table = pd.DataFrame(
        {
            "location_id": location,
            "rank": -rank,
            "area_m2": -pand_area_m2,
            "straat": rows["straat"],
            "number": pd.to_numeric(rows["huisnummer"], errors="coerce"),
            "text": _address_text(rows),
        }
    )
    table = table[table["straat"].notna()].sort_values(["location_id", "rank", "area_m2", "straat", "number", "text"])
    return table.drop_duplicates("location_id").set_index("location_id")["text"]


def perceel_labels(percelen: pd.DataFrame, location: pd.Series[str], built_m2: pd.Series[float]) -> pd.Series[str]:
    """Text of the perceel with most built area per location_id, such as 'Otterlo B 2298'."""
    rows = percelen.loc[location.index]
    text = rows["kadastrale_gemeente"] + " " + rows["sectie"] + " " + rows["perceelnummer"]
    table = pd.DataFrame({"location_id": location, "built_m2": -built_m2, "text": text}).dropna()
    table = table.sort_values(["location_id", "built_m2", "text"])
    return table.drop_duplicates("location_id").set_index("location_id")["text"]


def street_labels(frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> pd.Series[str]:
    """Type and 'nabij' the nearest named road (else the street of the nearest address), else coordinates."""
    text = _coordinate_text(frame)
    points = np.asarray(frame.representative_point().values)
    for name in ("adressen", "wegen"):
        layer = layers.get(name)
        if layer is None or not len(points):
            continue
        named = layer[layer["straat"].notna()].sort_values("straat", kind="stable")
        shapes = np.asarray(named.geometry.values)
        keep = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        street = named["straat"].to_numpy(dtype="object")[keep]
        point, found = STRtree(shapes[keep]).query_nearest(points, max_distance=STREET_REACH_M)
        nearest = np.full(len(points), len(street), dtype=np.int64)
        np.minimum.at(nearest, point, found)
        hit = nearest < len(street)
        text = text.mask(hit, frame["kind"] + " nabij " + pd.Series(_text(street, nearest), index=frame.index))
    return text


def _text(street: NDArray[np.object_], position: NDArray[np.int64]) -> NDArray[np.object_]:
    padded = np.append(street, "")
    return np.asarray(padded[position], dtype=object)


def _address_text(rows: pd.DataFrame) -> pd.Series[str]:
    """Street, number with letter and addition, and place: 'Zwartendijk 12a-2, Kampen'."""
    blank = {name: rows[name].fillna("") for name in ("huisnummer", "huisletter", "toevoeging", "woonplaats")}
    extra = ("-" + blank["toevoeging"]).where(blank["toevoeging"] != "", "")
    place = (", " + blank["woonplaats"]).where(blank["woonplaats"] != "", "")
    number = blank["huisnummer"] + blank["huisletter"] + extra
    return (rows["straat"] + " " + number).str.strip() + place


def _coordinate_text(frame: gpd.GeoDataFrame) -> pd.Series[str]:
    points = frame.representative_point()
    text = [f" bij RD {x:.0f}, {y:.0f}" for x, y in zip(points.x, points.y, strict=True)]
    return frame["kind"] + pd.Series(text, index=frame.index, dtype="str")
