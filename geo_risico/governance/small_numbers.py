"""Small numbers in sentences of an open product."""

from __future__ import annotations

import re
from typing import Final

from geo_risico.core.suppression_specs import SuppressionSpec

_COUNT: Final = re.compile(r"(?<![\w.,/-])[1-9]\d{0,3}(?![\d.,]*\d|\s*(?:%|(?:m|m2|km|km2|ha|uur|jaar)\b))")


def without_small_numbers(sentence: str, minimum: int = SuppressionSpec().minimum_count) -> str:
    """The sentence with every count under the minimum as 'minder dan 5'; distances, areas, shares and years stay.

    Examples
    --------
    >>> without_small_numbers("4 erven vallen af omdat er minder dan 50 m2 bebouwd is.")
    'minder dan 5 erven vallen af omdat er minder dan 50 m2 bebouwd is.'
    >>> without_small_numbers("Van Dronten is 1% in beeld, peildatum 01-01-2017.")
    'Van Dronten is 1% in beeld, peildatum 01-01-2017.'
    >>> without_small_numbers("Binnen 2 km liggen 14 havens (OSM 3, FIS 12).")
    'Binnen 2 km liggen 14 havens (OSM minder dan 5, FIS 12).'
    """
    return _COUNT.sub(lambda hit: f"minder dan {minimum}" if int(hit[0]) < minimum else hit[0], sentence)
