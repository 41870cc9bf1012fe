"""Weights corrected by cases: what is fitted, refused and written, and what a scan does with the file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml

from geo_risico.catalog.calibrated import calibrated_problems
from geo_risico.core.errors import DataError, DefinitionError, OutputError
from geo_risico.io.weights_file import read_weights, write_weights
from geo_risico.scan.calibrate import calibrate, visit_chance
from geo_risico.scan.calibrate import checked_labels as labels_of
from geo_risico.scan.calibrated import applied_weights, with_calibration
from geo_risico.scan.sessions import named_files

DAY = dt.date(2026, 2, 3)


def rng():
    return np.random.default_rng(1)


@pytest.fixture(scope="module")
def weights(evidence_result):
    return calibrate(evidence_result, rng(), made=DAY)


def planted(result, wanted, *, seed=2, visits=160, strength=8.0):
    """The result with visits everywhere and finds that follow one indicator."""
    evidence, index = result.evidence, result.locations.frame.index
    random = np.random.default_rng(seed)
    visited = random.choice(index, visits, replace=False)
    risk = result.risks[wanted].reindex(visited).fillna(result.risks[wanted].mean())
    found = random.random(visits) < 1 / (1 + np.exp(-strength * (risk - risk.quantile(0.7))))
    rows = pd.DataFrame(
        {
            "date": pd.Timestamp("2025-01-01"),
            "aanleiding": "steekproef",
            "resultaat": np.where(found, "aangetroffen", "niets aangetroffen"),
            "inclusion_probability": 0.5,
            "is_tip": False,
            "x_m": np.nan,
            "y_m": np.nan,
            "location_id": visited,
        },
        index=[f"B{i}" for i in range(visits)],
    )
    return dataclasses.replace(result, evidence=dataclasses.replace(evidence, cases=None, visits=rows))


def with_cases(result, count):
    evidence = dataclasses.replace(result.evidence, cases=result.evidence.cases.iloc[:count], visits=None)
    return dataclasses.replace(result, evidence=evidence)


def test_weights_add_up_and_lie_beside_those_of_the_experts(weights, evidence_result):
    rows = weights.weights
    assert list(rows) == list(evidence_result.weights)
    for key in ("expert", "calibrated"):
        assert sum(getattr(row, key) for row in rows.values()) == pytest.approx(1)
    assert {name: row.expert for name, row in rows.items()} == pytest.approx(dict(evidence_result.weights))
    assert all(row.low <= row.high for row in rows.values())
    assert len(weights.draws) == 100
    assert all(sum(draw) == pytest.approx(1) for draw in weights.draws)
    assert (weights.made, weights.is_fictief, weights.access) == (DAY, True, "restricted")


def test_what_nobody_knows_keeps_the_weight_of_the_experts(weights):
    row = weights.weights["vacancy_years"]
    assert row.expert == pytest.approx(row.calibrated) == pytest.approx(row.low) == pytest.approx(row.high)
    assert any("Niet te ijken" in text for text in weights.notices)


def test_same_seed_same_file(weights, evidence_result):
    assert calibrate(evidence_result, rng(), made=DAY) == weights


def test_a_planted_indicator_gains(evidence_result):
    found = calibrate(planted(evidence_result, "neighbour_distance_m"), rng())
    gain = {name: row.calibrated / row.expert for name, row in found.weights.items()}
    assert found.background == "bezoeken"
    assert max(gain, key=gain.get) == "neighbour_distance_m"
    assert found.weights["neighbour_distance_m"].low > found.weights["neighbour_distance_m"].expert


def test_a_visit_after_a_tip_does_not_count(evidence_result):
    result = planted(evidence_result, "neighbour_distance_m")
    visits = result.evidence.visits.assign(is_tip=np.arange(160) % 2 == 0)
    tipped = dataclasses.replace(result, evidence=dataclasses.replace(result.evidence, visits=visits))
    labels = labels_of(tipped)
    assert labels.visited.sum() == 80
    assert labels.tipped.sum() == 80
    assert not (labels.visited & labels.tipped).any()


def test_a_visit_without_access_is_no_visit(evidence_result):
    result = planted(evidence_result, "neighbour_distance_m")
    visits = result.evidence.visits
    shut = visits.assign(resultaat=visits["resultaat"].where(np.arange(160) % 2 == 0, "geen toegang"))
    labels = labels_of(dataclasses.replace(result, evidence=dataclasses.replace(result.evidence, visits=shut)))
    assert labels.visited.sum() == 80


def test_logged_chances_count_and_missing_ones_are_estimated(evidence_result):
    result = planted(evidence_result, "neighbour_distance_m")
    labels = labels_of(result)
    assert visit_chance(result, labels)[labels.visited].eq(0.5).all()
    unlogged = dataclasses.replace(labels, propensity=labels.propensity * np.nan)
    chance = visit_chance(result, unlogged)
    assert chance.between(0, 1).all()
    assert chance.nunique() > 10


def test_without_a_log_the_warning_stands(evidence_result):
    found = calibrate(with_cases(evidence_result, 30), rng())
    assert (found.background, found.lam) == ("alle", 20.0)
    assert any(text.startswith("Selectieve waarneming") for text in found.notices)


def test_without_a_log_reports_say_what_to_compare_with(evidence_result):
    result = with_cases(evidence_result, 20)
    places = result.locations.frame
    reports = places[["geometry"]].iloc[::7].set_geometry(places.centroid.iloc[::7]).reset_index(drop=True)
    found = calibrate(result, rng(), meldingen=reports)
    assert found.background == "doelgroep"
    assert 195 <= found.background_count <= 200  # ten per case, without places of which nothing is known
    assert not any(text.startswith("Selectieve waarneming") for text in found.notices)
    assert any("van waar mensen melden" in text for text in found.notices)


def test_fewer_than_fifteen_is_refused_with_the_number(evidence_result):
    with pytest.raises(DataError, match=r"14 erven met een casus.*minstens 15"):
        calibrate(with_cases(evidence_result, 14), rng())


def test_no_evidence_and_profile_open_are_refused(evidence_result, result_with):
    with pytest.raises(DataError, match="laag casussen"):
        calibrate(dataclasses.replace(evidence_result, evidence=None), rng())
    with pytest.raises(DataError, match="profiel open"):
        calibrate(result_with(evidence_result, profile="open"), rng())


def test_cases_everywhere_are_refused(evidence_result):
    index = evidence_result.locations.frame.index
    cases = pd.DataFrame({"location_id": index, "date": pd.Timestamp("2025-01-01")})
    evidence = dataclasses.replace(evidence_result.evidence, cases=cases, visits=None)
    with pytest.raises(DataError, match="niets om mee te vergelijken"):
        calibrate(dataclasses.replace(evidence_result, evidence=evidence), rng())


def test_nothing_given_is_changed(evidence_result):
    before = evidence_result.evidence.visits.copy(), evidence_result.risks.copy()
    calibrate(evidence_result, rng())
    pd.testing.assert_frame_equal(evidence_result.evidence.visits, before[0])
    pd.testing.assert_frame_equal(evidence_result.risks, before[1])


def test_a_file_is_never_overwritten(weights, tmp_path):
    folder = tmp_path / "nieuw" / "gewichten"
    paths = [write_weights(weights, folder) for _ in range(3)]
    assert [path.name for path in paths] == [f"proefscan_buitengebied_2026-02-03{end}.yaml" for end in ("", "_2", "_3")]
    assert sorted(folder.iterdir()) == sorted(paths)
    found = read_weights(paths[0])
    assert found.notices == weights.notices
    assert np.array(found.draws) == pytest.approx(np.array(weights.draws), abs=1e-8)


def test_a_folder_that_is_a_file_is_told(weights, tmp_path):
    (tmp_path / "bezet").write_text("x")
    with pytest.raises(OutputError, match="bezet"):
        write_weights(weights, tmp_path / "bezet")


@pytest.mark.skipif(os.geteuid() == 0, reason="root mag overal schrijven")
def test_a_closed_folder_is_told(weights, tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="schrijfrechten"):
        write_weights(weights, tmp_path)


@pytest.fixture
def saved(weights, tmp_path):
    """Weights file, and a function that changes one key and checks it against the theme."""
    path = write_weights(weights, tmp_path)

    def check(result, **changes):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        scan = result.scan.model_copy(update={"calibrated": {result.theme.name: path.name}})
        return applied_weights(result.theme, scan, tmp_path)

    return SimpleNamespace(path=path, check=check, folder=tmp_path)


def test_a_scan_uses_the_weights_and_keeps_the_experts_beside_it(saved, sample_result):
    file = saved.check(sample_result)
    result = with_calibration(sample_result, file)
    scores, before = result.scores, sample_result.scores
    assert result.weights == pytest.approx({name: row.calibrated for name, row in file.weights.items()})
    for name in ("score", "percentile", "class"):
        pd.testing.assert_series_equal(scores[f"{name}_expert"], before[name], check_names=False)
    known = scores["score"].notna()
    total = scores["base"] + result.contributions.sum(axis=1)
    assert total[known].to_numpy() == pytest.approx(scores["score"][known].to_numpy())
    assert not scores["score"].equals(before["score"])
    assert set(before.columns) <= set(scores.columns)
    assert result.calibration is not None


def test_without_weights_nothing_changes(sample_result):
    assert with_calibration(sample_result, None) is sample_result
    assert applied_weights(sample_result.theme, sample_result.scan, DAY) is None


def test_weights_of_the_experts_that_changed_since_are_told(weights, sample_result):
    names = list(sample_result.weights)
    other = dict(sample_result.weights) | {names[0]: 0.0}
    total = sum(other.values())
    moved = dataclasses.replace(sample_result, weights={name: value / total for name, value in other.items()})
    assert any(
        "gewichten van de experts veranderd" in text for text in with_calibration(moved, weights).calibration.notices
    )


ROW = {"expert": 0.5, "calibrated": 0.5, "low": 0.1, "high": 0.9}
BROKEN = {
    "unknown and missing indicator": ({"weights": {"barn_areas_m2": ROW}, "draws": []}, "bedoelt u 'barn_area_m2'"),
    "missing indicator": ({"weights": {"barn_area_m2": ROW}, "draws": []}, "weights.barn_share: ontbreekt"),
    "other theme": ({"theme": "luchthavens"}, "theme: 'luchthavens', verwacht 'buitengebied'"),
    "negative weight": ({"weights": {"barn_area_m2": ROW | {"calibrated": -1}}}, "weights.barn_area_m2.calibrated"),
    "too few cases": ({"case_count": 3}, "case_count"),
    "short draws": ({"draws": [[1.0]]}, "draws"),
    "unknown key": ({"gewicht": 1}, "gewicht"),
    "no number": ({"lam": "veel"}, "lam"),
}


@pytest.mark.parametrize(("changes", "message"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_does_not_fit_is_told(saved, sample_result, changes, message):
    with pytest.raises(DefinitionError, match=message) as caught:
        saved.check(sample_result, **changes)
    assert saved.path.name in str(caught.value)


def test_all_weights_zero_is_told(saved, sample_result, weights):
    zero = {name: ROW | {"calibrated": 0.0} for name in weights.weights}
    with pytest.raises(DefinitionError, match="minstens een gewicht boven 0"):
        saved.check(sample_result, weights=zero)


def test_weights_changed_by_hand_are_told(saved, sample_result, weights):
    rows = {name: row.model_dump() for name, row in weights.weights.items()}
    rows[next(iter(rows))]["calibrated"] += 0.5
    with pytest.raises(DefinitionError, match="tellen op tot 1,5"):
        saved.check(sample_result, weights=rows)


def test_fictitious_weights_stay_out_of_a_real_scan(saved, sample_result, result_with):
    with pytest.raises(DefinitionError, match="is_fictief"):
        saved.check(result_with(sample_result, is_fictief=False))


def test_profile_open_refuses_weights(saved, sample_result, result_with):
    result = result_with(sample_result, profile="open")
    with pytest.raises(DefinitionError, match="profiel open"):
        saved.check(result)
    scan = result.scan.model_copy(update={"calibrated": {"buitengebied": saved.path.name}})
    assert any("profiel open" in line for line in calibrated_problems(scan, saved.folder))


def test_the_plan_names_a_missing_file_and_an_unknown_theme(sample_result, tmp_path):
    scan = sample_result.scan.model_copy(update={"calibrated": {"buitengebeid": "weg.yaml"}})
    lines = list(calibrated_problems(scan, tmp_path))
    assert any("bedoelt u 'buitengebied'" in line for line in lines)
    assert any("weg.yaml bestaat niet" in line for line in lines)


def test_each_file_finds_its_own_theme(saved, sample_result):
    scan = named_files(sample_result.scan, {saved.path: saved.path.name})
    assert scan.calibrated == {"buitengebied": saved.path.name}
    again = saved.path.with_name("kopie.yaml")
    again.write_text(saved.path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="een bestand per thema"):
        named_files(sample_result.scan, {saved.path: "a", again: "b"})
    other = sample_result.scan.model_copy(update={"themes": ("luchthavens",)})
    with pytest.raises(DefinitionError, match="hoort niet bij scan"):
        named_files(other, {saved.path: "a"})
