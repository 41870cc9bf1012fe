"""Which dimension stands out in each gemeente, as far as a profile may say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_risico.core.advice import NONE, WHOLE, leading_dimension, leading_per_area

if TYPE_CHECKING:
    from geo_risico.core.results import ScanResult

_HIGH = ("D", "E")


def leading_areas(result: ScanResult) -> dict[str, str]:
    """Gemeente -> dimension that stands out there, and all of them under the empty code; nothing with hidden scores.

    Profile partner looks at the locations in class D and E. The other profiles look at all locations of a gemeente
    and say nothing of one with few, because there a gemeente could stand for one place.
    """
    scan, frame = result.scan, result.locations.frame
    if scan.profile == "toezicht" and scan.hide_score:
        return {}
    leading = leading_dimension(result.contributions, result.theme)
    column = "class_all" if "class_all" in result.scores else "class"
    if scan.profile == "partner":
        return leading_per_area(leading, frame["gemeente_code"], result.scores[column].isin(_HIGH))
    nobody = pd.Series(data=False, index=frame.index)
    found = leading_per_area(leading, frame["gemeente_code"], nobody)
    if result.theme.locations == "gemeenten":
        return found
    counts = frame.loc[leading != NONE, "gemeente_code"].value_counts()
    minimum = scan.suppression.minimum_locations
    enough = {str(code) for code in counts.index[counts >= minimum]}
    whole = {WHOLE} if int((leading != NONE).sum()) >= minimum else set()
    return {code: name for code, name in found.items() if code in enough | whole}
