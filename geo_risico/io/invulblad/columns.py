"""What may be filled in on the invulblad, the same for writing and reading."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

LOCATIONS: Final = "Locaties"
WEIGHTS: Final = "Gewichten"
EXPLANATION: Final = "Toelichting"
MATRIX: Final = "Matrix"
GLOSSARY: Final = "Woordenlijst"
SCHOUW: Final = "schouw"
"""Key on the hidden worksheet; ``nee`` where the theme asks nothing of a schouw."""
ABOUT: Final = "_scan"
"""Hidden worksheet that says which scan and theme the workbook was made for."""

ID: Final = "location_id"
INDICATOR: Final = "indicator"
WEIGHT: Final = "gewicht"
LARGEST_WEIGHT: Final = 1e9
YES_NO: Final = ("ja", "nee")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One column of the schouw: what may stand in it.

    ``words``: allowed words of a list. ``most``: largest number; the smallest is 0. ``is_whole``: no decimals.
    """

    title: str
    kind: Literal["list", "number", "date"]
    words: tuple[str, ...] = ()
    most: float = 0.0
    is_whole: bool = True

    @property
    def expected(self) -> str:
        """Dutch words for what may be filled in."""
        if self.kind == "list":
            return " of ".join(self.words)
        if self.kind == "date":
            return "een datum zoals 31-12-2025"
        return f"een {'heel getal' if self.is_whole else 'getal'} van 0 tot en met {self.most:g}"


def _count(title: str) -> Question:
    return Question(title=title, kind="number", most=10_000)


QUESTIONS: Final = MappingProxyType(
    {
        "isps": Question(title="Valt de haven onder de ISPS-code?", kind="list", words=YES_NO),
        "aanwezigheid_uren_week": Question(
            title="Hoeveel uur per week is er iemand die toezicht houdt?", kind="number", most=168, is_whole=False
        ),
        "cameras": _count("Hoeveel camera's hangen er?"),
        "verlichting": Question(title="Hoe is de verlichting?", kind="list", words=("goed", "matig", "geen")),
        "nachtregister": Question(
            title="Is er een nachtregister?", kind="list", words=("ja digitaal", "ja papier", "nee")
        ),
        "id_plicht": Question(title="Moeten gasten zich legitimeren?", kind="list", words=YES_NO),
        "contant": Question(title="Kan een plaats contant worden betaald?", kind="list", words=YES_NO),
        "gedragssignalen": _count("Hoeveel gedragssignalen zijn er gezien? Noteer geen namen."),
        "onbekende_vaartuigen": _count("Hoeveel onbekende of langdurig afgemeerde vaartuigen liggen er?"),
        "incidenten": _count(
            "Hoeveel incidenten zijn er vastgelegd? Zij tellen voor de omgeving, niet voor het adres."
        ),
        "peildatum": Question(title="Wanneer was de schouw?", kind="date"),
    }
)
"""Column of the layer schouw -> question; an empty cell means that nobody looked."""
