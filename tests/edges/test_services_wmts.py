"""Aerial photos through a real WMTS (MapProxy over MapServer): levels, edges, forms of tiles, and failures."""

import importlib.util
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
import yaml
from mapproxy.wsgiapp import make_wsgi_app

from geo_risico.core.errors import SourceError
from geo_risico.io.services import fetch

LEVELS = [64.0, 16.0, 8.0, 4.0, 2.0]
RD_EXTENT = [195_400, 459_200, 197_800, 461_600]
MIDDLE = (196_550, 460_350, 196_650, 460_450)


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("services_sample")
pytestmark = pytest.mark.skipif(shutil.which("mapserv") is None, reason="mapserv ontbreekt (scripts/servers.sh)")


def proxy_settings(folder, wms):
    """MapProxy with the photo as PNG and JPEG, in a grid of RD and in Web Mercator."""
    grids = {
        "rd": {"srs": "EPSG:28992", "bbox": RD_EXTENT, "origin": "nw", "res": LEVELS, "tile_size": [256, 256]},
        "mercator": {"base": "GLOBAL_WEBMERCATOR"},
    }
    caches = {
        "rd_png": {"grids": ["rd"], "sources": ["wms"], "format": "image/png"},
        "rd_jpeg": {"grids": ["rd"], "sources": ["wms"], "format": "image/jpeg"},
        "mercator_png": {"grids": ["mercator"], "sources": ["wms"], "format": "image/png"},
    }
    names = {"foto_png": "rd_png", "2020_foto": "rd_jpeg", "foto_mercator": "mercator_png"}
    return {
        "services": {"wmts": {"kvp": True, "restful": True}},
        "layers": [{"name": name, "title": name, "tile_sources": [cache]} for name, cache in names.items()],
        "caches": {name: cache | {"disable_storage": True, "meta_size": [1, 1]} for name, cache in caches.items()},
        "sources": {"wms": {"type": "wms", "req": {"url": f"{wms}/?", "layers": "foto", "transparent": True}}},
        "grids": grids,
        "globals": {"cache": {"base_dir": str(folder / "cache")}, "image": {"paletted": False}},
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wmts")
    with servers.served(servers.mapserver(sample.mapfile(folder))) as (_, wms):
        path = folder / "mapproxy.yaml"
        path.write_text(yaml.safe_dump(proxy_settings(folder, wms)), encoding="utf-8")
        with servers.served(make_wsgi_app(str(path))) as found:
            yield found


@pytest.fixture
def wmts(server):
    server[0].calm()
    yield server[0], f"{server[1]}/service"
    server[0].calm()


@pytest.fixture(scope="module")
def spec():
    return sample.service("pdok_luchtfoto_rgb")


def wish_of(spec, address, layer, kind="image/png", **more):
    return sample.wish_of(
        spec.model_copy(update={"format": kind}), address, layer="luchtfotos", parts={"rgb": layer}, **more
    )


def photo(folder):
    with rasterio.open(next(folder.glob("scan/beelden/*/rgb.tif"))) as data:
        return data.read(), SimpleNamespace(
            crs=data.crs, res=data.res, bounds=data.bounds, nodata=data.nodata, tags=data.tags()
        )


def test_photo_in_rd_is_cut_from_tiles_to_the_cell(wmts, spec, tmp_path):
    fetch(wish_of(spec, wmts[1], "foto_png", bounds=MIDDLE, pixel_m=2), sample.request_in(tmp_path))
    values, data = photo(tmp_path)
    assert data.crs.to_epsg() == 28992
    assert data.res == (2, 2)
    assert tuple(data.bounds) == MIDDLE
    assert (values[:, 10, 10] == [200, 1, 1]).all()
    assert (values[:, 10, -5] == [1, 180, 1]).all()
    assert data.nodata == 0


@pytest.mark.parametrize(("asked", "given"), [(2, 2), (1, 2), (4.1, 4), (7.5, 4), (8, 8), (300, 64)])
def test_level_is_the_coarsest_that_is_fine_enough(wmts, spec, tmp_path, asked, given):
    fetch(wish_of(spec, wmts[1], "foto_png", bounds=MIDDLE, pixel_m=asked), sample.request_in(tmp_path))
    assert photo(tmp_path)[1].res == (given, given)


def test_outside_the_photo_is_unknown_not_black(wmts, spec, tmp_path):
    bounds = (195_300, 461_500, 195_500, 461_700)
    fetch(wish_of(spec, wmts[1], "foto_mercator", bounds=bounds, pixel_m=2), sample.request_in(tmp_path))
    values, data = photo(tmp_path)
    known = values.max(axis=0) > 0
    assert data.crs.to_epsg() == 28992
    assert tuple(data.bounds) == bounds
    assert known[60:, 60:].all()
    assert not known[:45].any()


def test_mercator_lands_where_it_lies(wmts, spec, tmp_path):
    bounds = (196_500, 460_300, 196_700, 460_500)
    fetch(wish_of(spec, wmts[1], "foto_mercator", bounds=bounds, pixel_m=2), sample.request_in(tmp_path))
    values, data = photo(tmp_path)
    border = np.argmax(values[1, 50] > values[0, 50])
    assert abs(data.bounds.left + border * 2 - 196_600) <= 4


def test_jpeg_with_the_year_of_its_layer(wmts, spec, tmp_path):
    fetch(wish_of(spec, wmts[1], "2020_foto", "image/jpeg", bounds=MIDDLE, pixel_m=2), sample.request_in(tmp_path))
    values, data = photo(tmp_path)
    assert np.abs(values[:, 10, 10].astype(int) - [200, 1, 1]).max() < 12
    assert data.tags["TIFFTAG_DATETIME"] == "2020:07:01 00:00:00"
    assert (tmp_path / "scan/beelden/20200701/snapshot.json").exists()


def test_unknown_layer_names_those_that_are_there(wmts, spec, tmp_path):
    with pytest.raises(SourceError, match=r"laag 'foto_9' bestaat niet; verwacht een van .*foto_mercator"):
        fetch(wish_of(spec, wmts[1], "foto_9"), sample.request_in(tmp_path))
    with pytest.raises(SourceError, match=r"geeft geen image/webp; verwacht een van image/png"):
        fetch(wish_of(spec, wmts[1], "foto_png", "image/webp"), sample.request_in(tmp_path))


def test_area_without_tiles_is_told(wmts, spec, tmp_path):
    with pytest.raises(SourceError, match="heeft geen tegels in"):
        fetch(
            wish_of(spec, wmts[1], "foto_png", bounds=(10_000, 400_000, 11_000, 401_000)), sample.request_in(tmp_path)
        )


SERVICE_EXCEPTION = b"<ServiceExceptionReport><ServiceException>even niet</ServiceException></ServiceExceptionReport>"
FAULTS = {
    "429 met Retry-After": {"status": 429, "headers": {"Retry-After": "1"}},
    "503 zonder meer": {"status": 503},
    "afgebroken": {"share": 0.5},
    "afgebroken maar met kloppende lengte": {"share": 0.5, "honest": True},
    "XML met status 200": {"body": SERVICE_EXCEPTION, "type": "application/vnd.ogc.se_xml"},
    "webpagina": {"body": b"<!DOCTYPE html><html><title>Onderhoud</title></html>", "type": "text/html"},
    "leeg": {"body": b"", "type": "image/png"},
    "verbroken": {"reset": True},
}


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg"])
@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_once_still_gives_the_photo(wmts, spec, tmp_path, name, kind):
    wmts[0].plan(FAULTS[name], match="TILEROW")
    layer = "foto_png" if kind == "image/png" else "2020_foto"
    fetched = fetch(wish_of(spec, wmts[1], layer, kind, bounds=MIDDLE, pixel_m=2), sample.request_in(tmp_path))
    assert fetched.retries_count == 1
    assert photo(tmp_path)[0].min() > 0
    assert not sample.left_over(tmp_path)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"body": SERVICE_EXCEPTION, "type": "text/xml"}, "melding van de dienst: even niet"),
        ({"body": b"<html><title>Inloggen</title></html>", "type": "text/html"}, r"webpagina \(Inloggen\)"),
        ({"share": 0.5, "honest": True}, "tegel is niet heel"),
        ({"status": 403, "body": b"nee"}, "status 403, text/plain: nee"),
    ],
)
def test_lasting_fault_is_told_and_leaves_nothing(wmts, spec, tmp_path, fault, words):
    wmts[0].plan(fault | {"once": False}, match="TILEROW")
    with pytest.raises(SourceError, match=rf"Luchtfoto .*{words}.* verwacht een tegel \(image/png\) van foto_png"):
        fetch(wish_of(spec, wmts[1], "foto_png", bounds=MIDDLE, pixel_m=2), sample.request_in(tmp_path))
    assert not (tmp_path / "scan").exists()
    assert not sample.left_over(tmp_path)


