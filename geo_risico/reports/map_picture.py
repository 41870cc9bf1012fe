"""The map of the report as a PNG: places in their surroundings, without any outside source."""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from geo_risico.reports.counts import CLASSES, UNKNOWN_CLASS
from geo_risico.reports.drawing import fill, stroke, within
from geo_risico.reports.map_marks import draw_names, draw_north, draw_scale_bar
from geo_risico.reports.map_subject import PLAIN, MapSubject, map_subject

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from geo_risico.core.results import Release
    from geo_risico.reports.drawing import Bounds

COLOURS: Final = MappingProxyType(
    {"A": "#ffffb2", "B": "#fecc5c", "C": "#fd8d3c", "D": "#f03b20", "E": "#bd0026", PLAIN: "#8fa3b5"}
)
"""YlOrRd in five steps; distinguishable for colour-blind readers."""

EDGE: Final = "#3a3a3a"
_MAIN_ROADS: Final = ("autosnelweg", "oprit", "hoofdweg", "regionale weg")
_DOT_SIZES: Final = ((150, 42.0), (600, 24.0), (2000, 13.0), (5000, 7.0))
_DOT_SMALL: Final = 2.5
_MM_PER_INCH: Final = 25.4
_MARGIN_SHARE: Final = 0.03
_LEAST_M: Final = 500.0
_LEAST_HEIGHT_MM: Final = 72.0
_MANY_BORDERS: Final = 40
"""Above this, full borders would cover the map."""

_FILLS: Final = (
    ("buitenland", "#dcdcdc"),
    ("bos", "#dde8d3"),
    ("bebouwde_kom", "#d9d4cc"),
    ("plaatsen", "#d9d4cc"),
    ("water", "#b5d3e7"),
    ("waterdelen", "#b5d3e7"),
)


@dataclass(frozen=True, kw_only=True)
class PictureSize:
    """Size on paper and sharpness."""

    width_mm: float = 122
    height_mm: float = 106
    dpi: int = 200


def map_picture(release: Release, size: PictureSize | None = None, outline: gpd.GeoDataFrame | None = None) -> bytes:
    """PNG of the scanned area with its locations or areas by class; the same release gives the same bytes.

    Parameters
    ----------
    release
        What may be shown.
    size
        Size on paper; the default fits the informatiebeeld.
    outline
        Areas that get a thick line around them, such as the gemeente that a page is about.
    """
    wanted = size or PictureSize()
    subject = map_subject(release)
    figure = Figure(figsize=(wanted.width_mm / _MM_PER_INCH, wanted.height_mm / _MM_PER_INCH), dpi=wanted.dpi)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    bounds = _bounds(release, subject, wanted.width_mm / wanted.height_mm)
    if bounds is not None:
        _draw(axes, release, subject, bounds)
        if outline is not None:
            rings = within(np.asarray(outline.boundary.array), bounds, (bounds[2] - bounds[0]) / 2000)
            stroke(axes, rings, colors="#ffffff", linewidths=4.5, zorder=9)
            stroke(axes, rings, colors="#111111", linewidths=2.4, zorder=9.1)
    FigureCanvasAgg(figure)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=wanted.dpi, metadata={"Software": None})
    return target.getvalue()


def fitting_size(release: Release) -> PictureSize:
    """Size in which the area fills the picture: full width, lower where the area is wide."""
    full = PictureSize()
    extent = _extent(release, map_subject(release))
    if extent is None:
        return PictureSize(height_mm=_LEAST_HEIGHT_MM)
    height = full.width_mm * (extent[3] - extent[1]) / (extent[2] - extent[0])
    return PictureSize(height_mm=round(min(max(height, _LEAST_HEIGHT_MM), full.height_mm)))


def _draw(axes: Axes, release: Release, subject: MapSubject, bounds: Bounds) -> None:
    minx, miny, maxx, maxy = bounds
    axes.set_xlim(minx, maxx)
    axes.set_ylim(miny, maxy)
    axes.add_patch(_sheet(bounds))
    _draw_background(axes, release, bounds)
    if subject.shape == "areas":
        _draw_areas(axes, subject, bounds)
    _draw_borders(axes, release, bounds)
    if subject.shape == "dots":
        _draw_dots(axes, subject)
    draw_names(axes, release, bounds)
    draw_scale_bar(axes, bounds)
    draw_north(axes)


def _sheet(bounds: Bounds) -> Rectangle:
    minx, miny, maxx, maxy = bounds
    return Rectangle((minx, miny), maxx - minx, maxy - miny, facecolor="#ebebeb", edgecolor="none", zorder=0)


def _extent(release: Release, subject: MapSubject) -> Bounds | None:
    """What must be visible, with a margin (m); None without any geometry."""
    frames = [release.background.get("gemeenten"), release.aggregates.get("gemeenten"), subject.frame]
    found = [f.total_bounds for f in frames if f is not None and not f.empty]
    found = [b for b in found if np.isfinite(b).all()]
    if not found:
        return None
    minx, miny = np.min(found, axis=0)[:2]
    maxx, maxy = np.max(found, axis=0)[2:]
    width = max(float(maxx - minx), _LEAST_M) * (1 + 2 * _MARGIN_SHARE)
    height = max(float(maxy - miny), _LEAST_M) * (1 + 2 * _MARGIN_SHARE)
    return _around(float(minx + maxx) / 2, float(miny + maxy) / 2, width, height)


