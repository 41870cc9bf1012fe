"""Which two images are shown, in which colours, and how unknown ground looks."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from geo_risico.core.raster import ArrayScene, Grid, RasterLayer, SceneMeta
from geo_risico.imagery.colours import FALSE_WORDS, GREY, GREY_LINE, TRUE_WORDS, enlarged, stretched, with_colours
from geo_risico.imagery.looks import Wish, best_pair

ALL = ("rood", "groen", "blauw", "nir")
TRUE = ALL[:3]
PLACE = (180, 180, 220, 220)


def scene(date, *, layer="satellietbeelden", bands=ALL, pixel_m=10.0, unknown=0.0, value=0.2):
    size = int(400 / pixel_m)
    values = np.full((len(bands), size, size), value, dtype=np.float32)
    if unknown:
        grid = np.arange(size) < round(size * unknown)
        values[:, :, grid] = np.nan
    moment = None if date is None else dt.date.fromisoformat(date)
    meta = SceneMeta(layer=layer, source="s", title="t", sensor="x", date=moment, native_pixel_m=pixel_m)
    return ArrayScene(
        values=values, bands=bands, grid=Grid(left=0, top=400, pixel_m=pixel_m, width=size, height=size), meta=meta
    )


def layer(*scenes, name="satellietbeelden"):
    return RasterLayer(name=name, scenes=tuple(scenes))


def dates(pair):
    return (pair.before.date.isoformat(), pair.after.date.isoformat())


def test_first_and_last_of_the_same_season():
    found = best_pair(
        [
            layer(
                scene("2018-01-10"), scene("2018-06-10"), scene("2021-06-01"), scene("2023-06-20"), scene("2023-11-01")
            )
        ],
        PLACE,
        Wish(),
    )
    assert dates(found) == ("2018-06-10", "2023-06-20")


def test_the_indicator_says_what_a_season_is():
    scenes = [layer(scene("2018-01-10"), scene("2018-06-10"), scene("2023-06-20"), scene("2023-11-01"))]
    assert dates(best_pair(scenes, PLACE, Wish(season_days=90))) == ("2018-01-10", "2023-11-01")


def test_clouded_images_are_passed_over_and_the_clearest_remain():
    late = scene("2024-06-20", unknown=0.9)
    found = best_pair([layer(scene("2018-06-10"), scene("2023-06-20"), late)], PLACE, Wish())
    assert dates(found) == ("2018-06-10", "2023-06-20")
    found = best_pair([layer(scene("2018-06-10"), scene("2024-06-20", unknown=0.5))], PLACE, Wish(clear_share=0.9))
    assert dates(found) == ("2018-06-10", "2024-06-20")
    assert found.after.clear_share == pytest.approx(0.5)


def test_without_two_dates_or_colours_there_is_no_pair():
    assert best_pair([layer(scene("2018-06-10"))], PLACE, Wish()) is None
    assert best_pair([layer(scene("2018-06-10"), scene("2018-06-10"))], PLACE, Wish()) is None
    assert best_pair([layer(scene(None), scene("2018-06-10"))], PLACE, Wish()) is None
    assert best_pair([layer(scene("2018-06-10"), scene("2020-06-10", unknown=1.0))], PLACE, Wish()) is None
    assert (
        best_pair([layer(scene("2018-06-10", bands=("nir",)), scene("2020-06-10", bands=("nir",)))], PLACE, Wish())
        is None
    )
    assert best_pair([], PLACE, Wish()) is None


def test_aerial_photographs_of_the_same_years_are_preferred():
    images = layer(scene("2018-06-10"), scene("2023-06-20"))
    same = [scene(d, layer="luchtfotos", pixel_m=0.5) for d in ("2018-04-01", "2023-04-01")]
    other = [scene(d, layer="luchtfotos", pixel_m=0.5) for d in ("2022-04-01", "2023-04-01")]
    found = best_pair([images, layer(*same, name="luchtfotos")], PLACE, Wish())
    assert found.before.scene.meta.layer == "luchtfotos"
    assert found.longest_px == 800
    assert best_pair([images, layer(*other, name="luchtfotos")], PLACE, Wish()).longest_px == 320


def test_the_cells_of_the_coarsest_image_count():
    found = best_pair([layer(scene("2018-06-10", pixel_m=20), scene("2023-06-20", pixel_m=10))], PLACE, Wish())
    assert found.square.pixel_m == 20
    assert found.before.values.shape == found.after.values.shape


@pytest.mark.parametrize(
    ("bands", "expected"),
    [
        ((ALL, ALL), (TRUE, TRUE_WORDS)),
        ((TRUE, ALL), (TRUE, TRUE_WORDS)),
        ((ALL, ("nir", "rood", "groen")), (("nir", "rood", "groen"), FALSE_WORDS)),
        ((("nir", "rood"), ALL), (("nir", "rood", "rood"), FALSE_WORDS)),
        ((("rood", "groen"), ALL), None),
    ],
)
def test_colours_by_what_both_dates_have(bands, expected):
    dated = [scene(day, bands=names) for day, names in zip(("2020-01-01", "2021-01-01"), bands, strict=True)]
    found = with_colours(dated)
    assert expected == (None if found is None else found[1:])


def test_an_infrared_image_beside_coloured_ones_is_left_out():
    days = {"2020-05-01": TRUE, "2024-05-01": TRUE, "2024-05-02": ("nir", "rood", "groen")}
    found = best_pair([layer(*(scene(day, bands=bands) for day, bands in days.items()))], PLACE, Wish())
    assert dates(found) == ("2020-05-01", "2024-05-01")
    assert found.colours == TRUE_WORDS


def test_both_dates_have_one_stretch():
    before = np.zeros((3, 10, 10), dtype=np.float32) + np.linspace(0.1, 0.3, 100).reshape(10, 10)
    after = before + 0.3
    dark, light = stretched(before, after)
    assert dark.dtype == np.uint8
    assert dark.max() < light.min() + 60
    assert dark.mean() < 90
    assert light.mean() > 160
    again = stretched(after, before)
    assert np.array_equal(again[0], light)


def test_an_even_field_shows_no_noise():
    field = np.full((3, 8, 8), 0.2, dtype=np.float32)
    field[:, 0, 0] = 0.2001
    shown = stretched(field, field)[0].astype(int)
    assert np.ptp(shown) <= 3


def test_unknown_is_hatched_grey_and_never_black():
    values = np.full((3, 8, 8), 0.2, dtype=np.float32)
    values[:, :4] = np.nan
    known = np.isfinite(values).all(axis=0)
    picture = enlarged(stretched(values, values)[0], known, 320)
    assert picture.shape == (320, 320, 3)
    cloud = picture[:160].reshape(-1, 3)
    assert {tuple(int(c) for c in colour) for colour in np.unique(cloud, axis=0)} == {GREY, GREY_LINE}
    nothing = np.full((3, 8, 8), np.nan, dtype=np.float32)
    assert stretched(nothing, nothing)[0].min() > 100
