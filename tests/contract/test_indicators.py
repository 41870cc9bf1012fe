"""What every indicator promises; finds them by their files, so that nobody edits this to add one."""

import datetime as dt
import importlib.util
import inspect
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import yaml

from geo_risico.catalog import load_catalog
from geo_risico.catalog.rules import KIND_OF_BUILDER
from geo_risico.core.raster import RasterLayer
from geo_risico.scan.compute import RESERVED
from geo_risico.spatial.access import nearest_access
from geo_risico.spatial.looks import take_looks

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("indicator_sample", Path(__file__).with_name("indicator_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
NAMES = sorted(path.stem for path in (ROOT / "geo_risico" / "indicators").glob("[a-z]*.py"))
PEILDATUM = dt.date(2024, 1, 1)
INDICATORS = pytest.mark.parametrize("name", NAMES)


def function_of(name):
    return getattr(importlib.import_module(f"geo_risico.indicators.{name}"), name)


def parameters_of(name):
    return dict(list(inspect.signature(function_of(name)).parameters.items())[1:])


def arguments(name, layers, settings=None):
    """Keyword arguments as a scan passes them: layers that exist, settings, peildatum."""
    given = {**layers, **CATALOG.indicators[name].settings, **(settings or {}), "peildatum": PEILDATUM}
    return {key: given[key] for key in parameters_of(name) if key in given}


def layer_names(name):
    settings = CATALOG.indicators[name].settings
    return [key for key in parameters_of(name) if key not in settings and key not in RESERVED]


def blank_raster(raster):
    """The same scenes without one known pixel."""
    scenes = [replace(scene, values=np.full_like(scene.values, np.nan)) for scene in raster.scenes]
    return RasterLayer(name=raster.name, scenes=tuple(scenes))


def layer_spec(key):
    """Definition of a layer; a known area looks like the landgebied."""
    return CATALOG.layers["landgebied" if key == "known_area" else key]


@pytest.fixture(scope="module")
def area():
    """One small area: locations by kind and all layers."""
    rng = np.random.default_rng(7)
    erven = sample.draw_locations(rng, "erf")
    kinds = {kind: erven.assign(kind=kind) for kind in KIND_OF_BUILDER.values()}
    return {**kinds, "gemeente": sample.draw_locations(rng, "gemeente")}, sample.draw_layers(CATALOG, erven, rng)


@pytest.fixture
def case(name, area):
    locations, layers = area
    return locations[CATALOG.indicators[name].applies_to[0]], {
        key: layers[layer_spec(key).name] for key in layer_names(name)
    }


def test_code_catalog_and_themes_name_the_same_indicators():
    themes = {name for theme in CATALOG.themes.values() for name in theme.weights}
    assert set(NAMES) == set(CATALOG.indicators)
    assert themes <= set(NAMES)


@INDICATORS
def test_parameters_are_layers_settings_and_peildatum(name):
    spec = CATALOG.indicators[name]
    first, *others = inspect.signature(function_of(name)).parameters.values()
    assert first.name == "locations"
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in others)
    assert {p.name for p in others} <= {*CATALOG.layers, *spec.settings, *RESERVED}
    assert set(spec.settings) <= {p.name for p in others}
    assert all(p.default in {p.empty, None} for p in others)
    assert CATALOG.home_of[name] in {p.name for p in others}


@INDICATORS
def test_it_is_explained(name):
    spec = CATALOG.indicators[name]
    first_line = inspect.getdoc(function_of(name)).splitlines()[0]
    assert first_line.endswith((".", ";")) or len(first_line) > 40
    assert spec.unit
    assert len(spec.rationale.split()) >= 6
    assert len(spec.reference.split()) >= 3
    assert spec.reason_for.count("{value}") == 1 == spec.reason_against.count("{value}")
    assert not spec.reason_for.endswith(".")


@INDICATORS
def test_outcome_is_a_float_series_that_says_something(name, case):
    locations, layers = case
    result = function_of(name)(locations, **arguments(name, layers))
    assert isinstance(result, pd.Series)
    assert result.dtype == np.float64
    assert result.name == name
    assert result.index.equals(locations.index)
    assert result.notna().any(), "overal onbekend in het voorbeeldgebied"
    assert not np.isinf(result).any()
    if CATALOG.indicators[name].unit == "aandeel":
        assert result.dropna().between(0, 1).all() or CATALOG.indicators[name].applies_to == ("gemeente",)


@INDICATORS
def test_inputs_stay_as_they_were(name, case):
    locations, layers = case
    given = {"locations": locations, **layers}
    before = {key: frozen(frame) for key, frame in given.items()}
    function_of(name)(locations, **arguments(name, layers))
    for key, frame in given.items():
        pd.testing.assert_frame_equal(frozen(frame), before[key])


def frozen(frame):
    """Deep copy with geometry as bytes."""
    if isinstance(frame, RasterLayer):
        return pd.DataFrame(np.concatenate([scene.values.ravel() for scene in frame.scenes]))
    plain = pd.DataFrame(frame.copy(deep=True))
    return plain.assign(geometry=frame.geometry.to_wkb()) if isinstance(frame, gpd.GeoDataFrame) else plain


@INDICATORS
def test_row_order_does_not_matter(name, case):
    locations, layers = case
    rng = np.random.default_rng(3)
    shuffled = {
        key: frame if isinstance(frame, RasterLayer) else frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
        for key, frame in layers.items()
    }
    expected = function_of(name)(locations, **arguments(name, layers))
    result = function_of(name)(locations.iloc[rng.permutation(len(locations))], **arguments(name, shuffled))
    pd.testing.assert_series_equal(result.reindex(locations.index), expected)


@pytest.mark.parametrize("name", [name for name in NAMES if "road_access" in parameters_of(name)])
def test_a_road_that_was_found_before_gives_the_same(name, case):
    locations, layers = case
    given = arguments(name, layers)
    found = nearest_access(locations, layers["wegen"])
    expected = function_of(name)(locations, **given)
    pd.testing.assert_series_equal(function_of(name)(locations, **given, road_access=found), expected)


@pytest.mark.parametrize("name", [name for name in NAMES if "looks" in parameters_of(name)])
def test_looks_that_were_taken_before_give_the_same(name, case):
    locations, layers = case
    given = arguments(name, layers)
    taken = take_looks(locations, layers["satellietbeelden"])
    expected = function_of(name)(locations, **given)
    result = function_of(name)(locations, **given, looks=taken)
    pd.testing.assert_series_equal(result, expected)
    assert result.attrs["notes"] == expected.attrs["notes"]
    for part in ("pixel_count", "covered_share", "reason", "standard_error", "clear_count"):
        before, after = (getattr(series.attrs["support"], part) for series in (expected, result))
        pd.testing.assert_series_equal(after, before)


@INDICATORS
def test_no_locations_and_empty_layers(name, case):
    locations, layers = case
    nobody = function_of(name)(locations.iloc[:0], **arguments(name, layers))
    assert nobody.empty
    assert nobody.dtype == np.float64
    empty = {
        key: RasterLayer(name=key, scenes=()) if isinstance(frame, RasterLayer) else frame.iloc[:0]
        for key, frame in layers.items()
    }
    result = function_of(name)(locations, **arguments(name, empty))
    assert result.index.equals(locations.index)
    assert not np.isinf(result).any()


@INDICATORS
def test_columns_that_were_not_delivered(name, case):
    locations, layers = case
    unknown = {}
    for key, frame in layers.items():
        if isinstance(frame, RasterLayer):
            unknown[key] = blank_raster(frame)
            continue
        spec = layer_spec(key)
        blank = {c: sample.empty_column(s, frame.index) for c, s in spec.columns.items() if not s.required}
        unknown[key] = frame.assign(**blank)
    result = function_of(name)(locations, **arguments(name, unknown))
    assert result.dtype == np.float64
    assert not np.isinf(result).any()


@INDICATORS
def test_layers_that_may_be_missing_are_missed_without_error(name, case):
    locations, layers = case
    needed = {k: frame for k, frame in layers.items() if parameters_of(name)[k].default is inspect.Parameter.empty}
    result = function_of(name)(locations, **arguments(name, needed))
    assert result.index.equals(locations.index)
    assert result.dtype == np.float64


@INDICATORS
def test_hand_checked_table(name):
    path = ROOT / "tests" / "tables" / f"{name}.yaml"
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert cases
    for case in cases:
        layers = {key: sample.table_layer(layer_spec(key), rows) for key, rows in case.get("layers", {}).items()}
        locations = sample.table_locations(case["locations"])
        result = function_of(name)(locations, **arguments(name, layers, case.get("settings")))
        expected = pd.Series(case["expected"], dtype="float64").reindex(locations.index)
        np.testing.assert_allclose(result, expected, rtol=case.get("tolerance", 1e-6), err_msg=case["name"])
        assert bool(result.attrs.get("notes")) == case.get("noted", False), case["name"]


def test_every_table_has_an_indicator():
    assert {path.stem for path in (ROOT / "tests" / "tables").glob("*.yaml")} <= set(NAMES)
