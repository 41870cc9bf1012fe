"""The log of findings and the visits made of it: only lines are added, and the next scan reads the visits."""

from __future__ import annotations

import datetime as dt
import importlib.util
import itertools
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo_risico.cases.linking import link_points
from geo_risico.catalog import load_catalog
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.core.results import Locations
from geo_risico.inspection.findings_rounds import Placement
from geo_risico.io.findings import (
    Expected,
    Source,
    add_findings,
    check_findings,
    log_path,
    read_findings,
    read_log,
    saved_scan,
    visits_path,
    write_visits,
)


def _beside(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample, cases = _beside("findings_sample"), _beside("casussen_sample")
entry = sample.entry
ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
FIELDWORK = load_catalog(ROOT / "layers", ROOT / "scans" / "themes").fieldwork["standaard"]
NOON, LATER = "2026-03-01T12:00:00.000Z", "2026-03-01T14:00:00.000Z"


def keep(folder, *paths, at=NOW, aanleiding=""):
    expected = Expected(scan=sample.SCAN, fieldwork=FIELDWORK, now=at)
    files = [read_findings(path) for path in paths]
    checked = check_findings(files, expected)
    sources = [
        Source(file=file, findings=found, placements=(Placement(aanleiding=aanleiding),) * len(found), is_fictief=True)
        for file, found in zip(files, checked, strict=True)
    ]
    return add_findings(log_path(folder, sample.SCAN), sources, at)


def test_the_same_file_twice_changes_nothing(tmp_path):
    path = sample.write_json(tmp_path / "a.json", entry(), entry("ERF-2", "geen toegang"))
    first = keep(tmp_path / "uit", path)
    assert (first.added_count, first.same_count) == (2, 0)
    assert first.path == tmp_path / "uit" / "bevindingen" / "proefscan.jsonl"
    before = first.path.read_bytes()
    again = keep(tmp_path / "uit", path, path, at=NOW + dt.timedelta(days=1))
    assert (again.added_count, again.same_count) == (0, 4)
    assert again.path.read_bytes() == before
    assert again.findings == first.findings == read_log(first.path).findings


def test_the_log_only_grows(tmp_path):
    before = keep(tmp_path, sample.write_json(tmp_path / "a.json", entry())).path.read_bytes()
    path = sample.write_json(tmp_path / "b.json", entry(), entry(op=LATER))
    kept = keep(tmp_path, path)
    assert (kept.added_count, kept.same_count) == (1, 1)
    assert kept.path.read_bytes().startswith(before)
    assert len(kept.path.read_text(encoding="ascii").splitlines()) == 2


def test_the_order_of_files_does_not_matter(tmp_path):
    paths = [
        sample.write_json(tmp_path / "a.json", entry(), entry("ERF-2", "aangetroffen", ["asbest"])),
        sample.write_json(tmp_path / "b.json", entry(op=LATER), entry("ERF-3", "niet bezocht")),
        sample.write_csv(tmp_path / "c.csv", f"ERF-2;x;y;aangetroffen;milieu;;;{LATER}"),
    ]
    found = {keep(tmp_path / str(n), *order).findings for n, order in enumerate(itertools.permutations(paths))}
    assert len(found) == 1


@pytest.mark.parametrize("line", ["", "{}", "[1]", "geen json", '{"op": 3}', '{"op": "2026-03-01T10:00:00Z"}'])
def test_a_damaged_log_is_refused(tmp_path, line):
    kept = keep(tmp_path, sample.write_json(tmp_path / "a.json", entry()))
    kept.path.write_text(kept.path.read_text(encoding="ascii") + f"{line}\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"proefscan\.jsonl, regel 2: "):
        read_log(kept.path)


def test_a_log_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "bevindingen").write_text("in de weg", encoding="utf-8")
    with pytest.raises(OutputError, match="de bevindingen kunnen niet worden bewaard"):
        keep(tmp_path, sample.write_json(tmp_path / "a.json", entry()))


def test_saved_locations_have_a_theme_and_a_point(tmp_path):
    saved = saved_scan(sample.save_scan(tmp_path), sample.SCAN)
    assert saved.themes == {**dict.fromkeys(sample.IDS[:3], "buitengebied"), "HAV-1": "watergebonden"}
    assert saved.is_fictief
    assert saved_scan(tmp_path, "elders") is None
    (tmp_path / sample.SCAN / "locaties.parquet").write_bytes(b"kapot")
    with pytest.raises(SourceError, match="niet te lezen als GeoParquet"):
        saved_scan(tmp_path, sample.SCAN)


def visits_of(folder, *entries, aanleiding=""):
    saved = saved_scan(sample.save_scan(folder), sample.SCAN)
    log = keep(folder, sample.write_json(folder / "a.json", *entries), aanleiding=aanleiding)
    return saved, *write_visits(log, saved)


def test_visits_are_read_by_the_next_scan_and_link_to_their_location(tmp_path):
    items = [
        entry(op=NOON),
        entry("ERF-2", "aangetroffen", ["asbest"], op=NOON),
        entry("ERF-3", "niet bezocht", op=NOON),
        entry("HAV-1", "geen toegang", op="2026-03-02T23:30:00.000Z"),
    ]
    _, path, gone = visits_of(tmp_path, *items, aanleiding="gepland")
    assert (path.name, gone) == ("bezoeken_proefscan.csv", ())
    visits, provenance = cases.read(path.parent, "bezoeken_tabel", path.name)
    shown = visits.sort_values("bezoek_id")
    assert list(shown["bezoek_id"]) == ["ERF-1-20260301", "ERF-2-20260301", "HAV-1-20260303"]
    assert list(shown["resultaat"]) == ["niets aangetroffen", "aangetroffen", "geen toegang"]
    assert list(shown["aanleiding"].astype(str).unique()) == ["gepland"]
    assert list(shown["date"]) == [pd.Timestamp("2026-03-01")] * 2 + [pd.Timestamp("2026-03-03")]
    assert not [repair for repair in provenance.repairs if repair.kind == "personal_column"]
    places = pd.concat(
        gpd.read_parquet(tmp_path / sample.SCAN / f"{name}.parquet") for name in ("locaties", "locaties_watergebonden")
    )
    whole = Locations(frame=places.set_index("location_id"), links={})
    xy = np.column_stack([shown.geometry.x, shown.geometry.y])
    linked = link_points(xy, whole, 50, np.full(len(shown), "", dtype=object))
    assert list(linked["location_id"]) == ["ERF-1", "ERF-2", "HAV-1"]
    assert list(linked["distance_m"]) == [0, 0, 0]


def test_the_last_answer_of_a_day_is_the_visit(tmp_path):
    _, path, _ = visits_of(tmp_path, entry(op=NOON), entry(outcome="aangetroffen", bevindingen=["milieu"], op=LATER))
    rows = pd.read_csv(path, sep=";")
    assert list(rows["resultaat"]) == ["aangetroffen"]
    assert list(rows["fictief"]) == ["ja"]


def test_visits_of_a_location_that_is_gone_are_left_out_and_kept_in_the_log(tmp_path):
    saved, path, _ = visits_of(tmp_path, entry(), entry("ERF-2"))
    fewer = saved.points.drop(index="ERF-2")
    again, gone = write_visits(read_log(log_path(tmp_path, sample.SCAN)), type(saved)(
        folder=saved.folder, is_fictief=True, points=fewer
    ))  # fmt: skip
    assert again == path == visits_path(log_path(tmp_path, sample.SCAN))
    assert [item.location_id for item in gone] == ["ERF-2"]
    assert len(pd.read_csv(path, sep=";")) == 1
    assert len(read_log(log_path(tmp_path, sample.SCAN)).entries) == 2


def test_each_line_tells_where_it_came_from(tmp_path):
    path = sample.write_json(
        tmp_path / "a.json", entry("ERF-2", "aangetroffen", ["asbest"], gezien=[3], vervolg="geen")
    )
    record = json.loads(keep(tmp_path, path).path.read_text(encoding="ascii"))
    assert (record["bestand"], len(record["sha256"]), record["is_fictief"]) == ("a.json", 64, True)
    assert "label" not in record
