"""A sealed choice from a scan to files: what a crew gets, and what is refused."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json

import pytest

from geo_risico.cli.kies import _report
from geo_risico.core.errors import DataError, OutputError
from geo_risico.core.results import Layers
from geo_risico.inspection.choose import Limits
from geo_risico.io import choices
from geo_risico.io.choices import choices_of, read_choice
from geo_risico.io.retention import output_folders
from geo_risico.scan.choose import ChoiceAsked, choose_from
from geo_risico.scan.choose_days import CrewTime

NOW = dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC)
LAYERS = Layers(frames={}, provenance={})
TELLING = (b"verkenning", b"stratum", b"inclusion", b"trekkingskans", b"geloot")


def made(result, folder, **changes):
    limits = Limits(count=changes.pop("count", 8), exploration=changes.pop("exploration", 0.5))
    asked = ChoiceAsked(limits=limits, zone="gemeente", **changes)
    return choose_from(result, LAYERS, asked, uit=folder, moment=NOW, step=lambda _: None)


@pytest.fixture(scope="module")
def blind(sample_result, tmp_path_factory):
    return made(sample_result, tmp_path_factory.mktemp("uit"), blind=True, time=CrewTime(days=2), seed=3)


def test_the_sealed_part_is_read_back_with_every_chance(blind, sample_result):
    choice = read_choice(blind.folder)
    assert choice.seal == blind.choice.seal
    assert set(sample_result.scores.index) <= set(choice.rows.index)
    assert choice.rows["inclusion_probability"].sum() == pytest.approx(len(choice.chosen), abs=1e-6)


def test_crews_get_exactly_the_chosen_locations_and_nothing_that_tells_the_arm(blind):
    crew = blind.folder / "ploeg"
    files = [path for path in crew.rglob("*") if path.is_file()]
    assert {path.relative_to(crew).as_posix() for path in files} >= {
        "LEESMIJ.txt", "bevindingen.csv", "locatiebladen.pdf", "dag_1/bezoeklijst.pdf", "dag_2/bezoeklijst.gpx",
    }  # fmt: skip
    for path in files:
        content = path.read_bytes().lower()
        assert not any(word in content for word in TELLING), path
    form = list(csv.DictReader(io.StringIO((crew / "bevindingen.csv").read_text(encoding="utf-8-sig")), delimiter=";"))
    assert sorted(row["location_id"] for row in form) == list(blind.choice.chosen.index)
    assert {row["keuze_id"] for row in form} == {blind.choice.keuze_id}
    assert all(row["uitkomst"] == "" for row in form)


def test_zones_have_names_and_those_without_a_visit_are_told(sample_result, tmp_path, capsys):
    found = made(sample_result, tmp_path, count=1, exploration=0.0, seed=3)
    names = sample_result.aggregates["gemeenten"]["naam"]
    _report(found, [])
    shown = " ".join(capsys.readouterr().out.split())
    assert "1 bezoek verzegeld" in shown
    assert "09:00:00 (Nederlandse tijd)" in shown
    own = found.choice.chosen["gemeente_code"].iloc[0]
    assert f"zone {names[own]} ({own}): 1 bezoek (verwacht" in shown
    rest = set(found.choice.rows["gemeente_code"]) - {own, ""}
    assert rest
    assert "zones zonder bezoek:" in shown
    assert all(f"({code})" in shown or code not in names for code in rest)
    kept = json.loads((found.folder / "bewaartermijn.json").read_text(encoding="utf-8"))
    assert kept["keuze_id"] == found.choice.keuze_id
    assert [item.folder for item in output_folders(tmp_path)] == [found.folder]


def test_the_same_seed_gives_the_same_list_elsewhere(blind, sample_result, tmp_path):
    again = made(sample_result, tmp_path, blind=True, time=CrewTime(days=2), seed=3)
    assert again.choice.seal == blind.choice.seal
    assert [path.name for path in again.files] == [path.name for path in blind.files]
    form = "ploeg/bevindingen.csv"
    assert (again.folder / form).read_bytes() == (blind.folder / form).read_bytes()


def test_nobody_can_predict_the_seed_and_places_that_come_back_are_told(sample_result, tmp_path):
    done = [made(sample_result, tmp_path, blind=True) for _ in range(3)]
    seeds = [read_choice(path).seed for path in choices_of(tmp_path, sample_result.scan.name)]
    assert seeds == [item.choice.seed for item in done]
    assert len({*seeds, sample_result.scan.seed}) == 4
    assert any("elk van de laatste 3 lijsten" in line for line in done[-1].warnings)
    again = made(sample_result, tmp_path / "elders", blind=True, seed=seeds[0])
    assert again.choice.rows["arm"].equals(done[0].choice.rows["arm"])


def test_without_room_nothing_is_left(sample_result, tmp_path, monkeypatch):
    def full(*_):
        raise OutputError("de schijf is vol")

    monkeypatch.setattr(choices, "extend_chain", full)
    with pytest.raises(OutputError, match="vol"):
        made(sample_result, tmp_path, blind=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_unknown_kind_is_refused_with_those_that_are_there(sample_result, tmp_path):
    asked = ChoiceAsked(limits=Limits(count=5, per_kind={"kasteel": 1}), zone="gemeente")
    with pytest.raises(DataError, match="kasteel: deze soort is er niet; verwacht een van"):
        choose_from(sample_result, LAYERS, asked, uit=tmp_path, moment=NOW, step=lambda _: None)


def test_gemeenten_are_not_visited(sample_result, tmp_path):
    theme = sample_result.theme.model_copy(update={"locations": "gemeenten"})
    whole = dataclasses.replace(sample_result, theme=theme, beside=())
    with pytest.raises(DataError, match="geen van de thema's heeft locaties om te bezoeken"):
        made(whole, tmp_path)


def test_all_that_is_wrong_is_told_at_once(run, tmp_path):
    code, _, said = run(
        "kies", "scans/nieuwpolder.yaml", "--bezoeken", "0", "--verkenning", "2", "--zone", "straat",
        "--per-soort", "jachthaven=veel", "--niet-sinds", "gisteren", "--thema", "bos", "--uit", tmp_path,
    )  # fmt: skip
    assert code == 2
    for option in ("--bezoeken 0", "--verkenning 2", "--zone straat", "--per-soort", "--niet-sinds", "--thema bos"):
        assert option in said


def test_profile_open_is_refused(run, tmp_path):
    code, _, said = run("kies", "scans/nieuwpolder_open.yaml", "--uit", tmp_path)
    assert code == 2
    assert "profiel open" in said
