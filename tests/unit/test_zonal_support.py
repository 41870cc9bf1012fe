"""Values without enough pixels are unknown and say why; rings and buffers."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.spatial.zonal import buffers, rings, supported, zonal_stats

_SPEC = importlib.util.spec_from_file_location("zonal_sample", Path(__file__).with_name("zonal_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SITES = {
    "goed": shapely.box(1000, 4850, 1150, 5000),
    "klein": shapely.box(1000, 4980, 1060, 5000),
    "snipper": shapely.box(1000, 4997, 1009, 5000),
    "bewolkt": shapely.box(1350, 4400, 1600, 5000),
    "buiten": shapely.box(9000, 4900, 9500, 5000),
    "deels": shapely.box(700, 4700, 1100, 5000),
    "leeg": None,
}


def clouded(layer="satellietbeelden", **options):
    values = np.full((20, 20), 0.5)
    values[:, 13:] = np.nan
    return sample.scene({"ndvi": values}, pixel_m=30.0, layer=layer, **options)


def asked(scene, values=None, **options):
    shapes = np.array(list(SITES.values()), dtype=object)
    stats = zonal_stats(shapes, scene, ("ndvi",))["ndvi"]
    sites = pd.DataFrame(index=pd.Index(list(SITES), name="location_id"))
    wanted = {"minimum_pixels": 9, "minimum_share": 0.5} | options
    return supported(sites, stats["mean"] if values is None else values, stats, name="ndvi_level", **wanted)


def test_reasons_in_plain_dutch():
    result = asked(clouded())
    assert result.attrs["support"].reason.to_dict() == {
        "goed": "",
        "klein": "te klein: 1 beeldpunt van 30 m, 9 nodig",
        "snipper": "te klein: 0,0 beeldpunten van 30 m, 9 nodig",
        "bewolkt": "bewolkt: 16% helder",
        "buiten": "buiten beeld",
        "deels": "deels buiten beeld: 25% in beeld",
        "leeg": "geen vlak op de kaart",
    }
    assert result.dropna().to_dict() == {"goed": 0.5}
    assert (result.name, result.dtype) == ("ndvi_level", np.float64)


def test_unknown_heights_are_no_clouds():
    assert asked(clouded("hoogten")).attrs["support"].reason["bewolkt"] == "te weinig gemeten: 16% bekend"


def test_enough_share_and_too_few_pixels():
    reason = asked(clouded(), minimum_share=0.1, minimum_pixels=60).attrs["support"].reason
    assert reason["bewolkt"] == "te weinig bekend: 26 beeldpunten van 30 m, 60 nodig"


def test_pixels_are_those_of_the_product():
    fine = sample.scene({"ndvi": np.full((60, 60), 0.5)}, pixel_m=10.0, native_pixel_m=30.0, layer="satellietbeelden")
    result = asked(fine)
    assert result.attrs["support"].pixel_count["goed"] == pytest.approx(25)
    assert result.attrs["support"].reason["klein"] == "te klein: 1 beeldpunt van 30 m, 9 nodig"


def test_own_reason_of_an_unknown_value_is_kept():
    values = pd.Series(np.full(len(SITES), np.nan))
    values.attrs["reason"] = ["twee sensoren"] * len(SITES)
    assert asked(clouded(), values).attrs["support"].reason["goed"] == "twee sensoren"
    assert asked(clouded(), np.full(len(SITES), np.nan)).attrs["support"].reason["goed"] == "geen waarde uit dit beeld"


def test_the_poorest_of_two_images_counts():
    shapes = np.array([SITES["goed"]])
    whole = zonal_stats(shapes, clouded(), ("ndvi",))["ndvi"]
    half = np.full((20, 20), 0.4)
    half[:4] = np.nan
    poor = zonal_stats(shapes, sample.scene({"ndvi": half}, pixel_m=30.0, layer="satellietbeelden"), ("ndvi",))["ndvi"]
    result = supported(
        pd.DataFrame(index=["a"]), [0.1], [whole, poor], minimum_pixels=9, minimum_share=0.5, name="ndvi_change"
    )
    support = result.attrs["support"]
    assert (support.pixel_count["a"], support.covered_share["a"]) == pytest.approx((5, 0.2))
    assert support.reason["a"] == "bewolkt: 20% helder"


def test_exactly_enough_is_enough():
    shape = shapely.box(1000.3, 4909.7, 1090.3, 4999.7)
    stats = zonal_stats(np.array([shape]), clouded(), ("ndvi",))["ndvi"]
    site = pd.DataFrame(index=["a"])
    assert supported(site, [0.2], stats, minimum_pixels=9, minimum_share=1.0, name="x")["a"] == 0.2
    assert np.isnan(supported(site, [0.2], stats, minimum_pixels=9.01, minimum_share=1.0, name="x")["a"])


def test_nothing_given_is_changed():
    stats = zonal_stats(np.array(list(SITES.values()), dtype=object), clouded(), ("ndvi",))["ndvi"]
    before = stats.copy(deep=True)
    supported(pd.DataFrame(index=list(SITES)), stats["mean"], stats, minimum_pixels=9, minimum_share=0.5, name="x")
    pd.testing.assert_frame_equal(stats, before)


def test_rings_leave_the_shape_out():
    bow = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    shapes = np.array([shapely.box(0, 0, 100, 50), None, bow], dtype=object)
    found = rings(shapes, 20.0)
    assert found[0].area == pytest.approx(2 * 150 * 20 + np.pi * 400, rel=0.01)
    assert shapely.intersection(found[0], shapes[0]).area == 0
    assert found[1] is None
    assert found[2].is_valid
    assert shapes[2] is bow


def test_buffers_hold_the_shape():
    found = buffers(np.array([shapely.box(0, 0, 100, 50), None], dtype=object), 10.0)
    assert found[0].area == pytest.approx(5000 + 300 * 10 + np.pi * 100, rel=0.01)
    assert found[1] is None
