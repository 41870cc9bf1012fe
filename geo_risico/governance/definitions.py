"""Hashes of the definitions that a scan used, one each, so that a difference can be named."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from geo_risico.catalog import Catalog
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import Spec


def used_definitions(scan: ScanSpec, catalog: Catalog) -> dict[str, str]:
    """Kind and name of each definition -> SHA-256 of its content, sorted; comments and order in a file do not count.

    Parameters
    ----------
    scan
        The definition of the scan.
    catalog
        All other definitions; what the scan does not name is left out.
    """
    return {name: sha256_of(spec) for name, spec in sorted(_used(scan, catalog), key=lambda pair: pair[0])}


def sha256_of(spec: Spec) -> str:
    """SHA-256 of the content of one definition.

    Parameters
    ----------
    spec
        Any definition.
    """
    text = json.dumps(spec.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _used(scan: ScanSpec, catalog: Catalog) -> Iterator[tuple[str, Spec]]:
    wanted: dict[str, tuple[Mapping[str, Spec], Collection[str | None]]] = {
        "thema": (catalog.themes, set(scan.themes)),
        "laag": (catalog.layers, {*scan.layers, *scan.rasters, *_homes(scan, catalog)}),
        "bron": (catalog.sources, {use.source for uses in scan.layers.values() for use in uses}),
        "beeldbron": (catalog.raster_sources, {use.source for uses in scan.rasters.values() for use in uses}),
        "dienst": (catalog.services, {use.service for use in scan.ophalen.values()}),
        "veldwerk": (catalog.fieldwork, {scan.veldwerk}),
        "handelingsperspectieven": (catalog.advice, {scan.handelingsperspectieven}),
        "achtergrond": (catalog.backdrops, set(scan.achtergrond)),
    }
    yield f"scan/{scan.name}", scan
    for kind, (specs, names) in wanted.items():
        for name in names:
            if name is not None and name in specs:
                yield f"{kind}/{name}", specs[name]


def _homes(scan: ScanSpec, catalog: Catalog) -> set[str]:
    """Layers in whose files the indicators of the themes stand."""
    homes = catalog.home_of
    themes = [catalog.themes[name] for name in scan.themes if name in catalog.themes]
    return {homes[name] for theme in themes for name in theme.weights if name in homes}
