"""From which numbers on figures per area are shown in an open product; in the scan definition under ``suppression``."""

from __future__ import annotations

from pydantic import Field

from geo_risico.core.specs import Spec


class SuppressionSpec(Spec):
    """Limits of disclosure control; a scan may be stricter than the default and never looser."""

    minimum_count: int = Field(
        default=5, ge=5, le=1000, description="Kleinste aantal locaties dat per gebied en klasse wordt getoond"
    )
    minimum_locations: int = Field(
        default=10, ge=10, le=1000, description="Kleinste aantal locaties onder een gemiddelde, oppervlakte of dekking"
    )
    minimum_contributors: int = Field(
        default=3, ge=3, le=1000, description="Kleinste aantal locaties dat samen een som maakt"
    )
    p_percent: float = Field(
        default=10.0,
        ge=10,
        le=100,
        description="Hoe ver (in %) de op een na grootste in een som naast de grootste schat",
    )
    dominance_n: int = Field(default=2, ge=1, le=100, description="Hoeveel grootste bijdragen samen worden bekeken")
    dominance_k: float = Field(
        default=100.0, gt=0, le=100, description="Welk deel van een som die mogen zijn, in %; bij 100 beslist p_percent"
    )
