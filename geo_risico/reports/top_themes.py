"""The three dimensions that push the score up most, with figures and an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core.numbers import format_value
from geo_risico.reports.counts import class_column

if TYPE_CHECKING:
    from geo_risico.core.results import Release
    from geo_risico.core.specs import DimensionSpec

TOP_COUNT: Final = 3
_HIGH: Final = ("D", "E")
_TINY: Final = 1e-12


@dataclass(frozen=True, kw_only=True)
class Example:
    """A typical location where one dimension pushes most: the middle one, not the extreme."""

    place: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TopTheme:
    """One dimension with its figures; the first group is None where contributions are not released."""

    title: str
    summary: str
    weight_share: float
    known_share: float | None
    push: float = 0.0
    """Mean sum of contributions to the score of the high-scoring locations."""
    leading_count: int | None = None
    """High-scoring locations in which this dimension pushes most."""
    high_level: float | None = None
    """Mean weighted risk [0, 1] of the high-scoring locations."""
    level: float | None = None
    """Mean weighted risk [0, 1] of all locations."""
    highest: tuple[str, float] | None = None
    """Gemeente with the highest mean weighted risk, and that risk; None with one gemeente."""
    lowest: tuple[str, float] | None = None
    example: Example | None = None


@dataclass(frozen=True, kw_only=True)
class TopThemes:
    """The top three and the group over which they were measured."""

    themes: tuple[TopTheme, ...]
    high_count: int | None
    """Locations in class D or E with a contribution; None where there are none or that is not released."""
    is_high: bool = True
    """False where contributions are released but no location is in class D or E."""


@dataclass(frozen=True)
class _Levels:
    pushes: pd.DataFrame
    """location_id x dimension: sum of contributions."""
    levels: pd.DataFrame
    """location_id x dimension: weighted mean of the known risks."""
    high: pd.Index
    is_high: bool


def top_themes(release: Release) -> TopThemes:
    """The dimensions that push most among the highest classes, or those that weigh most where that is not released."""
    measured = _measure(release)
    dims = {dim.name: dim for dim in release.theme.dimensions}
    if measured is None or not measured.is_high:
        heaviest = sorted(dims.values(), key=lambda dim: -_weight_share(release, dim))[:TOP_COUNT]
        return TopThemes(
            themes=tuple(_plain(release, dim) for dim in heaviest), high_count=None, is_high=measured is None
        )
    leaders = _leaders(measured)
    order = sorted(dims, key=lambda name: -_push(measured, name))[:TOP_COUNT]
    themes = (_measured(release, dims[name], measured, leaders) for name in order)
    return TopThemes(themes=tuple(themes), high_count=len(measured.high))


def known_shares(release: Release) -> dict[str, float | None]:
    """Share of each dimension's weight that is known, averaged over the locations."""
    known = {fact.name: fact.known_count / max(fact.known_count + fact.unknown_count, 1) for fact in release.facts}
    shares: dict[str, float | None] = {}
    for dim in release.theme.dimensions:
        weights = {name: weight for name, weight in dim.weights.items() if name in known}
        total = sum(weights.values())
        shares[dim.name] = sum(w * known[n] for n, w in weights.items()) / total if total else None
    return shares


def _measure(release: Release) -> _Levels | None:
    contributions, risks, frame = release.contributions, release.risks, release.locations
    if contributions is None or risks is None or frame is None or frame.empty:
        return None
    pushes, levels = {}, {}
    for dim in release.theme.dimensions:
        names = [name for name in dim.weights if name in risks and name in contributions]
        weights = pd.Series(dim.weights, dtype=float)[names]
        pushes[dim.name] = contributions[names].sum(axis=1, min_count=1)
        known = risks[names].notna().mul(weights, axis=1).sum(axis=1)
        levels[dim.name] = risks[names].mul(weights, axis=1).sum(axis=1) / known.where(known > 0)
    column = class_column(release)
    high = frame.index[frame[column].isin(_HIGH)] if column else frame.index
    return _Levels(pd.DataFrame(pushes), pd.DataFrame(levels), high, len(high) > 0)


def _leaders(measured: _Levels) -> pd.Series[str]:
    pushes = measured.pushes.loc[measured.high].fillna(-1.0)
    leads = pushes.max(axis=1) > _TINY
    return pushes[leads].idxmax(axis=1).astype("str")


def _push(measured: _Levels, name: str) -> float:
    """Mean push of one dimension over the high-scoring locations; unknown adds nothing."""
    return float(measured.pushes.loc[measured.high, name].fillna(0.0).mean())


def _weight_share(release: Release, dim: DimensionSpec) -> float:
    return sum(release.theme.weights[name] for name in dim.weights)


def _plain(release: Release, dim: DimensionSpec) -> TopTheme:
    return TopTheme(
        title=dim.title,
        summary=dim.summary,
        weight_share=_weight_share(release, dim),
        known_share=known_shares(release)[dim.name],
    )


def _measured(release: Release, dim: DimensionSpec, measured: _Levels, leaders: pd.Series[str]) -> TopTheme:
    frame = release.locations
    level, pushes = measured.levels[dim.name], measured.pushes.loc[measured.high, dim.name]
    led = leaders.index[leaders == dim.name]
    per_gemeente = pd.Series(dtype=float)
    if frame is not None and "gemeente" in frame:
        per_gemeente = level.groupby(frame["gemeente"]).mean().dropna().sort_values(kind="stable")
    several = len(per_gemeente) > 1
    return TopTheme(
        title=dim.title,
        summary=dim.summary,
        weight_share=_weight_share(release, dim),
        known_share=known_shares(release)[dim.name],
        push=_push(measured, dim.name),
        leading_count=len(led),
        high_level=_known(level.loc[measured.high].mean()),
        level=_known(level.mean()),
        highest=(str(per_gemeente.index[-1]), float(per_gemeente.iloc[-1])) if several else None,
        lowest=(str(per_gemeente.index[0]), float(per_gemeente.iloc[0])) if several else None,
        example=_example(release, dim, pushes.loc[led] if len(led) else pushes[pushes > 0]),
    )


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _example(release: Release, dim: DimensionSpec, pushes: pd.Series[float]) -> Example | None:
    contributions, indicators, frame = release.contributions, release.indicators, release.locations
    if pushes.empty or contributions is None or indicators is None or frame is None:
        return None
    typical = pushes.sort_values(kind="stable").index[len(pushes) // 2]
    names = [name for name in dim.weights if name in contributions and name in indicators]
    name = str(contributions.loc[typical, names].astype(float).idxmax())
    spec = release.indicator_specs[name]
    value = format_value(float(indicators.loc[typical, name]), spec).replace(" ", "\N{NO-BREAK SPACE}")
    columns = ("gemeente",) if release.theme.locations == "gemeenten" else ("buurt", "wijk", "gemeente")
    places = (frame.loc[typical, column] for column in columns if column in frame)
    place = next((str(text) for text in places if pd.notna(text)), "")
    return Example(place=place, reason=spec.reason_for.replace("{value}", value).rstrip(". "))
