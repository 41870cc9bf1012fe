"""Findings as visits, in the form of source ``bezoeken_tabel``: the next scan reads them."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError
from geo_risico.core.formula import harmless_cells
from geo_risico.inspection.findings import visits
from geo_risico.io.findings.guard import one_writer
from geo_risico.io.findings.history import read_log
from geo_risico.io.wary.outputs import fresh_file
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.core.findings import Finding
    from geo_risico.io.findings.history import Log
    from geo_risico.io.findings.places import SavedScan

COLUMNS: Final = (
    "bezoek_id", "datum", "aanleiding", "resultaat", "x", "y",
    "location_id", "thema", "codes", "vervolg", "fictief",
    "inclusion_probability", "keuze_id", "arm",
)  # fmt: skip


def visits_path(log: Path) -> Path:
    """File with the visits beside the log of a scan: ``bezoeken_<scan>.csv``."""
    return log.with_name(f"bezoeken_{log.stem}.csv")


def write_visits(log: Log, saved: SavedScan) -> tuple[Path, tuple[Finding, ...]]:
    """The file with all visits of a log, and the visits left out because the scan no longer knows their location.

    The log is read again: what another process added meanwhile is in it.

    Raises
    ------
    SourceError
        When the log is not what was written there.
    OutputError
        When the file cannot be written; the former one stays.
    """
    path = visits_path(log.path)
    with one_writer(log.path):
        found, rows = _rows(read_log(log.path), saved)
        _write(path, rows)
    return path, tuple(item for item in found if item.location_id not in saved.points.index)


def _rows(log: Log, saved: SavedScan) -> tuple[Sequence[Finding], list[tuple[str, ...]]]:
    """Visits of a log and the lines of those whose location the scan knows."""
    found = visits(log.findings)
    placed = [item for item in found if item.location_id in saved.points.index]
    reasons = {entry.finding.identity: entry for entry in log.entries}
    rows: list[tuple[str, ...]] = []
    for item in placed:
        entry, point = reasons[item.identity], saved.points.loc[item.location_id]
        rows.append((
            f"{item.location_id}-{item.day:%Y%m%d}", item.day.isoformat(), entry.aanleiding, item.outcome,
            f"{point['x']:.1f}", f"{point['y']:.1f}", item.location_id, item.theme or str(point["thema"]),
            "|".join(item.codes), item.follow_up, "ja" if entry.is_fictief else "nee",
            "" if entry.inclusion_probability is None else repr(entry.inclusion_probability),
            entry.keuze_id, entry.arm,
        ))  # fmt: skip
    return found, rows


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.nieuw")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh_file(beside, encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";", lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(harmless_cells(row) for row in rows)
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: de bezoeken kunnen niet worden bewaard: {fault_reason(error)}") from error
    finally:
        if beside.is_file():
            beside.unlink()
