"""Gemeenten by name, code or former name, with their outlines on a peildatum."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import DataError, GeoRisicoError
from geo_risico.core.gemeente_lookup import look_up
from geo_risico.core.gemeenten import KNOWN_TO, GemeenteRow, History, listed
from geo_risico.core.numbers import format_date, format_share
from geo_risico.core.terms import CRS_RD
from geo_risico.io.registers.gemeente_table import gemeente_history
from geo_risico.spatial.successors import area_shares

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import shapely

    from geo_risico.core.gemeente_lookup import Found

COLUMNS: Final = ("gemeente_code", "gemeente")


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """One gemeente of the peildatum behind what was asked.

    Attributes
    ----------
    asked
        The text as it was given.
    code, naam
        Code and name on the peildatum.
    geometry
        Whole outline of the gemeente, EPSG:28992.
    note
        Dutch sentence when it is not just the gemeente that was named; empty otherwise.
    share
        Share of the area of the named gemeente that lies in this one, 0 to 1; NaN when the outline of then is unknown.
    """

    asked: str
    code: str
    naam: str
    geometry: shapely.Geometry
    note: str = ""
    share: float = 1.0


def resolve(
    asked: Sequence[str], peildatum: dt.date, frame_of_year: Callable[[int], gpd.GeoDataFrame]
) -> list[Resolved]:
    """Gemeenten of the peildatum behind names, codes and former names, in the order asked.

    Parameters
    ----------
    asked
        Names ("Haaren", "Den Haag", "Bergen (L.)", "haaren 2020") or codes ("GM0788", "0788").
    peildatum
        Day whose gemeenten are meant: one that is no more gives its successors, one that is not yet its predecessors.
    frame_of_year
        Gives the gemeenten of a year: gemeente_code, gemeente and geometry in EPSG:28992. It is called for the year of
        the peildatum, and for the last year of a gemeente that is no more; there it may raise one of our errors, and
        the successors then come from the table alone.

    Raises
    ------
    DefinitionError
        When a text is no gemeente, a provincie, or the name of several; all are named at once, with the nearest names.
    DataError
        When the outline of a gemeente of the peildatum is missing from the gemeenten that there are.
    """
    frame = _checked(frame_of_year(peildatum.year), peildatum.year)
    history = _with_frame(gemeente_history(), frame, peildatum)
    found = look_up(asked, peildatum, history)
    outlines = _Outlines(frame, history, frame_of_year)
    resolved, problems = [], []
    for one in found:
        try:
            resolved += outlines.of(one, peildatum)
        except DataError as error:
            problems.append(str(error))
    if problems:
        raise DataError(f"{len(problems)} gemeente(n) zonder grenzen op {format_date(peildatum)}", problems)
    return resolved


def _checked(frame: gpd.GeoDataFrame, year: int) -> gpd.GeoDataFrame:
    """Frame with one valid row per code.

    Raises
    ------
    DataError
        When it is not what was promised.
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing or frame.crs is None or not frame.crs.equals(CRS_RD):
        raise DataError(
            f"gemeenten van {year}: verwacht de kolommen {', '.join(COLUMNS)} en crs {CRS_RD}; "
            f"gevonden {', '.join(map(str, frame.columns))} en crs {frame.crs}"
        )
    if frame["gemeente_code"].is_unique:
        return frame
    return frame.dissolve("gemeente_code", as_index=False)


def _with_frame(history: History, frame: gpd.GeoDataFrame, day: dt.date) -> History:
    """Table with what the frame knows beside it: other names, and gemeenten of after the table or of an exercise."""
    names = dict(zip(frame["gemeente_code"].astype(str), frame["gemeente"].astype(str), strict=True))
    rows = [
        replace(row, also=(*row.also, names[row.code])) if row.code in names and row.is_valid(day) else row
        for row in history.rows
    ]
    extra = [GemeenteRow(code=code, naam=naam) for code, naam in names.items() if code not in history.by_code]
    return History((*rows, *extra))


@dataclass(frozen=True)
class _Outlines:
    """The gemeenten of the peildatum, and those of earlier years where they can be had."""

    frame: gpd.GeoDataFrame
    history: History
    frame_of_year: Callable[[int], gpd.GeoDataFrame]

    def of(self, found: Found, day: dt.date) -> list[Resolved]:
        """Gemeenten of the day with their outlines."""
        is_itself = [row.code for row in found.valid] == [found.row.code]
        areas = self.frame.set_index("gemeente_code").geometry
        if is_itself and (found.row.code in areas.index or day.year <= KNOWN_TO):
            shares = {found.row.code: 1.0}
        else:
            shares = self._shares(found.row, areas, day)
        codes = list(shares if is_itself else dict.fromkeys([*shares, *(row.code for row in found.valid)]))
        missing = [code for code in codes or [found.row.code] if code not in areas.index]
        if missing:
            raise DataError(self._needed(found, missing, day))
        names = {str(code): str(naam) for code, naam in zip(areas.index, self.frame["gemeente"], strict=True)}
        return [
            Resolved(
                asked=found.asked,
                code=code,
                naam=names[code],
                geometry=areas[code],
                note=_noted(found, codes, names, shares),
                share=shares.get(code, math.nan),
            )
            for code in codes
        ]

    def _shares(self, row: GemeenteRow, areas: gpd.GeoSeries, day: dt.date) -> dict[str, float]:
        """Share of a gemeente of another time in those of the day, empty when its outline cannot be had."""
        year = _year_of(row, day)
        try:
            frame = _checked(self.frame_of_year(year), year)
        except GeoRisicoError:
            return {}
        then = frame.loc[frame["gemeente_code"] == row.code].geometry
        shares = area_shares(then.iloc[0], areas).items() if len(then) else ()
        return {str(code): float(share) for code, share in shares}

    def _needed(self, found: Found, missing: list[str], day: dt.date) -> str:
        """Say which outlines are needed, and where they can be had."""
        names = [self.history.by_code[code].label for code in missing]
        why = f"{found.note}. " if found.note else ""
        return (
            f"'{found.asked}': {why}De grenzen van {listed(names)} op {format_date(day)} ontbreken in de gemeenten die "
            f"er zijn ({len(self.frame)} rijen); nodig zijn de gemeentegrenzen van {day.year} (register cbs_gemeenten)"
        )


def _year_of(row: GemeenteRow, day: dt.date) -> int:
    """Last year in which a gemeente has an outline, or its first when that is still to come."""
    if row.since is not None and row.since > day:
        return row.since.year
    if row.until is None:
        return KNOWN_TO
    return row.until.year - ((row.until.month, row.until.day) == (1, 1))


def _noted(found: Found, codes: list[str], names: dict[str, str], shares: dict[str, float]) -> str:
    """Note with the shares, where more than one gemeente holds the ground."""
    if codes == [found.row.code]:
        return found.note
    told = found.note or f"{found.row.code} ({found.row.naam}) is nu {listed([f'{c} {names[c]}' for c in codes])}"
    if not shares or len(codes) == 1:
        return told
    parts = [f"{names[code]} {format_share(share)}" for code, share in shares.items()]
    return f"{told} (deel van de oppervlakte: {', '.join(parts)})"
