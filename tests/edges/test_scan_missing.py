"""Layers that are not there: nothing crashes, nothing becomes zero, and every output says so."""

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo_risico.catalog import load_scan
from geo_risico.core.errors import DataError
from geo_risico.governance import release
from geo_risico.io.read import absent
from geo_risico.scan.run import scan_layers
from geo_risico.scan.save import save_scan

NEEDED = {"gemeenten": "zonder gemeentegrenzen", "panden": "zonder gebouwen"}
NAMES = list(load_scan(Path(__file__).parents[2] / "scans" / "nieuwpolder.yaml").layers)
EVIDENCE = ("casussen", "bezoeken")
EMPTY_TOO = ["landgebied", "adressen", "percelen", "plaatsen", "wegen", "vaarwegen"]


def silent(_):
    """Nobody watches."""


def changed(scan, frames, provenance):
    layers = dataclasses.replace(scan.layers, frames=frames, provenance={**scan.layers.provenance, **provenance})
    return scan_layers(scan.plan, scan.catalog, layers, silent)


def without(scan, name):
    """The scan as if nobody offers the layer."""
    frames = {key: frame for key, frame in scan.layers.frames.items() if key != name}
    return changed(scan, frames, {name: (absent(scan.catalog.layers[name]),)})


def emptied(scan, name):
    """The scan as if the file of the layer has no rows here."""
    frames = {key: frame.iloc[:0] if key == name else frame for key, frame in scan.layers.frames.items()}
    none = tuple(dataclasses.replace(item, rows_kept=0) for item in scan.layers.provenance[name])
    return changed(scan, frames, {name: none})


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {*NEEDED, *EVIDENCE}])
def test_a_layer_less_is_a_fact_not_a_fault(name, fictief_scan):
    result, whole = without(fictief_scan, name), fictief_scan.result
    lost = [fact for fact in result.facts if fact.status == "absent"]
    assert all(name in fact.missing_layers for fact in lost)
    assert result.indicators[[fact.name for fact in lost]].isna().all(axis=None)
    for fact in result.facts:
        assert name not in fact.layers
    if name in {"plaatsen", "percelen"}:
        assert len(result.scores) > 100
        assert result.locations.notes != whole.locations.notes
    else:
        pd.testing.assert_index_equal(result.scores.index, whole.scores.index)
        assert (result.scores["coverage"] <= whole.scores["coverage"] + 1e-12).all()
    said = release(result, version="proef").meta.notices
    title = fictief_scan.catalog.layers[name].title
    reported = any(title in line for line in said)
    assert reported or result.scores.equals(whole.scores)
    if lost:
        assert reported
        assert result.scores["coverage"].mean() < whole.scores["coverage"].mean()


def test_without_cases_only_their_count_goes(fictief_scan):
    result, whole = without(fictief_scan, "casussen"), fictief_scan.result
    pd.testing.assert_frame_equal(result.scores, whole.scores.drop(columns="case_count"))


def test_without_visits_nobody_knows_where_was_looked(fictief_scan):
    result, whole = without(fictief_scan, "bezoeken"), fictief_scan.result
    assert (result.scores["witte_vlek"] == "geen bezoekenlog").all()
    assert (result.scores["class"] == result.scores["class_seen"]).all()
    assert not (whole.scores["witte_vlek"] == "geen bezoekenlog").any()
    assert any("geen bezoekenlog" in line for line in release(result, version="proef").meta.notices)


@pytest.mark.parametrize("name", NEEDED)
def test_without_gemeenten_or_panden_there_are_no_erven(name, fictief_scan):
    with pytest.raises(DataError, match=NEEDED[name]):
        without(fictief_scan, name)


@pytest.mark.parametrize("name", EMPTY_TOO)
def test_an_empty_file_is_a_missing_layer(name, fictief_scan):
    """No rows in the area may mean no objects or a wrong extract; nothing may read as zero."""
    result, missing = emptied(fictief_scan, name), without(fictief_scan, name)
    pd.testing.assert_frame_equal(result.indicators, missing.indicators)
    pd.testing.assert_frame_equal(result.scores, missing.scores)
    notices = release(result, version="proef").meta.notices
    assert any("Geen rijen in dit gebied" in line for line in notices)


def test_no_panden_in_the_area_gives_no_erven_and_says_so(fictief_scan, tmp_path):
    result = emptied(fictief_scan, "panden")
    assert result.scores.empty
    assert result.aggregates["gemeenten"].loc["GM9999", "location_count"] == 0
    assert len(result.aggregates["buurten"]) == len(fictief_scan.result.aggregates["buurten"])
    _, files = save_scan(result, tmp_path, created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), step=silent)
    assert {"kaart.html", "informatiebeeld.html", "gemeenten.csv", "manifest.json"} <= {path.name for path in files}
    assert any(
        line.startswith("Geen rijen in dit gebied: BAG panden") for line in release(result, version="1").meta.notices
    )


def test_only_panden_and_gemeenten_still_make_a_scan(fictief_scan):
    frames = {name: fictief_scan.layers.frames[name] for name in NEEDED}
    gone = {n: (absent(fictief_scan.catalog.layers[n]),) for n in fictief_scan.layers.provenance if n not in NEEDED}
    result = changed(fictief_scan, frames, gone)
    assert len(result.scores) > 100
    assert result.scores["coverage"].max() < 0.6
    assert result.scores["score"].between(0, 1).all()
    assert result.indicators["neighbour_distance_m"].isna().all()
    assert result.indicators["newest_pand_years"].notna().mean() > 0.9
    assert np.isfinite(result.scores["score_low"]).all()
