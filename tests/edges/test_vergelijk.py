"""``geo-risico vergelijk`` on an archive in which we know what changed."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise

import pandas as pd
import pytest

from geo_risico.scan.compare import compare
from tests.edges.vergelijk_sample import DAYS, SCAN, add_later, changed, definition, edition


@pytest.fixture(scope="module")
def uit(tmp_path_factory):
    """Folder of output with three editions under profile partner."""
    from geo_risico.cli.app import app  # noqa: PLC0415 - one scan for the module, through the command line

    folder = tmp_path_factory.mktemp("vergelijk")
    words = ["scan", str(definition(folder)), "--uit", str(folder / "uit"), "--cache", str(folder / "cache")]
    app(words, standalone_mode=False)
    add_later(folder / "uit", changed)
    return folder / "uit"


def rows_of(folder):
    return pd.read_parquet(folder / "vergelijking.parquet").set_index("location_id")


def test_every_half_year_with_the_one_before(run, uit):
    code, shown, _ = run("vergelijk", SCAN, "--alle", "--uit", uit)
    assert code == 0
    assert shown.count(" - halfjaren 20") == 2
    folders = sorted((uit / "vergelijkingen").glob(f"{SCAN}_*"))
    assert [folder.name for folder in folders] == [f"{SCAN}_{one}-1_{other}-1" for one, other in pairwise(DAYS)]
    first, second = map(rows_of, folders)
    assert first["status"].value_counts().drop("same").to_dict() == {"split": 2, "new": 1, "gone": 1}
    assert first.loc["HELFT-1", "old_ids"] == first.loc["HELFT-2", "old_ids"]
    assert "|" not in first.loc["HELFT-1", "old_ids"]
    moved = second[second["change"].abs() > 1e-12]
    assert moved["reason"].tolist() == ["world"]
    assert moved["change"].iloc[0] > 0
    for rows in (first, second):
        rest = rows["change"] - rows[["method", "data", "world"]].sum(axis=1, skipna=False)
        assert rest.abs().max() < 1e-12


def test_two_days_by_name(run, uit):
    code, _, _ = run("vergelijk", f"{SCAN}@{DAYS[0]}", f"{SCAN}@{DAYS[2]}", "--uit", uit)
    assert code == 0
    about = json.loads((uit / f"vergelijkingen/{SCAN}_{DAYS[0]}-1_{DAYS[2]}-1/vergelijking.json").read_text("utf-8"))
    assert (about["old"]["peildatum"], about["new"]["peildatum"]) == (DAYS[0], DAYS[2])
    assert about["is_fictief"] is True
    assert about["themes"][0]["reason"]["world"] == 2


def test_backwards_everything_turns_round(uit, tmp_path):
    copied = tmp_path / "uit"
    shutil.copytree(uit / "archief", copied / "archief")
    there, back = (
        rows_of(next(compare([str(edition(copied, a)), str(edition(copied, b))], copied)).files[0].parent)
        for a, b in ((DAYS[1], DAYS[2]), (DAYS[2], DAYS[1]))
    )
    for name in ("change", "world", "data", "method"):
        pd.testing.assert_series_equal(there[name], -back[name].reindex(there.index), atol=1e-12)


def test_two_processes_write_what_one_writes(uit, tmp_path):
    found = []
    for workers in (1, 2):
        copied = tmp_path / str(workers)
        shutil.copytree(uit / "archief", copied / "archief")
        summaries = list(compare([SCAN], copied, every=True, workers=workers))
        assert [summary.new.split()[1] for summary in summaries] == list(DAYS[1:])
        files = {p.relative_to(copied): p.read_bytes() for p in copied.rglob("vergelijking*.*") if p.suffix != ".json"}
        found.append((files, [summary.themes for summary in summaries]))
    assert len(found[0][0]) == 6
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"{SCAN}@2024-01-01", f"{SCAN}@{DAYS[0]}"], f"bewaard zijn: {', '.join(DAYS)}"),
        (["bestaatniet"], "0 bewaarde scan(s)"),
        (["hier/niet", f"{SCAN}@{DAYS[0]}"], "geen bewaarde scan"),
        ([f"{SCAN}@{DAYS[0]}", f"{SCAN}@{DAYS[1]}", "--alle"], "--alle hoort bij een naam"),
    ],
)
def test_what_is_not_there_is_named(run, uit, words, said):
    code, _, error = run("vergelijk", *words, "--uit", uit)
    assert code == 2
    assert said in " ".join(error.split())


def test_a_damaged_edition_is_named(run, uit, tmp_path):
    copied = tmp_path / "uit"
    shutil.copytree(uit / "archief", copied / "archief")
    path = edition(copied, DAYS[2]) / "locaties.parquet"
    path.write_bytes(path.read_bytes()[:500])
    code, _, error = run("vergelijk", SCAN, "--uit", copied)
    assert code == 2
    assert "locaties.parquet: niet te lezen" in " ".join(error.split())
    assert not (copied / "vergelijkingen").exists()


def test_open_compares_areas_and_names_no_location(run, tmp_path):
    uit = tmp_path / "uit"
    assert run("scan", definition(tmp_path, "open"), "--uit", uit, "--cache", tmp_path / "cache")[0] == 0
    add_later(uit, changed)
    code, shown, _ = run("vergelijk", SCAN, "--uit", uit)
    assert code == 0
    assert "alleen gebieden vergeleken" in shown
    folder = next((uit / "vergelijkingen").iterdir())
    assert {path.name for path in folder.iterdir()} == {
        "vergelijking.html", "vergelijking.json", "gebieden.csv", "trend.csv", "reeks.csv",
        "gegevenswoordenboek.csv",
    }  # fmt: skip
    assert "GM" in (folder / "gebieden.csv").read_text("utf-8")
