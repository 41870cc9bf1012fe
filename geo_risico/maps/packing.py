"""Columns and coordinates as one compact block of bytes, with an index that says where each part stands."""

from __future__ import annotations

import base64
import gzip
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

INTEGER_TYPES = (np.int8, np.int16, np.int32)
VARINT_BYTES = 5
SEPARATOR = "\x1f"


def varints(values: NDArray[np.int64]) -> bytes:
    """Signed integers as zigzag varints: seven bits a byte, small numbers in one byte.

    Examples
    --------
    >>> varints(np.array([0, -1, 1, 300])).hex()
    '000102d804'
    """
    zigzag = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    sizes = np.ones(len(zigzag), dtype=np.int64)
    for shift in range(7, 7 * VARINT_BYTES, 7):
        sizes += zigzag >= (1 << shift)
    starts = np.cumsum(sizes) - sizes
    out = np.zeros(int(np.sum(sizes)), dtype=np.uint8)
    for place in range(VARINT_BYTES):
        here = sizes > place
        more = np.where(sizes[here] > place + 1, 0x80, 0)
        out[starts[here] + place] = ((zigzag[here] >> np.uint64(7 * place)) & np.uint64(0x7F)) | more.astype(np.uint64)
    return out.tobytes()


def planes(values: NDArray[Any]) -> bytes:
    """Bytes of an array with all first bytes in front, then all second bytes: that compresses better."""
    return values.view(np.uint8).reshape(-1, values.itemsize).T.tobytes()


class Block:
    """Bytes of many columns behind each other; what each method returns goes into the index."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._places: dict[bytes, list[int]] = {}

    def add(self, content: bytes) -> list[int]:
        """Place of the content as [offset, length], in bytes; the same content is kept once."""
        if content not in self._places:
            self._places[content] = [self._size, len(content)]
            self._chunks.append(content)
            self._size += len(content)
        return list(self._places[content])

    def numbers(self, values: pd.Series[Any], scale: float = 1) -> dict[str, Any]:
        """Index entry of a number column, rounded to ``1 / scale``; missing becomes the lowest integer.

        Rounding happens here, once, to the precision that is shown, so that what is read equals the source.
        """
        array = np.asarray(values, dtype=float) * scale
        known = np.isfinite(array)
        whole = np.rint(np.where(known, array, 0)).astype(np.int64)
        largest = int(np.abs(whole).max()) if len(whole) else 0
        dtype: Any = next((t for t in INTEGER_TYPES if largest < np.iinfo(t).max), np.int32)
        limit = np.iinfo(dtype)
        packed = np.where(known, np.clip(whole, limit.min + 1, limit.max), limit.min).astype(dtype)
        return {"type": f"int{limit.bits}", "scale": scale, "at": self.add(planes(packed))}

    def texts(self, values: pd.Series[Any]) -> dict[str, Any]:
        """Index entry of a text column; missing becomes an empty text."""
        clean = values.astype("str").where(values.notna(), "").str.replace(SEPARATOR, " ", regex=False)
        return {"type": "text", "at": self.add(SEPARATOR.join(clean).encode())}

    def categories(self, values: pd.Series[Any]) -> dict[str, Any]:
        """Index entry of a column with few different texts; missing is the lowest integer."""
        codes, names = pd.factorize(values, sort=True)
        entry = self.numbers(pd.Series(np.where(codes < 0, np.nan, codes)))
        return {**entry, "values": [str(name) for name in names]}

    def base64(self) -> str:
        """The whole block, gzipped, as base64 text."""
        return base64.b64encode(gzip.compress(b"".join(self._chunks), 6, mtime=0)).decode()
