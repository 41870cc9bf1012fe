"""Inputs made hostile: bytes flipped, cut, doubled, and words that parsers trip over put in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

WORDS = (
    b"", b"\x00", b"\xff" * 8, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"-1", b"1e400", b"NaN", b"9" * 400,
    b"[" * 400, b"{" * 400, b'{"a":' * 300, b"<a>" * 300, b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"../" * 8,
    b"/etc/passwd",
    b"=1+1", b"'", b'"', b'""', b";", b",", b"\n", b"\r", b"\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\xae", b"null",
    b"true", b"!!python/object/apply:os.system [id]", b"*a", b"&a ", b"? ", b"- ", b": ", b"|", b"2001-99-99",
    b"0001-01-01", b"9999-12-31", b"\xed\xa0\x80", b"\x1b[2J", b"'; DROP TABLE pand; --", b"SELECT", b"0x", b"1_0",
)  # fmt: skip


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """The bytes after one to six changes of a random kind.

    Parameters
    ----------
    data
        A whole input that is read well.
    rng
        Generator that decides everything.
    """
    out = bytearray(data)
    for _ in range(int(rng.integers(1, 7))):
        out = _KINDS[int(rng.integers(len(_KINDS)))](out, rng)
    return bytes(out)


def _place(out: bytearray, rng: np.random.Generator) -> int:
    """A place; half of the time in the first part, where headers stand."""
    most = len(out) if rng.random() < 0.5 else min(len(out), 512)  # noqa: PLR2004 - half
    return int(rng.integers(most + 1))


def _flip(out: bytearray, rng: np.random.Generator) -> bytearray:
    if out:
        out[min(_place(out, rng), len(out) - 1)] = int(rng.integers(256))
    return out


def _cut(out: bytearray, rng: np.random.Generator) -> bytearray:
    start = _place(out, rng)
    return out[:start] + out[start + int(rng.integers(1, 64)) :]


def _break_off(out: bytearray, rng: np.random.Generator) -> bytearray:
    return out[: _place(out, rng)] if rng.random() < 0.3 else out  # noqa: PLR2004 - not too often


def _double(out: bytearray, rng: np.random.Generator) -> bytearray:
    start = _place(out, rng)
    piece = out[start : start + int(rng.integers(1, 256))]
    return out[:start] + piece * int(rng.integers(1, 5)) + out[start:]


def _insert(out: bytearray, rng: np.random.Generator) -> bytearray:
    start = _place(out, rng)
    return out[:start] + WORDS[int(rng.integers(len(WORDS)))] + out[start:]


def _replace(out: bytearray, rng: np.random.Generator) -> bytearray:
    start = _place(out, rng)
    return out[:start] + WORDS[int(rng.integers(len(WORDS)))] + out[start + int(rng.integers(1, 16)) :]


_KINDS = (_flip, _flip, _cut, _break_off, _double, _insert, _replace)
