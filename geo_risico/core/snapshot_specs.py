"""What stands in snapshot.json: the registers of one area as they were fetched."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Literal

from pydantic import Field

from geo_risico.core.specs import Name, Spec

FOLDER: Final = "lagen"
"""Folder of the files in a snapshot."""
Bounds = tuple[float, float, float, float]


class FileRecord(Spec):
    """One file of a snapshot: what was asked of which register, and what came of it."""

    of_register: Name = Field(alias="register")
    layer: Name
    source: Name
    title: str
    kind: str
    file: str = Field(pattern=rf"^{FOLDER}/[A-Za-z0-9_-][A-Za-z0-9_.-]*$")
    sha256: str
    bytes: int
    rows: int | None
    url: str
    parameters: dict[str, Any]
    fetched_at: dt.datetime
    published: str
    peildatum: dt.date
    extent: Bounds | None
    licence: str
    attribution: str
    register_name: str
    doubles: int
    requests: int
    retries: int
    notes: tuple[str, ...]
    asked: dict[str, Any]


class GemeenteRecord(Spec):
    """One gemeente of a snapshot: how it was asked and what it is on the peildatum."""

    asked: str
    code: str
    naam: str
    note: str = ""


class FailedRecord(Spec):
    """One register that could not be fetched, and why."""

    of_register: Name = Field(alias="register")
    layer: Name
    reason: str


class ImageRecord(Spec):
    """One file of the images of a service, relative to its folder."""

    file: str
    sha256: str
    bytes: int


class RasterRecord(Spec):
    """Images of one service: the entry of the scan that reads them, their folders, and what each file is.

    ``peildatum`` is the day of the newest image; None where the service does not say.
    """

    service: Name
    layer: Name
    source: str | None
    folder: str = Field(pattern=r"^rasters/[A-Za-z0-9_-]+$")
    url: str
    scenes: tuple[str, ...]
    fetched_at: dt.datetime
    use: dict[str, Any]
    title: str = ""
    kind: str = ""
    peildatum: dt.date | None = None
    licence: str = ""
    attribution: str = ""
    register_name: str = ""
    files: tuple[ImageRecord, ...] = ()


class Snapshot(Spec):
    """Everything that stands in snapshot.json."""

    form: Literal[1] = 1
    software: str
    asked: tuple[str, ...]
    gemeenten: tuple[GemeenteRecord, ...]
    peildatum: dt.date
    buffer_m: float
    bounds: Bounds | None
    wanted: tuple[Name, ...]
    themes: tuple[Name, ...] = ()
    given_themes: tuple[Name, ...] = ()
    endpoints: dict[str, str] = Field(default={})
    layers: dict[Name, tuple[FileRecord, ...]] = Field(default={})
    rasters: dict[Name, RasterRecord] = Field(default={})
    failed: tuple[FailedRecord, ...] = ()

    @property
    def files(self) -> dict[str, FileRecord]:
        """Record of each register that was fetched."""
        return {record.of_register: record for records in self.layers.values() for record in records}

    def with_file(self, record: FileRecord) -> Snapshot:
        """Snapshot with the record in place of an earlier one of the same register."""
        files = {name: old for name, old in self.files.items() if name != record.of_register}
        files[record.of_register] = record
        layers: dict[str, tuple[FileRecord, ...]] = {}
        for one in sorted(files.values(), key=lambda item: (item.layer, item.of_register)):
            layers[one.layer] = (*layers.get(one.layer, ()), one)
        failed = tuple(one for one in self.failed if one.of_register != record.of_register)
        endpoints = dict(sorted({**self.endpoints, record.of_register: record.url}.items()))
        return self.model_copy(update={"layers": layers, "failed": failed, "endpoints": endpoints})

    def with_failure(self, failure: FailedRecord) -> Snapshot:
        """Snapshot that says that a register could not be fetched; what it had of that register stays."""
        failed = [one for one in self.failed if one.of_register != failure.of_register]
        return self.model_copy(update={"failed": tuple(sorted([*failed, failure], key=lambda one: one.of_register))})
