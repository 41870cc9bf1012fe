"""A folium map of a release, in one file that opens anywhere and asks nothing of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import numpy as np
from branca.element import Figure
from jinja2 import Environment, PackageLoader

from geo_risico.maps import facts
from geo_risico.maps.geometry import bounds_degrees, grid_of
from geo_risico.maps.packing import Block
from geo_risico.maps.page import render_page
from geo_risico.maps.tables import area_tables, background_tables, location_table

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.results import Release

_MACROS = Environment(loader=PackageLoader("geo_risico.maps", "templates"), autoescape=True)


NETHERLANDS = [[50.75, 3.3], [53.6, 7.3]]


class PageFigure(Figure):
    """The page around the map; renders without any link to another file."""

    def __init__(self, release: Release) -> None:
        super().__init__(title=release.meta.title)
        self._release = release

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - the signature of branca
        """HTML of the whole page."""
        self.script._children.clear()  # noqa: SLF001 - rendering twice must give the same page
        for child in self._children.values():
            child.render(**kwargs)
        block = Block()
        index = page_index(block, self._release)
        return render_page(
            banner=facts.banner(self._release.meta, self._release.theme),
            index=index,
            block=block.base64(),
            extra_script=self.script.render(**kwargs).strip(),
        )


class ReleaseMap(folium.Map):
    """A folium map whose content is a release.

    Folium elements that need only Leaflet (markers, GeoJson, circles) can be added as usual; plugins that load
    their own files cannot, because the page loads nothing.
    """

    _template = _MACROS.get_template("folium_map.html.j2")

    def __init__(self, release: Release) -> None:
        (south, west), (north, east) = _extent(release)
        super().__init__(location=[(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = "kaart"
        self.default_js: list[tuple[str, str]] = []
        self.default_css: list[tuple[str, str]] = []
        PageFigure(release).add_child(self)


def draw_map(release: Release) -> folium.Map:
    """Map of a release; ``draw_map(release).get_root().render()`` is the HTML of one self-contained file.

    Parameters
    ----------
    release
        What may be shown; nothing else reaches the page.
    """
    return ReleaseMap(release)


def _frames(release: Release) -> list[gpd.GeoDataFrame]:
    frames = [] if release.locations is None else [release.locations]
    return [*frames, *release.aggregates.values()]


def _extent(release: Release) -> list[list[float]]:
    shown = [release.locations, release.aggregates.get("vierkanten")]
    if release.locations is None:
        shown = list(release.aggregates.values())
    filled = [frame for frame in shown if frame is not None and len(frame)]
    if not filled:
        return NETHERLANDS
    boxes = np.array([bounds_degrees(frame) for frame in filled])
    return [boxes[:, 0].min(axis=0).tolist(), boxes[:, 1].max(axis=0).tolist()]


def page_index(block: Block, release: Release) -> dict[str, Any]:
    """Index of the page: everything but the bytes, which go into the block."""
    grid = grid_of([*_frames(release), *release.background.values()])
    location_title, plural = release.theme.location_title, release.theme.location_plural
    return {
        "banner": facts.banner(release.meta, release.theme),
        "location_title": location_title,
        "location_plural": plural,
        "classes": facts.class_legend(release.theme),
        "minimum_coverage": release.theme.minimum_coverage,
        "dimensions": facts.dimensions(release.theme),
        "indicators": facts.indicators(release),
        "sources": facts.sources(release),
        "attribution": facts.attribution(release),
        "grid": grid.as_index(),
        "bounds": _extent(release),
        "locations": location_table(block, release, grid),
        "areas": area_tables(block, release, grid),
        "background": background_tables(block, release, grid),
    }
