"""Files become layers in our columns, in EPSG:28992, with an account of every row."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from geo_risico.core.errors import DataError
from geo_risico.core.results import Provenance
from geo_risico.core.specs import STRICTNESS
from geo_risico.io.cache import cached
from geo_risico.io.database.table import open_table
from geo_risico.io.extent import declared_extent
from geo_risico.io.files import locate
from geo_risico.io.formats import describe_parts
from geo_risico.io.intact import check_whole
from geo_risico.io.layer_frame import joined
from geo_risico.io.parquet_folder import content_digest
from geo_risico.io.piece import Piece, read_piece
from geo_risico.io.placeless import with_places, without_place_columns
from geo_risico.io.registers.snapshot import origin_of
from geo_risico.io.repairs import DROPPING, dropped_count, note
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.kinds import check_kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import LayerUse, SourceSpec
    from geo_risico.core.specs import Access, LayerSpec
    from geo_risico.io.files import Located
    from geo_risico.io.part import Part
    from geo_risico.io.request import ReadRequest

PER_FILE = frozenset({"missing_column", "personal_column"})


def read_layer(
    spec: LayerSpec,
    uses: Sequence[tuple[LayerUse, SourceSpec]],
    request: ReadRequest,
    cache: Path | None = None,
) -> tuple[pd.DataFrame | gpd.GeoDataFrame, tuple[Provenance, ...]]:
    """Return one layer and where each of its files came from.

    The frame follows the contract in docs/conventies: running index, every column of the layer with its dtype,
    valid geometry in EPSG:28992, unique key. For each file ``rows_read`` is ``rows_kept`` plus the counts of the
    repairs that drop rows (``geo_risico.io.repairs.DROPPING``).

    Parameters
    ----------
    spec
        Layer with our columns.
    uses
        Files of the scan with the source definition of each.
    request
        Folder, area and peildatum.
    cache
        Folder for what was read before; None reads the files again.

    Raises
    ------
    SourceError
        A file is missing, broken or not of its format.
    DataError
        The content is not what the source definition promises.
    """
    pieces = [_read_use(spec, use, source, request, cache) for use, source in uses]
    frame, doubles = joined(spec, [frame for frame, _ in pieces])
    provenance = tuple(_less(p, lost) for (_, p), lost in zip(pieces, doubles, strict=True))
    return frame, provenance


def absent(spec: LayerSpec) -> Provenance:
    """Return the provenance of a layer that the scan does not offer.

    Parameters
    ----------
    spec
        Layer.
    """
    return Provenance(
        layer=spec.name, source="", title=spec.title, status="absent", note="Deze laag is niet opgegeven in de scan."
    )


def stricter(source: SourceSpec, use: LayerUse) -> Access:
    """Return the strictest of the access class of the source and that of the scan.

    Parameters
    ----------
    source
        Definition of the delivery form.
    use
        Entry of the scan.
    """
    return max(source.access, use.access or "open", key=STRICTNESS.index)


def _read_use(
    spec: LayerSpec, use: LayerUse, source: SourceSpec, request: ReadRequest, cache: Path | None
) -> tuple[pd.DataFrame, Provenance]:
    if source.layer != spec.name:
        raise DataError(f"{use.named}: bron '{source.name}' vult laag '{source.layer}', verwacht '{spec.name}'")
    if use.table is not None:
        return _read_table(spec, use, source, request)
    with told(use.named, "een heel bestand in het formaat van zijn naam"):
        return _read_whole(spec, use, source, request, cache)


def _read_whole(
    spec: LayerSpec, use: LayerUse, source: SourceSpec, request: ReadRequest, cache: Path | None
) -> tuple[pd.DataFrame, Provenance]:
    located = locate(request.resolve(use.path), use.path, source.member)
    check_kind(located)
    check_whole(located)
    origin = origin_of(located.path)
    key = (spec, use, source, request)
    if cache is None:
        frame, provenance = _read_file(*key, located)
    else:
        frame, provenance = cached(cache, located, key, lambda: _read_file(*key, located))
    return frame, dataclasses.replace(provenance, origin=origin)


def _read_file(
    spec: LayerSpec, use: LayerUse, source: SourceSpec, request: ReadRequest, located: Located
) -> tuple[pd.DataFrame, Provenance]:
    frame, provenance = _read_parts(spec, use, source, request, _parts(spec, use, source, located))
    extent = use.extent or declared_extent(located)
    return frame, dataclasses.replace(provenance, sha256=content_digest(located, request.bounds), extent=extent)


def _read_table(
    spec: LayerSpec, use: LayerUse, source: SourceSpec, request: ReadRequest
) -> tuple[pd.DataFrame, Provenance]:
    """Rows of the shared database; never kept in the cache, for they belong to the organisation and not to a user."""
    asked = source.model_copy(update={"keep": (*use.where, *source.keep)})
    bare = without_place_columns(asked) if spec.placeless else asked
    reading = open_table(use, bare, spec, request)
    part = with_places(reading.part(), asked) if spec.placeless else reading.part()
    frame, provenance = _read_parts(spec, use, asked, request, [part])
    question = {
        "table": use.table,
        "where": [rule.model_dump(mode="json") for rule in use.where],
        "bounds": request.bounds,
        "peildatum": request.peildatum.isoformat(),
    }
    origin = dataclasses.replace(reading.origin, parameters=json.dumps(question, sort_keys=True))
    return frame, dataclasses.replace(provenance, sha256=reading.sha256, extent=use.extent, origin=origin)


def _read_parts(
    spec: LayerSpec, use: LayerUse, source: SourceSpec, request: ReadRequest, parts: list[Part]
) -> tuple[pd.DataFrame, Provenance]:
    pieces = [read_piece(part, spec, source, request) for part in parts]
    frame, doubles = joined(spec, [piece.frame for piece in pieces])
    repairs = _account(parts, pieces)
    repairs += _doubles(sum(doubles))
    rows_read = sum(piece.rows_read for piece in pieces)
    if rows_read - dropped_count(repairs) != len(frame):
        lost = f"{rows_read} gelezen, {dropped_count(repairs)} afgevallen, {len(frame)} over"
        raise DataError(f"{use.named}: rijen zijn zoek ({lost})")
    return frame, Provenance(
        layer=spec.name,
        source=source.name,
        title=source.title,
        status="present",
        access=stricter(source, use),
        path=use.named,
        licence=source.licence,
        attribution=source.attribution,
        peildatum=use.peildatum,
        rows_read=rows_read,
        rows_kept=len(frame),
        repairs=tuple(repairs),
        note=_note(source, use, rows_read, len(frame), pieces),
    )


def _parts(spec: LayerSpec, use: LayerUse, source: SourceSpec, located: Located) -> list[Part]:
    if not spec.placeless:
        return describe_parts(located, source, use)
    return [with_places(part, source) for part in describe_parts(located, without_place_columns(source), use)]


def _account(parts: Sequence[Part], pieces: Sequence[Piece]) -> list[Repair]:
    """Repairs of all tables; with several tables each sentence says which one, equal notes stand once."""
    if len(parts) == 1:
        return list(pieces[0].repairs)
    named: list[Repair] = []
    for part, piece in zip(parts, pieces, strict=True):
        for repair in piece.repairs:
            if repair.kind in DROPPING or repair.kind not in PER_FILE:
                named.append(dataclasses.replace(repair, message=f"{part.dataset}: {repair.message}"))
            elif repair not in named:
                named.append(repair)
    return named


def _note(source: SourceSpec, use: LayerUse, rows_read: int, rows_kept: int, pieces: Sequence[Piece]) -> str:
    sentences = [source.note] if source.note else []
    if rows_kept == 0:
        what = "de tabel" if use.table else "het bestand"
        why = f"{what} heeft geen rijen" if rows_read == 0 else "geen enkele rij blijft over"
        area = " in het gebied van de scan" if any(piece.is_cut for piece in pieces) else ""
        sentences.append(f"Leeg: {why}{area}.")
    return " ".join(sentences)


def _doubles(count: int) -> tuple[Repair, ...]:
    return note("duplicate", count, f"{count} rijen vallen af: dezelfde identificatie staat ook in een eerder deel.")


def _less(provenance: Provenance, lost: int) -> Provenance:
    if lost == 0:
        return provenance
    return dataclasses.replace(
        provenance, rows_kept=provenance.rows_kept - lost, repairs=(*provenance.repairs, *_doubles(lost))
    )
