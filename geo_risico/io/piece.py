"""One table of one file, read: screened, selected, mapped, placed and repaired."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.errors import DataError
from geo_risico.io.binding import bind
from geo_risico.io.crs import place, settle_crs, to_crs_bounds
from geo_risico.io.layer_frame import shaped
from geo_risico.io.mapping import map_columns
from geo_risico.io.part import Raw
from geo_risico.io.personal import screen_columns, screen_tags, screen_unread, screen_values
from geo_risico.io.placeless import check_placeable, free_text, placed_where_known
from geo_risico.io.repairs import note
from geo_risico.io.selection import select_rows
from geo_risico.io.shapes import repair_shapes
from geo_risico.io.versions import unique_keys, valid_versions

if TYPE_CHECKING:
    import pandas as pd
    from pyproj import CRS

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.binding import Binding
    from geo_risico.io.part import Part
    from geo_risico.io.request import ReadRequest


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Rows of one table in our columns, with the account of what happened.

    ``is_cut``: only the area of the scan was read.
    """

    frame: pd.DataFrame
    repairs: tuple[Repair, ...]
    rows_read: int
    is_cut: bool


def read_piece(part: Part, layer: LayerSpec, source: SourceSpec, request: ReadRequest) -> Piece:
    """Return one table of a file in the columns of the layer.

    Parameters
    ----------
    part
        Described table.
    layer
        Layer with our columns.
    source
        Mapping of this delivery form.
    request
        Area and peildatum.

    Raises
    ------
    DataError
        The content is not what the definition promises.
    """
    allowed, repairs = screen_columns(part, source, strict=layer.placeless)
    binding = bind(part, allowed, layer, source)
    if layer.placeless:
        check_placeable(part, source, {name for name, origins in binding.fields.items() if origins})
    has_shapes = layer.geometry != "none" and not layer.placeless
    crs, more = settle_crs(part, source) if has_shapes else (None, ())
    repairs += more
    bounds = None if crs is None or request.bounds is None else to_crs_bounds(request.bounds, crs)
    raw = part.read(binding.columns, bounds)
    rows_read = len(raw.frame) + (raw.null_count if has_shapes else 0)
    repairs += _driver_notes(raw, has_shapes=has_shapes)
    repairs += screen_tags(raw, source)
    repairs += screen_unread(part, tuple(name for name in allowed if name not in binding.columns), source)
    if layer.placeless:
        repairs += free_text(allowed, binding.columns)
    mask, more = select_rows(raw, binding, source)
    repairs += more
    raw, more = _without_bsn(_rows(raw, mask), part, source)
    repairs += more
    if crs is not None:
        raw, more = _placed(raw, crs, part, request)
        repairs += more
    if layer.placeless:
        raw, more = placed_where_known(raw, part, layer, source)
        repairs += more
    frame, more = _mapped(raw, part, layer, source, request, binding)
    return Piece(frame=frame, repairs=repairs + more, rows_read=rows_read, is_cut=request.bounds is not None)


def _driver_notes(raw: Raw, *, has_shapes: bool) -> tuple[Repair, ...]:
    count = raw.null_count if has_shapes else 0
    said = "; ".join(raw.messages)
    return (
        *note("empty_geometry", count, f"{count} rijen in het bestand hebben geen geometrie."),
        *note("assumption", len(raw.messages), f"Bij het lezen gemeld: {said}.", raw.messages),
    )


def _without_bsn(raw: Raw, part: Part, source: SourceSpec) -> tuple[Raw, tuple[Repair, ...]]:
    names, repairs = screen_values(raw.frame, part, source)
    if not names:
        return raw, ()
    return Raw(frame=raw.frame.assign(**dict.fromkeys(names, np.nan)), geometry=raw.geometry), repairs


def _rows(raw: Raw, mask: np.ndarray) -> Raw:
    if mask.all():
        return raw
    geometry = None if raw.geometry is None else raw.geometry[mask]
    return Raw(frame=raw.frame.loc[mask].reset_index(drop=True), geometry=geometry)


def _placed(raw: Raw, crs: CRS, part: Part, request: ReadRequest) -> tuple[Raw, tuple[Repair, ...]]:
    if raw.geometry is None:
        raise DataError(f"{part.where}: tabel heeft geen geometrie; verwacht x en y of een geometriekolom")
    geometry, mask, repairs = place(raw.geometry, crs, part.where, request.bounds)
    return _rows(Raw(frame=raw.frame, geometry=geometry), mask), repairs


def _mapped(
    raw: Raw, part: Part, layer: LayerSpec, source: SourceSpec, request: ReadRequest, binding: Binding
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    frame, repairs = map_columns(raw.frame, binding, layer, source)
    mask = np.ones(len(frame), dtype=bool)
    if layer.key is not None:
        mask, more = valid_versions(raw.frame, frame[layer.key], binding, source, request.peildatum)
        repairs += more
    frame = frame.loc[mask]
    geometry = None if raw.geometry is None else raw.geometry[mask]
    if layer.geometry != "none" and not layer.placeless and geometry is not None:
        geometry, mask, more = repair_shapes(frame, geometry, layer, part.where, to_point=source.to_point)
        frame, geometry, repairs = frame.loc[mask], geometry[mask], repairs + more
    frame, mask, more = unique_keys(frame, layer, source)
    kept = None if geometry is None else geometry[mask]
    result = shaped(layer, frame.loc[mask].reset_index(drop=True), kept)
    return result, repairs + more
