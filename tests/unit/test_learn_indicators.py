"""A planted indicator is found, an absent one is not; weights are corrected only when enough was found."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from geo_risico.core.visit_choice import VALUE
from geo_risico.inspection.learn_indicators import indicator_lessons, weighted_chance
from geo_risico.inspection.learn_visits import make_rounds
from geo_risico.inspection.learn_weights import Weighed, weight_lesson

_SPEC = importlib.util.spec_from_file_location("learn_sample", Path(__file__).parents[1] / "learn_sample.py")
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SEEDS = 40


def seen(seed, **sizes):
    """Visited rows of a world of one seed."""
    rows = sample.make_rows(np.random.default_rng(seed), **sizes)
    return make_rounds([sample.make_choice(rows)], sample.answers(rows))[0].rows


def about(**changes):
    facts = {
        "scan": "proef",
        "theme": "buitengebied",
        "title": "Buitengebied",
        "weights": {f"v{k}": 0.25 for k in range(4)},
        "titles": {},
        "peildatum": dt.date(2026, 1, 1),
        "made": dt.date(2026, 4, 1),
        "is_fictief": True,
    }
    return Weighed(**{**facts, **changes})


def test_chance_is_the_weighted_auc():
    rng = np.random.default_rng(0)
    values, hit, weight = rng.integers(0, 6, 80).astype(float), (rng.random(80) < 0.4) * 1.0, rng.random((3, 80))
    expected = [roc_auc_score(hit, values, sample_weight=row) for row in weight]
    assert weighted_chance(values, hit, weight) == pytest.approx(expected)


def test_planted_indicator_is_found_and_absent_ones_hardly_ever():
    verdicts = {"v0": [], "rest": []}
    for seed in range(SEEDS):
        for item in indicator_lessons(seen(seed, top=20, drawn=200, indicators=8), {}, np.random.default_rng(seed)):
            verdicts["v0" if item.name == "v0" else "rest"].append(item.verdict)
    assert np.mean([word == "hielp" for word in verdicts["v0"]]) > 0.9
    false_share = np.mean([word != "niet te zeggen" for word in verdicts["rest"]])
    assert false_share < 0.02, "per scan of seven empty indicators the chance of any is to stay under some 5 percent"


def test_an_indicator_may_point_the_wrong_way():
    rows = seen(4, top=20, drawn=200)
    turned = rows.assign(**{f"{VALUE}v0": 1 - rows[f"{VALUE}v0"]})
    assert (
        indicator_lessons(turned, {"v0": "Eerste"}, np.random.default_rng(0))[0].verdict == "wees de verkeerde kant op"
    )


def test_unknown_and_constant_values_say_so():
    rows = seen(1).assign(**{f"{VALUE}v1": 0.5, f"{VALUE}v2": np.nan})
    found = {item.name: item for item in indicator_lessons(rows, {}, np.random.default_rng(0))}
    assert found["v1"].reason == "overal dezelfde waarde"
    assert "v2" not in found
    few = rows.assign(hit=rows["hit"].where(rows["hit"].eq(0)))
    assert {item.verdict for item in indicator_lessons(few, {}, np.random.default_rng(0))} == {"niet te zeggen"}


def test_weights_move_to_what_found_something():
    lesson = weight_lesson(seen(2, top=20, drawn=250), about(), np.random.default_rng(0))
    weights = lesson.weights.weights
    assert weights["v0"].calibrated > 0.3 > max(weights[f"v{k}"].calibrated for k in (1, 2, 3))
    assert sum(row.calibrated for row in weights.values()) == pytest.approx(1)
    assert weights["v0"].low <= weights["v0"].calibrated <= weights["v0"].high
    assert lesson.weights.background == "bezoeken"
    assert lesson.weights.access == "restricted"


def test_weights_stay_and_say_what_is_missing():
    rows = seen(2)
    few = rows.assign(hit=rows["hit"].where(rows["hit"].eq(0) | (rows["hit"].eq(1).cumsum() <= 9)))
    assert "9 bezoeken met een vondst" in weight_lesson(few, about(), np.random.default_rng(0)).reason
    assert "nog 6" in weight_lesson(few, about(), np.random.default_rng(0)).reason
    only = rows.assign(hit=rows["hit"].where(rows["hit"].isna(), 1.0))
    assert "elk bezoek vond iets" in weight_lesson(only, about(), np.random.default_rng(0)).reason
    assert "niet gevonden" in weight_lesson(rows, about(weights={}), np.random.default_rng(0)).reason
