"""The steps of a comparison: find two saved scans, check that they may be compared, compare, write."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo_risico.core.comparison import Comparison
from geo_risico.core.errors import ReleaseError, SourceError
from geo_risico.history.compare import compare_theme
from geo_risico.io.archive import newest_per_day, read_run, runs_of
from geo_risico.io.write_comparison import write_comparison
from geo_risico.reports.vergelijking import write_vergelijking
from geo_risico.scan.movement import movements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.core.comparison import SavedRun

FOLDER: Final = "vergelijkingen"
_ON_DAY: Final = re.compile(r"([a-z][a-z0-9_]*)@(\d{4}-\d{2}-\d{2})")


def find_pairs(names: Sequence[str], uit: Path, *, every: bool = False) -> list[tuple[Path, Path]]:
    """Folders of the scans to compare, oldest first.

    Parameters
    ----------
    names
        Two of: output folder, folder in the archive, or ``scan@peildatum``; or one name of a scan.
    uit
        Folder of all output.
    every
        With one name: the newest edition of every peildatum, one after another; otherwise the last two editions.

    Raises
    ------
    SourceError
        When a scan is not there, or has only one edition.
    """
    if len(names) > 1:
        return [(_folder(names[0], uit), _folder(names[1], uit))]
    found = runs_of(uit, names[0])
    chosen = newest_per_day(found) if every else found[-2:]
    if len(chosen) < len("AB"):
        raise SourceError(
            f"{names[0]}: {len(chosen)} bewaarde scan(s) in {uit / 'archief'}; verwacht er twee. Draai geo-risico scan "
            "met een andere peildatum of geef twee mappen op."
        )
    return list(pairwise(chosen))


def _folder(name: str, uit: Path) -> Path:
    """Folder that a word on the command line means."""
    on_day = _ON_DAY.fullmatch(name)
    if on_day is None:
        folder = uit.__class__(name)
        if (folder / "manifest.json").is_file():
            return folder
        raise SourceError(
            f"{name}: geen bewaarde scan; verwacht een uitvoermap, een map uit archief of naam@2026-01-01"
        )
    found = [path for path in runs_of(uit, on_day[1]) if path.parent.name == f"peildatum={on_day[2]}"]
    if not found:
        days = ", ".join(dict.fromkeys(path.parent.name[10:] for path in runs_of(uit, on_day[1]))) or "geen"
        raise SourceError(f"{name}: niet in {uit / 'archief'}; bewaard zijn: {days}")
    return found[-1]


def compare_runs(old: SavedRun, new: SavedRun) -> Comparison:
    """Two scans beside each other.

    Raises
    ------
    ReleaseError
        When they are of different scans or profiles, hide the score, or share no theme.
    """
    problems = list(_problems(old, new))
    if problems:
        raise ReleaseError(f"{old.label} en {new.label} zijn niet te vergelijken", problems)
    pairs = [(part, new.theme(part.theme.name)) for part in old.themes]
    themes = tuple(compare_theme(one, other, (old, new)) for one, other in pairs if other is not None)
    return Comparison(old=old, new=new, themes=themes, notices=tuple(_notices(old, new)))


def _problems(old: SavedRun, new: SavedRun) -> list[str]:
    found = []
    if old.name != new.name:
        found.append(f"scan: {old.name} en {new.name}; verwacht twee keer dezelfde scan")
    if old.profile != new.profile:
        found.append(f"profiel: {old.profile} en {new.profile}; verwacht hetzelfde profiel")
    names = [[part.theme.name for part in run.themes] for run in (old, new)]
    if not set(names[0]) & set(names[1]):
        found.append(f"thema: {', '.join(names[0])} en {', '.join(names[1])}; verwacht een gedeeld thema")
    found += [f"{run.label}: de score is verborgen (hide_score)" for run in (old, new) if run.hides_score]
    return found


def _notices(old: SavedRun, new: SavedRun) -> list[str]:
    said = []
    files = [{(i.layer, i.source, i.sha256) for part in run.themes for i in part.inputs} for run in (old, new)]
    if old.code_version != new.code_version and files[0] != files[1]:
        said.append(
            "De versie van het programma en bestanden verschillen beide: wat door een andere berekening komt, kan bij "
            "gegevens of werkelijkheid staan."
        )
    if old.peildatum > new.peildatum:
        said.append("De eerste scan heeft een latere peildatum dan de tweede.")
    lost = {part.theme.name for part in old.themes} ^ {part.theme.name for part in new.themes}
    if lost:
        said.append(f"Niet vergeleken, want in een van beide: {', '.join(sorted(lost))}.")
    if new.profile == "toezicht":
        said.append("Alleen de getoonde selectie is vergeleken: 'nieuw' en 'weg' gaan over de selectie.")
    return said


def save_comparison(comparison: Comparison, uit: Path, *, created: dt.datetime) -> tuple[Path, ...]:
    """Files written in ``uit/vergelijkingen/<scan>_<old>_<new>``.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    old, new = comparison.old, comparison.new
    folder = uit / FOLDER / f"{new.name}_{_mark(old)}_{_mark(new)}"
    moved = movements(comparison, uit)
    page = write_vergelijking(comparison, moved)
    return write_comparison(comparison, {"vergelijking.html": page}, folder, moved, created=created)


def _mark(run: SavedRun) -> str:
    edition = run.folder.name.removeprefix("uitgave=") if run.folder.name.startswith("uitgave=") else ""
    return f"{run.peildatum.isoformat()}{f'-{edition}' if edition else ''}"


def compare(names: Sequence[str], uit: Path, *, every: bool = False) -> list[tuple[Comparison, tuple[Path, ...]]]:
    """Comparisons and their files, one for each pair of scans.

    Raises
    ------
    SourceError
        When a scan is missing or damaged.
    ReleaseError
        When two scans are not to be compared.
    """
    created = dt.datetime.now(tz=dt.UTC)
    done = []
    for old, new in find_pairs(names, uit, every=every):
        comparison = compare_runs(read_run(old), read_run(new))
        done.append((comparison, save_comparison(comparison, uit, created=created)))
    return done
