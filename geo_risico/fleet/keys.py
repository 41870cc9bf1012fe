"""Hashes of everything that decides what a gemeente gets: inputs, definitions and code."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo_risico.governance.definitions import used_definitions
from geo_risico.io.files import fingerprint, locate
from geo_risico.io.parquet_folder import content_digest
from geo_risico.io.request import FICTIEF_PREFIX
from geo_risico.io.sources.fictief import GENERATOR_VERSION
from geo_risico.scan.reading import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.catalog import Plan
    from geo_risico.core.results import Layers
    from geo_risico.fleet.job import Job
    from geo_risico.io.request import Bounds


def reads_tables(plan: Plan) -> bool:
    """Whether a scan reads tables of a database, whose content is only known when they are read."""
    return any(use.table is not None for _, uses in plan.reads.values() for use, _ in uses)


def measure_key(job: Job, plan: Plan, layers: Layers | None = None) -> str:
    """Hash of inputs, definitions and code behind what is measured of one gemeente.

    Parameters
    ----------
    job
        The run.
    plan
        Plan of the gemeente.
    layers
        What was read for it; needed where `reads_tables`.

    Raises
    ------
    SourceError
        When a file cannot be read.
    """
    bounds = job.bounds[plan.scan.area.gemeenten[0]]
    return digest(
        [job.code, used_definitions(plan.scan, job.catalog), bounds, list(_inputs(job, plan, bounds, layers))]
    )


def finish_key(job: Job, gemeente: str, measured: str, scores: str, notices: tuple[str, ...]) -> str:
    """Hash behind the output of one gemeente.

    Parameters
    ----------
    job
        The run.
    gemeente
        Its code.
    measured, scores
        Keys of what was measured, and of its scores among all gemeenten.
    notices
        Sentences about the whole that stand on its output.
    """
    return digest([gemeente, measured, scores, job.every_file, str(job.output.resolve()), *notices])


def digest(value: Any) -> str:  # noqa: ANN401 - anything that JSON knows
    """SHA-256 of a JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _inputs(job: Job, plan: Plan, bounds: Bounds, layers: Layers | None) -> Iterator[tuple[str, str]]:
    """Path as written and hash of the content of every input; of a folder, of its files in the window."""
    for name, (_, uses) in plan.reads.items():
        for use, source in uses:
            if use.table is not None:
                rows = () if layers is None else layers.provenance[name]
                yield use.named, " ".join(item.sha256 for item in rows if item.path == use.named)
            elif use.path.startswith(FICTIEF_PREFIX):
                yield use.path, _generated(plan)
            else:
                located = locate(job.folder / use.path, use.path, source.member)
                window = None if name in WHOLE else bounds
                yield use.path, content_digest(located, window) if located.is_folder else fingerprint(located.path)
    for _, images in plan.rasters.values():
        for image, _ in images:
            is_made = image.path.startswith(FICTIEF_PREFIX)
            yield image.path, _generated(plan) if is_made else fingerprint(job.folder / image.path)
    for path in (*plan.scan.calibrated.values(), *plan.scan.expertsessie.values()):
        yield path, fingerprint(job.folder / path)


def _generated(plan: Plan) -> str:
    """What decides the content of the fictitious gemeente."""
    fictief = plan.scan.fictief
    return f"{GENERATOR_VERSION} {fictief.model_dump() if fictief is not None else ''}"
