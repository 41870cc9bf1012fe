"""What a map file holds, read back without its own JavaScript: every text in it, in full."""

from __future__ import annotations

import gzip
import json
import re

import numpy as np

from geo_risico.maps.letters import BITS, PER_GROUP, SIGNS

BLOCK = re.compile(rb'<script type="application/octet-stream" class="blok">([^<]*)</script>')
INDEX = re.compile(rb'<script type="application/json" id="index">(.*?)</script>', re.DOTALL)
SEPARATOR = "\x1f"


def read_signs(text):
    """Bytes that were written as two signs for each thirteen bits."""
    length, signs = text.split(" ", 1)
    values = np.full(256, -1)
    values[np.frombuffer(SIGNS, dtype=np.uint8)] = np.arange(len(SIGNS))
    pairs = values[np.frombuffer(signs.encode("ascii"), dtype=np.uint8)].reshape(-1, 2)
    assert (pairs >= 0).all()
    whole = pairs @ (len(SIGNS), 1)
    bits = (whole[:, None] >> np.arange(BITS - 1, -1, -1)) & 1
    assert len(whole) % PER_GROUP == 0
    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()[: int(length)]


def read_numbers(raw, entry):
    """Numbers of a column, NaN where unknown."""
    start, length = entry["at"]
    dtype = np.dtype(entry["type"])
    planes = np.frombuffer(raw[start : start + length], dtype=np.uint8).reshape(dtype.itemsize, -1)
    whole = np.ascontiguousarray(planes.T).view(dtype).ravel()
    return np.where(whole == np.iinfo(dtype).min, np.nan, whole / entry["scale"])


def read_texts(raw, place):
    """Texts that stand behind each other at [offset, length]."""
    start, length = place
    return raw[start : start + length].decode().split(SEPARATOR)


def read_serials(raw, entry):
    """Texts that end in a number."""
    heads = read_texts(raw, entry["heads"])
    codes, numbers = (read_numbers(raw, entry[name]).astype(int) for name in ("codes", "numbers"))
    pairs = [(heads[2 * code], int(heads[2 * code + 1])) for code in codes]
    return [head if not w else head + str(n).zfill(w) for (head, w), n in zip(pairs, numbers, strict=True)]


def read_lists(raw, entry):
    """Texts of which the head, the number, the tail and the place are kept apart (search keys)."""
    heads, places = (read_texts(raw, entry[name]["at"]) for name in ("heads", "places"))
    chosen = read_numbers(raw, entry["head"]).astype(int)
    tails = [*entry["tail"]["values"], ""]
    codes = np.nan_to_num(read_numbers(raw, entry["tail"]), nan=len(tails) - 1).astype(int)
    numbers = ["" if np.isnan(n) else str(int(n)) for n in read_numbers(raw, entry["number"])]
    return [f"{heads[c]}{n}{tails[t]}{places[c]}" for c, n, t in zip(chosen, numbers, codes, strict=True)]


def map_texts(content):
    """Every text of a map: its page, its index and all that its blocks hold."""
    index = json.loads(INDEX.search(content)[1].decode())
    raw = b"".join(gzip.decompress(read_signs(text.decode("ascii"))) for text in BLOCK.findall(content))
    found = [content.decode("utf-8"), raw.decode("utf-8", "replace")]
    todo = [index]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += item.values()
            found += _texts(raw, item)
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, str):
            found.append(item)
    return found


def _texts(raw, entry):
    if entry.get("type") == "serial":
        return read_serials(raw, entry)
    if entry.get("type") == "text":
        return read_texts(raw, entry["at"])
    return read_lists(raw, entry) if {"heads", "places", "tail"} <= set(entry) else []
