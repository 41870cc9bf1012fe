"""A fleet gives every location what one scan of all gemeenten gives it, and does nothing twice."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import pytest

_SPEC = importlib.util.spec_from_file_location("vloot_sample", Path(__file__).with_name("vloot_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


ONE = ("--werkers", 1)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Four gemeenten by fleet and by one scan, each with a window in which all data lie."""
    folder = tmp_path_factory.mktemp("vloot")
    area = {"gemeenten": list(sample.CODES), "buffer_m": 25_000}
    path = sample.region(folder, layers=(*sample.FEW, "opritten", "gewaspercelen", "casussen", "bezoeken"), area=area)
    words = ("--uit", folder / "uit", "--cache", folder / "cache", "--zonder-kaarten")
    first = sample.vloot(path, *words)
    assert first.returncode == 0, first.stderr
    return {"folder": folder, "path": path, "words": (*words, *ONE), "first": first, "out": folder / "uit" / "regio"}


def test_every_figure_is_that_of_one_scan_of_all_gemeenten(world):
    ours = sample.places(world["out"])
    theirs = sample.scan(world["path"], world["folder"] / "cache")
    assert ours.index.equals(theirs.index)
    assert len(ours) > 100
    assert ours["gemeente_code"].nunique() == len(sample.CODES)
    assert set(ours.columns) == set(theirs.columns)
    assert sample.differences(ours, theirs) == []
    assert ours["class_all"].nunique() >= 5


def test_scores_are_still_explained_by_base_and_contributions(world):
    ours = sample.places(world["out"])
    parts = ours.filter(like="bijdrage_").sum(axis=1)
    known = ours["score"].notna()
    assert (ours["base"] + parts - ours["score"])[known].abs().max() < 1e-12


def test_pages_name_every_gemeente_and_lead_to_files_that_are_there(world):
    page = (world["out"] / "index.html").read_text(encoding="utf-8")
    assert "FICTIEF" in page
    assert "VERTROUWELIJK" in page
    for code in sample.CODES:
        assert code in page
        assert (world["out"] / "gemeenten" / f"regio_{code.lower()}" / "informatiebeeld.html").is_file()
    for name in ("kaart.html", "informatiebeeld.html", "informatiebeeld.pdf", "gemeenten.csv", "gebieden.parquet"):
        assert (world["out"] / name).is_file(), name
    record = json.loads((world["out"] / "manifest.json").read_text(encoding="utf-8"))
    assert {one["uitkomst"] for one in record["gemeenten"].values()} == {"gelukt"}
    assert not list(world["out"].rglob("*.nieuw"))


def test_what_was_taken_away_is_made_again_and_nothing_else(world):
    gone = world["out"] / "locaties" / "gemeente_code=GM9997" / "deel.parquet"
    content, others = gone.read_bytes(), sorted(world["out"].glob("locaties/*/deel.parquet"))
    before = {path: path.stat().st_mtime_ns for path in others if path != gone}
    gone.unlink()
    again = sample.vloot(world["path"], *world["words"])
    assert "4 gemeenten klaar (3 ongewijzigd), 0 mislukt" in again.stdout
    assert gone.read_bytes() == content
    assert sorted(world["out"].glob("locaties/*/deel.parquet")) == others
    assert before == {path: path.stat().st_mtime_ns for path in others if path != gone}


def test_fewer_gemeenten_are_compared_anew_and_leave_the_dataset(world, tmp_path):
    words = ("--gemeenten", "GM9998,Nieuwpolder", "--uit", tmp_path, "--cache", world["folder"] / "cache")
    done = sample.vloot(world["path"], *words, "--zonder-kaarten", *ONE)
    assert done.returncode == 0, done.stderr
    ours = sample.places(tmp_path / "regio")
    assert set(ours["gemeente_code"].astype(str)) == {"GM9998", "GM9999"}
    ranks = ours["percentile_all"].dropna()
    assert ranks.max() > 0.99
    assert not ours["percentile_all"].equals(sample.places(world["out"]).loc[ours.index, "percentile_all"])


def test_an_open_run_has_areas_and_no_places(world, tmp_path):
    path = sample.region(tmp_path, "openbaar", sample.FEW, profile="open")
    words = ("--gemeenten", ",".join(sample.CODES[:2]), "--zonder-kaarten", *ONE)
    words += ("--uit", tmp_path / "uit", "--cache", world["folder"] / "cache")
    done = sample.vloot(path, *words)
    assert done.returncode == 0, done.stderr
    out = tmp_path / "uit" / "openbaar"
    assert not (out / "locaties").exists()
    assert "VERTROUWELIJK" not in (out / "index.html").read_text(encoding="utf-8")
    whole = gpd.read_parquet(out / "gebieden.parquet").set_index(["soort", "code"])
    for code in sample.CODES[:2]:
        one = gpd.read_parquet(out / "gemeenten" / f"openbaar_{code.lower()}" / "gebieden.parquet")
        one = one[one["soort"].isin(["gemeenten", "wijken"])].set_index(["soort", "code"])
        assert one["location_count"].equals(whole.loc[one.index, "location_count"])


def test_two_runs_in_one_folder_are_refused(world):
    from geo_risico.io.locks import held  # noqa: PLC0415 - only here

    with held(world["out"] / ".vloot.slot") as mine:
        assert mine
        done = sample.vloot(world["path"], *world["words"])
    assert done.returncode == 2
    assert "andere vloot bezig" in done.stderr


def test_a_border_through_a_row_of_erven_gives_every_location_once(tmp_path):
    path, _ = sample.cut_in_two(tmp_path, tmp_path / "cache")
    words = ("--uit", tmp_path / "uit", "--cache", tmp_path / "cache")
    done = sample.vloot(path, *words, "--zonder-kaarten", *ONE)
    assert done.returncode == 0, done.stderr
    ours = sample.places(tmp_path / "uit" / "gedeeld")
    theirs = sample.scan(path, tmp_path / "cache")
    assert ours.index.is_unique
    assert ours.index.equals(theirs.index)
    assert sample.differences(ours, theirs) == []
    for code in (sample.WEST, sample.EAST):
        single = sample.scan(sample.alone(path, code), tmp_path / "cache")
        mine = ours[ours["gemeente_code"].astype(str).eq(code)]
        assert mine.index.equals(single.index)
        raw = [name.removeprefix("bijdrage_") for name in single.columns if name.startswith("bijdrage_")]
        assert sample.differences(mine[["score", *raw, "geometry"]], single[["score", *raw, "geometry"]], 0) == []
