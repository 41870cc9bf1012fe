"""Names of roads and water along their lines, where they do not cover each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import numpy as np
import shapely

from geo_risico.reports.typeset import printable

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.reports.sheet_paths import Canvas

_SIZE_MM: Final = 2.5
_SIGN_MM: Final = 1.25
"""Width of a sign of that size."""
_LONGEST: Final = 34
_MOST: Final = 12
_GAP_MM: Final = 1.5
_EDGE_MM: Final = 1.0
_COLOURS: Final = {"weg": "#3b362c", "water": "#1f5c86"}
_POLYGON: Final = 3


class Names:
    """Names placed on one map, the longest lines first."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._taken: list[tuple[float, float, float, float]] = []
        self._done: list[tuple[str, str]] = []
        self.elements: list[str] = []

    def keep_free(self, left: float, top: float, right: float, bottom: float) -> None:
        """Keep names out of a rectangle (mm)."""
        self._taken.append((left, top, right, bottom))

    def written(self, kind: str) -> tuple[str, ...]:
        """Names on the map of one kind, each once."""
        return tuple(name for found, name in self._done if found == kind)

    def write(self, frame: gpd.GeoDataFrame, kind: str) -> None:
        """Write the names of lines or areas of one kind (weg, water) where there is room."""
        named = frame[frame["naam"].notna() & frame["naam"].ne("")]
        lines: dict[str, Any] = {}
        for name, shape in zip(named["naam"], named.geometry, strict=True):
            lines.setdefault(str(name), []).append(shape)
        found = [(name, self._longest(np.array(shapes, dtype=object))) for name, shapes in lines.items()]
        lengths = [(name, line) for name, line in found if line is not None]
        for name, line in sorted(lengths, key=lambda pair: (-pair[1].length, pair[0])):
            if len(self._done) < _MOST and (kind, name) not in self._done and self._fits(name, line, kind):
                self._done.append((kind, name))

    def _longest(self, shapes: np.ndarray) -> Any | None:  # noqa: ANN401 - a geometry of shapely
        parts = self._canvas.clipped(shapes)
        if not len(parts):
            return None
        parts = shapely.get_parts(shapely.get_parts(parts))
        is_area = shapely.get_type_id(parts) == _POLYGON
        areas = [_middle_line(area) for area in parts[is_area]]
        merged = shapely.line_merge(shapely.union_all(parts[~is_area])) if (~is_area).any() else None
        lines = [*areas, *(shapely.get_parts(merged) if merged is not None else ())]
        return max(lines, key=lambda line: float(line.length), default=None)

    def _fits(self, name: str, line: Any, kind: str) -> bool:  # noqa: ANN401 - a geometry of shapely
        words = printable(name)
        words = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
        width = len(words) * _SIGN_MM
        if not words.strip() or line.length / self._canvas.metres_per_mm < 0.7 * width:
            return False
        for share in (0.5, 0.3, 0.7):
            x, y, turn = self._place(line, share, width)
            box = _box(x, y, width, turn)
            if self._is_free(box):
                self._taken.append(box)
                self.elements.append(_text(x, y, words, turn, _COLOURS[kind]))
                return True
        return False

    def _place(self, line: Any, share: float, width: float) -> tuple[float, float, float]:  # noqa: ANN401 - idem
        """Middle of the words (mm) and their angle in degrees, never upside down."""
        half = width * self._canvas.metres_per_mm / 2
        middle = share * line.length
        at = [max(0.0, middle - half), middle, min(line.length, middle + half)]
        (x0, y0), (x, y), (x1, y1) = self._canvas.place(
            shapely.get_coordinates(shapely.line_interpolate_point(line, at))
        ).tolist()
        turn = float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
        return x, y, (turn + 90) % 180 - 90

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        left, top, right, bottom = box
        inside = (
            left > _EDGE_MM and top > _EDGE_MM
            and right < self._canvas.width - _EDGE_MM and bottom < self._canvas.height - _EDGE_MM
        )  # fmt: skip
        return inside and not any(
            left - _GAP_MM < r and right + _GAP_MM > el and top - _GAP_MM < b and bottom + _GAP_MM > t
            for el, t, r, b in self._taken
        )


def _middle_line(area: Any) -> Any:  # noqa: ANN401 - a geometry of shapely
    """Line through the middle of an area along its longest side."""
    box = shapely.oriented_envelope(area)
    if shapely.get_type_id(box) != _POLYGON:
        return shapely.LineString()
    corners = shapely.get_coordinates(box)[:4]
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    is_first = np.hypot(*first) >= np.hypot(*second)
    ends = (corners[[0, 3]], corners[[1, 2]]) if is_first else (corners[[0, 1]], corners[[3, 2]])
    return shapely.LineString([end.mean(axis=0) for end in ends])


def _box(x: float, y: float, width: float, turn: float) -> tuple[float, float, float, float]:
    """Rectangle that holds turned words."""
    angle = np.radians(turn)
    half_x = (abs(np.cos(angle)) * width + abs(np.sin(angle)) * _SIZE_MM) / 2
    half_y = (abs(np.sin(angle)) * width + abs(np.cos(angle)) * _SIZE_MM) / 2
    return (x - half_x, y - half_y, x + half_x, y + half_y)


def _text(x: float, y: float, words: str, turn: float, colour: str) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="Source Sans Pro" font-size="{_SIZE_MM}" text-anchor="middle" '
        f'dy="0.8" fill="{colour}" stroke="#fff" stroke-width="0.6" stroke-linejoin="round" paint-order="stroke" '
        f'transform="rotate({turn:.1f} {x:.2f} {y:.2f})">{escape(words)}</text>'
    )
