"""Gebiedsscans: explainable opportunity scores per location and per gemeente, never about persons.

Public names are loaded when first used, so that ``import geo_risico`` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_risico.catalog import Catalog, load_catalog, load_scan
    from geo_risico.core.results import Layers, Locations, Release, ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.governance import release
    from geo_risico.maps import draw_map
    from geo_risico.reports import write_informatiebeeld
    from geo_risico.scan import run_scan, save_scan

__all__ = [
    "Catalog",
    "Layers",
    "Locations",
    "Release",
    "ScanResult",
    "ScanSpec",
    "draw_map",
    "load_catalog",
    "load_scan",
    "release",
    "run_scan",
    "save_scan",
    "write_informatiebeeld",
]

_HOMES = {
    "geo_risico.catalog": ("Catalog", "load_catalog", "load_scan"),
    "geo_risico.core.results": ("Layers", "Locations", "Release", "ScanResult"),
    "geo_risico.core.source_specs": ("ScanSpec",),
    "geo_risico.governance": ("release",),
    "geo_risico.maps": ("draw_map",),
    "geo_risico.reports": ("write_informatiebeeld",),
    "geo_risico.scan": ("run_scan", "save_scan"),
}


def __getattr__(name: str) -> object:
    """Public name, from the module that holds it."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'geo_risico' has no attribute '{name}'")
