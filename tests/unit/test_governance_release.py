import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

from geo_risico.core.errors import ReleaseError
from geo_risico.core.results import Provenance
from geo_risico.governance import manifest, release
from geo_risico.governance.notices import DISCLAIMER, FICTIEF, expires
from geo_risico.governance.profiles import SCORE_COLUMNS

CREATED = dt.datetime(2026, 2, 1, 12, 0, tzinfo=dt.UTC)


def facts_with(result, name, **changes):
    facts = tuple(dataclasses.replace(f, **changes) if f.name == name else f for f in result.facts)
    return dataclasses.replace(result, facts=facts)


def test_the_sample_adds_up(sample_result):
    scores = sample_result.scores
    total = scores["base"] + sample_result.contributions.sum(axis=1)
    known = scores["score"].notna()
    np.testing.assert_allclose(total[known], scores["score"][known])
    assert (scores["score_low"] <= scores["score"].fillna(0.5) + 1e-12).all()
    assert set(scores["class"]) == {"A", "B", "C", "D", "E", "onbekend"}
    assert len(scores) == 240


def test_partner_shows_everything_and_says_confidential(sample_result, sample_release):
    assert sample_release.locations.index.equals(sample_result.scores.index)
    assert set(sample_result.scores.columns) <= set(sample_release.locations.columns)
    assert sample_release.contributions is sample_result.contributions
    assert any(line.startswith("Vertrouwelijk") for line in sample_release.meta.notices)


def test_open_shows_no_location(open_release, sample_result):
    assert (open_release.locations, open_release.indicators, open_release.risks, open_release.contributions) == (
        None, None, None, None,
    )  # fmt: skip
    assert set(open_release.aggregates) == {"gemeenten", "wijken", "buurten", "vierkanten"}
    assert all(repair.examples == () for item in open_release.provenance for repair in item.repairs)
    assert any(repair.examples for item in sample_result.provenance for repair in item.repairs)


def test_open_leaves_out_background_that_shows_places(sample_result, result_with):
    panden = sample_result.locations.frame[["geometry"]]
    result = dataclasses.replace(
        result_with(sample_result, profile="open"), background={**sample_result.background, "panden": panden}
    )
    assert set(release(result, version="1").background) == {"gemeenten", "bebouwde_kom", "water", "wegen"}


def test_open_refuses_a_restricted_indicator_and_names_it(sample_result, result_with):
    result = facts_with(result_with(sample_result, profile="open"), "gewas_loss_share", access="restricted")
    with pytest.raises(ReleaseError, match="profile: partner") as caught:
        release(result, version="1")
    assert "gewas_loss_share" in str(caught.value)
    assert "gewaspercelen" in str(caught.value)


def test_open_accepts_a_restricted_indicator_that_is_absent(sample_result, result_with):
    result = facts_with(result_with(sample_result, profile="open"), "vacancy_years", access="restricted")
    assert release(result, version="1").locations is None


def test_open_refuses_a_restricted_layer_that_places_the_locations(sample_result, result_with):
    item = Provenance(layer="percelen", source="brk", title="BRK", status="present", access="restricted")
    result = result_with(sample_result, profile="open")
    with pytest.raises(ReleaseError, match="percelen"):
        release(dataclasses.replace(result, provenance=(*result.provenance, item)), version="1")


def test_partner_refuses_personal_data_but_takes_restricted(sample_result):
    restricted = facts_with(sample_result, "gewas_loss_share", access="restricted")
    assert release(restricted, version="1").locations is not None
    with pytest.raises(ReleaseError, match="persoonsgegevens"):
        release(facts_with(sample_result, "gewas_loss_share", access="personal"), version="1")
    frame = sample_result.locations.frame.assign(eigenaar_naam="x")
    locations = dataclasses.replace(sample_result.locations, frame=frame)
    with pytest.raises(ReleaseError, match="eigenaar_naam"):
        release(dataclasses.replace(sample_result, locations=locations), version="1")


