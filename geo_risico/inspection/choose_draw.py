"""The draw: whole numbers per stratum with exactly the chances that were asked, whatever maxima cross each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

LEVELS: Final = ("gemeente_code", "zone", "stratum")
"""Strata lie in zones and zones in gemeenten: each of them gets its expected number, rounded down or up."""
_ROUNDS: Final = 3000
_NEAR: Final = 1e-7
_TINY: Final = 1e-9
_ROOM: Final = 0.9
"""At most this share of the draw goes to zones that were not seen: every place keeps a chance."""

Node = tuple[str, ...]


def expected_counts(
    cells: pd.DataFrame, count: int, maxima: Mapping[str, pd.Series[float]], wanted: pd.Series[float]
) -> pd.Series[float]:
    """Expected number of drawn places per cell: by size, within every maximum, with more for zones that need it.

    Parameters
    ----------
    cells
        Columns gemeente_code, zone, stratum, kind and size (how many places).
    count
        How many places are drawn; fewer when the maxima leave no room.
    maxima
        Column of ``cells`` -> the most that may be drawn per value of it.
    wanted
        Zone -> how many it needs at least; lowered evenly where the draw has no room.
    """
    size = cells["size"].to_numpy(dtype=np.float64)
    total = float(min(count, size.sum()))
    if total <= 0:
        return pd.Series(0.0, index=cells.index)
    zones, names = pd.factorize(cells["zone"], sort=True)
    inside = np.bincount(zones, weights=size, minlength=len(names))
    need = np.minimum(wanted.reindex(names).fillna(0.0).to_numpy(dtype=np.float64), inside)
    need *= min(1.0, _ROOM * total / need.sum()) if need.sum() > 0 else 0.0
    bounds = [_groups(cells[column], most) for column, most in maxima.items()]
    chance = np.full(len(cells), total / size.sum())
    for _ in range(_ROUNDS):
        before = chance
        chance = chance * (total / max(float((chance * size).sum()), _TINY))
        chance = chance * np.maximum(need / np.maximum(_sums(zones, chance * size, len(names)), _TINY), 1.0)[zones]
        for group, most in bounds:
            chance = chance * np.minimum(most / np.maximum(_sums(group, chance * size, len(most)), _TINY), 1.0)[group]
        chance = np.minimum(chance, 1.0)
        if np.abs(chance - before).max() < _TINY * 1e-3:
            break
    expected = chance * size
    reached = float(expected.sum())
    whole = np.floor(reached + _TINY)
    if whole < 1:
        return pd.Series(0.0, index=cells.index)
    return pd.Series(np.minimum(expected * (whole / reached), size), index=cells.index)


def rounded_counts(
    cells: pd.DataFrame, expected: pd.Series[float], rng: np.random.Generator, *, by_kind: bool
) -> pd.Series[int]:
    """Whole number per cell, each on average exactly what was expected.

    Every cell, stratum, zone, gemeente and kind gets its expected number rounded down or up, so that no maximum is ever
    passed. Cycles of places that are not whole yet are shifted one way or the other, with the chances that keep the
    expectation (dependent rounding after Gandhi, Khuller, Parthasarathy and Srinivasan, 2006).

    Parameters
    ----------
    cells
        As for `expected_counts`.
    expected
        From `expected_counts`; adds up to a whole number.
    rng
        Source of the draw.
    by_kind
        Whether kinds have a maximum too.
    """
    arcs: dict[tuple[Node, Node], float] = {}
    begin: Node = ("alle", "in")
    end: Node = ("alle", "uit")
    rows = cells[[*LEVELS, "kind"]].astype("str").itertuples(name=None)
    for (name, *groups, kind), value in zip(rows, expected.to_numpy(), strict=True):
        levels: list[Node] = [("", *groups[:depth]) for depth in range(1, len(LEVELS) + 1)]
        cell: Node = ("cel", str(name))
        path = [begin, *levels, cell, *([("soort", kind)] if by_kind else []), end]
        for step in pairwise(path):
            arcs[step] = arcs.get(step, 0.0) + float(value)
    _make_whole(arcs, rng)
    cells_out = {step[0][1]: round(flow) for step, flow in arcs.items() if step[0][0] == "cel"}
    return pd.Series([cells_out[str(name)] for name in expected.index], index=expected.index, dtype="int64")


def draw(cells_of: pd.Series[str], counts: pd.Series[int], rng: np.random.Generator) -> list[str]:
    """Names of the drawn places: so many of each cell, all of a cell with the same chance.

    Parameters
    ----------
    cells_of
        Cell of each place, on its name; the order of the rows does not matter.
    counts
        Cell -> how many.
    rng
        Source of the draw.
    """
    ordered = cells_of.sort_index()
    codes = counts.index.get_indexer(pd.Index(ordered))
    mixed = np.lexsort((rng.random(len(codes)), codes))
    place = np.arange(len(codes)) - np.searchsorted(codes[mixed], codes[mixed])
    taken = mixed[place < counts.to_numpy()[codes[mixed]]]
    return [str(name) for name in ordered.index[np.sort(taken)]]


def _groups(values: pd.Series[str], most: pd.Series[float]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    codes, names = pd.factorize(values, sort=True)
    return codes, most.reindex(names).fillna(np.inf).to_numpy(dtype=np.float64)


def _sums(group: npt.NDArray[Any], values: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    return np.bincount(group, weights=values, minlength=count)


def _make_whole(arcs: dict[tuple[Node, Node], float], rng: np.random.Generator) -> None:
    """Round the flow along every arc; what comes into a node keeps going out of it."""
    around: dict[Node, dict[tuple[Node, Node], None]] = {}
    for step in arcs:
        for node in step:
            around.setdefault(node, {})[step] = None
    for step in list(arcs):
        _settle(step, arcs, around)
    while around:
        cycle = _cycle(around)
        up = min(_room(arcs[step], forward=forward) for step, forward in cycle)
        down = min(_room(arcs[step], forward=not forward) for step, forward in cycle)
        shift = up if rng.random() < down / (up + down) else -down
        for step, forward in cycle:
            arcs[step] += shift if forward else -shift
            _settle(step, arcs, around)


def _settle(
    step: tuple[Node, Node], arcs: dict[tuple[Node, Node], float], around: dict[Node, dict[tuple[Node, Node], None]]
) -> None:
    """Take an arc out of the search once its flow is whole."""
    if abs(arcs[step] - round(arcs[step])) >= _NEAR:
        return
    arcs[step] = float(round(arcs[step]))
    for node in step:
        del around[node][step]
        if not around[node]:
            del around[node]


def _cycle(around: Mapping[Node, Mapping[tuple[Node, Node], None]]) -> Sequence[tuple[tuple[Node, Node], bool]]:
    """Arcs of a cycle with, of each, whether it is walked in its own direction."""
    node = next(iter(around))
    seen: dict[Node, int] = {node: 0}
    walked: list[tuple[tuple[Node, Node], bool]] = []
    while True:
        last = walked[-1][0] if walked else None
        step = next(item for item in around[node] if item != last)
        forward = step[0] == node
        walked.append((step, forward))
        node = step[1] if forward else step[0]
        if node in seen:
            return walked[seen[node] :]
        seen[node] = len(walked)


def _room(flow: float, *, forward: bool) -> float:
    return float(np.ceil(flow) - flow if forward else flow - np.floor(flow))
