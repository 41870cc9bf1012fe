"""The evaluation of a theme: counts, measures, limits, and where it refuses."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.errors import DataError
from geo_risico.model import auc
from geo_risico.scan.evaluate import evaluate
from geo_risico.scan.evaluate_limits import NOT_REAL, absolute_level, auc_by_source


def run(result, seed=1):
    return evaluate(result, np.random.default_rng(seed), step=len)


def with_visits(result, **columns):
    evidence = dataclasses.replace(result.evidence, visits=result.evidence.visits.assign(**columns))
    return dataclasses.replace(result, evidence=evidence)


@pytest.fixture(scope="module")
def evaluation(evidence_result):
    return run(evidence_result)


def test_counts_fit_the_visits(evaluation, evidence_result):
    assert evaluation.background == "bezoeken"
    assert evaluation.location_count == len(evidence_result.locations.frame)
    assert evaluation.blocks["case_count"].sum() == evaluation.case_count
    assert evaluation.blocks["location_count"].sum() == evaluation.case_count + evaluation.background_count
    assert evaluation.visit_count == evidence_result.evidence.visits["location_id"].ne("").sum()
    assert (evaluation.blocks.geometry.area.round() == evaluation.block_m**2).all()


def test_every_way_of_ranking_is_measured(evaluation):
    names = [model.name for model in evaluation.models]
    assert names[:2] == ["expert", "calibrated"]
    assert {"equal_weights", "hot_spot_kde", "risk_terrain", "monotone_boosting", "quantile_logistic"} <= set(names)
    for model in evaluation.models:
        assert 0 <= model.pooled["auc"] <= 1
        assert model.gains["hit_share"].iloc[-1] == 1
        assert model.worst_gemeente[0] not in {"GM9991", "GM9992"}
    calibrated = evaluation.models[1]
    assert calibrated.calibration["count"].sum() == evaluation.case_count + evaluation.background_count
    assert 0 < calibrated.pooled["brier"] < 1


def test_what_cannot_be_said_is_said(evaluation):
    text = " ".join(evaluation.limits)
    assert "Onder 40 zijn alle cijfers onzeker" in text
    assert "halfwaarde-afstand" in text
    assert "aanleiding steekproef" in text
    assert evaluation.absolute is None
    assert len(evaluation.verdict) == 3


def test_made_up_cases_say_nothing_of_the_real_world(evaluation, evidence_result):
    assert evidence_result.scan.is_fictief
    assert evaluation.limits[0] == NOT_REAL


def test_other_choices_name_an_indicator_by_its_title(evaluation, evidence_result):
    told = " ".join(evaluation.robustness.tests["title"])
    assert not any(f"({name})" in told for name in evidence_result.weights)
    assert any(f"({evidence_result.indicator_specs[name].title.lower()})" in told for name in evidence_result.weights)


def test_same_seed_same_figures(evaluation, evidence_result):
    again = run(evidence_result)
    for one, two in zip(again.models, evaluation.models, strict=True):
        assert one.pooled == pytest.approx(two.pooled, nan_ok=True, rel=0, abs=0)
    pd.testing.assert_frame_equal(again.robustness.tests, evaluation.robustness.tests)


def test_only_in_profile_partner(evidence_result):
    for profile in ("open", "toezicht"):
        scan = evidence_result.scan.model_copy(update={"profile": profile})
        with pytest.raises(DataError, match="alleen in profiel partner"):
            run(dataclasses.replace(evidence_result, scan=scan))


def test_too_few_cases_is_refused(evidence_result):
    few = dataclasses.replace(evidence_result.evidence, cases=evidence_result.evidence.cases.iloc[:9], visits=None)
    with pytest.raises(DataError, match="minstens 15"):
        run(dataclasses.replace(evidence_result, evidence=few))


def test_without_a_log_there_is_no_probability(evidence_result):
    evidence = dataclasses.replace(evidence_result.evidence, visits=None)
    found = run(dataclasses.replace(evidence_result, evidence=evidence))
    assert found.background == "alle"
    assert found.visit_count == 0
    assert any("Selectieve waarneming" in text for text in found.limits)
    assert all(model.calibration is None and np.isnan(model.pooled["brier"]) for model in found.models)


def test_level_comes_from_random_visits_alone(evidence_result):
    visits = evidence_result.evidence.visits
    is_random = (np.arange(len(visits)) % 4 == 0) & ~visits["is_tip"].to_numpy(dtype=bool)
    chance = np.where(is_random, 0.05, 0.5)
    result = with_visits(
        evidence_result, aanleiding=np.where(is_random, "steekproef", "gepland"), inclusion_probability=chance
    )
    linked = is_random & visits["location_id"].ne("").to_numpy()
    expected = visits.loc[linked, "resultaat"].eq("aangetroffen").mean()
    share, low, high = absolute_level(result)
    assert share == pytest.approx(expected)
    assert 0 <= low < share < high <= 1
    assert absolute_level(evidence_result) is None


def test_cases_by_source(evidence_result):
    risks = evidence_result.risks[list(evidence_result.weights)]
    weights = pd.Series(dict(evidence_result.weights))
    background = pd.Series(data=True, index=risks.index)
    table = auc_by_source(evidence_result, risks, weights, background)
    cases = evidence_result.evidence.cases
    assert table["case_count"].sum() == len(cases[cases["location_id"].ne("")].drop_duplicates(["location_id", "bron"]))
    own = risks.index.isin(cases.loc[cases["bron"] == "reported", "location_id"])
    score = (risks.fillna(0) @ weights) / (risks.notna().astype(float) @ weights).replace(0, np.nan)
    assert table.loc["reported", "auc"] == pytest.approx(auc(score, own))
