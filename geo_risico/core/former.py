"""What an earlier scan of the same name showed of its gemeenten, to set beside the figures of now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

COLUMNS: Final = ("location_count", "mean_score", "coverage")
_YEAR: Final = dt.timedelta(days=365)
_SLACK: Final = dt.timedelta(days=92)


@dataclass(frozen=True, kw_only=True, eq=False)
class Former:
    """Figures of one theme in an earlier scan, as they were released then.

    ``areas``: index gemeente code; columns `COLUMNS`, NaN where not shown.
    """

    peildatum: dt.date
    is_same_method: bool
    """Whether definitions, weights and version of the code are those of now."""
    areas: pd.DataFrame


def former_day(days: Sequence[dt.date], now: dt.date) -> dt.date | None:
    """The day to compare with: nearest to a year before, else the last one before; None without any.

    Examples
    --------
    >>> half_years = [dt.date(2024, 7, 1), dt.date(2025, 1, 1), dt.date(2025, 7, 1)]
    >>> former_day(half_years, dt.date(2026, 1, 1))
    datetime.date(2025, 1, 1)
    >>> former_day(half_years[2:], dt.date(2026, 1, 1))
    datetime.date(2025, 7, 1)
    """
    earlier = sorted(day for day in days if day < now)
    if not earlier:
        return None
    near = [day for day in earlier if abs(now - day - _YEAR) <= _SLACK]
    return min(near, key=lambda day: (abs(now - day - _YEAR), day)) if near else earlier[-1]
