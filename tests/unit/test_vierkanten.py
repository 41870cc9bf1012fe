"""Squares of 500 m as locations."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.catalog import definitions_folder, load_catalog
from geo_risico.core.errors import DataError
from geo_risico.core.terms import CRS_RD
from geo_risico.locations import build_locations

ROOT = definitions_folder()
LOW = 100_000


@pytest.fixture(scope="module")
def theme():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes").themes["vierkanten"]


def gemeenten(**shapes):
    names = list(shapes)
    return gpd.GeoDataFrame(
        {"gemeente_code": names, "gemeente": [f"naam {name}" for name in names]},
        geometry=list(shapes.values()),
        crs=CRS_RD,
    )


def built(theme, codes=(), **shapes):
    return build_locations({"gemeenten": gemeenten(**shapes)}, theme, codes)


def square(x, y, width, height):
    return shapely.box(LOW + x, LOW + y, LOW + x + width, LOW + y + height)


def test_squares_tile_the_gemeente(theme):
    result = built(theme, GM0001=square(0, 0, 2000, 1500))
    frame = result.frame
    assert len(frame) == 12
    assert frame.index.name == "location_id"
    assert frame.index.is_monotonic_increasing
    assert list(frame.index[:2]) == ["E1000N1000", "E1000N1005"]
    assert shapely.union_all(frame.geometry.array).equals(square(0, 0, 2000, 1500))
    assert (frame["area_m2"] == frame.geometry.area).all()
    assert (frame["vierkant"] == frame.index).all()
    assert set(frame["kind"]) == {"vierkant"}
    assert set(frame["gemeente_code"]) == {"GM0001"}
    assert frame["label"].str.startswith("vierkant E").all()
    assert frame["buurt_code"].isna().all()
    assert dict(result.links) == {}


def test_a_square_belongs_where_its_centre_lies(theme):
    frame = built(theme, GM0001=square(0, 0, 740, 500), GM0002=square(740, 0, 760, 500)).frame
    assert frame["gemeente_code"].to_dict() == {
        "E1000N1000": "GM0001",
        "E1005N1000": "GM0002",
        "E1010N1000": "GM0002",
    }


def test_only_the_gemeenten_asked_for(theme):
    shapes = {"GM0001": square(0, 0, 1000, 500), "GM0002": square(1000, 0, 1000, 500)}
    assert set(built(theme, ["GM0002"], **shapes).frame["gemeente_code"]) == {"GM0002"}
    assert len(built(theme, **shapes).frame) == 4


def test_a_hole_and_a_far_part(theme):
    ring = square(0, 0, 2500, 2500).difference(square(1000, 1000, 500, 500))
    parts = shapely.union_all([ring, square(20_000, 0, 500, 500)])
    index = built(theme, GM0001=parts).frame.index
    assert len(index) == 25
    assert "E1010N1010" not in index
    assert "E1200N1000" in index


def test_a_gemeente_smaller_than_a_square_has_none(theme):
    assert built(theme, GM0001=square(10, 10, 100, 100)).frame.empty


def test_the_same_squares_from_another_window(theme):
    """Codes and outlines depend on the grid only, so that scans of neighbours agree."""
    whole = built(theme, GM0001=square(0, 0, 3000, 3000)).frame
    part = built(theme, GM0001=square(130, 260, 2000, 2000)).frame
    assert part.index.isin(whole.index).all()
    assert part.geometry.geom_equals(whole.geometry.reindex(part.index)).all()


def test_wijk_and_buurt_come_from_the_centre(theme):
    wijken = gpd.GeoDataFrame(
        {"wijk_code": ["WK1", "WK2"], "wijk": ["west", "oost"], "gemeente_code": "GM0001"},
        geometry=[square(0, 0, 500, 500), square(500, 0, 500, 500)],
        crs=CRS_RD,
    )
    layers = {"gemeenten": gemeenten(GM0001=square(0, 0, 1500, 500)), "wijken": wijken}
    frame = build_locations(layers, theme, []).frame
    assert frame["wijk_code"].tolist()[:2] == ["WK1", "WK2"]
    assert pd.isna(frame["wijk_code"].iloc[2])


def test_no_gemeenten_or_an_unknown_code_is_refused(theme):
    with pytest.raises(DataError, match="gemeenten"):
        build_locations({}, theme, [])
    with pytest.raises(DataError, match="GM0009"):
        built(theme, ["GM0009"], GM0001=square(0, 0, 500, 500))


def test_row_order_does_not_matter(theme):
    shapes = {
        "GM0001": square(0, 0, 900, 900),
        "GM0002": square(900, 0, 1100, 900),
        "GM0003": square(0, 900, 2000, 600),
    }
    order = np.random.default_rng(1).permutation(list(shapes))
    one, two = built(theme, **shapes).frame, built(theme, **{name: shapes[name] for name in order}).frame
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two))
