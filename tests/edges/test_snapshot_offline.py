"""A scan on a snapshot makes no connection, checks its files and says where they come from."""

import importlib.util
import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml

from geo_risico.core.errors import DefinitionError, SourceError
from geo_risico.io.offline import no_connections
from geo_risico.scan.offline import on_snapshot, refuse_network

_SPEC = importlib.util.spec_from_file_location("snapshots", Path(__file__).with_name("snapshot_service.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

NO_SOCKETS = """
import socket, sys
class Denied(socket.socket):
    def __init__(self, *words, **more):
        raise RuntimeError("socket")
socket.socket = Denied
from geo_risico.cli import main
sys.argv = ["geo-risico", *sys.argv[1:]]
main()
"""


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("haal") / "opname"
    with sample.fictief_service(tmp_path_factory.mktemp("fictief")) as (_, _, index):
        sample.fetched(folder, index, "Nieuwpolder")
    return folder


@pytest.fixture
def snapshot(fetched, tmp_path):
    return shutil.copytree(fetched, tmp_path / "opname")


def scan_file(folder, **changes):
    content = yaml.safe_load((folder / "scan.yaml").read_text(encoding="utf-8"))
    path = folder.parent / "eigen.yaml"
    path.write_text(yaml.safe_dump({**content, **changes}, allow_unicode=True), encoding="utf-8")
    return path


def test_the_snapshot_is_scanned_where_no_socket_can_be_made(snapshot, tmp_path):
    words = [sys.executable, "-c", NO_SOCKETS, "scan", "--snapshot", snapshot, "--offline"]
    words += ["--uit", tmp_path / "uit", "--cache", tmp_path / "cache"]
    apart = ["unshare", "-rn"] if _can_unshare() else []
    done = subprocess.run([*apart, *map(str, words)], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    manifest = json.loads((tmp_path / "uit/nieuwpolder/manifest.json").read_text(encoding="utf-8"))
    panden = next(one for one in manifest["inputs"] if one["layer"] == "panden")
    assert panden["fetched"]["register"] == "bag_panden"
    assert panden["fetched"]["url"].endswith("/pand/items")
    assert panden["fetched"]["fetched_at"] == "2026-03-02T10:00:00+00:00"
    assert panden["licence"] == "Public Domain Mark 1.0"


def _can_unshare():
    try:
        return subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def test_a_file_that_was_changed_is_named(snapshot):
    path = snapshot / "lagen" / "bag_panden.parquet"
    body = bytearray(path.read_bytes())
    body[50] ^= 1
    path.write_bytes(bytes(body))
    with pytest.raises(SourceError, match=r"lagen/bag_panden\.parquet: inhoud is veranderd"):
        on_snapshot(snapshot, None, sample.definitions())


def test_a_folder_without_a_record_is_no_snapshot(tmp_path):
    with pytest.raises(SourceError, match=r"geen momentopname \(snapshot.json ontbreekt\)"):
        on_snapshot(tmp_path, None, sample.definitions())


@pytest.mark.parametrize("text", ["{", "[]", '{"form": 2}'])
def test_a_damaged_record_is_told(snapshot, text):
    (snapshot / "snapshot.json").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"snapshot\.json"):
        on_snapshot(snapshot, None, sample.definitions())


def test_the_scan_itself_goes_before_the_snapshot(snapshot):
    own = {"panden": {"source": "bag_panden", "path": "mijn.gpkg"}}
    found = on_snapshot(snapshot, scan_file(snapshot, layers=own), sample.definitions())
    assert [use.path for use in found.scan.layers["panden"]] == ["mijn.gpkg"]
    assert found.scan.layers["gemeenten"][0].path == "opname/lagen/gemeenten.parquet"
    assert any("De scan noemt zelf: panden" in note for note in found.notes)


def test_what_needs_a_network_is_refused(snapshot):
    image = {"source": "luchtfoto_rgb", "path": "https://dienst.nl/foto.tif"}
    path = scan_file(snapshot, rasters={"luchtfotos": image})
    found = on_snapshot(snapshot, path, sample.definitions())
    with pytest.raises(DefinitionError, match=r"rasters\.luchtfotos: path: 'https://dienst.nl/foto.tif' is een adres"):
        refuse_network(found.scan)


def test_the_guard_refuses_and_lets_go_again():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with no_connections():
            with pytest.raises(SourceError, match="--offline: een verbinding is geweigerd"):
                socket.create_connection(address, timeout=1)
            with pytest.raises(SourceError, match="--offline"):
                urllib.request.urlopen("http://localhost:9/", timeout=1)
        socket.create_connection(address, timeout=1).close()
