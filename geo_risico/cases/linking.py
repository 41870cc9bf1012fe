"""Points of cases and visits on the locations of a theme, within a stated distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_risico.core.results import Locations

SLACK_M = 1e-6
"""Two distances that differ less are equal: then the smallest location wins, then the first location_id."""


def link_points(
    xy: NDArray[np.float64], locations: Locations, within_m: float, preferred: NDArray[np.object_]
) -> pd.DataFrame:
    """Location of each point and its distance in metres, one row per point in the order given.

    A point in a location belongs to it (0 m); otherwise to the nearest one within the distance. Of several locations
    within the distance the preferred one wins. Equal distances go to the smallest location, then to the first
    location_id, so that the order of the rows does not matter.

    Parameters
    ----------
    xy
        Coordinates (EPSG:28992), shape (n, 2), NaN without a place.
    locations
        Locations of the theme.
    within_m
        Largest distance that links.
    preferred
        location_id that the register gives (the pand or perceel of the point lies on it), empty where it gives none.

    Returns
    -------
    pandas.DataFrame
        location_id (empty when not linked), distance_m (NaN then), nearest_id and nearest_m of the nearest location
        however far.
    """
    result = pd.DataFrame(
        {"location_id": "", "distance_m": np.nan, "nearest_id": "", "nearest_m": np.nan}, index=pd.RangeIndex(len(xy))
    )
    rows = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if not len(rows) or not len(locations.frame):
        return result
    frame = locations.frame.sort_index()
    points = np.asarray(shapely.points(xy[rows]), dtype=object)
    shapes = np.asarray(frame.geometry.array, dtype=object)
    tree = shapely.STRtree(shapes)
    pairs = _pairs(tree, points, shapes, within_m)
    names = frame.index.to_numpy()
    wanted = pd.Index(names).get_indexer(pd.Index(preferred[rows].astype(str)))
    pairs["is_other"] = pairs["location"].to_numpy() != wanted[pairs["point"].to_numpy()]
    first = pairs.sort_values(["point", "is_other", "rounded", "area", "location"]).drop_duplicates("point")
    at = rows[first["point"]]
    result.loc[at, "location_id"] = names[first["location"]]
    result.loc[at, "distance_m"] = first["distance_m"].to_numpy()
    found = tree.query_nearest(points, return_distance=True)
    near = pd.DataFrame({"point": found[0][0], "location": found[0][1], "m": found[1]})
    near = near.sort_values(["point", "location"]).drop_duplicates("point")
    result.loc[rows[near["point"]], "nearest_id"] = names[near["location"]]
    result.loc[rows[near["point"]], "nearest_m"] = near["m"].to_numpy()
    return result


def _pairs(
    tree: shapely.STRtree, points: NDArray[np.object_], shapes: NDArray[np.object_], within_m: float
) -> pd.DataFrame:
    point, location = tree.query(points, predicate="dwithin", distance=within_m)
    distance = shapely.distance(points[point], shapes[location])
    return pd.DataFrame(
        {
            "point": point,
            "location": location,
            "distance_m": distance,
            "rounded": np.round(distance / SLACK_M),
            "area": np.round(shapely.area(shapes[location]), 3),
        }
    )


def preferred_locations(
    xy: NDArray[np.float64],
    adres_rows: NDArray[np.object_],
    frames: Mapping[str, pd.DataFrame],
    links: Mapping[str, pd.Series[str]],
) -> NDArray[np.object_]:
    """location_id that the registers give for each row, empty where they give none.

    Tried in this order: the adres of the row, the pand of that adres, the pand around the point, the perceel around it.

    Parameters
    ----------
    xy
        Coordinates (EPSG:28992), shape (n, 2), NaN without a place.
    adres_rows
        Label in the layer adressen of the address of each row, None without.
    frames
        Layer name -> frame.
    links
        Layer name -> location_id of its linked rows.
    """
    result = np.full(len(xy), "", dtype=object)
    adressen, panden = frames.get("adressen"), frames.get("panden")
    labels = pd.Index(adres_rows)
    if "adressen" in links:
        result = _filled(result, links["adressen"].reindex(labels).to_numpy(dtype=object))
    if adressen is not None and panden is not None and "panden" in links and "pand_id" in adressen:
        by_pand = panden.loc[links["panden"].index, "pand_id"]
        location = pd.Series(links["panden"].to_numpy(), index=by_pand.to_numpy())
        location = location[location.index.notna() & ~location.index.duplicated()]
        of_adres = adressen["pand_id"].reindex(labels).to_numpy(dtype=object)
        result = _filled(result, location.reindex(pd.Index(of_adres)).to_numpy(dtype=object))
    for name in ("panden", "percelen"):
        if name in links and name in frames:
            result = _filled(result, _around(xy, frames[name], links[name]))
    return result


def _filled(result: NDArray[np.object_], more: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.where((result == "") & pd.notna(more), more, result)


def _around(xy: NDArray[np.float64], layer: pd.DataFrame, link: pd.Series[str]) -> NDArray[np.object_]:
    """location_id of the linked shape of a layer that each point lies in; the first in order of location_id."""
    result = np.full(len(xy), None, dtype=object)
    rows = np.flatnonzero(np.isfinite(xy).all(axis=1))
    if not len(rows) or not len(link):
        return result
    ordered = link.sort_values(kind="stable")
    shapes = layer["geometry"].loc[ordered.index].to_numpy(dtype=object)
    point, shape = shapely.STRtree(shapes).query(shapely.points(xy[rows]), predicate="intersects")
    first = pd.DataFrame({"point": point, "shape": shape}).sort_values(["point", "shape"]).drop_duplicates("point")
    result[rows[first["point"]]] = ordered.to_numpy()[first["shape"]]
    return result
