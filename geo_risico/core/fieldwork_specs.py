"""What people do at a location: what they look at, what they may answer, and what keeps them safe."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from geo_risico.core.specs import Name, Spec, Text

Outcome = Literal["niets aangetroffen", "aangetroffen", "geen toegang", "niet bezocht"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("niets aangetroffen", "aangetroffen", "geen toegang", "niet bezocht")
"""What a visit gave; the first three are results of a visit, in the words of the layer bezoeken."""


class AnswerSpec(Spec):
    """One answer of a closed list."""

    code: Name = Field(description="Code in de bestanden; verandert nooit van betekenis")
    title: Text = Field(description="Nederlandse tekst op formulier en blad")
    kinds: tuple[str, ...] = Field(default=(), description="Soorten locaties of bouwers; leeg is alle")


class ChecklistSpec(Spec):
    """What to look at, at one kind of location."""

    title: Text = Field(description="Nederlandse titel")
    kinds: tuple[str, ...] = Field(
        default=(), description="Soorten locaties (erf, jachthaven) of bouwers (erven, watergebonden); leeg is alle"
    )
    items: tuple[Text, ...] = Field(min_length=1, max_length=14, description="Waar men op let, elk een korte zin")
    safety: tuple[Text, ...] = Field(default=(), description="Wat hier extra gevaarlijk is")


class FieldworkSpec(Spec):
    """Closed lists of the findings form, checklists per kind of location, and safety notes."""

    name: Name = Field(description="Naam; gelijk aan de bestandsnaam")
    title: Text = Field(description="Nederlandse titel")
    note: Text = Field(description="Herkomst van de lijsten en wat men zelf moet nagaan")
    findings: tuple[AnswerSpec, ...] = Field(min_length=1, description="Wat er aangetroffen kan zijn")
    follow_up: tuple[AnswerSpec, ...] = Field(default=(), description="Wat er daarna nodig is")
    checklists: tuple[ChecklistSpec, ...] = Field(min_length=1, description="Controlelijsten; de eerste die past geldt")
    safety: tuple[Text, ...] = Field(min_length=1, description="Veiligheid op elke plek")
    visit_minutes: Annotated[float, Field(gt=0, le=480)] = Field(
        default=30, description="Hoe lang een bezoek duurt, voor de dagroute"
    )

    @model_validator(mode="after")
    def _once(self) -> FieldworkSpec:
        for key in ("findings", "follow_up"):
            codes = [answer.code for answer in getattr(self, key)]
            if len(codes) != len(set(codes)):
                raise ValueError(f"{key}: elke code staat er een keer")
        return self

    def checklist(self, kind: str, builder: str) -> ChecklistSpec:
        """Checklist of a kind of location, else of its builder, else the general one."""
        for wanted in (kind, builder):
            for item in self.checklists:
                if wanted in item.kinds:
                    return item
        return next((item for item in self.checklists if not item.kinds), self.checklists[0])

    def answers(self, kind: str, builder: str) -> tuple[AnswerSpec, ...]:
        """Findings that can be found at a kind of location."""
        return tuple(item for item in self.findings if not item.kinds or {kind, builder} & set(item.kinds))
