"""What the visits of sealed choices taught: read, reckoned, drawn and written."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.errors import DataError, ReleaseError, SourceError
from geo_risico.core.suppression_specs import SuppressionSpec
from geo_risico.inspection.learn_lessons import make_lessons, only_totals
from geo_risico.inspection.learn_visits import make_rounds
from geo_risico.io.choices import choices_of, read_choice
from geo_risico.io.findings import log_path, read_log
from geo_risico.io.weights_file import write_weights
from geo_risico.io.write_lessons import NAME, lessons_json, write_lesson_files
from geo_risico.reports.wat_leerden import write_wat_leerden
from geo_risico.reports.wat_leerden_pdf import wat_leerden_pdf
from geo_risico.scan.learn_subject import definition_path, lesson_meta, lesson_themes, own_catalog, saved_manifest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.lessons import Lessons
    from geo_risico.core.results import ReleaseMeta
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.inspection.learn_visits import Round

FOLDER: Final = "lessen"
ALL: Final = "alle_ronden"
PAGE: Final = "wat_leerden.html"
PDF: Final = "wat_leerden.pdf"


@dataclass(frozen=True, kw_only=True)
class LessonsAsked:
    """About which round (empty: the newest with results), and what is at hand: list, definition, its path, catalog."""

    keuze_id: str = ""
    path: str = ""
    fieldwork: FieldworkSpec | None = None
    definition: ScanSpec | None = None
    catalog: Catalog | None = None


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """Lessons of one round (None in profile open) and of all rounds together, and the files that tell them."""

    meta: ReleaseMeta
    one: Lessons | None
    every: Lessons
    files: tuple[Path, ...]


def write_lessons(uit: Path, scan: str, fieldwork: FieldworkSpec, created: dt.datetime) -> tuple[Path, ...] | None:
    """Files of the newest round with results and of all rounds together; None without a sealed choice.

    Parameters
    ----------
    uit
        Folder with choices, findings and output.
    scan
        Name of the scan.
    fieldwork
        Closed list that the findings come from.
    created
        Moment of making.

    Raises
    ------
    SourceError
        When a choice or the findings are not what was written.
    OutputError
        When the files cannot be written.
    """
    if not choices_of(uit, scan):
        return None
    return learn(uit, scan, LessonsAsked(fieldwork=fieldwork), created).files


def learn(uit: Path, scan: str, asked: LessonsAsked, created: dt.datetime) -> Learnt:
    """Lessons of one round and of all rounds, written under ``uit/lessen/<scan>``.

    Parameters
    ----------
    uit, scan, created
        As `write_lessons`.
    asked
        The round, and what is at hand; without a list of findings what was found keeps its codes.

    Raises
    ------
    SourceError
        Without a sealed choice, or when a choice or the findings are not what was written.
    DataError
        When no round has that name.
    OutputError
        When the files cannot be written.
    """
    rounds = read_rounds(uit, scan)
    one = _asked(rounds, asked.keuze_id)
    manifest = saved_manifest(uit, scan)
    meta = lesson_meta(asked.definition, manifest, rounds)
    catalog = asked.catalog or own_catalog()
    themes = lesson_themes(asked.definition, manifest, rounds, catalog, created)
    titles = {name: spec.title for name, spec in catalog.indicators.items()}
    words = {} if asked.fieldwork is None else {item.code: item.title for item in asked.fieldwork.findings}

    def made(part: Sequence[Round]) -> Lessons:
        found = make_lessons(part, themes, titles, np.random.default_rng(part[-1].choice.seed))
        codes = tuple((words.get(code, code), count) for code, count in found.found_codes)
        command = found.command.replace(f" {scan} ", f" {asked.path or definition_path(scan)} ")
        return dataclasses.replace(found, found_codes=codes, is_fictief=meta.is_fictief, command=command)

    folder = uit / FOLDER / scan
    if meta.profile == "open":
        every = only_totals(made(rounds), SuppressionSpec().minimum_locations)
        return Learnt(meta=meta, one=None, every=every, files=_write(every, meta, folder / ALL, created, is_all=True))
    own, every = made([one]), made(rounds)
    files = _write(own, meta, folder / one.choice.keuze_id, created, is_all=False)
    files += _write(every, meta, folder / ALL, created, is_all=True)
    return Learnt(meta=meta, one=own, every=every, files=files)


def read_rounds(uit: Path, scan: str) -> list[Round]:
    """Sealed choices of a scan with what came back, oldest first.

    Raises
    ------
    SourceError
        Without a sealed choice, or when a choice or the findings are not what was written.
    """
    folders = choices_of(uit, scan)
    if not folders:
        raise SourceError(
            f"{uit / 'keuzes' / scan}: geen verzegelde keuze; wat u zelf koos zegt niets over de rest. Maak er een "
            "met: geo-risico kies SCAN --bezoeken 40"
        )
    choices = [read_choice(folder) for folder in folders]
    log = read_log(log_path(uit, scan))
    told = [(None if entry.arm and not entry.keuze_id else entry.keuze_id, entry.finding) for entry in log.entries]
    return make_rounds(choices, told)


def save_weights(learnt: Learnt, uit: Path) -> tuple[Path, ...]:
    """Files with the corrected weights of all rounds, as ``scan --gewichten`` reads them; empty where none could be.

    Raises
    ------
    ReleaseError
        In profile open.
    OutputError
        When the folder cannot be written.
    """
    if learnt.meta.profile == "open":
        raise ReleaseError(
            f"Scan {learnt.meta.name}: profiel open; bijgestelde gewichten komen uit controles en zijn niet openbaar"
        )
    return tuple(
        write_weights(item.weights, uit / "gewichten") for item in learnt.every.weights if item.weights is not None
    )


def _asked(rounds: Sequence[Round], keuze_id: str) -> Round:
    if not keuze_id:
        return next((item for item in reversed(rounds) if item.has_results), rounds[-1])
    found = [item for item in rounds if item.choice.keuze_id == keuze_id]
    if not found:
        known = ", ".join(item.choice.keuze_id for item in rounds)
        raise DataError(f"--ronde {keuze_id}: geen keuze met die naam; verwacht {known}")
    return found[0]


def _write(
    lessons: Lessons, meta: ReleaseMeta, folder: Path, created: dt.datetime, *, is_all: bool
) -> tuple[Path, ...]:
    page = write_wat_leerden(lessons, meta, is_all=is_all)
    files: dict[str, str | bytes] = {PAGE: page, PDF: wat_leerden_pdf(page, meta)}
    return write_lesson_files({**files, NAME: lessons_json(lessons, meta, created)}, folder)
