"""The address that a row names, taken apart: street, number, range, addition, postcode and woonplaats."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo_risico.cases.spelling import POSTCODE, postcode_key, suffix_key

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER: Final = re.compile(
    r"^\s*(?:nr\.?|no\.?|nummer|huisnummer)?\s*(\d{1,5})(?:\.0)?(?!\d)(.*)$", re.IGNORECASE | re.DOTALL
)
SURE_RANGE: Final = re.compile(r"^\s*(?:t/m|tm|t\.m\.|tot en met|tot|en|&|\+|,)\s*(\d{1,5})\s*$", re.IGNORECASE)
MAYBE_RANGE: Final = re.compile(r"^\s*(?:-|\u2013|\u2014|/|\s-\s)\s*(\d{1,5})\s*$")
A_DATE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}([T ].*)?$")
STREET_NUMBER: Final = re.compile(
    r"^(?P<street>.*?[A-Za-z\u00C0-\u024F].*?)[\s,]+(?:nr\.?\s*)?(?P<rest>\d{1,5}(?!\d|e\b|de\b|ste\b).*)$", re.DOTALL
)
NUMBER_FIRST: Final = re.compile(
    r"^\s*(?P<rest>\d{1,5}\s?[A-Za-z]?)\s+(?P<street>[A-Za-z\u00C0-\u024F]{3}.*)$", re.DOTALL
)
TAIL: Final = re.compile(
    r"^(?P<own>\d{1,5}(?:\s?(?:-|\u2013|/|t/m)\s?\d{1,5}(?!\w))?(?:\s?-?\s?[A-Za-z](?![A-Za-z]))?"
    r"(?:-\w{1,6}(?!\w)|\s?-?\s?(?:bis|hs|huis|boven|beneden|rd|zw|to|ab|\d{1,4}|[IVX]{1,4}|[A-Za-z]{1,3}\d{1,3})(?!\w))*)"
    r"[\s,;]*(?:te|in)?\s*(?P<town>[A-Za-z'\u00C0-\u024F].*)?$"
)
ENDS_IN_YEAR: Final = re.compile(
    r"^((?:1[4-9]|20)\d\d(?:\s?-\s?(?:1[4-9]|20)\d\d)?)[\s,]+(?:nr\.?\s*)?(\d{1,5}.*)$", re.DOTALL
)
"""A street that ends in a year: Plein 1944 5."""
PLAIN_NUMBER: Final = re.compile(r"\d{1,5}(?:\s?[A-Za-z](?![A-Za-z]))?")
COUNTRY: Final = re.compile(r"[\s,]*\b(nederland|the netherlands|nl)\s*$", re.IGNORECASE)
LARGEST_RANGE: Final = 200
POSTBUS: Final = re.compile(r"\bpostbus\b|\bantwoordnummer\b", re.IGNORECASE)


@dataclass(frozen=True)
class Adres:
    """What a row says of its address; empty text and 0 where it says nothing.

    ``number_to``: last number of a range; ``is_range``: nothing else can be meant. ``note``: why it cannot be read.
    """

    street: str = ""
    number: int = 0
    suffix: str = ""
    number_to: int = 0
    is_range: bool = False
    postcode: str = ""
    town: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """True when the row names no place at all."""
        return not (self.street or self.number or self.postcode or self.town or self.note)


def read_number(text: str) -> Adres:
    """Return the number, the end of a range and the addition in a text like '12 A-2', '12-14' or '12bis'.

    Parameters
    ----------
    text
        What stands in the column of the house number.

    Examples
    --------
    >>> read_number("12 A-2"), read_number("12 t/m 16").number_to
    (Adres(street='', number=12, suffix='A2', number_to=0, is_range=False, postcode='', town='', note=''), 16)
    """
    if A_DATE.match(text.strip()):
        return Adres(note=f"huisnummer '{text.strip()[:10]}' is door een rekenblad een datum geworden")
    found = NUMBER.match(text)
    if found is None:
        return Adres(note=f"huisnummer '{text.strip()[:20]}' is geen nummer")
    number, rest = int(found[1]), found[2].strip()
    for pattern in (SURE_RANGE, MAYBE_RANGE):
        ends = pattern.match(rest)
        if ends is not None and number < int(ends[1]) <= number + LARGEST_RANGE:
            sure = pattern is SURE_RANGE
            return Adres(number=number, number_to=int(ends[1]), is_range=sure, suffix="" if sure else suffix_key(rest))
    return Adres(number=number, suffix=suffix_key(rest))


def read_line(text: str) -> Adres:
    """Return the address in one line of text, such as 'Dorpsstraat 12a, 8261 AB Kampen'.

    Parameters
    ----------
    text
        Address as somebody wrote it, in any usual order.

    Examples
    --------
    >>> found = read_line("Dorpsstraat 12a, 8261 AB Kampen")
    >>> found.street, found.number, found.suffix, found.postcode, found.town
    ('Dorpsstraat', 12, 'A', '8261AB', 'Kampen')
    """
    line = COUNTRY.sub("", " ".join(re.sub(r"\(.*?\)", " ", text).replace("\n", ", ").replace(";", ",").split())).strip(
        " ,."
    )
    if POSTBUS.search(line):
        return Adres(note="een postbus is geen plek")
    codes = [hit for hit in POSTCODE.finditer(line) if not hit[0].endswith((" nr", " no", " te", " in", " tm"))]
    if not codes:
        return _without_postcode(line)
    code = codes[-1]
    before, after = line[: code.start()].strip(" ,"), line[code.end() :].strip(" ,")
    own = _street_and_number(before) if before else Adres()
    if not own.number and after and after[0].isdigit():
        own, after = replace(read_number(_head(after)), street=own.street), after[len(_head(after)) :].strip(" ,")
    elif not own.number and any(sign.isdigit() for sign in after):
        behind = _without_postcode(after)
        own, after = replace(behind, town=own.street if not behind.town else behind.town), ""
    return replace(own, postcode=postcode_key(code[0]), town=after or own.town)


def _head(text: str) -> str:
    found = TAIL.match(text)
    return found["own"] if found else text


def _without_postcode(line: str) -> Adres:
    parts = [part.strip() for part in line.split(",") if part.strip()]
    if len(parts) > 1:
        numbered = [i for i, part in enumerate(parts) if re.search(r"\d", part)]
        if numbered:
            whole = parts[numbered[0]]
            if whole[0].isdigit() and numbered[0] > 0 and NUMBER_FIRST.match(whole) is None:
                whole = f"{parts[numbered[0] - 1]} {whole}"
                parts = [*parts[: numbered[0] - 1], whole, *parts[numbered[0] + 1 :]]
            own = _street_and_number(whole)
            others = [part for part in parts if part != whole]
            return replace(own, town=others[-1] if others else own.town)
    return _street_and_number(line)


def _street_and_number(text: str) -> Adres:
    """Street, number and what follows; a short word of letters after the number is an addition, a longer one a town."""
    found = STREET_NUMBER.match(text)
    if found is None:
        turned = NUMBER_FIRST.match(text)
        if turned is not None:
            return replace(read_number(turned["rest"]), street=turned["street"].strip(" ,"))
        return read_number(text) if re.fullmatch(r"\d{1,5}\s?\w{0,4}", text) else Adres(street=text)
    street, rest = found["street"], found["rest"]
    year = ENDS_IN_YEAR.match(rest)
    if year is not None:
        street, rest = f"{street} {year[1]}", year[2]
    tail = TAIL.match(rest)
    if tail is None:
        plain = PLAIN_NUMBER.match(rest)
        return replace(read_number(plain[0] if plain else rest), street=street.strip(" ,"))
    return replace(read_number(tail["own"]), street=street.strip(" ,"), town=(tail["town"] or "").strip(" ,"))


def read_row(row: Mapping[str, str]) -> Adres:
    """Return the address of a row: columns of their own go before the line of text.

    Parameters
    ----------
    row
        Text by column: adres, straat, huisnummer, huisletter, toevoeging, postcode, woonplaats; empty where unknown.
    """
    line = read_line(row["adres"]) if row["adres"] else Adres()
    own = line
    if row["straat"]:
        in_street = Adres(street=row["straat"]) if row["huisnummer"] else _street_and_number(row["straat"])
        own = replace(in_street if in_street.number or not line.number else line, street=in_street.street)
    if row["huisnummer"]:
        number = read_number(row["huisnummer"])
        own = replace(number, street=own.street)
    extra = suffix_key(row["huisletter"], row["toevoeging"])
    postcode = postcode_key(row["postcode"]) or line.postcode
    note = own.note or line.note
    if row["postcode"] and not postcode and not (own.street or line.street):
        note = note or f"postcode '{row['postcode'][:10]}' is geen postcode"
    return replace(
        own,
        suffix=_joined(own.suffix, extra),
        postcode=postcode,
        town=row["woonplaats"] or line.town or own.town,
        note=note,
    )


def _joined(own: str, extra: str) -> str:
    """Addition in the number and in columns of its own, once when both say the same."""
    return own if own.endswith(extra) else own + extra
