"""Gebiedsscans: explainable opportunity scores per location and per gemeente, never about persons.

Public names are loaded when first used, so that ``import geo_risico`` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_risico.catalog import Catalog, definitions_folder, load_catalog, load_scan
    from geo_risico.core.results import Layers, Locations, Release, ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.governance import release
    from geo_risico.inspection.choose import Limits
    from geo_risico.maps import draw_map
    from geo_risico.reports import write_informatiebeeld
    from geo_risico.scan.choose import ChoiceAsked, choose_visits
    from geo_risico.scan.compare import compare
    from geo_risico.scan.learn import LessonsAsked, learn
    from geo_risico.scan.run import run_scan
    from geo_risico.scan.save import save_scan
    from geo_risico.scan.toets import evaluate_themes
    from geo_risico.scan.verwerk import FindingsAsked, process_findings

__all__ = [
    "Catalog",
    "ChoiceAsked",
    "FindingsAsked",
    "Layers",
    "LessonsAsked",
    "Limits",
    "Locations",
    "Release",
    "ScanResult",
    "ScanSpec",
    "choose_visits",
    "compare",
    "definitions_folder",
    "draw_map",
    "evaluate_themes",
    "learn",
    "load_catalog",
    "load_scan",
    "process_findings",
    "release",
    "run_scan",
    "save_scan",
    "write_informatiebeeld",
]

_HOMES = {
    "geo_risico.catalog": ("Catalog", "definitions_folder", "load_catalog", "load_scan"),
    "geo_risico.core.results": ("Layers", "Locations", "Release", "ScanResult"),
    "geo_risico.core.source_specs": ("ScanSpec",),
    "geo_risico.governance": ("release",),
    "geo_risico.inspection.choose": ("Limits",),
    "geo_risico.maps": ("draw_map",),
    "geo_risico.reports": ("write_informatiebeeld",),
    "geo_risico.scan.choose": ("ChoiceAsked", "choose_visits"),
    "geo_risico.scan.compare": ("compare",),
    "geo_risico.scan.learn": ("LessonsAsked", "learn"),
    "geo_risico.scan.run": ("run_scan",),
    "geo_risico.scan.save": ("save_scan",),
    "geo_risico.scan.toets": ("evaluate_themes",),
    "geo_risico.scan.verwerk": ("FindingsAsked", "process_findings"),
}


def __getattr__(name: str) -> object:
    """Public name, from the module that holds it."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'geo_risico' has no attribute '{name}'")
