"""What was asked: frozen pydantic models for layers, sources, indicators and themes.

Unknown keys are refused; every field carries a description so that the generated JSON Schemas explain themselves.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=3)]
Access = Literal["open", "restricted", "personal"]
STRICTNESS: tuple[Access, ...] = ("open", "restricted", "personal")
"""Access classes from free to strict."""
Setting = float | int | str | tuple[float, ...] | tuple[str, ...]


class Spec(BaseModel):
    """Base of every definition: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class ColumnSpec(Spec):
    """One column of a layer, in our own name and unit."""

    title: Text = Field(description="Nederlandse naam van de kolom, zoals in QGIS en rapporten")
    dtype: Literal["id", "text", "category", "number", "date", "bool"] = Field(
        description="Soort waarde; id blijft altijd tekst met voorloopnullen"
    )
    unit: str | None = Field(default=None, description="Eenheid, bijvoorbeeld m2 of jaar")
    required: bool = Field(default=False, description="Zonder deze kolom is de laag onbruikbaar")
    vocabulary: tuple[str, ...] = Field(
        default=(), description="Toegestane waarden; een andere waarde wordt onbekend en wordt gemeld"
    )


class NearCurve(Spec):
    """exp(-d / d0): dichtbij telt zwaar, ver weg telt niet."""

    kind: Literal["near"] = Field(description="Soort curve")
    d0_m: float = Field(gt=0, description="Afstand in meter waarop de waarde tot 1/e is gedaald")


class FarCurve(Spec):
    """1 - exp(-d / d0): ver weg telt zwaar."""

    kind: Literal["far"] = Field(description="Soort curve")
    d0_m: float = Field(gt=0, description="Afstand in meter waarop de waarde tot 1 - 1/e is gestegen")


class DensityCurve(Spec):
    """sqrt(min(k / q95, 1)), met q95 vastgezet op een referentiegebied."""

    kind: Literal["density"] = Field(description="Soort curve")
    q95: float = Field(gt=0, description="95e percentiel in het referentiegebied")
    decreasing: bool = Field(default=False, description="Waar: meer telt juist minder (1 - waarde)")


class LinearCurve(Spec):
    """Stuksgewijs lineair en monotoon door de gegeven punten; daarbuiten vlak."""

    kind: Literal["linear"] = Field(description="Soort curve")
    points: tuple[tuple[float, float], ...] = Field(
        min_length=2, description="Punten [waarde, risico] met oplopende waarde en risico in [0, 1]"
    )

    @model_validator(mode="after")
    def _monotone(self) -> LinearCurve:
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        if any(b <= a for a, b in pairwise(xs)):
            raise ValueError("points: de waarden (eerste getal) moeten oplopen")
        if not all(0 <= y <= 1 for y in ys):
            raise ValueError("points: het risico (tweede getal) ligt tussen 0 en 1")
        if sorted(ys) != ys and sorted(ys, reverse=True) != ys:
            raise ValueError("points: de curve moet monotoon zijn")
        return self


class LookupCurve(Spec):
    """Opzoektabel voor categorieen, gecodeerd als getal; een andere code is onbekend."""

    kind: Literal["lookup"] = Field(description="Soort curve")
    values: dict[float, Annotated[float, Field(ge=0, le=1)]] = Field(
        min_length=1, description="Code -> risico in [0, 1]"
    )
    labels: dict[float, str] = Field(default={}, description="Code -> Nederlandse tekst")


Curve = Annotated[NearCurve | FarCurve | DensityCurve | LinearCurve | LookupCurve, Field(discriminator="kind")]


class FallbackSpec(Spec):
    """Wat er gebeurt als een laag ontbreekt, in een zin voor het rapport."""

    when_absent: Name = Field(description="Laag die ontbreekt")
    note: Text = Field(description="Nederlandse zin die zegt wat er dan gerekend wordt")


class ChangeSpec(Spec):
    """When the value of an indicator is a credible change that people should look at."""

    direction: Literal["rise", "fall", "both"] = Field(description="Welke kant een verandering is")
    credible: float = Field(gt=0, description="Kleinste verandering die telt, in de eenheid van de indicator")
    errors: float = Field(default=2, gt=0, description="Zoveel keer de standaardfout is ook nodig")
    compares: Literal["dates", "registers"] = Field(
        default="dates", description="Wat naast elkaar ligt: beelden van twee data, of een beeld en de registers"
    )
    rise_word: str = Field(default="", description="Wat een stijging in gewone woorden is, zoals 'lichter'")
    fall_word: str = Field(default="", description="Wat een daling in gewone woorden is, zoals 'minder groen'")


