"""Texts from elsewhere without what steers a terminal or turns reading around."""

from __future__ import annotations

import re
from typing import Final

STEERING: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
"""Control characters (not tab and newline), and marks that change the direction of writing."""
_STEERING: Final = re.compile(f"[{STEERING}]")
IN_VALUES: Final = f"[\\t\\n{STEERING}]"
"""The same with tab and newline, as pattern for the values of a register: one line each."""


def plain(text: str) -> str:
    r"""The text with a replacement sign for every character that steers instead of shows.

    Examples
    --------
    >>> plain("rood: \x1b[31m, om\u202edraai") == "rood: \ufffd[31m, om\ufffddraai"
    True
    """
    return _STEERING.sub("\ufffd", text)
