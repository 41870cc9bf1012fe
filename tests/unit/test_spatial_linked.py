"""Sums per location and the rules for what counts."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.spatial.linked import column, in_stock, in_use, inhabited, largest, merged, owners, ratio, total


def test_owner_is_a_position_and_unlinked_is_minus_one():
    locations = pd.DataFrame(index=["b", "a"])
    layer = pd.DataFrame({"location_id": pd.Series(["a", np.nan, "b", "elders"], dtype="str")})
    assert owners(locations, layer).tolist() == [1, -1, 0, -1]


def test_unknown_travels_through_a_sum_but_not_through_a_maximum():
    owner = np.array([0, 0, 1, 1, -1])
    values = np.array([1.0, 2.0, 3.0, np.nan, 9.0])
    np.testing.assert_array_equal(total(owner, values, 3), [3, np.nan, 0])
    np.testing.assert_array_equal(largest(owner, values, 3), [2, 3, np.nan])


def test_ratio_by_nothing_is_unknown():
    np.testing.assert_array_equal(ratio([1, 1, np.nan, 0], [2, 0, 1, 4]), [0.5, np.nan, np.nan, 0])


def test_status_rules():
    status = pd.Series(["Verblijfsobject in gebruik", "Verblijfsobject ingetrokken", "Plaats aangewezen", np.nan])
    assert in_use(pd.DataFrame({"status": status})).tolist() == [True, False, True, True]
    stock = pd.Series(["Pand in gebruik", "Pand gesloopt", "Bouw gestart", "Pand buiten gebruik", np.nan])
    assert in_stock(pd.DataFrame({"status": stock})).tolist() == [True, False, False, True, True]


def test_inhabited_says_when_every_address_counts():
    points = gpd.GeoDataFrame(
        {"status": pd.Series([np.nan] * 2, dtype="str"), "gebruiksdoel": pd.Series([np.nan] * 2, dtype="str")},
        geometry=list(shapely.points([(0, 0), (1, 1)])),
        crs=28992,
    )
    rows, notes = inhabited(points)
    assert len(rows) == 2
    assert len(notes) == 1
    rows, notes = inhabited(points.assign(gebruiksdoel=["Woonfunctie|kantoorfunctie", "kantoorfunctie"]))
    assert rows.index.tolist() == [0]
    assert notes == ()


def test_merged_drops_the_seams():
    parts = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=28992)
    assert shapely.length(merged(parts)).tolist() == [6]
    assert len(merged(parts.iloc[:0])) == 0


def test_column_carries_its_notes():
    result = column(pd.DataFrame(index=["x"]), [3], "proef", "Let op.")
    assert result.to_dict() == {"x": 3.0}
    assert result.attrs["notes"] == ("Let op.",)
    assert "notes" not in column(pd.DataFrame(index=["x"]), [3], "proef").attrs
