"""YAML in, checked specs out."""

from __future__ import annotations

from geo_risico.catalog.load import Catalog, definitions_folder, load_catalog, load_scan, read_catalog
from geo_risico.catalog.plan import Plan, make_plan
from geo_risico.catalog.schema import schema_texts

__all__ = [
    "Catalog",
    "Plan",
    "definitions_folder",
    "load_catalog",
    "load_scan",
    "make_plan",
    "read_catalog",
    "schema_texts",
]
