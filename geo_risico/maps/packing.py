"""Columns and coordinates as one compact block of bytes, with an index that says where each part stands."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_risico.maps.letters import written

if TYPE_CHECKING:
    from numpy.typing import NDArray

INTEGER_TYPES = (np.int8, np.int16, np.int32)
VARINT_BYTES = 5
SEPARATOR = "\x1f"
ESCAPE = 255
"""Byte that says: this number is larger, the rest of it stands in the other stream."""
CHUNK = 1 << 19
NUMBER_AT_END = r"^(.*?)([0-9]{0,9})\Z"
FULL_WIDTH = 9
HEADS_SHARE = 0.25


def _zigzag(values: NDArray[np.int64]) -> NDArray[np.uint64]:
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def varints(values: NDArray[np.int64]) -> bytes:
    """Signed integers as zigzag varints: seven bits a byte, small numbers in one byte.

    Examples
    --------
    >>> varints(np.array([0, -1, 1, 300])).hex()
    '000102d804'
    """
    parts = [_varints(_zigzag(values[at : at + CHUNK])) for at in range(0, len(values), CHUNK)]
    return b"".join(parts)


def _varints(zigzag: NDArray[np.uint64]) -> bytes:
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


def small_and_large(values: NDArray[np.int64]) -> tuple[bytes, bytes]:
    """Signed integers as one byte each, and what is left of the few that do not fit, as varints.

    A stream of single bytes compresses a quarter better than varints, in which high bits stand between low ones.

    Examples
    --------
    >>> [part.hex() for part in small_and_large(np.array([0, -1, 127, 128]))]
    ['0001feff', '02']
    """
    zigzag = _zigzag(values)
    is_small = zigzag < ESCAPE
    left = (zigzag[~is_small] - np.uint64(ESCAPE)).astype(np.int64)
    return np.where(is_small, zigzag, ESCAPE).astype(np.uint8).tobytes(), varints(left)


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

    def serials(self, values: pd.Series[Any]) -> dict[str, Any]:
        """Index entry of a text column whose texts end in a number: the part before it, and the number.

        Names of roads and registers repeat, house numbers and serial numbers are small as numbers. Falls back to plain
        texts where hardly any part repeats.
        """
        clean = values.astype("str").where(values.notna(), "").str.replace(SEPARATOR, " ", regex=False)
        parts = clean.str.extract(NUMBER_AT_END, flags=re.DOTALL)
        width = parts[1].str.len()
        is_padded = width.eq(FULL_WIDTH) | (parts[1].str.startswith("0") & width.gt(1))
        head = parts[0] + SEPARATOR + width.where(is_padded | width.eq(0), 1).astype("str")
        codes, names = pd.factorize(head, sort=True)
        if len(names) > max(1, HEADS_SHARE * len(clean)):
            return self.texts(values)
        numbers = pd.Series(pd.to_numeric(parts[1].where(width.gt(0), "0")).to_numpy())
        return {
            "type": "serial",
            "heads": self.add(SEPARATOR.join(names).encode()),
            "codes": self.numbers(pd.Series(codes)),
            "numbers": self.numbers(numbers),
        }

    def categories(self, values: pd.Series[Any], by: pd.Series[Any] | None = None) -> dict[str, Any]:
        """Index entry of a column with few different texts; missing is the lowest integer.

        Parameters
        ----------
        values
            The texts.
        by
            A column that stands in the block as categories; where it decides the text, only that is written.
        """
        codes, names = pd.factorize(values, sort=True)
        entry = {"values": [str(name) for name in names]}
        decided = None if by is None else _decided(codes, by)
        if decided is not None and by is not None:
            return {"type": "via", "by": by.name, "codes": decided, **entry}
        return self.numbers(pd.Series(np.where(codes < 0, np.nan, codes))) | entry

    def text(self) -> str:
        """The whole block, gzipped, in signs that may stand in a page."""
        return written(gzip.compress(b"".join(self._chunks), 6, mtime=0))


def _decided(codes: NDArray[Any], by: pd.Series[Any]) -> list[int] | None:
    """Code that goes with each category of another column; None where that does not decide it."""
    of, names = pd.factorize(by, sort=True)
    if (of < 0).any() or not len(names):
        return None
    found = np.full(len(names), -1)
    found[of] = codes
    return [int(code) for code in found] if (found[of] == codes).all() else None
