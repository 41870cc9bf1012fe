"""Roofs on photos of which everything is known: drawn colours, planted changes, painted panels."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.core.raster import ArrayScene, Grid, SceneMeta
from geo_risico.core.terms import CRS_RD
from geo_risico.spatial.roofs import ChangeRule, PanelRule, panel_areas, roof_changes, roof_share, roof_tiles, roofs_of
from geo_risico.spatial.roofs.change import alike

BANDS = ("rood", "groen", "blauw")
CHANGE = ChangeRule(minimum_m2=50, inset_m=1, cell_m=0.5, levels=25, errors=3, reference_count=20)
PANEL = PanelRule(
    minimum_m2=50, inset_m=1, largest_pixel_m=0.1, tile_m=4,
    blueness=0.1, cool_least=0.3, cool_most=0.7, spread=0.08,
)  # fmt: skip


def photo(values, pixel_m, date=None, left=0.0):
    height = values.shape[1]
    return ArrayScene(
        values=values.astype(np.float32),
        bands=BANDS,
        grid=Grid(left=left, top=height * pixel_m, pixel_m=pixel_m, width=values.shape[2], height=height),
        meta=SceneMeta(layer="luchtfotos", source="p", title="P", sensor="p", date=date, native_pixel_m=pixel_m),
    )


def street(count, size_m=12.0, gap_m=8.0):
    """Panden in a row from 4 m on, each in its own location."""
    left = 4 + np.arange(count) * (size_m + gap_m)
    index = pd.Index([f"L{n:03d}" for n in range(count)], name="location_id")
    shapes = shapely.box(left, 4, left + size_m, 4 + size_m)
    locations = gpd.GeoDataFrame({"kind": "erf"}, geometry=shapes, crs=CRS_RD, index=index)
    panden = gpd.GeoDataFrame({"status": None, "location_id": index}, geometry=shapes, crs=CRS_RD)
    return locations, panden.astype({"status": "str"})


def painted(rng, colours, noise=4.0, pixel_m=0.5, size_m=12.0, gap_m=8.0):
    """Photo of a street whose roofs have these colours (count, 3) on grey ground."""
    step, first, wide = int((size_m + gap_m) / pixel_m), int(4 / pixel_m), int(size_m / pixel_m)
    values = np.full((3, int(20 / pixel_m), step * len(colours)), 120.0)
    for n, colour in enumerate(colours):
        at = n * step + first
        values[:, -first - wide : -first, at : at + wide] = colour[:, None, None]
    return values + rng.normal(0, noise, values.shape)


@pytest.fixture
def rng():
    return np.random.default_rng(20240501)


def test_line_between_photos_is_found_among_many_changed_roofs(rng):
    before = rng.uniform(40, 220, 300)
    after = 12 + 0.8 * before + rng.normal(0, 3, 300)
    after[:60] += 70
    residual, noise = alike(before, after)
    assert np.abs(residual[60:]).mean() < 3.5
    assert np.median(residual[:60]) == pytest.approx(70, abs=3)
    assert noise == pytest.approx(3, abs=1.5)


def test_planted_changes_are_found_and_a_darker_photo_is_no_change(rng):
    locations, panden = street(120)
    colours = rng.uniform(60, 200, (120, 1)) + rng.normal(0, 8, (120, 3))
    later = 0.85 * colours - 5 + rng.normal(0, 3, (120, 3))
    planted = rng.permutation(120)[:15]
    later[planted] += np.where(colours[planted].mean(axis=1, keepdims=True) > 130, -60, 60)
    scenes = [photo(painted(rng, table), 0.5, date) for table, date in ((colours, "1"), (later, "2"))]
    found = roof_changes(roofs_of(locations, panden, 50, 1), *scenes, CHANGE)
    assert set(np.flatnonzero(found["share"] == 1)) == set(planted)
    assert found.loc[planted, "probability"].min() > 0.95
    assert found.drop(index=planted)["probability"].max() < 0.05


def test_share_of_a_location_has_a_standard_error_when_a_roof_is_near_the_bound():
    locations, panden = street(2)
    roofs = roofs_of(locations, panden, 50, 1)
    found = pd.DataFrame({"share": [1.0, 0.0], "known_m2": 100.0, "pixel_count": 400.0, "probability": [0.5, 0.0]})
    share = roof_share(locations, roofs, found, (100, 0.5), ("geen", "onbekend"))
    assert share.tolist() == [1.0, 0.0]
    assert share.attrs["support"].standard_error.tolist() == [0.5, 0.0]


def test_reasons_say_what_lacks():
    locations, panden = street(4)
    panden = panden.iloc[:3]
    roofs = roofs_of(locations, panden, 50, 1)
    found = pd.DataFrame(
        {"share": [np.nan, 0.2, 0.2], "known_m2": [0.0, 100.0, 30.0], "pixel_count": [0.0, 90.0, 400.0]}
    )
    share = roof_share(locations, roofs, found, (100, 0.5), ("geen pand", "geen foto"))
    assert share.isna().all()
    assert share.attrs["support"].reason.tolist() == [
        "geen foto",
        "te klein: 90 beeldpunten op daken, 100 nodig",
        "te weinig dak in beeld: 30%",
        "geen pand",
    ]


def test_small_and_gone_panden_have_no_roof_and_their_order_does_not_matter():
    locations, panden = street(5)
    small = gpd.GeoDataFrame(
        {"status": [None], "location_id": ["L000"]}, geometry=[shapely.box(0, 0, 5, 5)], crs=CRS_RD
    ).astype({"status": "str"})
    gone = panden.iloc[[0]].assign(status="Pand gesloopt")
    roofs = roofs_of(locations, pd.concat([small, panden.iloc[::-1], gone], ignore_index=True), 50, 1)
    assert roofs.owner.tolist() == [0, 1, 2, 3, 4]
    assert roofs.area_m2.tolist() == [100.0] * 5


def panels(rng, rows, columns, pixel_m=0.08):
    """Bluish modules of 1.6 by 0.9 m with grey gaps of 0.6 m, on a roof of grey gravel."""
    values = np.full((3, rows, columns), 150.0)
    y, x = (np.arange(size) * pixel_m for size in (rows, columns))
    is_glass = ((y % 1.5) < 0.9)[:, None] & ((x % 1.7) < 1.6)
    values[:, is_glass] = np.array([90.0, 105.0, 120.0])[:, None]
    return values + rng.normal(0, 3, values.shape)


def test_painted_panels_are_found_and_plain_roofs_are_not(rng):
    locations, panden = street(4)
    step = 250
    values = np.full((3, step, 4 * step), 150.0) + rng.normal(0, 3, (3, step, 4 * step))
    values[:, :, :step] = panels(rng, step, step)
    values[:, :, step : 2 * step] = np.array([95.0, 97.0, 112.0])[:, None, None]  # bitumen
    values[:, :, 2 * step : 3 * step] *= 1.5  # white
    found = panel_areas(roofs_of(locations, panden, 50, 1), [photo(values, 0.08)], PANEL)
    assert found["share"].tolist() == [1.0, 0.0, 0.0, 0.0]


def test_brightness_of_the_photo_does_not_matter_for_panels(rng):
    locations, panden = street(1)
    values = panels(rng, 250, 250)
    roofs = roofs_of(locations, panden, 50, 1)
    dark = panel_areas(roofs, [photo(values * 0.5, 0.08)], PANEL)
    pd.testing.assert_frame_equal(dark, panel_areas(roofs, [photo(values, 0.08)], PANEL))


def test_a_long_roof_is_read_in_pieces_and_loses_nothing():
    values = np.full((3, 300, 3000), 100.0)
    roof = np.array([shapely.box(0.5, 0.5, 299.5, 29.5)])
    tiles = roof_tiles(roof, photo(values, 0.1, dt.date(2024, 1, 1)), tile_m=4, blueness=0.1)
    assert tiles["known_m2"].sum() == pytest.approx(299 * 29, rel=1e-6)
    assert not tiles.duplicated(["roof", "column", "row"]).any()
    assert (tiles["known_m2"] <= 16 + 1e-6).all()
