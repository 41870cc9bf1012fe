"""Cases and visits of a gemeente among many: each belongs to the nearest place, in whichever gemeente that lies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.fleet.job import ELSEWHERE, EVIDENCE
from geo_risico.io.fleet.records import read_table, write_table
from geo_risico.scan.certainty import with_evidence
from geo_risico.scan.evidence import TABLES
from geo_risico.scan.stages import scored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.core.evidence import Evidence, MatchReport
    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.fleet.job import Job
    from geo_risico.scan.stages import Measured

NEARER: Final = "ligt dichter bij een locatie in een andere gemeente"


def linked_evidence(parts: Sequence[Measured], layers: Layers, job: Job) -> list[Evidence | None]:
    """Cases and visits on the places of each theme; None where the scan has no such tables.

    Parameters
    ----------
    parts
        Places of each theme.
    layers
        What was read.
    job
        The run.
    """
    if not any(name in layers.frames for name in TABLES):
        return [None] * len(parts)
    return [
        part.evidence for part in with_evidence([scored(part, job.catalog) for part in parts], layers, lambda _: None)
    ]


def write_evidence(evidence: Evidence | None, folder: Path) -> None:
    """Nothing; writes cases and visits with the distance to their location, by which neighbours settle whose it is.

    Parameters
    ----------
    evidence
        Of one gemeente and theme; None writes nothing.
    folder
        Folder of the theme.
    """
    if evidence is None:
        return
    metres = {report.layer: report.rows["distance_m"] for report in evidence.reports}
    if evidence.cases is not None:
        write_table(evidence.cases.join(metres["casussen"]), folder / "cases.parquet")
    if evidence.visits is not None:
        write_table(evidence.visits.join(metres["bezoeken"]), folder / "visits.parquet")


def relinked(result: ScanResult, folder: Path) -> ScanResult:
    """The result without links to places that lie further away than one in another gemeente.

    Parameters
    ----------
    result
        One theme with the cases and visits of its gemeente.
    folder
        Where the comparison wrote what belongs elsewhere.
    """
    evidence = result.evidence
    if evidence is None:
        return result
    gone = {
        layer: _ids(read_table(folder / f"{ELSEWHERE}_{name}_{result.theme.name}.parquet"))
        for name, layer in zip(EVIDENCE, ("casussen", "bezoeken"), strict=True)
    }
    kept = replace(
        evidence,
        cases=_loose(evidence.cases, gone["casussen"]),
        visits=_loose(evidence.visits, gone["bezoeken"]),
        reports=tuple(_report(report, gone[report.layer]) for report in evidence.reports),
    )
    return replace(result, evidence=kept)


def _ids(table: pd.DataFrame | None) -> pd.Index[str]:
    return pd.Index([], dtype="str") if table is None else table.index


def _loose(frame: pd.DataFrame | None, gone: pd.Index[str]) -> pd.DataFrame | None:
    if frame is None:
        return None
    return frame.assign(location_id=frame["location_id"].mask(frame.index.isin(gone), ""))


def _report(report: MatchReport, gone: pd.Index[str]) -> MatchReport:
    rows, lost = report.rows, report.rows.index.isin(gone)
    changed = rows.assign(
        location_id=rows["location_id"].mask(lost, ""),
        distance_m=rows["distance_m"].mask(lost),
        reason=rows["reason"].mask(lost, NEARER),
    )
    return replace(report, rows=changed)
