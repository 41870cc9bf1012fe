"""Artefacts for auditors: valid forms, nothing made up, and every column with its access."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from pydantic import ValidationError

from geo_risico.core.accountability_specs import AccountabilitySpec, TitleLink
from geo_risico.governance.columns import column_facts
from geo_risico.io.write_tables import area_table, location_details
from geo_risico.reports.accountability.algoritmeregister import definition, register_entry, register_problems
from geo_risico.reports.accountability.assessments import ai_act, assessment, rekenkamer
from geo_risico.reports.accountability.facts import MISSING
from geo_risico.scan.accountability import accountability_files

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
FULL = AccountabilitySpec(
    organisatie="Provincie Voorbeeld",
    contact_email="algoritmen@voorbeeld.example",
    status="In ontwikkeling",
    publicatiecategorie="Impactvolle algoritmes",
    proportionaliteit="Een bezoek zonder keuze kost meer en raakt meer mensen.",
    menselijke_tussenkomst="Een toezichthouder kiest.",
    wettelijke_grondslagen=({"titel": "Gemeentewet", "link": "https://wetten.example/gemeentewet"},),
    impacttoetsen=({"titel": "DPIA"},),
)


def reference(name):
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip(f"{path} is er niet: de beschrijving van de overheid staat naast het project")
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_rules_are_those_of_the_standard():
    published, ours = reference("algoritmeregister_v1_0.schema.json")["properties"], definition()["fields"]
    assert set(ours) == set(published)
    for name, field in published.items():
        assert ours[name].get("length") == field.get("max_length"), name
        assert bool(ours[name].get("required")) is (field.get("required") is True), name
        assert ours[name].get("values") == field.get("permitted_values"), name
        for key, item in field.get("items", {}).items():
            own = ours[name]["items"][key]
            assert (own.get("length"), bool(own.get("required"))) == (item.get("max_length"), item["required"]), key


def test_a_filled_in_entry_is_accepted_and_a_bare_one_says_what_is_missing(sample_release):
    assert register_problems(register_entry(sample_release, FULL)) == []
    bare = register_entry(sample_release, AccountabilitySpec())
    assert register_problems(bare) == [
        f"{name}: leeg; dit veld is verplicht"
        for name in ("organization", "status", "contact_email", "publication_category")
    ]
    assert MISSING not in json.dumps(bare)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": "x" * 101}, "name: 101 tekens; verwacht ten hoogste 100"),
        ({"status": "Klaar"}, "status: 'Klaar'; verwacht een van In ontwikkeling, In gebruik, Buiten gebruik"),
        ({"category": ["Vrede"]}, "category[1]: 'Vrede'; verwacht een van"),
        ({"category": "Recht"}, "category: 'Recht'; verwacht een lijst"),
        ({"lawful_basis_grouping": [{"title": "Wet"}]}, "lawful_basis_grouping[1].link: leeg"),
        ({"lawful_basis_grouping": ["Wet"]}, "lawful_basis_grouping[1]: 'Wet'; verwacht title en link"),
        ({"eigenaar": "x"}, "eigenaar: geen veld"),
        ({"goal": 3}, "goal: '3'; verwacht tekst"),
    ],
)
def test_a_wrong_entry_is_refused_by_field(sample_release, change, problem):
    found = register_problems({**register_entry(sample_release, FULL), **change})
    assert any(line.startswith(problem) for line in found), found


def test_long_texts_are_cut_at_a_word(sample_release):
    meta = dataclasses.replace(sample_release.meta, doel="woord " * 600)
    entry = register_entry(dataclasses.replace(sample_release, meta=meta), FULL)
    assert len(entry["goal"]) <= 2500
    assert entry["goal"].endswith("woord ...")
    assert register_problems(entry) == []


@pytest.mark.parametrize("kind", ["dpia", "iama"])
@pytest.mark.parametrize("spec", [FULL, AccountabilitySpec()], ids=["filled", "bare"])
def test_assessments_fit_the_form(sample_release, kind, spec):
    content = assessment(kind, sample_release, spec, NOW)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    schema = reference("par_assessment-output.v2.schema.json")
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(content)
    texts = [answer["value"] for answer in content["answers"].values()]
    assert not any("{" in text for text in texts)
    assert any(MISSING in text for text in texts)
    assert "completedTasks" not in content["metadata"]


def test_what_the_organisation_says_is_used_and_nothing_is_made_up(sample_release):
    full, bare = (json.dumps(rekenkamer(sample_release, spec)) for spec in (FULL, AccountabilitySpec()))
    assert full.count(MISSING) < bare.count(MISSING)
    assert "Een toezichthouder kiest." in full
    perspectives = {row["perspectief"] for row in rekenkamer(sample_release, FULL)}
    assert perspectives == {"Sturing en verantwoordelijkheid", "Model en data", "Privacy", "IT-beheer", "Ethiek"}
    assert {row["id"] for row in ai_act(sample_release, FULL)} >= {"art_5_1_d", "art_6_4"}
    assert set(AccountabilitySpec().missing) - set(FULL.missing) >= {"organisatie", "status"}
    with pytest.raises(ValidationError):
        AccountabilitySpec(contact_email="geen adres")


@pytest.mark.parametrize("profile", ["sample_release", "open_release", "toezicht_release"])
def test_texts_claim_nothing_that_the_profile_does_not_show(request, profile):
    release = request.getfixturevalue(profile)
    bare = AccountabilitySpec()
    dpia = {task: answer["value"] for task, answer in assessment("dpia", release, bare, NOW)["answers"].items()}
    has_restricted = any(item.access != "open" and item.status == "present" for item in release.provenance)
    assert ("geen laag met beperkte toegang" in dpia["12.4"]) is not has_restricted
    proofs = {row["vraag"]: row for row in rekenkamer(release, bare)}
    shows_places = release.locations is not None
    assert ("locaties.parquet" in proofs["Hoe zeker is de uitkomst?"]["bewijs"]) is shows_places
    assert ("geen losse plekken" in dpia["2.3"]) is not shows_places
    assert "zegt dat niet" in proofs["Is de score getoetst?"]["antwoord"]
    human = {row["id"]: row["oordeel"] for row in ai_act(release, bare)}["art_26"]
    assert human == MISSING
    assert {row["id"]: row["oordeel"] for row in ai_act(release, FULL)}["art_26"] == "ingevuld door de organisatie"


def test_titles_without_an_address_are_kept_in_the_texts(sample_release):
    titles = [{"titel": "DPIA gebiedsscan"}, {"titel": "IAMA", "link": "https://voorbeeld.example/iama"}]
    spec = FULL.model_copy(update={"impacttoetsen": tuple(TitleLink.model_validate(each) for each in titles)})
    entry = register_entry(sample_release, spec)
    assert entry["impacttoetsen"] == "DPIA gebiedsscan"
    assert entry["impacttoetsen_grouping"] == [{"title": "IAMA", "link": "https://voorbeeld.example/iama"}]
    assert register_problems(entry) == []


@pytest.mark.parametrize("profile", ["sample_release", "open_release", "toezicht_release"])
def test_files_of_each_profile(request, profile):
    release = request.getfixturevalue(profile)
    files = accountability_files(release, _Scan(FULL), NOW)
    report = json.loads(files["verantwoording/privacyrapport.json"])
    columns = json.loads(files["verantwoording/gegevenswoordenboek.json"])
    assert all(report["toetsen"].values())
    assert report["persoonskolommen_in_uitvoer"] == []
    written = {row["bestand"] for row in columns}
    assert ("locaties.parquet" in written) is (release.locations is not None)
    assert {row["kolom"] for row in columns if row["bestand"] == "gebieden.parquet"} == {*area_table(release), "bbox"}
    text = "".join(files.values())
    if profile == "open_release":
        assert not any(str(name) in text for name in request.getfixturevalue("sample_result").locations.frame.index)
    assert files["verantwoording/gegevenswoordenboek.csv"].startswith("\ufeffbestand;kolom")


class _Scan:
    def __init__(self, spec):
        self.verantwoording = spec


def test_the_access_of_a_column_follows_what_it_rests_on(sample_release):
    strict = next(fact for fact in sample_release.facts if fact.status == "present")
    facts = tuple(
        dataclasses.replace(fact, access="restricted") if fact is strict else fact for fact in sample_release.facts
    )
    release = dataclasses.replace(sample_release, facts=facts)
    frame = location_details(release)
    access = {fact.name: fact.access for fact in column_facts(release, frame)}
    assert access[strict.name] == "restricted"
    assert {access["score"], access["class"], access[f"bijdrage_{strict.name}"]} == {"restricted"}
    others = {fact.name for fact in facts if fact.status == "present"} - {strict.name}
    assert {access[name] for name in others} == {"open"}
    assert {access[f"bijdrage_{name}"] for name in others} == {"restricted"}
    kinds = {fact.name: fact.personal for fact in column_facts(release, frame.assign(bsn="1"))}
    assert (kinds["label"], kinds["score"], kinds["bsn"]) == ("indirect", "geen", "persoon")
    assert column_facts(release, pd.DataFrame({"x": [1.0, None]}))[0].known_count == 1
