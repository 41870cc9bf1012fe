"""Names of terreinen: when two names mean the same place."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

GENERIC: Final = frozenset(
    {
        "camping", "minicamping", "natuurcamping", "boerencamping", "kampeerterrein", "bungalowpark", "caravanpark",
        "vakantiepark", "recreatiepark", "recreatiecentrum", "recreatiegebied", "recreatieterrein", "chaletpark",
        "park", "bedrijventerrein", "bedrijvenpark", "industrieterrein", "industriegebied", "businesspark", "terrein",
        "vliegveld", "luchthaven", "airport", "airfield", "aerodrome", "zweefvliegveld", "zweefvliegterrein",
        "vliegbasis", "helihaven", "heliport", "landingsstrip", "de", "het", "t", "van", "aan", "en", "bij", "op",
    }
)  # fmt: skip
"""Words that say what a terrein is, not which one."""
ALIKE: Final = 0.85
"""Two names whose letters are this much alike are spellings of one name."""


@lru_cache(maxsize=100_000)
def bare_name(name: str) -> str:
    """Name in lower case without accents, punctuation and words such as 'camping'; empty when nothing is left.

    Examples
    --------
    >>> bare_name("Camping 't Veenhuis")
    'veenhuis'
    >>> bare_name("Bedrijventerrein")
    ''
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = re.findall(r"[a-z0-9]+", plain)
    return " ".join(word for word in words if word not in GENERIC)


@lru_cache(maxsize=100_000)
def same_name(one: str, other: str) -> bool:
    """Whether two bare names mean the same place: all words of one in the other, or a matter of spelling.

    Examples
    --------
    >>> same_name("seveningen", "roggebot seveningen"), same_name("haatland", "haatlanden"), same_name("noord", "zuid")
    (True, True, False)
    """
    first, second = set(one.split()), set(other.split())
    if first <= second or second <= first:
        return True
    return SequenceMatcher(None, one.replace(" ", ""), other.replace(" ", "")).ratio() >= ALIKE
