"""Hashes of everything that decides what a gemeente gets: inputs, definitions and code."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo_risico.governance.definitions import used_definitions
from geo_risico.io.files import fingerprint
from geo_risico.io.request import FICTIEF_PREFIX
from geo_risico.io.sources.fictief import GENERATOR_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.catalog import Plan
    from geo_risico.fleet.job import Job


def measure_key(job: Job, plan: Plan) -> str:
    """Hash of inputs, definitions and code behind what is measured of one gemeente.

    A table of a database says nothing about its content beforehand: a scan that reads one is measured anew each run.

    Parameters
    ----------
    job
        The run.
    plan
        Plan of the gemeente.

    Raises
    ------
    SourceError
        When a file cannot be read.
    """
    return digest([job.code, used_definitions(plan.scan, job.catalog), list(_inputs(job, plan))])


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


def _inputs(job: Job, plan: Plan) -> Iterator[tuple[str, str]]:
    """Path as written and hash of the content of every input."""
    for _, uses in plan.reads.values():
        for use, _ in uses:
            yield use.named, job.created.isoformat() if use.table else _content(job, plan, use.path)
    for _, images in plan.rasters.values():
        for image, _ in images:
            yield image.path, _content(job, plan, image.path)
    for path in (*plan.scan.calibrated.values(), *plan.scan.expertsessie.values()):
        yield path, fingerprint(job.folder / path)


def _content(job: Job, plan: Plan, path: str) -> str:
    if path.startswith(FICTIEF_PREFIX):
        fictief = plan.scan.fictief
        return f"{GENERATOR_VERSION} {fictief.model_dump() if fictief is not None else ''}"
    return fingerprint(job.folder / path)
