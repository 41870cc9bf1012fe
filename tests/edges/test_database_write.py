"""Outcomes as versioned tables in a real PostGIS: rights per profile, all or nothing, nothing that is not released."""

import dataclasses
import datetime as dt
import importlib.util
import os
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import psycopg
import pytest

from geo_risico.core.errors import OutputError
from geo_risico.core.register_specs import DatabaseUse
from geo_risico.governance import release
from geo_risico.io.database import publish as publishing
from geo_risico.io.database.publish import publish
from geo_risico.io.database.runs import Run
from geo_risico.io.write_tables import area_table, location_details


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


server, network = module("database_server"), module("database_proxy")
GRANTS = {"open": ("gast",), "partner": ("lezer",), "toezicht": ("toezichthouder",)}
USE = DatabaseUse(results="uitkomst", grants=GRANTS, timeout_s=20)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with server.running(tmp_path_factory.mktemp("postgis")) as number:
        server.prepared(number)
        yield number


@pytest.fixture
def base(port, monkeypatch):
    """Connection of the owner of the server; the schema for outcomes is empty."""
    for name, value in server.environment(port).items():
        monkeypatch.setenv(name, value)
    with server.admin(port) as link:
        link.execute("DROP SCHEMA IF EXISTS uitkomst CASCADE; CREATE SCHEMA uitkomst AUTHORIZATION analist")
        yield link


def run_of(released):
    return Run(scan=released.meta.name, created=NOW, manifest_sha256="0" * 64)


def names(link):
    rows = link.execute(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'uitkomst'::regnamespace AND relkind IN ('r','v')"
    )
    return {name for (name,) in rows}


def may_read(link, role, name):
    question = "SELECT has_table_privilege(%s, %s, 'SELECT') AND has_schema_privilege(%s, 'uitkomst', 'USAGE')"
    return link.execute(question, (role, f"uitkomst.{name}", role)).fetchone()[0]


def test_tables_hold_the_release_and_nothing_else(base, sample_release):
    done = publish(sample_release, USE, run_of(sample_release))
    stem = f"{sample_release.meta.name}_{sample_release.theme.name}"
    assert names(base) == {f"{stem}_v0001", stem, f"{stem}_gebieden_v0001", f"{stem}_gebieden", "scans"}
    frame = location_details(sample_release)
    assert done.tables == {f"{stem}_v0001": len(frame), f"{stem}_gebieden_v0001": len(area_table(sample_release))}
    rows = base.execute(
        f"SELECT location_id, score, label, ST_Equals(geom, ST_GeomFromText(ST_AsText(geom), 28992)), ST_SRID(geom) "  # noqa: S608
        f"FROM uitkomst.{stem} ORDER BY location_id"
    ).fetchall()
    expected = frame.sort_values("location_id")
    assert [row[0] for row in rows] == expected["location_id"].tolist()
    scores = [float("nan") if row[1] is None else row[1] for row in rows]
    assert scores == pytest.approx(expected["score"].tolist(), nan_ok=True)
    assert {row[4] for row in rows} == {28992}
    bare = base.execute(
        "SELECT a.attname FROM pg_attribute a WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND col_description(attrelid, attnum) IS NULL",
        (f"uitkomst.{stem}_v0001",),
    ).fetchall()
    assert bare == [("geom",)]
    assert base.execute("SELECT doel, bewaren_tot, profiel FROM uitkomst.scans").fetchall() == [
        (sample_release.meta.doel, sample_release.meta.expires, "partner")
    ]


def test_rights_are_those_of_the_profile(base, sample_release):
    base.execute("ALTER DEFAULT PRIVILEGES FOR ROLE analist IN SCHEMA uitkomst GRANT SELECT ON TABLES TO PUBLIC, gast")
    done = publish(sample_release, USE, run_of(sample_release))
    for name in (*done.tables, *(n for n in names(base) if "_v0" not in n)):
        allowed = {role for role in ("gast", "lezer", "toezichthouder") if may_read(base, role, name)}
        assert allowed == ({"gast", "lezer", "toezichthouder"} if name == "scans" else {"lezer"}), name


def test_a_view_never_takes_its_readers_to_a_narrower_profile(base, port, sample_result, result_with):
    shown = release(result_with(sample_result, profile="open"), version="1")
    hidden = release(sample_result, version="1")
    stem = f"{shown.meta.name}_{shown.theme.name}"
    publish(shown, USE, run_of(shown))
    assert f"{stem}_gebieden" in names(base)
    assert stem not in names(base), "open holds no locations"
    assert may_read(base, "gast", f"{stem}_gebieden")
    assert publish(hidden, USE, run_of(hidden)).version == 2
    assert not may_read(base, "gast", f"{stem}_gebieden")
    assert may_read(base, "gast", f"{stem}_gebieden_v0001"), "the older version stays with its readers"
    publish(shown, USE, run_of(shown))
    assert stem not in names(base), "a view on an older version is not the newest"
    assert not may_read(base, "lezer", f"{stem}_gebieden")
    with psycopg.connect(host="127.0.0.1", port=port, dbname="gis", user="gast", password=server.PASSWORD) as link:
        assert link.execute("SELECT DISTINCT profiel FROM uitkomst.scans").fetchall() == [("open",)]


@pytest.mark.parametrize(
    ("grants", "said"),
    [
        ({"partner": ("gast",), "open": ("gast",)}, "gast mag een uitkomst van profiel partner niet lezen"),
        ({"partner": ("nergens",)}, "rol nergens bestaat niet"),
        ({"partner": ("public",)}, "public mag"),
    ],
)
def test_wrong_roles_write_nothing(base, sample_release, grants, said):
    with pytest.raises(OutputError, match=said):
        publish(sample_release, USE.model_copy(update={"grants": grants}), run_of(sample_release))
    assert names(base) == set()