class IndicatorSpec(Spec):
    """One indicator: the same word as its file, function and column."""

    name: Name = Field(description="Naam; gelijk aan bestand, functie en kolom")
    title: Text = Field(description="Nederlandse titel, zoals op de kaart en in het rapport")
    unit: str = Field(description="Eenheid van de ruwe waarde")
    decimals: int = Field(default=0, ge=0, le=6, description="Aantal decimalen bij tonen")
    applies_to: tuple[Name, ...] = Field(min_length=1, description="Soorten locaties waarvoor hij bestaat")
    curve: Curve = Field(description="Waardefunctie naar [0, 1]")
    rationale: Text = Field(description="Waarom dit gelegenheid zegt, in een of twee zinnen")
    reference: Text = Field(description="Bron van de redenering")
    reason_for: Text = Field(description="Zin als de locatie hoger scoort dan gemiddeld, met {value}")
    reason_against: Text = Field(description="Zin als de locatie lager scoort dan gemiddeld, met {value}")
    settings: dict[Name, Setting] = Field(default={}, description="Instellingen die de functie als sleutelwoord krijgt")
    settings_from: dict[Name, Name] = Field(default={}, description="Instelling -> indicator die haar uitleent")
    change: ChangeSpec | None = Field(default=None, description="Wanneer de waarde een geloofwaardige verandering is")
    fallbacks: tuple[FallbackSpec, ...] = Field(default=(), description="Vervangende berekeningen, altijd gemeld")


class BandMath(Spec):
    """A band computed from other bands of the same layer, by a formula of a closed set."""

    formula: Literal["normalised_difference", "difference", "ratio", "mean", "linear"] = Field(
        description="(a-b)/(a+b), a-b, a/b, gemiddelde, of som van coefficient x band plus constante"
    )
    bands: tuple[Name, ...] = Field(min_length=1, description="Banden in de volgorde van de formule")
    coefficients: tuple[float, ...] = Field(default=(), description="Alleen linear: een per band")
    constant: float = Field(default=0, description="Alleen linear")
    minimum: float | None = Field(default=None, description="Kleinere uitkomsten zijn onbekend")
    maximum: float | None = Field(default=None, description="Grotere uitkomsten zijn onbekend")

    @model_validator(mode="after")
    def _fits(self) -> BandMath:
        if self.formula in {"normalised_difference", "difference", "ratio"} and len(self.bands) != len("ab"):
            raise ValueError(f"{self.formula}: precies twee banden verwacht")
        if (len(self.coefficients) if self.formula == "linear" else len(self.bands)) != len(self.bands):
            raise ValueError("linear: een coefficient per band verwacht")
        return self


class LayerSpec(Spec):
    """One layer in our own columns, with the indicators that mainly read it."""

    name: Name = Field(description="Naam van de laag, Nederlands meervoud")
    title: Text = Field(description="Nederlandse titel")
    description: Text = Field(description="Wat een rij is")
    geometry: Literal["polygon", "line", "point", "any", "none", "raster"] = Field(
        description="Soort geometrie; raster: de kolommen zijn banden"
    )
    key: Name | None = Field(default=None, description="Kolom die een rij uniek aanwijst")
    placeless: bool = Field(
        default=False,
        description="Rijen zonder punt blijven, want hun adres wordt opgezocht; hier is elke naam die van een persoon",
    )
    columns: dict[Name, ColumnSpec] = Field(description="Onze kolommen")
    derived: dict[Name, BandMath] = Field(default={}, description="Berekende band -> formule; alleen bij een raster")
    indicators: tuple[IndicatorSpec, ...] = Field(default=(), description="Indicatoren die vooral deze laag lezen")


class DimensionSpec(Spec):
    """A group of indicators that together say one thing."""

    name: Name = Field(description="Naam van de dimensie")
    title: Text = Field(description="Nederlandse titel")
    summary: Text = Field(description="Een zin in gewone taal voor het informatiebeeld")
    side: Literal["land", "water"] | None = Field(
        default=None, description="Landzijde of waterzijde, als het thema die uit elkaar houdt"
    )
    axis: Literal["kans", "barriere"] | None = Field(
        default=None, description="As van de risicomatrix; barriere: een hoog risico is een lage barriere"
    )
    weights: dict[Name, Annotated[float, Field(gt=0)]] = Field(
        min_length=1, description="Indicator -> gewicht; alleen de verhouding telt"
    )
    only_with: tuple[Name, ...] = Field(
        default=(), description="Rasterlagen; noemt een scan er geen van, dan hoort deze dimensie niet bij die scan"
    )


