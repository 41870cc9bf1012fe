"""What people put in the folder of a scan is copied beside it before the folder is replaced."""

from __future__ import annotations

import os

import pytest

from geo_risico.io.write_kept import KEPT, keep_own

WRITTEN = 1_700_000_000


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "proef"
    (folder / "locatiebladen").mkdir(parents=True)
    for name, after in {"kaart.html": -1, "werkboek.xlsx": -1, "manifest.json": 0, "LEESMIJ.html": 9}.items():
        (folder / name).write_text(name, encoding="utf-8")
        os.utime(folder / name, (WRITTEN + after, WRITTEN + after))
    return folder


def change(folder, name):
    (folder / name).write_text("van een mens", encoding="utf-8")
    os.utime(folder / name, (WRITTEN + 3600, WRITTEN + 3600))


def test_an_untouched_folder_leaves_nothing(folder, tmp_path):
    assert keep_own(folder, {"LEESMIJ.html"}) is None
    assert keep_own(tmp_path / "niet_gemaakt") is None
    assert not (tmp_path / KEPT).exists()


def test_what_was_added_or_changed_is_kept_and_nothing_else(folder, tmp_path):
    change(folder, "werkboek.xlsx")
    change(folder, "locatiebladen/blad.pdf")
    kept = keep_own(folder, {"LEESMIJ.html"})
    assert kept == tmp_path / KEPT / "proef_2023-11-14_231320"
    names = sorted(path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file())
    assert names == ["locatiebladen/blad.pdf", "werkboek.xlsx"]
    assert (kept / "werkboek.xlsx").read_text(encoding="utf-8") == "van een mens"
    assert keep_own(folder, {"LEESMIJ.html"}) == kept


def test_without_a_record_everything_is_kept(folder):
    (folder / "manifest.json").unlink()
    kept = keep_own(folder, {"LEESMIJ.html"})
    assert sorted(path.name for path in kept.iterdir()) == ["kaart.html", "werkboek.xlsx"]
