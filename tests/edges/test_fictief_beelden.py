"""Images of the fictitious gemeente: form of the real products, determinism, and what is planted in them."""

import filecmp
import json
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from rasterio.features import rasterize

from geo_risico.core.errors import GeoRisicoError
from geo_risico.io.sources.fictief.beelden import ensure_images, generate_images
from geo_risico.io.sources.fictief.beelden.paint import Sheet, paint, sheet_over
from geo_risico.io.sources.fictief.world import make_world

PANDEN, SEED = 700, 5
NODATA = float(np.finfo(np.float32).max)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return ensure_images(tmp_path_factory.mktemp("beelden"), panden_count=PANDEN, seed=SEED)


@pytest.fixture(scope="module")
def truth(images):
    return gpd.read_parquet(images / "truth_beeld.parquet")


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def at(path, points, band=1):
    """Values of a file at points in RD."""
    with rasterio.open(path) as data:
        xy = gpd.GeoSeries(points, crs=28992).to_crs(data.crs)
        found = list(data.sample(np.column_stack([xy.x, xy.y]), indexes=band))
    return np.array(found, dtype=float).ravel()


def mosaic_at(folder, pattern, points, band=1):
    values = np.full(len(points), np.nan)
    for path in sorted(folder.glob(pattern)):
        with rasterio.open(path) as data:
            inside = shapely.intersects(shapely.box(*data.bounds), points)
        if inside.any():
            values[inside] = at(path, points[inside], band)
    return values


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(images, tmp_path):
    generate_images(tmp_path / "again", panden_count=PANDEN, seed=SEED)
    names = files(images)
    assert files(tmp_path / "again") == names
    same, different, failed = filecmp.cmpfiles(images, tmp_path / "again", names, shallow=False)
    assert (len(same), different, failed) == (len(names), [], [])
    generate_images(tmp_path / "other", panden_count=PANDEN, seed=SEED + 1)
    shared = [name for name in set(names) & set(files(tmp_path / "other")) if name.endswith(".tif")]
    assert shared
    assert not filecmp.cmpfiles(images, tmp_path / "other", shared, shallow=False)[0]


def test_made_once(images):
    before = (images / "truth_beeld.parquet").stat().st_mtime_ns
    assert ensure_images(images.parent, panden_count=PANDEN, seed=SEED) == images
    assert (images / "truth_beeld.parquet").stat().st_mtime_ns == before


def test_refuses_a_gemeente_that_is_too_large(tmp_path):
    with pytest.raises(GeoRisicoError, match="hoogstens 100000"):
        generate_images(tmp_path / "x", panden_count=200_000, seed=1)
    assert not list(tmp_path.iterdir())


def test_sentinel2_has_bands_classes_and_offset_as_the_product(images):
    folders = sorted((images / "sentinel2").iterdir())
    assert len(folders) == 10
    for folder in folders:
        bands = sorted(folder.glob("*_10m.tif"))
        assert [path.name.split("_")[2] for path in bands] == ["B02", "B03", "B04", "B08"]
        (scl,) = folder.glob("*_SCL_20m.tif")
        assert scl.name.startswith(f"T32U{scl.name[4:6]}_{folder.name}T")
        with rasterio.open(bands[0]) as data, rasterio.open(scl) as classes:
            assert (data.dtypes[0], classes.dtypes[0], data.nodata) == ("uint16", "uint8", 0)
            assert (data.res, classes.res) == ((10, 10), (20, 20))
            assert data.crs == classes.crs == rasterio.CRS.from_epsg(32632)
            assert data.bounds == classes.bounds
            assert set(np.unique(classes.read())) <= {3, 4, 5, 6, 8, 9, 10}
            offset = data.tags().get("BOA_ADD_OFFSET")
        item = list(folder.glob("*.json"))
        applied = bool(item) and json.loads(item[0].read_text())["properties"]["earthsearch:boa_offset_applied"]
        assert (offset == "-1000") == (folder.name > "20220125" and not applied)
    assert sum(bool(list(folder.glob("*.json"))) for folder in folders) == 1


