"""Distances between points, pieces of line and boxes, rounded as GEOS rounds them."""

from __future__ import annotations

import math
from typing import TypeAlias

from geo_risico.spatial.kernels.compiling import compiled

Piece: TypeAlias = tuple[float, float, float, float]
"""Begin (x, y) and end (x, y), or the least and the greatest x and y: left, low, right, top."""


@compiled
def box_of(piece: Piece) -> Piece:
    """Box around a piece."""
    x1, y1, x2, y2 = piece
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


@compiled
def box_gap(one: Piece, two: Piece) -> float:
    """Squared distance between two boxes."""
    dx = max(two[0] - one[2], one[0] - two[2], 0.0)
    dy = max(two[1] - one[3], one[1] - two[3], 0.0)
    return dx * dx + dy * dy


@compiled
def point_gap(x: float, y: float, piece: Piece) -> float:
    """Distance from a point to a piece."""
    x1, y1, x2, y2 = piece
    across, up = x2 - x1, y2 - y1
    square = across * across + up * up
    share = ((x - x1) * across + (y - y1) * up) / square if square > 0.0 else 0.0
    if share <= 0.0:
        return math.sqrt((x - x1) * (x - x1) + (y - y1) * (y - y1))
    if share >= 1.0:
        return math.sqrt((x - x2) * (x - x2) + (y - y2) * (y - y2))
    return abs(((y1 - y) * across - (x1 - x) * up) / square) * math.sqrt(square)


@compiled
def piece_gap(one: Piece, two: Piece) -> float:
    """Distance between two pieces, 0 where they meet."""
    if one[0] == one[2] and one[1] == one[3]:
        return point_gap(one[0], one[1], two)
    if _cross(one, two):
        return 0.0
    return min(
        point_gap(one[0], one[1], two),
        point_gap(one[2], one[3], two),
        point_gap(two[0], two[1], one),
        point_gap(two[2], two[3], one),
    )


@compiled
def _cross(one: Piece, two: Piece) -> bool:
    """Whether two pieces that are not parallel meet."""
    if box_gap(box_of(one), box_of(two)) > 0.0:
        return False
    across, up = one[2] - one[0], one[3] - one[1]
    other_across, other_up = two[2] - two[0], two[3] - two[1]
    turn = across * other_up - up * other_across
    if turn == 0.0:
        return False
    from_x, from_y = one[0] - two[0], one[1] - two[1]
    along = (from_y * other_across - from_x * other_up) / turn
    beside = (from_y * across - from_x * up) / turn
    return 0.0 <= along <= 1.0 and 0.0 <= beside <= 1.0
