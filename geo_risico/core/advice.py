"""Which dimension stands out in a location or an area, and what may be considered there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.advice_specs import ActionSpec
    from geo_risico.core.results import Release
    from geo_risico.core.specs import ThemeSpec

NONE: Final = ""
"""Stands where no dimension raises the score."""
WHOLE: Final = ""
"""Stands for all gemeenten together."""
_TINY: Final = 1e-12


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The dimension that stands out and what may be considered; without actions nothing is shown."""

    dimension: str
    """Title of the dimension."""
    actions: tuple[ActionSpec, ...]


def leading_dimension(contributions: pd.DataFrame, theme: ThemeSpec) -> pd.Series[str]:
    """Name of the dimension that raises each score most, or no text where none raises it.

    The sum of the contributions of a dimension counts; unknown adds nothing. The first of the theme wins a tie.

    Parameters
    ----------
    contributions
        Contribution of each indicator, on the index of the locations; NaN is unknown.
    theme
        Tells which indicators make a dimension.
    """
    sums = {
        dim.name: contributions[[name for name in dim.weights if name in contributions]].sum(axis=1)
        for dim in theme.dimensions
    }
    table = pd.DataFrame(sums, index=contributions.index)
    if table.empty:
        return pd.Series(NONE, index=contributions.index, dtype="str")
    return table.idxmax(axis=1).where(table.max(axis=1) > _TINY, NONE).astype("str")


def leading_per_area(leading: pd.Series[str], areas: pd.Series[str], high: pd.Series[bool]) -> dict[str, str]:
    """Area -> dimension that stands out in most of its locations, of those in a high class where there are any.

    All areas together stand under ``WHOLE``. An area in which no dimension raises a score is left out.

    Parameters
    ----------
    leading
        What ``leading_dimension`` gave.
    areas
        Code of the area of each location, on the same index.
    high
        Whether a location is in a high class, on the same index.
    """
    named = leading[leading != NONE]
    found = {str(code): _most(part, high) for code, part in named.groupby(areas.reindex(named.index))}
    return {WHOLE: _most(named, high), **found} if len(named) else {}


def _most(leading: pd.Series[str], high: pd.Series[bool]) -> str:
    chosen = leading[high.reindex(leading.index)]
    counts = (chosen if len(chosen) else leading).value_counts()
    return str(min(counts.index[counts == counts.max()]))


def location_advice(release: Release, dimension: str, kind: str) -> Advice | None:
    """What may be considered at a location of a kind in which a dimension stands out; None where nothing is shown."""
    return _advice(release, dimension, kind)


def area_advice(release: Release, codes: Sequence[str], count: int = 3) -> Advice | None:
    """At most so many suggestions for an area: of one gemeente, or of all when there are several; None without any.

    Parameters
    ----------
    release
        What may be shown.
    codes
        Codes of the gemeenten of the area.
    count
        How many are shown; one of each kind goes first.
    """
    name = str(codes[0]) if len(codes) == 1 and codes[0] in release.leading else WHOLE
    if len(codes) == 1 and name == WHOLE and set(release.leading) - {WHOLE}:
        return None
    found = _advice(release, release.leading.get(name, NONE), "")
    if found is None:
        return None
    firsts = {action.kind: action for action in reversed(found.actions)}
    ordered = [action for action in found.actions if firsts[action.kind] is action]
    ordered += [action for action in found.actions if firsts[action.kind] is not action]
    return Advice(dimension=found.dimension, actions=tuple(ordered[:count]))


def _advice(release: Release, dimension: str, kind: str) -> Advice | None:
    titles = {dim.name: dim.title for dim in release.theme.dimensions}
    if release.advice is None or dimension not in titles:
        return None
    actions = release.advice.actions_for(release.theme.name, dimension, kind)
    return Advice(dimension=titles[dimension], actions=actions) if actions else None
