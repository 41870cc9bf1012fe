"""What the day route of the page needs: how fast one drives, and of which scan it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.driving import as_index

if TYPE_CHECKING:
    from geo_risico.core.results import Release

DEFAULT_MIN: Final = 30.0


def route_index(release: Release) -> dict[str, Any] | None:
    """Speeds, length of a visit in minutes and name of the scan; None where no location can be visited."""
    places = [part for part in release.by_theme if part.locations is not None and part.theme.locations != "gemeenten"]
    if not places:
        return None
    return {
        "scan": release.meta.name,
        "is_fictief": release.meta.is_fictief,
        "visit_minutes": DEFAULT_MIN if release.fieldwork is None else release.fieldwork.visit_minutes,
        "driving": as_index(),
    }
