"""Streets that a row may mean: as written in its town, else the only look-alike that has the house number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.cases.address_book import AddressBook
    from geo_risico.cases.adres_text import Adres


@dataclass(frozen=True)
class Streets:
    """Positions with the house number in the street that is meant; ``reason`` is empty when written exactly so."""

    positions: list[int]
    reason: str = ""
    is_unique: bool = True


def find_streets(asked: Adres, book: AddressBook, low: int, high: int) -> Streets:
    """Return the addresses with a house number in the street that is meant, and what had to be assumed.

    Parameters
    ----------
    asked
        Street and town in shared spelling.
    book
        Addresses of the scan.
    low, high
        House numbers.
    """
    if not asked.street:
        return Streets([], "straat ontbreekt")
    if asked.town in book.in_town:
        exact = book.at_street(asked.street, asked.town, low, high)
        if exact:
            return Streets(exact)
        if (asked.street, asked.town) in book.streets:
            return Streets([], _no_number(asked, book, low, high))
    return _elsewhere(asked, book, low, high) or _look_alikes(asked, book, low, high)


def _no_number(asked: Adres, book: AddressBook, low: int, high: int) -> str:
    around = book.at_street(asked.street, asked.town, max(low - 6, 1), high + 6)
    near = sorted({int(book.number[p]) for p in around})
    what = f"huisnummer {low}" if low == high else f"huisnummers {low}-{high}"
    there = f" (wel {', '.join(str(n) for n in near[:6])})" if near else ""
    return f"{what} bestaat niet in die straat{there}"


def _elsewhere(asked: Adres, book: AddressBook, low: int, high: int) -> Streets | None:
    """The street as written in other towns: the only one when the row names none, else a look-alike of its town."""
    found = {town: book.at_street(asked.street, town, low, high) for town in book.towns_of.get(asked.street, ())}
    found = {town: positions for town, positions in found.items() if positions}
    if not found:
        return None
    everywhere = [p for positions in found.values() for p in positions]
    if set(found) == {""}:
        return Streets(everywhere, NO_TOWNS)
    if not asked.town:
        said = f"de straat staat in {len(found)} woonplaatsen" if len(found) > 1 else "de straat komt een keer voor"
        return Streets(everywhere, f"woonplaats ontbreekt; {said}", is_unique=len(found) == 1)
    return _in_like_town(asked, book, found)


def _in_like_town(asked: Adres, book: AddressBook, found: dict[str, list[int]]) -> Streets:
    """The street in the only town that looks like the one named; elsewhere it is no more than a candidate."""
    like = book.like_town(asked.town)
    best = [town for town, faults in like if town in found and faults == like[0][1]]
    if len(best) == 1:
        return Streets(found[best[0]], "woonplaats lijkt op die van het adres")
    if asked.town not in book.in_town and not like:
        return Streets([], "woonplaats staat niet in de adressen van de scan (de straat met dat nummer wel elders)")
    everywhere = [p for positions in found.values() for p in positions]
    return Streets(everywhere, "straat en nummer bestaan, maar in een andere woonplaats", is_unique=False)


NO_TOWNS: Final = "de adressen van de scan noemen geen woonplaats"


def _look_alikes(asked: Adres, book: AddressBook, low: int, high: int) -> Streets:
    """Streets within the allowed typing faults that have the number; the nearest when no other is as near."""
    scored = [
        (edits, positions)
        for street, town, edits in _candidates(asked, book)
        if (positions := book.at_street(street, town, low, high))
    ]
    if not scored:
        return Streets([], _why_none(asked, book, low))
    best = min(edits for edits, _ in scored)
    nearest = [positions for edits, positions in scored if edits == best]
    together = [p for positions in nearest for p in positions]
    if len(nearest) > 1:
        return Streets(together, "de straat lijkt op meer straten met dat nummer", is_unique=False)
    return Streets(together, f"schrijfwijze wijkt {best} teken{'s' if best > 1 else ''} af")


def _candidates(asked: Adres, book: AddressBook) -> Iterator[tuple[str, str, int]]:
    """Street, town and typing faults of both: in the town named, in its look-alikes, or everywhere without a town."""
    if not asked.town or set(book.in_town) == {""}:
        for street, edits in book.like_street(asked.street, None):
            yield from ((street, town, edits) for town in book.towns_of[street])
        return
    towns = [(asked.town, 0)] if asked.town in book.in_town else book.like_town(asked.town)
    for town, faults in towns:
        if (asked.street, town) in book.streets and faults:
            yield asked.street, town, faults
        yield from ((street, town, edits + faults) for street, edits in book.like_street(asked.street, town) if edits)


def _why_none(asked: Adres, book: AddressBook, low: int) -> str:
    if asked.town and asked.town not in book.in_town and not book.like_town(asked.town):
        return "woonplaats staat niet in de adressen van de scan"
    return f"straat met huisnummer {low} staat niet in de adressen van de scan, ook niet met een schrijffout"
