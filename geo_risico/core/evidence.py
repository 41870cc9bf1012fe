"""Known cases and visits, the location that each belongs to, and how sure that link is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

How = Literal["coordinaten", "adres", "straat", "reeks", "gelijkend", "meer mogelijk", "niet gevonden", "geen plek"]
"""How a row got its place: by its own coordinates; by postcode and number; by street and town; by a range of house
numbers; by an address that looks like it; several addresses fit; none does; the row names no place."""

PLACED: Final[frozenset[How]] = frozenset({"coordinaten", "adres", "straat", "reeks", "gelijkend"})
EXACT: Final[frozenset[How]] = frozenset({"coordinaten", "adres", "straat"})

FOUND: Final = "aangetroffen"
NOTHING_FOUND: Final = "niets aangetroffen"
NO_ACCESS: Final = "geen toegang"
"""Results of a visit; without access nobody looked."""


@dataclass(frozen=True, kw_only=True)
class MatchReport:
    """What became of every row of one table.

    ``rows`` has the index of the table (its id) and columns how (see How), is_exact (bool), adres_id (the BAG address,
    empty without), x_m and y_m (EPSG:28992, NaN without place), location_id (empty when not linked), distance_m (to the
    location, 0 inside, NaN when not linked), reason (Dutch, empty when all went well) and candidates (addresses that
    fit, '|'-joined text).
    """

    layer: Literal["casussen", "bezoeken"]
    link_distance_m: float
    rows: pd.DataFrame

    @property
    def count(self) -> int:
        """Rows of the table."""
        return len(self.rows)

    @property
    def placed_share(self) -> float:
        """Share of the rows that have a place; 1 without rows."""
        return float(self.rows["how"].isin(list(PLACED)).mean()) if len(self.rows) else 1.0

    @property
    def exact_share(self) -> float:
        """Share of the rows with a place that is exact; 1 without rows."""
        return float(self.rows["is_exact"].mean()) if len(self.rows) else 1.0

    @property
    def linked_count(self) -> int:
        """Rows that belong to a location of the theme."""
        return int(self.rows["location_id"].ne("").sum())


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Cases and visits of one theme of a scan.

    ``cases``: index casus_id; columns date, soort, bron (discovered, reported, open), zekerheid, x_m, y_m, location_id
    (empty when not linked). ``visits``: index bezoek_id; columns date, aanleiding, resultaat, inclusion_probability,
    is_tip (bool: the visit followed a tip and says nothing about effort), x_m, y_m, location_id. None: no such table.
    """

    cases: pd.DataFrame | None
    visits: pd.DataFrame | None
    reports: tuple[MatchReport, ...]
