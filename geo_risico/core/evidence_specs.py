"""What a scan says about its cases, visits and calibrated weights, and the file that holds such weights."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from geo_risico.core.specs import Access, Name, Spec, Text

Share = Annotated[float, Field(ge=0, le=1)]
Background = Literal["bezoeken", "doelgroep", "alle"]
"""What cases are compared with: visited places without a finding, places from which people report, or all others."""


class EvidenceSpec(Spec):
    """How cases and visits of a scan are put on locations and used."""

    link_distance_m: float = Field(
        default=50, gt=0, le=1000, description="Een punt hoort bij de dichtstbijzijnde locatie binnen deze afstand"
    )
    case_history: bool = Field(
        default=False, description="Tel eerdere casussen in de buurt als aparte term; nooit in profiel open"
    )


class WitteVlekSpec(Spec):
    """When a place counts as not looked at. All bounds are design choices."""

    low_classes: tuple[Literal["A", "B", "C"], ...] = Field(
        default=("A", "B"), description="Klassen die bij een witte vlek als onbekend worden getoond"
    )
    blind_from: Share = Field(default=0.55, description="Vanaf deze blindheid is een locatie een witte vlek")
    partly_from: Share = Field(default=0.35, description="Vanaf deze blindheid is een locatie deels gezien")
    forget_days: float = Field(default=1095, gt=0, description="Na zoveel dagen telt een bezoek nog voor 1/e mee")
    enough_share: float = Field(
        default=0.2, gt=0, le=1, description="Dit aandeel van de plekken rondom vers bezocht telt als een eigen bezoek"
    )
    effort_reach_m: float = Field(default=1000, gt=0, description="Straal waarin bezoeken als inspanning tellen")


class WeightRow(Spec):
    """One indicator: weight of the experts, weight after calibration, and its 90 % interval, all adding up to 1."""

    expert: float = Field(ge=0, description="Gewicht volgens het thema, als aandeel van 1")
    calibrated: float = Field(ge=0, description="Gewicht na ijking, als aandeel van 1")
    low: float = Field(ge=0, description="5e percentiel over de trekkingen van blokken")
    high: float = Field(ge=0, description="95e percentiel over de trekkingen van blokken")


class WeightsFile(Spec):
    """Calibrated weights of one theme, as ``geo-risico ijk`` writes them: dated, never overwritten."""

    scan: Name = Field(description="Scan waarop is geijkt")
    theme: Name = Field(description="Thema waarvan de gewichten zijn")
    made: dt.date = Field(description="Dag van de ijking")
    peildatum: dt.date = Field(description="Peildatum van de scan")
    is_fictief: bool = Field(description="Waar als de casussen of plaatsen verzonnen zijn")
    access: Access = Field(default="restricted", description="Strengste toegang van de casussen en bezoeken")
    case_count: int = Field(ge=15, description="Locaties met een casus waarop is geijkt")
    background_count: int = Field(ge=1, description="Locaties zonder casus waarmee is vergeleken")
    background: Background = Field(description="Waarmee casussen zijn vergeleken")
    lam: float = Field(gt=0, description="Hoe sterk de gewichten aan die van de experts vastzitten")
    kappa: float = Field(gt=0, description="Schaal van de index in de logistische formule")
    intercept: float = Field(description="Constante van de logistische formule")
    history: float | None = Field(
        default=None, ge=0, description="Wat een eerdere casus vlakbij aan de score zou toevoegen; leeg is niet geijkt"
    )
    weights: dict[Name, WeightRow] = Field(min_length=1, description="Indicator -> gewichten")
    draws: tuple[tuple[float, ...], ...] = Field(
        default=(), description="Gewichten per trekking van blokken, in de volgorde van weights"
    )
    evidence_sha256: str = Field(default="", description="Vingerafdruk van de gebruikte casussen en bezoeken")
    notices: tuple[Text, ...] = Field(default=(), description="Zinnen die op elke uitvoer met deze gewichten komen")
