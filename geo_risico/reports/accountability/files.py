"""All artefacts of a scan as file name -> content."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.formula import harmless_cells
from geo_risico.reports.accountability.algoritmeregister import register_entry, register_problems
from geo_risico.reports.accountability.assessments import ai_act, assessment, rekenkamer
from geo_risico.reports.accountability.dictionary import data_dictionary, privacy_report
from geo_risico.reports.accountability.fairness_page import fairness_json, fairness_page
from geo_risico.reports.accountability.method_page import method_page
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_risico.core.accountability_specs import AccountabilitySpec
    from geo_risico.core.results import Release
    from geo_risico.governance.columns import ColumnFact

FOLDER: Final = "verantwoording"


def write_accountability(
    release: Release,
    spec: AccountabilitySpec,
    tables: Mapping[str, tuple[Sequence[ColumnFact], Mapping[str, str]]],
    created: dt.datetime,
) -> dict[str, str | bytes]:
    """File name (in folder ``verantwoording``) -> content.

    Parameters
    ----------
    release
        All themes under the profile of the scan.
    spec
        What the organisation filled in; what is missing stands on the first page.
    tables
        File name -> facts of its columns and their Dutch titles.
    created
        Moment of making, with its time zone.
    """
    entry = register_entry(release, spec)
    problems = register_problems(entry)
    columns, questions = data_dictionary(tables), rekenkamer(release, spec)
    judgements = ai_act(release, spec)
    overview = {
        "meta": release.meta,
        "missing": spec.missing,
        "problems": problems,
        "judgements": judgements,
        "questions": questions,
    }
    files: dict[str, str | bytes] = {
        "algoritmeregister.json": _json(entry),
        "dpia.json": _json(assessment("dpia", release, spec, created)),
        "iama.json": _json(assessment("iama", release, spec, created)),
        "ai_verordening.json": _json(judgements),
        "rekenkamer.csv": _csv(questions),
        "gegevenswoordenboek.json": _json(columns),
        "gegevenswoordenboek.csv": _csv(columns),
        "privacyrapport.json": _json(privacy_report(release, tables)),
        "gelijke_behandeling.json": _json(fairness_json(release)),
        "gelijke_behandeling.html": fairness_page(release),
        "methode.html": method_page(release),
        "verantwoording.html": render_page("verantwoording.html.j2", ("leesmij.css", "verband.css"), overview),
    }
    return {f"{FOLDER}/{name}": content for name, content in files.items()}


def _json(content: object) -> str:
    return f"{json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)}\n"


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as csv that a Dutch spreadsheet opens; no cell runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(harmless_cells(rows[0]) if rows else [])
    for row in rows:
        cells = ["|".join(cell) if isinstance(cell, list) else str(cell) for cell in row.values()]
        writer.writerow(harmless_cells(cells))
    return f"\ufeff{text.getvalue()}"
