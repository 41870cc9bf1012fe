"""The cache gives back exactly what reading gave, and never anything older."""

import dataclasses
import datetime as dt
import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo_risico.io import read as reading

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read, make_panden = _sample.read, _sample.make_panden


@pytest.fixture
def folder(tmp_path):
    make_panden().to_file(tmp_path / "p.gpkg", layer="pand")
    return tmp_path


@pytest.fixture
def times_read(monkeypatch):
    calls = []
    real = reading.read_piece

    def counted(*arguments):
        calls.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(reading, "read_piece", counted)
    return calls


def test_second_reading_is_the_same_and_does_not_open_the_file(folder, times_read):
    first, account = read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    second, again = read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    assert_frame_equal(pd.DataFrame(first), pd.DataFrame(second))
    assert second.crs.to_epsg() == 28992
    assert dataclasses.asdict(account) == dataclasses.asdict(again)
    assert len(times_read) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"bounds": (200_000.0, 500_000.0, 200_300.0, 501_000.0)},
        {"peildatum": dt.date(2020, 1, 1)},
        {"duplicates": "last"},
    ],
)
def test_another_question_is_read_again(folder, times_read, other):
    read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    read(folder, "bag_panden", "p.gpkg", cache=folder / "cache", **other)
    assert len(times_read) == 2


def test_another_content_is_read_again(folder):
    read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    make_panden(5).to_file(folder / "p.gpkg", layer="pand")
    assert len(read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")[0]) == 5


@pytest.mark.parametrize("suffix", [".parquet", ".json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"kapot"])
def test_broken_entry_is_made_again(folder, times_read, suffix, content):
    first, _ = read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    (entry,) = (folder / "cache").glob("*" + suffix)
    entry.write_bytes(content)
    again, _ = read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    assert_frame_equal(pd.DataFrame(first), pd.DataFrame(again))
    assert len(times_read) == 2
    read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    assert len(times_read) == 2


def test_cache_that_cannot_be_written_is_no_problem(folder):
    (folder / "cache").write_text("bestand in de weg", "utf-8")
    assert len(read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")[0]) == 8


def test_yes_no_and_dates_and_tables_keep_their_type(folder):
    make_panden(3).assign(lokaal_id=list("abc"), bebouwdekom=["ja", "nee", "ja"]).to_file(
        folder / "t.gpkg", layer="plaats_vlak"
    )
    (folder / "l.csv").write_text("verblijfsobject_id,leeg_sinds\n1,2020-01-01\n", "utf-8")
    for source, path in (("top10_plaatsen", "t.gpkg"), ("leegstand_tabel", "l.csv")):
        first, _ = read(folder, source, path, cache=folder / "cache")
        second, _ = read(folder, source, path, cache=folder / "cache")
        assert first.dtypes.equals(second.dtypes)
        assert type(first) is type(second)
    assert first["vacant_since_date"].dtype == "datetime64[us]"


def test_nothing_half_written_is_left(folder):
    read(folder, "bag_panden", "p.gpkg", cache=folder / "cache")
    assert sorted(p.suffix for p in (folder / "cache").iterdir()) == [".json", ".parquet"]
