"""evaluatie.json and its folder: every figure, stable keys, whole or not at all; what is refused."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.errors import DataError, OutputError, ReleaseError
from geo_risico.io.write_toets import evaluation_json
from geo_risico.scan import toets as scan_toets
from geo_risico.scan.toets import Toets, evaluate_themes, save_toets, thinned

_SPEC = importlib.util.spec_from_file_location("evaluation_sample", Path(__file__).with_name("evaluation_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
MOMENT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
TOP = {
    "format", "scan", "title", "profile", "is_fictief", "created", "peildatum", "expires", "code_version", "method",
    "seeds", "themes", "not_evaluated",
}  # fmt: skip
THEME = {
    "background", "location_count", "case_count", "background_count", "visit_count", "block_m", "fold_count", "k",
    "verdict", "limits", "models", "robustness", "weights", "absolute", "by_source", "blocks",
}  # fmt: skip
MODEL = {
    "name", "title", "kind", "pooled", "mean", "sd", "temporal", "worst_gemeente", "gains", "calibration",
}  # fmt: skip


@pytest.fixture(scope="module")
def evaluation(sample_release):
    return sample.build_evaluation(sample_release)


def content_of(evaluations, release, refused=None):
    text = evaluation_json(evaluations, release.meta, refused=refused or {}, seeds={"toets": 7}, created=MOMENT)
    return json.loads(text, parse_constant=pytest.fail)


def test_keys_are_stable(evaluation, sample_release):
    content = content_of([evaluation], sample_release, {"water": "te weinig"})
    assert set(content) == TOP
    assert content["seeds"] == {"toets": 7}
    assert content["not_evaluated"] == {"water": "te weinig"}
    assert content["peildatum"] == sample_release.meta.peildatum.isoformat()
    assert list(content["themes"]) == ["buitengebied"]
    theme = content["themes"]["buitengebied"]
    assert set(theme) == THEME
    assert all(set(model) == MODEL for model in theme["models"])


def test_figures_are_those_of_the_evaluation(evaluation, sample_release):
    theme = content_of([evaluation], sample_release)["themes"]["buitengebied"]
    assert [theme[key] for key in ("case_count", "background_count", "visit_count", "k")] == [42, 97, 160, 50]
    for told, model in zip(theme["models"], evaluation.models, strict=True):
        for part in ("pooled", "mean", "sd"):
            expected = getattr(model, part)
            known = {key: value for key, value in expected.items() if np.isfinite(value)}
            assert {key: told[part][key] for key in known} == pytest.approx(known, abs=1e-6)
            assert all(told[part][key] is None for key in expected if key not in known)
        assert len(told["gains"]) == len(model.gains)
    assert theme["absolute"] == {"share": 0.031, "low": 0.012, "high": 0.078}
    assert theme["by_source"][2] == {"bron": "open", "case_count": 2, "auc": None}
    assert [row["indicator"] for row in theme["weights"]] == list(evaluation.weights.index)
    assert sum(block["case_count"] for block in theme["blocks"]) == evaluation.blocks["case_count"].sum()


def test_nothing_measured_is_null(sample_release):
    theme = content_of([sample.bare(sample_release)], sample_release)["themes"]["buitengebied"]
    assert set(theme["models"][0]["pooled"].values()) == {None}
    assert [theme[key] for key in ("weights", "absolute", "by_source")] == [None, None, None]
    assert theme["robustness"] == {
        "tests": [],
        "weights": [{"indicator": "barn_area_m2", "without": 0.9, "sobol_total": None}],
    }


def test_two_runs_differ_in_their_moment_only(evaluation, sample_release, tmp_path):
    found = Toets(released=sample_release, evaluations=(evaluation,), refused={})
    first = save_toets(found, tmp_path / "een", seed=1, created=MOMENT)
    second = save_toets(found, tmp_path / "twee", seed=1, created=MOMENT + dt.timedelta(days=1))
    assert [path.name for path in first] == ["evaluatie.json", "toets.html"]
    assert first[0].parent.name == "proefscan_toets"
    assert first[1].read_bytes() == second[1].read_bytes()
    texts = [path.read_text().splitlines() for path in (first[0], second[0])]
    assert [one for one, other in zip(*texts, strict=True) if one != other] == [
        '  "created": "2026-01-02T03:04:05+00:00",'
    ]


def test_a_folder_that_cannot_be_written_leaves_the_old_one(evaluation, sample_release, tmp_path):
    found = Toets(released=sample_release, evaluations=(evaluation,), refused={})
    save_toets(found, tmp_path, seed=1, created=MOMENT)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    broken = dataclasses.replace(found, evaluations=(dataclasses.replace(evaluation, verdict=("\ud800",)),))
    with pytest.raises((OutputError, UnicodeError)):
        save_toets(broken, tmp_path, seed=1, created=MOMENT)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(OutputError, match="staat al een bestand"):
        save_toets(found, tmp_path / "bestand", seed=1, created=MOMENT)


def test_long_curves_are_thinned_with_their_ends(evaluation):
    area = np.linspace(0, 1, 5001)
    long = evaluation.models[0].gains.iloc[:0].reindex(range(5001)).assign(area_share=area, hit_share=area)
    whole = dataclasses.replace(evaluation, models=(dataclasses.replace(evaluation.models[0], gains=long),))
    curve = thinned(whole).models[0].gains
    assert len(curve) == 201
    assert (curve["area_share"].iloc[0], curve["area_share"].iloc[-1]) == (0, 1)


@pytest.mark.parametrize("profile", ["open", "toezicht"])
def test_other_profiles_are_refused(sample_result, result_with, profile):
    with pytest.raises(ReleaseError, match=f"profiel {profile}; .*kleine aantallen"):
        evaluate_themes(result_with(sample_result, profile=profile), step=lambda _: None)


def test_without_cases_it_says_so(sample_result):
    with pytest.raises(DataError, match="geen laag casussen"):
        evaluate_themes(sample_result, step=lambda _: None)


def test_no_theme_with_enough_cases_names_each_reason(sample_result, result_with, monkeypatch):
    layers = {**sample_result.scan.layers, "casussen": sample_result.scan.layers["panden"]}
    monkeypatch.setattr(scan_toets, "check_toets", lambda _scan: None)
    with pytest.raises(DataError, match=r"geen thema is te toetsen\n  - .*casus"):
        evaluate_themes(result_with(sample_result, layers=layers), step=lambda _: None)
