"""Locatiebladen of a scan: the first ones with every scan, and any selection on request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DataError
from geo_risico.governance import release
from geo_risico.io.write import write_whole
from geo_risico.io.write_tables import file_name
from geo_risico.reports.locatiebladen import refuse_open, write_locatiebladen, write_loose
from geo_risico.scan.grounds import NO_SHEETS, add_grounds
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.results import Release, ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.io.wanted import Asked, AskedList
    from geo_risico.reports.locatiebladen import Wanted

FOLDER: Final = "locatiebladen"
FILE: Final = "locatiebladen.pdf"
_LIKE: Final = 3
_NAMED: Final = 10
_MOST_COMPARED: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class SheetChoice:
    """Which pages: those of a list in its order, else the first ones of each theme by score.

    ``theme``: name of the only theme that counts; empty is all.
    """

    asked: AskedList | None = None
    first_count: int | None = None
    theme: str = ""


def sheet_files(released: Release, count: int, step: Callable[[str], None]) -> dict[str, str | bytes]:
    """File name -> PDF for each theme with pages; nothing in profile open.

    Parameters
    ----------
    released
        All themes under the profile of the scan.
    count
        At most so many locations of each theme; in profile toezicht its whole selection.
    step
        Called with a short Dutch text when a step starts.
    """
    files: dict[str, str | bytes] = {}
    for part in released.by_theme:
        wanted = first_wanted(part, count)
        if wanted:
            step(f"Locatiebladen schrijven: {part.theme.location_plural}")
            files[file_name(FILE, part, released)] = write_locatiebladen(released, wanted)
    return files


def first_wanted(part: Release, count: int) -> list[Wanted]:
    """The first locations of one theme by score with a known class; in profile toezicht all that are shown."""
    frame = part.locations
    if frame is None or part.theme.locations in NO_SHEETS:
        return []
    if part.meta.profile != "toezicht":
        known = frame[frame["class"].ne("onbekend") & frame["score"].notna()].sort_index()
        frame = known.sort_values("score", ascending=False, kind="stable").head(count)
    return [(part.theme.name, str(name)) for name in frame.index]


def scan_with_sheets(
    scan: ScanSpec, catalog: Catalog, folder: Path, choice: SheetChoice, *, cache: Path, step: Callable[[str], None]
) -> tuple[Release, list[Wanted]]:
    """Release of a scan with photographs and surroundings of the chosen locations, and those locations in order.

    Raises
    ------
    ReleaseError
        In profile open, which shows no locations.
    DataError
        When a location is not in the release, with those that look like it.
    """
    refuse_open(scan.profile)
    plan = make_plan(scan, catalog, folder)
    layers = read_layers(plan, cache, step)
    result = scan_layers(plan, catalog, layers, step)
    wanted = chosen(_released(result), choice, scan.toezicht_selection)
    names: dict[str, list[str]] = {}
    for theme, name in wanted:
        names.setdefault(theme, []).append(name)
    parts = add_grounds(result.by_theme, layers, names, step)
    return _released(replace(parts[0], beside=tuple(parts[1:]))), wanted


def write_sheets(
    released: Release, wanted: Sequence[Wanted], folder: Path, step: Callable[[str], None], *, loose: bool
) -> tuple[Path, ...]:
    """Files in ``folder/locatiebladen``, one for all pages or one for each, replaced as a whole or not at all.

    Raises
    ------
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """
    files = write_loose(released, wanted, step) if loose else {FILE: write_locatiebladen(released, wanted, step)}
    step("Bestanden wegschrijven")

    def fill(fresh: Path) -> None:
        for name, content in files.items():
            (fresh / name).write_bytes(content)

    return write_whole(folder / FOLDER, fill)


def chosen(released: Release, choice: SheetChoice, count: int) -> list[Wanted]:
    """Theme and identifier of each chosen location, each once and in order.

    Raises
    ------
    DataError
        When the theme or a location is not in the release, or nothing is left.
    """
    parts = [part for part in released.by_theme if choice.theme in {"", part.theme.name}]
    if not parts:
        known = ", ".join(part.theme.name for part in released.by_theme)
        raise DataError(f"--thema {choice.theme}: deze scan heeft dat thema niet; hij heeft {known}")
    if choice.asked is not None:
        return _found(released, parts, choice.asked)
    wanted = [pair for part in parts for pair in first_wanted(part, choice.first_count or count)]
    if wanted:
        return wanted
    why = [NO_SHEETS[part.theme.locations] for part in parts if part.theme.locations in NO_SHEETS]
    reason = why[0] if why else "geen enkele locatie heeft een bekende klasse; noem ze met --locaties"
    raise DataError(f"Geen locatiebladen: {reason}.")


def _found(released: Release, parts: Sequence[Release], asked: AskedList) -> list[Wanted]:
    if asked.scan and asked.scan != released.meta.name:
        raise DataError(f"De lijst is van scan '{asked.scan}', niet van '{released.meta.name}'.")
    pairs = [(item, _theme_of(item, parts)) for item in asked.locations]
    lost = list(dict.fromkeys(item for item, theme in pairs if not theme))
    if lost:
        known = [str(name) for part in parts if part.locations is not None for name in part.locations.index]
        lines = [_unknown(item, known) for item in lost[:_NAMED]]
        lines += [f"en nog {len(lost) - _NAMED}"] if len(lost) > _NAMED else []
        raise DataError(
            f"Deze locaties staan niet in de uitgave van '{released.meta.name}'; er is niets gemaakt.", lines
        )
    return list(dict.fromkeys((theme, item.location_id) for item, theme in pairs))


def _theme_of(item: Asked, parts: Sequence[Release]) -> str:
    for part in parts:
        fits = item.theme in {"", part.theme.name, part.theme.title} and part.theme.locations not in NO_SHEETS
        if fits and part.locations is not None and item.location_id in part.locations.index:
            return part.theme.name
    return ""


def _unknown(item: Asked, known: Sequence[str]) -> str:
    like = get_close_matches(item.location_id, known[:_MOST_COMPARED], n=_LIKE)
    where = f" (thema {item.theme})" if item.theme else ""
    return f"{item.location_id}{where}" + (f"; lijkt op {', '.join(like)}" if like else "")


def _released(result: ScanResult) -> Release:
    return release(result, version=version("geo-risico"))
