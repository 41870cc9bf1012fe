"""Short ways to read one file, and panden to write; the account of rows is checked at every reading."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
import yaml

from geo_risico.core.source_specs import LayerUse, SourceSpec
from geo_risico.core.specs import LayerSpec
from geo_risico.io.read import read_layer
from geo_risico.io.repairs import dropped_count
from geo_risico.io.request import ReadRequest

LAYERS = Path(__file__).parents[2] / "layers"
PEILDATUM = dt.date(2024, 1, 1)


def load(kind, name):
    return kind.model_validate(yaml.safe_load((LAYERS / name).read_text("utf-8")))


def read(folder, source, path, bounds=None, *, peildatum=PEILDATUM, cache=None, fictief=None, **changes):
    """Frame and provenance of one file; ``changes`` replace fields of the source definition."""
    spec = load(SourceSpec, f"sources/{source}.yaml").model_copy(update=changes)
    request = ReadRequest(folder=Path(folder), bounds=bounds, peildatum=peildatum, fictief_folder=fictief)
    use = LayerUse(source=source, path=path)
    frame, (provenance,) = read_layer(load(LayerSpec, f"{spec.layer}.yaml"), [(use, spec)], request, cache)
    assert provenance.rows_read == provenance.rows_kept + dropped_count(provenance.repairs)
    assert provenance.rows_kept == len(frame)
    assert list(frame.index) == list(range(len(frame)))
    return frame, provenance


def counts(provenance):
    """Kind of repair -> total count."""
    found = {}
    for repair in provenance.repairs:
        found[repair.kind] = found.get(repair.kind, 0) + repair.count
    return found


def make_panden(count=8):
    x = 200_000 + 100 * np.arange(count)
    return gpd.GeoDataFrame(
        {
            "identificatie": [f"0166100000{i:06d}" for i in range(count)],
            "bouwjaar": [1900, 1950, 9999, 2001, 1005, 2010, 1980, 1990][:count],
            "status": ["Pand in gebruik"] * count,
            "gebruiksdoel": ["woonfunctie,winkelfunctie", None, *["woonfunctie"] * (count - 2)],
            "aantal_verblijfsobjecten": [2, 0, *[1] * (count - 2)],
        },
        geometry=shapely.box(x, 500_100, x + 20, 500_130),
        crs="EPSG:28992",
    )
