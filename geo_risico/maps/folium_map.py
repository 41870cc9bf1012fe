"""A folium map of a release, in one file that opens anywhere and asks nothing of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure
from jinja2 import Environment, PackageLoader

from geo_risico.maps.images import has_pictures
from geo_risico.maps.packing import Block
from geo_risico.maps.page import render_page
from geo_risico.maps.themes import page_extent, page_index

if TYPE_CHECKING:
    from geo_risico.core.results import Release

_MACROS = Environment(loader=PackageLoader("geo_risico.maps", "templates"), autoescape=True)


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
            banner=index["banner"],
            index=index,
            block=block.text(),
            has_pictures=has_pictures(index),
            extra_script=self.script.render(**kwargs).strip(),
        )


class ReleaseMap(folium.Map):
    """A folium map whose content is a release.

    Folium elements that need only Leaflet (markers, GeoJson, circles) can be added as usual; plugins that load
    their own files cannot, because the page loads nothing.
    """

    _template = _MACROS.get_template("folium_map.html.j2")

    def __init__(self, release: Release) -> None:
        (south, west), (north, east) = page_extent(release)
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
        What may be shown, with the other themes of the scan in ``beside``; nothing else reaches the page.
    """
    return ReleaseMap(release)
