"""The two things that a worker does for one gemeente: measure its places, and write what people get."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.collector import collect_seldom
from geo_risico.core.errors import GeoRisicoError
from geo_risico.fleet.evidence import linked_evidence, relinked, write_evidence
from geo_risico.fleet.job import (
    FINISHED,
    MEASURED,
    PARTS,
    PLACES,
    SCORED,
    SCORES,
    Told,
    check_code,
)  # fmt: skip
from geo_risico.fleet.keys import measure_key, reads_tables
from geo_risico.io.fleet.places import BARNS, read_places, read_provenance, write_places, write_provenance
from geo_risico.io.fleet.records import kept_record, read_table, write_part, write_table
from geo_risico.io.fleet.shown import shown_record, write_partition, write_shown
from geo_risico.scan.areas import potential_barns
from geo_risico.scan.certainty import with_evidence
from geo_risico.scan.evidence import TABLES
from geo_risico.scan.history import history_columns
from geo_risico.scan.reading import read_layers
from geo_risico.scan.save import save_scan
from geo_risico.scan.stages import Known, Measured, finished, measure, scored, scored_before, theme_plans, with_layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from geo_risico.catalog import Plan
    from geo_risico.core.results import ScanResult
    from geo_risico.fleet.job import Job, Phase

DRAWN: Final = frozenset({"gemeenten", "wijken", "buurten", "schouw", "waterdelen", "vaarwegen", "wegen", "plaatsen"})
"""Layers behind the areas and the picture of the informatiebeeld; everything else was measured before."""
_GIB: Final = 2**30 if sys.platform == "darwin" else 2**20


def measure_gemeente(job: Job, gemeente: str) -> Told:
    """What became of measuring one gemeente; its part stands in the cache, whole or not at all.

    Parameters
    ----------
    job
        The run.
    gemeente
        Code of the gemeente.

    Raises
    ------
    OtherCodeError
        When this worker runs other code.
    """
    return _told(job, gemeente, "meten", partial(_measure, job, gemeente))


def finish_gemeente(job: Job, gemeente: str, key: str, notices: tuple[str, ...]) -> Told:
    """What became of writing the output of one gemeente, with its scores among all of them.

    Parameters
    ----------
    job
        The run.
    gemeente
        Code of the gemeente.
    key
        Hash of everything behind its output.
    notices
        Sentences about the whole that stand on its output.

    Raises
    ------
    OtherCodeError
        When this worker runs other code.
    """
    return _told(job, gemeente, "schrijven", partial(_finish, job, gemeente, key, notices))


def _told(job: Job, gemeente: str, phase: Phase, work: Callable[[], tuple[bool, dict[str, Any]]]) -> Told:
    check_code(job)
    collect_seldom()
    start = time.perf_counter()
    told = Told(gemeente=gemeente, phase=phase)
    try:
        kept, record = work()
        told = replace(told, kept=kept, record=record)
    except GeoRisicoError as error:
        told = replace(told, error=str(error))
    except Exception as error:  # noqa: BLE001 - one gemeente that fails must not stop the others
        told = replace(told, error=f"{type(error).__name__}: {error}", is_ours=True)
    return replace(told, seconds=time.perf_counter() - start, peak_gib=_peak_gib())


def _measure(job: Job, gemeente: str) -> tuple[bool, dict[str, Any]]:
    """Whether the part was there already, and its record."""
    plan, target = job.plan(gemeente), job.place(MEASURED, gemeente)
    layers = read_layers(plan, job.cache, _quiet) if reads_tables(plan) else None
    key = measure_key(job, plan, layers)
    record = kept_record(target, key)
    if record is not None:
        return True, record
    layers = read_layers(plan, job.cache, _quiet) if layers is None else layers
    parts = measure(plan, job.catalog, layers, _quiet)
    found = linked_evidence(parts, layers, job)
    counts = {part.plan.theme.name: len(part.indicators) for part in parts}

    def fill(fresh: Path) -> None:
        for part, evidence in zip(parts, found, strict=True):
            folder = fresh / part.plan.theme.name
            write_places(folder, part.locations, part.indicators, part.facts, part.support)
            write_evidence(evidence, folder)
            barns = potential_barns(layers, part.locations)
            if barns is not None:
                write_table(barns, folder / BARNS)
        write_provenance(fresh, layers.provenance)

    write_part(target, key, {"aantal": counts}, fill)
    return False, {"sleutel": key, "aantal": counts}


def _finish(job: Job, gemeente: str, key: str, notices: tuple[str, ...]) -> tuple[bool, dict[str, Any]]:
    """Whether the output was there already, and its record."""
    target = job.place(FINISHED, gemeente)
    output = job.output / "gemeenten" / gemeente_folder(job, gemeente)
    record = kept_record(target, key)
    if record is not None and all((job.output / name).is_file() for name in record["bestanden"]):
        return True, record
    plan, part_folder = job.plan(gemeente), job.place(MEASURED, gemeente)
    layers = read_layers(_lean(plan) if not job.every_file else plan, job.cache, _quiet)
    layers = replace(layers, provenance=read_provenance(part_folder))
    results = [with_layers(part, layers, for_people=job.every_file) for part in _with_scores(job, gemeente, plan)]
    results = [_noted(part, notices) for part in results]
    results = [relinked(part, job.place(SCORED, gemeente)) for part in with_evidence(results, layers, _quiet)]
    known = Known(
        certainty=_with_history,
        barns={theme.name: read_table(part_folder / theme.name / BARNS) for theme in plan.themes},
        for_people=job.every_file,
    )
    result = finished(results, plan, job.catalog, layers, _quiet, known=known)
    named = _renamed(result, job, gemeente)
    released, _ = save_scan(named, output.parent, created=job.created, step=_quiet, lean=not job.every_file)
    files = [output / "manifest.json"]
    for part in released.by_theme:
        files += write_partition(part, released, job.output / PLACES, gemeente)
    record = {
        "aantal": {
            part.theme.name: len(rows.scores) for part, rows in zip(released.by_theme, named.by_theme, strict=True)
        },
        "bestanden": [path.relative_to(job.output).as_posix() for path in files],
        **shown_record(released),
    }
    write_part(target, key, record, partial(write_shown, released))
    return False, {"sleutel": key, **record}


def _lean(plan: Plan) -> Plan:
    """The plan with the layers that areas and informatiebeeld need; all of them where cases or visits are placed."""
    if any(name in plan.reads for name in TABLES):
        return plan
    return replace(plan, reads={name: uses for name, uses in plan.reads.items() if name in DRAWN})


def gemeente_folder(job: Job, gemeente: str) -> str:
    """Name of the scan, and so of the folder, of one gemeente."""
    return f"{job.scan.name}_{gemeente.lower()}"


def _with_scores(job: Job, gemeente: str, plan: Plan) -> list[ScanResult]:
    """Results of all themes with the scores that were worked out among all gemeenten."""
    results = []
    for part, session in theme_plans(plan):
        name = part.theme.name
        locations, indicators, facts, support = read_places(job.place(MEASURED, gemeente) / name)
        measured = Measured(
            plan=part, locations=locations, indicators=indicators, facts=facts, support=support, session=session
        )
        folder = job.place(SCORED, gemeente)
        scores, contributions = (
            _among_all(folder / f"{kind}_{name}.parquet", indicators.index) for kind in (SCORES, PARTS)
        )
        results.append(
            scored(measured, job.catalog)
            if scores is None or contributions is None
            else scored_before(measured, job.catalog, scores, contributions)
        )
    return results


def _among_all(path: Path, index: pd.Index[str]) -> pd.DataFrame | None:
    """Table of one gemeente from the comparison, which has every location that was measured; None without any."""
    table = read_table(path)
    if table is None and not len(index):
        return None
    if table is None or not table.index.equals(index):
        raise RuntimeError(f"{path.name}: hoort niet bij wat gemeten is")
    return table


def _noted(result: ScanResult, notices: tuple[str, ...]) -> ScanResult:
    return replace(result, locations=replace(result.locations, notes=(*notices, *result.locations.notes)))


def _with_history(result: ScanResult) -> ScanResult:
    """The result with earlier cases around its places; how sure the scores are already stands in them."""
    return replace(result, scores=result.scores.assign(**history_columns(result)))


def _renamed(result: ScanResult, job: Job, gemeente: str) -> ScanResult:
    """The result under the name and title of its gemeente."""
    scan = result.scan.model_copy(
        update={"name": gemeente_folder(job, gemeente), "title": f"{job.scan.title}: {job.names[gemeente]}"}
    )
    parts = [
        replace(part, scan=part.scan.model_copy(update={"name": scan.name, "title": scan.title}))
        for part in result.by_theme
    ]
    return replace(parts[0], beside=tuple(parts[1:]))


def _peak_gib() -> float:
    """Most memory that this process ever had, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _GIB


def _quiet(_: str) -> None:
    """Nothing; the table of the fleet says what happens."""
