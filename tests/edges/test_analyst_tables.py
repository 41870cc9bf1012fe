"""Csv and xlsx as people save them: the same rows, or a message that says what to do."""

import importlib.util
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from geo_risico.core.errors import DataError, SourceError

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
counts, make_panden, read = _sample.counts, _sample.make_panden, _sample.read

PLACE = {"x": "x", "y": "y"}
ROWS = pd.DataFrame(
    {
        "identificatie": ["0166010000000001", "0166010000000002"],
        "status": ["Verblijfsobject in gebruik"] * 2,
        "gebruiksdoel": ["woonfunctie", "industriefunctie, één"],
        "x": [200_000.5, 200_100.5],
        "y": [500_000.5, 500_100.5],
    }
)


def objects(folder, name):
    return read(folder, "bag_verblijfsobjecten", name, **PLACE)


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("a.csv", ROWS.to_csv(index=False), "utf-8"),
        ("a.CSV", ROWS.to_csv(index=False, sep=";", decimal=","), "utf-8-sig"),
        ("a.csv", ROWS.to_csv(index=False, sep=";", decimal=","), "cp1252"),
        ("a.csv", ROWS.to_csv(index=False, sep="\t"), "utf-16"),
        ("a.tsv", ROWS.to_csv(index=False, sep="\t"), "utf-8"),
        ("a.csv", "sep=;\r\n" + ROWS.to_csv(index=False, sep=";"), "utf-8"),
        ("a.csv", "\n\n" + ROWS.to_csv(index=False), "utf-8"),
    ],
)
def test_every_way_to_save_a_table_gives_the_same_rows(tmp_path, name, text, encoding):
    (tmp_path / name).write_bytes(text.encode(encoding))
    frame, _ = objects(tmp_path, name)
    assert frame["verblijfsobject_id"].tolist() == ROWS["identificatie"].tolist()
    assert frame["gebruiksdoel"].tolist() == ["woonfunctie", "industriefunctie| één"] or (
        frame["gebruiksdoel"].tolist() == ["woonfunctie", "industriefunctie|één"]
    )
    assert frame.geometry.x.tolist() == ROWS["x"].tolist()


def test_a_table_with_only_a_heading_is_empty_and_says_so(tmp_path):
    (tmp_path / "a.csv").write_text(ROWS.head(0).to_csv(index=False))
    frame, provenance = objects(tmp_path, "a.csv")
    assert frame.empty
    assert "het bestand heeft geen rijen" in provenance.note


@pytest.mark.parametrize("content", [b"id,x\n1,\x00\x00\n", b"\xff\xfea", b"\x81\x8d,\x8f\n"])
def test_bytes_that_are_no_text_are_refused(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises((SourceError, DataError), match=r"a\.csv: "):
        objects(tmp_path, "a.csv")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_table_in_a_zip_is_read(tmp_path, suffix):
    buffer = io.BytesIO()
    ROWS.to_csv(buffer, index=False) if suffix == "csv" else ROWS.to_excel(buffer, index=False)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"map/a.{suffix}", buffer.getvalue())
    assert len(objects(tmp_path, "a.zip")[0]) == len(ROWS)


def test_geoparquet_in_a_zip_is_read(tmp_path):
    make_panden().to_parquet(tmp_path / "p.parquet")
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.write(tmp_path / "p.parquet", "p.parquet")
    assert len(read(tmp_path, "bag_panden", "p.zip")[0]) == len(make_panden())


def test_the_worksheet_that_is_named_is_read(tmp_path):
    with pd.ExcelWriter(tmp_path / "a.xlsx") as writer:
        pd.DataFrame({"toelichting": ["lees mij"]}).to_excel(writer, sheet_name="Lees mij", index=False)
        ROWS.to_excel(writer, sheet_name="Data", index=False)
    frame, _ = read(tmp_path, "bag_verblijfsobjecten", "a.xlsx", dataset="Data", **PLACE)
    assert len(frame) == len(ROWS)
    with pytest.raises(DataError, match=r"werkblad 'Dada' niet gevonden; aanwezig: Lees mij, Data; .*'Data'"):
        read(tmp_path, "bag_verblijfsobjecten", "a.xlsx", dataset="Dada", **PLACE)


def test_numbers_of_which_a_spreadsheet_lost_the_end_are_no_identifier(tmp_path):
    ids = [166010000000001, 1709010000000010]
    ROWS.assign(identificatie=ids).to_excel(tmp_path / "a.xlsx", index=False)
    frame, provenance = read(tmp_path, "bag_verblijfsobjecten", "a.xlsx", dataset=None, **PLACE)
    assert frame["verblijfsobject_id"].tolist() == ["0166010000000001"]
    assert counts(provenance)["unknown_value"] == 1
