"""Sealed choices in files: read as written, and every change is noticed."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.errors import GeoRisicoError, OutputError, SourceError
from geo_risico.io import choices
from geo_risico.io.choices import choices_of, counts_of, read_choice, seal_choice, write_choice
from tests.learn_sample import make_choice, make_rows

FACTS = {"code_version": "1", "catalog_sha256": "a", "inputs": {"panden": ["b"]}}


@pytest.fixture
def sealed():
    return seal_choice(make_choice(make_rows(np.random.default_rng(3), size=60, top=5, drawn=5)), FACTS)


def test_a_choice_is_read_as_it_was_written(tmp_path, sealed):
    texts = {"ploeg/bezoeklijst.csv": "location_id;adres\nERF-1;\n", "LEESMIJ.txt": b"y"}
    files = write_choice(sealed, tmp_path, texts, "toezicht")
    (book,) = (path for path in files if path.name == "gegevenswoordenboek.csv")
    rows = pd.read_csv(book).set_index("kolom")
    assert rows.loc["location_id", ["gevuld", "profiel", "persoonsgegeven"]].tolist() == [1, "toezicht", "indirect"]
    assert rows.loc["adres", ["gevuld", "profiel", "persoonsgegeven"]].tolist() == [0, "toezicht", "indirect"]
    assert [path.name for path in files] == [
        "LEESMIJ.txt", "bezoeklijst.csv", "gegevenswoordenboek.csv", "keuze.json", "locaties.parquet",
    ]  # fmt: skip
    (folder,) = choices_of(tmp_path, "proef")
    back = read_choice(folder)
    pd.testing.assert_frame_equal(back.rows, sealed.choice.rows)
    assert (back.keuze_id, back.seal, back.seed) == (sealed.choice.keuze_id, sealed.choice.seal, 1)
    assert back.made_at == sealed.choice.made_at
    assert len(back.seal) == 64


def test_the_same_rows_in_another_order_give_the_same_seal(sealed):
    rows = sealed.choice.rows.sample(frac=1, random_state=1)
    assert seal_choice(make_choice(rows), FACTS).choice.seal == sealed.choice.seal


def test_the_same_choice_twice_is_refused_and_changes_nothing(tmp_path, sealed):
    write_choice(sealed, tmp_path, {})
    before = (tmp_path / "keuzes/proef/zegels.jsonl").read_bytes()
    with pytest.raises(OutputError, match="al verzegeld"):
        write_choice(sealed, tmp_path, {})
    assert (tmp_path / "keuzes/proef/zegels.jsonl").read_bytes() == before


def _other_seed(folder):
    path = folder / "verzegeld/keuze.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "seed": 99}), encoding="utf-8")


def _other_seed_with_its_own_seal(folder):
    path = folder / "verzegeld/keuze.json"
    record = {**json.loads(path.read_text(encoding="utf-8")), "seed": 99}
    record["seal"] = choices._seal(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def _other_rows(folder):
    path = folder / "verzegeld/locaties.parquet"
    path.write_bytes(path.read_bytes() + b"x")


def _no_record(folder):
    (folder / "verzegeld/keuze.json").unlink()


def _no_chain(folder):
    (folder.parent / "zegels.jsonl").unlink()


def _shorter_chain(folder):
    path = folder.parent / "zegels.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"visits": 10', '"visits": 11'), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_other_seed, "keuze.json.*zegel"),
        (_other_seed_with_its_own_seal, "noemt een ander zegel"),
        (_other_rows, "locaties.parquet.*veranderd"),
        (_no_record, "keuze.json: niet te lezen"),
        (_no_chain, "zegels.jsonl.*keten"),
        (_shorter_chain, "zegels.jsonl, regel 1"),
        (lambda folder: folder.rename(folder.with_name("anders")), "niet te lezen"),
    ],
)
def test_whatever_was_changed_is_named(tmp_path, sealed, change, named):
    write_choice(sealed, tmp_path, {})
    (folder,) = choices_of(tmp_path, "proef")
    path = folder.parent / "zegels.jsonl"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    change(folder)
    with pytest.raises(SourceError, match=named):
        read_choice(folder)


def test_a_folder_that_is_gone_is_still_named(tmp_path, sealed):
    write_choice(sealed, tmp_path, {})
    (folder,) = choices_of(tmp_path, "proef")
    shutil.rmtree(folder)
    assert choices_of(tmp_path, "proef") == (folder,)
    with pytest.raises(SourceError, match=folder.name):
        read_choice(folder)


def test_without_room_for_the_seal_nothing_is_left(tmp_path, sealed, monkeypatch):
    def full(*_):
        raise OutputError("vol")

    monkeypatch.setattr(choices, "extend_chain", full)
    with pytest.raises(GeoRisicoError, match="vol"):
        write_choice(sealed, tmp_path, {"ploeg/a.csv": "x"})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert choices_of(tmp_path, "proef") == ()


def test_counts_add_up(sealed):
    counts = counts_of(sealed.choice.rows)
    assert counts["arms"]["score"] == 5
    assert sum(item["chosen"] for item in counts["strata"].values()) == len(sealed.choice.chosen)
    assert sum(item["locations"] for item in counts["strata"].values()) + counts["excluded"] == 60
