"""Findings beside the choice that sent people there: which place of which round gave what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.core.findings import FOUND
from geo_risico.core.visit_choice import NOT_CHOSEN
from geo_risico.inspection.findings import merged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo_risico.core.findings import Finding
    from geo_risico.core.visit_choice import VisitChoice

ANSWERS: Final[Mapping[str, float]] = {FOUND: 1.0, "niets aangetroffen": 0.0}
"""Outcomes that say whether there was something to find."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Round:
    """A choice and what its visits gave.

    ``rows`` are the eligible places of the choice, by location_id, with outcome (empty without one), day and hit (1
    found, 0 nothing, NaN without an answer).
    """

    choice: VisitChoice
    rows: pd.DataFrame
    excluded: int
    elsewhere: int = 0
    """Findings of places that this round did not choose."""
    found_codes: Mapping[str, int] = field(default_factory=dict)
    """What was found -> number of places."""

    @property
    def has_results(self) -> bool:
        """Whether anything came back."""
        return bool(self.rows["outcome"].ne("").any())


def make_rounds(choices: Sequence[VisitChoice], findings: Iterable[Finding | tuple[str, Finding]]) -> list[Round]:
    """The rounds, oldest first, each with its findings.

    A finding that names its choice belongs to that one. Another belongs to the newest choice made before it that has
    the place on its list, else to the oldest one that has. Of several answers for one place the last counts; "geen
    toegang" and "niet bezocht" only where no answer came.

    Parameters
    ----------
    choices
        In any order.
    findings
        Each alone, or with the keuze_id that it came with.

    Raises
    ------
    DataError
        When two choices have the same name.
    """
    ordered = sorted(choices, key=lambda item: (item.made_at, item.keuze_id))
    if len({item.keuze_id for item in ordered}) != len(ordered):
        raise DataError("keuze_id: twee keuzes met dezelfde naam; haal de dubbele map weg")
    named = [item if isinstance(item, tuple) else ("", item) for item in findings]
    chosen = {item.keuze_id: frozenset(map(str, item.chosen.index)) for item in ordered}
    given: dict[str, list[Finding]] = {item.keuze_id: [] for item in ordered}
    elsewhere: dict[str, set[str]] = {item.keuze_id: set() for item in ordered}
    for told, finding in named:
        name = told if told in given else _round_of(finding, ordered, chosen)
        if name and finding.location_id in chosen[name]:
            given[name].append(finding)
        elif ordered:
            elsewhere[name or _last_before(finding.moment, ordered)].add(finding.location_id)
    return [_round(item, given[item.keuze_id], len(elsewhere[item.keuze_id])) for item in ordered]


def pooled(rounds: Sequence[Round]) -> pd.DataFrame:
    """Rows of all rounds under each other, index keuze_id and location_id."""
    return pd.concat({item.choice.keuze_id: item.rows for item in rounds}, names=["keuze_id", "location_id"])


def _round_of(finding: Finding, ordered: Sequence[VisitChoice], chosen: Mapping[str, frozenset[str]]) -> str:
    fits = [item for item in ordered if finding.location_id in chosen[item.keuze_id]]
    before = [item for item in fits if item.made_at <= finding.moment]
    return (before[-1] if before else fits[0]).keuze_id if fits else ""


def _last_before(moment: dt.datetime, ordered: Sequence[VisitChoice]) -> str:
    before = [item for item in ordered if item.made_at <= moment]
    return (before[-1] if before else ordered[0]).keuze_id


def _round(choice: VisitChoice, findings: Sequence[Finding], elsewhere: int) -> Round:
    eligible = choice.rows[choice.rows["inclusion_probability"].gt(0)].sort_index()
    last: dict[str, Finding] = {}
    for item in merged(findings):
        former = last.get(item.location_id)
        if former is None or item.outcome in ANSWERS or former.outcome not in ANSWERS:
            last[item.location_id] = item
    outcome = pd.Series({name: item.outcome for name, item in last.items()}, dtype="str")
    found = outcome.map(dict(ANSWERS)).astype("float64")
    rows = eligible.assign(
        outcome=outcome.reindex(eligible.index).fillna("").astype("str"),
        hit=found.reindex(eligible.index).astype("float64"),
    )
    rows["hit"] = np.where(rows["arm"].ne(NOT_CHOSEN), rows["hit"], np.nan)
    return Round(
        choice=choice,
        rows=rows,
        excluded=len(choice.rows) - len(eligible),
        elsewhere=elsewhere,
        found_codes=Counter(code for item in last.values() for code in set(item.codes)),
    )
