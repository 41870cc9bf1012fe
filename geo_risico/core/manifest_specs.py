"""What must stand in manifest.json before a scan can be checked; other keys are for people and are left alone."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo_risico.core.source_specs import ScanSpec
from geo_risico.core.specs import Name

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Rows = int | dict[str, int] | None


class Recorded(BaseModel):
    """Base of what is read back: immutable, and open to keys of a later version."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _stays_inside(name: str) -> str:
    """The name itself, when it points at a file inside the folder of the manifest."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0] or "\0" in name:
        raise ValueError(f"'{name[:80]}' wijst buiten de map van het manifest")
    return name


def _says_when(moment: dt.datetime) -> dt.datetime:
    """The moment itself, when it has a time zone."""
    if moment.tzinfo is None:
        raise ValueError("moment zonder tijdzone")
    return moment


Inside = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_stays_inside)]


class FileFacts(Recorded):
    """One file that a scan wrote."""

    sha256: Sha256
    bytes: int = Field(ge=0)
    rows: Rows = None


class InputFacts(Recorded):
    """One file or table that filled a layer."""

    layer: str
    source: str
    status: Literal["present", "absent"]
    file: str
    sha256: str


class OtherInput(Recorded):
    """One file that is no layer: weights, workbook, marks, an earlier scan; ``sha256`` None where it is not told."""

    purpose: str
    start: Literal["uitvoer", "definitie", "manifest"]
    file: str
    sha256: Sha256 | None = None


class CommandFacts(Recorded):
    """How the scan was asked; ``scan`` is None when the definition as used says it all."""

    name: str
    definition_folder: str | None = None
    snapshot: str | None = None
    every_gemeente: bool = False
    scan: ScanSpec | None = None


class SoftwareFacts(Recorded):
    """With which software a scan was made."""

    code_version: str
    code_sha256: Sha256
    lock: str
    lock_sha256: Sha256
    platform: str
    versions: dict[str, str]


class ThemeFacts(Recorded):
    """What one theme read."""

    inputs: tuple[InputFacts, ...]


class ManifestFacts(Recorded):
    """Everything of manifest.json that a check needs."""

    name: Name
    title: str
    created: Annotated[dt.datetime, AfterValidator(_says_when)]
    is_fictief: bool
    scan: ScanSpec
    inputs: tuple[InputFacts, ...]
    beside: dict[str, ThemeFacts]
    software: SoftwareFacts
    definitions: dict[str, Sha256]
    command: CommandFacts | None
    other_inputs: tuple[OtherInput, ...]
    files: dict[Inside, FileFacts]

    @property
    def asked(self) -> ScanSpec:
        """The definition as the command got it."""
        return self.scan if self.command is None or self.command.scan is None else self.command.scan

    @property
    def every_input(self) -> tuple[InputFacts, ...]:
        """Inputs that were read for any theme, each once."""
        parts = [*self.inputs, *(item for theme in self.beside.values() for item in theme.inputs)]
        return tuple(dict.fromkeys(item for item in parts if item.status == "present"))
