"""A whole scan with layers from a real PostGIS: the output of the files, and no trace of who asked."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import yaml

from geo_risico.core.register_specs import DatabaseUse
from geo_risico.core.source_specs import LayerUse, SourceSpec
from geo_risico.core.specs import LayerSpec
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest
from geo_risico.io.sources.fictief import ensure

ROOT = Path(__file__).parents[2]
LAYERS = ("gemeenten", "landgebied", "wijken", "buurten", "panden", "adressen", "percelen", "verblijfsobjecten")
TABLES = {
    "panden": ("bag.gpkg", "pand"),
    "verblijfsobjecten": ("bag.gpkg", "verblijfsobject"),
    "percelen": ("brk.gpkg", "perceel"),
}

_SPEC = importlib.util.spec_from_file_location("database_server", Path(__file__).with_name("database_server.py"))
server = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(server)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with server.running(tmp_path_factory.mktemp("postgis")) as number:
        server.prepared(number)
        yield number


@pytest.fixture
def base(port, monkeypatch):
    for name, value in server.environment(port).items():
        monkeypatch.setenv(name, value)
    with server.admin(port) as link:
        link.execute("DROP SCHEMA IF EXISTS bron CASCADE; CREATE SCHEMA bron; GRANT USAGE ON SCHEMA bron TO analist")
        link.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA bron GRANT SELECT ON TABLES TO analist")
        yield link


def definition(folder, name, tables=()):
    """A scan of 500 panden of which some layers are tables."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    content |= {"name": name, "themes": ["buitengebied"], "fictief": {"panden_count": 500, "seed": 3}, "rasters": {}}
    content["layers"] = {key: content["layers"][key] for key in LAYERS}
    content |= {"database": {"timeout_s": 60}} if tables else {}
    for layer in tables:
        use = content["layers"][layer]
        content["layers"][layer] = {key: value for key, value in use.items() if key not in {"path", "dataset"}} | {
            "table": f"bron.{layer}"
        }
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def kinds_of(frame):
    """Column -> kind in the database for what is no text."""
    numbers = {name: "double precision" for name in frame if pd.api.types.is_numeric_dtype(frame[name])}
    return numbers | {n: "timestamp" for n in frame if pd.api.types.is_datetime64_any_dtype(frame[n])}


def put_all(base, made):
    for layer, (file, dataset) in TABLES.items():
        frame = gpd.read_file(made / file, layer=dataset)
        server.put(base, f"bron.{layer}", frame, kinds_of(frame))


def test_a_scan_from_tables_equals_one_from_files_and_keeps_no_secret(base, run, tmp_path, caplog):
    cache = tmp_path / "cache"
    put_all(base, ensure(cache, panden_count=500, seed=3))
    words = ("--uit", tmp_path / "uit", "--cache", cache)
    for name, tables in (("bestanden", ()), ("tabellen", tuple(TABLES))):
        code, shown, fault = run("scan", definition(tmp_path, name, tables), *words)
        assert code == 0, shown + fault
    written = (tmp_path / "uit" / name / "locaties.parquet" for name in ("bestanden", "tabellen"))
    frames = [pd.DataFrame(gpd.read_parquet(path)) for path in written]
    assert len(frames[0]) > 20
    pd.testing.assert_frame_equal(*frames)
    for path in [path for path in tmp_path.rglob("*") if path.is_file()]:
        assert server.PASSWORD.encode() not in path.read_bytes(), path
    assert server.PASSWORD not in shown + fault + caplog.text


def rows_of(table):
    """Rows of a table as layer percelen."""
    spec = SourceSpec(**yaml.safe_load((ROOT / "layers" / "sources" / "brk_percelen.yaml").read_text(encoding="utf-8")))
    layer = LayerSpec(**yaml.safe_load((ROOT / "layers" / "percelen.yaml").read_text(encoding="utf-8")))
    asked = ReadRequest(folder=Path(), bounds=None, peildatum=dt.date(2026, 1, 1), database=DatabaseUse(timeout_s=20))
    frame, _ = read_layer(layer, [(LayerUse(source=spec.name, table=table), spec)], asked, None)
    return frame.sort_values("perceel_id", ignore_index=True)


KINDS = {
    "view": "CREATE VIEW bron.percelen AS SELECT * FROM bron.eerst",
    "matview": "CREATE MATERIALIZED VIEW bron.percelen AS SELECT * FROM bron.eerst",
    "delen": (
        "CREATE TABLE bron.percelen (LIKE bron.eerst) PARTITION BY RANGE (fid);"
        "CREATE TABLE bron.deel1 PARTITION OF bron.percelen FOR VALUES FROM (MINVALUE) TO (50);"
        "CREATE TABLE bron.deel2 PARTITION OF bron.percelen FOR VALUES FROM (50) TO (MAXVALUE);"
        "INSERT INTO bron.percelen SELECT * FROM bron.eerst"
    ),
    "elders": (
        "CREATE EXTENSION IF NOT EXISTS postgres_fdw; DROP SERVER IF EXISTS elders CASCADE;"
        "CREATE SERVER elders FOREIGN DATA WRAPPER postgres_fdw "
        "OPTIONS (host '127.0.0.1', port '{port}', dbname 'gis');"
        "CREATE USER MAPPING FOR analist SERVER elders OPTIONS (user 'beheer', password '{word}');"
        "CREATE USER MAPPING FOR beheer SERVER elders OPTIONS (user 'beheer', password '{word}');"
        "IMPORT FOREIGN SCHEMA bron LIMIT TO (eerst) FROM SERVER elders INTO elders;"
        "GRANT SELECT ON elders.eerst TO analist; ALTER FOREIGN TABLE elders.eerst RENAME TO percelen"
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_relation_gives_the_rows_of_a_table(base, tmp_path, kind, port):
    made = ensure(tmp_path / "cache", panden_count=500, seed=3)
    frame = gpd.read_file(made / "brk.gpkg").head(120)
    server.put(base, "bron.eerst", frame, kinds_of(frame))
    base.execute("DROP SCHEMA IF EXISTS elders CASCADE; CREATE SCHEMA elders; GRANT USAGE ON SCHEMA elders TO analist")
    base.execute(KINDS[kind].format(port=port, word=server.PASSWORD))
    base.execute("GRANT SELECT ON ALL TABLES IN SCHEMA bron TO analist")
    schema = "elders" if kind == "elders" else "bron"
    found = [rows_of(name) for name in ("bron.eerst", f"{schema}.percelen")]
    assert len(found[0]) > 50
    pd.testing.assert_frame_equal(*found)
