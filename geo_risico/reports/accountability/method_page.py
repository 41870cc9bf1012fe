"""The method of a scan on one page, in plain Dutch: what counts, how much, why, and what it cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.numbers import format_number
from geo_risico.core.specs import DensityCurve, FarCurve, LinearCurve, LookupCurve, NearCurve
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from geo_risico.core.results import Release
    from geo_risico.core.specs import Curve, IndicatorSpec


@dataclass(frozen=True, kw_only=True)
class _Row:
    title: str
    weight: float
    curve: str
    rationale: str
    reference: str
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class _Group:
    title: str
    summary: str
    weight: float
    rows: tuple[_Row, ...]


def method_page(release: Release) -> str:
    """Complete HTML document (Dutch, no script, no outside source) about how the scores were made.

    Parameters
    ----------
    release
        All themes under the profile of the scan.
    """
    parts = [(part, _groups(part)) for part in release.by_theme]
    return render_page("methode.html.j2", ("leesmij.css",), {"meta": release.meta, "parts": parts})


def _groups(part: Release) -> list[_Group]:
    known = {fact.name for fact in part.facts if fact.status == "present"}
    groups = []
    for dimension in part.theme.dimensions:
        names = [name for name in dimension.weights if name in part.indicator_specs and name in part.weights]
        rows = tuple(
            _row(part.indicator_specs[name], part.weights[name], is_known=name in known)
            for name in sorted(names, key=lambda name: -part.weights[name])
        )
        if rows:
            groups.append(
                _Group(
                    title=dimension.title,
                    summary=dimension.summary,
                    weight=sum(row.weight for row in rows),
                    rows=rows,
                )
            )
    return groups


def _row(spec: IndicatorSpec, weight: float, *, is_known: bool) -> _Row:
    return _Row(
        title=f"{spec.title} ({spec.unit})" if spec.unit else spec.title,
        weight=weight,
        curve=curve_words(spec.curve, spec.unit),
        rationale=spec.rationale,
        reference=spec.reference,
        is_known=is_known,
    )


def curve_words(curve: Curve, unit: str) -> str:
    """How a raw value becomes a value of 0 to 1, in one Dutch sentence.

    Examples
    --------
    >>> from geo_risico.core.specs import LinearCurve
    >>> curve_words(LinearCurve(kind="linear", points=((0, 0), (400, 1))), "m2")
    'Van 0 bij 0 m2 rechtlijnig naar 1 bij 400 m2.'
    """
    match curve:
        case LinearCurve():
            steps = [f"{_plain(y)} bij {_plain(x)} {unit}".strip() for x, y in curve.points]
            return f"Van {' rechtlijnig naar '.join(steps)}."
        case LookupCurve():
            return "Vaste waarde per soort: " + "; ".join(
                f"{curve.labels.get(code, _plain(code))} {_plain(value)}" for code, value in curve.values.items()
            )
        case NearCurve() | FarCurve() | DensityCurve():
            numbers = ", ".join(
                f"{name} {_plain(value)}"
                for name, value in curve.model_dump().items()
                if isinstance(value, int | float) and not isinstance(value, bool)
            )
            return f"{_KINDS[curve.kind]} ({numbers} {unit})".replace(" )", ")")


_KINDS = {
    "near": "Hoe dichterbij, hoe hoger: exp(-afstand / d0)",
    "far": "Hoe verder weg, hoe hoger: 1 - exp(-afstand / d0)",
    "density": "Hoe meer, hoe hoger, met de wortel tot het hoogste twintigste deel",
}


def _plain(value: float) -> str:
    """Number with at most two decimals, without zeros at its end."""
    text = format_number(value, 2)
    return text.rstrip("0").rstrip(",")
