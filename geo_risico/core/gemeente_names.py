"""Names of gemeenten as people type them: accents, hyphens, apostrophes, provinces, codes and years aside."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo_risico.core.gemeenten import KNOWN_FROM, GemeenteRow

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

PROVINCES: Final = MappingProxyType(
    {
        "Groningen": ("groningen", "gr", "gn"),
        "Fryslân": ("fryslan", "friesland", "fr", "frl"),
        "Drenthe": ("drenthe", "dr"),
        "Overijssel": ("overijssel", "o", "ov", "ovl"),
        "Flevoland": ("flevoland", "fl"),
        "Gelderland": ("gelderland", "gld", "gl", "g"),
        "Utrecht": ("utrecht", "u", "ut"),
        "Noord-Holland": ("noord holland", "nh", "n h"),
        "Zuid-Holland": ("zuid holland", "zh", "z h"),
        "Zeeland": ("zeeland", "z", "zl", "zld"),
        "Noord-Brabant": ("noord brabant", "brabant", "nb", "n b"),
        "Limburg": ("limburg", "l", "lb", "li", "lim"),
    }
)
"""Name of each provincie -> how it is written behind the name of a gemeente, folded."""

_OTHER_NAMES: Final = MappingProxyType({"friesland": "Fryslân", "brabant": "Noord-Brabant"})
_CODE: Final = re.compile(r"(?:gm\s*)?(\d{1,4})", re.IGNORECASE)
_YEAR: Final = re.compile(r"^(.*\S)[\s(]+((?:19|20)\d\d)\)?$")
_BRACKETS: Final = re.compile(r"^(.*\S)\s*\(([^()]*)\)$")
_GEMEENTE: Final = re.compile(r"^gemeente[\s:]+|\s*\(gemeente\)$", re.IGNORECASE)
_PROVINCIE: Final = re.compile(r"^provincie[\s:]+", re.IGNORECASE)
_NEAR: Final = 5
_ALIKE: Final = 0.7


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one text asks for: a code, or a folded name with perhaps a provincie and a year."""

    text: str
    code: str = ""
    name: str = ""
    base: str = ""
    provincie: str = ""
    year: int | None = None
    is_provincie: bool = False


def folded(text: str) -> str:
    """Text without case, accents, apostrophes, hyphens and dots, with single spaces.

    Examples
    --------
    >>> folded("'s-Gravenhage"), folded("Súdwest-Fryslân"), folded("Capelle a/d IJssel")
    ('s gravenhage', 'sudwest fryslan', 'capelle aan den ijssel')
    """
    plain = unicodedata.normalize("NFKD", text.replace("\u0133", "ij").replace("\u0132", "IJ"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
    letters = re.sub(r"\ba\s*/\s*d\b", "aan den", letters)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())


def parse(text: str) -> Asked:
    """What a text asks for.

    Examples
    --------
    >>> parse("haaren 2020").name, parse("haaren 2020").year, parse("0788").code
    ('haaren', 2020, 'GM0788')
    """
    short = " ".join(text.split())
    is_provincie = bool(_PROVINCIE.match(short))
    dated = _YEAR.match(short)
    year = int(dated[2]) if dated else None
    short = _GEMEENTE.sub("", _PROVINCIE.sub("", dated[1] if dated else short))
    code = _CODE.fullmatch(short)
    if code:
        return Asked(text=text, code=f"GM{int(code[1]):04d}", year=year)
    base, provincie = _split(short)
    return Asked(text=text, name=folded(short), base=base, provincie=provincie, year=year, is_provincie=is_provincie)


def _split(name: str) -> tuple[str, str]:
    """Folded name without what stands in brackets or last, when that is a provincie, and that provincie."""
    marked = _BRACKETS.match(name)
    if marked:
        return folded(marked[1]), _provincie(folded(marked[2]))
    words = folded(name).split()
    for count in (2, 1):
        tail = _provincie(" ".join(words[-count:])) if len(words) > count else ""
        if tail:
            return " ".join(words[:-count]), tail
    return folded(name), ""


def _provincie(text: str) -> str:
    return next((name for name, ways in PROVINCES.items() if text in ways), "")


def provincie_of(asked: Asked) -> str:
    """Name of the provincie that a text is, empty when it is none."""
    return next((name for name in PROVINCES if asked.name == folded(name)), _OTHER_NAMES.get(asked.name, ""))


def matches(asked: Asked, rows: Iterable[GemeenteRow]) -> list[GemeenteRow]:
    """Gemeenten that a text can mean: those with exactly this name, else those with it before a provincie.

    Parameters
    ----------
    asked
        What is asked.
    rows
        All gemeenten, valid or not.
    """
    rows = [row for row in rows if asked.year is None or _existed(row, asked.year)]
    if asked.code:
        return [row for row in rows if row.code == asked.code]
    exact = [row for row in rows if asked.name in _names(row)]
    if exact:
        return exact
    return [row for row in rows if asked.base in _names(row) and row.provincie in {asked.provincie, ""}]


def _names(row: GemeenteRow) -> set[str]:
    base = _BRACKETS.match(row.naam)
    return {folded(name) for name in (row.naam, *row.also, *([base[1]] if base else []))}


def _existed(row: GemeenteRow, year: int) -> bool:
    return (row.since is None or row.since.year <= year) and (row.until is None or row.until.year >= year)


def near(asked: Asked, rows: Sequence[GemeenteRow], day: dt.date) -> list[GemeenteRow]:
    """Gemeenten whose names look most like what was asked, those of the day first; at most five."""
    ordered = sorted(rows, key=lambda row: row.is_valid(day))
    by_name = {name: row for row in ordered for name in _names(row)}
    names = difflib.get_close_matches(asked.name, list(by_name), n=_NEAR, cutoff=_ALIKE)
    begun = [name for name in by_name if len(asked.name) > len("abc") and name.startswith(f"{asked.name} ")]
    return list({by_name[name].code: by_name[name] for name in [*begun, *names]}.values())[:_NEAR]


def said(row: GemeenteRow, day: dt.date) -> str:
    """Name, code and provincie of a gemeente, with the years in which it existed when the day is not one of them."""
    place = f", {row.provincie}" if row.provincie else ""
    if row.is_valid(day):
        return f"{row.naam} ({row.code}{place})"
    begin = row.since.year if row.since else f"vóór {KNOWN_FROM}"
    return f"{row.naam} ({row.code}{place}; {begin} tot {row.until.year if row.until else 'nu'})"
