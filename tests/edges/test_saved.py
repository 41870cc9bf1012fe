"""What an earlier scan wrote, found again."""

import datetime as dt
import os
import shutil

import pandas as pd
import pytest

from geo_risico.core.errors import SourceError
from geo_risico.governance import manifest
from geo_risico.io.saved import find_location
from geo_risico.io.write import write_outputs

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def saved(sample_result, sample_release, tmp_path_factory):
    folder = tmp_path_factory.mktemp("uit")
    write_outputs(
        sample_release, {}, manifest(sample_release, sample_result, seeds={}, created=CREATED), folder / "een"
    )
    return folder


@pytest.fixture
def outputs(saved, tmp_path):
    """A copy to spoil."""
    return shutil.copytree(saved, tmp_path / "uit")


def test_the_row_is_the_one_that_was_written(saved, sample_release):
    location_id = sample_release.locations.index[7]
    found = find_location(location_id, saved)
    assert found.folder == saved / "een"
    assert found.manifest["name"] == sample_release.meta.name
    assert found.row["location_id"] == location_id
    assert found.row["label"] == sample_release.locations.loc[location_id, "label"]
    for column in ("score", "coverage", "percentile"):
        assert found.row[column] == pytest.approx(sample_release.locations.loc[location_id, column], nan_ok=True)
    first = sample_release.indicators.columns[0]
    assert found.row[first] == pytest.approx(sample_release.indicators.loc[location_id, first], nan_ok=True)
    assert "geometry" not in found.row


def test_the_newest_scan_answers_unless_one_is_named(outputs, sample_release):
    shutil.copytree(outputs / "een", outputs / "twee")
    os.utime(outputs / "een" / "locaties.parquet", (1_700_000_000, 1_700_000_000))
    location_id = sample_release.locations.index[0]
    assert find_location(location_id, outputs).folder.name == "twee"
    assert find_location(location_id, outputs, "een").folder.name == "een"


def test_an_older_scan_answers_when_the_newest_does_not_know(outputs, sample_release):
    frame = pd.read_parquet(outputs / "een" / "locaties.parquet")
    (outputs / "leeg").mkdir()
    frame.iloc[:0].to_parquet(outputs / "leeg" / "locaties.parquet")
    assert find_location(sample_release.locations.index[0], outputs).folder.name == "een"


def test_unknown_places_and_scans(saved, tmp_path):
    with pytest.raises(SourceError, match=r"'ERF-nergens' staat niet in een; verwacht een location_id"):
        find_location("ERF-nergens", saved)
    with pytest.raises(SourceError, match=r"geen scan 'anders' gevonden"):
        find_location("ERF-1", saved, "anders")
    with pytest.raises(SourceError, match=r"geen scan met locaties gevonden; voer eerst uit"):
        find_location("ERF-1", tmp_path / "niets")


@pytest.mark.parametrize("content", [b"", b"PAR1 kapot", b"PAR1" + bytes(200) + b"PAR1"])
def test_a_damaged_table(content, outputs):
    (outputs / "een" / "locaties.parquet").write_bytes(content)
    with pytest.raises(SourceError, match=r"locaties\.parquet: niet te lezen als GeoParquet"):
        find_location("ERF-1", outputs)


def test_a_table_that_is_not_ours(outputs):
    pd.DataFrame({"anders": [1]}).to_parquet(outputs / "een" / "locaties.parquet")
    with pytest.raises(SourceError, match=r"locaties\.parquet: niet te lezen als GeoParquet"):
        find_location("ERF-1", outputs)


@pytest.mark.parametrize("content", [None, b"{", b"\xff\xfe"])
def test_a_damaged_manifest(content, outputs, sample_release):
    path = outputs / "een" / "manifest.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=r"manifest\.json: niet te lezen"):
        find_location(sample_release.locations.index[0], outputs)