class MatrixSpec(Spec):
    """Risicomatrix of five by five: opportunity against barriers, both from the dimensions of the theme."""

    title: Text = Field(description="Nederlandse titel")
    note: Text = Field(description="Wat de matrix is en wat niet; staat bij elke matrix")
    kans_bounds: Annotated[tuple[float, ...], Field(min_length=4, max_length=4)] = Field(
        description="Vier oplopende grenzen in (0, 1) tussen de vijf treden van de kans"
    )
    barriere_bounds: Annotated[tuple[float, ...], Field(min_length=4, max_length=4)] = Field(
        description="Vier oplopende grenzen in (0, 1) tussen de vijf treden van de barriere (1 zwak, 5 sterk)"
    )
    minimum_coverage: float = Field(
        default=0.3, ge=0, le=1, description="Onder deze dekking van een as is de trede onbekend"
    )

    @model_validator(mode="after")
    def _rising(self) -> MatrixSpec:
        for key in ("kans_bounds", "barriere_bounds"):
            bounds = getattr(self, key)
            if list(bounds) != sorted(set(bounds)) or not 0 < bounds[0] <= bounds[-1] < 1:
                raise ValueError(f"{key}: vier oplopende grenzen tussen 0 en 1 verwacht")
        return self


class FeatureSpec(Spec):
    """A yes-or-no fact about a location that people filter on: a known raw value on one side of a bound."""

    name: Name = Field(description="Naam; de kolom heet kenmerk_<naam>")
    title: Text = Field(description="Nederlandse titel, bijvoorbeeld: met kraan")
    indicator: Name = Field(description="Indicator waarvan de ruwe waarde telt")
    at_least: float | None = Field(default=None, description="Ja als de ruwe waarde ten minste dit is")
    at_most: float | None = Field(default=None, description="Ja als de ruwe waarde ten hoogste dit is")

    @model_validator(mode="after")
    def _bounded(self) -> FeatureSpec:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least of at_most verwacht")
        return self


class QuestionSpec(Spec):
    """A question that people bring to the map: a type of location with features, asked with one click."""

    title: Text = Field(description="De vraag in gewone taal")
    kinds: tuple[str, ...] = Field(default=(), description="Soorten locaties; leeg is alle")
    features: tuple[Name, ...] = Field(min_length=1, description="Kenmerken die alle gelden")


class ThemeSpec(Spec):
    """A way of looking: which locations, which indicators, which weights."""

    name: Name = Field(description="Naam van het thema")
    title: Text = Field(description="Nederlandse titel")
    description: Text = Field(description="Wat het thema zegt en wat niet")
    locations: Name = Field(description="Bouwer van de locaties (erven, gemeenten)")
    location_title: Text = Field(description="Hoe een locatie heet in het enkelvoud")
    location_plural: Text = Field(description="Hoe locaties heten in het meervoud")
    settings: dict[Name, Setting] = Field(default={}, description="Instellingen van de bouwer")
    settings_from: Name | None = Field(
        default=None, description="Thema met dezelfde bouwer, waarvan de instellingen gelden waar settings niets zegt"
    )
    selection: tuple[Literal["in_gemeente", "outside_bebouwde_kom", "minimum_area"], ...] = Field(
        default=(), description="Selecties uit een vaste set, in deze volgorde"
    )
    dimensions: tuple[DimensionSpec, ...] = Field(min_length=1, description="Dimensies met gewichten")
    bands: dict[Literal["A", "B", "C", "D", "E"], Annotated[float, Field(ge=0, le=1)]] = Field(
        default={"A": 0.0, "B": 0.25, "C": 0.5, "D": 0.75, "E": 0.9},
        description="Klasse -> ondergrens als percentiel binnen de vergelijkingsgroep",
    )
    minimum_coverage: float = Field(
        default=0.5, ge=0, le=1, description="Onder deze dekking is de klasse onbekend en de kaart gearceerd"
    )
    peers: tuple[Literal["gemeente", "kind"], ...] = Field(
        default=("gemeente",), description="Wat een vergelijkingsgroep maakt; leeg is alle locaties van de scan samen"
    )
    minimum_peers: int = Field(
        default=1, ge=1, description="Een kleinere groep wordt met alle locaties van het thema vergeleken"
    )
    matrix: MatrixSpec | None = Field(default=None, description="Risicomatrix van dit thema")
    features: tuple[FeatureSpec, ...] = Field(default=(), description="Kenmerken om op te filteren")
    questions: tuple[QuestionSpec, ...] = Field(default=(), description="Vragen die met een klik te stellen zijn")

    @property
    def weights(self) -> dict[str, float]:
        """Weights by indicator, scaled so that they add up to 1."""
        raw = {name: weight for dim in self.dimensions for name, weight in dim.weights.items()}
        total = sum(raw.values())
        return {name: weight / total for name, weight in raw.items()}

    @property
    def dimension_of(self) -> dict[str, str]:
        """Name of the dimension of each indicator."""
        return {name: dim.name for dim in self.dimensions for name in dim.weights}
