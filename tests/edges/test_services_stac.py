"""Satellite images through a real STAC API (rustac) and a real static catalog, with COGs read in parts."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
import rasterio

from geo_risico.core.errors import SourceError
from geo_risico.io.services import fetch


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("services_sample")
WEST = (196_000.0, 460_000.0, 196_700.0, 461_000.0)
EAST = (196_600.0, 460_000.0, 197_200.0, 461_000.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Gateway, address and folder of the files, with the items of seven images."""
    folder = tmp_path_factory.mktemp("stac")
    with servers.served(servers.files(folder)) as (gateway, address):
        base = f"{address}/"
        old = {"s2:processing_baseline": "02.14", "earthsearch:boa_offset_applied": False}
        items = [
            sample.scene(folder, "S2A_31UGU_1", 32631, "2022-05-03", base=base, rd=WEST),
            sample.scene(folder, "S2A_32ULD_1", 32632, "2022-05-03", base=base, rd=EAST, cloud=8.0),
            sample.scene(folder, "S2B_31UGU_2", 32631, "2022-05-18", base=base, cloud=60.0),
            sample.scene(folder, "S2B_31UGU_3", 32631, "2022-06-07", base=base, cloud=2.0),
            sample.scene(folder, "S2B_31UGU_3b", 32631, "2022-06-07", base=base, **{"s2:processing_baseline": "04.00"}),
            sample.scene(folder, "S2A_31UGU_4", 32631, "2021-06-12", base=base, **old),
            sample.scene(folder, "S2A_31UGU_5", 32631, "2022-12-01", base=base),
        ]
        yield gateway, address, folder, items


@pytest.fixture(scope="module")
def static(store):
    gateway, address, folder, items = store
    return gateway, sample.static_catalog(folder, items, address), gateway


@pytest.fixture(scope="module")
def api(store, tmp_path_factory):
    program = Path(sys.executable).with_name(servers.RUSTAC)
    if not program.exists():
        pytest.skip("rustac ontbreekt in de omgeving")
    paths = sample.api_files(tmp_path_factory.mktemp("api"), store[3])
    with servers.stac_api(str(program), paths) as (gateway, address):
        yield gateway, address, store[0]


@pytest.fixture(params=["api", "static"])
def stac(request):
    """Gateway and address of the catalog, and the gateway of the files."""
    found = request.getfixturevalue(request.param)
    for gateway in (found[0], found[2]):
        gateway.calm()
    yield found
    for gateway in (found[0], found[2]):
        gateway.calm()


@pytest.fixture(scope="module")
def spec():
    return sample.service("sentinel2_stac")


SUMMER = {"begin": "2021-01-01", "end": "2022-12-31", "months": [5, 6, 7, 8]}


def wish_of(spec, address, **more):
    return sample.wish_of(spec, address, **{"layer": "satellietbeelden", **SUMMER, **more})


def scenes(folder):
    return sorted(path.name for path in (folder / "scan" / "beelden").iterdir() if path.is_dir())


def test_season_and_clouds_choose_the_dates(stac, spec, tmp_path):
    fetched = fetch(wish_of(spec, stac[1], max_cloud=20), sample.request_in(tmp_path))
    assert scenes(tmp_path) == ["20210612", "20220503", "20220503_2", "20220607"]
    assert fetched.new_count == 4
    assert fetched.retries_count == 0


def test_bands_lie_over_the_area_and_say_their_date_and_offset(stac, spec, tmp_path):
    fetch(wish_of(spec, stac[1], begin="2021-01-01", end="2021-12-31"), sample.request_in(tmp_path))
    folder = tmp_path / "scan/beelden/20210612"
    assert sorted(path.name for path in folder.glob("*.tif")) == [
        f"S2A_31UGU_4_{band}.tif" for band in ("b02", "b03", "b04", "b08", "scl")
    ]
    with rasterio.open(folder / "S2A_31UGU_4_b04.tif") as red, rasterio.open(folder / "S2A_31UGU_4_scl.tif") as scl:
        assert (red.crs.to_epsg(), red.res, scl.res) == (32631, (10, 10), (20, 20))
        assert 100 <= red.width <= 140
        assert (red.read() == 1012).all()
        assert red.tags()["BOA_ADD_OFFSET"] == "0"
        assert red.tags()["TIFFTAG_DATETIME"].startswith("2021:06:12")
        assert "BOA_ADD_OFFSET" not in scl.tags()
        assert scl.dtypes == ("uint8",)
    item = json.loads((folder / "S2A_31UGU_4.json").read_text(encoding="utf-8"))
    assert item["properties"]["earthsearch:boa_offset_applied"] is False


def test_two_zones_of_one_date_are_two_scenes_in_their_own_crs(stac, spec, tmp_path):
    fetch(wish_of(spec, stac[1], begin="2022-05-03", end="2022-05-03"), sample.request_in(tmp_path))
    codes = set()
    for path in tmp_path.glob("scan/beelden/*/*_b04.tif"):
        with rasterio.open(path) as data:
            codes.add(data.crs.to_epsg())
    assert codes == {32631, 32632}
    assert scenes(tmp_path) == ["20220503", "20220503_2"]


