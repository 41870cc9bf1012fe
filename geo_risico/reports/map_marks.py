"""Names, scale bar and north arrow on the map picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patheffects import withStroke

from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from geo_risico.core.results import Release
    from geo_risico.reports.drawing import Bounds

FONT_FILE: Final = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
"""The font that comes with matplotlib, so that every machine draws the same."""

_NAME_LIMIT: Final = 10
_NAME_LENGTH: Final = 28
_NAME_COLUMNS: Final = ("plaats", "naam", "gemeente", "name")
_GAP_SHARE: Final = 0.06
_KM_M: Final = 1000


def known_signs(text: str) -> str:
    """The part of a text that the font has signs for."""
    known = get_font(str(FONT_FILE)).get_charmap()
    return "".join(sign for sign in text if ord(sign) in known and sign.isprintable()).strip()


def drawable(text: str) -> str:
    """The part of a text that the font has signs for, shortened to fit on the map."""
    kept = known_signs(text)
    return kept if len(kept) <= _NAME_LENGTH else kept[: _NAME_LENGTH - 1].rstrip() + "…"


def draw_names(axes: Axes, release: Release, bounds: Bounds) -> None:
    """Write the names of the largest places, or of a few gemeenten, where they do not cover each other."""
    taken: list[tuple[float, float]] = []
    gemeenten = release.aggregates.get("gemeenten")
    if gemeenten is not None and 1 < len(gemeenten) <= _NAME_LIMIT:
        _write(axes, gemeenten, bounds, taken, 8.0)
    for key in ("bebouwde_kom", "plaatsen"):
        places = release.background.get(key)
        if places is not None and not places.empty:
            _write(axes, places, bounds, taken, 6.5)


def _write(axes: Axes, frame: gpd.GeoDataFrame, bounds: Bounds, taken: list[tuple[float, float]], size: float) -> None:
    column = next((name for name in _NAME_COLUMNS if name in frame), None)
    if column is None:
        return
    named = frame[frame[column].notna()]
    largest = named.iloc[np.argsort(-named.area.to_numpy(), kind="stable")[:_NAME_LIMIT]]
    gap_m = (bounds[2] - bounds[0]) * _GAP_SHARE
    points_m = shapely.get_coordinates(shapely.point_on_surface(np.asarray(largest.geometry.array)))
    for name, (east, north) in zip(largest[column], points_m, strict=True):
        free = all(abs(north - y) > gap_m or abs(east - x) > 3 * gap_m for x, y in taken)
        inside = bounds[0] < east < bounds[2] and bounds[1] < north < bounds[3]
        if free and inside:
            taken.append((east, north))
            _text(axes, (east, north), drawable(str(name)), size)


def draw_scale_bar(axes: Axes, bounds: Bounds) -> None:
    """Draw a bar of a round length, about a fifth of the picture, with its length in words."""
    width_m, height_m = bounds[2] - bounds[0], bounds[3] - bounds[1]
    length_m = scale_length_m(width_m / 5)
    x, y = bounds[0] + 0.03 * width_m, bounds[1] + 0.035 * height_m
    axes.plot([x, x + length_m], [y, y], color="#ffffff", linewidth=4.5, solid_capstyle="butt", zorder=20)
    axes.plot([x, x + length_m], [y, y], color="#222222", linewidth=2.2, solid_capstyle="butt", zorder=21)
    far = length_m >= _KM_M
    text = f"{format_number(length_m / _KM_M)} km" if far else f"{format_number(length_m)} m"
    _text(axes, (x + length_m / 2, y + 0.028 * height_m), text, 7.5)


def scale_length_m(target_m: float) -> float:
    """Largest of 1, 2 or 5 times a power of ten that is at most the target (m).

    Examples
    --------
    >>> scale_length_m(3400)
    2000.0
    """
    power = 10.0 ** np.floor(np.log10(target_m))
    return float(max(step * power for step in (1, 2, 5) if step * power <= target_m))


def draw_north(axes: Axes) -> None:
    """Draw an arrow with N in the upper right corner; the top of the picture is north."""
    style = {"arrowstyle": "-|>", "color": "#222222", "linewidth": 1.4}
    axes.annotate("", xy=(0.955, 0.965), xytext=(0.955, 0.895), xycoords="axes fraction", arrowprops=style, zorder=21)
    _text(axes, (0.955, 0.875), "N", 8.5, transform=axes.transAxes)


def _text(axes: Axes, place: tuple[float, float], text: str, points: float, **extra: Any) -> None:  # noqa: ANN401 - words of matplotlib
    font = FontProperties(fname=str(FONT_FILE), size=points)
    halo = [withStroke(linewidth=2.2, foreground="#ffffff")]
    axes.text(
        place[0],
        place[1],
        text,
        fontproperties=font,
        color="#1a1a1a",
        ha="center",
        va="center",
        parse_math=False,
        path_effects=halo,
        clip_on=True,
        zorder=22,
        **extra,
    )
