"""What is different between two fetches of a register."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo_risico.core.source_specs import FieldMap
from geo_risico.io.registers.changes import Changes, compare

KEY = FieldMap(first_of=("identificatie", "id"))


def panden(**changes):
    rows = {"identificatie": ["1", "2", "3"], "status": ["Pand in gebruik"] * 3, "bouwjaar": [1900, 1950, 2000]}
    shapes = changes.pop("geometry", [shapely.box(n, 0, n + 1, 1) for n in range(3)])
    return gpd.GeoDataFrame({**rows, **changes}, geometry=shapes, crs=28992)


def test_the_same_rows_in_another_order_are_the_same():
    assert compare(panden(), panden().iloc[::-1], KEY).is_none


def test_whole_numbers_stay_the_same_beside_a_gap():
    gaps = panden(bouwjaar=[1900.0, 1950.0, 2000.0], extra=[None, None, None])
    assert compare(panden(), gaps, KEY).is_none


def test_a_demolished_pand_is_gone():
    new = panden(status=["Pand in gebruik", "Pand gesloopt", "Pand in gebruik"])
    assert compare(panden(), new, KEY) == Changes(removed_count=1, removed=("2",))


@pytest.mark.parametrize(
    "change",
    [{"bouwjaar": [1900, 1951, 2000]}, {"geometry": [shapely.box(n, 0, n + 1, 1 + (n == 1)) for n in range(3)]}],
)
def test_a_value_or_a_shape_that_differs_is_a_change(change):
    assert compare(panden(), panden(**change), KEY) == Changes(changed_count=1, changed=("2",))


def test_objects_come_and_go_by_key():
    new = panden(identificatie=["1", "2", "4"])
    assert compare(panden(), new, KEY) == Changes(added_count=1, removed_count=1, added=("4",), removed=("3",))


def test_at_most_five_are_named():
    few = pd.DataFrame({"id": ["0"]})
    many = pd.DataFrame({"id": [str(n) for n in range(9)]})
    found = compare(few, many, KEY)
    assert (found.added_count, found.added) == (8, ("1", "2", "3", "4", "5"))


def test_without_a_key_rows_are_counted_not_named():
    old = pd.DataFrame({"gewas": ["gras", "gras", "mais"]})
    new = pd.DataFrame({"gewas": ["gras", "mais", "mais"]})
    assert compare(old, new, None) == Changes(added_count=1, removed_count=1)
