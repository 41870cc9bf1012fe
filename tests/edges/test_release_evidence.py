"""Cases, visits and what follows from them leave in profile partner alone."""

import dataclasses
import datetime as dt
import json

import pytest

from geo_risico.core.errors import ReleaseError
from geo_risico.core.results import Provenance
from geo_risico.governance import manifest, release
from geo_risico.governance.evidence_notices import seen_notices
from geo_risico.governance.notices import notices
from geo_risico.governance.profiles import SCORE_COLUMNS
from geo_risico.scan.hotspots import CASE_COLUMNS

CREATED = dt.datetime(2026, 2, 1, 12, 0, tzinfo=dt.UTC)
PLACED = ("casussen", "bezoeken")


def bare(result):
    """The result as a scan without cases and visits gives it."""
    return dataclasses.replace(result, evidence=None, calibration=None, hotspots=None)


def test_partner_shows_everything(evidence_release, evidence_result):
    assert evidence_release.evidence is evidence_result.evidence
    assert evidence_release.calibration is evidence_result.calibration
    assert set(CASE_COLUMNS) <= set(evidence_release.hotspots.columns)
    assert {"case_count", "visit_count", "class_expert", "class_seen"} <= set(evidence_release.locations.columns)
    text = "\n".join(evidence_release.meta.notices)
    hidden = (evidence_result.scores["class"] != evidence_result.scores["class_seen"]).sum()
    assert hidden > 0
    for part in (f"Bij {hidden} erven", "geijkt op 01-01-2026", "Casussen: 30 van de 33", "Hotspots van casussen",
                 *evidence_result.calibration.notices):  # fmt: skip
        assert part in text
    assert "geen bezoekenlog" not in text


def hidden_notice(result, rows, rows_all):
    """The sentence on low classes behind a witte vlek, with those rows hidden."""
    scores = result.scores.assign(class_seen="B", witte_vlek="witte vlek")
    scores["class"] = ["onbekend" if i < rows else "B" for i in range(len(scores))]
    scores["class_all"] = ["onbekend" if i < rows_all else "B" for i in range(len(scores))]
    return next(line for line in seen_notices(dataclasses.replace(result, scores=scores)) if "score laag" in line)


def test_hidden_classes_are_counted_as_every_page_counts_them(evidence_result):
    assert hidden_notice(evidence_result, 1, 1).startswith("Bij 1 erf is de score laag")
    assert "die plek staat als onbekend" in hidden_notice(evidence_result, 1, 1)
    assert "alle gemeenten" not in hidden_notice(evidence_result, 2, 2)
    assert hidden_notice(evidence_result, 2, 3).endswith("Vergeleken over alle gemeenten samen zijn het er 3.")


def test_too_little_data_is_not_called_a_witte_vlek(evidence_result):
    scores = evidence_result.scores.assign(class_seen="onbekend")
    lines = notices(dataclasses.replace(evidence_result, scores=scores))
    line = next(line for line in lines if "te weinig bekend" in line)
    assert line.startswith(f"Onbekend: over {len(scores)} van de {len(scores)} erven")
    assert "itte vlek" not in line


def test_toezicht_tells_nothing_of_cases(evidence_result, result_with):
    shown = release(result_with(evidence_result, profile="toezicht"), version="1")
    assert shown.evidence is None
    assert {"case_count", "case_history"}.isdisjoint(shown.locations.columns)
    assert {"days_since_visit", "visit_count"} <= set(shown.locations.columns)
    assert list(shown.hotspots.columns) == ["is_hot_score", "geometry"]
    assert not any("casussen" in note for note in shown.hotspots.attrs["notes"])
    assert not any(line.startswith(("Casussen", "Bezoeken", "Hotspots van")) for line in shown.meta.notices)
    made = manifest(shown, evidence_result, seeds={}, created=CREATED)
    assert "evidence" not in made
    large = evidence_result.hotspots["location_count"] >= 10
    assert list(shown.hotspots.index) == list(evidence_result.hotspots.index[large])


def test_a_hidden_score_is_not_told_by_witte_vlek_or_weights(evidence_result, result_with):
    shown = release(result_with(evidence_result, profile="toezicht", hide_score=True), version="1")
    told = {"witte_vlek", "blindness", "class_seen", "score_expert", "percentile_expert", "class_expert"}
    assert told <= set(SCORE_COLUMNS)
    assert set(shown.locations.columns).isdisjoint({*SCORE_COLUMNS, "case_count"})
    assert (shown.evidence, shown.calibration, shown.hotspots) == (None, None, None)
    assert not any("geijkt" in line or "score laag" in line for line in shown.meta.notices)


