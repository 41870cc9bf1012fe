"""Figures of the gemeenten in an earlier scan of the same name, from the archive."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo_risico.core.former import COLUMNS, Former, former_day
from geo_risico.io.archive import ARCHIVE, newest_per_day, runs_of
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path


def read_former(uit: Path, about: Mapping[str, Any]) -> dict[str, Former]:
    """Theme -> figures of an earlier scan with the same name and profile; nothing without one that can be read.

    A damaged edition counts as none: an old file is no reason to refuse a new scan.

    Parameters
    ----------
    uit
        Folder of all output; the archive is in it.
    about
        Manifest of the scan of now.
    """
    folder = former_edition(uit, about)
    if folder is None:
        return {}
    facts = _facts(folder)
    day = dt.date.fromisoformat(facts["peildatum"])
    is_same = all(facts.get(key) == about[key] for key in ("catalog_sha256", "code_version"))
    themes = {"": facts, **facts.get("beside", {})}
    now = {"": about, **about["beside"]}
    formers = {}
    for name, part in themes.items():
        areas = _areas(folder / f"gebieden{f'_{name}' if name else ''}.parquet")
        if areas is not None and name in now:
            same = is_same and part.get("weights") == now[name]["weights"]
            formers[name or str(facts["theme"])] = Former(peildatum=day, is_same_method=same, areas=areas)
    return formers


def former_edition(uit: Path, about: Mapping[str, Any]) -> Path | None:
    """Folder in the archive of the earlier scan that a scan compares itself with; None without one that can be read.

    Parameters
    ----------
    uit
        Folder of all output; the archive is in it.
    about
        Manifest of the scan of now.
    """
    found: dict[dt.date, Path] = {}
    for folder in newest_per_day(runs_of(uit, str(about["name"]))):
        facts = _facts(folder)
        if facts.get("profile") == about["profile"]:
            found[dt.date.fromisoformat(facts["peildatum"])] = folder
    day = former_day(list(found), dt.date.fromisoformat(str(about["peildatum"])))
    return None if day is None else found[day]


def open_editions(uit: Path, gemeenten: Collection[str]) -> tuple[Path, ...]:
    """Editions of every scan in the archive that everybody may have seen of an area, oldest first within a scan.

    Parameters
    ----------
    uit
        Folder of all output.
    gemeenten
        Codes of the area; none means everywhere, and so does a scan without any.
    """
    scans = sorted(path.name for path in (uit / ARCHIVE).glob("*") if path.is_dir())
    editions = [folder for scan in scans for folder in runs_of(uit, scan)]
    return tuple(folder for folder in editions if _is_open_about(_facts(folder), gemeenten))


def _is_open_about(facts: Mapping[str, Any], gemeenten: Collection[str]) -> bool:
    if facts.get("profile") != "open":
        return False
    try:
        theirs = set(facts["scan"]["area"]["gemeenten"])
    except (LookupError, TypeError):
        return True
    return not theirs or not gemeenten or not theirs.isdisjoint(gemeenten)


def published_counts(uit: Path, gemeenten: Collection[str]) -> dict[str, tuple[pd.DataFrame, ...]]:
    """Theme -> figures per area (kind, code) as each open edition showed them, NaN where it hid one.

    Parameters
    ----------
    uit, gemeenten
        As for `open_editions`.
    """
    found: dict[str, list[pd.DataFrame]] = {}
    for folder in open_editions(uit, gemeenten):
        facts = _facts(folder)
        names = {str(facts["theme"]): "", **{beside: f"_{beside}" for beside in facts.get("beside", {})}}
        for theme, suffix in names.items():
            counts = _counts(folder / f"gebieden{suffix}.parquet")
            if counts is not None:
                found.setdefault(theme, []).append(counts)
    return {theme: tuple(frames) for theme, frames in found.items()}


def _counts(path: Path) -> pd.DataFrame | None:
    try:
        schema = pq.read_schema(path)
        names = [field.name for field in schema if pa.types.is_integer(field.type) or pa.types.is_floating(field.type)]
        frame = pd.DataFrame(pq.read_table(path, columns=["soort", "code", *names]).to_pydict())
        return frame.set_index(["soort", "code"])[names].astype(float)
    except (OSError, ValueError, TypeError, KeyError, pa.ArrowException):
        return None


def run_areas(folder: Path, profile: str) -> dict[str, tuple[dt.date, pd.DataFrame]]:
    """Theme -> peildatum and figures per gemeente (index code, columns `COLUMNS`) of a saved scan.

    Parameters
    ----------
    folder
        Edition in the archive or ordinary output.
    profile
        Scans of another profile show other figures and give nothing.
    """
    facts = _facts(folder)
    if facts.get("profile") != profile:
        return {}
    day = dt.date.fromisoformat(facts["peildatum"])
    names = {str(facts["theme"]): "", **{name: f"_{name}" for name in facts.get("beside", {})}}
    found = {theme: _areas(folder / f"gebieden{suffix}.parquet") for theme, suffix in names.items()}
    return {theme: (day, areas) for theme, areas in found.items() if areas is not None}


def _facts(folder: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = read_record(folder / "manifest.json")
        dt.date.fromisoformat(facts["peildatum"])
        names = facts.get("beside", {})
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    is_whole = isinstance(names, dict) and all(isinstance(part, dict) for part in names.values()) and "theme" in facts
    return facts if is_whole else {}


def _areas(path: Path) -> pd.DataFrame | None:
    try:
        table = pq.read_table(path, columns=["soort", "code", *COLUMNS])
    except (OSError, ValueError, pa.ArrowException):
        return None
    frame = pd.DataFrame(table.to_pydict())
    rows = frame[frame["soort"].eq("gemeenten")].set_index("code")
    try:
        return rows[list(COLUMNS)].astype(float)
    except (ValueError, TypeError):
        return None
