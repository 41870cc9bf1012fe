"""Sentences in plain Dutch about what visits taught; the same on page, PDF and terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.core.lessons import FEWEST_VISITS
from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_risico.core.lessons import IndicatorLesson, Lessons, Lift, Share, WeightLesson


def bounds(found: Share) -> str:
    """The interval as words.

    Examples
    --------
    >>> from geo_risico.core.lessons import Share
    >>> bounds(Share(visits=10, hits=1, share=0.1, low=0.018, high=0.404))
    '2% - 40%'
    """
    return f"{format_share(found.low)} - {format_share(found.high)}"


def summary(lessons: Lessons, *, is_all: bool) -> list[str]:
    """The lessons in at most five sentences, the most important first."""
    if not lessons.answered and not lessons.everywhere.visits:
        return [_nothing(lessons)]
    when = "deze ronden samen" if is_all else "deze ronde"
    return [line for line in (_visits(lessons), _everywhere(lessons, when), _score(lessons), *_helped(lessons)) if line]


def missing_words(lessons: Lessons) -> list[str]:
    """What places on the list gave no answer, and what that can do to the share of all places."""
    found = lessons.missing
    if not found.count:
        return []
    parts = [
        (found.no_access, "geen toegang"),
        (found.not_visited, "niet bezocht"),
        (found.pending, "nog geen formulier verwerkt"),
    ]
    named = ", ".join(f"{words}: {format_number(count)}" for count, words in parts if count)
    lines = [f"Zonder uitslag: {format_number(found.count)} van de {format_number(lessons.chosen)} ({named})."]
    none, every = found.none, found.every
    if none is not None and every is not None and none.share is not None and every.share is not None:
        lines.append(
            f"Was daar nergens iets te vinden, dan komt de schatting voor alle plekken op {format_share(none.share)}; "
            f"was er overal iets, dan op {format_share(every.share)}. Met de onzekerheid van het loten erbij: van "
            f"{format_share(none.low)} tot {format_share(every.high)}."
        )
    return lines


def indicator_note(lessons: Sequence[IndicatorLesson]) -> str:
    """How many indicators were looked at, and what chance does with so many."""
    told = sum(item.chance is not None for item in lessons)
    if not lessons:
        return "Er zijn geen kenmerken met een waarde."
    if not told:
        return (
            f"Over geen van de {format_number(len(lessons))} kenmerken is iets te zeggen: daarvoor zijn minstens "
            f"{FEWEST_VISITS} bezoeken met en {FEWEST_VISITS} zonder vondst nodig."
        )
    lucky = told * 0.05
    chance = "1" if lucky <= 1 else format_number(lucky, 1)
    return (
        f"Wij keken naar {format_number(told)} kenmerken tegelijk. Door toeval lijken er dan soms al {chance} te "
        "helpen. Daarom heet een kenmerk hier pas 'hielp' als het ook na die correctie (Holm) overeind blijft."
    )


def weight_words(item: WeightLesson) -> str:
    """Whether the weights of a theme were corrected."""
    if item.weights is None:
        return f"Niet bijgesteld: {item.reason}."
    found = item.weights
    moved = sum(not row.low <= row.expert <= row.high for row in found.weights.values())
    said = "Bij geen enkel kenmerk ligt" if not moved else f"Bij {format_number(moved)} ligt"
    return (
        f"Bijgesteld op {format_number(found.case_count)} bezoeken met en {format_number(found.background_count)} "
        f"zonder vondst; elk bezoek telt 1 gedeeld door zijn kans. {said} het gewicht van de experts "
        "buiten het interval."
    )


def lift_words(lift: Lift) -> str:
    """The lift with its interval."""
    if lift.high is None:
        return f"minstens {format_number(lift.low, 1)} keer zo vaak"
    return f"tussen {format_number(lift.low, 1)} en {format_number(lift.high, 1)} keer zo vaak"


def _nothing(lessons: Lessons) -> str:
    if lessons.missing.count > lessons.missing.pending:
        return "Geen enkel bezoek gaf een uitslag. Er valt nog niets te leren."
    chosen = format_number(lessons.chosen)
    return f"Er staan {chosen} plekken op de lijst; er is nog geen bevinding verwerkt. Er valt nog niets te leren."


def _visits(lessons: Lessons) -> str:
    if not lessons.answered:
        return ""
    hits = {0: "Nergens is iets aangetroffen", 1: "Op 1 plek is iets aangetroffen"}.get(
        lessons.hits, f"Op {format_number(lessons.hits)} plekken is iets aangetroffen"
    )
    return (
        f"Van de {format_number(lessons.chosen)} plekken op de lijst hebben er {format_number(lessons.answered)} een "
        f"uitslag. {hits}."
    )


def _everywhere(lessons: Lessons, when: str) -> str:
    found = lessons.everywhere
    if found.share is None:
        return (
            f"Op welk deel van alle plekken iets te vinden is, is na {when} nog niet te zeggen: daarvoor zijn minstens "
            f"{FEWEST_VISITS} gelote bezoeken met een uitslag nodig."
        )
    return (
        f"Naar schatting is op {format_share(found.share)} van alle plekken iets te vinden, met 95% zekerheid tussen "
        f"{format_share(found.low)} en {format_share(found.high)}. Dat kan alleen door de bezoeken die zijn geloot."
    )


def _score(lessons: Lessons) -> str:
    lift = lessons.lift
    if lessons.by_score.share is None or lessons.drawn.share is None:
        return (
            "" if not lessons.answered else "Of de score helpt, is nog niet te zeggen: te weinig bezoeken met uitslag."
        )
    if lift.times is None and not lift.low:
        return "Of de score helpt, is niet te zeggen: er is niets aangetroffen."
    if lift.low > 1:
        return f"De score helpt: een bezoek op score vindt {lift_words(lift)} iets als een geloot bezoek."
    if lift.high is not None and lift.high < 1:
        return f"De score helpt niet: een bezoek op score vindt {lift_words(lift)} iets als een geloot bezoek."
    return f"Of de score helpt, is nog niet te zeggen: een bezoek op score vindt {lift_words(lift)} iets als loten."


def _helped(lessons: Lessons) -> Iterator[str]:
    told = [item for item in lessons.indicators if item.chance is not None]
    good = [item.title for item in told if item.verdict == "hielp"]
    bad = [item.title for item in told if item.verdict == "wees de verkeerde kant op"]
    if good:
        yield f"Kenmerken die aantoonbaar hielpen: {'; '.join(good[:3])}."
    if bad:
        yield f"De verkeerde kant op wees: {'; '.join(bad[:3])}. Bespreek dit met de experts."
