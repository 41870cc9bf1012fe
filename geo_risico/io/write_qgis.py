"""A QGIS project beside the GeoPackage: groups per theme, order, styles, a form for findings and a page to print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pyproj import CRS

from geo_risico.core.numbers import format_date
from geo_risico.core.terms import CRS_RD
from geo_risico.io.write_gpkg import FINDINGS
from geo_risico.io.write_style import environment
from geo_risico.io.write_tables import theme_suffix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.results import Release
    from geo_risico.io.write_gpkg import GpkgLayer

PROJECT: Final = "locaties.qgs"
_TITLES: Final = {
    "gemeenten": "Gemeenten",
    "wijken": "Wijken",
    "buurten": "Buurten",
    "vierkanten": "Vakken van 500 m",
    "hotspots": "Hot spots",
}
_ORDER: Final = ("locaties", "hotspots", "vierkanten", "buurten", "wijken", "gemeenten")
_QML: Final = re.compile(r"<qgis[^>]*>(.*)</qgis>", re.DOTALL)
_MARGIN: Final = 0.05
_LEAST_M: Final = 500.0
_MAP_MM: Final = (196.0, 164.0)


@dataclass(frozen=True)
class _Entry:
    """One layer in the tree of the project."""

    name: str
    title: str
    style: str
    is_shown: bool
    has_geometry: bool = True

    @property
    def key(self) -> str:
        """Id in the project; QGIS replaces ids of fewer than ten signs."""
        return f"{self.name}_geo_risico"


def qgis_project(release: Release, layers: Sequence[GpkgLayer]) -> str:
    """QGIS project (XML, EPSG:28992) that opens the layers of ``locaties.gpkg`` in the same folder.

    Parameters
    ----------
    release
        What may be shown.
    layers
        What ``write_gpkg`` wrote, with their styles.
    """
    groups: list[dict[str, Any]] = []
    for part in release.by_theme:
        suffix = theme_suffix(part, release)
        entries = _entries(part, suffix, layers, is_main=part is release)
        groups.append({"title": _still(part.theme.title), "entries": entries, "is_open": part is release})
    tables = [_Entry(x.name, x.name.capitalize(), _inner(x.style), is_shown=False, has_geometry=False)
              for x in layers if not x.has_geometry]  # fmt: skip
    places = [entry for group in groups for entry in group["entries"] if entry.name.startswith("locaties")]
    findings = next((entry.key for entry in tables if entry.name == FINDINGS), "")
    meta = release.meta
    rights = dict.fromkeys(item.attribution for part in release.by_theme for item in part.provenance)
    text = environment().get_template("project.qgs.j2").render(
        meta=meta,
        title=_still(f"FICTIEF - {meta.title}" if meta.is_fictief else meta.title),
        peildatum=format_date(meta.peildatum),
        expires=format_date(meta.expires),
        created=f"{meta.peildatum.isoformat()}T00:00:00",
        groups=groups,
        tables=tables,
        rights=[text for text in rights if text],
        relations=places if findings else [],
        findings=findings,
        wkt=CRS(CRS_RD).to_wkt("WKT2_2019"),
        bounds=_bounds(release, layers),
    )  # fmt: skip
    return str(text)


def _still(text: str) -> str:
    """The text without the mark with which QGIS calculates inside a title or a legend."""
    return text.replace("[%", "[ %")


def _entries(release: Release, suffix: str, layers: Sequence[GpkgLayer], *, is_main: bool) -> list[_Entry]:
    """Layers of one theme, top first; of the main theme the finest one is shown."""
    by_name = {layer.name: layer for layer in layers if layer.has_geometry}
    kinds = [kind for kind in _ORDER if f"{kind}{suffix}" in by_name]
    first = next((kind for kind in kinds if kind != "hotspots"), "")
    titles = _TITLES | {"locaties": release.theme.location_plural.capitalize()}
    return [
        _Entry(f"{kind}{suffix}", titles[kind], _inner(by_name[f"{kind}{suffix}"].style), is_main and kind == first)
        for kind in kinds
    ]


def _inner(style: str) -> str:
    """Content of a QML document, as a layer in a project holds it."""
    found = _QML.search(style)
    return found[1] if found else ""


def _bounds(release: Release, layers: Sequence[GpkgLayer]) -> tuple[float, ...]:
    """Bounds (m) of everything that is drawn, in the proportions of the map on the page."""
    wanted = [tuple(map(float, frame.total_bounds)) for frame in release.aggregates.values() if len(frame)]
    wanted += [layer.bounds for layer in layers if layer.bounds is not None]
    if not wanted:
        return (0.0, 300_000.0, 300_000.0, 620_000.0)
    low, high = np.min(wanted, axis=0)[:2], np.max(wanted, axis=0)[2:]
    middle, size = (low + high) / 2, np.maximum(high - low, _LEAST_M) * (1 + _MARGIN)
    width = max(size[0], size[1] * _MAP_MM[0] / _MAP_MM[1])
    half = np.array([width, width * _MAP_MM[1] / _MAP_MM[0]]) / 2
    return tuple(float(value) for value in (*(middle - half), *(middle + half)))
