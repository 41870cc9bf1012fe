"""Hostile inputs for every reader: a result or one of our errors, never anything else."""

from __future__ import annotations

import importlib.util
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import GeoRisicoError

FUZZ = Path(__file__).parents[2] / "fuzz"
SLOW = {"scenario", "pbf", "scan", "laag", "bron", "thema"}
"""Readers of which one input takes long; they get fewer."""


def module_of(name):
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", FUZZ / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


targets, makers, mutations = module_of("targets"), module_of("seeds"), module_of("mutations")


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """Name of a target -> an input that is read well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return makers.seeds(tmp_path_factory.mktemp("zaden"))


def read(target, data, folder):
    """What came of an input: ``ok`` or the error in words."""
    path = folder / target.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            target.read(folder)
        except GeoRisicoError as error:
            return str(error)
    return "ok"


@pytest.mark.parametrize("target", targets.TARGETS, ids=lambda target: target.name)
def test_changed_inputs_give_a_result_or_our_error(target, good, tmp_path):
    makers.raster(tmp_path / "b.tif")
    rng = np.random.default_rng(20260101)
    for _ in range(2 if target.name in SLOW else 12):
        said = read(target, mutations.mutated(good[target.name], rng), tmp_path)
        assert "\x1b" not in said
        assert said.strip()


READ = {"csv", "tsv", "xlsx", "geojson", "gpkg", "fgb", "geoparquet", "gml", "gmlzip", "pbf", "geotiff", "vrt", "stac"}
READ |= {"laag", "bron", "thema", "scan", "bevindingen_json", "oordelen", "bezoeklijst", "keten", "gewichten"}


@pytest.mark.parametrize("target", [t for t in targets.TARGETS if t.name in READ], ids=lambda target: target.name)
def test_the_inputs_to_start_from_are_read(target, good, tmp_path):
    makers.raster(tmp_path / "b.tif")
    assert read(target, good[target.name], tmp_path) == "ok"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text(max_size=120).map(lambda text: text.encode("utf-8", "surrogatepass")))
@pytest.mark.parametrize("name", ["csv", "json", "bevindingen_json", "bezoeklijst_csv", "keten", "momentopname", "gml"])
def test_anything_at_all_gives_a_result_or_our_error(name, data, tmp_path):
    target = next(target for target in targets.TARGETS if target.name == name)
    read(target, data, tmp_path)
