"""In which gemeente, wijk and buurt a place lies."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray


def containing(points: NDArray[np.object_], polygons: NDArray[np.object_]) -> NDArray[np.int64]:
    """Position of the polygon around each point, -1 for none; the lowest position where polygons overlap."""
    owner = np.full(len(points), len(polygons), dtype=np.int64)
    if len(points) and len(polygons):
        polygon, point = STRtree(points).query(polygons, predicate="intersects")
        np.minimum.at(owner, point, polygon)
    return np.where(owner == len(polygons), -1, owner)


def gemeenten_frame(layers: Mapping[str, pd.DataFrame], codes: Collection[str]) -> gpd.GeoDataFrame:
    """Layer gemeenten in order of code, after a check that it holds every code asked for.

    Raises
    ------
    DataError
        When the layer is absent or a code is not in it; the message names codes and names that come near.
    """
    if "gemeenten" not in layers:
        raise DataError("laag gemeenten ontbreekt: zonder gemeentegrenzen zijn er geen locaties te maken")
    ordered = layers["gemeenten"].sort_values("gemeente_code", kind="stable")
    frame = gpd.GeoDataFrame(ordered.reset_index(drop=True), geometry="geometry")
    names = dict(zip(frame["gemeente_code"], frame["gemeente"], strict=True))
    missing = sorted(set(codes) - set(names))
    if missing:
        raise DataError("area.gemeenten: code niet gevonden in de laag gemeenten", [_hint(c, names) for c in missing])
    return frame


def with_regions(frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> gpd.GeoDataFrame:
    """The frame with codes and names of gemeente, wijk and buurt of its representative points; unknown is NaN."""
    result = frame
    points = representative_points(np.asarray(frame.geometry.values))
    for kind, plural in (("gemeente", "gemeenten"), ("wijk", "wijken"), ("buurt", "buurten")):
        areas = layers.get(plural)
        code, name = f"{kind}_code", kind
        if areas is None:
            result = result.assign(**{code: _unknown(frame.index), name: _unknown(frame.index)})
            continue
        ordered = areas.sort_values(code, kind="stable")
        owner = containing(points, np.asarray(ordered.geometry.values))
        result = result.assign(**{c: _pick(ordered[c], owner).set_axis(frame.index) for c in (code, name)})
        if kind == "buurt" and "wijken" not in layers:
            result = result.assign(wijk_code=_pick(ordered["wijk_code"], owner).set_axis(frame.index))
    return result


def _pick(values: pd.Series[str], owner: NDArray[np.int64]) -> pd.Series[str]:
    """Value at each position, NaN for position -1."""
    return values.reset_index(drop=True).reindex(owner).astype("str")


def _unknown(index: pd.Index[str]) -> pd.Series[str]:
    return pd.Series(np.nan, index=index, dtype="str")


def _hint(code: str, names: Mapping[str, str]) -> str:
    near = get_close_matches(code, names, n=3, cutoff=0.3) or sorted(names)[:3]
    listed = ", ".join(f"{c} ({names[c]})" for c in near)
    return f"{code}: in de laag staan onder meer {listed}" if listed else f"{code}: de laag gemeenten is leeg"


def representative_points(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """A point inside each polygon."""
    return np.asarray(shapely.point_on_surface(geometry))