def test_a_full_disk_leaves_nothing(base, sample_release, tmp_path):
    first = publish(sample_release, USE, run_of(sample_release))
    before = names(base)
    where = small_tablespace(base, tmp_path)
    try:
        with pytest.raises(OutputError, match=r"schijf van de database is vol.*niets veranderd"):
            publish(larger(sample_release), USE, run_of(sample_release))
        assert names(base) == before
        assert base.execute("SELECT count(*) FROM uitkomst.scans").fetchone() == (1,)
    finally:
        base.execute("ALTER DATABASE gis RESET default_tablespace")
        where()
    assert publish(sample_release, USE, run_of(sample_release)).version == first.version + 1


def small_tablespace(link, folder):
    """New tables go to a file system of one megabyte; gives what removes it again."""
    place = folder / "klein"
    place.mkdir()
    made = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False
        ).returncode
    )
    if not made:
        pytest.skip("een klein bestandssysteem maken mag hier niet")
    server._open_to_all(place)
    shutil.chown(place, server._as_owner()[2])
    link.execute(f"CREATE TABLESPACE klein LOCATION '{place}'")
    link.execute("GRANT CREATE ON TABLESPACE klein TO analist")
    link.execute("ALTER DATABASE gis SET default_tablespace = klein")

    def remove():
        link.execute("DROP TABLESPACE klein")
        subprocess.run(["umount", place], check=True)

    return remove


def larger(released):
    """The release with texts that do not fit on a megabyte."""
    frame, rng = released.locations, np.random.default_rng(1)
    wide = {f"tekst_{i}": [rng.bytes(900).hex() for _ in range(len(frame))] for i in range(8)}
    return dataclasses.replace(released, locations=frame.assign(**wide))


def test_a_killed_connection_leaves_nothing(base, sample_release, monkeypatch):
    """The server ends the session between two tables."""
    plain = publishing._view

    def cut(link, *words):
        base.execute("SELECT pg_terminate_backend(%s)", (link.info.backend_pid,))
        return plain(link, *words)

    monkeypatch.setattr(publishing, "_view", cut)
    with pytest.raises(OutputError, match="niets veranderd") as caught:
        publish(sample_release, USE, run_of(sample_release))
    assert server.PASSWORD not in str(caught.value)
    assert names(base) == set()


@pytest.mark.usefixtures("base")
def test_runs_at_the_same_time_get_versions_of_their_own(sample_release):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(publish(sample_release, USE, run_of(sample_release)).version))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [1, 2, 3]


def test_a_reader_cannot_write(base, monkeypatch, sample_release):
    monkeypatch.setenv("PGUSER", "lezer")
    with pytest.raises(OutputError, match="mag daar niet schrijven"):
        publish(sample_release, USE, run_of(sample_release))
    assert names(base) == set()


@pytest.mark.parametrize(("how", "stands"), [("before", 0), ("after", 1), ("gone", 1)])
def test_a_connection_cut_at_commit_is_told_as_it_is(base, port, monkeypatch, sample_release, how, stands):
    """The word that makes it last is lost on the way, or only its answer, or the server is out of reach after it."""
    monkeypatch.setattr(publishing, "PAUSES_S", (0.0, 0.0))
    run = run_of(sample_release)
    with network.cutting_at_commit(port, how) as proxy:
        monkeypatch.setenv("PGPORT", str(proxy.port))
        if how == "after":
            done = publish(sample_release, USE, run)
            assert (done.version, set(done.tables) <= names(base)) == (1, True)
            assert done.address
        else:
            said = {"before": "In de database is niets veranderd", "gone": f"geheel of helemaal niet.*{run.run_id}"}[
                how
            ]
            with pytest.raises(OutputError, match=said) as caught:
                publish(sample_release, USE, run)
            assert server.PASSWORD not in str(caught.value)
        assert proxy.cuts == 1
    wait = "SELECT pg_advisory_lock(hashtextextended('geo:uitkomst', 0)), pg_advisory_unlock_all()"
    base.execute(wait)
    count = base.execute("SELECT count(*) FROM uitkomst.scans").fetchone()[0] if "scans" in names(base) else 0
    assert count == stands
    monkeypatch.setenv("PGPORT", str(port))
    assert publish(sample_release, USE, run_of(sample_release)).version == stands + 1
    stem = f"{sample_release.meta.name}_{sample_release.theme.name}"
    versions = {f"{stem}{part}_v{number + 1:04d}" for number in range(stands + 1) for part in ("", "_gebieden")}
    assert {name for name in names(base) if "_v0" in name} == versions


def test_a_name_of_another_scan_or_of_nobody_is_not_taken(base, sample_release):
    stem = f"{sample_release.meta.name}_{sample_release.theme.name}"
    publish(sample_release, USE, run_of(sample_release))
    base.execute("UPDATE uitkomst.scans SET scan = 'andere'")
    before = names(base)
    with pytest.raises(OutputError, match=rf"'uitkomst\.{stem}.*is van scan 'andere'"):
        publish(sample_release, USE, run_of(sample_release))
    base.execute("DELETE FROM uitkomst.scans")
    with pytest.raises(OutputError, match="staat er al en is niet van een scan"):
        publish(sample_release, USE, run_of(sample_release))
    assert names(base) == before
