"""A scenario in words that a program can carry out: which places or rows, how many of them, and what changes there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo_risico.core.specs import Name, Spec, Text

Value = bool | int | float | str
Columns = dict[Name, Annotated[tuple[Value, ...], Field(min_length=1)]]
"""Column -> values that count, all of them together."""


class BoundSpec(Spec):
    """Raw values of an indicator that count."""

    at_least: float | None = Field(default=None, description="Ten minste deze ruwe waarde")
    at_most: float | None = Field(default=None, description="Ten hoogste deze ruwe waarde")

    @model_validator(mode="after")
    def _bounded(self) -> BoundSpec:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least of at_most verwacht")
        return self


class NearSpec(Spec):
    """Rows of a layer that lie near a place, such as fields with one crop."""

    layer: Name = Field(description="Laag met geometrie")
    columns: Columns = Field(default={}, description="Kolom -> waarden die tellen; leeg is elke rij")
    within_m: float = Field(ge=0, le=10_000, description="Hoogstens zo ver van de locatie, in meters")


class SelectSpec(Spec):
    """Places of a theme, or rows of a layer; all conditions hold together."""

    theme: Name | None = Field(default=None, description="Thema waarvan locaties gekozen worden")
    kinds: tuple[Text, ...] = Field(default=(), description="Soorten locaties; leeg is alle")
    gemeenten: tuple[Text, ...] = Field(default=(), description="Codes van gemeenten; leeg is alle")
    locations: tuple[Text, ...] = Field(default=(), description="location_id's; leeg is alle")
    indicators: dict[Name, BoundSpec] = Field(default={}, description="Indicator -> ruwe waarden die tellen")
    near: NearSpec | None = Field(default=None, description="Alleen locaties bij zulke rijen")
    layer: Name | None = Field(default=None, description="In plaats van theme: laag waarvan rijen gekozen worden")
    columns: Columns = Field(default={}, description="Alleen met layer: kolom -> waarden die tellen")
    bounds: tuple[float, float, float, float] | None = Field(
        default=None, description="Alleen binnen [minx, miny, maxx, maxy] in RD"
    )
    area_file: str = Field(default="", description="Bestand met vlakken, vanaf de map van het scenario")
    share: float = Field(default=1, gt=0, le=1, description="Deel dat geloot wordt, met de seed van het scenario")

    @model_validator(mode="after")
    def _one_subject(self) -> SelectSpec:
        if (self.theme is None) == (self.layer is None):
            raise ValueError("theme of layer: precies een van beide verwacht")
        places = (self.kinds, self.gemeenten, self.locations, self.indicators, self.near)
        if self.layer is not None and any(places):
            raise ValueError("kinds, gemeenten, locations, indicators en near horen bij theme, niet bij layer")
        if self.theme is not None and self.columns:
            raise ValueError("columns hoort bij layer; gebruik near om locaties bij rijen te kiezen")
        box = self.bounds
        if box is not None and not (box[0] < box[2] and box[1] < box[3]):
            raise ValueError("bounds: [minx, miny, maxx, maxy] met minx < maxx en miny < maxy verwacht")
        return self


class RowsChange(Spec):
    """Rows of a layer that go, or get other values."""

    verb: Literal["remove_rows", "set_columns"] = Field(description="Rijen weghalen of kolommen zetten")
    layer: Name = Field(description="Laag die verandert")
    columns: Columns = Field(default={}, description="Alleen rijen met deze waarden; leeg is elke rij")
    within_m: float | None = Field(
        default=None, ge=0, le=10_000, description="Rijen zo dicht bij de locatie; leeg: rijen die bij haar horen"
    )
    values: dict[Name, Value] = Field(default={}, description="Alleen set_columns: kolom -> nieuwe waarde")

    @model_validator(mode="after")
    def _fits(self) -> RowsChange:
        if (self.verb == "set_columns") != bool(self.values):
            raise ValueError("values: verwacht bij set_columns en alleen daar")
        return self


class AddChange(Spec):
    """One new row for each place: a point in it, or a line around it."""

    verb: Literal["add_points", "add_outlines"] = Field(description="Een punt in of een lijn om elke locatie")
    layer: Name = Field(description="Laag die verandert")
    values: dict[Name, Value] = Field(default={}, description="Kolom -> waarde van de nieuwe rij")
    outward_m: float = Field(
        default=0, ge=0, le=100, description="Alleen add_outlines: zo ver buiten de rand, in meters"
    )


class IndicatorChange(Spec):
    """Raw values of an indicator that change; for what no layer holds."""

    verb: Literal["set", "add", "multiply", "at_least", "at_most"] = Field(
        description="Zetten, optellen, vermenigvuldigen, ten minste of ten hoogste; onbekend blijft bij add en multiply"
    )
    indicator: Name = Field(description="Indicator van het thema van de stap")
    value: float = Field(description="Getal in de eenheid van de indicator")


Change = RowsChange | AddChange | IndicatorChange


class StepSpec(Spec):
    """One assumption: what is chosen and what happens to it."""

    name: Name = Field(description="Naam van de stap")
    rationale: str = Field(min_length=10, description="Waarom deze aanname redelijk is")
    select: SelectSpec = Field(description="Welke locaties of rijen, in de toestand zonder scenario")
    change: tuple[Annotated[Change, Field(discriminator="verb")], ...] = Field(
        min_length=1, description="Wat er verandert"
    )


class ScenarioSpec(Spec):
    """A what-if on one scan: assumptions, never a measurement."""

    name: Name = Field(description="Naam; gelijk aan de bestandsnaam, en de map van de uitvoer")
    title: Text = Field(description="Titel")
    doel: str = Field(min_length=10, description="Waarvoor het scenario gebruikt wordt")
    scan: str = Field(pattern=r"\.yaml$", description="Scandefinitie, vanaf de map van het scenario")
    seed: int = Field(default=1, ge=0, description="Begin van het toeval; dezelfde seed geeft dezelfde trekking")
    draws: int = Field(default=50, ge=0, le=500, description="Trekkingen voor de bandbreedte, als een stap loot")
    steps: tuple[StepSpec, ...] = Field(min_length=1, max_length=20, description="Aannamen, na elkaar")

    @model_validator(mode="after")
    def _once(self) -> ScenarioSpec:
        names = [step.name for step in self.steps]
        if len(names) != len(set(names)):
            raise ValueError("steps: elke naam staat er een keer")
        return self
