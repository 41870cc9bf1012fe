"""Writes one page in its own process, so that seconds and peak memory belong to that page.

``python maps_build.py KIND RELEASE PAGE FIGURES``; KIND is ``geo_risico`` or ``folium``.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from case import Clock, peak_gib
from jinja2 import Environment, FileSystemLoader

from geo_risico.core.terms import CRS_WGS84
from geo_risico.maps import draw_map
from geo_risico.maps.page import leaflet_script, stylesheet

if TYPE_CHECKING:
    from geo_risico.core.results import Release

COLOURS = {"A": "#ffffcc", "B": "#fed976", "C": "#fd8d3c", "D": "#e31a1c", "E": "#800026"}
UNKNOWN = "#5b6873"
ATTRIBUTES = ["label", "kind", "gemeente", "buurt", "score", "class", "coverage", "robustness"]
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=False)  # noqa: S701 - our own page


def geo_risico_page(release: Release) -> str:
    """Page of the toolkit."""
    html: str = draw_map(release).get_root().render()
    return html


def folium_page(release: Release) -> str:
    """Page of ``folium.GeoJson`` with the same locations, attributes and contributions on a canvas, and no background.

    Only Leaflet is put into the page, so that it opens without a network; what else folium loads is left out.
    """
    frame = release.locations
    if frame is None or release.contributions is None:
        raise SystemExit("de proef heeft geen locaties")
    shown = frame[[*ATTRIBUTES, "geometry"]].join(release.contributions).to_crs(CRS_WGS84)
    west, south, east, north = shown.total_bounds
    drawn = folium.Map(tiles=None, prefer_canvas=True)
    drawn.default_js, drawn.default_css = [], []
    folium.GeoJson(shown, style_function=_style, tooltip=folium.GeoJsonTooltip(ATTRIBUTES)).add_to(drawn)
    drawn.fit_bounds([[south, west], [north, east]])
    root: Any = drawn.get_root()
    page: Any = TEMPLATES.get_template("maps_stock.html.j2")
    root.render()
    html: str = page.render(
        style=stylesheet(), leaflet=leaflet_script(), header=root.header.render(), body=root.html.render(),
        script=root.script.render(),
    )  # fmt: skip
    return html


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    return {
        "fillColor": COLOURS.get(feature["properties"]["class"], UNKNOWN),
        "color": "#333333",
        "weight": 1,
        "fillOpacity": 0.9,
    }


PAGES = {"geo_risico": geo_risico_page, "folium": folium_page}


def main() -> None:
    """Figures of one page, to the file named last."""
    kind, source, target, figures = sys.argv[1:]
    with Path(source).open("rb") as file:
        release = pickle.load(file)  # noqa: S301 - written by this benchmark
    before = peak_gib()
    begin = Clock.now()
    Path(target).write_text(PAGES[kind](release), encoding="utf-8")
    spent = begin.spent()
    size = Path(target).stat().st_size
    found = {
        "bytes": size,
        "cpu_s": spent["cpu_s"],
        "wall_s": spent["wall_s"],
        "peak_gib": peak_gib(),
        "input_gib": before,
    }
    Path(figures).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
