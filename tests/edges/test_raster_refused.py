"""Rasters that cannot be used are refused in Dutch, with file, band and what was expected."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo_risico.core.errors import DataError, SourceError
from geo_risico.io.raster.handles import forget

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
LEFT, RD, TOP, opened, source, whole, write = (
    _files.LEFT,
    _files.RD,
    _files.TOP,
    _files.opened,
    _files.source,
    _files.whole,
    _files.write,
)


ONES = np.ones((200, 200), dtype="uint16")


def test_no_raster(tmp_path):
    (tmp_path / "beeld.tif").write_text("dit is tekst")
    with pytest.raises(SourceError, match=r"beeld.tif: is geen raster .*verwacht een GeoTIFF"):
        opened(tmp_path)


@pytest.mark.parametrize("part", [0.5, 0.95])
def test_truncated_file(tmp_path, part):
    values = np.random.default_rng(1).integers(0, 9999, (300, 300)).astype("uint16")
    path = write(tmp_path / "beeld.tif", values, tiled=True, blockxsize=64, blockysize=64)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(SourceError, match=r"beeld.tif: beeld is niet te lezen .*verwacht een bestand dat heel is"):
        opened(tmp_path)


def test_file_that_breaks_after_opening(tmp_path):
    path = write(tmp_path / "beeld.tif", ONES)
    scene, _ = opened(tmp_path)
    forget()
    path.unlink()
    with pytest.raises(SourceError, match=r"beeld.tif: beeld is niet te lezen"):
        whole(scene)


def test_band_that_is_not_there(tmp_path):
    write(tmp_path / "beeld.tif", ONES)
    with pytest.raises(
        DataError, match=r"beeld.tif: band rood vraagt om band 4, maar het bestand heeft 1 band; verwacht"
    ):
        opened(tmp_path, spec=source({"rood": {"index": 4}}))


def test_no_crs_unless_the_source_names_one(tmp_path):
    write(tmp_path / "beeld.tif", ONES, crs=None)
    with pytest.raises(DataError, match=r"beeld.tif: bestand noemt geen crs; verwacht de sleutel crs"):
        opened(tmp_path)
    assert opened(tmp_path, spec=source(crs=RD))[0].grid.left == LEFT
    with pytest.raises(DataError, match=r"crs 'EPSG:99999' is onbekend"):
        opened(tmp_path, spec=source(crs="EPSG:99999"))


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_no_place(tmp_path):
    write(tmp_path / "beeld.tif", ONES, transform=rasterio.Affine.identity())
    with pytest.raises(DataError, match=r"beeld.tif: bestand zegt niet waar het ligt"):
        opened(tmp_path)


@pytest.mark.parametrize(
    ("left", "top", "crs"), [(500_000, 8_000_000, "EPSG:32633"), (52.0, 5.0, "EPSG:4326"), (LEFT, TOP, "EPSG:32631")]
)
def test_outside_the_netherlands(tmp_path, left, top, crs):
    write(tmp_path / "beeld.tif", ONES, left=left, top=top, crs=crs, pixel=10 if crs != "EPSG:4326" else 0.001)
    with pytest.raises(DataError, match=r"beeld.tif: ligt buiten Nederland"):
        opened(tmp_path)


def test_heights_with_a_vertical_crs_are_rd(tmp_path):
    write(tmp_path / "beeld.tif", ONES, crs="EPSG:7415")
    assert opened(tmp_path)[0].meta.resampling == ""


def test_complex_numbers(tmp_path):
    write(tmp_path / "beeld.tif", ONES.astype("complex64"))
    with pytest.raises(DataError, match=r"beeld.tif: band 1 heeft complexe getallen"):
        opened(tmp_path)


def test_palette_and_picture_where_values_are_expected(tmp_path):
    path = write(tmp_path / "palet.tif", ONES.astype("uint8"), photometric="palette")
    with rasterio.open(path, "r+") as data:
        data.write_colormap(1, {1: (255, 0, 0, 255)})
    with pytest.raises(DataError, match=r"palet.tif: band 1 is een kleurenpalet; verwacht voor rood gemeten waarden"):
        opened(tmp_path, "palet.tif")
    write(tmp_path / "foto.tif", np.stack([ONES.astype("uint8")] * 3), photometric="RGB")
    with pytest.raises(DataError, match=r"foto.tif: is een kleurenfoto met 3 banden; verwacht voor rood een band"):
        opened(tmp_path, "foto.tif")


def test_mask_without_whole_numbers(tmp_path):
    write(tmp_path / "b/rood.tif", ONES)
    write(tmp_path / "b/masker.tif", ONES.astype("float32"))
    masks = [{"title": "wolken", "file": "masker.tif", "values": [1]}]
    with pytest.raises(DataError, match=r"masker.tif: masker 'wolken' heeft getallen van soort float32"):
        opened(tmp_path, "b", source({"rood": {"file": "rood.tif"}}, masks=masks))


def test_asset_that_the_item_does_not_name(tmp_path):
    (tmp_path / "item.json").write_text(
        '{"type": "Feature", "stac_version": "1.0.0", "assets": {"red": {"href": "a.tif"}}}'
    )
    with pytest.raises(DataError, match=r"item.json: geen onderdeel 'rood' voor band rood; aanwezig: red"):
        opened(tmp_path, "item.json", source({"rood": {"asset": "rood"}}))
    write(tmp_path / "a.tif", ONES)
    assert (whole(opened(tmp_path, "item.json", source({"rood": {"asset": "red"}}))[0]) == 1).all()
