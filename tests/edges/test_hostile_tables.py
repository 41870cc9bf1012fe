"""Every csv and workbook of a scan in which every name begins as a formula: no cell and no heading runs."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io

import openpyxl

from geo_risico.core.formula import is_formula
from geo_risico.scan.save import save_scan

RUNS = "=cmd|' /C calc'!A0"


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_no_cell_of_any_table_runs(evidence_result, tmp_path):
    frame = evidence_result.locations.frame
    places = dataclasses.replace(evidence_result.locations, frame=frame.assign(label=[RUNS] * len(frame)))
    areas = {
        kind: area.assign(naam=[f"\u200b@{name}" for name in area["naam"]]) if "naam" in area else area
        for kind, area in evidence_result.aggregates.items()
    }
    bad = dataclasses.replace(evidence_result, locations=places, aggregates=areas)
    save_scan(bad, tmp_path, created=dt.datetime(2026, 2, 1, tzinfo=dt.UTC), step=lambda _: None)
    tables = sorted(tmp_path.rglob("*.csv"))
    assert {"gemeenten.csv", "gegevenswoordenboek.csv", "rekenkamer.csv"} <= {path.name for path in tables}
    seen = 0
    for path in tables:
        text = path.read_text("utf-8-sig")
        mark = max(";,", key=text.partition("\n")[0].count)
        for row in csv.reader(io.StringIO(text), delimiter=mark):
            running = [cell for cell in row if is_formula(cell) and not is_number(cell)]
            assert (path.name, running) == (path.name, [])
            seen += sum("@" in cell for cell in row)
    assert seen > 5
    books = sorted(tmp_path.rglob("*.xlsx"))
    assert books
    for path in books:
        cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
        assert any(cell.value == RUNS for cell in cells)
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
        assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and is_formula(cell.value))
