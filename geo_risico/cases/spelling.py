"""One spelling for streets, towns, postcodes and additions, so that the same address is written the same way."""

from __future__ import annotations

import functools
import re
import unicodedata
from types import MappingProxyType
from typing import Final

WORDS: Final = MappingProxyType(
    {
        "burgemeester": "burg", "burgem": "burg", "bgm": "burg", "burgm": "burg", "doctor": "dr", "dokter": "dr",
        "professor": "prof", "ingenieur": "ir", "dominee": "ds", "meester": "mr", "jonkheer": "jhr", "pastoor": "past",
        "kapelaan": "kap", "generaal": "gen", "kolonel": "kol", "president": "pres", "minister": "min",
        "monseigneur": "mgr", "kardinaal": "kard", "wethouder": "weth", "koningin": "kon", "koning": "kon",
        "prinses": "prs", "prins": "pr", "sint": "st", "gebroeders": "gebr", "baron": "bar", "notaris": "not",
        "eerste": "1e", "1ste": "1e", "tweede": "2e", "2de": "2e", "derde": "3e", "3de": "3e", "vierde": "4e",
        "4de": "4e", "vijfde": "5e", "5de": "5e", "straat": "str", "plantsoen": "plnts", "plants": "plnts",
        "van": "v", "de": "d", "der": "d", "den": "d", "het": "t", "ter": "t", "ten": "t",
    }
)  # fmt: skip
"""Word -> short form that both spellings share."""
GLUED: Final = MappingProxyType({"vd": ("v", "d"), "vdr": ("v", "d"), "vh": ("v", "t"), "ad": ("a", "d")})
ENDINGS: Final = (("straat", "str"), ("straat", "str"), ("weg", "wg"), ("laan", "ln"), ("plein", "pl"))
"""Endings of a street and how they are cut; the cut form counts only with a dot or as it stands."""
TOWNS: Final = MappingProxyType(
    {"denhaag": "sgravenhage", "denbosch": "shertogenbosch", "sgravenhage": "sgravenhage", "dhaag": "sgravenhage"}
)
POSTCODE: Final = re.compile(r"(?<![\w-])([1-9]\d{3})\s?([A-Za-z]{2})(?![\w])")
ENDS_CUT: Final = re.compile(r"(?<=[a-z]{2})(str|wg|ln|pl)\.?$")
WHOLE: Final = MappingProxyType({"str": "straat", "wg": "weg", "ln": "laan", "pl": "plein"})


def bare(text: str) -> str:
    """Return the text in lower case without accents, with single spaces instead of punctuation.

    Parameters
    ----------
    text
        As somebody wrote it.

    Examples
    --------
    >>> bare("'s-Gravenweg"), bare("Prés. Kennedylaan")
    ('s gravenweg', 'pres kennedylaan')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^0-9a-z]+", " ", re.sub(r"['`]", "", plain)).split())


@functools.lru_cache(maxsize=200_000)
def street_key(text: str) -> str:
    """Return the spelling that all ways to write a street share, without spaces.

    Parameters
    ----------
    text
        Name of a street.

    Examples
    --------
    >>> street_key("Burg. v.d. Boschstr.") == street_key("Burgemeester van den Boschstraat")
    True
    >>> street_key("IJsseldijk") == street_key("Ysseldijk")
    True
    """
    words: list[str] = []
    for word in bare(text).split():
        words.extend(GLUED.get(word, (word,)))
    if words:
        words[-1] = ENDS_CUT.sub(lambda found: WHOLE[found[1]], WHOLE.get(words[-1], words[-1]))
    short = [WORDS.get(word, word) if number < len(words) - 1 else word for number, word in enumerate(words)]
    return "".join(short).replace("ij", "y")


@functools.lru_cache(maxsize=50_000)
def town_key(text: str) -> str:
    """Return the spelling that all ways to write a woonplaats share, without what stands between brackets.

    Parameters
    ----------
    text
        Name of a woonplaats.

    Examples
    --------
    >>> town_key("Den Bosch") == town_key("'s-Hertogenbosch"), town_key("Hengelo (Gld)")
    (True, 'hengelo')
    """
    key = bare(re.sub(r"\(.*?\)", " ", text)).replace(" ", "").replace("ij", "y")
    return TOWNS.get(key, key)


def postcode_key(text: str) -> str:
    """Return the postcode as 1234AB, or nothing when it is not one.

    Parameters
    ----------
    text
        Postcode with or without space.

    Examples
    --------
    >>> postcode_key("8261 ab"), postcode_key("8261")
    ('8261AB', '')
    """
    glued = re.sub(r"[\s.\-]", "", text).upper()
    return glued if re.fullmatch(r"[1-9]\d{3}[A-Z]{2}", glued) else ""


def suffix_key(*parts: str) -> str:
    """Return letter and addition as one word without marks, in capitals.

    Parameters
    ----------
    parts
        Letter, addition, or both in one text.

    Examples
    --------
    >>> suffix_key("A", "2"), suffix_key("-a2"), suffix_key("bis")
    ('A2', 'A2', 'BIS')
    """
    return re.sub(r"[^0-9A-Z]", "", "".join(parts).upper())
