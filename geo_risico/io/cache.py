"""What was read before is kept as GeoParquet, named by everything that made it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo_risico.core.results import Provenance, Repair
from geo_risico.io.files import fingerprint
from geo_risico.io.parquet_folder import folder_digest
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_risico.core.source_specs import LayerUse, SourceSpec
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.files import Located
    from geo_risico.io.request import ReadRequest

READER_VERSION: Final = 7
"""Goes up when reading gives other rows for the same file."""

BROKEN: Final = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)


def cached(
    folder: Path,
    located: Located,
    asked: tuple[LayerSpec, LayerUse, SourceSpec, ReadRequest],
    read: Callable[[], tuple[pd.DataFrame, Provenance]],
) -> tuple[pd.DataFrame, Provenance]:
    """Return a layer from the cache, or read it and keep it there.

    An entry that cannot be read is made again. When the folder cannot be written the layer is still returned.

    Parameters
    ----------
    folder
        Cache folder, made when it is not there.
    located
        File that is read; another content is another entry.
    asked
        Layer, entry of the scan, source and request; another definition, area or peildatum is another entry.
    read
        Reads the file.
    """
    stem = folder / f"{asked[0].name}-{entry_key(located, *asked)[:24]}"
    kept = _load(stem, asked[0])
    if kept is not None:
        return kept
    frame, provenance = read()
    _store(stem, frame, provenance)
    return frame, provenance


def entry_key(located: Located, layer: LayerSpec, use: LayerUse, source: SourceSpec, request: ReadRequest) -> str:
    """Return the name of an entry: a hash of all that decides its content.

    Parameters
    ----------
    located
        File on disk.
    layer
        Layer; its indicators do not count.
    use
        Entry of the scan.
    source
        Mapping of the delivery form.
    request
        Area and peildatum.
    """
    made_of = [
        READER_VERSION,
        folder_digest(located, request.bounds) if located.is_folder else fingerprint(located.path),
        located.member,
        layer.model_dump(mode="json", exclude={"indicators"}),
        use.model_dump(mode="json"),
        source.model_dump(mode="json"),
        request.bounds,
        request.peildatum.isoformat(),
    ]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def _load(stem: Path, layer: LayerSpec) -> tuple[pd.DataFrame, Provenance] | None:
    data, account = stem.with_suffix(".parquet"), stem.with_suffix(".json")
    if not (data.is_file() and account.is_file()):
        return None
    try:
        provenance = provenance_of(read_record(account))
        frame = gpd.read_parquet(data) if _has_shapes(data) else pd.read_parquet(data)
    except BROKEN:
        return None
    flags = [name for name, column in layer.columns.items() if column.dtype == "bool"]
    frame = frame.astype(dict.fromkeys(flags, object))
    return (frame, provenance) if len(frame) == provenance.rows_kept else None


def _has_shapes(path: Path) -> bool:
    return b"geo" in (pq.read_schema(path).metadata or {})


def _store(stem: Path, frame: pd.DataFrame, provenance: Provenance) -> None:
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=stem.parent) as folder:
            data, account = Path(folder) / "data", Path(folder) / "account"
            frame.to_parquet(data, compression="zstd")
            account.write_text(json.dumps(dataclasses.asdict(provenance), default=str), "utf-8")
            os.replace(data, stem.with_suffix(".parquet"))  # noqa: PTH105 - replaces atomically on every system
            os.replace(account, stem.with_suffix(".json"))  # noqa: PTH105 - idem
    except OSError:
        return


def provenance_of(fields: dict[str, Any]) -> Provenance:
    """Return a provenance from its JSON fields.

    Parameters
    ----------
    fields
        As written by ``dataclasses.asdict``.
    """
    repairs = tuple(Repair(**{**repair, "examples": tuple(repair["examples"])}) for repair in fields["repairs"])
    peildatum = fields["peildatum"]
    moment = None if peildatum is None else dt.date.fromisoformat(peildatum)
    extent = None if fields["extent"] is None else tuple(fields["extent"])
    return Provenance(**{**fields, "repairs": repairs, "peildatum": moment, "extent": extent})
