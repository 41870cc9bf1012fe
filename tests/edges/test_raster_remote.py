"""Images at an address: only the parts that are needed, and a plain error within bounded time when it fails."""

import importlib.util
import time
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.raster import Window
from geo_risico.io.raster import handles, remote

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
LEFT, TOP, opened, source, whole, write = (
    _files.LEFT,
    _files.TOP,
    _files.opened,
    _files.source,
    _files.whole,
    _files.write,
)


_PLACE = importlib.util.spec_from_file_location("raster_server", Path(__file__).with_name("raster_server.py"))
_server = importlib.util.module_from_spec(_PLACE)
_PLACE.loader.exec_module(_server)
SIZE = 2048


@pytest.fixture(scope="module")
def values():
    return np.random.default_rng(5).integers(1, 60_000, (SIZE, SIZE)).astype("uint16")


@pytest.fixture(scope="module")
def server(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("server")
    tiled = {"tiled": True, "blockxsize": 256, "blockysize": 256}
    write(folder / "beeld.tif", values, overviews=(2, 4, 8, 16), **tiled)
    write(folder / "kaal.tif", values, **tiled)
    (folder / "tekst.tif").write_text("geen beeld, wel lang genoeg om een begin te hebben" * 9)
    with _server.serving(folder) as running:
        yield running


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """Waits that are short enough for a test."""
    monkeypatch.setattr(remote, "TIMEOUT_S", 1.0)
    monkeypatch.setattr(remote, "WAIT_MAXIMUM_S", 0.2)
    monkeypatch.setitem(handles.REMOTE, "GDAL_HTTP_TIMEOUT", 2)
    monkeypatch.setitem(handles.REMOTE, "GDAL_HTTP_MAX_RETRY", 2)
    monkeypatch.setitem(handles.REMOTE, "GDAL_HTTP_RETRY_DELAY", 0.1)
    yield
    handles.forget()


def address(server, manner, name="beeld.tif"):
    return f"{server.address}/{manner}/{name}"


def small(left=LEFT + 5000, top=TOP - 5000):
    return (left, top - 1000, left + 1000, top)


def test_window_takes_its_part_only(server, values, tmp_path):
    before = server.sent["goed"]
    scene, provenance = opened(tmp_path, address(server, "goed"), bounds=small())
    part = scene.read(["rood"], Window(500, 500, 100, 100))[0]
    np.testing.assert_array_equal(part, values[500:600, 500:600])
    assert server.sent["goed"] - before < 0.2 * SIZE * SIZE * 2
    assert (provenance.path, provenance.sha256) == (address(server, "goed"), "")


def test_overview_serves_wide_cells(server, values, tmp_path):
    scene, _ = opened(tmp_path, address(server, "goed"), bounds=small())
    before = server.sent["goed"]
    wide = whole(scene, factor=16)
    taken = server.sent["goed"] - before
    expected = values.reshape(128, 16, 128, 16).mean(axis=(1, 3))
    assert np.abs(wide - expected).max() < 0.02 * expected.max()
    assert taken < 0.05 * SIZE * SIZE * 2


def test_without_overview_wide_cells_are_still_right(server, values, tmp_path):
    scene, _ = opened(tmp_path, address(server, "goed", "kaal.tif"), bounds=small())
    wide = scene.read(["rood"], Window(0, 0, 64, 64), factor=16)[0]
    np.testing.assert_allclose(wide, values[:64, :64].reshape(4, 16, 4, 16).mean(axis=(1, 3)), rtol=1e-5)


def test_throttling_is_waited_for(server, values, tmp_path):
    scene, _ = opened(tmp_path, address(server, "druk"), bounds=small())
    np.testing.assert_array_equal(scene.read(["rood"], Window(0, 0, 9, 9))[0], values[:9, :9])


REFUSED = [
    ("vol", "beeld.tif", r"geeft status 503 \(Service Unavailable\) na 5 keer proberen; verwacht status 206"),
    ("weg", "beeld.tif", r"geeft status 404 \(Not Found\); verwacht"),
    ("verboden", "beeld.tif", r"geeft status 403 \(Forbidden\); verwacht"),
    ("traag", "beeld.tif", r"antwoordt niet \(.*timed out.*\) na 5 keer proberen"),
    ("heel", "beeld.tif", r"antwoordt met status 200 op een vraag naar een deel; verwacht status 206"),
    ("half", "beeld.tif", r"het adres levert geen leesbaar beeld .*verwacht een GeoTIFF die heel is"),
    ("goed", "tekst.tif", r"het adres levert geen leesbaar beeld .*verwacht een GeoTIFF die heel is"),
]


@pytest.mark.parametrize(("manner", "name", "said"), REFUSED)
def test_refusals_name_address_status_and_expectation(server, tmp_path, manner, name, said):
    began = time.monotonic()
    with pytest.raises(SourceError, match=f"{server.address}/{manner}/{name}: .*{said}"):
        opened(tmp_path, address(server, manner, name), bounds=small())
    assert time.monotonic() - began < 30


def test_nobody_at_the_address(tmp_path):
    with pytest.raises(SourceError, match=r"http://127.0.0.1:9/x.tif: de server antwoordt niet \(.*refused"):
        opened(tmp_path, "http://127.0.0.1:9/x.tif")


@pytest.mark.parametrize("manner", ["later_stuk", "later_half"])
def test_server_that_breaks_halfway(server, tmp_path, manner):
    server.requests[manner], server.good = 0, 1000
    scene, _ = opened(tmp_path, address(server, manner), bounds=small())
    server.good = 0
    with pytest.raises(SourceError, match=f"{manner}/beeld.tif: het adres levert geen leesbaar beeld"):
        whole(scene)


def test_secrets_in_an_address_are_not_told(server, tmp_path):
    with pytest.raises(SourceError) as caught:
        opened(tmp_path, address(server, "weg") + "?sig=geheim")
    assert "geheim" not in str(caught.value)
    _, provenance = opened(tmp_path, address(server, "goed") + "?sig=geheim", bounds=small())
    assert "geheim" not in provenance.path


def test_folder_at_an_address_needs_names_without_stars(server, tmp_path):
    spec = source({"rood": {"file": "beeld.tif"}})
    scene, _ = opened(tmp_path, f"{server.address}/goed/", spec, bounds=small())
    assert scene.grid.width == SIZE
    with pytest.raises(DataError, match="een adres heeft geen lijst van bestanden"):
        opened(tmp_path, f"{server.address}/goed", source({"rood": {"file": "*.tif"}}))


def test_stac_item_at_an_address(server, values, tmp_path):
    (server.folder / "item.json").write_text(
        '{"type": "Feature", "stac_version": "1.0.0", "properties": {"datetime": "2020-05-06T10:00:00Z"},'
        ' "assets": {"red": {"href": "./kaal.tif"}}}'
    )
    scene, _ = opened(
        tmp_path, address(server, "goed", "item.json"), source({"rood": {"asset": "red"}}), bounds=small()
    )
    assert scene.meta.date.isoformat() == "2020-05-06"
    np.testing.assert_array_equal(scene.read(["rood"], Window(7, 7, 5, 5))[0], values[7:12, 7:12])
