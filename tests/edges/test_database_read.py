"""Tables of a real PostGIS read as layers: the same rows as from a GeoPackage, with the work left to the database."""

import datetime as dt
import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.register_specs import DatabaseUse
from geo_risico.core.source_specs import HistoryRule, KeepRule, LayerUse, SourceSpec
from geo_risico.core.specs import LayerSpec
from geo_risico.io.database.conditions import conditions, in_area
from geo_risico.io.database.table import open_table
from geo_risico.io.read import read_layer
from geo_risico.io.repairs import dropped_count
from geo_risico.io.request import ReadRequest


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


server, sample = module("database_server"), module("reading_sample")
BOUNDS = (200_000.0, 500_000.0, 200_350.0, 500_200.0)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with server.running(tmp_path_factory.mktemp("postgis")) as number:
        server.prepared(number)
        yield number


@pytest.fixture
def base(port, monkeypatch):
    """Connection of the owner of the server; the schema with sources is empty."""
    for name, value in server.environment(port).items():
        monkeypatch.setenv(name, value)
    with server.admin(port) as link:
        link.execute("DROP SCHEMA IF EXISTS bron CASCADE; CREATE SCHEMA bron; GRANT USAGE ON SCHEMA bron TO analist")
        link.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA bron GRANT SELECT ON TABLES TO analist")
        yield link


def asked(bounds=None):
    return ReadRequest(folder=Path(), bounds=bounds, peildatum=sample.PEILDATUM, database=DatabaseUse(timeout_s=20))


def read(table, source="bag_panden", bounds=None, use=None, cache=None, **changes):
    """Frame and provenance of one table; ``changes`` replace fields of the source definition."""
    spec = sample.load(SourceSpec, f"sources/{source}.yaml").model_copy(update=changes)
    entry = LayerUse(source=source, table=table, **(use or {}))
    layer = sample.load(LayerSpec, f"{spec.layer}.yaml")
    frame, (provenance,) = read_layer(layer, [(entry, spec)], asked(bounds), cache)
    assert provenance.rows_read == provenance.rows_kept + dropped_count(provenance.repairs)
    return frame, provenance


def dirty_panden(versions, count=60):
    rng = np.random.default_rng(3)
    frame = sample.make_panden().iloc[np.arange(count) % 8].reset_index(drop=True)
    status = [
        "Pand in gebruik",
        "pand IN gebruik ",
        "Sloopvergunning verleend",
        "a|Pand in gebruik",
        None,
        "",
        "Straße",
    ]
    x = 200_000 + 10.0 * rng.permutation(count)
    moments = pd.to_datetime(["2010-01-01", "2012-05-06", "2025-01-01"])
    return frame.assign(
        identificatie=[f"0166100000{i // versions:06d}" for i in range(count)],
        status=[status[i] for i in rng.integers(0, len(status), count)],
        begin_geldigheid=moments[rng.integers(0, 3, count)],
        eind_geldigheid=pd.Series(moments[rng.integers(0, 3, count)]).where(rng.random(count) < 0.5),
        geometry=[None if i % 11 == 0 else shapely.box(a, 500_100, a + 8, 500_108) for i, a in enumerate(x)],
    )


def ordered(frame, bounds):
    frame = pd.DataFrame(frame)
    return frame if bounds is None else frame.sort_values("pand_id", ignore_index=True)


RULES = (
    (KeepRule(column="Status", values=("PAND in gebruik",)),),
    (KeepRule(column="status", exclude=("pand in gebruik", "(x")),),
    (KeepRule(column="status", filled=True), KeepRule(column="bouwjaar", exclude=("1900",))),
    (KeepRule(column="status", values=("STRASSE", "sloopvergunning verleend")),),
)


@pytest.mark.parametrize("keep", RULES)
@pytest.mark.parametrize("bounds", [None, BOUNDS])
def test_the_same_rows_as_from_a_geopackage(base, tmp_path, keep, bounds):
    versions = 2 if bounds is None else 1  # an area comes from a GeoPackage in the order of its index
    panden = gpd.GeoDataFrame(dirty_panden(versions), geometry="geometry", crs="EPSG:28992")
    panden.to_file(tmp_path / "panden.gpkg")
    kinds = {"bouwjaar": "int", "aantal_verblijfsobjecten": "numeric(9,0)"}
    kinds |= {"begin_geldigheid": "timestamp", "eind_geldigheid": "timestamp"}
    server.put(base, "bron.panden", panden, kinds)
    base.execute("CREATE VIEW bron.kijk AS SELECT * FROM bron.panden ORDER BY fid")
    history = HistoryRule(begin="begin_geldigheid", end="eind_geldigheid")
    expected, _ = sample.read(tmp_path, "bag_panden", "panden.gpkg", bounds, keep=keep, history=history)
    by_rule, _ = read("bron.panden", bounds=bounds, keep=keep, history=history)
    assert len(expected)
    assert_frame_equal(ordered(by_rule, bounds), ordered(expected, bounds))
    by_where, _ = read("bron.panden", bounds=bounds, use={"where": keep}, history=history)
    assert_frame_equal(ordered(by_where, bounds), ordered(expected, bounds))
    seen, _ = read("bron.kijk", bounds=bounds, keep=keep, history=history)
    assert set(seen["pand_id"]) == set(expected["pand_id"])


