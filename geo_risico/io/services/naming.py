"""The date of a layer, and the folder of a scene."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo_risico.core.service_specs import FetchUse

YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def layer_date(use: FetchUse, name: str) -> dt.date | None:
    """Date of a layer: what the scan says, else 1 July of the one year in its name, else unknown.

    Parameters
    ----------
    use
        Fetch of the scan.
    name
        Layer, coverage or file, such as ``2024_orthoHR``.
    """
    years = set(YEAR.findall(name))
    return use.date or (dt.date(int(years.pop()), 7, 1) if len(years) == 1 else None)


def scene_name(date: dt.date | None) -> str:
    """Name of the folder of a scene with this date."""
    return "zonder_datum" if date is None else f"{date:%Y%m%d}"
