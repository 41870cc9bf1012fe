"""What to do differently next round, and what this one cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from geo_risico.core.lessons import FEWEST_VISITS
from geo_risico.core.numbers import format_number, format_share
from geo_risico.inspection.learn_shares import drawn_visits_needed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from geo_risico.core.lessons import Cell, Lessons

USUAL: Final = 0.15
MOST: Final = 0.20
LEAST: Final = 0.10
"""Share of the visits that is drawn: usual, when little is known, and when the score works and the draw is sharp."""
LONG: Final = 4
"""With more rounds to go than this, a coarser interval is told as well."""
COARSE: Final = 0.10
MUCH_MISSING: Final = 0.2
NAMED: Final = 4


@dataclass(frozen=True, kw_only=True)
class NextRound:
    """What next round should be: advice in Dutch sentences, share of the visits that is drawn, number of visits."""

    sentences: tuple[str, ...]
    share: float
    visits: int


def next_round(found: Lessons, rows: pd.DataFrame) -> NextRound:
    """Advice for the next round.

    Parameters
    ----------
    found
        Shares of what was done so far.
    rows
        Eligible places of the rounds it is about: columns arm, inclusion_probability and hit.
    """
    last = found.rounds[-1]
    share, why = _share(found, rows)
    sentences = [why, _needed(found, rows, share, last.chosen)]
    sentences += [*_unseen(found.zones), *_thin(rows), *_empty(found.kinds), *_again(found)]
    return NextRound(sentences=tuple(line for line in sentences if line), share=share, visits=last.chosen)


def unknowns(found: Lessons) -> tuple[str, ...]:
    """What these visits cannot tell, in Dutch sentences."""
    lines = [
        "Of er iets was dat de bezoekers niet zagen: 'niets aangetroffen' is geen bewijs dat er niets is.",
    ]
    if found.everywhere.share is None:
        lines.append(
            f"Hoe vaak er op alle plekken iets te vinden is: daarvoor zijn minstens {FEWEST_VISITS} gelote bezoeken "
            "met een uitslag nodig."
        )
    if found.missing.count:
        plekken = "plek" if found.missing.count == 1 else "plekken"
        lines.append(f"Wat er is op de {format_number(found.missing.count)} {plekken} op de lijst zonder uitslag.")
    if found.excluded:
        lines.append(
            f"Wat er is op de {format_number(found.excluded)} plekken die vooraf zijn uitgesloten; voor die plekken "
            "gelden deze cijfers niet."
        )
    open_count = sum(item.verdict == "niet te zeggen" for item in found.indicators)
    if open_count:
        lines.append(
            f"Of de kenmerken helpen: bij {format_number(open_count)} van de {format_number(len(found.indicators))} "
            "kan het verschil toeval zijn."
        )
    return tuple(lines)


def _share(found: Lessons, rows: pd.DataFrame) -> tuple[float, str]:
    """Share to draw, and why."""
    if found.drawn.visits < FEWEST_VISITS:
        return MOST, f"Loot meer: {format_share(MOST)} van de bezoeken. Er zijn te weinig gelote bezoeken met uitslag."
    if found.lift.low <= 1:
        return MOST, (
            f"Loot meer: {format_share(MOST)} van de bezoeken. Het is nog niet te zeggen of de score meer vindt dan "
            "loten."
        )
    if drawn_visits_needed(rows) <= found.drawn.visits:
        return LEAST, (
            f"Loten mag minder: {format_share(LEAST)} van de bezoeken. De score vindt meer dan loten en de uitkomst "
            "is scherp genoeg; helemaal stoppen met loten kan niet."
        )
    return USUAL, f"Blijf {format_share(USUAL)} loten: de score helpt, maar de uitkomst is nog niet scherp."


def _needed(found: Lessons, rows: pd.DataFrame, share: float, visits: int) -> str:
    """How many drawn visits an interval of 5 points asks for, and how many rounds that takes."""
    needed, done = drawn_visits_needed(rows), found.drawn.visits
    if needed <= done:
        return "De uitkomst is op 5 punten nauwkeurig, of beter."
    rounds = ceil((needed - done) / max(1, round(share * visits)))
    ronde = "ronde" if rounds == 1 else "ronden"
    text = (
        f"Voor een uitkomst op 5 punten nauwkeurig zijn ongeveer {format_number(needed)} gelote bezoeken met uitslag "
        f"nodig; er zijn er nu {format_number(done)}. Met dit plan duurt dat nog ongeveer {format_number(rounds)} "
        f"{ronde}."
    )
    coarse = drawn_visits_needed(rows, COARSE)
    if rounds <= LONG or coarse <= done:
        return text
    return f"{text} Op 10 punten nauwkeurig kan met {format_number(coarse)}."


def _unseen(zones: Sequence[Cell]) -> Iterator[str]:
    names = [cell.name for cell in zones if not cell.share.visits]
    if names:
        zone = "gebied" if len(names) == 1 else "gebieden"
        yield f"Nog niet gezien: {format_number(len(names))} {zone} ({_listed(names)}). Ga daar heen."


def _thin(rows: pd.DataFrame) -> Iterator[str]:
    answered = rows["hit"].notna().groupby(rows["stratum"]).sum()
    thin = int((answered < FEWEST_VISITS).sum())
    if thin:
        yield (
            f"In {format_number(thin)} van de {format_number(len(answered))} groepen waaruit wordt geloot zijn minder "
            f"dan {FEWEST_VISITS} bezoeken met uitslag; over die groepen apart is niets te zeggen."
        )


def _empty(kinds: Sequence[Cell]) -> Iterator[str]:
    names = [cell.name for cell in kinds if cell.share.visits >= FEWEST_VISITS and not cell.share.hits]
    if names:
        yield f"Nog nooit iets gevonden bij: {_listed(names)}. Kijk of de checklist daar past; sluit ze niet uit."


def _again(found: Lessons) -> Iterator[str]:
    if found.missing.no_access + found.missing.not_visited > MUCH_MISSING * max(1, found.chosen):
        yield "Ga terug naar plekken zonder toegang, op een ander tijdstip: zij maken de uitkomst onzeker."
    if found.missing.pending:
        yield f"Verwerk eerst de {format_number(found.missing.pending)} formulieren die nog ontbreken."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{shown} en {len(names) - NAMED} andere" if len(names) > NAMED else shown
