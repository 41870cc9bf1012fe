"""Files with findings: everything that is wrong is told at once; what spreadsheets do to a file is understood."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import pytest

from geo_risico.catalog import load_catalog
from geo_risico.core.errors import DataError
from geo_risico.io.findings import Expected, check_findings, read_findings

_SPEC = importlib.util.spec_from_file_location("findings_sample", Path(__file__).with_name("findings_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
entry = sample.entry
ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def expected():
    spec = load_catalog(ROOT / "layers", ROOT / "scans" / "themes").fieldwork["standaard"]
    return Expected(
        scan=sample.SCAN, fieldwork=spec, now=NOW, themes=dict.fromkeys(sample.IDS, "thema"), is_fictief=True
    )


def problems(expected, *paths):
    with pytest.raises(DataError) as caught:
        check_findings([read_findings(path) for path in paths], expected)
    return caught.value.problems


def test_json_and_csv_say_the_same(tmp_path, expected):
    items = [entry(), entry("ERF-2", "aangetroffen", ["asbest", "milieu"], gezien=[2, 1], vervolg="hercontrole")]
    made = sample.write_json(tmp_path / "a.json", *items)
    lines = ["ERF-1;buitengebied;'=x;niets aangetroffen;;;;2026-03-01T10:00:00.000Z"]
    lines += ["ERF-2;buitengebied;P;aangetroffen;asbest|milieu;1|2;hercontrole;2026-03-01T10:00:00.000Z"]
    told, read = check_findings(
        [read_findings(made), read_findings(sample.write_csv(tmp_path / "a.csv", *lines))], expected
    )
    assert told == read
    assert told[1].codes == ("asbest", "milieu")
    assert told[1].ticks == (1, 2)
    assert told[1].theme == "thema"


@pytest.mark.parametrize("sep", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_and_encoding(tmp_path, expected, sep, encoding):
    line = "ERF-1;buitengebied;Café;geen toegang;;;;2026-03-01T10:00:00Z"
    path = sample.write_csv(tmp_path / "a.csv", line, "", encoding=encoding, sep=sep)
    assert [item.outcome for item in check_findings([read_findings(path)], expected)[0]] == ["geen toegang"]


def test_json_with_a_byte_order_mark(tmp_path, expected):
    path = sample.write_json(tmp_path / "a.json", entry())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(check_findings([read_findings(path)], expected)[0]) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"location_id": "ERF-9"}, "location_id 'ERF-9' staat niet in scan 'proefscan'"),
        ({"location_id": None}, "location_id ''; verwacht het kenmerk"),
        ({"location_id": ["ERF-1"]}, "verwacht het kenmerk van een locatie"),
        ({"location_id": "=cmd|' /C calc'!A0"}, "staat niet in scan"),
        ({"location_id": "\ud800\u0007"}, "location_id '? ' staat niet in scan"),
        ({"uitkomst": "niets"}, "uitkomst 'niets'; verwacht niets aangetroffen, aangetroffen"),
        ({"uitkomst": ["aangetroffen"]}, "verwacht niets aangetroffen"),
        ({"uitkomst": "aangetroffen"}, "bevindingen leeg; verwacht ten minste een code"),
        ({"bevindingen": ["asbest"]}, "bevindingen asbest; verwacht leeg bij uitkomst 'niets aangetroffen'"),
        ({"uitkomst": "aangetroffen", "bevindingen": ["goud"]}, "'goud' staat niet in lijst 'standaard'"),
        ({"bevindingen": "asbest"}, "verwacht een lijst van codes"),
        ({"bevindingen": [{"a": 1}]}, "verwacht een lijst van codes"),
        ({"gezien": [0]}, "gezien 0; verwacht nummers van 1"),
        ({"gezien": [True]}, "verwacht een lijst van nummers"),
        ({"gezien": [1.5]}, "verwacht een lijst van nummers"),
        ({"gezien": [99999999999999999999]}, "gezien 99999999999999999999; verwacht nummers van 1"),
        ({"uitkomst": "niet bezocht", "gezien": [1]}, "gezien 1; verwacht leeg bij uitkomst 'niet bezocht'"),
        ({"vervolg": "iets"}, "vervolg 'iets' staat niet in lijst"),
        ({"vervolg": 3}, "vervolg '3'; verwacht een code of leeg"),
        ({"op": "gisteren"}, "op 'gisteren'; verwacht een moment als"),
        ({"op": "2026-03-01T10:00:00"}, "verwacht een moment als"),
        ({"op": 17}, "op '17'; verwacht een moment als"),
        ({"op": "2026-04-02T10:00:00Z"}, "ligt in de toekomst"),
        ({"op": "1970-01-01T00:00:00Z"}, "ligt voor 2020"),
        ({"op": "0001-01-01T00:00:00+14:00"}, "verwacht een moment als"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(tmp_path, expected, changes, words):
    path = sample.write_json(tmp_path / "a.json", entry(), entry(**changes))
    (line,) = problems(expected, path)
    assert line.startswith("a.json, bevinding 2: ")
    assert words in line


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"soort": "geo-risico bezoeklijst"}, "soort 'geo-risico bezoeklijst'; verwacht 'geo-risico bevindingen'"),
        ({"versie": 2}, "versie '2'; verwacht 1"),
        ({"versie": True}, "versie 'True'; verwacht 1"),
        ({"scan": "elders"}, "scan 'elders'; verwacht 'proefscan'"),
        ({"lijst": "eigen"}, "lijst 'eigen'; verwacht 'standaard'"),
        ({"is_fictief": False}, "verwacht een bestand van een scan die FICTIEF is"),
        ({"bevindingen": {"a": 1}}, "verwacht een lijst van bevindingen"),
        ({"bevindingen": ["a"]}, "verwacht een lijst van bevindingen"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, expected, changes, words):
    (line,) = problems(expected, sample.write_json(tmp_path / "a.json", entry(), **changes))
    assert words in line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leeg"),
        (b"  \r\n ", "leeg"),
        (b"\x00\x01\x02", "geen tekst"),
        (b"{", "geen geldige JSON"),
        (b"[" * 100_000, "geen geldige JSON"),
        (b'{"versie": ' + b"9" * 5000 + b"}", "geen geldige JSON"),
        (b"[]", "een lijst; verwacht een bestand met soort"),
        (b"naam;adres\r\nA;B\r\n", "kolom location_id, uitkomst, op ontbreekt"),
        (b"location_id;uitkomst;op;scan\r\nERF-1;x;y;a\r\nERF-1;x;y;b\r\n", "scan: 2 verschillende waarden"),
        (b'location_id;uitkomst;op\r\n"ERF-1;' + b"x" * 200_000, "geen geldige csv"),
    ],
)
def test_a_corrupt_file_is_told(tmp_path, expected, content, words):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    (line,) = problems(expected, path)
    assert line.startswith("a.json: ")
    assert words in line


def test_all_problems_of_all_files_at_once(tmp_path, expected):
    first = sample.write_json(tmp_path / "a.json", entry("X"), entry(op="nu", uitkomst="?"))
    second = sample.write_csv(tmp_path / "b.csv", "ERF-1;;;aangetroffen;;;;2026-03-01T10:00:00Z")
    lines = problems(expected, first, second, tmp_path / "weg.json")
    assert [line.split(":")[0] for line in lines] == [
        "a.json, bevinding 1",
        "a.json, bevinding 2",
        "a.json, bevinding 2",
        "b.csv, regel 2",
        "weg.json",
    ]


def test_other_keys_are_not_read(tmp_path, expected):
    made = sample.write_json(tmp_path / "a.json", entry(opmerking="J. Jansen zei"))
    file = read_findings(made)
    assert file.unread == ("opmerking",)
    assert "Jansen" not in repr(check_findings([file], expected))
