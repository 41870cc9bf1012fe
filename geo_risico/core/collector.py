"""How often Python looks for objects that hold each other, set for programs that make millions of lasting ones."""

from __future__ import annotations

import gc
from typing import Final

_THRESHOLD: Final = (50_000, 20, 20)
"""New objects before the youngest are looked through, and how many such rounds before the older and the oldest are."""


def collect_seldom() -> None:
    """Look for unused objects less often than Python does by itself, for this process.

    A scan makes a geometry, a text and a row for each of many thousands of places and keeps them; looking through all
    of those every few hundred new ones took 10 to 20 % of the time of a scan and of a comparison. Objects that nothing
    refers to are freed at once, as ever.
    """
    gc.set_threshold(*_THRESHOLD)
