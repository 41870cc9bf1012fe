"""A matplotlib figure as SVG inside a page: no inline style, so that a strict policy lets it through."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH_IN: Final = 4.7
"""Narrow enough to read on a telephone, wide enough for two beside each other on a sheet of A4."""

INK: Final = "#1b1f23"
GRID: Final = "#dfe3e6"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_FONT: Final = '"DejaVu Sans", Verdana, Arial, sans-serif'
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#6b737a",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
}


def inline_svg(name: str, alt: str, height_in: float, draw: Callable[[Figure], None]) -> Markup:
    """SVG element with a text alternative, the same for the same drawing; texts in it stay texts.

    Parameters
    ----------
    name
        Unique on the page: it goes into every identifier.
    alt
        What the figure shows, in words.
    height_in
        Height (inch); the width is always the same.
    draw
        Draws on the figure that it gets.
    """
    target = io.StringIO()
    with rc_context({**_SETTINGS, "svg.hashsalt": name}):
        figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained", facecolor="none")
        draw(figure)
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    root = ET.fromstring(target.getvalue())  # noqa: S314 - written by matplotlib, one line up
    _clean(root, name)
    root.set("role", "img")
    root.set("aria-label", alt)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - escaped by ElementTree


def _clean(root: ET.Element, name: str) -> None:
    """Styles become attributes, identifiers get the name in front, and what only a file needs goes."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{_SVG}style", f"{_SVG}metadata"}:
                parent.remove(child)
        _plain_style(parent)
        _own_names(parent, name)
        parent.tag = parent.tag.removeprefix(_SVG)
    root.set("stroke-linejoin", "round")
    root.set("stroke-linecap", "butt")
    root.set("font-family", _FONT)


def _plain_style(element: ET.Element) -> None:
    for part in element.attrib.pop("style", "").split(";"):
        key, _, value = (text.strip() for text in part.partition(":"))
        if key == "font":
            size = next((word for word in value.split() if word.endswith("px")), "9px")
            element.set("font-size", size)
        elif key and key != "font-family":
            element.set(key, value)


def _own_names(element: ET.Element, name: str) -> None:
    own = element.attrib.pop("id", None)
    if own is not None and element.tag != f"{_SVG}g":
        element.set("id", f"{name}-{own}")
    target = element.attrib.pop(_LINK, None)
    if target is not None:
        element.set("href", f"#{name}-{target[1:]}")
    for key, value in element.attrib.items():
        if value.startswith("url(#"):
            element.set(key, f"url(#{name}-{value[5:]}")
