"""Checks of the files that a scan names, tables and images alike, before any data is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog.yaml_files import nearest
from geo_risico.core.specs import STRICTNESS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.core.raster_specs import RasterSourceSpec, RasterUse
    from geo_risico.core.source_specs import LayerUse, ScanSpec, SourceSpec

FICTIEF = "fictief/"
REMOTE = ("https://", "http://")
MISSING_FILE = "bestaat niet (gezocht vanaf"
"""How a problem says that a data file is not there."""


def path_problems(path: str, scan: ScanSpec, folder: Path) -> Iterator[str]:
    """Dutch lines about a path of a scan: a file, a folder, a pattern with ``*``, an address or ``fictief/...``."""
    if path.startswith(REMOTE):
        return
    if path.startswith(FICTIEF):
        if scan.fictief is None:
            yield f"path: '{path}' vraagt om de fictieve gemeente, maar de sleutel fictief ontbreekt"
        elif not scan.is_fictief:
            yield f"path: '{path}' is verzonnen, maar is_fictief is false; true verwacht"
    elif not ((folder / path).exists() or ("*" in path and any(folder.glob(path)))):
        yield f"path: '{path}' {MISSING_FILE} {folder})"


def use_problems(
    layer: str, use: LayerUse | RasterUse, scan: ScanSpec, sources: Mapping[str, SourceSpec | RasterSourceSpec]
) -> Iterator[str]:
    """Dutch lines about one file or image that fills a layer: its source, access class and peildatum."""
    source = sources.get(use.source)
    if source is None:
        yield f"source: '{use.source}' bestaat niet; {nearest(use.source, list(sources))}"
        return
    if source.layer != layer:
        yield f"source: '{use.source}' vult de laag {source.layer}, niet {layer}"
    if use.access is not None and STRICTNESS.index(use.access) < STRICTNESS.index(source.access):
        yield f"access: '{use.access}' is ruimer dan de bron ({source.access}); alleen strenger mag"
    if use.peildatum is not None and use.peildatum > scan.peildatum:
        yield f"peildatum: {use.peildatum} ligt na de peildatum van de scan ({scan.peildatum})"
