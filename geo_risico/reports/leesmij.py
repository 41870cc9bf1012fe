"""The page that says what each file of a scan is, and for whom; and what is not there, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml

from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.results import Release

NAME: Final = "LEESMIJ.html"
_SHOWN: Final = 12
"""More files of one kind than this are counted, not listed."""


@dataclass(frozen=True)
class _Kind:
    title: str
    audience: str
    text: str
    files: tuple[str, ...]
    otherwise: str


def write_leesmij(release: Release, names: Sequence[str]) -> str:
    """Complete HTML document (Dutch, no script, no outside source) about the files of a scan.

    Parameters
    ----------
    release
        What the files show.
    names
        Files that were written, as paths in their folder with forward slashes.
    """
    left = sorted(name for name in names if name != NAME)
    kinds = []
    for entry in _entries():
        start, end = entry["naam"], entry["soort"]
        found = tuple(name for name in left if _is_of(name, start, end))
        left = [name for name in left if name not in found]
        kinds.append(_Kind(entry["titel"], entry["voor"], entry["wat"], found, entry.get("anders", "")))
    context = {
        "meta": release.meta,
        "kinds": [kind for kind in kinds if kind.files],
        "missing": [kind for kind in kinds if not kind.files and kind.otherwise],
        "others": left,
        "shown": _SHOWN,
    }
    return render_page("leesmij.html.j2", ("leesmij.css",), context)


@cache
def _entries() -> tuple[dict[str, str], ...]:
    text = (files("geo_risico.reports") / "leesmij.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


def _is_of(name: str, start: str, end: str) -> bool:
    """Whether a file is of a kind: its own name, or that of a theme behind an underscore."""
    if start.endswith(("/", "_")):
        return name.startswith(start) and name.endswith(end)
    rest = name.removeprefix(start)
    return name.startswith(start) and name.endswith(end) and rest[:1] in {".", "_"}
