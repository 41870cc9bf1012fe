"""Why a class changed, and what stands first among the reasons of a change of score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.comparison import FACTORS

if TYPE_CHECKING:
    from geo_risico.core.specs import ThemeSpec

NOTHING: Final = 1e-9
"""A smaller change of a score is no change."""
UNKNOWN: Final = "onbekend"


def class_reasons(rows: pd.DataFrame, old: ThemeSpec, new: ThemeSpec) -> pd.Series[str]:
    """Why the class of each row changed: score, vergelijkingsgroep, klassegrenzen, onbekend, or empty where it did not.

    A class that changed while the score did not follows from the others in its peer group, unless the bounds of the
    classes or the make-up of the groups were changed.
    """
    differs = rows["class_old"] != rows["class_new"]
    unknown = differs & (rows["class_old"].eq(UNKNOWN) | rows["class_new"].eq(UNKNOWN))
    moved = rows["change"].abs() > NOTHING
    rules = (old.bands, old.peers, old.minimum_peers, old.minimum_coverage)
    is_new_rule = rules != (new.bands, new.peers, new.minimum_peers, new.minimum_coverage)
    rest = "klassegrenzen" if is_new_rule else "vergelijkingsgroep"
    names = np.select([~differs, unknown, moved], ["", UNKNOWN, "score"], default=rest)
    return pd.Series(names, index=rows.index, dtype="str")


def main_reasons(rows: pd.DataFrame) -> pd.Series[str]:
    """First reason of each row: the factor with the largest part, ``peers``, ``unknown`` or ``none``.

    A score or class that was or became unknown has no reason: it is no rise or fall.
    """
    parts = rows[list(FACTORS)].abs().fillna(0.0).to_numpy()
    largest = np.array(FACTORS, dtype=object)[parts.argmax(axis=1)]
    either = rows["change"].isna() | rows["class_old"].eq(UNKNOWN) | rows["class_new"].eq(UNKNOWN)
    peers = rows["class_reason"].isin(["vergelijkingsgroep", "klassegrenzen"])
    moved = parts.max(axis=1, initial=0.0) > NOTHING
    names = np.select([either, moved, peers], ["unknown", largest, "peers"], default="none")
    return pd.Series(names, index=rows.index, dtype="str")
