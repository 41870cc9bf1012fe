"""Links, lists of rasters and redirects that lead elsewhere; and output that stays where it was asked."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
import requests

import geo_risico
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.archive import keep_run
from geo_risico.io.chain_file import extend_chain
from geo_risico.io.wary.outputs import check_output
from geo_risico.io.wary.places import ROOTS
from geo_risico.io.wary.redirects import WarySession
from geo_risico.io.write import write_whole
from geo_risico.scan.save import save_scan


def module_of(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample, files = module_of("reading_sample"), module_of("raster_files")
VRT = (
    '<VRTDataset rasterXSize="20" rasterYSize="20"><SRS>EPSG:28992</SRS><GeoTransform>180000,10,0,450000,0,-10'
    '</GeoTransform><VRTRasterBand dataType="Byte" band="1"{kind}><SimpleSource><SourceFilename relativeToVRT="{rel}">'
    "{source}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>{more}</VRTRasterBand></VRTDataset>"
)


@pytest.fixture
def scan(tmp_path):
    """Folder of a scan with panden, and a folder beside it that is not of the scan."""
    for name in ("scan", "elders"):
        (tmp_path / name).mkdir()
        sample.make_panden().to_file(tmp_path / name / "p.gpkg", layer="pand")
    return tmp_path / "scan"


def test_a_link_is_followed_inside_the_folder_only(scan):
    (scan / "binnen.gpkg").symlink_to(scan / "p.gpkg")
    assert len(sample.read(scan, "bag_panden", "binnen.gpkg")[0]) == 8
    (scan / "weg.gpkg").symlink_to(scan.parent / "elders" / "p.gpkg")
    (scan / "map").symlink_to(scan.parent / "elders")
    for path in ("weg.gpkg", "map/p.gpkg"):
        with pytest.raises(SourceError, match="koppeling"):
            sample.read(scan, "bag_panden", path)
    (scan / "kring.gpkg").symlink_to(scan / "kring.gpkg")
    with pytest.raises(SourceError, match=r"kring\.gpkg"):
        sample.read(scan, "bag_panden", "kring.gpkg")


def test_a_path_that_says_it_leads_out_is_read_unless_sources_are_bounded(scan, monkeypatch):
    outside = "../elders/p.gpkg"
    assert len(sample.read(scan, "bag_panden", outside)[0]) == 8
    monkeypatch.setenv(ROOTS, os.pathsep.join([str(scan)]))
    for path in (outside, str(scan.parent / "elders" / "p.gpkg")):
        with pytest.raises(SourceError, match=ROOTS):
            sample.read(scan, "bag_panden", path)
    monkeypatch.setenv(ROOTS, str(scan.parent / "elders"))
    assert len(sample.read(scan, "bag_panden", outside)[0]) == 8


def opened(folder, path):
    spec = files.LayerSpec.model_validate(files.NUMBERS | {"columns": {"rood": {"title": "rood", "dtype": "number"}},
                                                           "derived": {}})  # fmt: skip
    bands = {"rood": {"index": 1, "asset": "rood"}}
    source = files.RasterSourceSpec.model_validate(files.BASE | {"bands": bands})
    use = files.RasterUse(source="proef", path=path, peildatum=files.PEILDATUM)
    request = files.ReadRequest(folder=folder, bounds=None, peildatum=files.PEILDATUM)
    return files.open_rasters(spec, [(use, source)], request)[1][0]


@pytest.mark.parametrize(
    ("source", "rel", "kind", "more", "word"),
    [
        ("../elders/b.tif", 1, "", "", "verwijst naar"),
        ("/etc/passwd", 0, "", "", "verwijst naar"),
        ("/vsicurl/http://127.0.0.1:9/b.tif", 1, "", "", "verwijst naar"),
        ("b.vrt", 1, "", "", "verwijst naar"),
        ("b.tif", 1, ' subClass="VRTRawRasterBand"', "", "rekent"),
        ("b.tif", 1, "", "<PixelFunctionType>os.system</PixelFunctionType>", "rekent"),
        ("b.tif]]><!DOCTYPE x>", 1, "", "<", "geen leesbare VRT"),
    ],
)
def test_a_vrt_points_beside_itself_only(tmp_path, source, rel, kind, more, word):
    files.write(tmp_path / "b.tif", np.ones((20, 20), dtype="uint8"))
    (tmp_path / "a.vrt").write_text(VRT.format(source="b.tif", rel=1, kind="", more=""), "utf-8")
    assert opened(tmp_path, "a.vrt").rows_read == 400
    (tmp_path / "c.vrt").write_text(VRT.format(source=source, rel=rel, kind=kind, more=more), "utf-8")
    with pytest.raises(SourceError, match=word):
        opened(tmp_path, "c.vrt")


def test_a_stac_item_and_a_folder_point_inside_only(tmp_path):
    home = tmp_path / "beeld"
    home.mkdir()
    files.write(tmp_path / "b.tif", np.ones((20, 20), dtype="uint8"))
    for href in ("../b.tif", "/etc/passwd", "file:///etc/passwd", "/vsicurl/http://127.0.0.1:9/b.tif"):
        item = {"type": "Feature", "stac_version": "1.0.0", "assets": {"rood": {"href": href}}}
        (home / "i.json").write_text(json.dumps(item), "utf-8")
        with pytest.raises(SourceError, match="eigen map"):
            opened(tmp_path, "beeld/i.json")
    (home / "i.json").unlink()
    (home / "l.tif").symlink_to(tmp_path / "b.tif")
    with pytest.raises(SourceError, match="koppeling"):
        opened(tmp_path, "beeld")


def test_rasters_that_say_to_be_enormous(tmp_path):
    place = rasterio.Affine(0.1, 0, 180_000, 0, -0.1, 450_000)
    facts = {"driver": "GTiff", "count": 1, "crs": "EPSG:28992", "transform": place, "dtype": "uint8", "tiled": True,
             "SPARSE_OK": True, "BIGTIFF": "YES"}  # fmt: skip
    with rasterio.open(tmp_path / "g.tif", "w", width=100_000, height=100_000, **facts):
        pass
    assert opened(tmp_path, "g.tif").rows_read == 10**10  # read window by window, never as a whole
    with rasterio.open(
        tmp_path / "h.tif", "w", width=2_000_016, height=4096, blockxsize=4096, blockysize=4096, **facts
    ):
        pass
    with pytest.raises(SourceError, match="hoogstens 2000000"):
        opened(tmp_path, "h.tif")
    (tmp_path / "w.tif").write_text("<GDAL_WMS><Service name='TMS'/></GDAL_WMS>", "utf-8")
    with pytest.raises(SourceError, match="geen raster"):
        opened(tmp_path, "w.tif")


def test_output_that_is_a_link_is_refused_and_its_target_untouched(tmp_path):
    target = tmp_path / "elders"
    target.mkdir()
    (target / "manifest.json").write_text('{"name": "proef", "peildatum": "2026-01-01"}', "utf-8")
    uit = tmp_path / "uit"
    uit.mkdir()
    (uit / "proef").symlink_to(target)
    before = tree(target)
    with pytest.raises(OutputError, match="koppeling"):
        write_whole(uit / "proef", lambda folder: (folder / "x").write_text("x"))
    (uit / "proef").unlink()
    target.rename(uit / "proef")
    target.mkdir()
    (uit / "archief").symlink_to(target)
    with pytest.raises(OutputError, match="koppeling"):
        keep_run(uit / "proef")
    assert tree(target) == set()
    assert before == {"manifest.json"}
    check_output(uit / "nieuw", uit)


def test_a_link_in_the_place_of_a_temporary_file_is_not_followed(tmp_path):
    secret = tmp_path / "geheim"
    secret.write_text("blijft", "utf-8")
    chain = tmp_path / "keten.jsonl"
    Path(f"{chain}.{os.getpid()}.nieuw").symlink_to(secret)
    extend_chain(chain, [{"a": 1}])
    assert secret.read_text("utf-8") == "blijft"
    assert not chain.is_symlink()


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://example.org/a", "http://service.pdok.nl/a", "https://127.0.0.1/a", "https://[::1]/a",
     "https://169.254.169.254/latest", "https://x.internal/", "https://[broken"],
)  # fmt: skip
def test_redirects_that_are_not_followed(target):
    answer = requests.Response()
    answer.status_code, answer.url = 302, "https://service.pdok.nl/a"
    answer.headers["Location"] = target
    with pytest.raises(requests.exceptions.InvalidURL):
        WarySession().get_redirect_target(answer)
    answer.headers["Location"] = "https://download.pdok.nl/b"
    assert WarySession().get_redirect_target(answer) == "https://download.pdok.nl/b"


def tree(folder):
    """Every path below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_scan_writes_in_its_output_folder_only(sample_result, tmp_path, monkeypatch):
    for name in ("werk", "thuis", "tijdelijk"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "werk")
    monkeypatch.setenv("HOME", str(tmp_path / "thuis"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tijdelijk"))
    before, source = tree(tmp_path), tree(Path(geo_risico.__file__).parent)
    _, written = save_scan(sample_result, tmp_path / "uit", created=dt.datetime(2026, 2, 1, tzinfo=dt.UTC), step=print)
    outside = {name for name in tree(tmp_path) if not name.startswith("uit")}
    assert outside == before
    assert {name for name in tree(Path(geo_risico.__file__).parent) - source if "__pycache__" not in name} == set()
    assert {path.parent.name for path in written} == {"proefscan"}
    assert {name.split("/")[1] for name in tree(tmp_path) if name.count("/")} <= {"proefscan", "archief"}
