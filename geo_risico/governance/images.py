"""Candidates, photographs and cut-outs of images leave only with the locations that they show."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from geo_risico.imagery.precision import narrowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.results import Release, ScanResult
    from geo_risico.core.sheets import Grounds
    from geo_risico.core.source_specs import ScanSpec


def with_candidates(shown: Sequence[Release], result: ScanResult) -> list[Release]:
    """The releases of all themes with their candidates.

    ``open`` and a hidden score: none. ``toezicht``: those of the selection, with ranks, counts and precision of the
    selection alone. ``partner``: all.
    """
    found = [part.candidates for part in result.by_theme]
    if result.scan.profile == "toezicht":
        indexes = [pd.Index([], dtype="str") if at.locations is None else at.locations.index for at in shown]
        found = list(narrowed(found, indexes))
    if not shows_candidates(result.scan):
        found = [None] * len(shown)
    return [dataclasses.replace(at, candidates=part) for at, part in zip(shown, found, strict=True)]


def shows_candidates(scan: ScanSpec) -> bool:
    """Whether candidates and what people marked of them leave at all in the profile of a scan."""
    return scan.profile != "open" and not scan.hide_score


def with_grounds(shown: Sequence[Release], result: ScanResult) -> list[Release]:
    """The releases of all themes with photographs and surroundings of the locations they show; ``open``: none."""
    return [
        dataclasses.replace(at, grounds=_grounds(at, part)) for at, part in zip(shown, result.by_theme, strict=True)
    ]


def _grounds(shown: Release, result: ScanResult) -> Grounds | None:
    if shown.locations is None or result.grounds is None:
        return None
    photos = {name: photo for name, photo in result.grounds.photos.items() if name in shown.locations.index}
    return dataclasses.replace(result.grounds, photos=MappingProxyType(photos))


def image_layers(result: ScanResult) -> set[str]:
    """Raster layers of which cut-outs would leave in the profile of the scan; none where nothing is shown."""
    if result.scan.profile == "open":
        return set()
    photos = () if result.grounds is None else result.grounds.photos.values()
    layers = {photo.chip.layer for photo in photos}
    if result.scan.hide_score or result.candidates is None:
        return layers
    pairs = [item.chips for item in result.candidates.items if item.chips is not None]
    return layers | {chip.layer for pair in pairs for chip in (pair.before, pair.after)}