def test_toezicht_takes_the_highest_known(toezicht_release, sample_result):
    scores = sample_result.scores
    chosen = toezicht_release.locations
    assert len(chosen) == sample_result.scan.toezicht_selection
    assert (chosen["class"] != "onbekend").all()
    rest = scores.drop(chosen.index)
    assert chosen["score"].min() >= rest.loc[rest["class"] != "onbekend", "score"].max()
    assert chosen["redenen"].str.len().gt(0).all()
    assert chosen["bereikbaarheid"].str.startswith("Verharding van de toegangsweg: ").all()
    for frame in (toezicht_release.indicators, toezicht_release.risks, toezicht_release.contributions):
        assert frame.index.equals(chosen.index)


def test_a_hidden_score_cannot_be_read_anywhere(sample_result, result_with, toezicht_release):
    hidden = release(result_with(sample_result, profile="toezicht", hide_score=True), version="1")
    assert set(hidden.locations.columns).isdisjoint({*SCORE_COLUMNS, "redenen"})
    assert (hidden.indicators, hidden.risks, hidden.contributions) == (None, None, None)
    assert hidden.locations.index.is_monotonic_increasing
    assert set(hidden.locations.index) == set(toezicht_release.locations.index)
    for frame in hidden.aggregates.values():
        told = frame.columns[frame.columns.str.match("count_|mean_|score_|coverage")]
        assert frame[told].isna().all(axis=None)


def test_notices_say_what_everybody_must_know(sample_release, sample_result, result_with):
    notices = sample_release.meta.notices
    assert notices[0] == FICTIEF
    assert DISCLAIMER in notices
    text = "\n".join(notices)
    for part in ("Leegstand, Percelen", "hemelsbreed", "ouder dan 12 maanden (peildatum 01-06-2021)", "23 van de 240",
                 "over de 2 gemeenten", "adresdichtheid"):  # fmt: skip
        assert part in text
    real = release(result_with(sample_result, is_fictief=False), version="1")
    assert FICTIEF not in real.meta.notices


@pytest.mark.parametrize(
    ("peildatum", "term", "last"),
    [
        (dt.date(2026, 1, 1), "12 maanden", dt.date(2027, 1, 1)),
        (dt.date(2025, 12, 31), "2 maanden", dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), "1 jaar", dt.date(2025, 2, 28)),
        (dt.date(2026, 11, 30), "1 maand", dt.date(2026, 12, 30)),
    ],
)
def test_expires(peildatum, term, last):
    assert expires(peildatum, term) == last


def test_release_changes_nothing(sample_result, result_with):
    before = {kind: frame.copy() for kind, frame in sample_result.aggregates.items()}
    release(result_with(sample_result, profile="open"), version="1")
    for kind, frame in before.items():
        assert frame.equals(sample_result.aggregates[kind])


def test_manifest_is_json_and_says_what_went_in(sample_release, sample_result):
    made = manifest(sample_release, sample_result, seeds={"gewichtsruis": 1}, created=CREATED)
    text = json.dumps(made, allow_nan=False)
    assert text == json.dumps(manifest(sample_release, sample_result, seeds={"gewichtsruis": 1}, created=CREATED))
    panden = next(item for item in made["inputs"] if item["layer"] == "panden")
    assert panden["file"] == "fictief/panden.gpkg"
    assert panden["repairs"][0]["count"] == 12
    assert (made["counts"]["locaties"], made["expires"], made["profile"]) == (240, "2027-01-01", "partner")
    assert made["scan"]["doel"] == sample_result.scan.doel


def test_the_open_manifest_tells_no_number_of_locations(open_release, sample_result):
    made = manifest(open_release, sample_result, seeds={}, created=CREATED)
    assert "locaties" not in made["counts"]
    assert made["not_written"] == ["locaties.parquet"]
    assert sum(made["suppressed"].values()) > 0
    assert not any(index in json.dumps(made) for index in sample_result.scores.index)


def test_the_catalog_hash_follows_the_definitions(sample_release, sample_result):
    first = manifest(sample_release, sample_result, seeds={}, created=CREATED)["catalog_sha256"]
    theme = sample_result.theme.model_copy(update={"minimum_coverage": 0.6})
    other = dataclasses.replace(sample_result, theme=theme)
    assert manifest(sample_release, other, seeds={}, created=CREATED)["catalog_sha256"] != first
