"""A result released, drawn and written: the folder that people receive."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from geo_risico.governance import manifest, release
from geo_risico.io.archive import METHOD, keep_run, method_json
from geo_risico.io.former import published_counts, read_former
from geo_risico.io.invulblad.werkboek import has_werkboek, write_werkboek
from geo_risico.io.invulblad.write import write_invulblad
from geo_risico.io.marks import current_marks, marks_path
from geo_risico.io.write import write_outputs
from geo_risico.io.write_beeld import FOLDER, candidates_csv, has_candidates, precision_json
from geo_risico.io.write_koppeling import koppeling_csv
from geo_risico.io.write_tables import file_name
from geo_risico.maps import draw_map
from geo_risico.reports import write_beeldbladen, write_leesmij, write_risicomatrix
from geo_risico.scan.accountability import accountability_files
from geo_risico.scan.beeld import put_marks
from geo_risico.scan.informatiebeelden import informatiebeelden
from geo_risico.scan.invulblad import raw_weights
from geo_risico.scan.record import earlier_files, run_record
from geo_risico.scan.sheets import sheet_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo_risico.core.results import Release, ScanResult
    from geo_risico.scan.record import Asked


def save_scan(
    result: ScanResult,
    folder: Path,
    *,
    created: dt.datetime,
    step: Callable[[str], None],
    asked: Asked | None = None,
    lean: bool = False,
) -> tuple[Release, tuple[Path, ...]]:
    """Release of a result under the profile of its scan, and the files written.

    Parameters
    ----------
    result
        A computed scan.
    folder
        Parent folder; the files go into ``folder/<scan>``, replaced as a whole or not at all. Marks of candidates come
        from ``folder/oordelen`` and stay there.
    created
        Moment of making, for the manifest.
    step
        Called with a short Dutch text when a step starts.
    asked
        What the command was given, for the manifest; None leaves the manifest without a way to do the scan again.
    lean
        Only informatiebeeld, locations, areas, method and manifest: without map, sheets and what more people can use.

    Raises
    ------
    ReleaseError
        When the profile does not allow what the result holds.
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """
    step("Vrijgeven")
    marked = put_marks(result, current_marks(marks_path(folder, result.scan.name)))
    released = release(_with_published(marked, folder), version=version("geo-risico"))
    seeds = dict.fromkeys(("gewichtsruis", "blokken", "hotspots"), result.scan.seed)
    about = manifest(released, result, seeds=seeds, created=created)
    about |= run_record(asked, result, folder, earlier_files(folder, about))
    released = _with_former(released, folder, about)
    texts = informatiebeelden(released, step, every=asked is not None and asked.every_gemeente)
    if not lean:
        texts = _for_people(released, result, created, texts, step)
    texts[METHOD] = method_json(released, result)
    step("Bestanden wegschrijven")
    output = folder / result.scan.name
    files = write_outputs(released, texts, about, output, guide=partial(write_leesmij, released), lean=lean)
    keep_run(output)
    return released, files


def _for_people(
    released: Release,
    result: ScanResult,
    created: dt.datetime,
    pages: Mapping[str, str | bytes],
    step: Callable[[str], None],
) -> dict[str, str | bytes]:
    """File name -> content of the map, the pages given and everything that people use beside them."""
    step("Kaart tekenen")
    texts: dict[str, str | bytes] = {"kaart.html": draw_map(released).get_root().render(), **pages}
    texts |= _matrix_files(released, result) | _workbooks(released, result)
    texts |= _candidate_files(released) | _match_files(released)
    texts |= sheet_files(released, result.scan.toezicht_selection, step)
    return texts | accountability_files(released, result.scan, created, texts)


def _with_published(result: ScanResult, folder: Path) -> ScanResult:
    """The result with the counts that earlier open releases showed, for a release that everybody may see."""
    if result.scan.profile != "open":
        return result
    shown = published_counts(folder, result.scan.area.gemeenten)
    parts = [replace(part, published=shown.get(part.theme.name, ())) for part in result.by_theme]
    return replace(parts[0], beside=tuple(parts[1:]))


def _with_former(released: Release, folder: Path, about: Mapping[str, Any]) -> Release:
    """The release with what an earlier scan of the same name showed, for every theme that it had."""
    formers = read_former(folder, about)
    parts = [replace(part, former=formers.get(part.theme.name)) for part in released.by_theme]
    return replace(parts[0], beside=tuple(parts[1:]))


def _matrix_files(released: Release, result: ScanResult) -> dict[str, str | bytes]:
    """Risicomatrix of each theme that shows one, as a page and as a workbook; the first under its plain name."""
    shown = [pair for pair in zip(released.by_theme, result.by_theme, strict=True) if pair[0].shows_matrix]
    files: dict[str, str | bytes] = {}
    for part, whole in shown:
        weights = raw_weights(whole.theme, whole.scan.weights)
        files[file_name("risicomatrix.html", part, shown[0][0])] = write_risicomatrix(part)
        files[file_name("risicomatrix.xlsx", part, shown[0][0])] = write_invulblad(part, weights)
    return files


def _workbooks(released: Release, result: ScanResult) -> dict[str, str | bytes]:
    """Workbook for experts of each theme without a risicomatrix, whose own workbook serves."""
    pairs = zip(released.by_theme, result.by_theme, strict=True)
    return {
        file_name("werkboek.xlsx", part, released): write_werkboek(part, raw_weights(whole.theme, whole.scan.weights))
        for part, whole in pairs
        if has_werkboek(part)
    }


def _candidate_files(released: Release) -> dict[str, str | bytes]:
    """Candidates of all themes as csv, sheets and precision, in a folder of their own; nothing where none are shown."""
    if not has_candidates(released):
        return {}
    return {
        f"{FOLDER}/kandidaten.csv": candidates_csv(released),
        f"{FOLDER}/beeldbladen.html": write_beeldbladen(released),
        f"{FOLDER}/precisie.json": precision_json(released),
    }


def _match_files(released: Release) -> dict[str, str | bytes]:
    """What became of every case and visit, per theme; nothing where these are not shown."""
    return {
        file_name(f"koppeling_{report.layer}.csv", part, released): koppeling_csv(report)
        for part in released.by_theme
        if part.evidence is not None
        for report in part.evidence.reports
    }
