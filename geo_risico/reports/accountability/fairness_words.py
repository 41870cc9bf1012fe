"""What a dependence of the score means, in plain Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from geo_risico.core.fairness import Dependence, FairnessMeasure
    from geo_risico.core.results import Release

STRENGTHS: Final = ((0.1, "vrijwel geen"), (0.3, "zwak"), (0.5, "matig"), (1.01, "sterk"))
WORTH_A_LOOK: Final = 0.3
"""From here on a clear dependence asks for a look: what carries it, and is that meant?"""
TOP: Final = 3
_LEAST_SHARE: Final = 0.05


def strength(value: float) -> str:
    """Word for the size of a correlation.

    Examples
    --------
    >>> strength(-0.05), strength(0.2), strength(-0.4), strength(0.7)
    ('vrijwel geen', 'zwak', 'matig', 'sterk')
    """
    return next(word for limit, word in STRENGTHS if abs(value) < limit)


def reading(measure: FairnessMeasure, found: Dependence) -> str:
    """One or two sentences about one measure at one level."""
    if found.too_few:
        return f"Hierover valt niets te zeggen: {found.too_few}. Dat is niet hetzelfde als: er is geen verband."
    if not found.is_clear:
        far = max(abs(found.low), abs(found.high))
        rest = f" Een {strength(far)} verband is daarmee niet uitgesloten." if far >= WORTH_A_LOOK else ""
        return f"Geen verband aangetoond.{rest}"
    way = "hoger" if found.partial > 0 else "lager"
    return f"Een {strength(found.partial)} verband: hoe hoger '{measure.title.casefold()}', hoe {way} de score."


def carriers(release: Release, found: Dependence) -> list[dict[str, Any]]:
    """Indicators that carry most of a clear dependence, largest part first; none where there is no clear one."""
    if not found.is_clear:
        return []
    return [
        {"indicator": name, "titel": release.indicator_specs[name].title, "deel": share}
        for name, share in list(found.shares.items())[:TOP]
        if share >= _LEAST_SHARE and name in release.indicator_specs
    ]


def figures(found: Dependence) -> str:
    """Partial correlation with its interval, as text; unknown as a word."""
    if found.too_few:
        return "onbekend"
    return f"{format_number(found.partial, 2)} ({format_number(found.low, 2)} tot {format_number(found.high, 2)})"


def summary(release: Release) -> str:
    """The outcome of one theme in one sentence, strong dependences first."""
    if release.fairness is None:
        return "De score is in deze uitgave afgeschermd; daarom staan er ook geen verbanden met de score."
    all_found = [(item, each) for item in release.fairness.measures for each in item.levels.values()]
    known = [(item, each) for item, each in all_found if not each.too_few]
    if not known:
        return "Er zijn te weinig gegevens om iets te zeggen. Dat is niet hetzelfde als: er is geen verband."
    worth = {item.title: each for item, each in known if each.is_clear and abs(each.partial) >= WORTH_A_LOOK}
    if worth:
        names = "; ".join(
            f"{title.casefold()} ({format_number(each.partial, 2)}"
            + (f", vooral door {first[0]['titel']}, {format_share(first[0]['deel'])}" if first else "")
            + ")"
            for title, each in worth.items()
            for first in [carriers(release, each)]
        )
        return f"De score hangt samen met: {names}. Ga na of dat zo bedoeld is."
    unknown = "" if len(known) == len(all_found) else " Over een deel valt niets te zeggen."
    return f"Geen matig of sterk verband aangetoond.{unknown}"