def test_the_level_of_water_shows_which_dates_were_shifted(images):
    world = make_world(PANDEN, SEED)
    water = np.array([shapely.point_on_surface(shape) for shape in world.lakes])
    spots = shapely.points(shapely.get_coordinates(water))
    low = {}
    for folder in sorted((images / "sentinel2").iterdir()):
        (red,) = folder.glob("*B04*")
        (scl,) = folder.glob("*SCL*")
        clear = at(scl, spots) == 6
        low[folder.name] = np.median(at(red, spots)[clear]) if clear.any() else np.nan
    shifted = [day for day, value in low.items() if value > 1000]
    assert shifted
    assert all(day > "20220125" and day != "20240626" for day in shifted)
    assert all(value < 700 for day, value in low.items() if day not in shifted and np.isfinite(value))


def test_heights_show_planted_sheds_and_gaps_in_the_ground(images, truth):
    sheds = truth[truth["kind"] == "schuur"]
    spots = np.asarray(sheds.geometry.centroid)
    surface = mosaic_at(images / "ahn", "dsm_*.tif", spots)
    ground = mosaic_at(images / "ahn", "dtm_*.tif", spots)
    assert (ground == NODATA).all()
    above = surface + 0.6
    assert (np.abs(above - sheds["height_m"]) < 5).all()
    assert (above > 1).all()
    with rasterio.open(next((images / "ahn").glob("dsm_*.tif"))) as data:
        assert (data.crs.to_epsg(), data.res, data.dtypes[0], data.nodata) == (28992, (2, 2), "float32", NODATA)


def test_photos_show_roofs_of_two_years(images, truth):
    roofs = truth[(truth["kind"] == "dak") & (truth["area_m2"] > 100)]
    spots = np.asarray(roofs.geometry.representative_point())
    colours = {
        year: np.array([mosaic_at(images / "luchtfoto" / year, "rgb_*.tif", spots, band) for band in (1, 2, 3)])
        for year in ("2021", "2025")
    }
    assert (np.abs(colours["2021"] - colours["2025"]).max(axis=0) > 15).all()
    with rasterio.open(next((images / "luchtfoto" / "2025").glob("cir_*.tif"))) as data:
        assert (data.count, data.dtypes[0], data.res, data.crs.to_epsg()) == (3, "uint8", (1, 1), 28992)


def test_truth_names_every_kind_with_its_size(truth):
    assert set(truth["kind"]) == {"kaal", "schuur", "afname", "groei", "dak", "geploegd", "nieuw_pand", "wolk"}
    assert truth["verandering_id"].is_unique
    changes = truth[truth["is_change"]]
    assert set(changes["kind"]) == {"kaal", "schuur", "afname", "groei", "dak"}
    assert changes["lot"].is_unique
    np.testing.assert_allclose(truth.area, truth["area_m2"], atol=0.06)
    assert (truth["since"] < "2026-01-01").all()
    sheds = truth[truth["kind"] == "schuur"]
    assert sheds["area_m2"].between(50, 800).all()
    assert sheds["height_m"].between(3, 8).all()


def test_paint_equals_rasterize():
    rng = np.random.default_rng(3)
    centres = rng.uniform(0, 300, (60, 2))
    shapes = shapely.buffer(shapely.points(centres), rng.uniform(3, 40, 60), quad_segs=3)
    shapes[::5] = shapely.difference(shapes[::5], shapely.buffer(shapely.points(centres[::5]), 2.5))
    shapes[7] = shapely.union(shapes[7], shapely.box(250, 250, 290, 340))
    sheet = Sheet(left=20.0, top=280.0, pixel_m=2.5, width=90, height=100)
    affine = rasterio.Affine(2.5, 0, 20, 0, -2.5, 280)
    expected = rasterize(zip(shapes, range(60), strict=True), (100, 90), fill=-1, transform=affine, dtype="int32")
    np.testing.assert_array_equal(paint(shapes, np.arange(60), sheet), expected)


def test_a_sheet_covers_its_bounds_in_whole_steps():
    sheet = sheet_over((3.0, 12.0, 58.0, 101.0), 10.0, 2)
    assert sheet.bounds == (0.0, 0.0, 60.0, 120.0)
    assert SimpleNamespace(w=sheet.width % 2, h=sheet.height % 2) == SimpleNamespace(w=0, h=0)
