"""Checks of the shared database of a scan: who may read what, and names that tables share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from geo_risico.core.register_specs import DatabaseUse
    from geo_risico.core.source_specs import ScanSpec

AREAS: Final = "gebieden"
"""Ending of the table with areas of a theme."""
_NARROW: Final = ("partner", "toezicht")
_VERSION: Final = re.compile(r"_v\d{4,}$")


def database_problems(scan: ScanSpec) -> Iterator[str]:
    """Yield Dutch lines about the shared database of a scan; none without a database.

    Parameters
    ----------
    scan
        The definition.
    """
    if scan.database is None:
        return
    yield from _grant_problems(scan.database)
    if scan.database.results is not None:
        yield from _name_problems(scan.name, scan.themes)


def _grant_problems(database: DatabaseUse) -> Iterator[str]:
    grants: Mapping[str, Sequence[str]] = {str(profile): roles for profile, roles in database.grants.items()}
    if grants and database.results is None:
        yield "database.grants: rollen zonder database.results; noem het schema waarin de uitkomst komt"
    for profile in _NARROW:
        both = [role for role in dict.fromkeys(grants.get(profile, ())) if role in grants.get("open", ())]
        if both:
            yield (
                f"database.grants: rol {', '.join(both)} staat bij open en bij {profile}; een rol van open leest nooit "
                f"een uitkomst van {profile}; verwacht een eigen rol per profiel"
            )
        if "public" in grants.get(profile, ()):
            yield f"database.grants.{profile}: public is iedereen; verwacht rollen die {profile} mogen lezen"


def _name_problems(scan: str, themes: Sequence[str]) -> Iterator[str]:
    """Two themes of one scan that would fill one table or view."""
    for theme in themes:
        if f"{theme}_{AREAS}" in themes:
            yield (
                f"themes: '{theme}' en '{theme}_{AREAS}' vullen in de database allebei tabel '{scan}_{theme}_{AREAS}'; "
                "geef een van de thema's een andere naam of zet het in een eigen scan"
            )
        if _VERSION.search(theme):
            yield f"themes: '{theme}' eindigt als een versie van een tabel in de database; verwacht een andere naam"
