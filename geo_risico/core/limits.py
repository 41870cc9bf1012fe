"""What an input may be at most: every limit in one place, with its reason; docs/vijandige_invoer.md shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024**2
GIB: Final = 1024**3


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit: what it bounds, the largest value that is accepted, its unit and why no real input is larger."""

    what: str
    most: int
    unit: str
    why: str


DEFINITION: Final = Limit(
    what="definitie (YAML)", most=1_000_000, unit="bytes", why="de grootste eigen definitie is 40 kB"
)
DEFINITION_DEPTH: Final = Limit(
    what="lagen in elkaar in YAML", most=60, unit="lagen", why="een definitie heeft er hoogstens tien"
)
PATTERN: Final = Limit(
    what="reguliere expressie in een bron", most=500, unit="tekens", why="de langste eigen expressie heeft er 40"
)
FORM: Final = Limit(
    what="formulier, oordelen of bezoeklijst", most=20 * MIB, unit="bytes", why="honderdduizend bevindingen"
)
RECORD: Final = Limit(
    what="verslag van een scan, momentopname of archief", most=64 * MIB, unit="bytes", why="een manifest is enkele MB"
)
TABLE: Final = Limit(
    what="csv, json of xlsx, uitgepakt", most=2 * GIB, unit="bytes", why="zulke tabellen gaan heel in het geheugen"
)
COLUMNS: Final = Limit(what="kolommen van een tabel", most=5_000, unit="kolommen", why="een shapefile heeft er 255")
LINE: Final = Limit(what="regel van een csv", most=64 * MIB, unit="tekens", why="de grootste geometrie als tekst")
SHEET_ROWS: Final = Limit(what="rijen van een werkblad", most=1_048_576, unit="rijen", why="de grens van Excel")
SHEET_CELLS: Final = Limit(
    what="cellen van een werkblad",
    most=30_000_000,
    unit="cellen",
    why="een miljoen rijen, 30 kolommen",
)
SHEET_TEXT: Final = Limit(what="tekst in een cel van een blad", most=32_767, unit="tekens", why="de grens van Excel")
WORKBOOK: Final = Limit(what="invulblad, uitgepakt", most=300 * MIB, unit="bytes", why="enkele MB is gewoon")
ZIP_TOTAL: Final = Limit(what="zip, uitgepakt", most=60 * GIB, unit="bytes", why="de hele BAG of BGT past")
ZIP_FILES: Final = Limit(what="bestanden in een zip", most=100_000, unit="bestanden", why="een landelijke levering")
ZIP_RATIO: Final = Limit(
    what="verkleining van een bestand in een zip boven 50 MB",
    most=250,
    unit="keer",
    why="registers: 5 tot 60",
)
XML_DEPTH: Final = Limit(what="elementen in elkaar in XML", most=200, unit="elementen", why="CityGML heeft er dertig")
XML_PATHS: Final = Limit(what="soorten elementen in GML", most=20_000, unit="paden", why="de BGT heeft er honderden")
RASTER_SIDE: Final = Limit(what="zijde van een raster", most=2_000_000, unit="beeldpunten", why="Nederland op 25 cm")
RASTER_BLOCK: Final = Limit(
    what="blok van een raster", most=1 * GIB, unit="bytes", why="een blok gaat heel in het geheugen"
)
RASTER_BANDS: Final = Limit(what="banden van een raster", most=1_000, unit="banden", why="hyperspectraal heeft er 240")
PICTURE: Final = Limit(
    what="afbeelding (png, jpeg)", most=100_000_000, unit="beeldpunten", why="een tegel is 65 duizend"
)
ANSWER: Final = Limit(what="antwoord van een dienst", most=512 * MIB, unit="bytes", why="een pagina is enkele MB")

LIMITS: Final = (
    DEFINITION, DEFINITION_DEPTH, PATTERN, FORM, RECORD, TABLE, COLUMNS, LINE, SHEET_ROWS, SHEET_CELLS, SHEET_TEXT,
    WORKBOOK, ZIP_TOTAL, ZIP_FILES, ZIP_RATIO, XML_DEPTH, XML_PATHS, RASTER_SIDE, RASTER_BLOCK, RASTER_BANDS, PICTURE,
    ANSWER,
)  # fmt: skip
"""All of them, in the order of the documentation."""


def too_much(limit: Limit, found: int) -> str:
    """Dutch words for a value over a limit, empty when it is within.

    Examples
    --------
    >>> too_much(DEFINITION_DEPTH, 70)
    'lagen in elkaar in YAML: 70 lagen, verwacht hoogstens 60'
    >>> too_much(DEFINITION_DEPTH, 60)
    ''
    """
    if found <= limit.most:
        return ""
    return f"{limit.what}: {found} {limit.unit}, verwacht hoogstens {limit.most}"
