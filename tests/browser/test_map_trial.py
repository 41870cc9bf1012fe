"""Trial weights in a real Chromium give what the scan gives with those weights."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("weights_sample", Path(__file__).with_name("weights_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

TRY = """(weights) => geoRisico.ready.then(async ({ app }) => {
  document.getElementById('gewichten').hidden && document.getElementById('gewichten-knop').click();
  const trial = app.active.weighing;
  while (trial.isBusy) await new Promise((done) => setTimeout(done, 5));
  trial.now = trial.names.map((name) => weights[name] * 100);
  await trial.run(() => {});
  const table = app.store.locations;
  const rows = Array.from({ length: table.count }, (_, row) => row);
  return {
    ids: rows.map((row) => table.text('id', row)),
    score: [...trial.result.score].map((value) => (Number.isNaN(value) ? null : value)),
    low: [...trial.result.low], high: [...trial.result.high], coverage: [...trial.result.coverage],
    shown: rows.map((row) => table.number('score', row)),
    letters: rows.map((row) => app.classOf(row)), blind: rows.map((row) => app.active.isBlind(row)),
    points: Object.fromEntries(
      trial.names.map((name) => [name, rows.map((row) => table.number(name, row, 'contributions'))])),
    order: [...trial.result.order], effect: trial.result.effect,
  };
})"""
TIE = 2e-5
"""Scores of the page rest on risks in steps of 1/32,000: closer than this they may change places."""


@pytest.fixture(scope="session")
def weighed_result(sample_result):
    return sample.result_of(sample_result)


@pytest.fixture(scope="session")
def weighed(weighed_result):
    return sample.release(weighed_result, version="0.1.0+proef")


def _frame(found):
    columns = ("score", "low", "high", "coverage", "shown", "letters", "blind")
    return pd.DataFrame({name: found[name] for name in columns}, index=found["ids"])


def _has_tie(scores, location_id, group):
    """Whether another location of the group has nearly the same score."""
    others = scores.loc[group.eq(group[location_id]), "score"].drop(location_id)
    return bool((others - scores.loc[location_id, "score"]).abs().min() < TIE)


def test_a_trial_scores_as_the_scan_does(open_map, weighed, weighed_result):
    page = open_map(weighed).page
    group = weighed_result.locations.frame["gemeente_code"]
    for seed in range(20):
        weights = sample.random_weights(weighed_result, seed)
        parts, scores = sample.scored(weighed_result, weights)
        found = page.evaluate(TRY, weights)
        shown = _frame(found).reindex(scores.index)
        for name, column in (("score", "score"), ("low", "score_low"), ("high", "score_high")):
            assert (shown[name].astype(float) - scores[column]).abs().max() * 100 < 0.05
        assert shown["score"].isna().equals(scores["score"].isna())
        assert (shown["coverage"] - scores["coverage"]).abs().max() < 1e-9
        apart = scores.index[shown["letters"].ne(scores["class"])]
        assert all(_has_tie(scores, name, group) for name in apart)
        assert len(apart) <= 2
        points = pd.DataFrame(found["points"], index=found["ids"]).astype(float).reindex(scores.index)
        assert np.nanmax((points - parts[points.columns] * 100).abs()) <= 0.0501 + 0.01
        assert points.isna().equals(parts[points.columns].isna())
        top = sample.top_of(scores)
        mine = [found["ids"][row] for row in found["order"][:50]]
        border = scores.loc[top[-1], "score"]
        assert all(abs(scores.loc[name, "score"] - border) < TIE for name in set(top) ^ set(mine))


def test_effect_counts_what_changes_against_the_scan(open_map, weighed, weighed_result):
    page = open_map(weighed).page
    before = weighed_result.scores
    weights = sample.random_weights(weighed_result, 3)
    _, after = sample.scored(weighed_result, weights)
    effect = page.evaluate(TRY, weights)["effect"]
    both = before["score"].notna() & after["score"].notna()
    assert effect["top"] == 50
    assert abs(effect["top50"] - len(set(sample.top_of(after)) - set(sample.top_of(before)))) <= 1
    assert abs(effect["classes"] - int(before["class"].ne(after["class"]).sum())) <= 2
    spearman = before["score"][both].corr(after["score"][both], method="spearman")
    assert effect["spearman"] == pytest.approx(spearman, abs=1e-3)
    assert 0 < effect["spearman"] < 1


def test_a_low_class_in_a_witte_vlek_stays_unknown(open_map, weighed, weighed_result):
    page = open_map(weighed).page
    weights = sample.random_weights(weighed_result, 5)
    _, scores = sample.scored(weighed_result, weights)
    shown = _frame(page.evaluate(TRY, weights)).reindex(scores.index)
    blind = scores["witte_vlek"].eq("witte vlek")
    hidden = blind & scores["class_seen"].isin(["A", "B"])
    assert hidden.sum() > 10
    assert shown.loc[hidden, "letters"].eq("onbekend").mean() > 0.95
    assert not shown.loc[blind, "letters"].isin(["A", "B"]).any()
    assert shown.loc[shown["blind"], "letters"].eq("onbekend").all()
