"""What marks say of the candidates: the share that was real, with its interval."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo_risico.core.candidates import Precision
from geo_risico.imagery.credible import ranked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo_risico.core.candidates import Candidate, Candidates, Mark

TOPS: Final = (10, 20)
Z_95: Final = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""


def wilson(hit_count: int, count: int) -> tuple[float, float]:
    """Bounds (0 to 1) of the 95 % Wilson interval of a share; NaN without observations.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(14, 18)]
    [0.548, 0.91]
    """
    if count == 0:
        return (math.nan, math.nan)
    share, square = hit_count / count, Z_95**2
    middle = share + square / (2 * count)
    half = Z_95 * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    low, high = (middle - half) / (1 + square / count), (middle + half) / (1 + square / count)
    return (max(0.0, low), min(1.0, high))


def with_marks(parts: Iterable[Candidates | None], marks: Mapping[str, Mark]) -> tuple[Candidates | None, ...]:
    """The candidates of all themes with their marks, and the precision of all of them together in each."""
    found = tuple(parts)
    precision = measure([item for part in found if part is not None for item in part.items], marks)
    out: list[Candidates | None] = []
    for part in found:
        if part is None:
            out.append(None)
            continue
        own = {item.location_id: marks[item.location_id] for item in part.items if item.location_id in marks}
        out.append(replace(part, marks=MappingProxyType(own), precision=precision))
    return tuple(out)


def narrowed(parts: Sequence[Candidates | None], indexes: Sequence[pd.Index[str]]) -> tuple[Candidates | None, ...]:
    """Candidates of some locations of each theme only: ranks, reasons, marks and precision of the others are gone."""
    kept: list[Candidates | None] = []
    for part, index in zip(parts, indexes, strict=True):
        if part is None:
            kept.append(None)
            continue
        items = tuple(item for item in part.items if item.location_id in index)
        kept.append(replace(part, items=items, reason=part.reason.reindex(index)))
    marks = {name: mark for part in parts if part is not None for name, mark in part.marks.items()}
    return with_marks(ranked(kept), marks)


def measure(items: Iterable[Candidate], marks: Mapping[str, Mark]) -> tuple[Precision, ...]:
    """Precision of all candidates, of the first 10 and 20 by rank, and of each indicator that tells a change.

    A group without any mark is left out, the whole excepted.
    """
    first = {item.location_id: item for item in sorted(items, key=lambda item: -item.rank)}
    marked = [item for name, item in sorted(first.items()) if name in marks]
    groups = [("alle", "alle kandidaten", marked)]
    groups += [(f"top_{top}", f"de sterkste {top}", [item for item in marked if item.rank <= top]) for top in TOPS]
    names = sorted({change.indicator for item in marked for change in item.changes})
    groups += [(name, name, [i for i in marked if any(c.indicator == name for c in i.changes)]) for name in names]
    found = [_precision(group, title, [marks[item.location_id] for item in part]) for group, title, part in groups]
    return tuple(item for item in found if item.group == "alle" or _count(item))


def _count(item: Precision) -> int:
    return item.echt_count + item.onjuist_count + item.onzeker_count


def _precision(group: str, title: str, marks: Sequence[Mark]) -> Precision:
    counts = Counter(marks)
    sure = counts["echt"] + counts["onjuist"]
    low, high = wilson(counts["echt"], sure)
    return Precision(
        group=group,
        title=title,
        echt_count=counts["echt"],
        onjuist_count=counts["onjuist"],
        onzeker_count=counts["onzeker"],
        share=counts["echt"] / sure if sure else math.nan,
        low=low,
        high=high,
    )
