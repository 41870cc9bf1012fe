"""The closed list of Dutch nouns that stay Dutch in code, shown as the glossary of the docs."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

CRS_RD: Final = "EPSG:28992"
"""Amersfoort / RD New, the one coordinate system between reading and drawing."""

CRS_WGS84: Final = "EPSG:4326"

TERMS: Final = MappingProxyType(
    {
        "adres": "Nummeraanduiding met straat, huisnummer en postcode (BAG)",
        "bebouwde kom": "Gebied dat TOP10NL of de adresdichtheid als kom aanwijst; daarbuiten ligt het buitengebied",
        "bouwval": "Pand met BAG-status 'Pand buiten gebruik': herstel is niet te verwachten; dat is geen leegstand",
        "buurt": "Laagste CBS-indeling binnen een wijk",
        "erf": "Panden die samen een werf of hof vormen: de eenheid van het thema buitengebied",
        "gebiedsscan": "Een gebied systematisch op gelegenheid bekeken; plaatsen, nooit personen",
        "gebruiksdoel": "Functie van een verblijfsobject volgens de BAG",
        "gemeente": "Bestuurlijke gemeente met CBS-code GMxxxx; niet de kadastrale gemeente",
        "gewasperceel": "Perceel uit de Basisregistratie Gewaspercelen; nooit 'BRP' genoemd",
        "leegstand": "Administratieve leegstand van een verblijfsobject; zie de vijf definities in de methode",
        "ligplaats": "Plaats voor een vaartuig met adres (BAG)",
        "pand": "Bouwkundige eenheid (BAG)",
        "peildatum": "Datum waarop de gegevens gelden",
        "perceel": "Kadastraal perceel (BRK)",
        "standplaats": "Plaats voor een wagen of chalet met adres (BAG)",
        "vaarweg": "Bevaarbaar water volgens NWB Vaarwegen",
        "verblijfsobject": "Kleinste gebruikseenheid met eigen adres (BAG)",
        "vierkant": "Cel van 500 m op het RD-raster van het CBS",
        "waterdeel": "Stuk water (BGT, TOP10NL)",
        "wijk": "CBS-indeling tussen gemeente en buurt",
        "witte vlek": "Plaats waar volgens het bezoekenlog weinig of niet is gekeken; 'laag' heet daar onbekend",
        "woonplaats": "Woonplaats (BAG)",
    }
)

ENGLISH_TWINS: Final = frozenset(
    {
        "parcel",
        "parcels",
        "municipality",
        "municipalities",
        "neighbourhood",
        "neighbourhoods",
        "neighborhood",
        "neighborhoods",
    }
)
"""Identifiers that are refused because the Dutch register noun is the name."""

CLASS_WORDS: Final = MappingProxyType({"A": "zeer laag", "B": "laag", "C": "midden", "D": "hoog", "E": "zeer hoog"})
"""Class -> what it says in words, the same on map, report, in QGIS and in the terminal."""

BACKGROUND_WORDS: Final = MappingProxyType(
    {
        "bezoeken": "bezochte locaties zonder vondst",
        "doelgroep": "locaties waar meldingen vandaan komen",
        "alle": "alle andere locaties",
    }
)
"""What cases are compared with -> in words."""
