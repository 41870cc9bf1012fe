"""Which locations of two scans are the same place: by id and shape, and else by how much they overlap, both ways.

The thresholds are choices. A pair that covers nine tenths of each other is the same place whatever its id. Otherwise a
pair belongs together when half of the smaller one lies in the larger one, or when both have the same id and touch. What
belongs together forms a group; its numbers tell whether a location was split, merged or drawn differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_risico.core.comparison import Matches

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    Ints = npt.NDArray[np.intp]

ALMOST_ALL: Final = 0.9
HALF: Final = 0.5
POINT_M: Final = 1.0
"""A location without area counts as everything within this distance."""


def match_locations(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> Matches:
    """Pairs of rows that are the same place, rows that are new and rows that are gone.

    Parameters
    ----------
    old, new
        Locations (EPSG:28992) with location_id as index.
    """
    before, after = _areas_only(old), _areas_only(new)
    same = _unchanged(old.index, new.index, before, after)
    left = _without(len(old), same["old"]), _without(len(new), same["new"])
    edges = _overlaps(before, after, left)
    edges["same_id"] = old.index.to_numpy()[edges["old"]] == new.index.to_numpy()[edges["new"]]
    alike = _one_to_one(edges)
    rest = edges[~edges["old"].isin(alike["old"]) & ~edges["new"].isin(alike["new"])]
    pairs = pd.concat([same, alike, _groups(rest)], ignore_index=True)[["old", "new", "share", "kind"]]
    pairs = pairs.sort_values(["new", "old"], ignore_index=True)
    return Matches(
        pairs=pairs,
        new=_without(len(new), pairs["new"]),
        gone=_without(len(old), pairs["old"]),
    )


def _without(count: int, rows: pd.Series[int]) -> Ints:
    """Row numbers below a count that are not among the rows."""
    is_left = np.ones(count, dtype=np.bool_)
    is_left[rows.to_numpy(dtype=np.intp)] = False
    return np.flatnonzero(is_left)


def _areas_only(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Valid shapes with area; a point or line is widened."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    flat = shapely.area(shapes) == 0
    if flat.any():
        shapes = np.where(flat, shapely.buffer(shapes, POINT_M), shapes)
    return shapes


def _unchanged(
    old_ids: pd.Index[str], new_ids: pd.Index[str], old: npt.NDArray[np.object_], new: npt.NDArray[np.object_]
) -> pd.DataFrame:
    """Pairs with the same id and exactly the same shape."""
    where = np.asarray(old_ids.get_indexer(new_ids), dtype=np.intp)
    rows = np.flatnonzero(where >= 0)
    equal = rows[shapely.equals_exact(old[where[rows]], new[rows], tolerance=0.0)] if len(rows) else rows
    return pd.DataFrame({"old": where[equal], "new": equal, "share": 1.0, "kind": "same"})


def _overlaps(old: npt.NDArray[np.object_], new: npt.NDArray[np.object_], left: tuple[Ints, Ints]) -> pd.DataFrame:
    """Every pair that overlaps: rows, overlap in m2, and its share of the smaller and of the larger one."""
    one, other = shapely.make_valid(old[left[0]]), shapely.make_valid(new[left[1]])
    first, second = shapely.STRtree(other).query(one, predicate="intersects")
    overlap = shapely.area(shapely.intersection(one[first], other[second]))
    areas = shapely.area(one)[first], shapely.area(other)[second]
    frame = pd.DataFrame(
        {
            "old": left[0][first],
            "new": left[1][second],
            "overlap_m2": overlap,
            "of_small": overlap / np.minimum(*areas),
            "of_large": overlap / np.maximum(*areas),
        }
    )
    return frame[frame["overlap_m2"] > 0].sort_values(["old", "new"], ignore_index=True)


def _one_to_one(edges: pd.DataFrame) -> pd.DataFrame:
    """Pairs that cover almost all of each other, each row once: the same id first, then the largest overlap."""
    good = edges[edges["of_large"] >= ALMOST_ALL]
    good = good.sort_values(["same_id", "of_large", "old", "new"], ascending=[False, False, True, True])
    used_old: set[int] = set()
    used_new: set[int] = set()
    taken = []
    for row, one, other in zip(good.index, good["old"], good["new"], strict=True):
        if one not in used_old and other not in used_new:
            used_old.add(one)
            used_new.add(other)
            taken.append(row)
    return edges.loc[taken, ["old", "new"]].assign(share=1.0, kind="same")


def _groups(edges: pd.DataFrame) -> pd.DataFrame:
    """Pairs that belong together, with what became of their group."""
    held = edges[(edges["of_small"] >= HALF) | edges["same_id"]]
    if held.empty:
        return pd.DataFrame({"old": held["old"], "new": held["new"], "share": 0.0, "kind": ""})
    one, old_rows = pd.factorize(held["old"])
    other, new_rows = pd.factorize(held["new"])
    size = len(old_rows) + len(new_rows)
    links = coo_array((np.ones(len(held)), (one, other + len(old_rows))), shape=(size, size))
    _, group = connected_components(links, directed=False)
    olds = np.bincount(group[: len(old_rows)], minlength=size)[group[one]]
    news = np.bincount(group[len(old_rows) :], minlength=size)[group[one]]
    kinds = np.select([(olds == 1) & (news > 1), (news == 1) & (olds > 1)], ["split", "merged"], "reshaped")
    total = held.groupby("new")["overlap_m2"].transform("sum")
    return held[["old", "new"]].assign(share=held["overlap_m2"] / total, kind=kinds)
