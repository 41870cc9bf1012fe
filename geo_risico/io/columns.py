"""Which column of a file is meant, whatever its case, underscores or cut-off name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHAPEFILE_LENGTH: Final = 10
SHOWN: Final = 40


def plain(name: str) -> str:
    """Return the name in lower case with only letters (without accents), digits and the path mark.

    Parameters
    ----------
    name
        Name as a file has it.

    Examples
    --------
    >>> plain("identificatieLokaalID") == plain("identificatie_lokaal_id")
    True
    >>> plain("X-coördinaat")
    'xcoordinaat'
    """
    return re.sub(r"[^0-9a-z|]", "", unicodedata.normalize("NFKD", name.casefold()))


def find_column(wanted: str, columns: Sequence[str]) -> str | None:
    """Return the column of the file that is meant, or None.

    Tried in this order: the exact name; the same letters and digits; the last step of a path (``a|b`` for ``b``) when
    only one path ends so.

    Parameters
    ----------
    wanted
        Name in the source definition.
    columns
        Names in the file.

    Examples
    --------
    >>> find_column("identificatie_lokaal_id", ["gid", "identificatieLokaalID"])
    'identificatieLokaalID'
    """
    if wanted in columns:
        return wanted
    target = plain(wanted)
    same = [name for name in columns if plain(name) == target]
    if same:
        return same[0]
    ending = [name for name in columns if plain(name).endswith("|" + target)]
    return ending[0] if len(ending) == 1 else None


def cut_columns(wanted: str, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a shapefile that may be the name, cut at ten characters.

    Two names with the same first ten become ``VERHARDING`` and ``VERHARDI_1``; both are given, for which is which
    cannot be seen.

    Parameters
    ----------
    wanted
        Name in the source definition.
    columns
        Names in the file.

    Examples
    --------
    >>> cut_columns("aantal_verblijfsobjecten", ["AANTAL_VER", "STATUS"])
    ('AANTAL_VER',)
    >>> cut_columns("verhardingstype", ["VERHARDING", "VERHARDI_1"])
    ('VERHARDING', 'VERHARDI_1')
    """
    if len(wanted) <= SHAPEFILE_LENGTH:
        return ()
    low, bare = wanted.casefold(), plain(wanted)
    starts = {low[:SHAPEFILE_LENGTH], bare[:SHAPEFILE_LENGTH]}
    pattern = "|".join(re.escape(start) for start in (low[:8], bare[:8]))
    numbered = re.compile(rf"({pattern})_\d")
    return tuple(n for n in columns if n.casefold() in starts or numbered.fullmatch(n.casefold()))


def nearest_name(wanted: str, names: Iterable[str]) -> str | None:
    """Return the most similar name, or None when nothing comes near.

    Parameters
    ----------
    wanted
        Name that was not found.
    names
        Names that exist.
    """
    choices = list(names)
    hit = process.extractOne(wanted, choices, scorer=fuzz.WRatio, processor=plain, score_cutoff=60)
    return None if hit is None else str(hit[0])


def listing(names: Iterable[str]) -> str:
    """Return the names as text, the first forty at most.

    Parameters
    ----------
    names
        Names to show.
    """
    found = list(names)
    more = f" en nog {len(found) - SHOWN}" if len(found) > SHOWN else ""
    return ", ".join(found[:SHOWN]) + more if found else "geen"


def hint(wanted: str, names: Iterable[str]) -> str:
    """Return ' (lijkt op ...)' with the most similar name, or nothing.

    Parameters
    ----------
    wanted
        Name that was not found.
    names
        Names that exist.
    """
    near = nearest_name(wanted, names)
    return f"; bedoeld is misschien '{near}'" if near else ""
