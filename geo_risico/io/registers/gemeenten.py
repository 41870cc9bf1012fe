"""Gemeenten by what people type: a name, a code, a former name, a name with a year."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import process

from geo_risico.core.errors import DefinitionError
from geo_risico.io.registers.herindelingen import former_gemeenten, successors_of, what_became

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

CODE: Final = re.compile(r"(?i)(?:gm)?\s*(\d{1,4})")
YEAR: Final = re.compile(r"^(.*\D)\s+((?:19|20)\d\d)$")
AROUND: Final = re.compile(r"^gemeente |\(gemeente\)$")
SUFFIX: Final = re.compile(r"\([^)]*\)$")
NO_WORD: Final = re.compile(r"[^a-z0-9]+")
ALSO: Final = {
    "den haag": "s gravenhage",
    "den bosch": "s hertogenbosch",
    "nuenen": "nuenen gerwen en nederwetten",
    "zuidwest friesland": "sudwest fryslan",
    "noordoost friesland": "noardeast fryslan",
}
PROVINCES: Final = frozenset(
    ("groningen", "friesland", "fryslan", "drenthe", "overijssel", "flevoland", "gelderland", "utrecht", "zeeland")
) | {"limburg", "noord holland", "zuid holland", "noord brabant"}
CLOSE: Final = 70


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """One gemeente behind what was asked; ``note`` says in Dutch what happened when that is a former gemeente."""

    asked: str
    code: str
    naam: str
    note: str = ""


def plain(text: str) -> str:
    """Name without accents, capitals, punctuation and the word gemeente.

    Examples
    --------
    >>> plain("Gemeente Súdwest-Fryslân"), plain("'s-Gravenhage (gemeente)")
    ('sudwest fryslan', 's gravenhage')
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = NO_WORD.sub(" ", AROUND.sub("", bare.strip()).strip()).strip()
    return ALSO.get(words, words)


def resolve(asked: Sequence[str], known: pd.DataFrame, peildatum: dt.date) -> list[Resolved]:
    """Gemeenten on the peildatum behind each text, in the order of asking, each gemeente once.

    Parameters
    ----------
    asked
        Names ('Den Haag'), codes ('GM0788', '788'), former names ('Haaren') or a name with a year ('Haaren 2020').
    known
        Gemeenten that are valid on the peildatum, with gemeente_code and gemeente.
    peildatum
        Date on which the gemeenten must exist.

    Raises
    ------
    DefinitionError
        When a text is no gemeente, or more than one; all of them at once, with what comes near.
    """
    names = dict(zip(known["gemeente_code"], known["gemeente"].fillna(""), strict=True))
    found: dict[str, Resolved] = {}
    problems: list[str] = []
    for text in asked:
        try:
            for one in _one(text, names, peildatum):
                found.setdefault(one.code, one)
        except LookupError as error:
            problems.append(str(error.args[0]))
    if problems:
        raise DefinitionError(f"{len(problems)} gemeente(n) niet gevonden op {peildatum}", problems)
    return list(found.values())


def _one(text: str, names: Mapping[str, str], peildatum: dt.date) -> Iterator[Resolved]:
    codes = _codes(text, names)
    if not codes:
        raise LookupError(_unknown(text, names))
    if len(codes) > 1:
        choice = ", ".join(f"{names.get(code) or former_gemeenten()[code].naam} ({code})" for code in codes)
        raise LookupError(f"'{text}' kan meer betekenen: {choice}; noem de code")
    code = codes[0]
    if code in names:
        yield Resolved(asked=text, code=code, naam=names[code])
        return
    former = former_gemeenten().get(code)
    if former is None:
        raise LookupError(f"'{text}': {code} is geen gemeente die er is of sinds 2006 was{_near(text, names)}")
    after = successors_of(code, names)
    if peildatum < former.ended:
        raise LookupError(
            f"'{text}': {code} ({former.naam}) bestaat op {peildatum} nog, maar de gemeentegrenzen zijn van later; "
            "verwacht grenzen van die peildatum (register cbs_gemeenten)"
        )
    if not after:
        raise LookupError(f"'{text}': {what_became(code)}; geen daarvan staat in de gemeentegrenzen")
    for one in after:
        yield Resolved(asked=text, code=one, naam=names[one], note=what_became(code))


def _codes(text: str, names: Mapping[str, str]) -> list[str]:
    """Codes that a text can mean: those that exist before those that ended."""
    code = CODE.fullmatch(text.strip())
    if code:
        return [f"GM{int(code[1]):04d}"]
    dated = YEAR.match(text.strip())
    word, year = (dated[1], int(dated[2])) if dated else (text, None)
    former = {code: one.naam for code, one in former_gemeenten().items() if year is None or year < one.ended.year}
    now = [] if year is not None and _named(word, former) else _named(word, names)
    return now or _named(word, former)


def _named(word: str, names: Mapping[str, str]) -> list[str]:
    """Codes of this name; a name without its province in brackets will do when there is no whole match."""
    wanted = plain(word)
    whole = [code for code, naam in names.items() if plain(naam) == wanted]
    return whole or [code for code, naam in names.items() if plain(SUFFIX.sub("", naam)) == wanted]


def _unknown(text: str, names: Mapping[str, str]) -> str:
    if plain(text.removeprefix("provincie:")) in PROVINCES:
        return f"'{text}' is een provincie; noem haar gemeenten"
    return f"'{text}' is geen gemeente die er is of sinds 2006 was{_near(text, names)}"


def _near(text: str, names: Mapping[str, str]) -> str:
    labels = {f"{naam} ({code})": plain(naam) for code, naam in names.items()}
    labels |= {f"{one.naam} ({one.code}, vroeger)": plain(one.naam) for one in former_gemeenten().values()}
    close = process.extract(plain(text), labels, limit=3, score_cutoff=CLOSE)
    return f"; bedoelt u {' of '.join(label for _, _, label in close)}?" if close else ""
