"""The map on a page about one location: an SVG with that location in the middle, sharp at every size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import numpy as np
import shapely

from geo_risico.core.numbers import format_number
from geo_risico.core.sheets import HIGH_MM, NARROW_MM, WIDE_MM, map_window
from geo_risico.reports.map_marks import scale_length_m
from geo_risico.reports.sheet_names import Names
from geo_risico.reports.sheet_paths import Canvas, path
from geo_risico.reports.sheet_svg import svg_map

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo_risico.core.results import Release
    from geo_risico.reports.drawing import Bounds

FONT: Final = "Source Sans Pro"
MARK: Final = "#6a1b9a"
"""Colour of the location itself: the same for every class, so that it tells none."""
_NO_DRIVING: Final = ("fietspad", "voetpad")
_MAIN: Final = ("autosnelweg", "oprit", "hoofdweg", "regionale weg")
_LINE: Final = 'fill="none" stroke'
_POINT_M: Final = 8.0
_KM_M: Final = 1000
_INSET_MM: Final = 25.0


@dataclass(frozen=True, kw_only=True)
class SheetMap:
    """The picture, how wide it is on paper, and what it shows in words."""

    svg: bytes
    width_mm: float
    scale: int
    roads: tuple[str, ...]
    waters: tuple[str, ...]


class MapMaker:
    """Draws the map of any location of one theme; what is the same for all is made once."""

    def __init__(self, release: Release) -> None:
        own = {} if release.grounds is None else release.grounds.layers
        self._layers: dict[str, gpd.GeoDataFrame] = {**release.background, **own}
        self._release = release
        self._insets: dict[int, tuple[str, Canvas]] = {}

    def draw(self, shape: BaseGeometry, *, is_wide: bool) -> SheetMap:
        """Map of a location, over the full width or beside a photograph."""
        width = WIDE_MM if is_wide else NARROW_MM
        bounds = map_window(shape.bounds, width)
        canvas = Canvas(bounds=bounds, width=width, height=HIGH_MM)
        names = Names(canvas)
        names.keep_free(width - _INSET_MM - 2, HIGH_MM - _INSET_MM - 2, width, HIGH_MM)
        names.keep_free(0, HIGH_MM - 7, 34, HIGH_MM)
        names.keep_free(width - 7, 0, width, 10)
        parts = [f'<rect width="{width}" height="{HIGH_MM}" fill="#f7f5ef"/>', *self._ground(canvas, names)]
        parts += [_location(canvas, shape), *names.elements, *ground_marks(canvas, width)]
        parts.append(self._inset(shape, width))
        svg = svg_map(width, HIGH_MM, parts)
        scale = round((bounds[2] - bounds[0]) / width * _KM_M)
        return SheetMap(svg=svg, width_mm=width, scale=scale, roads=names.written("weg"), waters=names.written("water"))

    def _near(self, key: str, bounds: Bounds) -> gpd.GeoDataFrame | None:
        frame = self._layers.get(key)
        if frame is None or frame.empty:
            return None
        return frame.iloc[np.sort(frame.sindex.query(shapely.box(*bounds)))]

    def _ground(self, canvas: Canvas, names: Names) -> list[str]:
        out = [
            self._areas("bos", canvas, 'fill="#dfe9d5"'),
            self._areas("bebouwde_kom", canvas, 'fill="#ece8e0"'),
            self._areas("percelen", canvas, 'fill="none" stroke="#c9c3b4" stroke-width="0.12"'),
            self._areas("water", canvas, 'fill="#b9d6ea" stroke="#8db8d6" stroke-width="0.1"'),
            self._areas(
                "vaarwegen", canvas, 'fill="none" stroke="#5f9cc5" stroke-width="0.3" stroke-dasharray="1.6 1"'
            ),
        ]
        out += self._roads(canvas)
        out.append(self._areas("panden", canvas, 'fill="#8f8a84" stroke="#5e5a55" stroke-width="0.1"'))
        for key, kind in (("wegen", "weg"), ("vaarwegen", "water"), ("water", "water")):
            frame = self._near(key, canvas.bounds)
            if frame is not None and "naam" in frame:
                names.write(frame, kind)
        return out

    def _areas(self, key: str, canvas: Canvas, style: str) -> str:
        frame = self._near(key, canvas.bounds)
        return "" if frame is None else _drawn(canvas, np.asarray(frame.geometry.array), style)

    def _roads(self, canvas: Canvas) -> list[str]:
        frame = self._near("wegen", canvas.bounds)
        if frame is None:
            return []
        kinds = frame.get("wegtype", frame.geometry.geom_type)
        paths, main = kinds.isin(_NO_DRIVING).to_numpy(), kinds.isin(_MAIN).to_numpy()
        shapes = np.asarray(frame.geometry.array)
        dirt = np.zeros(len(shapes), dtype=bool)
        if "verharding" in frame:
            dirt = frame["verharding"].eq("onverhard").fillna(value=False).to_numpy(dtype=bool)
        common = shapes[~paths & ~main]
        return [
            _drawn(canvas, shapes[paths], f'{_LINE}="#a39a86" stroke-width="0.25" stroke-dasharray="0.8 0.6"'),
            _drawn(canvas, common, 'fill="none" stroke="#7c7566" stroke-width="1.2"'),
            _drawn(canvas, shapes[main], 'fill="none" stroke="#8a6d1f" stroke-width="2"'),
            _drawn(canvas, common, 'fill="none" stroke="#ffffff" stroke-width="0.8"'),
            _drawn(canvas, shapes[main], 'fill="none" stroke="#ffdf8a" stroke-width="1.6"'),
            _drawn(canvas, shapes[dirt & ~paths], f'{_LINE}="#7c7566" stroke-width="0.35" stroke-dasharray="1 1"'),
        ]

    def _inset(self, shape: BaseGeometry, width: float) -> str:
        """Small map of the gemeente with a dot where the location lies."""
        frame = self._layers.get("gemeenten")
        if frame is None or frame.empty:
            frame = self._release.aggregates.get("gemeenten")
        if frame is None or frame.empty:
            return ""
        point = shape.representative_point()
        hits = frame.sindex.query(point, predicate="intersects")
        if not len(hits):
            return ""
        key = int(hits.min())
        if key not in self._insets:
            self._insets[key] = _gemeente(frame.geometry.iloc[key], self._layers)
        drawn, small = self._insets[key]
        x, y = small.place(np.array([[point.x, point.y]]))[0]
        dot = f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.3" fill="{MARK}" stroke="#fff" stroke-width="0.4"/>'
        left, top = width - _INSET_MM - 1, HIGH_MM - _INSET_MM - 1
        frame_style = f'width="{_INSET_MM}" height="{_INSET_MM}" fill="#fff" stroke="#4a5866" stroke-width="0.2"'
        return f'<g transform="translate({left} {top})"><rect {frame_style}/>{drawn}{dot}</g>'


def _gemeente(shape: BaseGeometry, layers: dict[str, gpd.GeoDataFrame]) -> tuple[str, Canvas]:
    minx, miny, maxx, maxy = shape.bounds
    half = max(maxx - minx, maxy - miny) / 2 * 1.08
    x, y = (minx + maxx) / 2, (miny + maxy) / 2
    canvas = Canvas(bounds=(x - half, y - half, x + half, y + half), width=_INSET_MM, height=_INSET_MM)
    parts = [_drawn(canvas, np.array([shape], dtype=object), 'fill="#f1efe8" stroke="#4a5866" stroke-width="0.25"')]
    for key, style in (
        ("bebouwde_kom", 'fill="#d5cec2"'),
        ("plaatsen", 'fill="#d5cec2"'),
        ("vaarwegen", 'fill="none" stroke="#7fb2d4" stroke-width="0.3"'),
    ):
        frame = layers.get(key)
        if frame is not None and not frame.empty:
            near = frame.iloc[np.sort(frame.sindex.query(shape, predicate="intersects"))]
            parts.append(_drawn(canvas, np.asarray(near.geometry.array), style))
    return "".join(parts), canvas


def _drawn(canvas: Canvas, shapes: np.ndarray, style: str) -> str:
    words = path(canvas, shapes)
    return f'<path d="{words}" {style} stroke-linejoin="round" fill-rule="evenodd"/>' if words else ""


def _location(canvas: Canvas, shape: BaseGeometry) -> str:
    """The location with a light edge around its outline; a point or line gets room of its own."""
    area = shape if shape.area > 0 else shape.buffer(_POINT_M)
    whole = np.array([area], dtype=object)
    return _drawn(canvas, whole, f'fill="{MARK}" fill-opacity="0.12" stroke="#fff" stroke-width="1.3"') + _drawn(
        canvas, whole, f'fill="none" stroke="{MARK}" stroke-width="0.7"'
    )


def ground_marks(canvas: Canvas, width: float) -> tuple[str, str]:
    """Scale bar and north arrow of a map of that width (mm)."""
    return _scale_bar(canvas), _north(width)


def _scale_bar(canvas: Canvas) -> str:
    metres_per_mm = (canvas.bounds[2] - canvas.bounds[0]) / canvas.width
    length = scale_length_m(24 * metres_per_mm)
    is_far = length >= _KM_M
    words = f"{format_number(length / _KM_M)} km" if is_far else f"{format_number(length)} m"
    width, y = length / metres_per_mm, canvas.height - 2.5
    line = f"M3 {y - 1.2:.2f}V{y:.2f}H{3 + width:.2f}V{y - 1.2:.2f}"
    return (
        f'<path d="{line}" fill="none" stroke="#fff" stroke-width="1.4"/>'
        f'<path d="{line}" fill="none" stroke="#1b2530" stroke-width="0.5"/>' + text(3 + width / 2, y - 1, words, 2.5)
    )


def _north(width: float) -> str:
    x = width - 4
    return f'<path d="M{x} 1.5l1.6 4.2l-1.6-1l-1.6 1z" fill="#1b2530" stroke="#fff" stroke-width="0.3"/>' + text(
        x, 8.4, "N", 2.6
    )


def text(x: float, y: float, words: str, size: float, *, colour: str = "#1b2530", turn: float = 0.0) -> str:
    """Words centred on a place (mm) with a light edge, turned clockwise by degrees."""
    turned = f' transform="rotate({turn:.1f} {x:.2f} {y:.2f})"' if turn else ""
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FONT}" font-size="{size}" text-anchor="middle" fill="{colour}" '
        f'stroke="#fff" stroke-width="0.7" stroke-linejoin="round" paint-order="stroke"{turned}>{escape(words)}</text>'
    )
