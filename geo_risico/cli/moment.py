"""The one moment that a run carries in all its files."""

from __future__ import annotations

import datetime as dt
import os
from typing import Final

from geo_risico.core.errors import DefinitionError

VARIABLE: Final = "SOURCE_DATE_EPOCH"
"""Seconds since 1970, as every reproducible build asks for it."""


def moment_of_making() -> dt.datetime:
    """Now, or the moment in SOURCE_DATE_EPOCH, in UTC and whole seconds.

    Raises
    ------
    DefinitionError
        When the variable holds no moment.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(text), tz=dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise DefinitionError(
            f"{VARIABLE}: '{text[:40]}': verwacht een heel aantal seconden sinds 1970, zoals 1767225600"
        ) from error
