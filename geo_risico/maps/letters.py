"""Bytes as signs that may stand in a page: thirteen bits in two signs, an eighth shorter than base64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIGNS: Final = bytes(code for code in range(33, 127) if chr(code) not in "<>&")
"""All printable signs that need no care in HTML: 91 of them, and 91 x 91 is more than 2 to the 13th."""
BITS: Final = 13
PER_GROUP: Final = 8
CHUNK: Final = 1 << 16


def written(content: bytes) -> str:
    """Text of the content; the number of bytes stands in front, with a space behind it.

    Examples
    --------
    >>> written(b"kaart")
    '5 Ii1Tj|!!!!!!!!!!'
    """
    groups = -(-len(content) // BITS)
    padded = np.zeros((groups, BITS), dtype=np.uint8)
    padded.reshape(-1)[: len(content)] = np.frombuffer(content, dtype=np.uint8)
    parts = [_signs(padded[at : at + CHUNK]).tobytes() for at in range(0, groups, CHUNK)]
    return f"{len(content)} " + b"".join(parts).decode("ascii")


def _signs(groups: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Sixteen signs for each group of thirteen bytes, of which the first bit comes first."""
    wide = np.zeros((len(groups), BITS + 1), dtype=np.uint32)
    wide[:, :BITS] = groups
    out = np.empty((len(groups), 2 * PER_GROUP), dtype=np.uint8)
    for place in range(PER_GROUP):
        byte, bit = divmod(place * BITS, 8)
        three = (wide[:, byte] << 16) | (wide[:, byte + 1] << 8) | wide[:, byte + 2]
        value = (three >> (24 - BITS - bit)) & ((1 << BITS) - 1)
        out[:, 2 * place], out[:, 2 * place + 1] = np.divmod(value, len(SIGNS))
    return np.frombuffer(SIGNS, dtype=np.uint8)[out]
