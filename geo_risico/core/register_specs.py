"""Registers on the network from which layers are fetched, and the database that an organisation shares."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo_risico.core.service_specs import Address
from geo_risico.core.specs import Name, Spec, Text

RegisterKind = Literal["features", "fis", "bestand", "osm", "cbs_tabel", "energielabels"]
Profile = Literal["open", "partner", "toezicht"]
Role = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$")]


class RegisterSpec(Spec):
    """One register on the network, what is fetched from it, and the source definition that reads the result."""

    name: Name = Field(description="Naam van het register")
    title: Text = Field(description="Nederlandse naam met product en aanbieder")
    kind: RegisterKind = Field(
        description="features (OGC API Features), fis (dataservice van vaarweginformatie), bestand (download of ATOM), "
        "osm (uittreksel), cbs_tabel (OData) of energielabels (EP-online)"
    )
    layer: Name = Field(description="Laag die het vult")
    source: Name = Field(description="Bron uit layers/sources die het resultaat leest")
    is_default: bool = Field(default=True, description="Onwaar: alleen ophalen als iemand erom vraagt")
    index: Address | None = Field(default=None, description="Dienstenoverzicht waarin het adres wordt opgezocht")
    api: str | None = Field(
        default=None,
        description="Patroon (met * en ?) van het adres in het overzicht; {jaar} is het jaar van de peildatum of een "
        "eerder jaar; van meer versies telt de hoogste",
    )
    endpoint: Address | None = Field(default=None, description="Vast adres, waar geen overzicht is")
    collection: tuple[str, ...] = Field(
        default=(), description="Namen of patronen van de verzameling; de eerste die bestaat telt"
    )
    extent: Literal["gebied", "nederland"] = Field(
        default="gebied", description="gebied: wat het gebied met buffer raakt; nederland: alles"
    )
    by_peildatum: bool = Field(default=False, description="Waar: vraag de stand op de peildatum (datetime)")
    params: dict[str, str] = Field(default={}, description="Vaste parameters van elk verzoek")
    page_size: int = Field(default=1000, ge=1, le=10_000, description="Objecten per verzoek")
    tile_m: float | None = Field(
        default=None,
        ge=250,
        description="Zijde van de vierkanten die tegelijk worden gevraagd; leeg: een reeks pagina's",
    )
    parallel: int = Field(default=4, ge=1, le=8, description="Hoogstens zoveel verzoeken tegelijk")
    timeout_s: float = Field(default=60, gt=0, le=600, description="Langste wachttijd op een antwoord")
    tries: int = Field(default=6, ge=1, le=10, description="Hoogstens zoveel pogingen per verzoek")
    max_age_days: int = Field(default=7, ge=0, description="Hoe lang het resultaat vers is, in dagen")
    key_env: str | None = Field(
        default=None, pattern=r"^[A-Z][A-Z0-9_]*$", description="Omgevingsvariabele met de sleutel van de dienst"
    )
    note: str | None = Field(default=None, description="Bekende grenzen, voor de handleiding")

    @model_validator(mode="after")
    def _has_address(self) -> RegisterSpec:
        if self.endpoint is None and (self.index is None or self.api is None):
            raise ValueError("endpoint ontbreekt; verwacht een vast adres, of index en api om het op te zoeken")
        return self

    @model_validator(mode="after")
    def _uses_its_key(self) -> RegisterSpec:
        if self.key_env is not None and self.kind != "energielabels":
            raise ValueError(f"key_env: een register met kind {self.kind} gebruikt geen sleutel; laat hem weg")
        return self


class DatabaseUse(Spec):
    """Shared PostGIS of an organisation; user and password stand in the environment or in pg_service.conf."""

    service: str | None = Field(
        default=None, pattern=r"^[\w.-]+$", description="Naam in pg_service.conf; leeg: PGHOST, PGUSER enzovoort"
    )
    results: Role | None = Field(default=None, description="Schema waarin uitkomsten komen; leeg: niet wegschrijven")
    grants: dict[Profile, tuple[Role, ...]] = Field(
        default={}, description="Profiel van vrijgave -> rollen die de uitkomst mogen lezen"
    )
    timeout_s: float = Field(default=120, gt=0, le=3600, description="Langste duur van een vraag")
