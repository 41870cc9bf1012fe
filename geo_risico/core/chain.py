"""Lines that each carry the hash of the line before: a line that is changed, moved or removed is noticed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMER: Final = "vorige"
OWN: Final = "sha256_regel"
START: Final = "0" * 64
"""What the first line has as its former one."""


def link(content: Mapping[str, Any], former: str) -> dict[str, Any]:
    """The content with the hash of the line before it and its own, as one line of a chain.

    Parameters
    ----------
    content
        What the line says, ready for JSON; without the two keys of the chain.
    former
        Hash of the line before, `START` for the first.

    Examples
    --------
    >>> first = link({"a": 1}, START)
    >>> find_break([first, link({"a": 2}, first["sha256_regel"])]) is None
    True
    """
    line = {**content, FORMER: former}
    return {**line, OWN: _hash(line)}


def find_break(lines: Iterable[Mapping[str, Any]]) -> int | None:
    """Number (from 1) of the first line that does not follow from the one before; None where the chain is whole.

    Lines that are gone from the end cannot be seen from the lines alone: keep the last hash elsewhere.
    """
    former = START
    for number, line in enumerate(lines, start=1):
        content = {key: value for key, value in line.items() if key != OWN}
        if line.get(FORMER) != former or line.get(OWN) != _hash(content):
            return number
        former = str(line[OWN])
    return None


def _hash(line: Mapping[str, Any]) -> str:
    text = json.dumps(line, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
