"""Command simuleer: every way of choosing on the fictitious gemeente, its files and its words."""

import csv
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from typer.testing import CliRunner

from geo_risico.cli.app import app
from geo_risico.core.errors import DataError
from geo_risico.core.simulation import Simulation, WayOutcome
from geo_risico.reports.simulatie_words import reading, title
from geo_risico.scan.simulate import Asked, fictitious_terrain, run_simulation, save_simulation

NAMES = ("simulatie.csv", "simulatie.html", "simulatie.svg")
QUICK = Asked(rounds=2, visits=10, runs=1, seed=3)


def quiet(_text):
    """Answer to a step."""


@pytest.fixture(scope="module")
def found():
    """What the command runs by default: the mean of fewer runs is no sure thing."""
    return run_simulation(Asked(), quiet)


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    uit = tmp_path_factory.mktemp("uit")
    save_simulation(found, uit)
    return uit / "simulatie"


def test_zones_hold_as_many_places_and_all_of_the_truth():
    terrain, zones = fictitious_terrain()
    assert len(zones) == len(set(zones)) == len(terrain.size) == 12
    assert terrain.size.max() - terrain.size.min() <= 2
    assert terrain.true_share.sum() == pytest.approx(1)


def test_following_hotspots_runs_away_from_the_truth(found):
    greedy = found.way("hotspot", explored=False, corrected=False)
    assert greedy.gap_share(found.true_share) > 0.15
    assert greedy.run_gap_share(found.true_share) > 0.5
    assert greedy.seen_share < 0.25


@pytest.mark.parametrize("lead", ["hotspot", "score", "urn"])
def test_corrected_shares_are_within_five_points_of_the_truth(found, lead):
    corrected = found.way(lead, explored=True, corrected=True)
    assert corrected.gap_share(found.true_share) < 0.05
    assert corrected.gap_share(found.true_share) < corrected.run_gap_share(found.true_share)


@pytest.mark.parametrize("lead", ["hotspot", "score", "urn"])
def test_exploration_brings_more_zones_into_sight(found, lead):
    greedy = found.way(lead, explored=False, corrected=False)
    explored = found.way(lead, explored=True, corrected=False)
    assert explored.seen_share > greedy.seen_share + 0.1
    assert explored.seen_share == pytest.approx(1, abs=0.02)
    assert (np.diff(explored.seen, axis=1) >= 0).all()


def test_the_page_says_what_it_shows_without_any_outside_source(found, folder):
    page = (folder / "simulatie.html").read_text(encoding="utf-8")
    assert page.count("FICTIEF") >= 4
    assert not re.findall(r"(?:src|href)=\"(?!#)[^\"]", page)
    assert "<script" not in page
    assert page.count('<th scope="row">') == len(found.ways) + len(found.zones)
    for way in found.ways:
        assert f"{title(way)}</th>" in page
    for line in reading(found):
        assert line in page


def test_the_plot_is_a_file_of_its_own_with_words_for_it(found, folder):
    root = ET.parse(folder / "simulatie.svg").getroot()  # noqa: S314 - written one call up
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert all(title(way) in root.get("aria-label") for way in found.ways)
    assert "FICTIEF" in "".join(root.itertext())


def test_the_table_holds_every_round_of_every_way(found, folder):
    with (folder / "simulatie.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found.ways) * found.rounds * (2 + len(found.zones))
    hits = sum(float(row["gemiddeld"]) for row in rows[: found.rounds * 14] if row["maat"] == "vondsten")
    assert hits == pytest.approx(found.ways[0].hit_count, rel=1e-4)
    assert {row["is_fictief"] for row in rows} == {"ja"}


def outcome(lead, level, hits, shares):
    """A way of choosing of two runs and one round; ``level`` 0 greedy, 1 explored, 2 corrected."""
    return WayOutcome(
        lead=lead,
        exploration=0.2 if level else 0.0,
        corrected=level == 2,
        believed=np.array([[shares], [shares]], dtype=float),
        hits=np.array([[hits - 1.0], [hits + 1.0]]),
        seen=np.full((2, 1), 0.25 + 0.25 * level),
    )


def test_words_follow_the_figures():
    hits = {"hotspot": (40, 40, 50), "score": (40, 40, 20), "urn": (40, 40, 41)}
    made = Simulation(
        place="Ergens",
        place_count=50,
        zones=("A1", "A2", "A3"),
        true_share=np.array([0.3, 0.5, 0.2]),
        ways=tuple(
            outcome(lead, level, hits[lead][level], ((0.1, 0.6, 0.3), (0.2, 0.57, 0.23), (0.28, 0.51, 0.21))[level])
            for lead in hits
            for level in range(3)
        ),
        visits=9,
        seed=1,
    )
    told = " ".join(reading(made))
    assert "komt in 25% van de zones en telt na 1 ronde 10% van de vondsten in zone A1; in werkelijkheid" in told
    assert "Met 20% verkenning gaat het deel van de zones waar iemand komt bij de hotspots van 25% naar 50%" in told
    assert "bij de hotspots van 10,0 punten naar 2,0 punten" in told
    assert "bij de hotspots 25% meer (50 tegen 40), bij de hoogste scores 50% minder (20 tegen 40)" in told
    assert "geen duidelijk verschil (41 tegen 40)" in told
    assert "vindt er 49 tot 51" in told


def test_same_seed_same_bytes_by_command_and_by_function(tmp_path):
    words = ["simuleer", "--uit", str(tmp_path / "een"), "--rondes", "2", "--bezoeken", "10", "--herhalingen", "1"]
    done = CliRunner().invoke(app, [*words, "--seed", "3"])
    assert done.exit_code == 0, done.output
    assert "FICTIEF" in done.output
    assert "geen duidelijk verschil" in " ".join(done.output.split())
    again = save_simulation(run_simulation(QUICK, quiet), tmp_path / "twee")
    assert tuple(path.name for path in again) == NAMES
    for path in again:
        assert path.read_bytes() == (tmp_path / "een" / "simulatie" / path.name).read_bytes()


def test_another_seed_gives_other_rounds():
    one, other = (run_simulation(Asked(rounds=2, visits=10, runs=1, seed=seed), quiet) for seed in (3, 4))
    assert not np.array_equal(one.ways[0].believed, other.ways[0].believed)


def test_impossible_settings_come_together_in_dutch():
    with pytest.raises(DataError) as caught:
        run_simulation(Asked(rounds=0, visits=3, runs=0, seed=-1), quiet)
    assert [line.split(":")[0] for line in caught.value.problems] == [
        "--rondes 0",
        "--bezoeken 3",
        "--herhalingen 0",
        "--seed -1",
    ]
    with pytest.raises(DataError, match=r"--bezoeken 600: verwacht 4 .* tot 515 "):
        run_simulation(Asked(visits=600), quiet)


@pytest.mark.parametrize(
    ("words", "text"),
    [(["--rondes", "0"], "rondes"), (["--herhalingen", "9999"], "herhalingen"), (["--seed", "x"], "seed")],
)
def test_wrong_options_are_refused(words, text, tmp_path):
    done = CliRunner().invoke(app, ["simuleer", "--uit", str(tmp_path), *words])
    assert done.exit_code == 2
    assert text in done.output
    assert not list(tmp_path.iterdir())