def test_tiles_that_are_not_there_are_unknown_but_not_all_of_them(wmts, spec, tmp_path):
    wmts[0].plan({"status": 404}, match="TILEROW")
    fetch(
        wish_of(spec, wmts[1], "foto_png", bounds=(195_500, 460_200, 196_500, 461_200), pixel_m=2),
        sample.request_in(tmp_path),
    )
    known = photo(tmp_path)[0].max(axis=0) > 0
    assert 0.3 < known.mean() < 1
    wmts[0].plan({"status": 404, "once": False}, match="TILEROW")
    with pytest.raises(SourceError, match=r"geen enkele van \d+ tegels van 'foto_png' bestaat"):
        fetch(wish_of(spec, wmts[1], "foto_png", bounds=MIDDLE, pixel_m=4), sample.request_in(tmp_path))


def test_tiles_come_by_address_too(wmts, spec, tmp_path):
    address = wmts[1].replace("/service", "/wmts/1.0.0/WMTSCapabilities.xml")
    fetch(wish_of(spec, address, "foto_png", bounds=MIDDLE, pixel_m=2), sample.request_in(tmp_path))
    assert not any("REQUEST=GetTile" in line for line in wmts[0].log)
    assert (photo(tmp_path)[0][:, 10, 10] == [200, 1, 1]).all()
