"""Candidates with their cut-outs, and what raster values rest on, for the page."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from geo_risico.imagery.words import change_text, chip_caption, count_sentence, precision_sentence, quality_line

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.candidates import Candidate, Chip, ChipPair
    from geo_risico.core.results import Release
    from geo_risico.maps.packing import Block

COARSE_M: Final = 2.0
"""Pixels from this size are shown as squares."""


def change_index(release: Release) -> dict[str, Any]:
    """Entry ``candidates`` of a theme; nothing where the release shows none."""
    found = release.candidates
    if found is None:
        return {}
    theme = release.theme
    entry = {
        "scan": release.meta.name,
        "key": found.key,
        "counts": count_sentence([(found, theme.location_title, theme.location_plural)]),
        "precision": precision_sentence(found.precision),
        "total": len(found.items),
        "items": [_item(release, item) for item in found.shown],
    }
    return {"candidates": entry}


def has_pictures(index: dict[str, Any]) -> bool:
    """Whether the page shows any cut-out."""
    return any(item["chips"] for theme in index["themes"] for item in theme.get("candidates", {}).get("items", ()))


def support_columns(block: Block, release: Release, order: pd.Index[str]) -> dict[str, dict[str, Any]]:
    """Groups of columns by raster indicator: pixels, standard errors, clear images and the reason of no value."""
    groups: dict[str, dict[str, Any]] = {}
    for name, whole in release.support.items():
        if name not in release.indicator_specs:
            continue
        item = whole.of(order)
        columns = {"pixels": block.numbers(item.pixel_count), "silences": _silences(block, item.reason)}
        if item.standard_error is not None:
            columns["errors"] = block.numbers(item.standard_error, 10 ** (release.indicator_specs[name].decimals + 1))
        if item.clear_count is not None:
            columns["looks"] = block.numbers(item.clear_count)
        for group, entry in columns.items():
            groups.setdefault(group, {})[name] = entry
    return groups


def _silences(block: Block, reason: pd.Series[str]) -> dict[str, Any]:
    return block.categories(reason.where(reason.ne("")))


def _item(release: Release, item: Candidate) -> dict[str, Any]:
    specs, found = release.indicator_specs, release.candidates
    if found is None:
        raise TypeError("the release shows no candidates")
    return {
        "id": item.location_id,
        "rank": item.rank,
        "what": [change_text(change, specs[change.indicator]) for change in item.changes],
        "quality": quality_line(item, specs),
        "mark": found.marks.get(item.location_id, ""),
        "chips": None if item.chips is None else _pair(item.chips),
    }


def _pair(pair: ChipPair) -> dict[str, Any]:
    return {
        "colours": pair.colours,
        "width": round(pair.width_m),
        "outline": pair.outline,
        "sides": [_side("Voor", pair.before), _side("Na", pair.after)],
    }


def _side(moment: str, chip: Chip) -> dict[str, Any]:
    return {
        "caption": chip_caption(moment, chip),
        "coarse": chip.pixel_m >= COARSE_M,
        "picture": base64.b64encode(chip.picture).decode(),
    }
