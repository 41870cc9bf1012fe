"""A PostGIS that goes away, is slow or is not there: every row once, or an error in Dutch within bounds."""

import importlib.util
import socket
import time
from pathlib import Path

import pytest

from geo_risico.core.errors import SourceError
from geo_risico.core.register_specs import DatabaseUse
from geo_risico.core.source_specs import LayerUse, SourceSpec
from geo_risico.core.specs import LayerSpec
from geo_risico.io.database import rows
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


server, sample = module("database_server"), module("reading_sample")
COUNT = 30_000


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    with server.running(tmp_path_factory.mktemp("postgis")) as port:
        server.prepared(port)
        with server.admin(port) as link:
            link.execute(
                "CREATE TABLE bron.leeg AS SELECT lpad(i::text, 16, '0') AS vbo_id, 'A' AS type, "  # noqa: S608
                f"date '2019-01-01' AS sinds, repeat(md5(i::text), 20) AS vulling FROM generate_series(1, {COUNT}) i"
            )
            link.execute("CREATE VIEW bron.traag AS SELECT vbo_id, type, sinds FROM bron.leeg, pg_sleep(5)")
            yield link


@pytest.fixture(autouse=True)
def analyst(base, monkeypatch):
    for name, value in server.environment(base.info.port).items():
        monkeypatch.setenv(name, value)


def read(table="bron.leeg", timeout_s=20, service=None):
    source = sample.load(SourceSpec, "sources/leegstand_tabel.yaml")
    database = DatabaseUse(timeout_s=timeout_s, service=service)
    request = ReadRequest(folder=Path(), bounds=None, peildatum=sample.PEILDATUM, database=database)
    use = LayerUse(source=source.name, table=table)
    return read_layer(sample.load(LayerSpec, "leegstand.yaml"), [(use, source)], request)[0]


def cutting(base, monkeypatch, times):
    """The server ends the session after a thousand rows, so many times; gives how often it did."""
    plain, cuts = rows._rows, []

    def cut(pgconn, command, until):
        for number, row in enumerate(plain(pgconn, command, until)):
            if number == 1000 and len(cuts) < times:
                cuts.append(pgconn.backend_pid)
                base.execute("SELECT pg_terminate_backend(%s)", (pgconn.backend_pid,))
            yield row

    monkeypatch.setattr(rows, "_rows", cut)
    return cuts


def test_a_connection_cut_once_gives_every_row_once(base, monkeypatch):
    cuts = cutting(base, monkeypatch, times=1)
    frame = read()
    assert len(cuts) == 1
    assert frame["verblijfsobject_id"].tolist() == [f"{i:016d}" for i in range(1, COUNT + 1)]


def test_a_connection_cut_again_and_again_ends_in_dutch(base, monkeypatch):
    cuts = cutting(base, monkeypatch, times=99)
    with pytest.raises(SourceError, match=r"verbinding .*3 keer geprobeerd") as caught:
        read()
    assert len(cuts) == 3
    assert server.PASSWORD not in str(caught.value)


def test_a_slow_view_ends_at_the_limit():
    begun = time.monotonic()
    with pytest.raises(SourceError, match="duurde langer dan 1 s"):
        read("bron.traag", timeout_s=1)
    assert time.monotonic() - begun < 4


def test_a_server_that_is_not_there(monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PGPORT", str(closed.getsockname()[1]))
        with pytest.raises(SourceError, match="luistert geen PostgreSQL"):
            read()


def test_a_server_that_says_nothing(monkeypatch):
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "2")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("PGPORT", str(silent.getsockname()[1]))
        with pytest.raises(SourceError, match="antwoordt niet op tijd"):
            read()


def test_encryption_that_the_server_does_not_have_is_refused(monkeypatch):
    monkeypatch.setenv("PGSSLMODE", "require")
    with pytest.raises(SourceError, match="geen versleuteling"):
        read()


def test_a_service_holds_user_and_password(base, monkeypatch, tmp_path):
    for name in server.environment(0):
        monkeypatch.delenv(name)
    place = f"host=127.0.0.1\nport={base.info.port}\ndbname=gis\nuser=analist\npassword={server.PASSWORD}\n"
    (tmp_path / "services").write_text(f"[delen]\n{place}")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    assert len(read(service="delen")) == COUNT
    with pytest.raises(SourceError, match=r"service 'elders' staat niet in pg_service\.conf"):
        read(service="elders")
