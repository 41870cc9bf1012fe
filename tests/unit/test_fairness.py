"""Fairness of place in a result and in its release: nothing leaks, unknown is said, and the page reads."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from geo_risico.core.fairness import Dependence, Fairness, FairnessMeasure
from geo_risico.core.results import Layers
from geo_risico.governance.fairness import released_fairness
from geo_risico.reports.accountability.fairness_page import fairness_json, fairness_page
from geo_risico.reports.accountability.fairness_words import reading
from geo_risico.scan.fairness import with_fairness


def found(**changes):
    base = {
        "raw": 0.41234, "partial": 0.45678, "low": 0.31234, "high": 0.57891, "row_count": 412, "cluster_count": 33,
        "shares": {"vacancy_years": 0.8123, "barn_area_m2": 0.1877},
    }  # fmt: skip
    return Dependence(**(base | changes))


def measure(name, group, access="open", **changes):
    return FairnessMeasure(
        name=name, title=f"Maat {name}", group=group, access=access, levels={"erven": found(**changes)}
    )


FAIRNESS = Fairness(
    measures=(
        measure("income_keur", "welvaart"),
        measure("woz_value_keur", "welvaart", "restricted"),
        measure("visit_count", "bezoeken"),
        measure("coverage", "dekking", row_count=34),
    ),
    notes=("Bezoeken zijn niet bekeken: 3 bezoeken.", "Niet bekeken: 2 maten."),
)


def released(result, profile, **changes):
    scan = result.scan.model_copy(update={"profile": profile, **changes})
    return released_fairness(dataclasses.replace(result, scan=scan, fairness=FAIRNESS))


def test_partner_sees_all_and_hidden_scores_show_nothing(sample_result):
    assert released(sample_result, "partner") is FAIRNESS
    assert released(sample_result, "toezicht", hide_score=True) is None
    assert [item.name for item in released(sample_result, "toezicht").measures] == [
        "income_keur", "woz_value_keur", "coverage",
    ]  # fmt: skip


def test_open_shows_no_visits_no_closed_layer_and_no_small_number(sample_result):
    shown = released(sample_result, "open")
    assert [item.name for item in shown.measures] == ["income_keur", "coverage"]
    income, coverage = (item.levels["erven"] for item in shown.measures)
    assert (income.partial, income.row_count, income.cluster_count) == (0.46, 410, 35)
    assert income.shares["vacancy_years"] == 0.81
    assert np.isnan(coverage.partial)
    assert "verraden" in coverage.too_few
    assert shown.notes == ("Niet bekeken: minder dan 5 maten.",)


def test_a_scan_with_few_buurten_says_so_and_an_area_figure_of_a_restricted_layer_is_restricted(sample_result):
    frame = sample_result.locations.frame
    buurten = frame[["buurt_code"]].drop_duplicates().reset_index(drop=True)
    buurten = buurten.assign(income_keur=np.arange(len(buurten), dtype=float))
    provenance = tuple(
        dataclasses.replace(item, layer="buurten", access="restricted") for item in sample_result.provenance[:1]
    )
    result = with_fairness(sample_result, Layers(frames={"buurten": buurten}, provenance={"buurten": provenance}))
    income = next(item for item in result.fairness.measures if item.name == "income_keur")
    assert income.access == "restricted"
    assert set(income.levels) == {sample_result.theme.location_plural, "buurten"}
    assert all("te weinig groepen" in each.too_few for each in income.levels.values())
    assert any("WOZ" in note for note in result.fairness.notes)


def test_the_page_and_the_figures_read_and_escape(sample_release):
    unsure = measure("woz_value_keur", "welvaart", low=-0.2, high=0.6)
    few = measure("coverage", "dekking", partial=float("nan"), low=float("nan"), too_few="te weinig groepen: 4")
    release = dataclasses.replace(
        sample_release, fairness=Fairness(measures=(*FAIRNESS.measures[:1], unsure, few), notes=("<script>x",))
    )
    page = fairness_page(release)
    assert "hangt samen met: maat income_keur (0,46" in page
    assert "&lt;script&gt;x" in page
    assert "<svg" in page
    assert "style=" not in page
    rows = fairness_json(release)
    assert json.loads(json.dumps(rows, allow_nan=False))[2]["gelijk_gehouden"] is None
    assert rows[0]["gedragen_door"][0]["indicator"] == "vacancy_years"
    assert rows[1]["gedragen_door"] == []
    assert "niet hetzelfde als" in rows[2]["lezing"]
    hidden = fairness_page(dataclasses.replace(sample_release, fairness=None))
    assert "afgeschermd" in hidden
    assert "<svg" not in hidden


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Een matig verband: hoe hoger 'maat income_keur', hoe hoger de score."),
        ({"partial": -0.6, "low": -0.8, "high": -0.2}, "Een sterk verband: hoe hoger 'maat income_keur', hoe lager"),
        ({"low": -0.1, "high": 0.2}, "Geen verband aangetoond."),
        ({"low": -0.1, "high": 0.55}, "Geen verband aangetoond. Een sterk verband is daarmee niet uitgesloten."),
    ],
)
def test_reading(changes, text):
    item = measure("income_keur", "welvaart")
    assert reading(item, found(**changes)).startswith(text)
