"""Locks, sizes and classes as the dataservice of FIS gives them: a JSON envelope with WKT in degrees."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo_risico.spatial.waterway_sizes import cemt_codes, cemt_from_size

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
SQUARE = "POLYGON ((5.85 52.57, 5.852 52.57, 5.852 52.571, 5.85 52.571, 5.85 52.57))"
LINE = "LINESTRING (5.85 52.57, 5.86 52.58)"


def fis(folder, source, *rows):
    content = {"Offset": 0, "Count": len(rows), "TotalCount": len(rows), "Result": list(rows)}
    (folder / "fis.json").write_text(json.dumps(content), encoding="utf-8")
    return _sample.read(folder, source, "fis.json")


def test_locks_become_points_in_metres(tmp_path):
    rows = [{"Id": 4199, "Name": "Roggebotsluis", "Geometry": SQUARE, "NumberOfChambers": 2, "OperatingTimesId": 7}]
    frame, _ = fis(tmp_path, "fis_lock", *rows, {"Id": 4200, "Name": None, "Geometry": SQUARE})
    assert frame["sluis_id"].tolist() == ["FIS-L4199", "FIS-L4200"]
    assert frame["naam"].tolist()[0] == "Roggebotsluis"
    assert frame["kolk_count"].tolist()[0] == 2
    assert set(frame.geom_type) == {"Point"}
    assert frame.geometry.x.between(180_000, 200_000).all()


def test_sizes_without_a_place_are_counted_not_read(tmp_path):
    known = {"Id": 1, "RouteId": 84, "RouteKmBegin": 0.0, "Geometry": LINE}
    frame, provenance = fis(
        tmp_path,
        "fis_maximumdimensions",
        known | {"GeneralDepth": 3.5, "GeneralLength": 110.0, "GeneralWidth": 11.4},
        {"Id": 2, "RouteId": 84, "RouteKmBegin": 5.0, "Geometry": None, "GeneralDepth": 2.8},
        known | {"Id": 3, "GeneralDepth": None, "SeaFairingDepth": 12.0},
    )
    assert frame["diepgang_m"].tolist() == [3.5, 12.0]
    assert cemt_from_size(frame["lengte_m"].to_numpy(), frame["breedte_m"].to_numpy())[0] == 5
    assert provenance.rows_read - len(frame) == 1


@pytest.mark.parametrize(("code", "klasse"), [("_0", "0"), ("V_A", "Va"), ("VIb", "VIb"), ("onbekend", None)])
def test_codes_of_navigability_are_cemt_classes(tmp_path, code, klasse):
    frame, _ = fis(tmp_path, "fis_navigability", {"Id": 1, "Geometry": LINE, "Code": code, "Classification": "CEMT"})
    assert frame["cemt_klasse"].astype("object").where(frame["cemt_klasse"].notna(), None).tolist() == [klasse]


def test_a_larger_ship_never_gives_a_smaller_class():
    length, width = (grid.ravel() for grid in np.meshgrid(np.arange(20.0, 300, 5), np.arange(4.0, 40, 0.5)))
    code = cemt_from_size(length, width).reshape(72, 56)
    assert (np.diff(code, axis=0) >= 0).all()
    assert (np.diff(code, axis=1) >= 0).all()
    assert {0, 1, 2, 3, 4, 6, 9, 10} <= set(code.ravel())
    assert cemt_codes(pd.Series(["va", " VII ", "hoog", None])).tolist()[:2] == [5, 10]
