"""Addresses of a scan, ordered so that one is found by postcode or by street in no time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.spelling import postcode_key, street_key, suffix_key, town_key
from geo_risico.cases.typing_faults import near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

BASE: Final = 100_000
"""House numbers have at most five digits."""
NUMBER: Final = re.compile(r"^\s*(\d{1,5})(?:\.0+)?")
WRITTEN: Final = ("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats")


@dataclass(frozen=True, eq=False)
class Lookup:
    """Positions by key, found by halving."""

    keys: NDArray[np.int64]
    order: NDArray[np.intp]

    @classmethod
    def of(cls, code: NDArray[np.int64], number: NDArray[np.int64]) -> Lookup:
        """Return the lookup of one code and house number per address; a negative code is left out.

        Parameters
        ----------
        code
            Number of the postcode or street.
        number
            House number.
        """
        keys = np.where(code < 0, -1, code * BASE + number)
        order = np.argsort(keys, kind="stable")
        first = int(np.searchsorted(keys[order], 0))
        return cls(keys=keys[order][first:], order=order[first:])

    def between(self, code: int | None, low: int, high: int) -> list[int]:
        """Return the positions with a code and a house number from low up to and including high.

        Parameters
        ----------
        code
            Number of the postcode or street; None gives nothing.
        low, high
            House numbers.
        """
        if code is None:
            return []
        first = np.searchsorted(self.keys, code * BASE + low, "left")
        last = np.searchsorted(self.keys, code * BASE + high, "right")
        return [int(position) for position in self.order[first:last]]


@dataclass(frozen=True, eq=False, kw_only=True)
class AddressBook:
    """Addresses in arrays of one length, with lookups by postcode and by street and town.

    ``label``: row in the layer adressen. ``street`` and ``town``: shared spelling. ``parts``: columns of `WRITTEN`.
    ``streets``: (street, town) -> code. ``in_town``: town -> its streets. ``towns_of``: street -> towns that have it.
    """

    label: NDArray[Any]
    adres_id: NDArray[np.object_]
    suffix: NDArray[np.object_]
    number: NDArray[np.int64]
    postcode: NDArray[np.object_]
    street: NDArray[np.object_]
    town: NDArray[np.object_]
    pand_id: NDArray[np.object_]
    parts: tuple[NDArray[np.object_], ...]
    xy: NDArray[np.float64]
    streets: dict[tuple[str, str], int]
    in_town: dict[str, list[str]]
    towns_of: dict[str, list[str]]
    postcodes: dict[str, int]
    by_postcode: Lookup
    by_street: Lookup
    seen: dict[tuple[str, str | None], list[tuple[str, int]]] = field(default_factory=dict)
    """Look-alikes that were searched before."""

    def like_street(self, street: str, town: str | None) -> list[tuple[str, int]]:
        """Return the streets that look like a name with their typing faults, nearest first.

        Parameters
        ----------
        street, town
            In shared spelling; town None searches everywhere.
        """
        key = (street, town)
        if key not in self.seen:
            words = list(self.towns_of) if town is None else self.in_town.get(town, [])
            self.seen[key] = near_words(street, words)
        return self.seen[key]

    def like_town(self, town: str) -> list[tuple[str, int]]:
        """Return the towns that look like a name with their typing faults, nearest first.

        Parameters
        ----------
        town
            In shared spelling.
        """
        key = ("", town)
        if key not in self.seen:
            self.seen[key] = near_words(town, list(self.in_town))
        return self.seen[key]

    def at_postcode(self, postcode: str, low: int, high: int) -> list[int]:
        """Return the positions with a postcode and a house number from low to high.

        Parameters
        ----------
        postcode
            As 1234AB.
        low, high
            House numbers.
        """
        return self.by_postcode.between(self.postcodes.get(postcode), low, high)

    def at_street(self, street: str, town: str, low: int, high: int) -> list[int]:
        """Return the positions in a street of a town with a house number from low to high.

        Parameters
        ----------
        street, town
            In shared spelling.
        low, high
            House numbers.
        """
        return self.by_street.between(self.streets.get((street, town)), low, high)

    def written(self, position: int) -> str:
        """Return an address on one line: Dorpsstraat 12A-2, 8261AB Kampen.

        Parameters
        ----------
        position
            Place in the arrays.
        """
        street, number, letter, extra, postcode, town = (str(part[position]) for part in self.parts)
        first = f"{street} {number}{letter}{'-' if extra else ''}{extra}".strip()
        last = f"{postcode} {town}".strip()
        return f"{first}, {last}" if last else first


def address_book(adressen: gpd.GeoDataFrame) -> AddressBook:
    """Return the addresses of a scan, ready to be looked up; those without number or place are left out.

    Parameters
    ----------
    adressen
        Layer adressen; columns may be missing or unknown.
    """
    shapes = np.asarray(adressen.geometry.array, dtype=object)
    number = _distinct([_texts(adressen, "huisnummer")], _leading).astype(np.int64)
    usable = (number > 0) & ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    rows, number = pd.DataFrame(adressen).loc[usable], number[usable]
    street = _distinct([_texts(rows, "straat")], street_key)
    town = _distinct([_texts(rows, "woonplaats")], town_key)
    postcode = _distinct([_texts(rows, "postcode")], postcode_key)
    street_code, streets = _codes([street, town])
    post_code, posts = _codes([postcode])
    named = [(one, two) for one, two in streets if one]
    return AddressBook(
        label=rows.index.to_numpy(),
        adres_id=_filled(rows, "adres_id"),
        suffix=_distinct([_texts(rows, name) for name in ("huisnummer", "huisletter", "toevoeging")], _suffix),
        number=number,
        postcode=postcode,
        street=street,
        town=town,
        pand_id=_filled(rows, "pand_id"),
        parts=tuple(_filled(rows, name) for name in WRITTEN),
        xy=_centres(shapes[usable]),
        streets={(one, two): code for code, (one, two) in enumerate(streets) if one},
        in_town=_grouped((two, one) for one, two in named),
        towns_of=_grouped(named),
        postcodes={text: code for code, (text,) in enumerate(posts) if text},
        by_postcode=Lookup.of(np.where(postcode == "", -1, post_code), number),
        by_street=Lookup.of(np.where(street == "", -1, street_code), number),
    )


def _texts(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    """Column as text; all unknown when the layer does not have it."""
    if column not in frame:
        return pd.Series(np.nan, index=frame.index, dtype="str")
    return frame[column].astype("str")


def _filled(frame: pd.DataFrame, column: str) -> NDArray[np.object_]:
    return _texts(frame, column).fillna("").to_numpy(dtype=object)


def _centres(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    is_point = bool((shapely.get_type_id(shapes) == shapely.GeometryType.POINT.value).all())
    points = shapes if is_point else shapely.centroid(shapes)
    return np.asarray(shapely.get_coordinates(points), dtype=np.float64).reshape(-1, 2)


def _codes(columns: Sequence[NDArray[np.object_] | pd.Series[str]]) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    """Number of each combination of values, and the combinations; unknown is empty text."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    values: list[tuple[str, ...]] = [()]
    for column in columns:
        own, different = pd.factorize(column, use_na_sentinel=True)
        words = [*(str(word) for word in different), ""]
        combined = code * len(words) + np.where(own < 0, len(words) - 1, own)
        code, kept = pd.factorize(combined)
        values = [(*values[int(key) // len(words)], words[int(key) % len(words)]) for key in kept]
    return code.astype(np.int64), values


def _distinct(columns: Sequence[pd.Series[str]], make: Callable[..., object]) -> NDArray[Any]:
    """What a function makes of the values of each row, worked out once for each different combination."""
    code, values = _codes(columns)
    made = np.empty(len(values), dtype=object)
    made[:] = [make(*combination) for combination in values]
    return np.asarray(made[code] if len(code) else made[:0])


def _leading(huisnummer: str) -> int:
    found = NUMBER.match(huisnummer)
    return int(found[1]) if found else 0


def _suffix(huisnummer: str, letter: str, extra: str) -> str:
    """Letter and addition; what stands behind the number in its own column comes first."""
    return suffix_key(NUMBER.sub("", huisnummer), letter, extra)


def _grouped(pairs: Iterable[tuple[str, ...]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, two in pairs:
        found.setdefault(one, []).append(two)
    return found
