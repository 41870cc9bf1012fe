"""What crews get shows nothing of why a location is on the list; the route fits in the hours before the seal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.errors import DataError
from geo_risico.core.results import Layers
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION
from geo_risico.inspection.choose import Limits
from geo_risico.scan.choose import ChoiceAsked, choose_from
from geo_risico.scan.choose_crew import crew_files
from geo_risico.scan.choose_days import CrewDay, CrewTime, crew_days, plan_draw

_SPEC = importlib.util.spec_from_file_location("pdf_checks", Path(__file__).parents[1] / "pdf_checks.py")
pdf = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pdf)

NOW = dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC)
LAYERS = Layers(frames={}, provenance={})
TELLING = (
    "verkenning",
    "stratum",
    "inclusion",
    "trekkingskans",
    "geloot",
    "loting",
    "steekproef",
    "seed",
    "witte vlek",
)
RANKS = ("percentiel", "klasse", "hoogste")


@pytest.fixture(scope="module")
def hidden(sample_result, tmp_path_factory):
    """A blind choice of eight locations, half of them by draw."""
    limits = Limits(count=8, exploration=0.5)
    asked = ChoiceAsked(limits=limits, zone="gemeente", seed=5, blind=True)
    return choose_from(sample_result, LAYERS, asked, uit=tmp_path_factory.mktemp("uit"), moment=NOW, step=str)


def said(content):
    """All text that a file holds, for people and for programs."""
    if not content.startswith(b"%PDF"):
        return content.decode("utf-8")
    source = pdf.reader(content)
    meta = source.trailer["/Root"]["/Metadata"].get_object().get_data().decode("utf-8", "replace")
    titles = [title for _, title, _ in pdf.bookmarks(content)]
    info = [str(value) for value in (source.metadata or {}).values()]
    return pdf.flat(" ".join([*pdf.page_texts(content), *titles, *pdf.alt_texts(content), *info, meta]))


def test_no_file_of_the_crew_names_the_arm_the_chance_or_a_score(hidden):
    crew = hidden.folder / "ploeg"
    values = hidden.choice.chosen[["score", "percentile"]].to_numpy().ravel()
    shown = {f"{value:.2f}" for value in values if value < 1} | {f"{value:.2f}".replace(".", ",") for value in values}
    for path in (path for path in crew.rglob("*") if path.is_file()):
        text = said(path.read_bytes())
        assert len(text) > 100, path
        words = [word for word in (*TELLING, *RANKS) if word in text.lower()]
        assert words == [], path
        if path.suffix == ".pdf":
            assert not shown & set(text.split()), path


def test_other_arms_give_the_same_bytes(hidden, sample_result):
    days = hidden.days
    swapped = hidden.choice.rows.assign(
        arm=hidden.choice.rows["arm"].map({BY_SCORE: EXPLORATION, EXPLORATION: BY_SCORE, "": ""}),
        inclusion_probability=0.5,
        stratum="een ander",
    ).sample(frac=1, random_state=1)
    other = dataclasses.replace(hidden.choice, rows=swapped, settings={})
    assert crew_days(other.chosen, sample_result, LAYERS, CrewTime()) == days
    files = crew_files(sample_result, LAYERS, other, str, days=days, is_blind=True)
    assert len(files) == 8
    for name, content in files.items():
        assert (hidden.folder / name).read_bytes() == (content if isinstance(content, bytes) else content.encode()), (
            name
        )


def test_scores_that_are_shown_stand_on_the_sheets_and_never_on_the_list(hidden, sample_result):
    files = crew_files(sample_result, LAYERS, hidden.choice, str, days=hidden.days, is_blind=False)
    assert "Op de locatiebladen staan scores" in files["ploeg/LEESMIJ.txt"]
    for name in ("json", "gpx", "csv"):
        assert (hidden.folder / f"ploeg/bezoeklijst.{name}").read_bytes() == files[f"ploeg/bezoeklijst.{name}"].encode()
    text = said(files["ploeg/bezoeklijst.pdf"])
    assert [word for word in (*TELLING, *RANKS) if word in text.lower()] == []
    assert files["ploeg/locatiebladen.pdf"] != (hidden.folder / "ploeg/locatiebladen.pdf").read_bytes()


def test_the_route_fits_in_the_hours_before_the_list_is_sealed(sample_result, tmp_path):
    time = CrewTime(days=2, hours=2.5, per_day=4)
    asked = ChoiceAsked(limits=Limits(count=30, exploration=0.3), zone="gemeente", seed=2, time=time, blind=True)
    done = choose_from(sample_result, LAYERS, asked, uit=tmp_path, moment=NOW, step=str)
    assert len(done.days) <= 2
    assert all(day.minutes <= 150 and len(day.places) <= 4 for day in done.days)
    names = sorted(name for day in done.days for _, name in day.places)
    assert names == list(done.choice.chosen.index)
    assert len(names) == done.choice.settings["passend"] < 30
    assert done.choice.rows["inclusion_probability"].sum() == pytest.approx(len(names), abs=1e-6)
    assert any("voor het verzegelen ingekort van 30 tot" in line for line in done.warnings)


def test_a_draw_that_does_not_fit_is_done_again_and_counted(hidden):
    rows = hidden.choice.rows.drop(columns=["arm", "inclusion_probability", "stratum"])
    sizes = []

    def divide(chosen):
        sizes.append(len(chosen))
        fits = {1: 6, 3: 5}.get(len(sizes), len(chosen))
        places = tuple(("", str(name)) for name in chosen.index)
        return (CrewDay(places=places[:fits], minutes=60.0), CrewDay(places=places[fits:], minutes=60.0))

    found = plan_draw(rows, Limits(count=9), frozenset(), np.random.default_rng(1), CrewTime(hours=4), divide)
    assert sizes == [9, 6, 6, 5]
    assert (found.count, found.redrawn) == (5, 1)
    with pytest.raises(DataError, match="geen enkel bezoek past"):
        plan_draw(
            rows, Limits(count=9), frozenset(), np.random.default_rng(1), CrewTime(hours=0.1),
            lambda chosen: tuple(CrewDay(places=(("", str(name)),), minutes=30.0) for name in chosen.index),
        )  # fmt: skip
