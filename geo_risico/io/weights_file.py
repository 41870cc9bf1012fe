"""Calibrated weights as a dated YAML file that is never overwritten, and weights that experts chose on the map."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import yaml

from geo_risico.catalog.yaml_files import parse, read_yaml
from geo_risico.core.errors import DefinitionError, OutputError
from geo_risico.core.evidence_specs import WeightsFile
from geo_risico.core.session_specs import WeightSession
from geo_risico.io.wary.outputs import fresh_file
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from pathlib import Path

_HEADER: Final = (
    "# Geijkte gewichten van geo-risico ijk. Gebruik: geo-risico scan SCAN --gewichten DIT_BESTAND\n"
    "# Niet met de hand aanpassen: de onderbouwing (aantallen, trekkingen) hoort bij deze gewichten.\n"
)
SESSION: Final = "expertsessie"
_MOST: Final = 10_000
_WIDE: Final = 1_000_000
_DECIMALS: Final = 9


def write_weights(weights: WeightsFile, folder: Path) -> Path:
    """Path of the new file ``<scan>_<thema>_<datum>.yaml``, with _2, _3... where that name is taken.

    A reader sees the whole file or none.

    Parameters
    ----------
    weights
        What a calibration gave.
    folder
        Made when needed.

    Raises
    ------
    OutputError
        When the folder cannot be written; nothing is left behind.
    """
    content = weights.model_dump(mode="json", exclude_defaults=False)
    text = _HEADER + yaml.safe_dump(
        _rounded(content), allow_unicode=True, sort_keys=False, default_flow_style=None, width=_WIDE
    )
    stem = f"{weights.scan}_{weights.theme}_{weights.made.isoformat()}"
    fresh = folder / f".{stem}.{os.getpid()}.nieuw"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with fresh_file(fresh, encoding="utf-8", newline="\n") as file:
            file.write(text)
        return _place(fresh, folder, stem)
    except OSError as fault:
        raise OutputError(f"De gewichten kunnen niet in {folder} worden geschreven: {fault_reason(fault)}") from fault
    finally:
        if folder.is_dir():
            fresh.unlink(missing_ok=True)


def read_weights(path: Path) -> WeightsFile:
    """Weights of one file.

    Raises
    ------
    DefinitionError
        When the file is missing, is no YAML, or a key is missing or wrong.
    """
    return parse(path, WeightsFile)


def is_session(path: Path) -> bool:
    """Whether a file of weights is of a session with experts; without ``soort`` it is one of a calibration.

    Raises
    ------
    DefinitionError
        When the file is missing, is no YAML, or is of another kind.
    """
    content = read_yaml(path)
    kind = content.get("soort") if isinstance(content, dict) else None
    if kind not in {None, SESSION}:
        raise DefinitionError(f"{path}: soort: '{kind}', verwacht {SESSION}, of een bestand van geo-risico ijk")
    return kind == SESSION


def read_session(path: Path) -> WeightSession:
    """Weights of a session with experts, as the map saves them.

    Raises
    ------
    DefinitionError
        When the file is missing, is no YAML, or a key is missing or wrong.
    """
    return parse(path, WeightSession)


def _place(fresh: Path, folder: Path, stem: str) -> Path:
    """The file under the first name that is free."""
    for number in range(1, _MOST):
        path = folder / (f"{stem}.yaml" if number == 1 else f"{stem}_{number}.yaml")
        if path.exists() or path.is_symlink():
            continue
        try:
            os.link(fresh, path)
        except FileExistsError:
            continue
        except OSError:  # a disk without hard links
            fresh.rename(path)
        return path
    raise OutputError(f"{folder}: er staan al {_MOST} bestanden {stem}; ruim oude gewichten op")


def _rounded(value: object) -> object:
    """The same content with numbers of nine decimals."""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value
