"""Whole SVG files of pages: a map of a fixed size, and an outline over a photograph."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence


@cache
def _environment() -> Environment:
    loader = PackageLoader("geo_risico.reports", "templates")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=False
    )


def svg_map(width_mm: float, height_mm: float, elements: Sequence[str]) -> bytes:
    """SVG of a size in millimetres on paper, one unit a millimetre; what sticks out is cut off.

    Parameters
    ----------
    width_mm, height_mm
        Size on paper.
    elements
        Elements of SVG, made and escaped by our own drawing code.
    """
    content = Markup("".join(elements))  # noqa: S704 - our own elements
    page = _environment().get_template("plaat.svg.j2")
    return page.render(width=width_mm, height=height_mm, content=content).encode()


def svg_outline(outline: str, strokes: Sequence[tuple[str, float]]) -> bytes:
    """SVG of 1000 by 1000 with one path, drawn once for each colour and width, the first one below."""
    return _environment().get_template("omtrek.svg.j2").render(outline=outline, strokes=strokes).encode()