@pytest.mark.parametrize("layer", PLACED)
def test_open_refuses_a_scan_with_cases_or_visits_and_names_them(layer, sample_result, result_with):
    item = Provenance(layer=layer, source="tabel", title="Tabel", status="present", access="open")
    result = result_with(bare(sample_result), profile="open")
    with pytest.raises(ReleaseError, match=f"laag {layer}"):
        release(dataclasses.replace(result, provenance=(*result.provenance, item)), version="1")
    absent = dataclasses.replace(item, status="absent")
    assert release(dataclasses.replace(result, provenance=(*result.provenance, absent)), version="1").hotspots is None


def test_open_refuses_calibrated_weights_and_case_history(evidence_result, sample_result, result_with):
    taken = dataclasses.replace(sample_result, calibration=evidence_result.calibration)
    with pytest.raises(ReleaseError, match=r"calibrated\.buitengebied"):
        release(result_with(taken, profile="open"), version="1")
    with pytest.raises(ReleaseError, match=r"calibrated\.buitengebied"):
        release(result_with(sample_result, profile="open", calibrated={"buitengebied": "g.yaml"}), version="1")
    history = sample_result.scan.evidence.model_copy(update={"case_history": True})
    with pytest.raises(ReleaseError, match="case_history"):
        release(result_with(sample_result, profile="open", evidence=history), version="1")


def test_open_shows_no_hexagons(sample_result, evidence_result, result_with):
    result = dataclasses.replace(sample_result, hotspots=evidence_result.hotspots)
    assert release(result_with(result, profile="open"), version="1").hotspots is None


def test_personal_weights_and_columns_are_refused_everywhere(evidence_result):
    weights = evidence_result.calibration.model_copy(update={"access": "personal"})
    with pytest.raises(ReleaseError, match="persoonsgegevens"):
        release(dataclasses.replace(evidence_result, calibration=weights), version="1")
    cases = evidence_result.evidence.cases.assign(verdachte="x")
    with pytest.raises(ReleaseError, match="verdachte"):
        release(
            dataclasses.replace(evidence_result, evidence=dataclasses.replace(evidence_result.evidence, cases=cases)),
            version="1",
        )


def test_without_a_log_one_sentence_says_so(sample_release, open_release):
    for shown in (sample_release, open_release):
        assert sum("Er is geen bezoekenlog" in line for line in shown.meta.notices) == 1


def test_manifest_counts_evidence_and_fixes_the_weights(evidence_release, evidence_result):
    made = manifest(evidence_release, evidence_result, seeds={"blokken": 1}, created=CREATED)
    assert made["evidence"]["casussen"]["rows"] == 33
    assert made["evidence"]["bezoeken"]["linked"] == 80
    other = evidence_result.calibration.model_copy(update={"lam": 5.0})
    changed = dataclasses.replace(evidence_result, calibration=other)
    again = manifest(release(changed, version="1"), changed, seeds={"blokken": 1}, created=CREATED)
    assert again["calibration"]["weights_sha256"] != made["calibration"]["weights_sha256"]
    json.dumps(made, allow_nan=False)


def test_toezicht_counts_no_cases_of_a_calibration(evidence_result, result_with):
    shown = release(result_with(evidence_result, profile="toezicht"), version="1")
    text = "\n".join(shown.meta.notices)
    assert "De gewichten zijn geijkt op 01-01-2026, vergeleken" in text
    assert "met een casus" not in text
    about = manifest(shown, evidence_result, seeds={}, created=CREATED)
    assert "case_count" not in json.dumps(about["calibration"])


def test_toezicht_does_not_name_the_file_of_cases(evidence_result, result_with):
    source = Provenance(layer="casussen", source="casussen_tabel", title="Casussen", status="present", rows_read=33)
    result = dataclasses.replace(evidence_result, provenance=(*evidence_result.provenance, source))
    assert source in release(result_with(result, profile="partner"), version="1").provenance
    assert all(p.layer != "casussen" for p in release(result_with(result, profile="toezicht"), version="1").provenance)
