"""On which day an image was taken, and how that is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import DataError
from geo_risico.core.patterns import named_groups
from geo_risico.core.results import Repair

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo_risico.core.raster_specs import RasterUse
    from geo_risico.io.raster.handles import Image

JULY: Final = 7
"""Month of an image of which only the year is known."""
CENTURY: Final = 100


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Day of an image; unknown when None. ``assumption``: what it rests on, if not on a fact."""

    date: dt.date | None
    assumption: Repair | None = None


def taken(
    use: RasterUse,
    images: Sequence[Image],
    pattern: str | None,
    item: Mapping[str, Any] | None,
    tags: Mapping[str, str],
) -> Dated:
    """Day of an image: the peildatum, the name, the STAC item or the file, in this order.

    Raises
    ------
    DataError
        When the files of one image are of different days, or a name holds a day that does not exist.
    """
    if use.peildatum is not None:
        return Dated(date=use.peildatum)
    named = _named(use, images, pattern)
    if named is not None:
        return named
    if item is not None and (said := _iso(str(item["properties"].get("datetime") or ""))):
        return Dated(date=said)
    return stamped(tags.get("tifftag_datetime", ""))


def stamped(stamp: str) -> Dated:
    """Day that the file was written, according to itself.

    Examples
    --------
    >>> stamped("2023:05:01 10:00:00").date
    datetime.date(2023, 5, 1)
    """
    date = _iso(stamp[:10].replace(":", "-"))
    message = f"Datum {date} komt uit het bestand (TIFFTAG_DATETIME); dat kan de dag van bewerking zijn."
    return Dated(date=date, assumption=Repair(kind="assumption", count=1, message=message) if date else None)


def checked(found: Dated, peildatum: dt.date, path: str) -> Dated:
    """The date, unknown when only the file says so and it is after the peildatum of the scan.

    Raises
    ------
    DataError
        When the image is of after the peildatum.
    """
    if found.date is None or found.date <= peildatum:
        return found
    if found.assumption is not None and "TIFFTAG" in found.assumption.message:
        message = (
            f"De datum in het bestand ({found.date}) ligt na de peildatum en is die van de bewerking; de opnamedatum "
            "is onbekend."
        )
        return Dated(date=None, assumption=Repair(kind="assumption", count=1, message=message))
    raise DataError(
        f"{path}: beeld van {found.date}, na de peildatum van de scan ({peildatum}); verwacht een "
        "beeld van die dag of eerder"
    )


def matching(images: Iterable[Image], pattern: str | None) -> tuple[Image, ...]:
    """Files whose name fits the pattern of dates; all of them when none does."""
    files = tuple(images)
    kept = tuple(i for i in files if pattern and named_groups(PurePosixPath(i.label).name, pattern) is not None)
    return kept or files


def _named(use: RasterUse, images: Sequence[Image], pattern: str | None) -> Dated | None:
    if not pattern:
        return None
    found: dict[dt.date, str] = {}
    is_exact = True
    for image in images:
        hit = named_groups(PurePosixPath(image.label).name, pattern)
        hit = named_groups(image.label, pattern) if hit is None else hit
        if hit is not None:
            date, is_day = _from_name(image.label, hit)
            found.setdefault(date, image.label)
            is_exact = is_exact and is_day
    if not found:
        return None
    if len(found) > 1:
        lines = [f"{date}: {label}" for date, label in sorted(found.items())]
        raise DataError(
            f"{use.path}: bestanden van {len(found)} dagen in een beeld; verwacht een beeld per dag, met * in path",
            lines,
        )
    date = next(iter(found))
    message = f"De naam noemt geen dag; {date} is aangenomen (midden van het jaar, of de eerste van de maand)."
    return Dated(date=date, assumption=None if is_exact else Repair(kind="assumption", count=1, message=message))


def _from_name(label: str, hit: Mapping[str, str]) -> tuple[dt.date, bool]:
    parts = {key: int(value) for key, value in hit.items() if value}
    if "year" not in parts:
        raise DataError(f"{label}: date_pattern geeft geen jaar; verwacht een groep year")
    if "doy" in parts:
        return _day(label, parts["year"], 1, 1, after=parts["doy"] - 1), True
    return _day(label, parts["year"], parts.get("month", JULY), parts.get("day", 1)), "day" in parts


def _day(where: str, year: int, month: int, day: int, after: int = 0) -> dt.date:
    year = year + 2000 if year < CENTURY else year
    try:
        date = dt.date(year, month, day) + dt.timedelta(days=after)
    except (ValueError, OverflowError) as error:
        raise DataError(
            f"{where}: {year}-{month}-{day} is geen dag; verwacht jaar, maand en dag of dagnummer"
        ) from error
    if date.year != year:
        raise DataError(f"{where}: dag {after + 1} van {year} bestaat niet; verwacht 1 tot en met 366")
    return date


def _iso(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
