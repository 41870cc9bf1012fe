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
    from collections.abc import Iterable, Mapping, Sequence

    from geo_risico.core.findings import Finding
    from geo_risico.core.visit_choice import VisitChoice

ANSWERS: Final[Mapping[str, float]] = {FOUND: 1.0, "niets aangetroffen": 0.0}
"""Outcomes that say whether there was something to find."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Round:
    """A choice and what its visits gave.

    ``rows`` are the places of the choice that were not excluded, by location_id, also where a choice without a draw
    gave them no chance; with outcome (empty without one), day and hit (1
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


def make_rounds(choices: Sequence[VisitChoice], findings: Iterable[tuple[str | None, Finding]]) -> list[Round]:
    """The rounds, oldest first, each with its findings.

    A finding that names its choice belongs to that one. One with an empty name belongs to the newest choice sealed
    before it that has the place on its list. Of several answers for one place in a round the last counts; "geen
    toegang" and "niet bezocht" only where no answer came.

    Parameters
    ----------
    choices
        In any order.
    findings
        Each with the keuze_id that it came with, empty where that is not known, None where no choice asked for it.

    Raises
    ------
    DataError
        When two choices have the same name.
    """
    ordered = sorted(choices, key=lambda item: (item.made_at, item.keuze_id))
    if len({item.keuze_id for item in ordered}) != len(ordered):
        raise DataError("keuze_id: twee keuzes met dezelfde naam; haal de dubbele map weg")
    chosen = {item.keuze_id: frozenset(map(str, item.chosen.index)) for item in ordered}
    given: dict[str, list[Finding]] = {item.keuze_id: [] for item in ordered}
    elsewhere: dict[str, set[str]] = {item.keuze_id: set() for item in ordered}
    for told, finding in findings:
        before = [item.keuze_id for item in ordered if item.made_at <= finding.moment]
        name = _listed(finding, before, chosen) if told == "" else told
        if name in chosen and finding.location_id in chosen[name]:
            given[name].append(finding)
        elif before:
            elsewhere[before[-1]].add(finding.location_id)
    return [_round(item, given[item.keuze_id], len(elsewhere[item.keuze_id])) for item in ordered]


def pooled(rounds: Sequence[Round]) -> pd.DataFrame:
    """Rows of all rounds under each other, index keuze_id and location_id."""
    return pd.concat({item.choice.keuze_id: item.rows for item in rounds}, names=["keuze_id", "location_id"])


def _listed(finding: Finding, before: Sequence[str], chosen: Mapping[str, frozenset[str]]) -> str | None:
    """Name of the newest of these choices with the place on its list."""
    return next((name for name in reversed(before) if finding.location_id in chosen[name]), None)


def _round(choice: VisitChoice, findings: Sequence[Finding], elsewhere: int) -> Round:
    eligible = choice.rows[choice.rows["excluded"].eq("")].sort_index()
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
