"""How the files of an aerial or satellite source become a raster layer: bands, masks, scale, band math."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from geo_risico.core.patterns import NamedPattern
from geo_risico.core.specs import Access, Name, Spec, Text

Resampling = Literal["nearest", "bilinear", "cubic", "average", "mode"]


class BandMap(Spec):
    """Where one of our bands comes from and how its numbers become ours."""

    file: str | None = Field(
        default=None, description="Bestand van deze band binnen de map van path, met * en ?; leeg is path zelf"
    )
    asset: str | None = Field(default=None, description="Naam van het onderdeel (asset) in een STAC-item")
    index: int = Field(default=1, ge=1, description="Nummer van de band in het bestand, vanaf 1")
    scale: float | None = Field(default=None, description="Vermenigvuldig het getal; leeg is wat het bestand zegt")
    offset: float | None = Field(default=None, description="Tel dit na scale op; leeg is wat het bestand zegt")
    nodata: tuple[float, ...] = Field(default=(), description="Waarden zonder meting, naast die van het bestand")
    minimum: float | None = Field(default=None, description="Kleinere waarden (na scale) zijn onbekend")
    maximum: float | None = Field(default=None, description="Grotere waarden (na scale) zijn onbekend")
    classes: dict[str, tuple[int, ...]] = Field(
        default={}, description="Onze klasse -> codes in de bron; alleen voor een kolom met vocabulary"
    )
    other: str | None = Field(default=None, description="Klasse van codes die niet genoemd zijn; leeg is onbekend")


class MaskRule(Spec):
    """Pixels that say nothing: clouds, shadow, snow, fill."""

    title: Text = Field(description="Wat afvalt, in gewone taal, bijvoorbeeld wolken en schaduw")
    file: str | None = Field(default=None, description="Bestand van het masker binnen de map van path")
    asset: str | None = Field(default=None, description="Naam van het onderdeel (asset) in een STAC-item")
    index: int = Field(default=1, ge=1, description="Nummer van de band in het bestand, vanaf 1")
    values: tuple[int, ...] = Field(default=(), description="Waarden die afvallen (CFMASK, SCL)")
    bits: tuple[Annotated[int, Field(ge=0, le=31)], ...] = Field(
        default=(), description="Bits die afvallen als er een aan staat (QA_PIXEL)"
    )
    margin_m: float = Field(default=0, ge=0, description="Strook rond elk afgevallen beeldpunt die ook afvalt")

    @model_validator(mode="after")
    def _says_something(self) -> MaskRule:
        if not self.values and not self.bits:
            raise ValueError("values of bits verwacht")
        return self


class RasterSourceSpec(Spec):
    """One kind of image or raster product, opened as one raster layer."""

    name: Name = Field(description="Naam van de bron")
    title: Text = Field(description="Nederlandse naam met product en vorm")
    layer: Name = Field(description="Rasterlaag die deze bron vult")
    register_name: Text = Field(description="Register of houder")
    licence: Text = Field(description="Licentie")
    attribution: Text = Field(description="Bronvermelding zoals op kaart en rapport")
    access: Access = Field(description="open, restricted of personal")
    sensor: Text = Field(description="Sensor of product; beelden van verschillende sensoren zijn niet zomaar gelijk")
    bands: dict[Name, BandMap] = Field(min_length=1, description="Onze band -> herkomst")
    masks: tuple[MaskRule, ...] = Field(default=(), description="Beeldpunten die afvallen")
    crs: str | None = Field(default=None, description="CRS als het bestand er geen noemt, bijvoorbeeld EPSG:32631")
    resampling: Resampling = Field(description="Hoe naar EPSG:28992 en naar een ander raster wordt omgerekend")
    offset_rule: Literal["sentinel2"] | None = Field(
        default=None, description="sentinel2: +1000 sinds baseline 04.00, of al verrekend, volgens de metadata"
    )
    date_pattern: NamedPattern | None = Field(
        default=None,
        description="Reguliere expressie (RE2) op de bestandsnaam met groepen year en (month en day, of doy)",
    )
    note: str | None = Field(default=None, description="Bekende fouten of grenzen, voor het rapport")


class RasterUse(Spec):
    """One image (file, folder, pattern or address) that is part of a raster layer in one scan."""

    source: Name = Field(description="Naam van een bron uit layers/rasters")
    path: str = Field(
        description="Bestand, map, patroon met * (mozaiek) of https-adres, vanaf de map van de scan; fictief/... mag"
    )
    peildatum: dt.date | None = Field(default=None, description="Opnamedatum; leeg is wat naam of metadata zegt")
    access: Access | None = Field(default=None, description="Strenger dan de bron, nooit ruimer")
