"""To which sealed choice a finding belongs: listed, off the list, before the seal, after a tip, by date only."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from geo_risico.core.findings import Finding
from geo_risico.core.visit_choice import VisitChoice
from geo_risico.inspection.findings import conflicts, visits
from geo_risico.inspection.findings_rounds import EARLY, OFF_LIST, place_finding

SEALED = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def choice(name="een", made_at=SEALED, arms=("score", "verkenning", "")):
    rows = pd.DataFrame({"arm": arms, "inclusion_probability": [1.0, 0.125, 0.125]}, index=["A", "B", "C"])
    return VisitChoice(
        keuze_id=name,
        scan="proefscan",
        is_fictief=True,
        peildatum=dt.date(2026, 1, 1),
        made_at=made_at,
        seed=1,
        settings={},
        rows=rows,
    )


def finding(name="A", moment=SEALED + dt.timedelta(days=1), outcome="niets aangetroffen", corrected_at=None):
    return Finding(
        location_id=name,
        theme="",
        outcome=outcome,
        codes=("asbest",) if outcome == "aangetroffen" else (),
        ticks=(),
        follow_up="",
        moment=moment,
        list_name="standaard",
        corrected_at=corrected_at,
    )


@pytest.mark.parametrize(
    ("name", "reason", "arm", "chance", "told"),
    [
        ("A", "", "score", 1.0, "selectie"),
        ("B", "", "verkenning", 0.125, "steekproef"),
        ("B", "tip", OFF_LIST, None, "tip"),
        ("C", "klacht", OFF_LIST, None, "klacht"),
        ("D", "", OFF_LIST, None, ""),
    ],
)
def test_a_place_has_the_chance_of_its_list(name, reason, arm, chance, told):
    found = place_finding(finding(name), [choice()], own_reason=reason)
    assert (found.arm, found.inclusion_probability, found.aanleiding) == (arm, chance, told)
    assert found.keuze_id == ("" if arm == OFF_LIST else "een")


def test_a_reason_for_all_files_only_holds_off_the_list():
    assert place_finding(finding("B"), [choice()], reason="tip").aanleiding == "steekproef"
    assert place_finding(finding("C"), [choice()], reason="tip").aanleiding == "tip"
    assert place_finding(finding("A"), [], reason="steekproef").aanleiding == "steekproef"


def test_a_finding_of_before_the_seal_is_of_no_round_or_an_older_one():
    early = finding("A", SEALED - dt.timedelta(minutes=1))
    assert place_finding(early, [choice()]).arm == EARLY
    older = choice("nul", SEALED - dt.timedelta(days=30))
    assert place_finding(early, [choice(), older]).keuze_id == "nul"
    assert place_finding(early, [choice(), older], keuze_id="een").arm == EARLY
    assert place_finding(finding("A"), [older, choice()]).keuze_id == "een"


def test_a_date_alone_counts_from_the_day_of_the_seal():
    day = dt.datetime(2026, 2, 28, 23, tzinfo=dt.UTC)  # midnight in the Netherlands
    assert place_finding(finding("A", day), [choice()]).keuze_id == "een"
    assert place_finding(finding("A", day - dt.timedelta(days=1)), [choice()]).arm == EARLY


def test_a_correction_counts_and_both_answers_stay():
    first = finding(moment=SEALED + dt.timedelta(hours=2))
    later = finding(
        moment=SEALED + dt.timedelta(hours=1), outcome="aangetroffen", corrected_at=SEALED + dt.timedelta(5)
    )
    assert [item.outcome for item in visits([later, first])] == ["aangetroffen"]
    (shown,) = conflicts([later, first])
    assert shown.is_corrected
    assert [item.outcome for item in shown.findings] == ["niets aangetroffen", "aangetroffen"]
