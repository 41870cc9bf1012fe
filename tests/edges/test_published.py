"""What earlier open releases showed of an area, whatever the name of their scan."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from geo_risico.io.former import open_editions, published_counts


@pytest.fixture
def uit(tmp_path):
    """Archive of scans with another name, area or profile."""

    def keep(name, gemeenten, profile="open", counts=(7.0, float("nan"))):
        folder = tmp_path / "archief" / name / "peildatum=2026-01-01" / "uitgave=1"
        folder.mkdir(parents=True)
        facts = {"name": name, "theme": "erven", "profile": profile, "peildatum": "2026-01-01", "beside": {}}
        facts["scan"] = {"area": {"gemeenten": gemeenten}}
        (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
        frame = pd.DataFrame({"soort": "wijken", "code": ["WK1", "WK2"], "location_count": list(counts)})
        frame.to_parquet(folder / "gebieden.parquet")

    keep("zelfde", ["GM1"])
    keep("anders", ["GM2", "GM1"], counts=(float("nan"), 9.0))
    keep("ver_weg", ["GM3"])
    keep("overal", [])
    keep("besloten", ["GM1"], profile="partner")
    return tmp_path


def test_open_editions_of_the_same_area_count_under_any_name(uit):
    assert [path.parents[1].name for path in open_editions(uit, ["GM1"])] == ["anders", "overal", "zelfde"]
    frames = published_counts(uit, ["GM1"])["erven"]
    hidden = pd.concat([frame["location_count"].isna() for frame in frames], axis=1).any(axis=1)
    assert hidden.to_dict() == {("wijken", "WK1"): True, ("wijken", "WK2"): True}


def test_no_codes_means_everywhere_and_no_archive_nothing(uit, tmp_path):
    assert len(open_editions(uit, [])) == 4
    assert open_editions(tmp_path / "leeg", ["GM1"]) == ()
