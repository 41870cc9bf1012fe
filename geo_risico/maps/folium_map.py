"""A folium map of a release, in one file that opens anywhere and asks nothing of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure
from folium.elements import JSCSSMixin
from jinja2 import Environment, PackageLoader

from geo_risico.core.errors import OutputError
from geo_risico.maps.images import has_pictures
from geo_risico.maps.packing import Block
from geo_risico.maps.page import render_page
from geo_risico.maps.themes import page_extent, page_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.core.results import Release

_MACROS = Environment(loader=PackageLoader("geo_risico.maps", "templates"), autoescape=True)


NEEDS = {
    folium.TileLayer: "haalt kaartbeelden van internet",
    folium.Popup: "heeft jQuery nodig; gebruik tooltip",
    folium.Icon: "haalt een lettertype van internet; laat icon weg of gebruik DivIcon",
    folium.CustomIcon: "haalt een plaatje op; gebruik DivIcon",
}
"""What folium elements ask for that this page does not have."""


def check_added(figure: Figure) -> None:
    """Refuse elements on the map that would load something: the page loads nothing, so they would not work.

    Raises
    ------
    OutputError
        With one line for each element.
    """
    problems = dict.fromkeys(line for element in _below(figure) if (line := _problem(element)))
    if problems:
        raise OutputError("kaart: deze onderdelen van folium werken niet, want de kaart laadt niets", problems)


def _below(element: Element) -> Iterator[Element]:
    for child in element._children.values():  # noqa: SLF001 - branca has no other way to walk
        yield child
        yield from _below(child)


def _problem(element: Element) -> str | None:
    name = type(element).__name__
    reason = next((words for kind, words in NEEDS.items() if isinstance(element, kind)), None)
    if reason is not None:
        return f"{name}: {reason}"
    if not isinstance(element, JSCSSMixin) or isinstance(element, ReleaseMap):
        return None
    links = [link for _, link in (*element.default_js, *element.default_css)]
    return f"{name}: haalt {links[0]}" if links else None


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
        check_added(self)
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

    Folium elements that need only Leaflet (markers, GeoJson, circles) can be added as usual; what loads files of its
    own is refused with an error, because the page loads nothing.
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
