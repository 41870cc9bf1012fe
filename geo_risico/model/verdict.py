"""Plain Dutch sentences: whether cases add anything, and whether a challenger says that something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.stats import t as student

from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.model.design import Judged

CLEARLY: Final = 0.02
"""A challenger must beat the index by more than this AUC, in spatial folds and in transfer."""
FEWEST_FOLDS: Final = 4
"""With fewer folds the spread says nothing."""
ADDS, SAME, HARMS, UNCLEAR = "wel", "niet", "schaadt", "onbekend"


def verdict(judged: Sequence[Judged]) -> tuple[str, ...]:
    """Sentences on the calibrated index against the experts' (or equal weights), and on the challengers."""
    by_name = {one.contender.name: one for one in judged}
    calibrated = by_name.get("calibrated")
    base = by_name.get("expert", by_name.get("equal_weights"))
    if calibrated is None or base is None:
        return ()
    index = max((calibrated, base), key=lambda one: one.cv.mean["auc"])
    challengers = [one for one in judged if one.contender.kind == "uitdager"]
    told = cases_sentence(calibrated, base) + _without_cases(calibrated, base, by_name.get("equal_weights"))
    return (told, *(challenger_sentence(one, index) for one in challengers))


def fold_gain(one: Judged, other: Judged) -> tuple[float, float, int]:
    """Mean and standard deviation of the difference in AUC per fold, and the number of folds that have both."""
    gain = (one.cv.per_fold["auc"] - other.cv.per_fold["auc"]).dropna()
    return float(gain.mean()), float(gain.std(ddof=1)), len(gain)


def cases_add(one: Judged, other: Judged) -> str:
    """Whether one beats the other by more than the differences vary over the folds.

    By chance alone that happens at most about once in twenty times (one-sided t over the folds).
    """
    mean, spread, count = fold_gain(one, other)
    if count < FEWEST_FOLDS or not np.isfinite(spread):
        return UNCLEAR
    bound = spread * max(1.0, float(student.ppf(0.95, count - 1)) / np.sqrt(count))
    if mean > bound and mean > 0:
        return ADDS
    return HARMS if mean < -bound and mean < 0 else SAME


def cases_sentence(calibrated: Judged, base: Judged) -> str:
    """Whether the cases improve the index."""
    mean, spread, count = fold_gain(calibrated, base)
    name = "de index van de experts" if base.contender.name == "expert" else "gelijke gewichten"
    figures = (
        f"AUC gemiddeld over {count} delen {_auc(calibrated)} tegen {_auc(base)} voor {name}; verschil "
        f"{_signed(mean)}, spreiding daarvan {format_number(spread, 3)}"
    )
    return {
        ADDS: "De casussen voegen iets toe: in gebied dat hij niet kende zet de geijkte index plekken met een casus "
        f"vaker boven plekken zonder ({figures}).",
        SAME: f"De casussen voegen niet aantoonbaar iets toe: het verschil valt binnen de spreiding ({figures}). "
        "Houd de gewichten van de experts aan.",
        HARMS: f"De casussen maken de index slechter in gebied dat hij niet kende ({figures}). Gebruik de geijkte "
        "gewichten niet.",
        UNCLEAR: f"Of de casussen iets toevoegen is niet te zeggen: er zijn te weinig delen met casussen ({count}, "
        f"minstens {FEWEST_FOLDS} nodig).",
    }[cases_add(calibrated, base)]


def _without_cases(calibrated: Judged, base: Judged, equal: Judged | None) -> str:
    """Warning when equal weights, which know no cases, do about as well as the calibrated index."""
    if equal is None or base is equal or cases_add(calibrated, base) != ADDS or cases_add(calibrated, equal) == ADDS:
        return ""
    return (
        f" Let op: gelijke gewichten, zonder casussen, doen het niet aantoonbaar slechter (AUC {_auc(equal)}). De "
        "winst kan dus ook van andere gewichten dan die van de experts komen, en niet van de casussen."
    )


def challenger_sentence(one: Judged, index: Judged) -> str:
    """Whether a challenger shows that the index misses something; it never replaces the index."""
    inside = one.cv.mean["auc"] - index.cv.mean["auc"]
    outside = one.transfer.mean - index.transfer.mean
    title = f'"{one.contender.title}"'
    figures = f"verschil in AUC {_signed(inside)} in ruimtelijke blokken, {_signed(outside)} in andere gebieden"
    if inside > CLEARLY and outside > CLEARLY:
        return (
            f"Uitdager {title} is duidelijk beter dan de index ({figures}): de index mist iets. Voeg een "
            "waardefunctie toe; vervang de index niet."
        )
    if inside > CLEARLY:
        where = "is in andere gebieden niet te toetsen" if np.isnan(outside) else "houdt geen stand in andere gebieden"
        return f"Uitdager {title} is beter in ruimtelijke blokken, maar dat {where} ({figures}). De index blijft."
    return f"Uitdager {title} is niet duidelijk beter dan de index ({figures})."


def _auc(one: Judged) -> str:
    return format_number(one.cv.mean["auc"], 3)


def _signed(value: float) -> str:
    """Dutch number with its sign."""
    return f"{'+' if value > 0 else ''}{format_number(value, 3)}"
