"""What became of a table of cases or visits, in a few Dutch lines for the terminal and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.core.evidence import PLACED
from geo_risico.core.numbers import format_share

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.evidence import MatchReport

HOW: Final[dict[str, str]] = {
    "coordinaten": "met eigen coördinaten",
    "adres": "op postcode en huisnummer",
    "straat": "op straat, huisnummer en woonplaats",
    "reeks": "op een reeks huisnummers (niet exact)",
    "gelijkend": "op een gelijkend adres (niet exact)",
    "meer mogelijk": "niet geplaatst: meer adressen mogelijk",
    "niet gevonden": "niet geplaatst: adres niet gevonden",
    "geen plek": "niet geplaatst: geen coördinaten en geen adres",
}
"""How a row got its place -> words for the analyst, in the order in which they are told."""
LATE: Final = "na de peildatum"
NO_DATE: Final = "datum onbekend"


def koppeling_words(report: MatchReport) -> tuple[str, ...]:
    """Lines that say how many rows have a place, how, how many are on a location, and what was wrong.

    Parameters
    ----------
    report
        What became of every row of one table.
    """
    rows = report.rows
    if not len(rows):
        return (f"Koppeling {report.layer}: de tabel heeft geen rijen.",)
    placed = rows["how"].isin(list(PLACED))
    counts = rows["how"].value_counts()
    rate = f"{placed.sum()} van {len(rows)} rijen hebben een plek ({format_share(report.placed_share)})"
    lines = [f"Koppeling {report.layer}: {rate}, {format_share(report.exact_share)} van alle rijen exact."]
    lines += [f"- {counts[how]} {words}" for how, words in HOW.items() if how in counts]
    lines.append(
        f"Op een locatie (binnen {report.link_distance_m:g} m): {report.linked_count}; "
        f"wel een plek, geen locatie: {int((placed & rows['location_id'].eq('')).sum())}."
    )
    return (*lines, *_wrong(rows["reason"]))


def _wrong(reasons: pd.Series[str]) -> list[str]:
    late = int(reasons.str.contains(LATE, regex=False).sum())
    undated = int(reasons.str.contains(NO_DATE, regex=False).sum())
    lines = [f"{late} met een datum na de peildatum: die tellen niet mee."] if late else []
    return [*lines, *([f"{undated} zonder leesbare datum."] if undated else [])]
