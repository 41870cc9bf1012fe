"""One address of a row against the addresses of the scan: postcode first, then street and town, then look-alikes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from rapidfuzz.distance import OSA

from geo_risico.cases.adres_text import Adres
from geo_risico.cases.spelling import street_key, town_key
from geo_risico.cases.streets import Streets, find_streets
from geo_risico.cases.typing_faults import MOST_EDITS, digits_of, edits_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_risico.cases.address_book import AddressBook
    from geo_risico.core.evidence import How

SAME_SPOT_M: Final = 1.0
"""Addresses that lie nearer to each other are one place."""
MOST_SHOWN: Final = 8
POSTCODE_EDITS: Final = 2


@dataclass(frozen=True)
class Found:
    """Outcome for one row: how, the position in the book (-1 without), why, and the positions that fit."""

    how: How
    position: int = -1
    reason: str = ""
    candidates: tuple[int, ...] = ()


def match_adres(adres: Adres, book: AddressBook) -> Found:
    """Return the address of the scan that a row means, or why there is none.

    Parameters
    ----------
    adres
        What the row says.
    book
        Addresses of the scan.
    """
    if adres.is_empty:
        return Found("geen plek", reason="geen coördinaten en geen adres")
    if adres.note and not adres.number:
        return Found("niet gevonden", reason=adres.note)
    if not adres.number:
        return Found("niet gevonden", reason="huisnummer ontbreekt")
    if not adres.postcode and not adres.street:
        return Found("niet gevonden", reason="postcode en straat ontbreken")
    asked = Adres(
        street=street_key(adres.street), number=adres.number, postcode=adres.postcode, town=town_key(adres.town)
    )
    if adres.number_to:
        return _match_range(adres, asked, book)
    return _match_single(adres, asked, book)


def _match_range(adres: Adres, asked: Adres, book: AddressBook) -> Found:
    """A range of house numbers; '12-14' may also be number 12 with addition 14, when that exists."""
    if not adres.is_range:
        single = _match_single(adres, asked, book)
        if single.position >= 0 and book.suffix[single.position] == adres.suffix:
            return single
    low, high = adres.number, adres.number_to
    by_post = book.at_postcode(asked.postcode, low, high)
    hits = _fitting(by_post, asked, book) or find_streets(asked, book, low, high).positions
    step = 2 if (high - low) % 2 == 0 else 1
    hits = [hit for hit in hits if (int(book.number[hit]) - low) % step == 0]
    towns = {str(book.town[hit]) for hit in hits}
    what = f"reeks {low}-{high}"
    if not hits:
        return Found("niet gevonden", reason=f"{what}: geen enkel huisnummer daarin staat in de adressen van de scan")
    if len(towns) > 1 or len({str(book.street[hit]) for hit in hits}) > 1:
        return Found("meer mogelijk", reason=f"{what} past in meer straten", candidates=tuple(hits))
    hits.sort(key=lambda hit: (int(book.number[hit]), str(book.suffix[hit]), str(book.adres_id[hit])))
    middle = hits[(len(hits) - 1) // 2]
    said = f"{what}: {len(hits)} adres{'sen' if len(hits) > 1 else ''}, het middelste is genomen"
    return Found("reeks", middle, said, tuple(hits))


def _match_single(adres: Adres, asked: Adres, book: AddressBook) -> Found:
    by_post = book.at_postcode(asked.postcode, asked.number, asked.number)
    for positions, found in _agreeing(adres, asked, by_post, book):
        if positions:
            return _with_suffix(positions, adres, book, found)
    by_street = find_streets(asked, book, asked.number, asked.number)
    if not by_street.positions:
        return _not_found(adres, by_post, by_street.reason, book)
    if not by_street.is_unique:
        return Found("meer mogelijk", reason=by_street.reason, candidates=tuple(by_street.positions))
    return _by_street(adres, asked, by_post, by_street, book)


def _agreeing(
    adres: Adres, asked: Adres, by_post: Sequence[int], book: AddressBook
) -> Iterator[tuple[list[int], Found]]:
    """Positions at the postcode that agree with the rest of the row, wholly first and then nearly."""
    yield _fitting(by_post, asked, book), Found("adres")
    if asked.street:
        like = [p for p in by_post if _is_like(asked.street, str(book.street[p]))]
        yield like, Found("gelijkend", reason=f"woonplaats '{adres.town}' wijkt af van die van het adres")
        nearly = [p for p in by_post if _is_nearly(asked.street, str(book.street[p]))]
        yield nearly, Found("gelijkend", reason=f"straat '{adres.street}' wijkt af van die van het adres")


def _by_street(adres: Adres, asked: Adres, by_post: Sequence[int], by_street: Streets, book: AddressBook) -> Found:
    """The street that is meant; a postcode that says something else is a typing fault, or makes it unsure."""
    found = Found("gelijkend" if by_street.reason else "straat", reason=by_street.reason)
    if _odd_postcode(asked, by_street.positions, book):
        if not _is_typing_fault(asked, by_post, by_street, book):
            said = f"postcode {adres.postcode} en straat wijzen naar verschillende adressen"
            return Found("meer mogelijk", reason=said, candidates=(*by_post, *by_street.positions))
        found = replace(found, how="gelijkend", reason=_both(found.reason, f"postcode {adres.postcode} klopt niet"))
    return _with_suffix(by_street.positions, adres, book, found)


def _fitting(positions: Sequence[int], asked: Adres, book: AddressBook) -> list[int]:
    """Positions whose street and town are the ones asked for, typing faults allowed; unknown always fits."""
    return [
        p
        for p in positions
        if _is_like(asked.street, str(book.street[p]))
        and (_is_like(asked.town, str(book.town[p])) or (asked.street != "" and asked.town not in book.in_town))
    ]


def _is_like(asked: str, there: str) -> bool:
    return not asked or not there or asked == there or edits_between(asked, there) is not None


def _is_nearly(asked: str, there: str) -> bool:
    """One or two typing faults, also in a short name: enough where postcode and number agree."""
    return bool(asked) and digits_of(asked) == digits_of(there) and OSA.distance(asked, there) <= MOST_EDITS


def _odd_postcode(asked: Adres, positions: Sequence[int], book: AddressBook) -> bool:
    known = {str(book.postcode[p]) for p in positions} - {""}
    return bool(asked.postcode and known and asked.postcode not in known)


def _is_typing_fault(asked: Adres, by_post: Sequence[int], by_street: Streets, book: AddressBook) -> bool:
    """Whether the postcode was written wrong, or the row may well mean the address that has this postcode."""
    edits = min(OSA.distance(asked.postcode, str(book.postcode[p])) for p in by_street.positions)
    if by_post:
        return edits == 1 and not by_street.reason
    return bool(asked.town) or edits <= POSTCODE_EDITS


def _with_suffix(positions: Sequence[int], adres: Adres, book: AddressBook, found: Found) -> Found:
    """The address with the letter and addition asked for, or what comes near when that is one place."""
    own = [p for p in positions if book.suffix[p] == adres.suffix]
    if own:
        return _one_place(own, book, found, "meer adressen heten zo")
    plain = [p for p in positions if book.suffix[p] == ""]
    if adres.suffix and plain:
        said = f"toevoeging {adres.suffix} staat niet in de adressen; nummer zonder toevoeging genomen"
        return _one_place(plain, book, _less(found, said), said)
    if adres.suffix:
        said = f"toevoeging {adres.suffix} staat niet in de adressen"
        return Found("meer mogelijk", reason=_both(found.reason, said), candidates=tuple(positions))
    said = "huisnummer staat alleen met letter of toevoeging in de adressen"
    return _one_place(list(positions), book, _less(found, said), said)


def _less(found: Found, said: str) -> Found:
    return replace(found, how="gelijkend", reason=_both(found.reason, said))


def _one_place(positions: list[int], book: AddressBook, found: Found, why: str) -> Found:
    """The first address when all lie on one spot or in one pand; otherwise several are possible."""
    first = min(positions, key=lambda p: (str(book.adres_id[p]), *book.xy[p]))
    if len(positions) == 1:
        return replace(found, position=first)
    spots = book.xy[positions]
    panden = {str(book.pand_id[p]) for p in positions}
    if np.ptp(spots, axis=0).max() <= SAME_SPOT_M or (len(panden) == 1 and "" not in panden):
        return replace(found, position=first, candidates=tuple(positions))
    said = found.reason if why in found.reason else _both(found.reason, why)
    return Found("meer mogelijk", reason=said, candidates=tuple(positions))


def _not_found(adres: Adres, by_post: Sequence[int], why: str, book: AddressBook) -> Found:
    if by_post:
        what = "straat" if adres.street else "woonplaats"
        there = min(book.written(p) for p in by_post)
        said = (
            f"{what} '{getattr(adres, 'street' if adres.street else 'town')}' past niet bij postcode {adres.postcode}"
        )
        return Found("meer mogelijk", reason=f"{said} ({there})", candidates=tuple(by_post))
    if adres.postcode and not adres.street:
        known = adres.postcode in book.postcodes
        said = f"huisnummer {adres.number} bestaat daar niet" if known else "die staat niet in de adressen van de scan"
        return Found("niet gevonden", reason=f"postcode {adres.postcode}: {said}")
    return Found("niet gevonden", reason=why)


def _both(one: str, two: str) -> str:
    return f"{one}; {two}" if one else two
