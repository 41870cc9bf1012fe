"""Weights that experts chose together on the map, as the file that it saves."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from geo_risico.core.specs import Name, Spec

Role = Literal["provincie", "gemeente", "politie", "omgevingsdienst", "waterschap", "RIEC", "haven"]
"""Who sat at the table: organisations, never names of people."""
LARGEST_WEIGHT = 1e9


class SessionEffect(Spec):
    """What the weights changed on the map, against the scan it shows."""

    top50_anders: int = Field(ge=0, le=50, description="Hoeveel van de eerste 50 plekken anders zijn")
    spearman: float = Field(ge=-1, le=1, description="Rangcorrelatie met de scan")
    klasse_anders: int = Field(ge=0, description="Hoeveel plekken een andere klasse krijgen")


class WeightSession(Spec):
    """Weights of one theme from a session with experts; the map saves it, a scan reads it."""

    soort: Literal["expertsessie"] = Field(description="Waaraan het bestand te herkennen is")
    versie: Literal[1] = Field(default=1, description="Versie van deze vorm")
    scan: Name = Field(description="Scan waarop de kaart is gemaakt")
    thema: Name = Field(description="Thema waarvan de gewichten zijn")
    peildatum: dt.date = Field(description="Peildatum van die kaart")
    is_fictief: bool = Field(default=False, description="Waar als de kaart verzonnen plaatsen toont")
    gemaakt: dt.date = Field(description="Dag van de sessie")
    rollen: tuple[Role, ...] = Field(default=(), description="Wie er zaten: rollen, geen namen")
    weights: dict[Name, Annotated[float, Field(ge=0, le=LARGEST_WEIGHT)]] = Field(
        min_length=1, description="Indicator -> gewicht in de eenheid van het thema; alleen de verhouding telt"
    )
    effect: SessionEffect | None = Field(default=None, description="Wat de kaart ervan zei; een scan rekent opnieuw")