def _bounds(release: Release, subject: MapSubject, aspect: float) -> Bounds | None:
    """The extent, widened to the proportions of the picture."""
    extent = _extent(release, subject)
    if extent is None:
        return None
    width, height = extent[2] - extent[0], extent[3] - extent[1]
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    return _around(x, y, max(width, height * aspect), max(height, width / aspect))


def _around(x: float, y: float, width: float, height: float) -> Bounds:
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _near(release: Release, key: str, bounds: Bounds) -> NDArray[Any]:
    frame = release.background.get(key)
    if frame is None or frame.empty:
        return np.empty(0, dtype=object)
    return within(np.asarray(frame.geometry.array), bounds, (bounds[2] - bounds[0]) / 2000)


def gemeente_shapes(release: Release, bounds: Bounds) -> NDArray[Any]:
    """Outlines of the gemeenten that touch the bounds."""
    drawn = _near(release, "gemeenten", bounds)
    areas = release.aggregates.get("gemeenten")
    if len(drawn) or areas is None or areas.empty:
        return drawn
    return within(np.asarray(areas.geometry.array), bounds, (bounds[2] - bounds[0]) / 2000)


def _draw_background(axes: Axes, release: Release, bounds: Bounds) -> None:
    fill(axes, gemeente_shapes(release, bounds), facecolor="#faf8f2", edgecolor="none", zorder=1)
    for order, (key, colour) in enumerate(_FILLS):
        shapes = _near(release, key, bounds)
        fill(axes, shapes, facecolor=colour, edgecolor="none", zorder=2 + order / 10)
        stroke(axes, shapes, colors=colour, linewidths=0.9, zorder=2 + order / 10)
    unseen = _near(release, "geen_gegevens", bounds)
    fill(axes, unseen, facecolor="#ffffff", edgecolor="#b5b5b5", hatch="////", linewidths=0, zorder=2.5)
    stroke(axes, _near(release, "vaarwegen", bounds), colors="#7fb2d4", linewidths=0.9, zorder=2.6)
    roads = release.background.get("wegen")
    stroke(axes, _near(release, "wegen", bounds), colors="#b9b2a6", linewidths=0.45, zorder=3)
    if roads is not None and "wegtype" in roads:
        main = roads[roads["wegtype"].isin(_MAIN_ROADS)]
        shapes = within(np.asarray(main.geometry.array), bounds, (bounds[2] - bounds[0]) / 2000)
        stroke(axes, shapes, colors="#8c8579", linewidths=1.1, zorder=3.1)


def _draw_borders(axes: Axes, release: Release, bounds: Bounds) -> None:
    rings = shapely.boundary(gemeente_shapes(release, bounds))
    if len(rings) > _MANY_BORDERS:
        stroke(axes, rings, colors=EDGE, linewidths=0.3, zorder=6)
        return
    stroke(axes, rings, colors="#ffffff", linewidths=2.0, zorder=6)
    stroke(axes, rings, colors=EDGE, linewidths=1.1, zorder=6.1)


def _draw_areas(axes: Axes, subject: MapSubject, bounds: Bounds) -> None:
    if subject.frame is None:
        return
    for name in (*CLASSES, PLAIN, UNKNOWN_CLASS):
        shapes = np.asarray(subject.frame.geometry[subject.classes == name].array)
        drawn = within(shapes, bounds, (bounds[2] - bounds[0]) / 2000)
        if name == UNKNOWN_CLASS:
            fill(axes, drawn, facecolor="#ffffff", edgecolor="#6b6b6b", hatch="/////", linewidths=0.3, zorder=5)
        else:
            fill(axes, drawn, facecolor=COLOURS[name], edgecolor="#777777", linewidths=0.3, zorder=5)


def _draw_dots(axes: Axes, subject: MapSubject) -> None:
    if subject.frame is None or subject.frame.empty:
        return
    points = shapely.get_coordinates(shapely.centroid(np.asarray(subject.frame.geometry.array)))
    shuffled = np.argsort(pd.util.hash_array(np.asarray(subject.frame.index, dtype=object)), kind="stable")
    (x, y), classes = points[shuffled].T, subject.classes.to_numpy()[shuffled]
    size = next((s for limit, s in _DOT_SIZES if len(points) <= limit), _DOT_SMALL)
    unknown = classes == UNKNOWN_CLASS
    line = min(0.5, size / 25)
    faces = [COLOURS[name] for name in classes[~unknown]]
    axes.scatter(x[unknown], y[unknown], s=size, c="#ffffff", edgecolors="#6b6b6b", linewidths=line * 1.4, zorder=7)
    slash = [(-1, -1), (1, 1)]
    axes.scatter(x[unknown], y[unknown], s=size * 0.5, marker=slash, c="#6b6b6b", linewidths=line * 1.4, zorder=7.1)
    axes.scatter(x[~unknown], y[~unknown], s=size, c=faces, edgecolors=EDGE, linewidths=line, zorder=8)
