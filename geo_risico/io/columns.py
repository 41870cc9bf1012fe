"""Which column of a file is meant, whatever its case, underscores or cut-off name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHAPEFILE_LENGTH: Final = 10
SHOWN: Final = 40


def plain(name: str) -> str:
    """Return the name in lower case with only letters, digits and the path mark.

    Parameters
    ----------
    name
        Name as a file has it.

    Examples
    --------
    >>> plain("identificatieLokaalID") == plain("identificatie_lokaal_id")
    True
    """
    return re.sub(r"[^0-9a-z|]", "", name.casefold())


def find_column(wanted: str, columns: Sequence[str], *, short_names: bool = False) -> str | None:
    """Return the column of the file that is meant, or None.

    Tried in this order: the exact name; the same letters and digits; the last step of a path (``a|b`` for ``b``) when
    only one path ends so; the name cut at ten characters, when the format does that.

    Parameters
    ----------
    wanted
        Name in the source definition.
    columns
        Names in the file.
    short_names
        True for a shapefile.

    Examples
    --------
    >>> find_column("identificatie_lokaal_id", ["gid", "identificatieLokaalID"])
    'identificatieLokaalID'
    >>> find_column("aantal_verblijfsobjecten", ["AANTAL_VER"], short_names=True)
    'AANTAL_VER'
    """
    if wanted in columns:
        return wanted
    target = plain(wanted)
    same = [name for name in columns if plain(name) == target]
    if same:
        return same[0]
    ending = [name for name in columns if plain(name).endswith("|" + target)]
    if len(ending) == 1:
        return ending[0]
    if short_names and len(wanted) > SHAPEFILE_LENGTH:
        cut = [n for n in columns if n.casefold() == wanted[:SHAPEFILE_LENGTH].casefold() or plain(n) == target[:10]]
        return cut[0] if cut else None
    return None


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
