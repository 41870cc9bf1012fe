"""Locations with a credible change, strongest first."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.candidates import Candidate, Candidates, Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_risico.core.raster import Support
    from geo_risico.core.results import ScanResult
    from geo_risico.core.specs import ChangeSpec

NO_IMAGE: Final = "geen beeld"
PLACE: Final = "location_id"
KEY_LENGTH: Final = 12


def find_candidates(results: Sequence[ScanResult]) -> tuple[Candidates | None, ...]:
    """Candidates of each theme, ranked over all of them; None for a theme that no indicator tells a change of."""
    return ranked([_of_theme(result) for result in results])


def ranked(parts: Iterable[Candidates | None]) -> tuple[Candidates | None, ...]:
    """The same candidates with ranks over all parts: the strongest is 1, a tie goes to the lowest location_id."""
    found = tuple(parts)
    everyone = [(item, place) for place, part in enumerate(found) if part is not None for item in part.items]
    order = sorted(everyone, key=lambda pair: (-pair[0].strength, pair[0].location_id, pair[1]))
    key = _key(item for item, _ in order)
    lists: dict[int, list[Candidate]] = {}
    for rank, (item, place) in enumerate(order, start=1):
        lists.setdefault(place, []).append(replace(item, rank=rank))
    return tuple(
        None if part is None else replace(part, items=tuple(lists.get(place, ())), key=key)
        for place, part in enumerate(found)
    )


def credible_bound(change: ChangeSpec, standard_error: pd.Series[float]) -> pd.Series[float]:
    """Smallest change that counts at each location, in the unit of the indicator.

    An unknown standard error asks nothing extra.
    """
    return (change.errors * standard_error).fillna(0.0).clip(lower=change.credible)


def credible_values(values: pd.Series[float], change: ChangeSpec, bound: pd.Series[float]) -> pd.Series[float]:
    """Strength (size over bound) where the value is a credible change in the asked direction, else NaN."""
    directed = {"rise": values, "fall": -values, "both": values.abs()}[change.direction]
    return (directed / bound).where(directed >= bound)


def _of_theme(result: ScanResult) -> Candidates | None:
    names = tuple(
        name
        for name in result.indicators.columns
        if result.indicator_specs[name].change is not None
        and (name in result.support or result.indicators[name].notna().any())
    )
    if not names:
        return None
    table = pd.concat([_changes_of(result, name) for name in names])
    table = table.sort_values(["strength", "indicator"], ascending=[False, True], kind="stable")
    layers = {fact.name: fact.layers for fact in result.facts}
    found: dict[str, list[Change]] = {}
    for row in table.to_dict("records"):
        change = Change(layers=layers.get(row["indicator"], ()), **{str(k): v for k, v in row.items() if k != PLACE})
        found.setdefault(str(row[PLACE]), []).append(change)
    items = tuple(Candidate(location_id=name, rank=0, changes=tuple(changes)) for name, changes in found.items())
    known = result.indicators[list(names)].notna()
    known = known.loc[:, known.any()]
    partial = frozenset(known.index[known.any(axis=1) & ~known.all(axis=1)])
    return Candidates(items=items, indicators=names, reason=_reasons(result, names), partial=partial)


def _changes_of(result: ScanResult, name: str) -> pd.DataFrame:
    """Credible changes by one indicator: a column for each field of a change, and location_id."""
    values, support, change = result.indicators[name], result.support.get(name), result.indicator_specs[name].change
    if change is None:
        raise TypeError(f"indicator {name} tells no change")
    rest: dict[str, pd.Series[float]] = {
        field: _column(getattr(support, field, None), values.index)
        for field in ("standard_error", "pixel_count", "covered_share", "clear_count")
    }
    bound = credible_bound(change, rest["standard_error"])
    table = pd.DataFrame(
        {
            PLACE: values.index.astype("str"),
            "indicator": name,
            "value": values.to_numpy(),
            "bound": bound.to_numpy(),
            "strength": credible_values(values, change, bound).to_numpy(),
            "compares": change.compares,
            **{field: column.to_numpy() for field, column in rest.items()},
        }
    )
    return table[table["strength"].notna()]


def _column(values: pd.Series[float] | None, index: pd.Index[str]) -> pd.Series[float]:
    if values is None:
        return pd.Series(np.nan, index=index)
    return values.reindex(index).astype(float)


def _reasons(result: ScanResult, names: Sequence[str]) -> pd.Series[str]:
    """Why no indicator says anything: the first reason there is; empty where one has a value."""
    index = result.indicators.index
    reason = pd.Series("", index=index, dtype="str")
    for name in names:
        told = _told(result.support.get(name), index)
        reason = reason.where(reason.ne(""), told)
    is_silent = result.indicators[list(names)].isna().all(axis=1)
    return reason.where(reason.ne(""), NO_IMAGE).where(is_silent, "")


def _told(support: Support | None, index: pd.Index[str]) -> pd.Series[str]:
    if support is None:
        return pd.Series("", index=index, dtype="str")
    return support.reason.reindex(index).astype("str").fillna("")


def _key(items: Iterable[Candidate]) -> str:
    """Short fingerprint of what the candidates say."""
    text = "\n".join(
        f"{item.location_id} {change.indicator} {change.value:.6g}" for item in items for change in item.changes
    )
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_LENGTH]
