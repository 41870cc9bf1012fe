"""GeoParquet of a snapshot: the same bytes for the same rows, and only what touches the area is read."""

import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from geo_risico.core.errors import OutputError
from geo_risico.io.files import Located
from geo_risico.io.geoparquet import ROWS_PER_GROUP, write_geoparquet
from geo_risico.io.parquet import describe_parquet

COUNT = 60_000
WINDOW = (190_000, 490_000, 192_000, 492_000)


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def panden():
    rng = np.random.default_rng(7)
    corner = rng.uniform([180_000, 480_000], [220_000, 520_000], (COUNT, 2))
    shapes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 10, corner[:, 1] + 12)
    known = {"identificatie": [f"{n:016d}" for n in range(COUNT)], "bouwjaar": rng.integers(1900, 2020, COUNT)}
    return gpd.GeoDataFrame({**known, "documentnummer": [f"D{n}" for n in range(COUNT)]}, geometry=shapes, crs=28992)


@pytest.fixture(scope="module")
def file(panden, tmp_path_factory):
    path = tmp_path_factory.mktemp("parquet") / "panden.parquet"
    write_geoparquet(panden, path)
    return path


def part_of(path):
    [part] = describe_parquet(Located(path=path, name=path.name), None)
    return part


def test_the_order_of_rows_and_columns_does_not_change_a_byte(panden, tmp_path):
    few = panden.iloc[:3000]
    few = pd.concat([few, few.iloc[:20].assign(bouwjaar=1)])
    write_geoparquet(few, tmp_path / "a.parquet")
    shuffled = few.sample(frac=1, random_state=2)[["documentnummer", "geometry", "bouwjaar", "identificatie"]]
    write_geoparquet(shuffled, tmp_path / "b.parquet")
    assert sha(tmp_path / "a.parquet") == sha(tmp_path / "b.parquet")


def test_a_table_without_geometry_is_the_same_in_any_order(tmp_path):
    rows = pd.DataFrame({"key": ["b", "a", "c"], "value": [1.5, 2.0, np.nan]})
    write_geoparquet(rows, tmp_path / "a.parquet")
    write_geoparquet(rows.iloc[::-1], tmp_path / "b.parquet")
    assert sha(tmp_path / "a.parquet") == sha(tmp_path / "b.parquet")
    assert part_of(tmp_path / "a.parquet").read(["key"], None).frame["key"].tolist() == ["a", "b", "c"]


def test_a_small_window_reads_few_groups_and_the_same_rows(panden, file, monkeypatch):
    taken = []
    plain = pq.ParquetFile.read_row_groups

    def counted(self, groups, *words, **more):
        taken.extend(groups)
        assert "documentnummer" not in more["columns"]
        return plain(self, groups, *words, **more)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", counted)
    found = part_of(file).read(["identificatie", "bouwjaar"], WINDOW)
    expected = panden[panden.intersects(shapely.box(*WINDOW))]
    assert sorted(found.frame["identificatie"]) == sorted(expected["identificatie"])
    assert pq.read_metadata(file).num_row_groups == COUNT // ROWS_PER_GROUP
    assert len(taken) <= 3
    by_key = expected.set_index("identificatie").geometry
    assert (shapely.equals(by_key[found.frame["identificatie"]].to_numpy(), found.geometry)).all()


def test_an_area_without_rows_gives_none(file):
    found = part_of(file).read(["identificatie"], (0, 300_000, 1, 300_001))
    assert (len(found.frame), len(found.geometry)) == (0, 0)


def test_rows_without_shape_are_counted(panden, tmp_path):
    few = panden.iloc[:2000].copy()
    few.loc[[5, 7], "geometry"] = None
    write_geoparquet(few, tmp_path / "a.parquet")
    found = part_of(tmp_path / "a.parquet").read(["identificatie"], (180_000, 480_000, 220_100, 520_100))
    assert (len(found.frame), found.null_count) == (1998, 2)


def test_a_file_without_bounds_of_its_rows_is_read_whole(panden, tmp_path):
    path = tmp_path / "kaal.parquet"
    panden.iloc[:100].to_parquet(path)
    assert len(part_of(path).read(["identificatie"], WINDOW).frame) == 100


def test_a_folder_that_cannot_be_written_keeps_the_old_file(panden, tmp_path):
    path = tmp_path / "a.parquet"
    write_geoparquet(panden.iloc[:10], path)
    before = sha(path)
    blocked = tmp_path / "dicht"
    blocked.write_text("geen map")
    with pytest.raises(OutputError, match="schrijven mislukt"):
        write_geoparquet(panden.iloc[:20], blocked / "a.parquet")
    assert (sha(path), sorted(one.name for one in tmp_path.iterdir())) == (before, ["a.parquet", "dicht"])
