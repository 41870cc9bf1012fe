"""OpenStreetMap extracts: each layer is decoded once, however many sources take from it."""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

from geo_risico.io.datasets import choose
from geo_risico.io.driver import describe, read_rows
from geo_risico.io.part import OTHER_TAGS
from geo_risico.io.values import tag_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.io.files import Located
    from geo_risico.io.part import Part, Raw
    from geo_risico.io.request import Bounds

LAYERS_KEPT = 3
"""points, lines and multipolygons of one extract and area."""


def describe_osm(located: Located, wanted: Sequence[str], *, union: bool) -> list[Part]:
    """Return the layers of an extract that are asked for, not yet read.

    Parameters
    ----------
    located
        File on disk.
    wanted
        Names of layers: points, lines, multipolygons.
    union
        True for all of them, False for the first.
    """
    state = located.path.stat().st_mtime_ns
    parts = {part.dataset: part for part in _described(located, state)}
    chosen = [parts[name] for name in choose(located, list(parts), wanted, union=union)]
    return [dataclasses.replace(part, read=_reader(located, part, state)) for part in chosen]


@functools.lru_cache(maxsize=LAYERS_KEPT)
def _described(located: Located, state: int) -> tuple[Part, ...]:
    del state
    return tuple(describe(located, ("*",), union=True))


def _reader(located: Located, part: Part, state: int) -> functools.partial[Raw]:
    return functools.partial(_read, located, part.dataset, part.columns, state)


def _read(
    located: Located, dataset: str, every: tuple[str, ...], state: int, columns: Sequence[str], bounds: Bounds | None
) -> Raw:
    raw = _decoded(located, dataset, every, state, bounds)
    return dataclasses.replace(raw, frame=raw.frame[list(columns)])


@functools.lru_cache(maxsize=LAYERS_KEPT)
def _decoded(located: Located, dataset: str, columns: tuple[str, ...], state: int, bounds: Bounds | None) -> Raw:
    del state
    raw = read_rows(located, dataset, columns, bounds)
    return dataclasses.replace(raw, tag_names=tuple(tag_names(raw.frame[OTHER_TAGS])))


def forget() -> None:
    """Let go of the decoded layers."""
    _decoded.cache_clear()
