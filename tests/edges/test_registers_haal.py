"""From the name of a gemeente to scores over the network: the same as straight from the files."""

import dataclasses
import importlib.util
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyogrio
import pytest
import shapely

from geo_risico.catalog import load_catalog, make_plan
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.offline import no_connections
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest
from geo_risico.io.sources.fictief import ensure
from geo_risico.scan.offline import on_snapshot
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers

_SPEC = importlib.util.spec_from_file_location("servers", Path(__file__).with_name("registers_servers.py"))
servers = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(servers)
ROOT = Path(__file__).parents[2]
CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
FILES = ("bag", "brk", "bestuurlijke_gebieden", "wijkenbuurten", "top10nl", "nwb_wegen", "nwb_vaarwegen")
FILES += ("brpgewaspercelen_2024", "beheergebieden")
MISHAPS = (
    ("index", {"status": 503, "body": b""}),
    ("pand/items", {"status": 429, "headers": {"Retry-After": "0"}, "body": b""}),
    ("perceel/items", {"share": 0.5}),
    ("waterdeel", {"share": 0.7, "honest": True}),
    ("gebouw_vlak", {"status": 200, "type": "text/html", "body": b"<!doctype html>"}),
    ("wegdeel", {"reset": True}),
    ("verblijfsobject/items", {"change": lambda page: page | {"features": page["features"][1:]}}),
)


def served_registers(tables):
    """Registers of which the fictitious gemeente has the collection: name -> table."""
    found = {}
    for name, spec in CATALOG.registers.items():
        if spec.kind == "features" and spec.api and spec.collection[0] in tables:
            found[name] = spec.collection[0]
    return found


def path_of(api):
    """Path of a service that fits the pattern of a register.

    Examples
    --------
    >>> path_of("*/cbs/wijken-en-buurten-{jaar}/ogc/v*")
    'cbs/wijken-en-buurten-2025/ogc/v1'
    """
    return api.removeprefix("*/").replace("{jaar}", "2025").replace("v*", "v1")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Fictitious gemeente behind a service in the manner of PDOK."""
    folder = tmp_path_factory.mktemp("haal")
    fictief = ensure(folder / "cache", panden_count=500, seed=5)
    files = [fictief / f"{name}.gpkg" for name in FILES]
    tables = {table: (file, table) for file in files for table, _ in pyogrio.list_layers(file)}
    registers = served_registers(tables)
    apis = {}
    for name, table in registers.items():
        apis.setdefault(path_of(CATALOG.registers[name].api), {})[table] = table
        apis.setdefault(path_of(CATALOG.registers[name].api).replace("v1", "v0"), {})
    with servers.pdok(folder, tables, apis) as (_, gateway, address):
        yield SimpleNamespace(tables=tables, registers=registers, gateway=gateway, address=address, folder=folder)


@pytest.fixture(scope="module")
def fetched(world):
    """Function that fetches once with the command line, while the service fails now and then."""
    kept = {}

    def call(run):
        if not kept:
            for match, fault in MISHAPS:
                world.gateway.plan(fault, match=match)
            names = ",".join(name for name in world.registers if CATALOG.registers[name].is_default)
            words = ["haal", "Nieuwpolder", "--naar", world.folder / "opname", "--lagen", names, "--peildatum"]
            words += ["2026-01-01", "--index", f"{world.address}/index.json", "--cache", world.folder / "cache"]
            kept["code"], kept["out"], kept["err"] = run(*words)
        assert kept["code"] == 0, kept["err"]
        return world.folder / "opname"

    return call


def test_every_register_is_read_by_its_source_as_its_file_is(world, fetched, run):
    folder = fetched(run)
    record = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    assert not world.gateway.faults
    assert record["failed"] == []
    files = {one["register"]: one for ones in record["layers"].values() for one in ones}
    wanted = {name for name in world.registers if CATALOG.registers[name].is_default}
    assert set(files) == wanted
    assert len(files) >= 30
    for name, one in files.items():
        network = _read(LayerUse(source=one["source"], path=one["file"]), folder, record)
        file, table = world.tables[world.registers[name]]
        disk = _read(LayerUse(source=one["source"], path=file.name, dataset=table), file.parent, record)
        pd.testing.assert_frame_equal(_sorted(network), _sorted(disk), obj=name)


def _read(use, folder, record):
    source = CATALOG.sources[use.source]
    request = ReadRequest(folder=folder, bounds=tuple(record["bounds"]), peildatum=servers.dt.date(2026, 1, 1))
    return read_layer(CATALOG.layers[source.layer], [(use, source)], request)[0]


def _sorted(frame):
    """Rows as text, so that their order does not count."""
    plain = frame.assign(geometry=shapely.normalize(frame.geometry.array)) if "geometry" in frame else frame
    texts = plain.astype("str").sort_values(list(plain.columns)).reset_index(drop=True)
    return texts.astype("object")


def test_scores_are_those_of_a_scan_on_the_files(world, fetched, run):
    folder = fetched(run)
    offline = on_snapshot(folder, None, CATALOG).scan
    layers = {}
    for layer, uses in offline.layers.items():
        found = []
        for use in uses:
            file, table = world.tables[world.registers[Path(use.path).stem]]
            found.append(use.model_copy(update={"path": f"{file}", "dataset": table, "extent": None}))
        layers[layer] = tuple(found)
    straight = offline.model_copy(update={"layers": layers})
    with no_connections():
        network = _scores(offline, folder, world.folder / "cache")
    disk = _scores(straight, folder, world.folder / "cache")
    assert network.scores["score"].nunique() >= 50
    pd.testing.assert_frame_equal(network.scores, disk.scores)
    pd.testing.assert_frame_equal(network.indicators, disk.indicators)


def _scores(spec, folder, cache):
    spec = spec.model_copy(update={"themes": ("buitengebied",)})
    plan = make_plan(spec, CATALOG, folder)
    found = scan_layers(plan, CATALOG, read_layers(plan, cache, lambda _: None), lambda _: None)
    return found if dataclasses.is_dataclass(found) else next(iter(found.values()))
