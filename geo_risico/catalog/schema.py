"""JSON Schemas of the definitions, so that editors complete and check them."""

from __future__ import annotations

import json

from geo_risico.core.advice_specs import AdviceSpec
from geo_risico.core.backdrop_specs import BackdropSpec
from geo_risico.core.fieldwork_specs import FieldworkSpec
from geo_risico.core.raster_specs import RasterSourceSpec
from geo_risico.core.register_specs import RegisterSpec
from geo_risico.core.scenario_specs import ScenarioSpec
from geo_risico.core.service_specs import RasterServiceSpec
from geo_risico.core.source_specs import ScanSpec, SourceSpec
from geo_risico.core.specs import LayerSpec, Spec, ThemeSpec

SCHEMAS: dict[str, type[Spec]] = {
    "layers/schema.json": LayerSpec,
    "layers/achtergronden/schema.json": BackdropSpec,
    "layers/rasters/schema.json": RasterSourceSpec,
    "layers/registers/schema.json": RegisterSpec,
    "layers/services/schema.json": RasterServiceSpec,
    "layers/sources/schema.json": SourceSpec,
    "scans/themes/schema.json": ThemeSpec,
    "scans/handelingsperspectieven/schema.json": AdviceSpec,
    "scans/scenarios/schema.json": ScenarioSpec,
    "scans/veldwerk/schema.json": FieldworkSpec,
    "scans/schema.json": ScanSpec,
}


def schema_texts() -> dict[str, str]:
    """JSON text of each schema by its path from the definitions folder."""
    texts = {}
    for path, model in SCHEMAS.items():
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
        texts[path] = json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    return texts
