"""Words that look like another word, within a bounded number of typing faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_EDITS: Final = 2
EDIT_SHARE: Final = 0.2
"""At most two typing faults, and at most a fifth of the length."""


def edits_allowed(word: str) -> int:
    """Return how many typing faults a word may hold.

    Parameters
    ----------
    word
        In shared spelling.

    Examples
    --------
    >>> edits_allowed("kade"), edits_allowed("kerkweg"), edits_allowed("dorpsstraat")
    (0, 1, 2)
    """
    return min(MOST_EDITS, int(len(word) * EDIT_SHARE))


def edits_between(one: str, two: str) -> int | None:
    """Return the typing faults between two words (swapped neighbours count once), or None when there are too many.

    Digits must be the same: Plein 1944 is not Plein 1945.

    Parameters
    ----------
    one, two
        In shared spelling.
    """
    limit = edits_allowed(one)
    edits = OSA.distance(one, two, score_cutoff=limit)
    return edits if edits <= limit and digits_of(one) == digits_of(two) else None


def near_words(word: str, words: Sequence[str]) -> list[tuple[str, int]]:
    """Return the words within the allowed typing faults with their number, nearest first.

    Parameters
    ----------
    word
        In shared spelling.
    words
        Words to compare with.
    """
    limit = edits_allowed(word)
    if limit == 0 or not words:
        return []
    hits = process.extract(word, words, scorer=OSA.distance, score_cutoff=limit, limit=None)
    good = [(str(text), int(edits)) for text, edits, _ in hits if digits_of(str(text)) == digits_of(word)]
    return sorted(good, key=lambda hit: (hit[1], hit[0]))


def digits_of(word: str) -> str:
    """Return the digits in a word.

    Parameters
    ----------
    word
        In shared spelling.
    """
    return "".join(sign for sign in word if sign.isdigit())
