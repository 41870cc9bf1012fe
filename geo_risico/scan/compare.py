"""The steps of a comparison: find two saved scans, check that they may be compared, compare, write."""

from __future__ import annotations

import datetime as dt
import os
import re
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from geo_risico.core.collector import collect_seldom
from geo_risico.core.comparison import FACTORS, Comparison, ComparisonSummary, ThemeSummary
from geo_risico.core.errors import OutputError, ReleaseError, SourceError
from geo_risico.history.compare import compare_theme
from geo_risico.io.archive import newest_per_day, read_run, runs_of
from geo_risico.io.write_comparison import write_comparison
from geo_risico.reports.vergelijking import write_vergelijking
from geo_risico.scan.movement import movements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo_risico.core.comparison import SavedRun, ThemeComparison

FOLDER: Final = "vergelijkingen"
_WORTH_BYTES: Final = 40_000_000
"""Files of locations that take longer to compare than another process takes to start."""
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


def compare(names: Sequence[str], uit: Path, *, every: bool = False, workers: int = 1) -> Iterator[ComparisonSummary]:
    """Summaries of the comparisons that were written, one for each pair of scans, oldest first.

    Parameters
    ----------
    names, uit, every
        As for `find_pairs`.
    workers
        Processes that share the pairs; 0 takes one per processor when there is much to compare. With more than one, a
        script must guard its start (``if __name__ == "__main__"``).

    Raises
    ------
    SourceError
        When a scan is missing or damaged.
    ReleaseError
        When two scans are not to be compared.
    OutputError
        When a comparison cannot be written, or a process stopped.
    """
    created = dt.datetime.now(tz=dt.UTC)
    pairs = find_pairs(names, uit, every=every)
    count = min(workers or _workers(pairs), len(pairs))
    if count <= 1:
        yield from _written(pairs, uit, created)
        return
    bounds = [-(-len(pairs) * number // count) for number in range(count + 1)]
    try:
        with ProcessPoolExecutor(count - 1, mp_context=get_context("spawn"), initializer=collect_seldom) as pool:
            shares = [pool.submit(_listed, pairs[a:b], uit, created) for a, b in pairwise(bounds[1:])]
            yield from _written(pairs[: bounds[1]], uit, created)
            for share in shares:
                yield from share.result()
    except BrokenProcessPool as error:
        raise OutputError(
            f"{uit / FOLDER}: een proces stopte halverwege, waarschijnlijk door te weinig geheugen; vergelijk minder "
            "scans tegelijk"
        ) from error


def _workers(pairs: Sequence[tuple[Path, Path]]) -> int:
    """Processes that are worth their start: one where there is little to compare."""
    size = sum(path.stat().st_size for pair in pairs for path in pair[1].glob("locaties*.parquet"))
    return max(1, min(len(os.sched_getaffinity(0)), size // _WORTH_BYTES))


def _listed(pairs: Sequence[tuple[Path, Path]], uit: Path, created: dt.datetime) -> list[ComparisonSummary]:
    return list(_written(pairs, uit, created))


def _written(pairs: Sequence[tuple[Path, Path]], uit: Path, created: dt.datetime) -> Iterator[ComparisonSummary]:
    """Pairs compared and written one after another; a scan in two pairs is read once."""
    kept: dict[Path, SavedRun] = {}
    for folders in pairs:
        kept = {folder: kept.get(folder) or read_run(folder) for folder in folders}
        comparison = compare_runs(kept[folders[0]], kept[folders[1]])
        yield _summary(comparison, save_comparison(comparison, uit, created=created))


def _summary(comparison: Comparison, files: tuple[Path, ...]) -> ComparisonSummary:
    return ComparisonSummary(
        old=comparison.old.label,
        new=comparison.new.label,
        is_fictief=comparison.old.is_fictief or comparison.new.is_fictief,
        notices=comparison.notices,
        themes=tuple(map(_theme_summary, comparison.themes)),
        files=files,
    )


def _theme_summary(part: ThemeComparison) -> ThemeSummary:
    if part.rows is None:
        return ThemeSummary(title=part.theme.title, known_count=None)
    known = part.rows[part.rows["change"].notna() & part.rows["reason"].ne("unknown")]
    means = {name: 100 * float(known[name].mean()) for name in ("change", *FACTORS)} if len(known) else {}
    return ThemeSummary(title=part.theme.title, known_count=len(known), mean_change=means)
