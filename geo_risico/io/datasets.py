"""Which tables of a file are meant."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from geo_risico.core.errors import DataError
from geo_risico.io.columns import hint, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.io.files import Located


def choose(located: Located, present: Sequence[str], wanted: Sequence[str], *, union: bool) -> list[str]:
    """Return the names of the tables to read.

    Parameters
    ----------
    located
        File, for messages.
    present
        Tables in the file.
    wanted
        Names or patterns, in order of preference.
    union
        True for all that match.

    Raises
    ------
    DataError
        None matches, or several could be meant.
    """
    is_single_format = located.suffix in {".shp", ".geojson", ".json", ".geojsonl", ".fgb", ".csv"}
    if (not wanted or is_single_format) and len(present) == 1:
        return list(present)
    found = dict.fromkeys(
        name for pattern in wanted for name in present if fnmatch.fnmatch(name.casefold(), pattern.casefold())
    )
    if found:
        return list(found) if union else list(found)[:1]
    asked = " of ".join(f"'{name}'" for name in wanted) or "een enkele laag"
    near = hint(wanted[0], present) if wanted else ""
    advice = "; noem de goede laag met 'dataset' bij het bestand in de scan" if present else ""
    raise DataError(f"{located.name}: laag {asked} niet gevonden; aanwezig: {listing(present)}{near}{advice}")
