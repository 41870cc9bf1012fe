"""What people call a place by: the addresses and the percelen of each location, as text to search in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from geo_risico.locations.water.groups import nearest_within
from geo_risico.spatial.linked import in_use, shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.results import Locations

SEPARATOR: Final = "|"
NEAR_M: Final = 25.0
"""An address that no builder linked belongs to the nearest location within this distance."""
_ADRES: Final = ("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats")
_AANDUIDING: Final = ("kadastrale_gemeente", "akr_code", "sectie", "perceelnummer")
_NUMBER: Final = r"^\s*(\d+)"


def with_search_keys(locations: Locations, frames: Mapping[str, pd.DataFrame]) -> Locations:
    """Locations with the columns adressen and kadastrale_aanduidingen: texts joined by ``|``, NaN for none.

    A column is left out where its layer is absent or says nothing. A gemeente gets neither: it would list everything in
    it. The addresses of an erf, terrein or haven are those that its builder linked; elsewhere those inside a location
    or near it.

    Parameters
    ----------
    locations
        Locations of one theme, with their links.
    frames
        Layer name -> frame in our columns (EPSG:28992).

    Examples
    --------
    One location may carry ``Kleikade 2, 8260 AB Polderdorp|Kleikade 10a, 8260 AB Polderdorp``.
    """
    frame = locations.frame
    if not len(frame) or (frame["kind"] == "gemeente").all():
        return locations
    found = {"adressen": _adressen(locations, frames), "kadastrale_aanduidingen": _aanduidingen(locations, frames)}
    columns = {name: texts.reindex(frame.index).astype("str") for name, texts in found.items() if len(texts)}
    return replace(locations, frame=frame.assign(**columns)) if columns else locations


def adres_texts(adressen: pd.DataFrame) -> pd.Series[str]:
    """Text of each address: 'Kleikade 10a-2, 8260 AB Polderdorp'; NaN without number, or without street and postcode.

    Parameters
    ----------
    adressen
        Layer; columns may be missing or unknown.
    """
    straat, huisnummer, letter, extra, postcode, woonplaats = (_filled(adressen, name) for name in _ADRES)
    post = postcode.str.replace(r"^(\d{4})\s*([A-Za-z]{2})$", r"\1 \2", regex=True).str.upper()
    first = (straat + " " + huisnummer + letter + ("-" + extra).where(extra != "", "")).str.strip()
    last = (post + " " + woonplaats).str.strip()
    text = first + (", " + last).where(last != "", "")
    is_usable = (huisnummer != "") & ((straat != "") | (post != ""))
    return text.str.replace(SEPARATOR, " ", regex=False).where(is_usable)


def perceel_texts(percelen: pd.DataFrame) -> pd.Series[str]:
    """Kadastrale aanduiding of each perceel: 'Polderdorp (PDP01) B 1234'; NaN where it is not whole.

    Parameters
    ----------
    percelen
        Layer; columns may be missing or unknown.
    """
    gemeente, code, sectie, number = (_filled(percelen, name) for name in _AANDUIDING)
    number = number.str.replace(r"\.0+$", "", regex=True).str.replace(r"^0+(?=\d)", "", regex=True)
    where = (gemeente + (" (" + code + ")").where((code != "") & (gemeente != ""), code)).str.strip()
    text = where + " " + sectie + " " + number
    is_whole = (where != "") & (sectie != "") & (number != "")
    return text.str.replace(SEPARATOR, " ", regex=False).where(is_whole)


def _filled(frame: pd.DataFrame, column: str) -> pd.Series[str]:
    """Column as text without spaces around it; unknown or missing is empty."""
    if column not in frame:
        return pd.Series("", index=frame.index, dtype="str")
    return frame[column].astype("str").fillna("").str.strip()


def _adressen(locations: Locations, frames: Mapping[str, pd.DataFrame]) -> pd.Series[str]:
    adressen = frames.get("adressen")
    if adressen is None or not len(adressen):
        return pd.Series(dtype="str")
    rows = adressen[in_use(adressen)] if "status" in adressen else adressen
    link = locations.links.get("adressen")
    link = _nearest(locations, rows) if link is None else link[link.index.isin(rows.index)]
    rows = rows.loc[link.index]
    order = {
        "straat": _filled(rows, "straat"),
        "number": _leading(_filled(rows, "huisnummer")),
        "letter": _filled(rows, "huisletter").str.upper(),
        "extra": _leading(_filled(rows, "toevoeging")),
    }
    return _joined(link, adres_texts(rows), pd.DataFrame(order))


def _leading(texts: pd.Series[str]) -> pd.Series[float]:
    """Number that a text starts with; -1 for an empty text and infinity for a text without number."""
    number = pd.to_numeric(texts.str.extract(_NUMBER, expand=False), errors="coerce").astype("float64")
    return number.fillna(np.inf).where(texts != "", -1.0)


def _nearest(locations: Locations, adressen: pd.DataFrame) -> pd.Series[str]:
    """Location_id of each address inside or near a location, on the index of the layer."""
    places = shapes(adressen)  # type: ignore[arg-type]
    there = np.flatnonzero(~(shapely.is_missing(places) | shapely.is_empty(places)))
    owner = nearest_within(places[there], shapes(locations.frame), NEAR_M)
    names = locations.frame.index.to_numpy(dtype=object)
    return pd.Series(names[owner[owner >= 0]], index=adressen.index[there[owner >= 0]], dtype="str")


def _aanduidingen(locations: Locations, frames: Mapping[str, pd.DataFrame]) -> pd.Series[str]:
    percelen = frames.get("percelen")
    if percelen is None or not len(percelen) or "vierkant" in set(locations.frame["kind"]):
        return pd.Series(dtype="str")
    link = locations.links.get("percelen")
    link = _overlapping(locations, percelen) if link is None else link
    rows = percelen.loc[link.index]
    number = pd.to_numeric(_filled(rows, "perceelnummer"), errors="coerce")
    order = {"where": _filled(rows, "kadastrale_gemeente") + " " + _filled(rows, "sectie"), "number": number}
    return _joined(link, perceel_texts(rows), pd.DataFrame(order))


def _overlapping(locations: Locations, percelen: pd.DataFrame) -> pd.Series[str]:
    """Location_id of every perceel that a location touches, on the index of the layer; a perceel may serve several."""
    grounds = shapes(percelen)  # type: ignore[arg-type]
    place, row = shapely.STRtree(grounds).query(shapes(locations.frame), predicate="intersects")
    names = locations.frame.index.to_numpy(dtype=object)[place]
    return pd.Series(names, index=percelen.index[row], dtype="str")


def _joined(link: pd.Series[str], texts: pd.Series[str], order: pd.DataFrame) -> pd.Series[str]:
    """Texts of each location in their order, each once, joined; on location_id."""
    table = order.reset_index(drop=True).assign(location_id=link.to_numpy(), text=texts.to_numpy())
    table = table[table["text"].notna() & table["location_id"].notna()]
    table = table.sort_values(["location_id", *order.columns, "text"]).drop_duplicates(["location_id", "text"])
    starts = np.flatnonzero(~table["location_id"].duplicated().to_numpy())
    owned = np.split(table["text"].to_numpy(dtype=object), starts[1:]) if len(starts) else []
    return pd.Series([SEPARATOR.join(part) for part in owned], index=table["location_id"].iloc[starts], dtype="str")
