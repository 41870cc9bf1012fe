"""The pages about all gemeenten together: map, ranking, index and manifest, from what each gemeente shows."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from geo_risico.fleet.job import FINISHED, PLACES
from geo_risico.fleet.keys import digest
from geo_risico.fleet.tasks import gemeente_folder
from geo_risico.governance.definitions import used_definitions
from geo_risico.governance.manifest import account
from geo_risico.governance.many import many_release
from geo_risico.io.fleet.records import RECORD
from geo_risico.io.fleet.shown import drop_strangers, read_shown
from geo_risico.io.fleet.whole import write_whole_files
from geo_risico.io.software import software
from geo_risico.io.wary.records import read_record
from geo_risico.maps import draw_map
from geo_risico.reports.vloot import GemeenteRow, write_vloot
from geo_risico.scan.informatiebeelden import informatiebeelden
from geo_risico.scan.stages import theme_plans
from geo_risico.scoring.weights import effective_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.results import Release
    from geo_risico.fleet.job import Job, Told

INDEX: Final = "index.html"
GEMEENTEN: Final = "gemeenten"


def write_province(
    job: Job, told: Sequence[Told], notices: Sequence[str], step: Callable[[str], None]
) -> tuple[Path, ...]:
    """Paths of the files about all gemeenten, in the folder of the run.

    Parameters
    ----------
    job
        The run.
    told
        What became of every gemeente, those that failed included.
    notices
        Sentences about the whole.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    OutputError
        When it cannot be written; what each gemeente has stays.
    """
    done = sorted(item.gemeente for item in told if not item.error)
    drop_strangers(job.output / PLACES, done)
    released = _release(job, done, notices)
    step("Kaart van alle gemeenten tekenen")
    texts: dict[str, str | bytes] = {"kaart.html": draw_map(released).get_root().render()}
    texts |= informatiebeelden(released, step, only_whole=True)
    texts[INDEX] = write_vloot(released, _rows(job, told))
    step("Bestanden wegschrijven")
    return write_whole_files(released, texts, _manifest(job, told, released), job.output)


def _release(job: Job, codes: Sequence[str], notices: Sequence[str]) -> Release:
    """What all gemeenten show, of every theme, with the way to the map of each."""
    folders = {code: job.place(FINISHED, code) for code in codes}
    records = {code: read_record(folder / RECORD) for code, folder in folders.items()}
    parts = []
    for plan, _ in theme_plans(job.whole_plan()):
        theme, given = plan.theme, plan.scan.weights
        shown = {code: read_shown(folders[code], records[code], theme.name) for code in codes}
        specs = {name: job.catalog.indicators[name] for name in theme.weights}
        weights = effective_weights(theme, {k: w for k, w in given.items() if k in theme.weights})
        parts.append(
            many_release(job.scan, theme, specs, weights, shown, version=version("geo-risico"), notices=list(notices))
        )
    links = {code: f"{GEMEENTEN}/{gemeente_folder(job, code)}/kaart.html" for code in codes} if job.every_file else {}
    return replace(parts[0], links=links, beside=tuple(replace(part, links=links) for part in parts[1:]))


def _rows(job: Job, told: Sequence[Told]) -> list[GemeenteRow]:
    rows = []
    for item in sorted(told, key=lambda one: one.gemeente):
        folder = f"{GEMEENTEN}/{gemeente_folder(job, item.gemeente)}"
        there = job.output / folder
        names = ("kaart.html", "informatiebeeld.html", "informatiebeeld.pdf", "LEESMIJ.html")
        files = {name: f"{folder}/{name}" for name in names if not item.error and (there / name).is_file()}
        rows.append(GemeenteRow(code=item.gemeente, name=job.names[item.gemeente], error=item.error, files=files))
    return rows


def _manifest(job: Job, told: Sequence[Told], released: Release) -> dict[str, Any]:
    """Record of the run: what was asked, with which code, and what became of every gemeente."""
    meta = released.meta
    return {
        "name": meta.name,
        "title": meta.title,
        **account(meta, job.created),
        "software": software(),
        "definitions_sha256": digest(used_definitions(job.scan, job.catalog)),
        "notices": list(meta.notices),
        "hoogste_geheugen_gib": round(max((item.peak_gib for item in told), default=0.0), 2),
        "gemeenten": {item.gemeente: _outcome(job, item) for item in sorted(told, key=lambda one: one.gemeente)},
        "scan": job.scan.model_dump(mode="json"),
    }


def _outcome(job: Job, item: Told) -> Mapping[str, Any]:
    if item.error:
        return {"naam": job.names[item.gemeente], "uitkomst": "mislukt", "fout": item.error}
    return {
        "naam": job.names[item.gemeente],
        "uitkomst": "gelukt",
        "map": f"{GEMEENTEN}/{gemeente_folder(job, item.gemeente)}",
    }
