"""Of a pand that is delivered twice the newest document counts, in whatever order the rows stand."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo_risico.catalog import load_catalog
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest

ROOT = Path(__file__).parents[2]
CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
ROWS = (("1", 1970, "2018-03-17"), ("1", 1969, "2015-09-29"), ("1", 1971, None), ("2", 1990, None), ("2", 1991, None))


@pytest.mark.parametrize(("order", "wanted"), [((0, 1, 2, 3, 4), [1970, 1990]), ((4, 2, 1, 3, 0), [1970, 1991])])
def test_the_newest_document_stays_and_without_dates_the_first(tmp_path, order, wanted):
    names, years, dates = zip(*(ROWS[at] for at in order), strict=True)
    columns = {"identificatie": [name.zfill(16) for name in names], "bouwjaar": years, "documentdatum": dates}
    columns |= {"status": "Pand in gebruik"}
    frame = gpd.GeoDataFrame(
        columns, geometry=[box(150_000 + i, 460_000, 150_005 + i, 460_005) for i in range(5)], crs=28992
    )
    frame.to_file(tmp_path / "bag.gpkg", layer="pand")
    uses = [(LayerUse(source="bag_panden", path="bag.gpkg"), CATALOG.sources["bag_panden"])]
    request = ReadRequest(folder=tmp_path, bounds=None, peildatum=dt.date(2026, 1, 1))
    panden, (provenance,) = read_layer(CATALOG.layers["panden"], uses, request)
    assert panden.sort_values("pand_id")["bouwjaar"].tolist() == wanted
    assert (provenance.rows_read, provenance.rows_kept) == (5, 2)
