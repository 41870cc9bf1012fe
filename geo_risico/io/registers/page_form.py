"""GeoJSON text as features and the values of each property, with a form made to the properties of the page before.

Pages of one collection have the same properties. A form that knows their names reads them without a dictionary for
each feature; a page with another name is read without a form, which then learns that name.
"""

from __future__ import annotations

import functools
import re
import threading
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

import msgspec

P = TypeVar("P")
MOST: Final = 500
ODD: Final = re.compile(r"[\x00-\x1f\"\\]")
"""Characters that a form cannot have in a name."""


class Geometry(msgspec.Struct, gc=False):
    """Kind of a geometry, and its positions as text."""

    type: str
    coordinates: msgspec.Raw = msgspec.Raw(b"null")
    geometries: msgspec.Raw = msgspec.Raw(b"null")


class Feature(msgspec.Struct, Generic[P], gc=False):
    """One feature with its properties in a form."""

    properties: P | None = None
    geometry: Geometry | None = None
    id: str | int | float | None = None


class Collection(msgspec.Struct, Generic[P], gc=False):
    """Features of an answer, and what it says about itself (names as in the standard)."""

    type: str
    features: list[Feature[P]]
    links: list[Any] = []
    numberReturned: int | None = None  # noqa: N815 - name in the standard
    numberMatched: Any = None  # noqa: N815 - idem
    timeStamp: Any = None  # noqa: N815 - idem
    crs: Any = None


_PLAIN: Final = msgspec.json.Decoder(Collection[dict[str, Any]])
_KNOWN: Final = threading.local()


def read_collection(body: bytes) -> tuple[Collection[Any], dict[str, list[Any]]]:
    """Features, and the values of each property by name: None or ``msgspec.UNSET`` where a feature has none.

    Raises
    ------
    msgspec.DecodeError, UnicodeDecodeError
        When the text breaks off or has another structure.
    """
    names: tuple[str, ...] = getattr(_KNOWN, "names", ())
    if names:
        try:
            return _in_form(body, names)
        except msgspec.ValidationError:
            pass
    found = _PLAIN.decode(body)
    rows = [feature.properties or {} for feature in found.features]
    own = dict.fromkeys(name for row in rows for name in row)
    known = tuple(dict.fromkeys([*names, *own]) if set(names) & set(own) else own)
    _KNOWN.names = () if len(known) > MOST or any(map(ODD.search, known)) else known
    return found, {name: [row.get(name) for row in rows] for name in own}


def _in_form(body: bytes, names: tuple[str, ...]) -> tuple[Collection[Any], dict[str, list[Any]]]:
    decoder, empty = _form(names)
    found: Collection[Any] = decoder.decode(body)
    rows = [feature.properties or empty for feature in found.features]
    if not rows:
        return found, {}
    return found, {name: list(map(attrgetter(f"v{place}"), rows)) for place, name in enumerate(names)}


@functools.lru_cache(maxsize=16)
def _form(names: tuple[str, ...]) -> tuple[msgspec.json.Decoder[Any], Any]:
    """Decoder for features with at most these properties, and properties of which none is there."""
    fields = {f"v{place}": name for place, name in enumerate(names)}
    own = msgspec.defstruct(
        "Own",
        [(field, Any, msgspec.UNSET) for field in fields],
        rename=fields,
        forbid_unknown_fields=True,
        gc=False,
    )
    return msgspec.json.Decoder(Collection[own]), own()  # type: ignore[valid-type]
