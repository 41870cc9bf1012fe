"""Files that name locations: a visit list, a table with location_id, or a list of identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import DataError
from geo_risico.core.json_text import parse_json
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.listing import listing, read_listed

if TYPE_CHECKING:
    from pathlib import Path

VISIT_LIST: Final = "geo-risico bezoeklijst"
LARGEST_BYTES: Final = 20 * 1024 * 1024
_ID: Final = "location_id"
_KINDS: Final = (
    "Verwacht een bezoeklijst.json, een csv met een kolom location_id, of een tekstbestand met een kenmerk per regel."
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One location that a file names; ``theme`` is empty where the file does not say it."""

    location_id: str
    theme: str = ""


@dataclass(frozen=True, kw_only=True)
class AskedList:
    """The locations of one file in its order, and the scan that it says it is of (empty when it does not)."""

    locations: tuple[Asked, ...]
    scan: str = ""


def read_asked(path: Path) -> AskedList:
    """Locations that a file names, in its order; the order of a visit list is that of the route.

    Raises
    ------
    SourceError
        When the file cannot be read.
    DataError
        When it is not such a file or names no location.
    """
    with told(path.name, "een bezoeklijst of tabel met location_id"):
        return _asked(path)


def _asked(path: Path) -> AskedList:
    text = read_listed(path, path.name, LARGEST_BYTES, f". {_KINDS}")
    found = (
        _from_json(path.name, text) if text.lstrip()[:1] in {"{", "["} else AskedList(locations=_rows(path.name, text))
    )
    if not found.locations:
        raise DataError(f"{path.name}: hier staat geen enkele locatie in. {_KINDS}")
    return found


def _from_json(name: str, text: str) -> AskedList:
    try:
        content = parse_json(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name}: geen geldige JSON. {_KINDS}") from error
    if isinstance(content, list):
        return AskedList(locations=tuple(_stop(name, item) for item in content))
    if content.get("soort") != VISIT_LIST or not isinstance(content.get("stops"), list):
        raise DataError(f"{name}: soort is {content.get('soort')!r}; verwacht '{VISIT_LIST}' met stops. {_KINDS}")
    stops = tuple(_stop(name, item) for item in content["stops"])
    return AskedList(locations=stops, scan=str(content.get("scan") or ""))


def _stop(name: str, item: Any) -> Asked:  # noqa: ANN401 - any JSON value
    if isinstance(item, str) and item.strip():
        return Asked(location_id=item.strip())
    if isinstance(item, dict) and isinstance(item.get(_ID), str) and item[_ID].strip():
        theme = item.get("thema")
        return Asked(location_id=item[_ID].strip(), theme=theme if isinstance(theme, str) else "")
    raise DataError(f"{name}: een stop zonder {_ID}: {str(item)[:60]!r}. {_KINDS}")


def _rows(name: str, text: str) -> tuple[Asked, ...]:
    """Rows of a table with location_id, else one identifier on each line; lines that start with # are notes."""
    table = listing(text)
    if _ID not in table.names:
        if len(table.names) > 1:
            raise DataError(f"{name}: geen kolom {_ID}; de eerste regel is {table.head!r}. {_KINDS}")
        return tuple(Asked(location_id=line.strip()) for line in table.lines)
    found = [dict(zip(table.names, row, strict=False)) for row in table.rows()]
    return tuple(Asked(location_id=row[_ID], theme=row.get("thema", "")) for row in found if row.get(_ID))
