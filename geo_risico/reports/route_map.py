"""The map of the visit list: an SVG with the route, its stops by number, and the ground around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.reports.sheet_map import MARK, ground_marks, text
from geo_risico.reports.sheet_names import Names
from geo_risico.reports.sheet_paths import Canvas, path
from geo_risico.reports.sheet_svg import svg_map

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.results import Release
    from geo_risico.core.route import Route

WIDE_MM: Final = 182.0
HIGH_MM: Final = 118.0
_MARGIN: Final = 1.12
_LEAST_M: Final = 800.0
_RADIUS_MM: Final = 2.6
_LETTER_MM: Final = 2.9
_MAIN: Final = ("autosnelweg", "oprit", "hoofdweg", "regionale weg")
_FILLS: Final = (
    ("bos", 'fill="#dfe9d5"'),
    ("bebouwde_kom", 'fill="#ece8e0"'),
    ("water", 'fill="#b9d6ea"'),
)


def route_map(release: Release, route: Route) -> bytes:
    """SVG of the whole route, north up; the same release and route give the same bytes."""
    canvas = _canvas(route)
    names = Names(canvas)
    names.keep_free(0, HIGH_MM - 7, 34, HIGH_MM)
    names.keep_free(WIDE_MM - 7, 0, WIDE_MM, 10)
    places = _signs(canvas, route)
    for x, y, _ in places:
        names.keep_free(x - 4, y - 4, x + 4, y + 4)
    parts = [f'<rect width="{WIDE_MM}" height="{HIGH_MM}" fill="#f7f5ef"/>', *_ground(release, canvas, names)]
    line = np.array([shapely.linestrings(route.line)], dtype=object) if len(route.line) > 1 else np.empty(0, object)
    for style in ('stroke="#fff" stroke-width="1.9"', f'stroke="{MARK}" stroke-width="1"'):
        words = path(canvas, line) if len(line) else ""
        parts.append(f'<path d="{words}" fill="none" {style} stroke-linejoin="round"/>' if words else "")
    parts += names.elements
    parts += [_sign(x, y, words) for x, y, words in reversed(places)]
    parts += ground_marks(canvas, WIDE_MM)
    return svg_map(WIDE_MM, HIGH_MM, parts)


def _canvas(route: Route) -> Canvas:
    points = [(visit.stop.x, visit.stop.y) for visit in route.visits] + list(route.line)
    points += [(at.x, at.y) for at in (route.day.start, route.day.end) if at is not None]
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    middle = (low + high) / 2
    wide, tall = np.maximum((high - low) * _MARGIN, _LEAST_M)
    half = max(wide / WIDE_MM, tall / HIGH_MM) / 2 * np.array([WIDE_MM, HIGH_MM])
    minx, miny = middle - half
    maxx, maxy = middle + half
    return Canvas(bounds=(float(minx), float(miny), float(maxx), float(maxy)), width=WIDE_MM, height=HIGH_MM)


def _ground(release: Release, canvas: Canvas, names: Names) -> list[str]:
    out = [_drawn(release, name, canvas, style) for name, style in _FILLS]
    out.append(_drawn(release, "vaarwegen", canvas, 'fill="none" stroke="#8db8d6" stroke-width="0.3"'))
    roads = _near(release, "wegen", canvas)
    if roads is not None:
        kinds = roads.get("wegtype", roads.geometry.geom_type)
        main = kinds.isin(_MAIN).to_numpy()
        shapes = np.asarray(roads.geometry.array)
        out.append(_path(canvas, shapes[~main], 'fill="none" stroke="#b3ac9b" stroke-width="0.35"'))
        out.append(_path(canvas, shapes[main], 'fill="none" stroke="#8a6d1f" stroke-width="1.1"'))
        out.append(_path(canvas, shapes[main], 'fill="none" stroke="#ffdf8a" stroke-width="0.8"'))
        if "naam" in roads:
            names.write(roads, "weg")
    places = _near(release, "plaatsen", canvas)
    if places is not None and "naam" in places:
        middles = shapely.get_coordinates(shapely.point_on_surface(np.asarray(places.geometry.array)))
        for name, (x, y) in zip(places["naam"], canvas.place(middles), strict=True):
            out.append(text(float(x), float(y), str(name), 3.4))
    return out


def _near(release: Release, key: str, canvas: Canvas) -> gpd.GeoDataFrame | None:
    frame = release.background.get(key)
    if frame is None or frame.empty:
        return None
    found = frame.iloc[np.sort(frame.sindex.query(shapely.box(*canvas.bounds)))]
    return None if found.empty else found


def _drawn(release: Release, key: str, canvas: Canvas, style: str) -> str:
    frame = _near(release, key, canvas)
    return "" if frame is None else _path(canvas, np.asarray(frame.geometry.array), style)


def _path(canvas: Canvas, shapes: np.ndarray, style: str) -> str:
    words = path(canvas, shapes)
    return f'<path d="{words}" {style} stroke-linejoin="round" fill-rule="evenodd"/>' if words else ""


def _signs(canvas: Canvas, route: Route) -> list[tuple[float, float, str]]:
    """Millimetres and words of each sign: B and E for begin and end, a number for each stop."""
    start, end = route.day.start, route.day.end
    marks = [] if start is None else [((start.x, start.y), "B" if end != start else "B/E")]
    marks += [((visit.stop.x, visit.stop.y), str(number)) for number, visit in enumerate(route.visits, 1)]
    if end is not None and end != start:
        marks.append(((end.x, end.y), "E"))
    placed = canvas.place(np.array([place for place, _ in marks]))
    return [(float(x), float(y), words) for (x, y), (_, words) in zip(placed, marks, strict=True)]


def _sign(x: float, y: float, words: str) -> str:
    width = _RADIUS_MM + 0.85 * max(0, len(words) - 1)
    shape = f'x="{x - width:.2f}" y="{y - _RADIUS_MM:.2f}" width="{2 * width:.2f}" height="{2 * _RADIUS_MM:.2f}"'
    return (
        f'<rect {shape} rx="{_RADIUS_MM}" fill="{MARK}" stroke="#fff" stroke-width="0.5"/>'
        f'<text x="{x:.2f}" y="{y + 1.0:.2f}" font-family="Source Sans Pro" font-weight="bold" '
        f'font-size="{_LETTER_MM}" text-anchor="middle" fill="#fff">{words}</text>'
    )
