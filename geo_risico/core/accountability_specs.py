"""What only the organisation can say about the use of a scan: asked for in the definition, never made up."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from geo_risico.core.specs import Spec, Text

Link = Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)]
LongText = Annotated[str, Field(max_length=2500)]
Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class TitleLink(Spec):
    """Something that stands elsewhere: its title, and its address where it is public."""

    titel: Annotated[Text, Field(max_length=100)] = Field(description="Titel")
    link: Link | None = Field(default=None, description="Adres, als het openbaar is")


class AccountabilitySpec(Spec):
    """Texts for the algoritmeregister and the assessments. What is left out is marked as missing on every page.

    The description of a field is the question that the organisation reads.
    """

    organisatie: Annotated[str, Field(max_length=100)] = Field(
        default="", description="Welke organisatie is verantwoordelijk en publiceert in het algoritmeregister?"
    )
    contact_email: Annotated[str, Field(pattern=r"^(\S+@\S+\.\S+)?$", max_length=500)] = Field(
        default="", description="Op welk algemeen mailadres (geen persoon) kan iemand vragen stellen?"
    )
    status: Literal["", "In ontwikkeling", "In gebruik", "Buiten gebruik"] = Field(
        default="", description="Is de scan in ontwikkeling, in gebruik of buiten gebruik?"
    )
    publicatiecategorie: Literal["", "Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"] = Field(
        default="", description="In welke publicatiecategorie plaatst de organisatie de scan?"
    )
    begindatum: Month | None = Field(default=None, description="Vanaf welke maand (jjjj-mm) wordt de scan gebruikt?")
    einddatum: Month | None = Field(default=None, description="Tot welke maand (jjjj-mm)? Leeg zolang hij loopt")
    website: Link | None = Field(default=None, description="Op welke pagina staat uitleg voor burgers?")
    broncode: Link | None = Field(default=None, description="Waar staat de broncode?")
    verwerkingsregister: Link | None = Field(default=None, description="Waar staat de verwerking in het register?")
    leverancier: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Wie leverde de software en de dienst?"
    )
    aanleiding: LongText = Field(default="", description="Wat was de aanleiding, en welk probleem wordt aangepakt?")
    proportionaliteit: LongText = Field(
        default="", description="Waarom staat de inzet in verhouding tot het doel, en welke alternatieven zijn bekeken?"
    )
    menselijke_tussenkomst: LongText = Field(
        default="", description="Wie kijkt naar de uitkomst, en wie besluit over een bezoek?"
    )
    risicobeheersing: LongText = Field(
        default="", description="Welke risico's ziet de organisatie zelf, en wat doet zij daaraan?"
    )
    wettelijke_grondslagen: tuple[TitleLink, ...] = Field(
        default=(), description="Op welke wetsartikelen rust de taak, met een adres per artikel?"
    )
    impacttoetsen: tuple[TitleLink, ...] = Field(
        default=(), description="Welke toetsen (DPIA, IAMA) zijn gedaan, en waar staan zij?"
    )
    eindverantwoordelijke: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Welke functie (geen naam) is eindverantwoordelijk?"
    )
    betrokken_partijen: tuple[Text, ...] = Field(
        default=(), description="Welke organisaties doen mee, en met welke rol in de AVG?"
    )
    rechten_van_betrokkenen: LongText = Field(
        default="", description="Hoe vraagt iemand inzage, verbetering of bezwaar aan?"
    )
    verwerkingslocatie: Annotated[str, Field(max_length=500)] = Field(
        default="", description="Waar (land, netwerk) wordt gerekend en bewaard?"
    )
    beveiliging: LongText = Field(default="", description="Hoe zijn toegang en beveiliging geregeld?")
    advies_fg: LongText = Field(default="", description="Wat adviseerde de functionaris gegevensbescherming?")
    inspraak: LongText = Field(default="", description="Hoe zijn bewoners en ondernemers gehoord?")
    evaluatie: LongText = Field(default="", description="Wanneer en door wie wordt de inzet geevalueerd?")

    @property
    def missing(self) -> dict[str, str]:
        """Field -> question, for everything that the organisation has not filled in and that has no empty meaning."""
        return {
            name: str(field.description)
            for name, field in type(self).model_fields.items()
            if not getattr(self, name) and name not in MAY_BE_EMPTY
        }


MAY_BE_EMPTY = frozenset({"einddatum", "website", "broncode", "verwerkingsregister"})
"""An empty value of these is an answer."""