def test_the_index_answers_the_area(base):
    base.execute(
        "CREATE TABLE bron.veel AS SELECT i AS id, ST_SetSRID(ST_MakePoint(150000 + i, 500000), 28992) AS geom "
        "FROM generate_series(1, 20000) i"
    )
    base.execute("CREATE INDEX veel_geom ON bron.veel USING gist (geom); ANALYZE bron.veel")
    layer = sample.load(LayerSpec, "bruggen.yaml")
    source = sample.load(SourceSpec, "sources/fis_bridge.yaml").model_copy(update={"keep": ()})
    reading = open_table(LayerUse(source="fis_bridge", table="bron.veel"), source, layer, asked())
    area = in_area(reading.spot.shape, (150_000, 499_000, 150_050, 501_000), "public", reading.spot.srid)
    plan = base.execute(f"EXPLAIN SELECT * FROM bron.veel WHERE {area.as_string(base)}").fetchall()  # noqa: S608
    assert any("veel_geom" in line for (line,) in plan), plan
    assert conditions(reading.relation, source, None) == []


def test_names_and_values_are_never_commands(base):
    name = 'Mijn "tabel"; DROP TABLE bron'
    quoted = '"' + name.replace('"', '""') + '"'
    server.put(base, f"bron.{quoted}", sample.make_panden().rename(columns={"status": "Status 'x\" %s"}))
    rule = KeepRule(column="Status 'x\" %s", exclude=("' OR 1=1; DROP SCHEMA bron CASCADE; --", "%s"))
    frame, provenance = read(f"bron.{name}", bounds=BOUNDS, use={"where": (rule,)})
    assert len(frame) == 4
    assert provenance.path == f"database bron.{name}"
    assert base.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'bron'").fetchone() == (1,)


def test_kinds_of_columns_mean_what_they_mean_in_a_file(base):
    base.execute("CREATE DOMAIN bron.jaar AS int; CREATE TYPE bron.fase AS ENUM ('Pand in gebruik', 'weg')")
    base.execute(
        "CREATE TABLE bron.soorten (identificatie numeric, bouwjaar bron.jaar, status bron.fase, gebruiksdoel text[], "
        "aantal_verblijfsobjecten float8, extra jsonb, kenmerk uuid, documentdatum timestamptz, "
        "geom geometry(GeometryZ, 28992), label geometry(Point, 28992))"
    )
    base.execute(
        "INSERT INTO bron.soorten VALUES (166100000000001.00, 1950, 'Pand in gebruik', ARRAY['woonfunctie', "
        "'winkelfunctie'], 2, '{\"a\": 1}', gen_random_uuid(), '2020-06-01 00:00+02', ST_GeomFromText("
        "'CURVEPOLYGON Z (CIRCULARSTRING Z (200000 500100 1, 200020 500100 1, 200000 500100 1))', 28992), NULL), "
        "(166100000000002, NULL, NULL, NULL, 'NaN', NULL, NULL, 'infinity', ST_GeomFromText("
        "'POLYGON Z ((200100 500100 1, 200110 500100 1, 200110 500110 1, 200100 500100 1))', 28992), NULL)"
    )
    frame, _ = read("bron.soorten", use={"dataset": "geom"})
    assert frame["pand_id"].tolist() == ["0166100000000001", "0166100000000002"]
    assert frame["gebruiksdoel"].iloc[0] == "woonfunctie|winkelfunctie"
    assert frame["document_date"].iloc[0] == pd.Timestamp("2020-06-01")
    assert pd.isna(frame["document_date"].iloc[1])
    assert frame.geometry.area.iloc[0] == pytest.approx(np.pi * 100, rel=0.01)
    assert not frame.geometry.has_z.any()


def test_several_geometry_columns_are_listed(base):
    base.execute("CREATE TABLE bron.twee (identificatie text, a geometry(Polygon, 28992), b geometry(Polygon, 28992))")
    with pytest.raises(DataError, match=r"dataset.*a \(Polygon, SRID 28992\), b \(Polygon, SRID 28992\)"):
        read("bron.twee")
    with pytest.raises(DataError, match="geometriekolom 'c' bestaat niet"):
        read("bron.twee", use={"dataset": "c"})
    frame, provenance = read("bron.twee", use={"dataset": "b"})
    assert len(frame) == 0
    assert "de tabel heeft geen rijen" in provenance.note


