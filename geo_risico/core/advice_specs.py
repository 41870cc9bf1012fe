"""What an organisation may consider where one dimension stands out: suggestions, never conclusions."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from geo_risico.core.specs import Name, Spec, Text

HEADING: Final = "Wat u kunt overwegen; geen conclusie"
"""Stands above every suggestion that is shown."""
ADVICE_KINDS: Final = {"bestuurlijk": "Bestuurlijk", "preventief": "Preventief", "toezicht": "Toezicht"}
"""Kind of a suggestion -> its word on paper."""


class ActionSpec(Spec):
    """One handelingsperspectief."""

    kind: Literal["bestuurlijk", "preventief", "toezicht"] = Field(description="Soort handelingsperspectief")
    text: str = Field(min_length=10, max_length=130, description="Korte zin: wat men kan overwegen")
    who: tuple[Text, ...] = Field(min_length=1, description="Wie dit kan doen")
    source: Name = Field(description="Naam van een bron uit sources")


class AdviceRule(Spec):
    """Which handelingsperspectieven belong to which dimensions."""

    themes: tuple[Name, ...] = Field(default=(), description="Thema's; leeg is elk thema")
    dimensions: tuple[Name, ...] = Field(min_length=1, description="Dimensies van die thema's")
    kinds: tuple[Text, ...] = Field(default=(), description="Soorten locaties; leeg is alle")
    actions: tuple[Name, ...] = Field(min_length=1, max_length=6, description="Namen uit actions, eerste eerst")


class AdviceSpec(Spec):
    """A list of handelingsperspectieven per dimension, with their sources."""

    name: Name = Field(description="Naam; gelijk aan de bestandsnaam")
    title: Text = Field(description="Nederlandse titel")
    note: Text = Field(description="Herkomst van de lijst en wat men zelf moet nagaan")
    sources: dict[Name, Text] = Field(min_length=1, description="Bron -> openbare vindplaats, of dat er geen is")
    actions: dict[Name, ActionSpec] = Field(min_length=1, description="Naam -> handelingsperspectief")
    rules: tuple[AdviceRule, ...] = Field(
        min_length=1, description="Een regel voor de soort locatie gaat voor, dan een voor het thema"
    )

    @model_validator(mode="after")
    def _named(self) -> AdviceSpec:
        lines = [
            f"actions.{name}.source: '{action.source}' staat niet in sources"
            for name, action in self.actions.items()
            if action.source not in self.sources
        ]
        for place, rule in enumerate(self.rules):
            lost = [name for name in rule.actions if name not in self.actions]
            lines += [f"rules.{place}.actions: '{name}' staat niet in actions" for name in lost]
        used = {name for rule in self.rules for name in rule.actions}
        lines += [f"actions.{name}: geen regel gebruikt dit" for name in self.actions if name not in used]
        if lines:
            raise ValueError("; ".join(lines))
        return self

    def names_for(self, theme: str, dimension: str, kind: str = "") -> tuple[str, ...]:
        """Names of the actions of a dimension, the most particular rule first; empty without a rule.

        Parameters
        ----------
        theme, dimension
            Names of both.
        kind
            Kind of location, such as jachthaven; empty where it does not matter.
        """
        fits = [rule for rule in self.rules if dimension in rule.dimensions and theme in (rule.themes or (theme,))]
        fits = [rule for rule in fits if not rule.kinds or kind in rule.kinds]
        fits.sort(key=lambda rule: (not rule.kinds, not rule.themes))
        return fits[0].actions if fits else ()

    def actions_for(self, theme: str, dimension: str, kind: str = "") -> tuple[ActionSpec, ...]:
        """What may be considered for a dimension, in order of showing; empty without a rule.

        Parameters
        ----------
        theme, dimension
            Names of both.
        kind
            Kind of location, such as jachthaven; empty where it does not matter.
        """
        return tuple(self.actions[name] for name in self.names_for(theme, dimension, kind))
