"""Which files make one image: a file, a folder, a pattern, a zip; several files of one band are a mosaic."""

import hashlib
import importlib.util
import zipfile
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.errors import DataError, SourceError

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
LEFT, TOP, UTM, opened, source, whole, write = (
    _files.LEFT,
    _files.TOP,
    _files.UTM,
    _files.opened,
    _files.source,
    _files.whole,
    _files.write,
)


TWO = {"rood": {"file": "*_B04.tif"}, "nir": {"file": "*_B08.tif"}}


def block(value, size=10, dtype="uint8"):
    return np.full((size, size), value, dtype=dtype)


def test_folder_with_a_file_per_band(tmp_path):
    write(tmp_path / "b/x_B04.tif", block(1))
    write(tmp_path / "b/diep/x_B08.TIF", block(3))
    scene, provenance = opened(tmp_path, "b", source(TWO))
    assert whole(scene, "ndvi")[0, 0] == 0.5
    parts = {
        name: hashlib.sha256((tmp_path / "b" / name).read_bytes()).hexdigest()
        for name in ("x_B04.tif", "diep/x_B08.TIF")
    }
    lines = sorted(f"{name.rpartition('/')[2]} {digest}" for name, digest in parts.items())
    assert provenance.sha256 == hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_pattern_picks_one_image_out_of_a_folder(tmp_path):
    for name, value in (("een", 1), ("twee", 5)):
        write(tmp_path / f"b/{name}_B04.tif", block(value))
        write(tmp_path / f"b/{name}_B08.tif", block(9))
    assert whole(opened(tmp_path, "b/twee*", source(TWO))[0])[0, 0] == 5


def test_zip_is_read_in_place(tmp_path):
    write(tmp_path / "los/x_B04.tif", block(1))
    write(tmp_path / "los/x_B08.tif", block(3))
    with zipfile.ZipFile(tmp_path / "beeld.zip", "w") as archive:
        for name in ("x_B04.tif", "x_B08.tif"):
            archive.write(tmp_path / "los" / name, f"map/{name}")
    scene, provenance = opened(tmp_path, "beeld.zip", source(TWO))
    assert whole(scene, "ndvi")[0, 0] == 0.5
    assert provenance.sha256 == hashlib.sha256((tmp_path / "beeld.zip").read_bytes()).hexdigest()


@pytest.mark.parametrize("path", ["t", "t/*.tif", "*/tegel_*.tif"])
def test_tiles_are_one_image_and_the_first_valid_value_counts(tmp_path, path):
    one = block(1)
    one[:, 9] = 0
    write(tmp_path / "t/tegel_1.tif", one, nodata=0)
    write(tmp_path / "t/tegel_2.tif", block(2), left=LEFT + 80, nodata=0)
    write(tmp_path / "t/tegel_3.tif", block(3), left=LEFT - 100, top=TOP - 200, nodata=0)
    scene, provenance = opened(tmp_path, path)
    grid = scene.grid
    assert (grid.left, grid.top, grid.width, grid.height) == (LEFT - 100, TOP, 28, 30)
    values = whole(scene)
    assert values[0, 10:28].tolist() == [1] * 9 + [2] * 9
    assert (values[20:, :10] == 3).all()
    assert np.isnan(values[10:20]).all()
    assert provenance.rows_kept == 90 + 90 + 100
    wide = whole(scene, factor=2)
    assert wide[0, 5:14].tolist() == [1, 1, 1, 1, 1.5, 2, 2, 2, 2]


MISFITS = [
    ({"pixel": 20}, "beeldpunten van 20 m, maar t/a.tif heeft 10 m"),
    ({"left": LEFT + 105}, "ligt een deel van een beeldpunt naast t/a.tif"),
    ({"left": 680_000, "top": 5_760_000, "crs": UTM}, "crs EPSG:32631, maar t/a.tif heeft EPSG:28992"),
]


@pytest.mark.parametrize(("changes", "said"), MISFITS)
def test_tiles_that_do_not_fit_are_refused(tmp_path, changes, said):
    write(tmp_path / "t/a.tif", block(1))
    write(tmp_path / "t/b.tif", block(2), **changes)
    with pytest.raises(DataError, match=f"t/b.tif: .*{said}"):
        opened(tmp_path, "t")


def test_bands_of_other_pixel_size_come_on_the_finest(tmp_path):
    write(tmp_path / "b/x_B04.tif", block(4, 20), pixel=5)
    write(tmp_path / "b/x_B08.tif", block(8, 10), pixel=10)
    scene, _ = opened(tmp_path, "b", source(TWO))
    assert (scene.grid.pixel_m, scene.meta.resampling) == (5, "bilinear")
    np.testing.assert_allclose(whole(scene, "nir"), 8)


MISSING = [
    ("weg", SourceError, "weg: bestand of map bestaat niet"),
    ("weg*", SourceError, "geen enkel bestand past op dit patroon"),
    ("leeg", SourceError, "leeg: map zonder bestanden"),
    ("b", DataError, r"b: geen bestand '\*_B08.tif' voor band nir; aanwezig: x_B04.tif"),
    ("nul.tif", SourceError, r"nul.tif: bestand is leeg \(0 bytes\)"),
    ("stuk.zip", SourceError, "stuk.zip: zip is niet te lezen"),
]


@pytest.mark.parametrize(("path", "kind", "said"), MISSING)
def test_what_is_not_there_is_named(tmp_path, path, kind, said):
    write(tmp_path / "b/x_B04.tif", block(1))
    (tmp_path / "leeg").mkdir()
    (tmp_path / "nul.tif").touch()
    (tmp_path / "stuk.zip").write_bytes(b"PK kapot")
    with pytest.raises(kind, match=said):
        opened(tmp_path, path, source(TWO))


def test_files_of_another_product_in_the_folder_are_left_out_and_counted(tmp_path):
    write(tmp_path / "b/LT5_1990_B04.tif", block(1))
    write(tmp_path / "b/LT5_1990_B08.tif", block(3))
    write(tmp_path / "b/LC8_B08.tif", block(9))
    scene, provenance = opened(tmp_path, "b", source(TWO, date_pattern=r"LT5_(?P<year>\d{4})"))
    assert whole(scene, "nir")[0, 0] == 3
    assert [(r.kind, r.count, r.examples) for r in provenance.repairs if r.kind == "dropped"] == [
        ("dropped", 1, ("b/LC8_B08.tif",))
    ]


def test_broad_pattern_takes_the_finest_image_and_no_sidecar(tmp_path):
    write(tmp_path / "s/R10m/T31_B04_10m.tif", block(1, 20))
    write(tmp_path / "s/R20m/T31_B04_20m.tif", block(2), pixel=20)
    write(tmp_path / "s/QI_DATA/MSK_B04.tif", block(3))
    (tmp_path / "s/R10m/T31_B04_10m.tif.aux.xml").write_text("<a/>")
    scene, _ = opened(tmp_path, "s", source({"rood": {"file": "*B04*"}}))
    assert (whole(scene) == 1).all()
