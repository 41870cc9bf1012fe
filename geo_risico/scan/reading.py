"""All layers of a plan, the gemeenten first because they bound the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo_risico.catalog.plan import NEEDED
from geo_risico.core.errors import DataError
from geo_risico.core.gemeenten import KNOWN_FROM, KNOWN_TO
from geo_risico.core.numbers import format_date
from geo_risico.core.results import Layers
from geo_risico.io.raster import open_rasters
from geo_risico.io.read import absent, read_layer
from geo_risico.io.registers.gemeente_table import gemeente_history
from geo_risico.io.repairs import DROPPING
from geo_risico.io.request import FICTIEF_PREFIX, ReadRequest
from geo_risico.io.sources.fictief import ensure
from geo_risico.io.sources.fictief.beelden import ensure_images

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from geo_risico.catalog import Plan
    from geo_risico.core.results import Provenance
    from geo_risico.core.source_specs import ScanSpec

Bounds = tuple[float, float, float, float]
WHOLE = frozenset({"gemeenten", "landgebied", "vaarwegen", "sluizen", "bruggen"})
"""Layers that are read without bounds: outlines that say where the rest is, and the network along which boats sail."""
BASE = frozenset({"gemeenten", "panden"})
"""Layers that must have rows when a theme needs them; other registers may have none in an area."""


def read_layers(plan: Plan, cache: Path, step: Callable[[str], None]) -> Layers:
    """Every layer of a plan in our columns, within the gemeenten and the buffer around them.

    Raises
    ------
    SourceError, DataError
        When a file is unreadable or not what its source definition promises, or leaves no row of a layer without which
        there are no locations.
    """
    request = _request(plan, cache, step)
    frames: dict[str, pd.DataFrame] = {}
    provenance: dict[str, tuple[Provenance, ...]] = {}
    for name in sorted(plan.reads, key=lambda name: name != "gemeenten"):
        spec, uses = plan.reads[name]
        step(f"Laag lezen: {spec.title}")
        asked = replace(request, bounds=None) if name in WHOLE else request
        frames[name], provenance[name] = read_layer(spec, uses, asked, cache / "lagen")
        if name in BASE and any(name in NEEDED[theme.locations] for theme in plan.themes) and frames[name].empty:
            raise _nothing_left(name, provenance[name])
        if name == "gemeenten":
            request = replace(request, bounds=_window(frames[name], plan.scan))
    provenance |= {spec.name: (absent(spec),) for spec in plan.absent}
    rasters = {}
    asked = replace(request, fictief_folder=_fictief_images(plan, cache, step))
    for name, (layer, images) in plan.rasters.items():
        step(f"Beelden openen: {layer.title}")
        rasters[name], provenance[name] = open_rasters(layer, images, asked)
    return Layers(frames=frames, provenance=provenance, rasters=rasters)


def read_gemeenten(plan: Plan, cache: Path, step: Callable[[str], None]) -> gpd.GeoDataFrame:
    """Layer of all gemeenten that a plan knows, whichever of them it scans.

    Raises
    ------
    SourceError, DataError
        As `read_layers`.
    """
    spec, uses = plan.reads["gemeenten"]
    frame, provenance = read_layer(spec, uses, _request(plan, cache, step), cache / "lagen")
    if frame.empty:
        raise _nothing_left("gemeenten", provenance)
    return gpd.GeoDataFrame(frame, geometry="geometry")


def _request(plan: Plan, cache: Path, step: Callable[[str], None]) -> ReadRequest:
    """Request of everything, without bounds."""
    return ReadRequest(
        folder=plan.folder,
        bounds=None,
        peildatum=plan.scan.peildatum,
        fictief_folder=_fictief(plan.scan, cache, step),
        database=plan.scan.database,
    )


def _nothing_left(name: str, provenance: tuple[Provenance, ...]) -> DataError:
    """Error that says for each file how many rows were read and why none is left."""
    lines = []
    for item in provenance:
        why = [repair.message for repair in item.repairs if repair.kind in DROPPING]
        lines.append(" ".join([f"{item.path}: {item.rows_read} rijen gelezen.", *why, item.note]))
    return DataError(
        f"laag {name}: geen enkele rij in het gebied van de scan; verwacht een bestand dat dit gebied dekt, met "
        "identificaties en het juiste crs",
        lines,
    )


def _fictief(scan: ScanSpec, cache: Path, step: Callable[[str], None]) -> Path | None:
    if scan.fictief is None:
        return None
    step("Fictieve gemeente maken")
    return ensure(cache, panden_count=scan.fictief.panden_count, seed=scan.fictief.seed)


def _fictief_images(plan: Plan, cache: Path, step: Callable[[str], None]) -> Path | None:
    """Folder with the images of the fictitious gemeente, made when an image of the scan lies in it."""
    fictief = plan.scan.fictief
    uses = [use for _, images in plan.rasters.values() for use, _ in images]
    if fictief is None or not any(use.path.startswith(FICTIEF_PREFIX) for use in uses):
        return None
    step("Beelden van de fictieve gemeente maken")
    return ensure_images(cache, panden_count=fictief.panden_count, seed=fictief.seed)


def _window(gemeenten: pd.DataFrame, scan: ScanSpec) -> Bounds:
    """Bounds of the scanned gemeenten with the buffer around them, in metres."""
    codes = scan.area.gemeenten
    chosen = gemeenten[gemeenten["gemeente_code"].isin(codes)] if codes else gemeenten
    missing = sorted(set(codes) - set(chosen["gemeente_code"]))
    if missing or chosen.empty:
        known = ", ".join(sorted(gemeenten["gemeente_code"])[:5])
        raise DataError(
            f"Scan {scan.name}: area.gemeenten: {', '.join(missing) or 'geen enkele gemeente'} staat niet in de laag "
            f"gemeenten ({len(gemeenten)} rijen, bijvoorbeeld {known})",
            _what_happened(missing, scan.peildatum),
        )
    bounds = scan.area.bounds or gpd.GeoDataFrame(chosen, geometry="geometry").total_bounds
    return widened([float(value) for value in bounds], scan.area.buffer_m)


def _what_happened(codes: Sequence[str], day: dt.date) -> list[str]:
    """Say per code what the table of gemeenten knows about it on the peildatum."""
    history = gemeente_history()
    lines = []
    for code in codes:
        row = history.by_code.get(code)
        if row is None:
            lines.append(f"{code} is geen gemeente van {KNOWN_FROM} tot en met {KNOWN_TO}")
        elif row.is_valid(day):
            lines.append(
                f"{code} ({row.naam}) is op {format_date(day)} wel een gemeente; lees een bestand van die peildatum"
            )
        else:
            lines.append(history.told(code, day))
    return lines


def widened(bounds: Sequence[float], margin_m: float) -> Bounds:
    """Bounds with a margin around them, out to whole metres."""
    minx, miny, maxx, maxy = bounds
    low, high = np.floor([minx - margin_m, miny - margin_m]), np.ceil([maxx + margin_m, maxy + margin_m])
    return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
