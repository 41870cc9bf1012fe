"""Rows of the registers as they are in one gemeente of the country: identifiers, names and codes of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo_risico.io.sources.fictief.land.tables import PAND, PERCEEL, UNIT
from geo_risico.io.sources.fictief.names import place_names

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Floats, Ints

LETTERS: Final = {
    "wegen": "WD", "waterdelen": "WV", "beplanting": "TR", "kassen": "GB", "functionele_gebieden": "FG",
    "plaatsen": "PL",
}  # fmt: skip
SECTIONS: Final = np.array(list("ABCDEFGHKLMNPRST"))
POSTCODES: Final = 9_000
INNER: Final = ("lot", "is_rural", "pand_row")
"""Columns of the squares that are in no register."""


@dataclass(frozen=True, kw_only=True)
class Gemeente:
    """One gemeente of the country: its number in order of code, its code (GMxxxx) and name."""

    number: int
    code: str
    name: str

    @property
    def digits(self) -> str:
        """Four digits with which every identifier of the BAG begins."""
        return self.code.removeprefix("GM")


@dataclass(frozen=True, eq=False, kw_only=True)
class Facts:
    """What the rows of a layer need to know.

    ``tile``: number in the country of the square each lies on; ``square``: the same, counted within the gemeente;
    ``area_m2``: of percelen; ``pand``: for units the serial number of their pand.
    """

    tile: Ints
    square: Ints
    area_m2: Floats | None = None
    pand: Ints | None = None


def in_gemeente(name: str, rows: pa.Table, gemeente: Gemeente, facts: Facts) -> pa.Table:
    """Rows of a layer with the identifiers, names and codes of a gemeente, unique in the country."""
    columns: dict[str, Any] = {}
    if name == PAND:
        columns["identificatie"] = _identifiers(f"{gemeente.digits}10", np.arange(len(rows)) + 1, 10)
    elif name == UNIT:
        columns = _units(rows, gemeente, facts)
    elif name == PERCEEL:
        columns = _percelen(len(rows), gemeente, facts)
    elif name in LETTERS:
        begin = f"NL.TOP10NL.FICTIEF.{LETTERS[name]}{gemeente.digits}"
        columns["lokaal_id"] = _identifiers(begin, np.arange(len(rows)) + 1, 8)
    elif name == "gebruikslocaties":
        columns["osm_id"] = _identifiers(f"99{gemeente.digits}", np.arange(len(rows)) + 1, 6)
    for column, values in columns.items():
        rows = rows.set_column(rows.schema.get_field_index(column), column, values)
    return rows.drop_columns([column for column in INNER if column in rows.schema.names])


def woonplaatsen(square: Ints) -> list[str]:
    """Names of the woonplaatsen of a gemeente, one for each square."""
    return place_names(int(square.max(initial=0)) + 2)[1:]


def _identifiers(begin: str, number: Ints, width: int) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), width, "0")
    return pc.binary_join_element_wise(pa.scalar(begin), digits, "")


def _units(rows: pa.Table, gemeente: Gemeente, facts: Facts) -> dict[str, Any]:
    area = pc.cast(pa.array(1000 + facts.tile % POSTCODES), pa.string())
    letters = pc.cast(pc.utf8_slice_codeunits(rows["postcode"].combine_chunks(), 4, 6), pa.string())
    return {
        "identificatie": _identifiers(f"{gemeente.digits}01", np.arange(len(rows)) + 1, 10),
        "pand_identificatie": _identifiers(f"{gemeente.digits}10", np.asarray(facts.pand) + 1, 10),
        "woonplaats_naam": pa.array(np.array(woonplaatsen(facts.square))[facts.square], type=pa.string()),
        "postcode": pc.binary_join_element_wise(area, letters, ""),
    }


def _percelen(count: int, gemeente: Gemeente, facts: Facts) -> dict[str, Any]:
    section = facts.tile % len(SECTIONS)
    order = np.argsort(section, kind="stable")
    number = np.empty(count, dtype=np.int32)
    first = np.searchsorted(section[order], np.arange(len(SECTIONS)))
    number[order] = np.arange(count) - first[section[order]] + 1
    a, b = divmod(gemeente.number, 26)
    letters = f"{chr(65 + a // 26)}{chr(65 + a % 26)}{chr(65 + b)}00"
    return {
        "identificatie_lokaal_id": _identifiers(gemeente.digits, np.arange(count) + 1, 11),
        "kadastrale_gemeente_waarde": _same(gemeente.name, count),
        "kadastrale_gemeente_code": _same(gemeente.digits, count),
        "akr_kadastrale_gemeente_code_waarde": _same(letters, count),
        "sectie": pa.array(SECTIONS[section]),
        "perceelnummer": pa.array(number),
        "kadastrale_grootte_waarde": pa.array(np.maximum(np.round(np.asarray(facts.area_m2)), 1.0)),
    }


def _same(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text), count)
