"""The same country again: byte for byte, after an interruption, beside each other, and when there is no room."""

import errno
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.sources.fictief.land import store

_SPEC = importlib.util.spec_from_file_location("land_sample", Path(__file__).with_name("land_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
small_country, digests, layer = _sample.small_country, _sample.digests, _sample.layer


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("eerst") / "land"
    small_country(folder)
    return folder


def stop_after(count):
    """A step that ends the run, as ctrl-c does, when so many gemeenten are there."""

    def step(done, _total, _name):
        if done == count:
            raise KeyboardInterrupt

    return step


def test_two_processes_make_the_same_bytes(first, tmp_path):
    small_country(tmp_path / "land", workers=2)
    assert digests(tmp_path / "land") == digests(first)


def test_another_seed_is_another_country(first, tmp_path):
    small_country(tmp_path / "land", seed=6)
    made, before = digests(tmp_path / "land"), digests(first)
    assert not {name for name in made if made[name] == before.get(name) and name.startswith("panden/GM")}


def test_an_interrupted_run_goes_on_where_it_was(first, tmp_path):
    land = tmp_path / "land"
    with pytest.raises(KeyboardInterrupt):
        small_country(land, stop_after(2))
    assert not (land / "land.yaml").exists()
    (land / "panden" / ".kapot.deel").write_bytes(b"half")
    (land / ".gemaakt" / "GM9003.json").write_text('{"half')
    again = small_country(land)
    assert again.kept == 2
    assert digests(land) == digests(first)
    assert not list(land.rglob(".*.deel"))


def test_what_is_whole_stays_and_what_is_damaged_is_made_again(first, tmp_path):
    land = tmp_path / "land"
    small_country(land)
    (land / "percelen" / "GM9002.parquet").write_bytes(b"PAR1")
    untouched = (land / "panden" / "GM9001.parquet").stat().st_mtime_ns
    assert small_country(land).kept == 5
    assert (land / "panden" / "GM9001.parquet").stat().st_mtime_ns == untouched
    assert digests(land) == digests(first)


def test_a_smaller_country_leaves_no_gemeente_of_the_former(tmp_path):
    small_country(tmp_path / "land")
    country = small_country(tmp_path / "land", gemeenten=4)
    assert country.gemeenten == 4
    assert sorted({path.stem for path in (tmp_path / "land").glob("*/GM*.parquet")}) == [
        f"GM900{k}" for k in (1, 2, 3, 4)
    ]


def test_a_full_disk_is_told_and_leaves_no_half_file(tmp_path, monkeypatch):
    real, land = pq.write_table, tmp_path / "land"
    writes = []

    def full(table, path, **options):
        writes.append(path)
        if len(writes) > 20:
            Path(path).write_bytes(b"PAR1 half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(table, path, **options)

    monkeypatch.setattr(store.pq, "write_table", full)
    with pytest.raises(OutputError, match=r"schrijven mislukt .*verwacht genoeg ruimte"):
        small_country(land)
    assert not list(land.rglob(".*.deel"))
    assert not (land / "land.yaml").exists()
    for path in land.glob("*/*.parquet"):
        assert pq.read_metadata(path).num_rows > 0


def test_files_are_sorted_in_groups_with_bounds(first):
    file = pq.ParquetFile(first / "panden" / "GM9001.parquet")
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert "bbox" in file.schema_arrow.names
    assert "verzonnen" in file.schema_arrow.metadata[b"fictief"].decode()
    middle = layer(first, "panden").query("file == 'GM9001'").geometry.centroid
    steps = ((middle.x.diff() ** 2 + middle.y.diff() ** 2) ** 0.5).median()
    shuffled = middle.sample(frac=1, random_state=1)
    assert steps < 0.2 * ((shuffled.x.diff() ** 2 + shuffled.y.diff() ** 2) ** 0.5).median()


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "brief.txt").write_text("x")
    with pytest.raises(OutputError, match="hier staan andere bestanden"):
        small_country(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gemeenten": 3}, "--gemeenten 3: verwacht 4 tot en met 400"),
        ({"gemeenten": 401}, "--gemeenten 401"),
        ({"panden": 599}, "--panden 599: verwacht 600 tot en met 2400000 voor 6 gemeenten"),
        ({"provinces": Path("p.geojson")}, "--provincies hoort bij --grenzen"),
    ],
)
def test_numbers_out_of_range_are_refused(tmp_path, changes, message):
    with pytest.raises(OutputError, match=message):
        small_country(tmp_path / "land", **changes)
    assert not (tmp_path / "land").exists()


def test_boundaries_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(SourceError, match=r"weg\.geojson: bestand bestaat niet"):
        small_country(tmp_path / "land", borders=tmp_path / "weg.geojson")


def test_a_killed_run_leaves_nothing_half(first, tmp_path):
    land = tmp_path / "land"
    words = ["verzin-land", str(land), "--gemeenten", "6", "--panden", "6000", "--seed", "5", "--werkers", "2"]
    with subprocess.Popen([sys.executable, "-m", "geo_risico", *words], stderr=subprocess.DEVNULL) as run:
        while run.poll() is None and not list(land.glob(".gemaakt/*.json")):
            time.sleep(0.02)
        run.kill()
    for path in land.glob("*/GM*.parquet"):
        assert pq.read_metadata(path).num_rows > 0
    assert small_country(land).kept >= 1
    assert digests(land) == digests(first)
