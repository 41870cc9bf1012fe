"""Rows of a file that belong to the layer, by the rules of its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.io.repairs import EXAMPLES, note

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import KeepRule, SourceSpec
    from geo_risico.io.binding import Binding
    from geo_risico.io.part import Raw

COUNTED: Final = re.compile(r"\(\d+:(.*)\)")
"""How older TOP10NL files write several values: '(2:manege,kas, warenhuis)'."""


def select_rows(raw: Raw, binding: Binding, source: SourceSpec) -> tuple[np.ndarray, tuple[Repair, ...]]:
    """Return a mask of the rows to keep and how many fall away.

    Parameters
    ----------
    raw
        Rows as the file has them.
    binding
        Where the columns of the rules stand.
    source
        Rules: all of ``keep``, and one of ``keep_any``.
    """
    frame = raw.frame
    mask = np.ones(len(frame), dtype=bool)
    repairs: list[Repair] = []
    for rule in source.keep:
        passes = _passes(frame, binding, rule)
        lost = mask & ~passes
        repairs += note("filtered", int(lost.sum()), _sentence(rule, int(lost.sum())))
        mask &= passes
    if source.keep_any:
        passes = np.logical_or.reduce([_passes(frame, binding, rule, absent=False) for rule in source.keep_any])
        lost = mask & ~passes
        repairs += note("filtered", int(lost.sum()), f"{lost.sum()} rijen horen niet bij deze laag ({source.title}).")
        mask &= passes
    return mask, tuple(repairs)


def _sentence(rule: KeepRule, count: int) -> str:
    reasons = ["leeg"] if rule.filled or rule.values else []
    reasons += [f"niet {_some(rule.values)}"] if rule.values else []
    reasons += [_some(rule.exclude)] if rule.exclude else []
    return f"{count} rijen vallen af: {rule.column} is {' of '.join(reasons)}."


def _some(values: tuple[str, ...]) -> str:
    more = ["..."] if len(values) > EXAMPLES else []
    return ", ".join([*(f"'{value}'" for value in values[:EXAMPLES]), *more])


def _passes(frame: pd.DataFrame, binding: Binding, rule: KeepRule, *, absent: bool = True) -> np.ndarray:
    origin = binding.rules.get(rule.column)
    if origin is None:
        return np.full(len(frame), absent)
    text = origin.text(frame).str.casefold()
    passes = np.ones(len(frame), dtype=bool)
    if rule.values:
        passes &= _matches(text, rule.values)
    if rule.exclude:
        passes &= ~_matches(text, rule.exclude)
    if rule.filled:
        passes &= text.notna().to_numpy()
    return passes


def _matches(text: pd.Series[str], values: tuple[str, ...]) -> np.ndarray:
    wanted = [value.casefold() for value in values]
    hits = [value for value in text.dropna().unique() if _contains(str(value), wanted)]
    return text.isin(hits).to_numpy()


def _contains(value: str, wanted: list[str]) -> bool:
    """Whole value, one of the words in 'a|b' or 'a;b', or one in the older '(2:a,b)' (words may hold a comma)."""
    counted = COUNTED.fullmatch(value)
    if counted:
        listed = f",{counted[1]},"
        return any(f",{word}," in listed for word in wanted)
    words = {value, *(part.strip() for part in value.replace(";", "|").split("|"))}
    return not words.isdisjoint(wanted)
