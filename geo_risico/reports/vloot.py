"""The first page of a scan over many gemeenten: their ranking with intervals, and the way to what each has."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from geo_risico.reports.area_table import area_table
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.results import Release

_ALL: Final = 1_000_000
_WORDS: Final = {
    "kaart.html": "kaart",
    "informatiebeeld.html": "informatiebeeld",
    "informatiebeeld.pdf": "pdf",
    "LEESMIJ.html": "alle bestanden",
}


@dataclass(frozen=True, kw_only=True)
class GemeenteRow:
    """One gemeente of the run: its files by name, or the error that it ended with."""

    code: str
    name: str
    error: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def write_vloot(release: Release, gemeenten: Sequence[GemeenteRow]) -> str:
    """Complete HTML document (Dutch, no script, no outside source) about all gemeenten of a run.

    Parameters
    ----------
    release
        Areas of all gemeenten, of every theme.
    gemeenten
        All of them, those that failed included.
    """
    by_code = {row.code: row for row in gemeenten}
    context = {
        "meta": release.meta,
        "themes": [_theme(part, by_code) for part in release.by_theme],
        "done": sum(not row.error for row in gemeenten),
        "total": len(gemeenten),
        "failed": [row for row in gemeenten if row.error],
        "has_maps": any("kaart.html" in row.files for row in gemeenten),
        "words": _WORDS,
    }
    return render_page("vloot.html.j2", ("leesmij.css", "vloot.css"), context)


def _theme(part: Release, by_code: Mapping[str, GemeenteRow]) -> dict[str, Any]:
    table = area_table(part, _ALL, kind="gemeenten")
    titles = {dim.name: dim.title for dim in part.theme.dimensions}
    rows = () if table is None else tuple(zip(table.codes, table.rows, strict=True))
    shown = {code for code, _ in rows}
    return {
        "name": part.theme.name,
        "title": part.theme.title,
        "plural": part.theme.location_plural,
        "headers": () if table is None else table.headers,
        "has_hidden": table is not None and table.has_hidden,
        "has_leading": bool(part.leading),
        "rows": [
            {
                "code": code,
                "cells": cells,
                "files": by_code[code].files,
                "leading": titles.get(part.leading.get(code, ""), ""),
            }
            for code, cells in rows
        ],
        "without": [row for row in by_code.values() if not row.error and row.code not in shown],
    }
