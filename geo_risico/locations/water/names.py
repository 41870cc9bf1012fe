"""Names of harbours: what they say about the kind, and whether two of them are the same."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo_risico.locations.water.settings import WatergebondenSettings

WHOLE_WORD: Final = 4
"""Words of up to this many letters count only as whole words: 'wsv' is not in 'nwsvaart'."""
SHORTEST_STEM: Final = 3
"""Letters that stay at least when 'haven' is taken from the end of a word."""
SUBSET: Final = 95.0
"""Likeness (of 100) of a name to a longer name that holds all of its words."""
SLIP_LENGTH: Final = 6
"""Letters from which one letter more, less, other or swapped is a typing error and no other word."""
ORDINALS: Final = {
    "eerste": "1",
    "tweede": "2",
    "derde": "3",
    "vierde": "4",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}


def words(name: str) -> list[str]:
    """Words of a name in lower case, without accents and punctuation; 'W.S.V.' is one word, '1e' is '1'."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"\b((?:[a-z]\.){2,}[a-z]?)", lambda found: found[0].replace(".", ""), plain)
    found = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    found = [re.sub(r"^(\d+)(?:e|de|ste)$", r"\1", word) for word in found]
    return [ORDINALS.get(word, word) for word in found]


def mentions(name: str, wanted: Collection[str]) -> bool:
    """Whether the name holds one of the words, short ones as a whole word."""
    own = words(name)
    text = " ".join(own)
    return any(word in own if len(word) <= WHOLE_WORD else word in text for word in wanted)


def core_words(name: str, settings: WatergebondenSettings) -> tuple[str, ...]:
    """Words that tell a harbour from others, without 'haven', 'wsv' and the like; all words when none is left."""
    every = words(name)
    kept = [word for word in every if word not in settings.name_stopwords]
    stems = [re.sub(r"(?:haven|havens)$", "", word) for word in kept]
    stems = [stem if len(stem) >= SHORTEST_STEM else word for stem, word in zip(stems, kept, strict=True)]
    return tuple(stems or every)


def likeness(one: tuple[str, ...], other: tuple[str, ...], settings: WatergebondenSettings) -> float:
    """Likeness (0 to 1) of two names by their core words; 0 where a number or direction tells them apart."""
    if "".join(one) == "".join(other):
        return 1.0
    if any(tells_apart(word, settings) for word in _unmatched(one, other, settings)):
        return 0.0
    left, right = " ".join(one), " ".join(other)
    whole = max(fuzz.ratio(left, right), fuzz.token_sort_ratio(left, right))
    part = min(fuzz.token_set_ratio(left, right), SUBSET)
    return float(max(whole, part)) / 100.0


def _unmatched(one: tuple[str, ...], other: tuple[str, ...], settings: WatergebondenSettings) -> set[str]:
    """Words of one name only, without those that are a typing error away from a word of the other name."""
    left, right = set(one) - set(other), set(other) - set(one)
    slips = {word for mine in left for yours in right if _is_slip(mine, yours, settings) for word in (mine, yours)}
    return (left | right) - slips


def _is_slip(one: str, other: str, settings: WatergebondenSettings) -> bool:
    """Whether two long words without numbers differ by one typing error, and not by their direction."""
    if min(len(one), len(other)) < SLIP_LENGTH or not (one + other).isalpha():
        return False
    directions = {next((d for d in settings.distinct_words if word.startswith(d)), "") for word in (one, other)}
    return len(directions - {""}) <= 1 and OSA.distance(one, other) <= 1


def tells_apart(word: str, settings: WatergebondenSettings) -> bool:
    """Whether a word is a number, a letter or a direction that tells two harbours apart."""
    return any(letter.isdigit() for letter in word) or len(word) == 1 or word.startswith(settings.distinct_words)
