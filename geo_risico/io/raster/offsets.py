"""Whether the numbers of a Sentinel-2 image were shifted by 1000 (processing baseline 04.00 and later)."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.results import Repair

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.raster_specs import BandMap
    from geo_risico.io.raster.facts import Facts

SHIFT: Final = -1000.0
"""What is to be added to a stored number since baseline 04.00."""
SINCE: Final = dt.date(2022, 1, 25)
BASELINE: Final = 4.0
SCALE: Final = 0.0001
"""Reflectance is (stored + shift) * 0.0001."""
PARENTS: Final = 5
"""Folders above a file in which MTD_MSIL2A.xml is looked for."""


def shift(
    band: BandMap, facts: Facts, item: Mapping[str, Any] | None, date: dt.date | None, path: str
) -> tuple[float, Repair | None]:
    """What to add to a stored number of a Sentinel-2 band, and the assumption that it rests on, if any.

    Asked are, in this order: what the tags of the file say of the shift, the STAC item, MTD_MSIL2A.xml, the baseline in
    the tags, that in the name of file or folder, and the date of the image.
    """
    by_tag = _of_baseline(facts.tags.get("processing_baseline", ""))
    told = (_tagged(facts, path), _item(band, facts, item, path), _product(facts), by_tag, _baseline_name(facts, path))
    for said in told:
        if said is not None:
            return said, None
    if date is not None and date < SINCE:
        return 0.0, None
    when = f"van {date}" if date else "zonder datum"
    message = (
        f"Niets zegt of de verschuiving van 1000 (Sentinel-2 sinds {SINCE}) al is verrekend; voor dit beeld {when} is "
        "aangenomen dat zij er nog af moet."
    )
    return SHIFT, Repair(kind="assumption", count=1, message=message)


def _tagged(facts: Facts, path: str) -> float | None:
    said = facts.tags.get("boa_add_offset", "")
    number = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*", said)
    if number:
        return float(number.group(1))
    by_baseline = _of_baseline(facts.tags.get("processing_baseline", ""))
    applied = facts.tags.get("boa_offset_applied", facts.tags.get("earthsearch:boa_offset_applied", "")).strip().lower()
    if not applied:
        return None
    known = _baseline_name(facts, path) if by_baseline is None else by_baseline
    return _applied(applied in {"true", "1", "yes", "ja"}, known)


def _item(band: BandMap, facts: Facts, item: Mapping[str, Any] | None, path: str) -> float | None:
    if item is None:
        return None
    properties = item["properties"]
    by_baseline = _of_baseline(str(properties.get("s2:processing_baseline", "")))
    applied = properties.get("earthsearch:boa_offset_applied")
    if applied is not None:
        return _applied(bool(applied), _baseline_name(facts, path) if by_baseline is None else by_baseline)
    stored = _asset(band, facts, item).get("raster:bands") or [{}]
    said = stored[min(band.index, len(stored)) - 1]
    if said.get("offset") is not None:
        return float(said["offset"]) / float(said.get("scale") or SCALE)
    return by_baseline


def _asset(band: BandMap, facts: Facts, item: Mapping[str, Any]) -> Mapping[str, Any]:
    offered: Mapping[str, Mapping[str, Any]] = item["assets"]
    if band.asset in offered:
        return offered[str(band.asset)]
    name = facts.image.label.rpartition("/")[2]
    return next((a for a in offered.values() if str(a.get("href", "")).endswith(name)), {})


def _product(facts: Facts) -> float | None:
    path = facts.image.path
    found = next((p for p in _above(path) if p.is_file()), None) if path is not None else None
    if found is None:
        return None
    text = found.read_text(encoding="utf-8", errors="replace")
    number = re.search(r"<BOA_ADD_OFFSET\b[^>]*>\s*(-?\d+(?:\.\d+)?)\s*<", text)
    if number:
        return float(number.group(1))
    baseline = re.search(r"<PROCESSING_BASELINE>\s*([\d.]+)\s*<", text)
    return (_of_baseline(baseline.group(1)) if baseline else None) or 0.0


def _above(path: Path) -> list[Path]:
    return [folder / "MTD_MSIL2A.xml" for folder in list(path.parents)[:PARENTS]]


def _baseline_name(facts: Facts, path: str) -> float | None:
    found = re.search(r"_N(\d{2})(\d{2})(?:_|\.|/|$)", f"{path}/{facts.image.label}")
    return _of_baseline(f"{found.group(1)}.{found.group(2)}") if found else None


def _of_baseline(text: str) -> float | None:
    try:
        return SHIFT if float(text) >= BASELINE else 0.0
    except ValueError:
        return None


def _applied(is_applied: bool, by_baseline: float | None) -> float:  # noqa: FBT001 - the flag is the fact itself
    """No shift when it was already applied; else what the baseline says, 1000 when that is unknown."""
    if is_applied:
        return 0.0
    return SHIFT if by_baseline is None else by_baseline
