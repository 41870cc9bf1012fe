"""Informatiebeelden of a scan, as page and as PDF: of the whole, and of each gemeente."""

from __future__ import annotations

import re
import unicodedata
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from geo_risico.governance.one_gemeente import gemeente_codes, gemeente_name, one_gemeente
from geo_risico.io.write_tables import file_name
from geo_risico.reports import informatiebeeld_pdf, write_informatiebeeld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_risico.core.results import Release

FOLDER: Final = "informatiebeelden"
MOST: Final = 50
"""With more gemeenten in a scan they get an informatiebeeld of their own only when asked for."""


def informatiebeelden(
    released: Release, step: Callable[[str], None], *, every: bool = False, only_whole: bool = False
) -> dict[str, str | bytes]:
    """File name -> page or PDF; those of single gemeenten in a folder of their own.

    A scan of one gemeente has the informatiebeeld of the whole and no other.

    Parameters
    ----------
    released
        Release of all themes.
    step
        Called with a short Dutch text when a step starts.
    every
        Also of every gemeente where there are many.
    only_whole
        Of no single gemeente.
    """
    step("Informatiebeeld schrijven")
    texts: dict[str, str | bytes] = {}
    printed: dict[str, Future[bytes]] = {}
    with ThreadPoolExecutor() as pool:
        for name, part, whole in _wanted(released, step, every=every, only_whole=only_whole):
            page = write_informatiebeeld(part, whole)
            texts[f"{name}.html"] = page
            printed[f"{name}.pdf"] = pool.submit(informatiebeeld_pdf, page, part.meta)
    return texts | {name: pdf.result() for name, pdf in printed.items()}


def _wanted(
    released: Release, step: Callable[[str], None], *, every: bool, only_whole: bool
) -> Iterator[tuple[str, Release, Release | None]]:
    """File name without extension, release to show, and the release that it is one gemeente of."""
    for part in released.by_theme:
        yield file_name("informatiebeeld.", part, released).removesuffix("."), part, None
    if only_whole or not has_gemeente_files(released, every=every):
        return
    names = gemeente_names(released)
    step(f"Informatiebeelden van {len(names)} gemeenten schrijven")
    for part in released.by_theme:
        for code in gemeente_codes(part):
            stem = file_name(f"{FOLDER}/{names[code]}.", part, released).removesuffix(".")
            yield stem, one_gemeente(part, code), part


def has_gemeente_files(released: Release, *, every: bool = False) -> bool:
    """Whether each gemeente gets an informatiebeeld: with several, and not with very many unless asked for."""
    count = len(gemeente_names(released))
    return count > 1 and (every or count <= MOST)


def gemeente_names(released: Release) -> dict[str, str]:
    """Code of each gemeente of any theme -> name for files: lower case, plain letters, each once."""
    named: dict[str, str] = {}
    for part in released.by_theme:
        for code in gemeente_codes(part):
            named.setdefault(code, _plain(gemeente_name(part, code)) or code.lower())
    found = list(named.values())
    return {code: f"{name}_{code.lower()}" if found.count(name) > 1 else name for code, name in named.items()}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:60]
