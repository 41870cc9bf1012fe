"""Addresses of cases and visits looked up in the addresses of the scan, without any connection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.cases.address_book import address_book
from geo_risico.cases.adres_text import read_row
from geo_risico.cases.match_one import MOST_SHOWN, Found, match_adres

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.cases.address_book import AddressBook

ADRES_COLUMNS: Final = ("adres", "straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats")
NO_BOOK: Final = "de scan heeft geen laag adressen om in te zoeken"


def match_addresses(table: pd.DataFrame, adressen: gpd.GeoDataFrame | None, wanted: NDArray[np.bool_]) -> pd.DataFrame:
    """Address of the scan that each wanted row means, one row per row of the table in its order.

    Parameters
    ----------
    table
        Layer casussen or bezoeken, with the columns of `ADRES_COLUMNS` as far as it has them.
    adressen
        Addresses of the scan (BAG); None finds nothing.
    wanted
        Rows to look up.

    Returns
    -------
    pandas.DataFrame
        how, adres_id, adres_row (label in ``adressen``, None without), x_m, y_m, reason and candidates.
    """
    texts = pd.DataFrame({name: _texts(table, name) for name in ADRES_COLUMNS}, index=pd.RangeIndex(len(table))).loc[
        wanted
    ]
    book = None if adressen is None or texts.empty else address_book(adressen)
    known: dict[tuple[str, ...], Found] = {}
    found: list[Found] = [Found("geen plek")] * len(table)
    for row, values in zip(texts.index, texts.itertuples(index=False, name=None), strict=True):
        if values not in known:
            known[values] = _look_up(dict(zip(ADRES_COLUMNS, values, strict=True)), book)
        found[row] = known[values]
    return _frame(found, book)


def _texts(table: pd.DataFrame, name: str) -> NDArray[np.object_]:
    if name not in table:
        return np.full(len(table), "", dtype=object)
    return table[name].astype(object).fillna("").astype(str).to_numpy(dtype=object)


def _look_up(row: dict[str, str], book: AddressBook | None) -> Found:
    adres = read_row(row)
    if book is None:
        return (
            Found("geen plek", reason="geen coördinaten en geen adres")
            if adres.is_empty
            else Found("niet gevonden", reason=NO_BOOK)
        )
    return match_adres(adres, book)


def _frame(found: list[Found], book: AddressBook | None) -> pd.DataFrame:
    positions = np.asarray([item.position for item in found], dtype=np.intp)
    hit = np.flatnonzero(positions >= 0)
    frame = pd.DataFrame(
        {
            "how": pd.Series([item.how for item in found], dtype="str"),
            "adres_id": pd.Series([""] * len(found), dtype="str"),
            "adres_row": pd.Series([None] * len(found), dtype=object),
            "x_m": np.nan,
            "y_m": np.nan,
            "reason": pd.Series([item.reason for item in found], dtype="str"),
            "candidates": pd.Series([_shown(item, book) for item in found], dtype="str"),
        }
    )
    if book is not None and len(hit):
        at = positions[hit]
        frame.loc[hit, "adres_id"] = book.adres_id[at]
        frame.loc[hit, "adres_row"] = book.label[at].astype(object)
        frame.loc[hit, ["x_m", "y_m"]] = book.xy[at]
    return frame


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Order in which 2 comes before 12."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"(\d+)", text)]


def _shown(item: Found, book: AddressBook | None) -> str:
    if book is None or not item.candidates:
        return ""
    names = sorted({book.written(p) for p in item.candidates}, key=_natural)
    more = [f"en nog {len(names) - MOST_SHOWN}"] if len(names) > MOST_SHOWN else []
    return "|".join([*names[:MOST_SHOWN], *more])
