"""Addresses and percelen of the locations, packed for searching on the page: streets once, numbers as numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from geo_risico.maps.packing import Block

SEPARATOR: Final = "|"
ADRES: Final = re.compile(r"(|.*? )([1-9]\d{0,4})([^,\s]*)((?:, .*)?)")
"""Street with the space behind it, house number, what stands behind that, and postcode with place."""
PERCEEL: Final = re.compile(r"(.*?)([1-9]\d{0,4})()()")
"""Everything in front of the perceelnummer, and the perceelnummer."""
SOURCES: Final = (
    ("adressen", "adressen", ADRES),
    ("percelen", "kadastrale_aanduidingen", PERCEEL),
    ("percelen", "perceel_ids", PERCEEL),
)
"""Name on the page, column, and pattern; the first column that says something counts."""
_POSTCODE: Final = re.compile(r", \d{4} [A-Z]{2} ")


def search_keys(block: Block, frame: pd.DataFrame) -> dict[str, Any]:
    """Index of what can be searched beside the label and the location_id: adressen and percelen, where known.

    Parameters
    ----------
    block
        Gets the bytes.
    frame
        Locations in the order of the page, with texts joined by ``|``.
    """
    keys: dict[str, Any] = {}
    for name, column, pattern in SOURCES:
        if name not in keys and column in frame and frame[column].notna().any():
            keys[name] = coded_lists(block, frame[column], pattern)
    return keys


def coded_lists(block: Block, texts: pd.Series[Any], pattern: re.Pattern[str]) -> dict[str, Any]:
    """Index of texts joined by ``|``: how many each row has, and of each its head, number and tail.

    A text is a head, number, tail and place behind each other; different pairs of head and place are kept once. A text
    that the pattern does not fit is all head and has no number.

    Parameters
    ----------
    block
        Gets the bytes.
    texts
        One text per row, NaN for none.
    pattern
        Has four groups: head, number, tail and place.
    """
    words = texts.to_numpy(dtype=object)
    lists = [text.split(SEPARATOR) if isinstance(text, str) and text else [] for text in words]
    pieces = [_pieces(item, pattern) for items in lists for item in items]
    pairs = [(head, place) for head, _, _, place in pieces]
    order = {pair: number for number, pair in enumerate(sorted(set(pairs)))}
    tails = pd.Series([tail for _, _, tail, _ in pieces], dtype="str")
    return {
        "count": len(pieces),
        "head_count": len(order),
        "sizes": block.numbers(pd.Series([len(items) for items in lists], dtype="float64")),
        "head": block.numbers(pd.Series([order[pair] for pair in pairs], dtype="float64")),
        "number": block.numbers(pd.Series([number for _, number, _, _ in pieces], dtype="float64")),
        "tail": block.categories(tails.where(tails != "")),
        "heads": block.texts(pd.Series([head for head, _ in order], dtype="str")),
        "places": block.texts(pd.Series([place for _, place in order], dtype="str")),
    }


def _pieces(item: str, pattern: re.Pattern[str]) -> tuple[str, float, str, str]:
    """Head, number (NaN for none), tail and place of one text."""
    found = pattern.fullmatch(item)
    return (item, np.nan, "", "") if found is None else (found[1], float(found[2]), found[3], found[4])


def label_places(frame: pd.DataFrame) -> pd.Series[float]:
    """Which of its addresses each location is called by: 0 for the first; NaN where its label is something else.

    A label leaves the postcode out: 'Kleikade 2, Polderdorp' for 'Kleikade 2, 8260 AB Polderdorp'. On the page such a
    label follows from the address.

    Parameters
    ----------
    frame
        Locations with label and, where known, adressen.
    """
    if "adressen" not in frame:
        return pd.Series(np.nan, index=frame.index, dtype="float64")
    texts, labels = frame["adressen"].to_numpy(dtype=object), frame["label"].to_numpy(dtype=object)
    places = [_place(text, label) for text, label in zip(texts, labels, strict=True)]
    return pd.Series(places, index=frame.index, dtype="float64")


def _place(text: object, label: object) -> float:
    if not isinstance(text, str) or not isinstance(label, str):
        return np.nan
    street = label.partition(",")[0]
    for place, item in enumerate(text.split(SEPARATOR)):
        if item.startswith(street) and _POSTCODE.sub(", ", item, count=1) == label:
            return float(place)
    return np.nan
