"""Earlier cases as a term beside the score: only when asked, never in it, never outside profile partner."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from geo_risico.governance.release import release
from geo_risico.model.history import history_coefficient
from geo_risico.scan.history import history_columns, location_history


def _asked(result, **changes):
    asked = result.scan.evidence.model_copy(update={"case_history": True})
    scan = result.scan.model_copy(update={"evidence": asked, **changes})
    return dataclasses.replace(result, scan=scan)


def test_nothing_unless_the_scan_asks(evidence_result):
    assert history_columns(evidence_result) == {}


def test_sum_with_the_calibrated_coefficient(evidence_result):
    calibration = evidence_result.calibration.model_copy(update={"history": 0.02})
    result = dataclasses.replace(_asked(evidence_result), calibration=calibration)
    columns = history_columns(result)
    expected = np.clip(result.scores["score"] + 0.02 * columns["case_history"], 0, 1)
    assert columns["case_history"].max() > 0
    np.testing.assert_allclose(columns["score_history"], expected)
    assert list(history_columns(dataclasses.replace(result, calibration=None))) == ["case_history"]


def test_open_scan_has_no_history(evidence_result):
    assert location_history(_asked(evidence_result, profile="open")) is None


def test_the_term_does_not_leave_for_toezicht(evidence_result):
    calibration = evidence_result.calibration.model_copy(update={"history": 0.02})
    result = dataclasses.replace(_asked(evidence_result, profile="toezicht"), calibration=calibration)
    result = dataclasses.replace(result, scores=result.scores.assign(**history_columns(result)))
    assert {"case_history", "score_history"} <= set(result.scores)
    shown = release(result, version="0").locations
    assert not {"case_history", "score_history"} & set(shown)


def test_coefficient_beside_a_known_index():
    rng = np.random.default_rng(4)
    index, history = rng.normal(0, 1, 20_000), rng.exponential(1, 20_000)
    y = rng.random(20_000) < 1 / (1 + np.exp(3 - index - 0.5 * history))
    assert history_coefficient(index, history, y) == pytest.approx(0.5, abs=0.06)
    assert history_coefficient(index, rng.permutation(history), y) == pytest.approx(0.0, abs=0.06)
