"""Zonal statistics against exactextract and against cells by hand."""

import importlib.util
from pathlib import Path

import exactextract
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from exactextract.raster import NumPyRasterSource

from geo_risico.spatial.zonal import zonal_stats

_SPEC = importlib.util.spec_from_file_location("zonal_sample", Path(__file__).with_name("zonal_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SIZE = 120
NAMES = {
    "mean": "mean",
    "std": "stdev",
    "minimum": "min",
    "maximum": "max",
    "pixel_count": "count",
    "q_10": "quantile(q=0.1)",
    "q_50": "quantile(q=0.5)",
    "q_90": "quantile(q=0.9)",
}


def extracted(scene, band, shapes, operations, weights=None):
    """Columns of exactextract, in the order of ``operations``."""
    crs = gpd.GeoSeries([], crs="EPSG:28992").crs.to_wkt()
    frame = gpd.GeoDataFrame(geometry=list(shapes), crs="EPSG:28992")

    def source(name):
        rows = scene.values[scene.bands.index(name)].astype("float64")
        return NumPyRasterSource(rows, *scene.grid.bounds, srs_wkt=crs, nodata=np.nan, name=name)

    weight = None if weights is None else source(weights)
    found = exactextract.exact_extract(source(band), frame, operations, weights=weight, output="pandas")
    return [found.iloc[:, number].to_numpy(dtype=float) for number in range(len(operations))]


@pytest.mark.parametrize("pixel_m", [0.08, 0.3, 5.0, 10.0])
@pytest.mark.parametrize("cells", [0.2, 1.0, 6.0, 50.0])
def test_same_as_exactextract(pixel_m, cells):
    rng = np.random.default_rng(int(100 * cells + pixel_m))
    scene = sample.noise(rng, SIZE, pixel_m=pixel_m)
    shapes = sample.blobs(rng, scene.grid, 60, cells * pixel_m)
    ours = zonal_stats(shapes, scene, ("getal",), quantiles=(0.1, 0.5, 0.9))["getal"]
    theirs = extracted(scene, "getal", shapes, list(NAMES.values()))
    for name, expected in zip(NAMES, theirs, strict=True):
        np.testing.assert_allclose(ours[name], expected, atol=2e-5, rtol=2e-6, err_msg=name)
    assert ours["mean"].notna().sum() > 30


def test_weighted_by_a_second_raster_same_as_exactextract():
    rng = np.random.default_rng(5)
    scene = sample.noise(rng, SIZE)
    shapes = sample.blobs(rng, scene.grid, 60, 80.0)
    ours = zonal_stats(shapes, scene, ("getal",), weights=(scene, "gewicht"))["getal"]
    mean, std = extracted(scene, "getal", shapes, ["weighted_mean", "weighted_stdev"], "gewicht")
    np.testing.assert_allclose(ours["mean"], mean, atol=1e-6)
    np.testing.assert_allclose(ours["std"], std, atol=1e-6)


def test_weights_of_another_pixel_size_are_brought_on_the_grid():
    rng = np.random.default_rng(6)
    scene = sample.noise(rng, 40)
    coarse = rng.uniform(0, 1, (10, 10))
    fine = sample.scene({"gewicht": np.kron(coarse, np.ones((4, 4)))})
    shapes = sample.blobs(rng, scene.grid, 20, 60.0)
    apart = zonal_stats(shapes, scene, ("getal",), weights=(sample.scene({"w": coarse}, pixel_m=40.0), "w"))["getal"]
    together = zonal_stats(shapes, scene, ("getal",), weights=(fine, "gewicht"))["getal"]
    pd.testing.assert_frame_equal(apart, together)


def test_class_shares_same_as_exactextract():
    rng = np.random.default_rng(7)
    scene = sample.noise(rng, SIZE)
    shapes = sample.blobs(rng, scene.grid, 60, 90.0)
    ours = zonal_stats(shapes, scene, ("klasse",))["klasse"]
    theirs = extracted(scene, "klasse", shapes, ["count"])[0]
    words = [f"class_{word}" for word in scene.classes["klasse"]]
    known = theirs > 0
    np.testing.assert_allclose(ours.loc[known, words].sum(axis=1), 1.0, atol=1e-9)
    for code, word in enumerate(words):
        only = sample.scene({"is": np.where(scene.values[2] == code, 1.0, 0.0)})
        np.testing.assert_allclose(ours[word], extracted(only, "is", shapes, ["mean"])[0], atol=1e-6)


def test_classes_by_code_add_up_what_is_named():
    scene = sample.scene({"code": [[1, 2], [3, np.nan]]})
    classes = {"gras": (1, 2), "water": (9,)}
    row = zonal_stats(np.array([shapely.box(1000, 4980, 1020, 5000)]), scene, ("code",), classes=classes)["code"].loc[0]
    assert row["class_gras"] == pytest.approx(2 / 3)
    assert row["class_water"] == 0.0
    assert row["covered_share"] == 0.75


def test_by_hand():
    scene = sample.scene({"getal": [[1, 2, 3], [4, 5, np.nan]]})
    # whole cell 1, half of 2, a quarter of 5 (the lower half of half a column), half of 4
    row = zonal_stats(np.array([shapely.box(1000, 4985, 1015, 5000)]), scene, ("getal",))["getal"].loc[0]
    assert row["pixel_count"] == pytest.approx(1 + 0.5 + 0.5 + 0.25)
    assert row["mean"] == pytest.approx((1 + 0.5 * 2 + 0.5 * 4 + 0.25 * 5) / 2.25)
    assert (row["minimum"], row["maximum"]) == (1, 5)
    assert (row["covered_share"], row["inside_share"]) == pytest.approx((1, 1))


def test_shape_on_the_borders_of_a_cell_has_that_cell_only():
    scene = sample.scene({"getal": np.arange(9).reshape(3, 3)}, pixel_m=0.08, left=183_412.24, top=507_318.96)
    box = scene.grid.bounds
    middle = shapely.box(box[0] + 0.08, box[1] + 0.08, box[2] - 0.08, box[3] - 0.08)
    row = zonal_stats(np.array([middle]), scene, ("getal",))["getal"].loc[0]
    assert row["pixel_count"] == pytest.approx(1)
    assert row["mean"] == pytest.approx(4)


ODD = {
    "none": None,
    "empty": shapely.Polygon(),
    "outside": shapely.box(0, 0, 1, 1),
    "touches": shapely.box(900, 4900, 1000, 5000),
    "without area": shapely.Polygon([(1010, 4990), (1030, 4990), (1050, 4990)]),
    "line": shapely.LineString([(1010, 4990), (1050, 4950)]),
    "not finite": shapely.Polygon([(1010, 4990), (np.inf, 4990), (1050, 4950)]),
}


def test_odd_shapes_have_no_value_and_harm_no_other():
    scene = sample.noise(np.random.default_rng(8), 30)
    good = shapely.box(1050, 4800, 1200, 4950)
    shapes = np.array([*ODD.values(), good], dtype=object)
    frame = zonal_stats(shapes, scene, ("getal",), quantiles=(0.5,))["getal"]
    alone = zonal_stats(np.array([good]), scene, ("getal",), quantiles=(0.5,))["getal"]
    odd = frame.iloc[:-1]
    assert odd[["mean", "std", "minimum", "maximum", "q_50"]].isna().all(axis=None)
    assert (odd[["pixel_count", "covered_share", "inside_share"]] == 0).all(axis=None)
    np.testing.assert_array_equal(frame.iloc[-1], alone.iloc[0])
    assert shapes[0] is None


def test_crooked_shape_is_repaired_and_counted():
    scene = sample.noise(np.random.default_rng(9), 30, unknown=0)
    bow = shapely.Polygon([(1010, 4990), (1110, 4890), (1110, 4990), (1010, 4890)])
    frame = zonal_stats(np.array([bow, shapely.box(1010, 4890, 1110, 4990)]), scene, ("getal",))["getal"]
    assert frame.attrs["repaired_count"] == 1
    np.testing.assert_allclose(frame["pixel_count"], [50, 100])
    assert frame["covered_share"].tolist() == pytest.approx([1, 1])


def test_partly_outside_and_partly_unknown():
    values = np.ones((10, 10))
    values[:, 5:] = np.nan
    scene = sample.scene({"getal": values})
    row = zonal_stats(np.array([shapely.box(900, 4900, 1100, 5000)]), scene, ("getal",))["getal"].loc[0]
    assert row[["inside_share", "covered_share"]].tolist() == pytest.approx([0.5, 0.25])
    assert row["mean"] == 1


def test_no_shapes_give_empty_frames():
    frames = zonal_stats(np.array([], dtype=object), sample.noise(np.random.default_rng(1), 5), ("getal", "klasse"))
    assert [len(frame) for frame in frames.values()] == [0, 0]
    assert "class_kas" in frames["klasse"]
