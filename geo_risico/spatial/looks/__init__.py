"""Looks at locations in dated images: levels, changes, trends and new bare ground, each with what it rests on."""

from __future__ import annotations

from geo_risico.spatial.looks.change import Changes, changes, chosen_pairs
from geo_risico.spatial.looks.take import BRIGHT, NDVI, Looks, take_looks

__all__ = ["BRIGHT", "NDVI", "Changes", "Looks", "changes", "chosen_pairs", "take_looks"]
