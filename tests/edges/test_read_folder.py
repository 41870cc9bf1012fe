"""A folder of GeoParquet files, one per gemeente, is one table of which only the files in the area are read."""

import importlib.util
import json
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from geo_risico.core.errors import SourceError
from geo_risico.io.geoparquet import write_geoparquet

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read, make_panden = _sample.read, _sample.make_panden

WEST = (199_990.0, 500_000.0, 200_250.0, 500_200.0)
SEAM = (200_290.0, 500_000.0, 200_410.0, 500_200.0)


@pytest.fixture
def folder(tmp_path):
    rows = make_panden()
    (tmp_path / "panden").mkdir()
    write_geoparquet(rows.iloc[:4], tmp_path / "panden" / "GM0001.parquet")
    write_geoparquet(rows.iloc[4:], tmp_path / "panden" / "GM0002.parquet")
    write_geoparquet(rows, tmp_path / "alles.parquet")
    return tmp_path


def spoil(path):
    """Damage the rows of a file; its footer stays whole."""
    body = bytearray(path.read_bytes())
    body[4:600] = b"\xff" * 596
    path.write_bytes(body)


@pytest.mark.parametrize("bounds", [None, WEST, SEAM])
def test_a_folder_gives_the_rows_of_one_file(folder, bounds):
    whole, _ = read(folder, "bag_panden", "alles.parquet", bounds)
    parts, account = read(folder, "bag_panden", "panden/", bounds)
    ordered = [f.sort_values("pand_id", ignore_index=True) for f in (parts, whole)]
    assert_frame_equal(*ordered)
    assert account.path == "panden/"
    assert len(parts) == {None: 8, WEST: 3, SEAM: 2}[bounds]


def test_a_file_outside_the_area_is_not_read(folder):
    spoil(folder / "panden" / "GM0002.parquet")
    assert len(read(folder, "bag_panden", "panden/", WEST)[0]) == 3
    with pytest.raises(SourceError, match=r"panden/GM0002\.parquet"):
        read(folder, "bag_panden", "panden/", SEAM)


def test_a_change_outside_the_area_is_no_other_reading(folder):
    before = [read(folder, "bag_panden", "panden/", bounds)[1].sha256 for bounds in (WEST, SEAM)]
    write_geoparquet(make_panden().iloc[5:], folder / "panden" / "GM0002.parquet")
    after = [read(folder, "bag_panden", "panden/", bounds)[1].sha256 for bounds in (WEST, SEAM)]
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_the_cache_follows_the_files_of_the_area(folder):
    cache = folder / "cache"
    assert len(read(folder, "bag_panden", "panden/", SEAM, cache=cache)[0]) == 2
    write_geoparquet(make_panden().iloc[5:], folder / "panden" / "GM0002.parquet")
    assert len(read(folder, "bag_panden", "panden/", SEAM, cache=cache)[0]) == 1


def test_an_area_without_rows_is_empty(folder):
    frame, account = read(folder, "bag_panden", "panden/", (10_000.0, 400_000.0, 10_001.0, 400_001.0))
    assert len(frame) == 0
    assert account.rows_read == 0


def test_files_with_other_columns_are_refused(folder):
    rows = make_panden().rename(columns={"bouwjaar": "oorspronkelijk_bouwjaar"})
    write_geoparquet(rows, folder / "panden" / "GM0003.parquet")
    with pytest.raises(SourceError, match=r"GM0003\.parquet: andere kolommen dan .*GM0001.*oorspronkelijk_bouwjaar"):
        read(folder, "bag_panden", "panden/")


def test_a_folder_without_such_files_is_refused(folder):
    (folder / "leeg").mkdir()
    (folder / "leeg" / "a.txt").write_text("x")
    with pytest.raises(SourceError, match=r"leeg/: map heeft geen bestanden \.parquet; aanwezig: .*a\.txt"):
        read(folder, "bag_panden", "leeg/")


def test_a_folder_needs_the_slash(folder):
    with pytest.raises(SourceError, match=r"is een map; verwacht een bestand, of een / erachter"):
        read(folder, "bag_panden", "panden")


@pytest.mark.parametrize("told", [True, False])
def test_a_file_without_footer_stops_only_the_areas_where_it_may_lie(folder, told):
    damaged = folder / "panden" / "GM0002.parquet"
    damaged.write_bytes(damaged.read_bytes()[:200])
    if told:
        extents = {"GM0002.parquet": [200_400.0, 500_100.0, 200_720.0, 500_130.0]}
        (folder / "panden" / "omvang.json").write_text(json.dumps(extents))
        assert len(read(folder, "bag_panden", "panden/", WEST)[0]) == 3
    else:
        with pytest.raises(SourceError, match=r"panden/GM0002\.parquet"):
            read(folder, "bag_panden", "panden/", WEST)
    with pytest.raises(SourceError, match=r"panden/GM0002\.parquet"):
        read(folder, "bag_panden", "panden/", SEAM)
