"""How one delivery form of a register maps to a layer: names, sentinels, vocabularies, history, licence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from geo_risico.core.accountability_specs import AccountabilitySpec
from geo_risico.core.evidence_specs import EvidenceSpec, WitteVlekSpec
from geo_risico.core.patterns import Pattern
from geo_risico.core.raster_specs import RasterUse
from geo_risico.core.register_specs import DatabaseUse
from geo_risico.core.service_specs import FetchUse
from geo_risico.core.specs import Access, Name, Spec, Text
from geo_risico.core.suppression_specs import SuppressionSpec


class FieldMap(Spec):
    """Where one of our columns comes from and how its values become ours."""

    column: str | None = Field(default=None, description="Naam van de kolom in de bron")
    tag: str | None = Field(default=None, description="Sleutel in other_tags van OSM (hstore)")
    first_of: tuple[str, ...] = Field(default=(), description="Kolommen of tags; de eerste gevulde waarde telt")
    constant: str | float | None = Field(default=None, description="Vaste waarde voor elke rij")
    values: dict[str, str] = Field(default={}, description="Waarde in de bron -> onze waarde; '*' vangt de rest")
    unknown: tuple[str | float, ...] = Field(default=(), description="Waarden die 'onbekend' betekenen")
    unknown_below: float | None = Field(default=None, description="Getallen tot en met deze grens zijn onbekend")
    pad: int | None = Field(default=None, gt=0, description="Vul links aan met nullen tot zoveel tekens")
    prefix: str = Field(default="", description="Tekst die voor de waarde komt, bijvoorbeeld GM")
    scale: float = Field(default=1.0, description="Vermenigvuldig het getal, bijvoorbeeld 0.01 van are naar ha")
    split: str | None = Field(default=None, description="Scheidingsteken van meervoudige waarden, bijvoorbeeld |")
    suspect: float | None = Field(default=None, description="Waarde die verdacht is als bijna alles zo is")
    suspect_share: float = Field(default=0.9, gt=0, le=1, description="Vanaf dit aandeel is de kolom onbruikbaar")
    extract: Pattern | None = Field(default=None, description="Reguliere expressie (RE2); de eerste groep is de waarde")
    minimum: float | None = Field(default=None, description="Kleinere getallen zijn onbekend")
    maximum: float | None = Field(default=None, description="Grotere getallen zijn onbekend")
    prefixes: dict[str, str] = Field(
        default={}, description="Kolom uit first_of -> eigen voorvoegsel (dan zonder pad), bijvoorbeeld osm_id -> OSM-R"
    )


class KeepRule(Spec):
    """Which rows of the source belong to the layer."""

    column: str = Field(description="Kolom of tag in de bron")
    values: tuple[str, ...] = Field(default=(), description="Alleen rijen met een van deze waarden")
    exclude: tuple[str, ...] = Field(default=(), description="Rijen met een van deze waarden vallen af")
    filled: bool = Field(default=False, description="Alleen rijen waar iets staat")


class HistoryRule(Spec):
    """How a register with history names the versions of an object."""

    begin: str = Field(description="Kolom met begin van geldigheid")
    end: str | None = Field(default=None, description="Kolom met einde van geldigheid; leeg is nog geldig")


class SourceSpec(Spec):
    """One delivery form of a register, read into one layer."""

    name: Name = Field(description="Naam van de bron")
    title: Text = Field(description="Nederlandse naam met register en vorm")
    layer: Name = Field(description="Laag die deze bron vult")
    register_name: Text = Field(description="Register of houder")
    licence: Text = Field(description="Licentie")
    attribution: Text = Field(description="Bronvermelding zoals op kaart en rapport")
    access: Access = Field(description="open, restricted of personal")
    dataset: str | tuple[str, ...] | None = Field(
        default=None, description="Laag binnen het bestand; bij meer namen (met * en ?) telt de eerste die er is"
    )
    union: bool = Field(default=False, description="Alle lagen uit dataset die er zijn, samen")
    member: str | None = Field(default=None, description="Bestand binnen een zip, met * en ?")
    json_record: str | None = Field(
        default=None, description="Sleutel in JSON (met | voor dieper) waaronder de rijen staan; de sleutel heet _key"
    )
    wkt: str | None = Field(default=None, description="Kolom met geometrie als WKT (csv, xlsx, json)")
    to_point: bool = Field(default=False, description="Neem van een vlak of lijn een punt erin")
    geometry_element: str | None = Field(
        default=None, description="GML-element met de vlakgeometrie, waar GDAL het labelpunt zou kiezen"
    )
    crs: str | None = Field(default=None, description="CRS als het bestand er geen noemt, bijvoorbeeld EPSG:28992")
    x: str | None = Field(default=None, description="Kolom met x of lengtegraad (csv en xlsx)")
    y: str | None = Field(default=None, description="Kolom met y of breedtegraad (csv en xlsx)")
    fields: dict[Name, FieldMap] = Field(description="Onze kolom -> herkomst")
    keep: tuple[KeepRule, ...] = Field(default=(), description="Welke rijen meedoen; alle regels gelden samen")
    keep_any: tuple[KeepRule, ...] = Field(default=(), description="Een rij doet mee als een van deze regels geldt")
    duplicates: Literal["first", "last", "suffix"] = Field(
        default="first",
        description="Dubbele sleutel: de eerste of laatste rij blijft, of (suffix) elk houdt een eigen volgnummer",
    )
    newest: Name | None = Field(
        default=None,
        description="Onze kolom; bij een dubbele sleutel blijft de rij met de hoogste waarde, hoe de rijen ook staan",
    )
    history: HistoryRule | None = Field(default=None, description="Versies; de op de peildatum geldige blijft")
    personal_columns: Literal["drop", "refuse"] = Field(
        default="refuse", description="Persoonskolommen laten vallen of het bestand weigeren"
    )
    note: str | None = Field(default=None, description="Bekende fouten of grenzen, voor het rapport")


class LayerUse(Spec):
    """One file that fills a layer in one scan."""

    source: Name = Field(description="Naam van een bron uit layers/sources")
    path: str = Field(default="", description="Bestand of map/, vanaf de map van de scan; fictief/... is verzonnen")
    table: str | None = Field(
        default=None,
        pattern=r"^[^.]+\.[^.]+$",
        description="In plaats van path: schema.tabel in de database van de scan",
    )
    where: tuple[KeepRule, ...] = Field(
        default=(), description="Alleen met table: rijen die de database geeft; alle regels gelden samen"
    )
    dataset: str | None = Field(
        default=None,
        description="Laag binnen het bestand, als die anders heet dan de bron zegt; bij table: de geometriekolom",
    )
    peildatum: dt.date | None = Field(default=None, description="Datum van de gegevens")
    access: Access | None = Field(default=None, description="Strenger dan de bron, nooit ruimer")
    extent: tuple[float, float, float, float] | None = Field(
        default=None,
        description="Grenzen [minx, miny, maxx, maxy] in RD van een uitsnede; daarbuiten is niets bekend",
    )

    @model_validator(mode="after")
    def _one_origin(self) -> LayerUse:
        if bool(self.path) == bool(self.table):
            raise ValueError("path of table: precies een van beide verwacht")
        if self.where and not self.table:
            raise ValueError("where: alleen bij table; kies rijen van een bestand met keep in de bron")
        return self

    @property
    def named(self) -> str:
        """Where the rows come from, for messages: the path, or the table."""
        return self.path or f"database {self.table}"


def _as_list(value: object) -> object:
    """One name may be written without a list."""
    return (value,) if isinstance(value, str) else value


def _as_tuple(value: object) -> object:
    """One file may be written without a list."""
    return (value,) if isinstance(value, dict) else value


class AreaSpec(Spec):
    """Which gemeenten are scanned."""

    gemeenten: tuple[Annotated[str, Field(pattern=r"^GM\d{4}$")], ...] = Field(
        default=(), description="Codes, bijvoorbeeld GM0166; leeg is alle gemeenten in de laag"
    )
    bounds: tuple[float, float, float, float] | None = Field(
        default=None, description="Alleen locaties binnen [minx, miny, maxx, maxy] in RD; leeg is de hele gemeente"
    )
    buffer_m: float = Field(default=5000, ge=5000, description="Strook rondom die meegelezen wordt, minimaal 5000 m")


class FictiefSpec(Spec):
    """Size and seed of the fictitious gemeente that a scan runs on."""

    panden_count: int = Field(ge=500, le=1_000_000, description="Aantal panden in de gemeente")
    seed: int = Field(ge=0, description="Begin van het toeval; dezelfde seed geeft dezelfde gemeente")


class ScanSpec(Spec):
    """One scan: an area, one or more themes, layers and the reason for it all."""

    name: Name = Field(description="Naam; ook de map van de uitvoer")
    title: Text = Field(description="Titel op kaart en rapport")
    themes: Annotated[tuple[Name, ...], BeforeValidator(_as_list)] = Field(
        min_length=1,
        validation_alias=AliasChoices("themes", "theme"),
        description="Thema's uit scans/themes; het eerste is het hoofdthema",
    )
    peildatum: dt.date = Field(description="Datum waarop de scan geldt; nooit 'vandaag'")
    doel: str = Field(min_length=10, description="Waarvoor de scan gebruikt wordt")
    grondslag: str = Field(min_length=10, description="Juridische grondslag")
    bewaartermijn: str = Field(
        pattern=r"^[1-9]\d{0,2} (maand|maanden|jaar)$", description="Hoe lang de uitvoer bewaard wordt, bv. 12 maanden"
    )
    opdrachtgever: Text = Field(description="Organisatie die om de scan vraagt")
    profile: Literal["open", "partner", "toezicht"] = Field(default="partner", description="Profiel van vrijgave")
    hide_score: bool = Field(default=False, description="Profiel toezicht: toon geen score (blind bezoek)")
    is_fictief: bool = Field(default=False, description="Waar als plaatsen of gevallen verzonnen zijn")
    seed: int = Field(default=1, ge=0, description="Begin van het toeval in de gewichtsruis")
    area: AreaSpec = Field(default=AreaSpec(), description="Welke gemeenten")
    fictief: FictiefSpec | None = Field(default=None, description="Maak en gebruik de fictieve gemeente")
    layers: dict[Name, Annotated[tuple[LayerUse, ...], BeforeValidator(_as_tuple)]] = Field(
        description="Laag -> bestand of lijst van bestanden"
    )
    rasters: dict[Name, Annotated[tuple[RasterUse, ...], BeforeValidator(_as_tuple)]] = Field(
        default={}, description="Rasterlaag -> beeld of lijst van beelden (data, sensoren)"
    )
    database: DatabaseUse | None = Field(
        default=None, description="Gedeelde PostGIS voor lagen met table en voor uitkomsten; zonder wachtwoord"
    )
    ophalen: dict[Name, FetchUse] = Field(
        default={}, description="Naam -> wat geo-risico ophalen bij een dienst haalt, en de map die het bewaart"
    )
    weights: dict[Name, Annotated[float, Field(ge=0)]] = Field(
        default={}, description="Gewichten die afwijken van het thema"
    )
    calibrated: dict[Name, str] = Field(
        default={}, description="Thema -> gewichtenbestand van geo-risico ijk, vanaf de map van de scan"
    )
    expertsessie: dict[Name, str] = Field(
        default={}, description="Thema -> gewichtenbestand van een expertsessie op de kaart, vanaf de map van de scan"
    )
    evidence: EvidenceSpec = Field(default=EvidenceSpec(), description="Hoe casussen en bezoeken worden gebruikt")
    witte_vlek: WitteVlekSpec = Field(default=WitteVlekSpec(), description="Wanneer een plek niet gezien is")
    beeld_selection: int = Field(
        default=40, ge=1, le=200, description="Hoeveel veranderingen op beeld uitsneden krijgen, de sterkste eerst"
    )
    veldwerk: Name = Field(
        default="standaard", description="Lijst uit scans/veldwerk: bevindingen, controlelijsten en veiligheid"
    )
    handelingsperspectieven: Name | None = Field(
        default="standaard", description="Lijst uit scans/handelingsperspectieven; leeg is geen"
    )
    achtergrond: Annotated[tuple[Name, ...], BeforeValidator(_as_list)] = Field(
        default=(),
        description="Achtergronden van internet (uit layers/achtergronden) die een lezer op de kaart mag aanzetten",
    )
    toezicht_selection: int = Field(default=40, gt=0, description="Profiel toezicht: hoeveel locaties")
    suppression: SuppressionSpec = Field(
        default=SuppressionSpec(),
        description="Grenzen van de afscherming in open en toezicht; alleen strenger mag",
    )
    verantwoording: AccountabilitySpec = Field(
        default=AccountabilitySpec(), description="Wat alleen de organisatie kan zeggen; wat mist, staat als ontbrekend"
    )
