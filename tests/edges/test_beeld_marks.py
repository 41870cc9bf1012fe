"""Marks from files: what is refused, what is kept, and which mark counts."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from geo_risico.core.errors import DataError, OutputError, SourceError
from geo_risico.io.marks import check_marks, current_marks, marks_path, merge_marks, read_history, read_marks

KNOWN = {"ERF-1", "ERF-2", "ERF-3"}
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


def as_json(path, marks, scan="proef"):
    rows = [{"location_id": name, "oordeel": mark, "op": moment} for name, mark, moment in marks]
    path.write_text(json.dumps({"scan": scan, "kandidaten": "abc", "oordelen": rows}), encoding="utf-8")
    return path


def as_csv(path, marks, head="location_id,oordeel", sep=","):
    lines = [head.replace(",", sep), *(sep.join(row) for row in marks)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def keep(folder, *paths, at=NOW):
    files = [read_marks(path) for path in paths]
    check_marks(files, "proef", KNOWN)
    return merge_marks(marks_path(folder, "proef"), files, at)


def test_marks_of_the_map_are_kept_beside_the_output(tmp_path):
    path = as_json(tmp_path / "a.json", [("ERF-1", "echt", "2026-02-01T10:00:00.000Z"), ("ERF-2", "onzeker", "")])
    kept = keep(tmp_path / "uit", path)
    assert (kept.added_count, kept.same_count, kept.changed) == (2, 0, ())
    assert kept.path == tmp_path / "uit" / "oordelen" / "proef.csv"
    assert current_marks(kept.path) == {"ERF-1": "echt", "ERF-2": "onzeker"}


def test_the_same_file_twice_changes_nothing(tmp_path):
    path = as_json(tmp_path / "a.json", [("ERF-1", "echt", "")])
    before = keep(tmp_path, path).path.read_bytes()
    again = keep(tmp_path, path, at=LATER)
    assert (again.added_count, again.same_count) == (0, 1)
    assert again.path.read_bytes() == before


def test_the_last_mark_counts_and_history_stays(tmp_path):
    first = as_csv(tmp_path / "a.csv", [("ERF-1", "echt"), ("ERF-2", "echt")])
    second = as_csv(tmp_path / "b.csv", [("ERF-1", "onjuist"), ("ERF-2", "echt")])
    before = keep(tmp_path, first).path.read_text(encoding="utf-8")
    kept = keep(tmp_path, second, at=LATER)
    assert (kept.added_count, kept.same_count, kept.changed) == (1, 1, (("ERF-1", "echt", "onjuist"),))
    assert current_marks(kept.path) == {"ERF-1": "onjuist", "ERF-2": "echt"}
    assert kept.path.read_text(encoding="utf-8").startswith(before)
    keep(tmp_path, first, at=LATER + dt.timedelta(days=1))
    assert current_marks(kept.path)["ERF-1"] == "onjuist"


def test_an_older_mark_that_comes_later_does_not_count(tmp_path):
    keep(tmp_path, as_json(tmp_path / "nieuw.json", [("ERF-1", "onjuist", "2026-02-05T10:00:00Z")]))
    kept = keep(tmp_path, as_json(tmp_path / "oud.json", [("ERF-1", "echt", "2026-02-01T10:00:00Z")]), at=LATER)
    assert kept.added_count == 1
    assert kept.changed == ()
    assert current_marks(kept.path) == {"ERF-1": "onjuist"}


def test_a_longer_list_of_the_same_device_adds_only_what_is_new(tmp_path):
    rows = [("ERF-1", "echt", "2026-02-01T10:00:00Z")]
    keep(tmp_path, as_json(tmp_path / "a.json", rows))
    kept = keep(tmp_path, as_json(tmp_path / "b.json", [*rows, ("ERF-2", "onjuist", "2026-02-02T10:00:00Z")]))
    assert (kept.added_count, kept.same_count) == (1, 1)
    assert len(read_history(kept.path)) == 2


@pytest.mark.parametrize("sep", [",", ";", "\t"])
def test_a_filled_in_list_of_candidates_is_read(tmp_path, sep):
    head = "rang,location_id,oordeel,label"
    path = as_csv(tmp_path / "k.csv", [("1", "ERF-1", "Echt ", "x"), ("2", "ERF-2", "", "y")], head, sep)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert [(row.location_id, row.mark) for row in read_marks(path).rows] == [("ERF-1", "echt")]


def test_a_file_of_an_older_office_program_is_read(tmp_path):
    path = tmp_path / "k.csv"
    path.write_bytes("location_id;oordeel;label\nERF-1;echt;Hoeve Zuidäcker\n".encode("cp1252"))
    assert read_marks(path).rows[0].mark == "echt"


def test_all_problems_are_told_at_once_and_nothing_is_kept(tmp_path):
    path = as_csv(
        tmp_path / "k.csv", [("ERF-9", "echt"), ("ERF-1", "misschien"), ("ERF-2", "echt"), ("ERF-2", "onjuist")]
    )
    with pytest.raises(DataError) as caught:
        keep(tmp_path, path)
    assert caught.value.problems == (
        "k.csv, regel 2: location_id 'ERF-9' staat niet in deze scan",
        "k.csv, regel 3: oordeel 'misschien' is onbekend; verwacht echt, onjuist, onzeker",
        (
            "ERF-2: verschillende oordelen (echt: k.csv, regel 4; onjuist: k.csv, regel 5); "
            "laat er een staan, of geef de bestanden na elkaar"
        ),
    )
    assert not (tmp_path / "oordelen").exists()


def test_marks_of_two_people_that_differ_are_told(tmp_path):
    one = as_json(tmp_path / "a.json", [("ERF-1", "echt", "2026-02-01T10:00:00Z")])
    other = as_json(tmp_path / "b.json", [("ERF-1", "onjuist", "2026-02-02T10:00:00Z")])
    with pytest.raises(DataError, match=r"ERF-1: verschillende oordelen \(echt: a.json, oordeel 1; onjuist: b.json"):
        keep(tmp_path, one, other)


def test_a_mark_that_was_changed_on_the_same_device_is_no_conflict(tmp_path):
    rows = [("ERF-1", "echt", "2026-02-01T10:00:00Z"), ("ERF-1", "onjuist", "2026-02-02T10:00:00Z")]
    assert current_marks(keep(tmp_path, as_json(tmp_path / "a.json", rows)).path) == {"ERF-1": "onjuist"}


def test_marks_of_another_scan_are_refused(tmp_path):
    with pytest.raises(DataError, match="oordelen van scan 'anders'; verwacht 'proef'"):
        keep(tmp_path, as_json(tmp_path / "a.json", [("ERF-1", "echt", "")], scan="anders"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "kolommen location_id en oordeel verwacht"),
        ("naam;mening\nx;y\n", "gevonden: naam, mening"),
        ("{kapot", "geen geldige JSON"),
        ('{"oordelen": 3}', "een lijst 'oordelen'"),
        ("[1, 2]", "een lijst 'oordelen'"),
    ],
)
def test_other_files_are_refused_in_dutch(tmp_path, text, told):
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=told):
        read_marks(path)


def test_a_spoilt_history_is_told(tmp_path):
    path = marks_path(tmp_path, "proef")
    path.parent.mkdir()
    path.write_text("location_id,oordeel\nERF-1,echt\n", encoding="utf-8")
    with pytest.raises(SourceError, match="kolommen location_id, oordeel, op, bestand"):
        current_marks(path)


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "oordelen").write_text("geen map", encoding="utf-8")
    with pytest.raises(OutputError, match="niet worden bewaard: daar staat al een bestand met die naam"):
        keep(tmp_path, as_json(tmp_path / "a.json", [("ERF-1", "echt", "")]))
