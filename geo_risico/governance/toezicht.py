"""What an inspector reads about a location: why it was chosen and how to reach it, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_risico.core.numbers import format_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import IndicatorSpec

ACCESS_INDICATORS = ("access_surface_class", "is_dead_end")


def access_text(indicators: pd.DataFrame, specs: Mapping[str, IndicatorSpec]) -> pd.Series[str]:
    """How each location is reached: the title and value of every access indicator that the scan has."""
    names = [name for name in ACCESS_INDICATORS if name in indicators]
    lines = [
        "; ".join(f"{specs[n].title}: {format_value(value, specs[n])}" for n, value in zip(names, row, strict=True))
        for row in indicators[names].itertuples(index=False, name=None)
    ]
    return pd.Series(lines, index=indicators.index, dtype="str")


def reasons_text(
    reasons: pd.Series[str], indicators: pd.DataFrame, specs: Mapping[str, IndicatorSpec]
) -> pd.Series[str]:
    """The reasons for a high score of each location as Dutch sentences, the strongest first."""
    rows = indicators.to_dict("records")
    lines = [
        " ".join(_sentence(specs[name], row[name]) for name in text.split("|") if name)
        for text, row in zip(reasons.reindex(indicators.index).fillna(""), rows, strict=True)
    ]
    return pd.Series(lines, index=indicators.index, dtype="str")


def _sentence(spec: IndicatorSpec, value: float) -> str:
    text = spec.reason_for.replace("{value}", format_value(value, spec))
    return text if text.endswith(".") else f"{text}."
