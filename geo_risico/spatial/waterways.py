"""The waterways as a graph: sections are edges, junctions are nodes, and small gaps in the drawing are closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from geo_risico.spatial.linked import shapes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

JOIN_M = 5.0
"""An end that lies this near to another section is joined to it, also halfway."""
SAME_JUNCTION_M = 50.0
"""Ends with the same junction number further apart than this are no junction: the number is wrong."""
_PER_M = 100
"""Ends that agree to the centimetre are one node."""


@dataclass(frozen=True, kw_only=True)
class WaterwayNetwork:
    """Waterways as a graph; arrays over pieces share one order.

    ``lines``: one line per part of a section. ``row``: position in the layer of each line. ``nodes``: coordinates in
    metres, shape (m, 2). ``edges``: node of begin and end of each piece, shape (n, 2). ``length_m``: length of each
    piece. ``line``: line that the piece lies on, -1 for a bridged gap. ``begin_m``: where on that line it begins.
    ``joined_count``: gaps that were closed. ``misplaced_count``: junction numbers that stand at places far apart.
    """

    lines: Geometries
    row: NDArray[np.intp]
    nodes: NDArray[np.float64]
    edges: NDArray[np.intp]
    length_m: NDArray[np.float64]
    line: NDArray[np.intp]
    begin_m: NDArray[np.float64]
    joined_count: int
    misplaced_count: int

    @property
    def notes(self) -> tuple[str, ...]:
        """Dutch sentences about what was repaired, none where nothing was."""
        joined, wrong = self.joined_count, self.misplaced_count
        told = (
            (joined, f"{joined} {'eind' if joined == 1 else 'einden'} van vaarwegvakken zonder knoop verbonden."),
            (wrong, f"{wrong} {'knoopnummer' if wrong == 1 else 'knoopnummers'} op verschillende plaatsen genegeerd."),
        )
        return tuple(text for count, text in told if count)

    def piece_at(self, line: NDArray[np.intp], along_m: NDArray[np.float64]) -> NDArray[np.intp]:
        """Piece that holds the place so many metres along each line.

        Parameters
        ----------
        line
            Position in ``lines``.
        along_m
            Distance in metres from the begin of the line.
        """
        first = np.searchsorted(self.line, line, side="left")
        last = np.searchsorted(self.line, line, side="right") - 1
        total = np.cumsum(np.append(0.0, shapely.length(self.lines)))
        stops = np.where(self.line >= 0, total[self.line] + self.begin_m, -1.0)
        found = np.searchsorted(stops, total[line] + along_m, side="right") - 1
        return np.asarray(np.clip(found, first, last), dtype=np.intp)


def waterway_network(vaarwegen: gpd.GeoDataFrame) -> WaterwayNetwork:
    """Graph of the vaarwegvakken; the length of an edge is the length of its geometry in metres.

    Ends are one node where they share a place. A gap is closed, and its length counts, where two ends carry the same
    junction number and where an end lies within `JOIN_M` of another section. A junction number at places further apart
    than `SAME_JUNCTION_M` is passed over. Sections that cross without an end there are not connected.
    """
    lines, row = shapely.get_parts(shapes(vaarwegen), return_index=True)
    drawn = shapely.length(lines) > 0
    lines, row = lines[drawn], row[drawn]
    ends = _ends(lines)
    nodes, first = np.unique(np.round(ends.reshape(-1, 2) * _PER_M).astype(np.int64), axis=0, return_inverse=True)
    node = first.reshape(-1, 2).astype(np.intp)
    places = nodes / _PER_M
    same, wrong = _same_junction(vaarwegen, row, node, places)
    near, line, along, gap = _near_other_lines(lines, node, places)
    cut = (along > 0) & (along < shapely.length(lines)[line])
    at = np.where(cut, -1, node[line, np.where(along > 0, 1, 0)])
    at[cut] = len(places) + np.arange(cut.sum())
    cuts = np.asarray(shapely.line_interpolate_point(lines[line[cut]], along[cut]), dtype=object)
    places = np.concatenate([places, shapely.get_coordinates(cuts)])
    pieces = _pieces(lines, node, line[cut], along[cut], at[cut])
    bridges = np.concatenate([same, np.column_stack([near, at])]).astype(np.intp)
    width = np.concatenate([np.hypot(*(places[same[:, 0]] - places[same[:, 1]]).T), gap])
    return WaterwayNetwork(
        lines=lines,
        row=row.astype(np.intp),
        nodes=places,
        edges=np.concatenate([bridges, pieces["edges"]]),
        length_m=np.concatenate([width, pieces["length_m"]]),
        line=np.concatenate([np.full(len(bridges), -1), pieces["line"]]).astype(np.intp),
        begin_m=np.concatenate([np.zeros(len(bridges)), pieces["begin_m"]]),
        joined_count=len(np.unique(bridges[:, 0])),
        misplaced_count=wrong,
    )


def _ends(lines: Geometries) -> NDArray[np.float64]:
    """Coordinates of begin and end of each line, shape (n, 2, 2)."""
    ends = [shapely.get_coordinates(shapely.get_point(lines, k)) for k in (0, -1)]
    return np.stack(ends, axis=1).reshape(-1, 2, 2)


def _same_junction(
    vaarwegen: gpd.GeoDataFrame, row: NDArray[np.intp], node: NDArray[np.intp], places: NDArray[np.float64]
) -> tuple[NDArray[np.intp], int]:
    """Pairs of nodes with the same junction number at different places near each other, and how many lie too far."""
    begin, close = np.flatnonzero(np.diff(row, prepend=-1)), np.flatnonzero(np.diff(row, append=-1))
    ids = np.concatenate([vaarwegen[f"knoop_{end}_id"].to_numpy()[row[begin]] for end in ("begin", "einde")])
    table = pd.DataFrame({"id": ids, "node": np.concatenate([node[begin, 0], node[close, 1]])})
    table = table.dropna().drop_duplicates()
    spread = table.assign(x=places[table["node"], 0], y=places[table["node"], 1]).groupby("id")[["x", "y"]]
    wrong = np.hypot(*(spread.max() - spread.min()).to_numpy().reshape(-1, 2).T) > SAME_JUNCTION_M
    near = KDTree(places).query_pairs(SAME_JUNCTION_M, output_type="ndarray") if len(places) else np.empty((0, 2))
    pairs = pd.DataFrame(near.astype(np.intp), columns=["node", "other"]).merge(table, on="node")
    pairs = pairs.merge(table.rename(columns={"node": "other"}), on=["other", "id"])
    return pairs[["node", "other"]].drop_duplicates().to_numpy(dtype=np.intp), int(wrong.sum())


def _near_other_lines(
    lines: Geometries, node: NDArray[np.intp], places: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Node, line within `JOIN_M` that does not end there, place along that line and width of the gap in metres."""
    points = np.asarray(shapely.points(places), dtype=object)
    near, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=JOIN_M)
    other = (node[line] != near[:, None]).all(axis=1)
    near, line = near[other], line[other]
    along = np.asarray(shapely.line_locate_point(lines[line], points[near]), dtype=np.float64)
    length = shapely.length(lines[line])
    along = np.where(along < 1 / _PER_M, 0.0, np.where(along > length - 1 / _PER_M, length, along))
    target = shapely.line_interpolate_point(lines[line], along)
    return near, line, along, np.asarray(shapely.distance(points[near], target), dtype=np.float64)


def _pieces(
    lines: Geometries,
    node: NDArray[np.intp],
    line: NDArray[np.intp],
    along: NDArray[np.float64],
    at: NDArray[np.intp],
) -> dict[str, NDArray[np.intp] | NDArray[np.float64]]:
    """Lines cut at the given places, in the order of the lines and along each."""
    every = np.arange(len(lines))
    of_line = np.concatenate([every, line, every])
    stop = np.concatenate([np.zeros(len(lines)), along, shapely.length(lines)])
    knot = np.concatenate([node[:, 0], at, node[:, 1]])
    order = np.lexsort((knot, stop, of_line))
    of_line, stop, knot = of_line[order], stop[order], knot[order]
    same = of_line[1:] == of_line[:-1]
    return {
        "edges": np.column_stack([knot[:-1], knot[1:]])[same].astype(np.intp),
        "length_m": np.diff(stop)[same],
        "line": of_line[:-1][same],
        "begin_m": stop[:-1][same],
    }
