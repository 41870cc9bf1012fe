"""A manifest read back, to check a scan by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from geo_risico.catalog.yaml_files import MESSAGES
from geo_risico.core.errors import SourceError
from geo_risico.core.manifest_specs import ManifestFacts
from geo_risico.io.output_facts import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

LARGEST: Final = 50_000_000
"""Bytes; the manifest of a national scan is far below."""
NAMED: Final = 10
"""At most so many wrong keys are named."""
_AGAIN: Final = "verwacht het manifest.json van een geo-risico scan van deze versie of later"


def manifest_path(path: Path) -> Path:
    """The manifest itself, also when its folder is named.

    Parameters
    ----------
    path
        ``manifest.json`` or the folder that holds it.
    """
    return path / MANIFEST if path.is_dir() else path


def manifest_bytes(path: Path) -> bytes:
    """Content of a manifest.

    Raises
    ------
    SourceError
        When it is not there, too large or may not be read.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(f"{path}: {path.stat().st_size} bytes; verwacht hoogstens {LARGEST}")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"{path}: bestaat niet; {_AGAIN}") from error
    except OSError as error:
        raise SourceError(f"{path}: niet te lezen ({error.strerror}); {_AGAIN}") from error


def read_manifest(path: Path) -> ManifestFacts:
    """What a check needs of a manifest.

    Raises
    ------
    SourceError
        When it cannot be read, or a key is missing or wrong; the keys are named.
    """
    content = read_json(path)
    try:
        return ManifestFacts.model_validate(content)
    except ValidationError as error:
        lines = list(dict.fromkeys(_line(one) for one in error.errors()))[:NAMED]
        raise SourceError(f"{path}: dit manifest is niet na te gaan; {_AGAIN}", lines) from error


def _line(item: ErrorDetails) -> str:
    """Dutch line about one key that is missing or wrong."""
    key = ".".join(str(part) for part in item["loc"] if part != "[key]")
    if item["type"] == "missing":
        return f"{key}: ontbreekt"
    if item["type"] == "value_error":
        return f"{key}: {item['ctx']['error']}"
    template = MESSAGES.get(item["type"])
    expected = template.format(**item.get("ctx", {})) if template else "andere waarde verwacht"
    return f"{key}: '{str(item.get('input'))[:60]}': {expected}"


def read_json(path: Path) -> dict[str, Any]:
    """Everything that a manifest says.

    Raises
    ------
    SourceError
        When it cannot be read as JSON.
    """
    try:
        content = json.loads(manifest_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: geen geldige JSON ({error}); {_AGAIN}") from error
    if not isinstance(content, dict):
        raise SourceError(f"{path}: geen geldig manifest; {_AGAIN}")
    return content