def test_without_srid_the_source_decides(base):
    server.put(base, "bron.kaal", sample.make_panden().set_crs(None, allow_override=True), shape="geometry")
    frame, _ = read("bron.kaal", bounds=BOUNDS, crs="EPSG:28992")
    assert len(frame) == 4
    with pytest.raises(DataError, match="noemt geen crs"):
        read("bron.kaal", crs=None)
    base.execute("UPDATE bron.kaal SET geom = ST_SetSRID(geom, 4326) WHERE fid = 1")
    with pytest.raises(DataError, match=r"SRID 0: 7 rijen, SRID 4326: 1 rijen"):
        read("bron.kaal", crs="EPSG:28992")


def test_degrees_with_their_own_srid_come_out_in_metres(base):
    server.put(base, "bron.graden", sample.make_panden().to_crs(4326), shape="geometry(Geometry, 4326)")
    base.execute("CREATE TABLE bron.bol AS SELECT fid, identificatie, status, geom::geography FROM bron.graden")
    base.execute(
        "CREATE TABLE bron.scheef AS SELECT identificatie, status, ST_SetSRID(geom, 28992) AS geom FROM bron.graden"
    )
    plain, round_earth = read("bron.graden", bounds=BOUNDS)[0], read("bron.bol", bounds=BOUNDS)[0]
    assert plain["pand_id"].tolist() == round_earth["pand_id"].tolist() == [f"016610000000000{i}" for i in range(4)]
    with pytest.raises(DataError, match="buiten Nederland"):
        read("bron.scheef", bounds=BOUNDS)


@pytest.mark.parametrize("kind", ["float8", "numeric", "text"])
def test_coordinates_are_filtered_by_the_database(base, kind):
    """Of ten thousand rows only those in the area come over, and those of which the place is not sure."""
    rule = "CASE WHEN i = 7 THEN NULL WHEN i = 9 THEN 0 ELSE 200000 + 10 * i END"
    base.execute(
        f"CREATE TABLE bron.bezoek AS SELECT 'b' || i AS bezoek_id, date '2020-01-01' AS datum, "  # noqa: S608
        f"'gevonden' AS resultaat, 'tip' AS aanleiding, ({rule})::{kind} AS x, "
        f"500100::{kind} AS y FROM generate_series(0, 9999) i"
    )
    source = sample.load(SourceSpec, "sources/bezoeken_tabel.yaml")
    layer = sample.load(LayerSpec, "bezoeken.yaml")
    reading = open_table(LayerUse(source=source.name, table="bron.bezoek"), source, layer, asked())
    raw = reading.part().read(["bezoek_id"], BOUNDS)
    inside = {f"b{i}" for i in range(36)}
    assert set(raw.frame["bezoek_id"]) == inside
    whole = reading.part().read(["bezoek_id"], None)
    assert len(whole.frame) == 10_000
    far = reading.part().read(["bezoek_id"], (10.0, 10.0, 20.0, 20.0))
    assert len(far.frame) == 10_000, "nothing in the area: the reading itself tells what is wrong"


def test_restricted_rows_stay_out_of_the_cache(base, tmp_path):
    base.execute("CREATE TABLE bron.leeg (vbo_id text, type text, sinds date)")
    base.execute("INSERT INTO bron.leeg VALUES ('0166010000000001', 'A', '2019-01-01')")
    frame, provenance = read("bron.leeg", "leegstand_tabel", cache=tmp_path / "cache")
    assert frame["verblijfsobject_id"].tolist() == ["0166010000000001"]
    assert provenance.access == "restricted"
    assert not list(tmp_path.rglob("*"))
    assert server.PASSWORD not in repr(provenance)
    assert "analist" not in repr(provenance)
    assert provenance.origin.url.endswith("/gis")
    assert len(provenance.sha256) == 64
    assert provenance.origin.fetched_at.tzinfo is dt.UTC


def test_persons_are_refused_as_in_a_file(base):
    frame = sample.make_panden().assign(naam_eigenaar="Jansen")
    server.put(base, "bron.personen", frame)
    with pytest.raises(DataError, match="persoonskolommen"):
        read("bron.personen", personal_columns="refuse")


def test_missing_and_forbidden_tables_are_told(base):
    server.put(base, "bron.panden", sample.make_panden())
    with pytest.raises(SourceError, match=r"bedoeld is misschien 'bron.panden'"):
        read("bron.Panden")
    base.execute("REVOKE ALL ON bron.panden FROM analist")
    with pytest.raises(SourceError, match=r"rol 'analist' mag deze tabel niet lezen; verwacht SELECT op 'bron.panden'"):
        read("bron.panden")
    base.execute("REVOKE USAGE ON SCHEMA bron FROM analist")
    with pytest.raises(SourceError, match="USAGE op schema 'bron'"):
        read("bron.panden")


def test_a_wrong_password_is_told_without_it(port, monkeypatch):
    for name, value in server.environment(port, PGPASSWORD="fout-maar-Geheim").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SourceError, match="gebruiker of wachtwoord klopt niet") as caught:
        read("bron.panden")
    assert "fout-maar-Geheim" not in str(caught.value)
