"""From what somebody types (coordinates, address, location) to a point in RD."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Transformer

from geo_risico.core.errors import DataError
from geo_risico.core.route import Place
from geo_risico.core.terms import CRS_RD, CRS_WGS84
from geo_risico.scan.search_keys import adres_texts

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.results import Layers, Release

_NUMBER: Final = r"[-+]?\d+(?:\.\d+)?"
_PAIR: Final = re.compile(rf"\s*({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*")
_RD: Final = (-7000.0, 289_000.0, 300_000.0, 629_000.0)
_WGS84: Final = (50.0, 3.0, 54.0, 7.5)
_NEAR_M: Final = 250.0
"""Addresses with the same words further apart than this are different places."""
_LIKE: Final = 3
_MOST_COMPARED: Final = 20_000
_HOW: Final = "verwacht RD ('194000 501000'), breedte en lengte ('52.50, 5.96'), een kenmerk of een adres"


def find_place(text: str, option: str, release: Release, layers: Layers) -> Place:
    """Point of what somebody typed as start or end.

    Parameters
    ----------
    text
        RD coordinates in metres, latitude and longitude, the identifier of a location, or an address.
    option
        Where it was typed, for the message.
    release
        What may be shown: only its locations are found.
    layers
        Of the scan; addresses come from ``adressen`` where that layer is open.

    Raises
    ------
    DataError
        When it is no such thing, lies outside the Netherlands, or several places are called so.
    """
    pair = _PAIR.fullmatch(text)
    if pair is not None:
        return _at(text, option, float(pair[1]), float(pair[2]))
    for part in release.by_theme:
        if part.locations is not None and text in part.locations.index:
            point = part.locations.geometry[text].representative_point()
            return Place(x=point.x, y=point.y, name=str(part.locations["label"][text]))
    return _address(text, option, layers)


def _at(text: str, option: str, first: float, second: float) -> Place:
    if _RD[0] <= first <= _RD[2] and _RD[1] <= second <= _RD[3]:
        return Place(x=first, y=second, name=f"RD {first:.0f}, {second:.0f}")
    if _WGS84[0] <= first <= _WGS84[2] and _WGS84[1] <= second <= _WGS84[3]:
        x, y = Transformer.from_crs(CRS_WGS84, CRS_RD, always_xy=True).transform(second, first)
        return Place(x=float(x), y=float(y), name=f"{first:.5f}, {second:.5f}")
    raise DataError(f"{option} '{text}': ligt niet in Nederland; {_HOW}")


def _address(text: str, option: str, layers: Layers) -> Place:
    frame = layers.frames.get("adressen")
    if frame is None or frame.empty or layers.access("adressen") != "open":
        raise DataError(f"{option} '{text}': niet gevonden; deze scan heeft geen open adressen; {_HOW}")
    texts = adres_texts(frame).dropna()
    words = texts.map(_plain)
    asked = _plain(text)
    head, rest = asked[0], asked[1:]
    hits = texts[[own[0] == head and set(rest) <= set(own[1:]) for own in words]] if head else texts.iloc[:0]
    if hits.empty:
        like = get_close_matches(text, sorted(set(texts))[:_MOST_COMPARED], n=_LIKE)
        near = f"; lijkt op {'; '.join(like)}" if like else f"; {_HOW}"
        raise DataError(f"{option} '{text}': dit adres staat niet in de adressen van deze scan{near}")
    return _one_place(text, option, hits, frame)


def _plain(text: str) -> tuple[str, ...]:
    """Street with number, then postcode and woonplaats as words of their own, in small letters."""
    head, _, rest = text.partition(",")
    tail = re.sub(r"(\d{4})\s*([a-z]{2})\b", r"\1\2 ", rest.casefold())
    return (" ".join(head.casefold().split()), *tail.replace(",", " ").split())


def _one_place(text: str, option: str, hits: pd.Series[str], frame: pd.DataFrame) -> Place:
    points = shapely.centroid(np.asarray(frame.loc[hits.index, "geometry"], dtype=object))
    there = ~(shapely.is_missing(points) | shapely.is_empty(points))
    xy = shapely.get_coordinates(points[there])
    names = hits[there].tolist()
    if not len(xy):
        raise DataError(f"{option} '{text}': dit adres heeft geen plaats in de gegevens")
    if np.hypot(*(xy - xy[0]).T).max() > _NEAR_M:
        found = "; ".join(list(dict.fromkeys(names))[:_LIKE])
        raise DataError(f"{option} '{text}': meer adressen heten zo ({found}); noem ook postcode of woonplaats")
    return Place(x=float(xy[0, 0]), y=float(xy[0, 1]), name=names[0])
