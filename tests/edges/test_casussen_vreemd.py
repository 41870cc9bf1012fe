"""Files of cases that are nearly right: read as meant, or refused with what is wrong."""

import importlib.util
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geo_risico.core.errors import DataError, SourceError

_SPEC = importlib.util.spec_from_file_location("casussen_sample", Path(__file__).with_name("casussen_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
read_cases, read = sample.read_cases, sample.read


def test_a_separator_at_the_end_of_every_row_moves_nothing(tmp_path):
    frame, _ = read_cases(tmp_path, "id;x;y\nA;190000;505000;\nB;190100;505000;\n")
    assert list(frame["casus_id"]) == ["A", "B"]
    assert frame.geometry.iloc[1].equals(shapely.Point(190100, 505000))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id;x;y\n1;190000;505000;7;8\n2;190000;505000\n", "meer velden dan de kopregel"),
        ("id;x;y\n1;190000;505000\n2;190000;505000;9\n", "4 velden, verwacht 3; tabelregel 3"),
        ('id;x;y;adres\n1;190000;505000;"Dorps\n2;190000;505000;b\n', "aanhalingsteken"),
        ("\n\n\n", "geen kopregel"),
    ],
)
def test_a_table_with_torn_rows_is_refused_in_dutch(tmp_path, text, reason):
    with pytest.raises(SourceError, match=reason) as caught:
        read_cases(tmp_path, text)
    assert "casussen.csv" in str(caught.value)


def test_accents_in_the_names_of_columns_do_not_matter(tmp_path):
    frame, _ = read_cases(tmp_path, "id;X-coördinaat;Y-coördinaat\nA;190000,5;505000\n", encoding="cp1252")
    assert frame.geometry.iloc[0].equals(shapely.Point(190000.5, 505000))


@pytest.mark.parametrize("text", ["id;datum\n", "foo;bar\n1;2\n", "id;huisnummer\n1;12\n"])
def test_a_table_without_any_place_is_refused_with_what_was_expected(tmp_path, text):
    with pytest.raises(DataError, match="geen kolom zegt waar het was; verwacht x en y") as caught:
        read_cases(tmp_path, text)
    assert text.split(";", 1)[0] in str(caught.value)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"])
@pytest.mark.parametrize("part", ["half", "other"])
def test_a_damaged_workbook_is_refused_in_dutch(tmp_path, name, part):
    pd.DataFrame({"id": [1], "x": [190000], "y": [505000]}).to_excel(tmp_path / "whole.xlsx", index=False)
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as whole, zipfile.ZipFile(tmp_path / "c.xlsx", "w") as broken:
        for member in whole.namelist():
            content = whole.read(member)
            damaged = content[: len(content) // 2] if part == "half" else b"hallo"
            broken.writestr(member, damaged if member == name else content)
    with pytest.raises(SourceError, match=r"c\.xlsx: werkblad is niet te lezen: beschadigd"):
        read(tmp_path, "casussen_tabel", "c.xlsx")


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"PK\x03\x04 rest", b"hallo"])
def test_a_workbook_with_a_password_or_no_workbook_is_refused_in_dutch(tmp_path, content):
    (tmp_path / "c.xlsx").write_bytes(content)
    with pytest.raises(SourceError, match="met een wachtwoord"):
        read(tmp_path, "casussen_tabel", "c.xlsx")
