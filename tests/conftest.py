"""Session fixtures: one worked scan result and its release under each profile."""

from __future__ import annotations

import dataclasses
import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.governance.release import release
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers

_SPEC = importlib.util.spec_from_file_location("sample", Path(__file__).with_name("sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
_EVIDENCE = importlib.util.spec_from_file_location("sample_evidence", Path(__file__).with_name("sample_evidence.py"))
sample_evidence = importlib.util.module_from_spec(_EVIDENCE)
_EVIDENCE.loader.exec_module(sample_evidence)


SLOW = (
    "test_vloot", "test_map_access", "test_cli", "test_vloot_faults", "test_scan_invulblad", "test_notebooks",
    "test_reproduceerbaar", "test_scan_real", "test_beeld_files", "test_open_interference", "test_verzin_land_again",
    "test_controleer", "test_snapshot_two", "test_scan_missing", "test_map_findings_files", "test_map_beeld",
)  # fmt: skip
"""Files that take longest: they begin first, so that no processor waits for the last of them."""


def pytest_collection_modifyitems(items):
    """Slow files first, in the order of their names here; the others as they were."""
    place = {name: number for number, name in enumerate(SLOW)}
    items.sort(key=lambda item: place.get(item.path.stem, len(SLOW)))


def with_scan(result, **changes):
    """The same result under a scan with other settings."""
    return dataclasses.replace(result, scan=result.scan.model_copy(update=changes))


@pytest.fixture(scope="session")
def sample_result():
    """A worked ScanResult of 240 fictitious erven in 2 gemeenten."""
    return sample.build_result()


@pytest.fixture(scope="session")
def result_with():
    """Function that copies a result under other scan settings."""
    return with_scan


@pytest.fixture(scope="session")
def sample_release(sample_result):
    """The sample result under profile partner."""
    return release(sample_result, version="0.1.0+proef")


@pytest.fixture(scope="session")
def evidence_result(sample_result):
    """The sample result with cases, visits, witte vlekken, calibrated weights and hot spots."""
    return sample_evidence.with_evidence(sample_result)


@pytest.fixture(scope="session")
def evidence_release(evidence_result):
    """The sample result with evidence under profile partner."""
    return release(evidence_result, version="0.1.0+proef")


@pytest.fixture(scope="session")
def open_release(sample_result):
    """The sample result under profile open."""
    return release(with_scan(sample_result, profile="open"), version="0.1.0+proef")


@pytest.fixture(scope="session")
def toezicht_release(sample_result):
    """The sample result under profile toezicht, with scores."""
    return release(with_scan(sample_result, profile="toezicht"), version="0.1.0+proef")


@pytest.fixture(scope="session")
def fictief_world(tmp_path_factory):
    """Scan nieuwpolder over 1,500 panden with all its themes, without images: catalog, plan, cache and layers."""
    root = Path(__file__).parents[1]
    catalog, cache = load_catalog(root / "layers", root / "scans" / "themes"), tmp_path_factory.mktemp("fictief")
    spec = load_scan(root / "scans" / "nieuwpolder.yaml")
    small = spec.fictief.model_copy(update={"panden_count": 1500})
    spec = spec.model_copy(update={"fictief": small, "rasters": {}})
    plan = make_plan(spec, catalog, root / "scans")
    return SimpleNamespace(catalog=catalog, plan=plan, cache=cache, layers=read_layers(plan, cache, lambda _: None))


@pytest.fixture(scope="session")
def fictief_themes(fictief_world):
    """The fictitious gemeente with the result of all themes."""
    world = fictief_world
    return SimpleNamespace(**vars(world), result=scan_layers(world.plan, world.catalog, world.layers, lambda _: None))


@pytest.fixture(scope="session")
def fictief_scan(fictief_world):
    """The fictitious gemeente with the result of theme buitengebied alone."""
    world = fictief_world
    spec = world.plan.scan.model_copy(update={"themes": ("buitengebied",)})
    plan = dataclasses.replace(world.plan, scan=spec, themes=world.plan.themes[:1])
    result = scan_layers(plan, world.catalog, world.layers, lambda _: None)
    return SimpleNamespace(**{**vars(world), "plan": plan}, result=result)
