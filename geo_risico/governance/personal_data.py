"""Columns that say something about a person: by their name, or because their values are citizen numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """Words (whole parts of a name), pieces (anywhere in the glued name) and the words that make it harmless."""

    reason: str
    words: frozenset[str] = frozenset()
    pieces: tuple[str, ...] = ()
    unless: frozenset[str] = frozenset()


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AGGREGATE = _set(
    "aantal aant count counts density share pct perc percentage per rate avg gem gemiddeld mean total totaal km2 index "
    "household households huishouden huishoudens hhd occupied grootte size"
)
_RULES: Final = (
    _Rule(
        reason="burgerservicenummer of ander persoonsnummer",
        words=_set(
            "bsn bsns bsnr bsnnr ssn sofi sofinr sofinummer persoonsnummer persoonsnr anummer persoonsid personid "
            "iban naw"
        ),
        pieces=(
            "burgerservice", "sofinum", "bsnnr", "bsnnum", "socialsecurity", "citizenservice", "paspoort", "passport",
            "rijbewijs", "driverslicen", "identiteitsbewijs", "vreemdelingennum", "brpnummer", "nawgegevens",
        ),
    ),
    _Rule(
        reason="naam van een persoon",
        words=_set(
            "roepnaam initials initialen voorl fname lname forename forenames username gebruikersnaam aanhef titulatuur"
        ),
        pieces=(
            "achternaam", "achternamen", "voornaam", "voornamen", "voorletter", "geslachtsnaam", "familienaam",
            "meisjesnaam", "tussenvoegsel", "surname", "firstname", "lastname", "familyname", "givenname", "middlename",
            "fullname", "maidenname", "namefirst", "namelast", "persoonsnaam", "personname", "contactnaam",
            "contactname", "klantnaam",
            "eignaam", "naamhouder", "relatienaam", "gebruikernaam", "customername", "clientname", "volledigenaam",
            "naamvolledig",
        ),
    ),
    _Rule(
        reason="eigenaar, bewoner of andere persoon",
        words=_set(
            "owner owners homeowner homeowners landowner landowners resident residents occupant occupants occupier "
            "tenant tenants landlord landlords person persoon persons verdachte verdachten dader daders betrokkene "
            "betrokkenen pachter pachters huurder huurders verhuurder rechthebbende rechthebbenden gerechtigde "
            "gerechtigden vergunninghouder contactpersoon contactperson aanvrager slachtoffer victim inwoner"
        ),
        pieces=(
            "eigenaar", "eigenaren", "bewoner", "erfpachter", "tenaamgesteld", "tenaamstelling", "echtgeno",
            "ownername", "nameowner", "huurdernaam", "tenantname", "residentname",
        ),
        unless=_AGGREGATE,
    ),
    _Rule(
        reason="geboortegegevens",
        words=_set("dob geboorte birth born geboren gebdat gebdatum gebdt gebjaar gebplaats gebland"),
        pieces=(
            "geboortedat", "geboortedag", "geboortejaar", "geboortemaand", "geboorteplaats", "geboorteland",
            "geboortegemeente", "birthdat", "birthday", "birthyear", "birthplace", "birthcountry", "ofbirth",
        ),
        unless=_AGGREGATE | _set("overschot relatief cijfer cijfers"),
    ),
    _Rule(
        reason="nationaliteit of herkomst",
        words=_set(
            "origin origins afkomst background backgrounds western nonwestern westers westerse nietwesters "
            "nietwesterse migratie migration migrant migranten migrants immigrant immigrants race citizenship "
            "staatsburgerschap marokko turkije suriname surinam antillen nationals natio"
        ),
        pieces=(
            "herkomst", "nationalit", "migratieachtergrond", "migrationbackground", "etnic", "ethnic", "etnisch",
            "allochto", "autochto", "countryoforigin", "pwestal", "pnwal", "pantaru", "povernw",
        ),
        unless=_set(
            "bron data dataset source geometrie geometry node x y lat lon crs file bestand color colour kleur layer "
            "laag image map"
        ),
    ),
    _Rule(
        reason="telefoonnummer",
        words=_set(
            "tel tels telnr telno telnummer phone phones phoneno phonenr gsm mobiel mobile mobieltje mobielnr mob "
            "fax faxnr"
        ),
        pieces=("telefoon", "telephone", "phonenum", "mobielnum", "mobielenum", "mobilenum", "cellphone", "telnummer"),
        unless=_set("home homes mast tower antenna network netwerk"),
    ),
    _Rule(
        reason="e-mailadres",
        words=_set("mail mails mailadres mailadressen mailaddress mailadr"),
        pieces=("email",),
    ),
    _Rule(
        reason="geslacht",
        words=_set(
            "gender genders sex sexe sexes sekse geslacht geslachten man mannen vrouw vrouwen male males female "
            "females men women woman jongens meisjes"
        ),
        pieces=("geslachtcode", "geslachtsaanduiding"),
        unless=_set("made"),
    ),
    _Rule(
        reason="kenteken",
        words=_set("nummerplaat nummerplaten licplate plateno platenr"),
        pieces=(
            "kenteken", "licenceplate", "licenseplate", "numberplate", "platenumber", "registrationplate",
            "vehicleregistration",
        ),
    ),
)  # fmt: skip
_PLACE_NAMES = _set(
    "straat plaats woonplaats haven gemeente wijk buurt kern dorp stad provincie regio park terrein locatie locaties "
    "locatienaam erf object gebouw pand weg openbare ruimte or schip water steiger gebied adres bron bestand laag "
    "dataset bedrijf organisatie dienst instantie project actie street place city town harbour location site"
)
_IN_CASES: Final = (
    _Rule(
        reason="naam, in een tabel met casussen of bezoeken is dat de naam van een persoon",
        words=_set("naam namen name names alias aliassen bijnaam bijnamen nickname naw"),
        pieces=("naamvan", "nickname"),
        unless=_PLACE_NAMES,
    ),
    _Rule(
        reason="verdachte, betrokkene of andere persoon",
        words=_set(
            "subject subjecten subjectnaam suspect suspects offender offenders klant klanten client clienten burger "
            "wijkagent"
        ),
        pieces=(
            "verdacht", "betrokkene", "dader", "persoon", "personen", "getuige", "tipgever", "informant", "aangever",
            "slachtoffer", "arrestant", "aangehouden", "verbalisant", "inspecteur", "medewerker", "behandelaar",
            "controleur", "melder", "huurder", "handhaver", "behandelddoor", "doorwie", "tipvan",
            "ondernemernaam", "suspect", "victim", "witness", "huisgenoot",
        ),
        unless=_AGGREGATE | _set("situatie vervoer auto personenauto personenautos soort"),
    ),
    _Rule(
        reason="inschrijvingsnummer dat naar een persoon kan wijzen (eenmanszaak)",
        words=_set("kvk kvknr kvknummer coc rsin vestigingsnummer vestigingsnr btwnummer btwnr"),
        pieces=("kvknum", "kvknr", "handelsregister", "kamervankoophandel", "btwnum"),
    ),
    _Rule(
        reason="gezondheid, straf of ander bijzonder gegeven",
        words=_set("religie geloof strafblad antecedenten antecedent diagnose verslaving"),
        pieces=("strafrechtel", "antecedent", "parketnum", "godsdienst"),
    ),
)  # fmt: skip

_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_WEIGHTS: Final = np.array([9, 8, 7, 6, 5, 4, 3, 2, -1])
_SAMPLE: Final = 10_000
_ENOUGH_DISTINCT, _CLEAR_SHARE, _ENOUGH_VALID, _LARGEST_SHARE = 3, 0.8, 6, 0.5


def find_personal(columns: Iterable[str], *, strict: bool = False) -> dict[str, str]:
    """Column -> Dutch reason, for every column whose name points at persons.

    Names may be Dutch or English, in snake_case, camelCase or capitals. A plain ``naam`` or ``name`` is the name of a
    place, unless ``strict`` is set: in a table of cases or visits it is that of a person, and so is a number of the
    chamber of commerce. Counts of owners, residents or births are figures about an area; origin and gender are refused
    as figures too.

    Examples
    --------
    >>> find_personal(["gemeentenaam", "geb_datum", "Owner-occupied (%)", "pct_herkomst_nl"])
    {'geb_datum': 'geboortegegevens', 'pct_herkomst_nl': 'nationaliteit of herkomst'}
    >>> sorted(find_personal(["naam", "naam haven", "straatnaam", "KvK-nummer"], strict=True))
    ['KvK-nummer', 'naam']
    """
    rules = (*_RULES, *_IN_CASES) if strict else _RULES
    found = {column: _reason(str(column), rules) for column in columns}
    return {column: reason for column, reason in found.items() if reason is not None}


def _reason(column: str, rules: Iterable[_Rule]) -> str | None:
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode()
    parts = [part.lower() for part in _PART.findall(plain)]
    glued, known = "".join(parts), {*parts, "".join(parts)}
    if parts in (["m", "v"], ["a", "nummer"], ["a", "nr"]):
        return "geslacht" if parts[0] == "m" else "burgerservicenummer of ander persoonsnummer"
    known |= {"".join(pair) for pair in pairwise(parts)}
    for rule in rules:
        if rule.unless.isdisjoint(parts) and (rule.words & known or any(piece in glued for piece in rule.pieces)):
            return rule.reason
    return None


def sampled(values: pd.Series) -> pd.Series:
    """The filled values of a column, of a long one every n-th, some 10,000; text without a sign is not filled.

    Parameters
    ----------
    values
        Column.
    """
    filled = values.dropna()
    if isinstance(values.dtype, pd.StringDtype):
        filled = filled[filled.str.strip() != ""]
    return filled.iloc[:: max(1, len(filled) // _SAMPLE)]


def looks_like_bsn(values: pd.Series) -> bool:
    """True when most values are citizen numbers (8 or 9 digits that pass the eleven-test).

    Notes
    -----
    One in eleven arbitrary numbers of nine digits passes, so a few hits mean nothing. Needed are at least 3 different
    valid numbers, making up 80 % of the filled values, or 50 % when there are 6 or more: fewer than one in a thousand
    columns of arbitrary numbers gets there. Identifiers of other lengths (BAG 16, postcode 6) never pass. The RSIN of
    companies follows the same test and is treated alike. Long columns are judged on every n-th value, some 10,000.

    Examples
    --------
    >>> looks_like_bsn(pd.Series(["111222333", "123456782", "999990019"]))
    True
    >>> looks_like_bsn(pd.Series(["111222334", "123456781", "999990018"]))
    False
    """
    if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_string_dtype(values) or values.dtype == object):
        return False
    filled = sampled(values)
    if pd.api.types.is_bool_dtype(values) or filled.empty:
        return False
    valid = _passes(filled)
    share, distinct = valid.mean(), filled[valid].nunique()
    if distinct < _ENOUGH_DISTINCT:
        return False
    return bool(share >= _CLEAR_SHARE or (share >= _LARGEST_SHARE and distinct >= _ENOUGH_VALID))


def _passes(filled: pd.Series) -> NDArray[np.bool_]:
    """Which values are 8 or 9 digits that pass the eleven-test."""
    text = filled.astype("str").str.strip().str.replace(r"\.0+$", "", regex=True).str.replace(r"[ .\-]", "", regex=True)
    shaped = text.str.fullmatch(r"[0-9]{8,9}").to_numpy(dtype=bool)
    result = np.zeros(len(filled), dtype=bool)
    if shaped.any():
        padded = text[shaped].str.zfill(9).to_numpy(dtype="S9")
        digits = padded.view("S1").reshape(-1, 9).astype(int)
        result[shaped] = (digits @ _WEIGHTS % 11 == 0) & (digits.sum(axis=1) > 0)
    return result
