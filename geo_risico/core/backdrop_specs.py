"""Online backgrounds that a scan may allow on its map: where the tiles come from and who sees the request."""

from __future__ import annotations

from typing import Final

from pydantic import Field, field_validator, model_validator

from geo_risico.core.specs import Name, Spec, Text

PLACES: Final = ("{z}", "{x}", "{y}")
LOOPBACK: Final = (r"127\.0\.0\.1", "localhost")
_HOST: Final = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?"
ADDRESS: Final = rf"^(https://{_HOST}|http://({'|'.join(LOOPBACK)})(:\d{{1,5}})?)/[A-Za-z0-9._~/{{}}?=&:%+-]+$"
"""Https, or http to this machine itself; no character that could end a policy or an attribute."""


class BackdropSpec(Spec):
    """One service of map tiles (EPSG:3857) that lies over the background of the file when the reader asks for it."""

    name: Name = Field(description="Naam; gelijk aan de bestandsnaam")
    title: Text = Field(description="Nederlandse naam, zoals in Kaartlagen")
    url: str = Field(pattern=ADDRESS, description="Adres van een tegel over https, met {z}, {x} en {y}")
    attribution: Text = Field(description="Bronvermelding op de kaart zolang de achtergrond aan staat")
    licence: Text = Field(description="Licentie")
    min_zoom: int = Field(default=0, ge=0, le=19, description="Kleinste zoom met tegels")
    max_zoom: int = Field(default=19, ge=0, le=22, description="Grootste zoom met tegels; daarboven vergroot de kaart")
    note: str | None = Field(default=None, description="Bekende grenzen")

    @field_validator("url")
    @classmethod
    def _tile_address(cls, url: str) -> str:
        path = url.split("/", 3)[3]
        if any(url.count(place) != 1 or place not in path for place in PLACES):
            raise ValueError("verwacht {z}, {x} en {y}, elk een keer, na de naam van de dienst")
        if any(bracket in path.replace("{z}", "").replace("{x}", "").replace("{y}", "") for bracket in "{}"):
            raise ValueError("verwacht tussen accolades alleen z, x en y")
        return url

    @model_validator(mode="after")
    def _zooms(self) -> BackdropSpec:
        if self.min_zoom > self.max_zoom:
            raise ValueError(f"min_zoom {self.min_zoom} is groter dan max_zoom {self.max_zoom}")
        return self

    @property
    def origin(self) -> str:
        """Scheme and host that the page may load pictures from."""
        return "/".join(self.url.split("/")[:3])

    @property
    def host(self) -> str:
        """Name of the host, for the reader."""
        return self.url.split("/")[2]