def test_newest_processing_of_an_image_counts_once(stac, spec, tmp_path):
    fetch(wish_of(spec, stac[1], begin="2022-06-01", end="2022-06-30"), sample.request_in(tmp_path))
    assert [path.name for path in tmp_path.glob("scan/beelden/*/*_b04.tif")] == ["S2B_31UGU_3_b04.tif"]


def test_best_per_month_prefers_a_full_and_clear_image(stac, spec, tmp_path):
    fetch(wish_of(spec, stac[1], begin="2022-01-01", best_per_month=True), sample.request_in(tmp_path))
    assert scenes(tmp_path) == ["20220503", "20220503_2", "20220607"]


def test_nothing_that_fits_is_told_with_what_was_asked(stac, spec, tmp_path):
    with pytest.raises(SourceError, match=r"geen beeld gevonden .*maanden \[2\], hoogstens 100% wolken"):
        fetch(wish_of(spec, stac[1], months=[2]), sample.request_in(tmp_path))


def test_asset_that_is_not_there_is_told(stac, spec, tmp_path):
    with pytest.raises(SourceError, match=r"onderdeel rood ontbreekt; verwacht een van blue, green, nir, red, scl"):
        fetch(wish_of(spec, stac[1], parts={"b04": "rood"}), sample.request_in(tmp_path))


FAULTS = {
    "429": {"status": 429, "headers": {"Retry-After": "1"}},
    "afgebroken": {"share": 0.5},
    "afgebroken met kloppende lengte": {"share": 0.5, "honest": True},
    "webpagina": {"body": b"<html><title>Onderhoud</title></html>", "type": "text/html"},
    "leeg": {"body": b""},
    "verbroken": {"reset": True},
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_once_still_gives_the_images(stac, spec, tmp_path, name):
    stac[2].plan(FAULTS[name], match="red.tif")
    if stac[0] is not stac[2]:
        stac[0].plan(FAULTS[name], match="/search")
    fetched = fetch(wish_of(spec, stac[1], begin="2021-01-01", end="2021-12-31"), sample.request_in(tmp_path))
    assert fetched.retries_count >= (1 if stac[0] is stac[2] else 2)
    assert scenes(tmp_path) == ["20210612"]
    assert not sample.left_over(tmp_path)


def test_lasting_fault_of_a_file_names_status_and_address(stac, spec, tmp_path):
    stac[2].plan({"status": 503, "body": b"druk", "once": False}, match="red.tif")
    with pytest.raises(SourceError, match=r"Sentinel-2 .*red.tif: status 503, .*\(3 pogingen\); verwacht een deel"):
        fetch(wish_of(spec, stac[1], begin="2021-01-01", end="2021-12-31"), sample.request_in(tmp_path))
    assert not (tmp_path / "scan").exists()


def test_lasting_fault_of_the_catalog_is_told(stac, spec, tmp_path):
    stac[0].plan({"body": b"<html><title>Inloggen</title></html>", "type": "text/html", "once": False})
    with pytest.raises(SourceError, match=r"geen JSON maar webpagina \(Inloggen\) \(3 pogingen\); verwacht een STAC"):
        fetch(wish_of(spec, stac[1]), sample.request_in(tmp_path))


def test_dates_that_came_are_not_fetched_again_when_one_fails(stac, spec, tmp_path):
    stac[2].plan({"status": 404, "once": False}, match="S2B_31UGU_3/nir.tif")
    wish = wish_of(spec, stac[1], max_cloud=20)
    with pytest.raises(SourceError, match="status 404"):
        fetch(wish, sample.request_in(tmp_path))
    assert scenes(tmp_path) == ["20210612", "20220503", "20220503_2"]
    stac[2].calm()
    assert fetch(wish, sample.request_in(tmp_path)).new_count == 1
    assert not any("S2A_31UGU_4" in line for line in stac[2].log if ".tif" in line)
    assert fetch(wish, sample.request_in(tmp_path)).requests_count == 0


def test_item_that_points_into_this_machine_is_refused(store, spec, tmp_path):
    _, address, _, items = store
    evil = json.loads(json.dumps(items[5]))
    evil["assets"]["red"]["href"] = "file:///etc/passwd"
    url = sample.static_catalog(tmp_path, [evil], address)
    with servers.served(servers.files(tmp_path)) as (_, other):
        for path in (tmp_path / "catalogus").rglob("*.json"):
            path.write_text(path.read_text(encoding="utf-8").replace(address + "/catalogus", other + "/catalogus"))
        with pytest.raises(SourceError, match=r"adres file:///etc/passwd; verwacht een http"):
            fetch(wish_of(spec, url.replace(address, other)), sample.request_in(tmp_path))
