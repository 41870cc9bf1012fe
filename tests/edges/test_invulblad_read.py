"""A filled-in workbook read back: every wrong cell is named at once, what spreadsheets do to a file is understood."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geo_risico.core.errors import DataError, SourceError
from geo_risico.io.invulblad.read import read_invulblad

_SPEC = importlib.util.spec_from_file_location("invulblad_sample", Path(__file__).with_name("invulblad_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


@pytest.fixture(scope="module")
def content(sample_result):
    return sample.workbook_bytes(sample.matrix_result(sample_result))


@pytest.fixture
def book(content):
    return sample.opened(content)


def put(book, sheet, name, value, row=2):
    cell = book[sheet].cell(row, sample.column_of(book[sheet], name))
    cell.value = value
    return cell.coordinate


def read(book, tmp_path):
    return read_invulblad(sample.saved(book, tmp_path / "risicomatrix.xlsx"))


def problems(book, tmp_path):
    with pytest.raises(DataError) as error:
        read(book, tmp_path)
    return error.value.problems


def test_untouched_workbook_says_what_was_known(content, tmp_path):
    path = tmp_path / "blad.xlsx"
    path.write_bytes(content)
    found = read_invulblad(path)
    assert (found.scan, found.theme, found.peildatum) == ("proefscan", "buitengebied", dt.date(2026, 1, 1))
    assert found.weights["barn_area_m2"] == 10
    assert found.row_count == sample.COUNT
    assert found.schouw["cameras"].tolist()[:1] == [3.0]
    assert len(found.schouw) == 2
    assert len(found.sha256) == 64


WRONG = [
    ("Locaties", "isps", "misschien", "ja of nee"),
    ("Locaties", "isps", 1, "ja of nee"),
    ("Locaties", "isps", "=A1", "formule"),
    ("Locaties", "aanwezigheid_uren_week", "veertig", "geen getal"),
    ("Locaties", "aanwezigheid_uren_week", 169, "tot en met 168"),
    ("Locaties", "aanwezigheid_uren_week", -1, "van 0"),
    ("Locaties", "aanwezigheid_uren_week", True, "geen getal"),
    ("Locaties", "aanwezigheid_uren_week", dt.time(8, 30), "geen getal"),
    ("Locaties", "aanwezigheid_uren_week", "1.000", "duizendtal"),
    ("Locaties", "cameras", 2.5, "heel getal"),
    ("Locaties", "cameras", "2 of 3", "geen getal"),
    ("Locaties", "cameras", 10**9, "10000"),
    ("Locaties", "cameras", "#N/A", "foutwaarde"),
    ("Locaties", "verlichting", "heel goed", "goed of matig of geen"),
    ("Locaties", "nachtregister", "ja", "ja digitaal of ja papier of nee"),
    ("Locaties", "id_plicht", dt.datetime.fromisoformat("2025-01-01"), "ja of nee"),
    ("Locaties", "peildatum", "31-02-2025", "een datum"),
    ("Locaties", "peildatum", "gisteren", "een datum"),
    ("Locaties", "peildatum", 12, "een datum"),
    ("Locaties", "peildatum", dt.datetime.fromisoformat("1890-01-01"), "een datum"),
    ("Locaties", "location_id", "ERF-BESTAAT-NIET", "hoort niet bij deze scan"),
    ("Locaties", "location_id", "=B2", "formule"),
    ("Gewichten", "gewicht", -2, "vanaf 0"),
    ("Gewichten", "gewicht", "zwaar", "geen getal"),
    ("Gewichten", "gewicht", "=2*5", "formule"),
    ("Gewichten", "gewicht", 1e12, "vanaf 0"),
    ("Gewichten", "gewicht", False, "geen getal"),
    ("Gewichten", "indicator", "barn_arae_m2", "barn_area_m2"),
]


@pytest.mark.parametrize(("sheet", "name", "value", "expected"), WRONG)
def test_a_wrong_cell_is_named_with_what_was_expected(book, tmp_path, sheet, name, value, expected):
    cell = put(book, sheet, name, value)
    if value == "#N/A":
        book[sheet][cell].data_type = "e"
    (found, *more) = problems(book, tmp_path)
    assert expected in found or any(expected in line for line in more)
    assert f"{sheet}!{cell}" in found or any(cell in line for line in more)


def test_all_wrong_cells_are_told_at_once(book, tmp_path):
    cells = [
        put(book, "Locaties", "isps", "x"),
        put(book, "Locaties", "cameras", "y", row=5),
        put(book, "Locaties", "peildatum", "z", row=6),
        put(book, "Gewichten", "gewicht", "w", row=3),
    ]
    found = problems(book, tmp_path)
    assert len(found) == len(cells)
    assert all(any(cell in line for line in found) for cell in cells)


def test_a_location_that_stands_twice(book, tmp_path):
    first = book["Locaties"].cell(2, 1).value
    cell = put(book, "Locaties", "location_id", first, row=4)
    (found,) = problems(book, tmp_path)
    assert cell in found
    assert "A2" in found


def test_an_indicator_that_stands_twice(book, tmp_path):
    put(book, "Gewichten", "indicator", "barn_share")
    (found,) = problems(book, tmp_path)
    assert found.startswith("Gewichten!A3: 'barn_share' staat er twee keer (ook A2)")


def test_values_without_a_location(book, tmp_path):
    cell = put(book, "Locaties", "cameras", 2, row=30)
    (found,) = problems(book, tmp_path)
    assert "A30" in found
    assert cell in found


@pytest.mark.parametrize("name", ["location_id", "cameras", "peildatum"])
def test_a_column_that_is_gone(book, tmp_path, name):
    sheet = book["Locaties"]
    sheet.delete_cols(sample.column_of(sheet, name))
    assert any(name in line and "ontbreekt" in line for line in problems(book, tmp_path))


def test_a_column_that_stands_twice(book, tmp_path):
    sheet = book["Locaties"]
    sheet.cell(1, sheet.max_column + 1).value = "Cameras"
    assert any("2 keer" in line for line in problems(book, tmp_path))


@pytest.mark.parametrize("name", ["Locaties", "Gewichten", "_scan"])
def test_a_sheet_that_is_gone(book, tmp_path, name):
    del book[name]
    assert any(name in line for line in problems(book, tmp_path))


@pytest.mark.parametrize(("sheet", "area"), [("Locaties", "N2:N4"), ("Gewichten", "F2:G2")])
def test_merged_cells(book, tmp_path, sheet, area):
    book[sheet].merge_cells(area)
    assert any(f"{sheet}!{area}: samengevoegd" in line for line in problems(book, tmp_path))


def test_all_weights_zero(book, tmp_path):
    for row in range(2, book["Gewichten"].max_row + 1):
        put(book, "Gewichten", "gewicht", 0, row=row)
    assert any("alle gewichten zijn 0" in line for line in problems(book, tmp_path))


def test_a_hidden_sheet_that_was_changed(book, tmp_path):
    book["_scan"]["A3"].value = "datum"
    assert any("_scan" in line for line in problems(book, tmp_path))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "leeg"),
        (b"location_id;cameras\nA;1\n", "geen xlsx"),
        (b"PK\x03\x04 kapot", "geen xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "oud xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
    ],
)
def test_files_that_are_no_workbook(tmp_path, content, expected):
    path = tmp_path / "blad.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=expected):
        read_invulblad(path)


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in files.items():
            file.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def test_zips_that_are_no_workbook(tmp_path, content):
    path = tmp_path / "blad.xlsx"
    path.write_bytes(zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content__xml="<x/>"))
    with pytest.raises(SourceError, match="OpenDocument"):
        read_invulblad(path)
    path.write_bytes(zipped(brief__txt="hallo"))
    with pytest.raises(SourceError, match="geen xlsx"):
        read_invulblad(path)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(SourceError, match="geen xlsx"):
        read_invulblad(path)


def test_no_file_and_a_folder(tmp_path):
    for path, reason in ((tmp_path / "weg.xlsx", "het bestaat niet"), (tmp_path, "dit is een map")):
        with pytest.raises(SourceError, match=reason):
            read_invulblad(path)


UNDERSTOOD = [
    ("isps", "Ja", "ja"),
    ("isps", " NEE ", "nee"),
    ("isps", True, "ja"),
    ("isps", "nee\N{NO-BREAK SPACE}", "nee"),
    ("nachtregister", "Ja  Digitaal", "ja digitaal"),
    ("aanwezigheid_uren_week", "40,5", 40.5),
    ("aanwezigheid_uren_week", "40.5 ", 40.5),
    ("aanwezigheid_uren_week", " 40 ", 40.0),
    ("cameras", 0, 0.0),
    ("cameras", "4", 4.0),
    ("cameras", 4.0, 4.0),
    ("peildatum", "15-03-2025", pd.Timestamp("2025-03-15")),
    ("peildatum", "2025-03-15", pd.Timestamp("2025-03-15")),
    ("peildatum", dt.datetime.fromisoformat("2025-03-15T12:00"), pd.Timestamp("2025-03-15")),
    ("peildatum", 45731, pd.Timestamp("2025-03-15")),
]


@pytest.mark.parametrize(("name", "value", "expected"), UNDERSTOOD)
def test_what_people_and_spreadsheets_write(book, tmp_path, name, value, expected):
    put(book, "Locaties", name, value)
    rows = read(book, tmp_path).schouw.set_index("location_id")
    assert rows[name].iloc[0] == expected


def test_moved_rows_and_columns_and_what_was_added(book, tmp_path):
    sheet = book["Locaties"]
    put(book, "Locaties", "isps", "ja", row=9)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    moved = openpyxl.Workbook()
    for name in book.sheetnames:
        if name != "Locaties":
            target = moved.create_sheet(name)
            for row in book[name].iter_rows(values_only=True):
                target.append(row)
    target = moved.create_sheet("locaties ")
    target.append(["Uitkomst van de sessie van 3 maart"])
    target.append([])
    header, *body = [[*row[::-1], "opmerking"] for row in rows]
    target.append(header)
    for row in [*body[::-1], [None] * len(header), [*[None] * (len(header) - 1), "losse opmerking"]]:
        target.append(row)
    before, after = tmp_path / "voor.xlsx", tmp_path / "na.xlsx"
    book.save(before)
    moved.save(after)
    one, two = (read_invulblad(path) for path in (before, after))
    assert one.weights == two.weights
    assert one.row_count == two.row_count
    pd.testing.assert_frame_equal(
        one.schouw.sort_values("location_id", ignore_index=True),
        two.schouw.sort_values("location_id", ignore_index=True),
    )


def test_rows_that_were_removed_change_nothing(book, tmp_path):
    book["Locaties"].delete_rows(4, 5)
    book["Gewichten"].delete_rows(2, 3)
    found = read(book, tmp_path)
    assert found.row_count == sample.COUNT - 5
    assert "barn_area_m2" not in found.weights


def test_an_emptied_cell_and_a_date_alone_say_nothing(book, tmp_path):
    put(book, "Locaties", "cameras", "  ")
    put(book, "Gewichten", "gewicht", None)
    found = read(book, tmp_path)
    assert len(found.schouw) == 1
    assert "barn_area_m2" not in found.weights
