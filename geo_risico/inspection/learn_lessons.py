"""Everything that one round or all rounds taught, from choices and findings to one record."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from geo_risico.core.findings import NOT_VISITED
from geo_risico.core.lessons import FEWEST_VISITS, Cell, Lessons, Lift, Missing, RoundLine, Share
from geo_risico.core.visit_choice import BY_SCORE, NOT_CHOSEN
from geo_risico.inspection.learn_advice import next_round, unknowns
from geo_risico.inspection.learn_indicators import indicator_lessons
from geo_risico.inspection.learn_shares import drawn_share, filled_share, is_certain, lift_of, places_share, plain_share
from geo_risico.inspection.learn_visits import pooled
from geo_risico.inspection.learn_weights import weight_lesson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd

    from geo_risico.inspection.learn_visits import Round
    from geo_risico.inspection.learn_weights import Weighed

CLASSES = ("A", "B", "C", "D", "E")


def make_lessons(
    rounds: Sequence[Round], themes: Sequence[Weighed], titles: Mapping[str, str], rng: np.random.Generator
) -> Lessons:
    """What these rounds taught together; give one round for that round alone.

    Parameters
    ----------
    rounds
        At least one, oldest first.
    themes
        Themes whose weights may be corrected.
    titles
        Indicator -> Dutch title.
    rng
        Source of the draws.
    """
    rows = pooled(rounds)
    by_score, drawn = plain_share(rows[rows["arm"].eq(BY_SCORE)]).shown, drawn_share(rows).shown
    newest = rounds[-1].choice
    found = Lessons(
        scan=newest.scan,
        rounds=tuple(_line(item) for item in rounds),
        is_fictief=any(item.choice.is_fictief for item in rounds),
        peildatum=newest.peildatum,
        places=len(rounds[-1].rows),
        excluded=rounds[-1].excluded,
        chosen=int(rows["arm"].ne(NOT_CHOSEN).sum()),
        by_score=by_score,
        drawn=drawn,
        everywhere=_everywhere(rows),
        missing=_missing(rows),
        lift=lift_of(by_score, drawn),
        elsewhere=sum(item.elsewhere for item in rounds),
        found_codes=_codes(rounds),
        classes=_cells(rows, "class", CLASSES),
        kinds=_cells(rows, "kind"),
        zones=_cells(rows, "zone"),
        indicators=indicator_lessons(rows, titles, rng),
        weights=tuple(weight_lesson(rows, theme, rng) for theme in themes),
    )
    advice = next_round(found, rows)
    command = f"geo-risico kies {newest.scan} --bezoeken {advice.visits} --verkenning {advice.share:g}"
    return dataclasses.replace(found, advice=advice.sentences, unknowns=unknowns(found), command=command)


def only_totals(found: Lessons, minimum: int) -> Lessons:
    """What an open product may say: totals of at least so many visits with and without a finding, and no more.

    The arms are told apart only where both may be told, so that no subtraction gives a small number away.

    Parameters
    ----------
    found
        Lessons of all rounds.
    minimum
        Smallest count that may be shown.
    """
    nothing = Share(visits=0, hits=0)
    is_told = _enough(found.by_score, minimum) and _enough(found.drawn, minimum)
    return dataclasses.replace(
        found,
        rounds=tuple(
            dataclasses.replace(line, by_score=nothing, drawn=nothing, everywhere=nothing) for line in found.rounds
        ),
        by_score=found.by_score if is_told else nothing,
        drawn=found.drawn if is_told else nothing,
        everywhere=found.everywhere if _enough(found.everywhere, minimum) else nothing,
        missing=Missing(no_access=0, not_visited=0, pending=0, none=None, every=None),
        lift=found.lift if is_told else Lift(times=None, low=0.0, high=None),
        elsewhere=0,
        found_codes=(),
        classes=(),
        kinds=(),
        zones=(),
        indicators=(),
        weights=(),
        advice=(),
        unknowns=found.unknowns[:1],
        command="",
    )


def _enough(share: Share, minimum: int) -> bool:
    return min(share.hits, share.visits - share.hits) >= minimum


def _line(item: Round) -> RoundLine:
    rows = item.rows
    return RoundLine(
        keuze_id=item.choice.keuze_id,
        day=item.choice.made_at.date(),
        chosen=int(rows["arm"].ne(NOT_CHOSEN).sum()),
        everywhere=_everywhere(rows),
        by_score=plain_share(rows[rows["arm"].eq(BY_SCORE)]).shown,
        drawn=drawn_share(rows).shown,
    )


def _codes(rounds: Sequence[Round]) -> tuple[tuple[str, int], ...]:
    total: Counter[str] = Counter()
    for item in rounds:
        total.update(item.found_codes)
    return tuple(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def _everywhere(rows: pd.DataFrame) -> Share:
    """Share of all eligible places; none without enough drawn visits to stand on."""
    found = places_share(rows)
    rest = rows[~is_certain(rows)]
    enough = rest.empty or drawn_share(rest).visits >= FEWEST_VISITS
    return found.shown if enough else dataclasses.replace(found, share=None)


def _missing(rows: pd.DataFrame) -> Missing:
    chosen = rows[rows["arm"].ne(NOT_CHOSEN)]
    outcome = chosen["outcome"]
    no_answer = chosen["hit"].isna()
    counts = {
        "no_access": int((no_answer & ~outcome.isin(["", NOT_VISITED])).sum()),
        "not_visited": int(outcome.eq(NOT_VISITED).sum()),
        "pending": int(outcome.eq("").sum()),
    }
    if not no_answer.any() or no_answer.all():
        return Missing(**counts, none=None, every=None)
    return Missing(**counts, none=filled_share(rows, 0.0), every=filled_share(rows, 1.0))


def _cells(rows: pd.DataFrame, column: str, order: Sequence[str] = ()) -> tuple[Cell, ...]:
    """A cell for each value, in the given order, else the most visited first."""
    names = rows[column].fillna("").astype("str").replace("", "onbekend")
    cells = [
        Cell(
            name=str(name),
            places=len(part),
            chosen=int(part["arm"].ne(NOT_CHOSEN).sum()),
            share=places_share(part, is_census=False).shown,
        )
        for name, part in rows.groupby(names, sort=True)
    ]
    rank = {name: place for place, name in enumerate(order)}
    return tuple(sorted(cells, key=lambda cell: (rank.get(cell.name, len(rank)), -cell.share.visits, cell.name)))
