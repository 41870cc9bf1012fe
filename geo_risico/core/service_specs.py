"""Services from which images are fetched, and what a scan asks of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo_risico.core.specs import Name, Spec, Text

ServiceKind = Literal["stac", "wmts", "wcs", "cog"]
Address = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]


class RasterServiceSpec(Spec):
    """One service on the network that gives images or heights, and the source definition that reads them."""

    name: Name = Field(description="Naam van de dienst")
    title: Text = Field(description="Nederlandse naam met product en aanbieder")
    kind: ServiceKind = Field(
        description="stac (zoeken in beelden), wmts (tegels), wcs (coverage) of cog (een bestand)"
    )
    endpoint: Address | None = Field(
        default=None, description="Adres van de dienst; leeg: de scan noemt het (verplicht bij een los bestand)"
    )
    source: Name | None = Field(
        default=None, description="Bron uit layers/rasters die het resultaat leest; leeg: de scan noemt haar"
    )
    register_name: Text = Field(description="Register of houder")
    licence: Text = Field(description="Licentie")
    attribution: Text = Field(description="Bronvermelding zoals op kaart en rapport")
    parts: dict[Name, str] = Field(
        min_length=1,
        description="Naam van het bestand -> laag (wmts), coverage (wcs), onderdeel of asset (stac) of leeg (cog)",
    )
    optional: tuple[Name, ...] = Field(default=(), description="Delen (parts) die mogen ontbreken in een STAC-item")
    classes: tuple[Name, ...] = Field(default=(), description="Delen met klassen: nooit middelen bij verkleinen")
    collection: str | None = Field(default=None, description="Verzameling in de STAC-catalogus")
    style: str = Field(
        default="default", description="Stijl van de WMTS-laag; default neemt de eerste als zij ontbreekt"
    )
    format: str | None = Field(default=None, description="Formaat, bijvoorbeeld image/jpeg of image/tiff")
    matrix_set: str | None = Field(
        default=None, description="Tegelschema (TileMatrixSet); leeg: EPSG:28992, anders EPSG:3857"
    )
    bands: int = Field(default=3, ge=1, le=3, description="Aantal banden van een tegel (wmts), zonder doorzichtigheid")
    nodata: float | None = Field(default=None, description="Waarde zonder meting, als de dienst die niet zelf noemt")
    max_tile_pixels: int = Field(
        default=2000, ge=64, le=10_000, description="Grootste zijde van een verzoek aan een WCS, in beeldpunten"
    )
    parallel: int = Field(default=4, ge=1, le=8, description="Hoogstens zoveel verzoeken tegelijk")
    timeout_s: float = Field(default=60, gt=0, le=600, description="Langste wachttijd op een antwoord")
    tries: int = Field(default=5, ge=1, le=10, description="Hoogstens zoveel pogingen per verzoek")
    note: str | None = Field(default=None, description="Bekende grenzen, voor de handleiding")


class FetchUse(Spec):
    """What a scan fetches from one service, and the folder that keeps it."""

    service: Name = Field(description="Naam van een dienst uit layers/services")
    folder: str = Field(
        min_length=1,
        pattern=r"^[A-Za-z0-9_.][^\\*?:]*$",
        description="Map voor het resultaat, vanaf de map van de scan",
    )
    layer: Name = Field(description="Rasterlaag die de scan ermee vult")
    source: Name | None = Field(
        default=None, description="Bron uit layers/rasters, als die anders is dan bij de dienst"
    )
    endpoint: Address | None = Field(
        default=None, description="Ander adres dan bij de dienst, bijvoorbeeld binnen een gesloten netwerk"
    )
    parts: dict[Name, str] = Field(
        default={}, description="Andere laag of coverage dan bij de dienst, bijvoorbeeld {rgb: 2024_orthoHR}"
    )
    begin: dt.date | None = Field(default=None, description="Eerste opnamedatum (stac)")
    end: dt.date | None = Field(default=None, description="Laatste opnamedatum (stac)")
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(
        default=(), description="Maanden van het seizoen, bijvoorbeeld [5, 6, 7, 8] (stac); leeg is alle"
    )
    max_cloud: float = Field(default=100, ge=0, le=100, description="Hoogstens zoveel procent wolken (stac)")
    max_scenes: int = Field(default=12, ge=1, le=200, description="Hoogstens zoveel opnamedatums (stac)")
    best_per_month: bool = Field(default=False, description="Alleen de beste datum van elke maand (stac)")
    date: dt.date | None = Field(
        default=None, description="Opnamedatum van laag, coverage of bestand; leeg: het jaartal in de naam, of onbekend"
    )
    pixel_m: float | None = Field(
        default=None, gt=0, description="Gewenste grootte van een beeldpunt; leeg is zo fijn als de dienst geeft"
    )
    margin_m: float = Field(default=500, ge=0, le=20_000, description="Strook rond het gebied die meekomt")

    @model_validator(mode="after")
    def _fits(self) -> FetchUse:
        if self.begin and self.end and self.begin > self.end:
            raise ValueError("begin ligt na end")
        if ".." in self.folder.split("/"):
            raise ValueError("folder: een map onder die van de scan verwacht, zonder ..")
        return self
