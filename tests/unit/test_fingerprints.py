"""A manifest for others tells no hash of what people keep to themselves: such a hash confirms a guess."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest

from geo_risico.catalog import definitions_folder, load_catalog
from geo_risico.core.manifest_specs import OtherInput
from geo_risico.core.session_specs import WeightSession
from geo_risico.governance import manifest, release
from geo_risico.io.marks import marks_path
from geo_risico.scan.record import Asked, run_record
from geo_risico.scan.verify import check_inputs

NOW = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
PURPOSES = {"oordelen", "gewichten", "expertsessie", "werkboek"}


@pytest.fixture
def asked(sample_result, tmp_path):
    """What a command got: weights of cases and of a session, a workbook, and marks beside the output."""
    for name in ("geijkt.yaml", "sessie.yaml", "werkboek.xlsx"):
        (tmp_path / name).write_text(f"geheim {name}", encoding="utf-8")
    marks = marks_path(tmp_path / "uit", sample_result.scan.name)
    marks.parent.mkdir(parents=True)
    marks.write_text("ERF-1,echt", encoding="utf-8")
    named = {"calibrated": {"a": "geijkt.yaml"}, "expertsessie": {"b": "sessie.yaml"}}
    catalog = load_catalog(definitions_folder() / "layers", definitions_folder() / "scans" / "themes")
    scan = sample_result.scan.model_copy(update=named)
    return Asked(command="scan", scan=scan, folder=tmp_path, catalog=catalog, workbook=tmp_path / "werkboek.xlsx")


def hashes(folder):
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("changes", "purposes"),
    [
        ({"profile": "partner"}, PURPOSES),
        ({"profile": "toezicht"}, PURPOSES),
        ({"profile": "toezicht", "hide_score": True}, PURPOSES - {"oordelen"}),
        ({"profile": "open"}, PURPOSES - {"oordelen"}),
    ],
)
def test_only_partners_see_the_hash_of_a_file_that_people_filled_in(
    sample_result, result_with, asked, changes, purposes
):
    others = run_record(asked, result_with(sample_result, **changes), asked.folder / "uit", ())["other_inputs"]
    assert {one["purpose"] for one in others} == purposes
    told = json.dumps(others)
    seen = {digest for digest in hashes(asked.folder) if digest in told}
    assert seen == (hashes(asked.folder) if changes["profile"] == "partner" else set())
    assert all(OtherInput.model_validate(one) for one in others)


def test_a_check_says_which_files_it_cannot_compare(sample_result, result_with, asked, tmp_path):
    result = result_with(sample_result, profile="open")
    record = run_record(asked, result, tmp_path / "uit", ())
    facts = FactsOf(tuple(OtherInput.model_validate(one) for one in record["other_inputs"]), result.scan)
    places = (tmp_path, tmp_path / "uit", tmp_path / "uit" / result.scan.name / "manifest.json")
    places[2].parent.mkdir()
    found = list(check_inputs(facts, asked.catalog, *places))
    assert {one.verdict for one in found} == {"let op"}
    assert sum("noemt het manifest haar sha256 niet" in one.text for one in found) == len(facts.other_inputs) == 3
    (tmp_path / "sessie.yaml").unlink()
    faults = [one.text for one in check_inputs(facts, asked.catalog, *places) if one.verdict == "fout"]
    assert faults == ["expertsessie sessie.yaml: ontbreekt"]


class FactsOf:
    """As much of a manifest as a check of inputs reads."""

    def __init__(self, others, scan):
        self.other_inputs, self.scan, self.every_input = others, scan, ()


@pytest.mark.parametrize("profile", ["open", "toezicht", "partner"])
def test_weights_of_a_session_and_of_cases_have_a_hash_for_partners_only(
    sample_result, evidence_result, result_with, profile
):
    session = WeightSession(
        soort="expertsessie",
        scan="proef",
        thema="erven",
        peildatum="2026-01-01",
        gemaakt="2026-01-02",
        weights={"a": 1},
    )
    source = evidence_result if profile == "toezicht" else sample_result
    result = result_with(source, profile=profile)
    object.__setattr__(result, "session", session)
    record = json.dumps(manifest(release(result, version="1"), result, seeds={}, created=NOW))
    digest = hashlib.sha256(json.dumps(session.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
    assert (digest in record) == (profile == "partner")
    assert "evidence_sha256" not in record
    assert ('"calibration"' in record) == (profile == "toezicht")
    assert '"gemaakt": "2026-01-02"' in record
