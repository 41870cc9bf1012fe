"""Texts from elsewhere without what steers a terminal or turns reading around."""

from __future__ import annotations

import re
from typing import Final

STEERING: Final = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
)
"""Control characters (not tab and newline), and marks that change the direction of writing."""
PATTERN: Final = f"[{STEERING}]"
REPLACEMENT: Final = "\ufffd"
"""Shown instead, so that a reader sees that something stood there."""
_STEERING: Final = re.compile(PATTERN)


def plain(text: str) -> str:
    r"""The text with a replacement sign for every character that steers instead of shows.

    Examples
    --------
    >>> plain("rood: \x1b[31m, om\u202edraai") == "rood: \ufffd[31m, om\ufffddraai"
    True
    """
    return _STEERING.sub(REPLACEMENT, text)
