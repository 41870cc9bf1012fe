"""Hot spots of a release as a packed table of hexagons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_risico.maps.geometry import pack

if TYPE_CHECKING:
    from geo_risico.core.results import Release
    from geo_risico.maps.geometry import Grid
    from geo_risico.maps.packing import Block

COLUMNS: Final = ("is_hot_score", "is_hot_cases")
KINDS: Final = ("hot", "cold")


def hotspot_table(block: Block, release: Release, grid: Grid) -> dict[str, Any] | None:
    """Index of the hexagons that are a hot or a cold spot; None where there are none to show."""
    frame = release.hotspots
    if frame is None or not len(frame):
        return None
    names = [name for name in COLUMNS if name in frame]
    shown = frame[frame[names].isin(KINDS).any(axis=1)]
    return {
        "count": len(shown),
        "columns": {name: block.categories(shown[name].where(shown[name].isin(KINDS))) for name in names},
        "geometry": pack(block, shown.geometry, grid),
    }
