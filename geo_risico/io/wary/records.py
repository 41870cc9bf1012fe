"""Small JSON files that this program wrote, or that somebody put in their place."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from geo_risico.core.json_text import parse_json
from geo_risico.core.limits import RECORD, too_much

if TYPE_CHECKING:
    from pathlib import Path


def read_record(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Value of a small JSON file.

    Raises
    ------
    OSError
        The file cannot be read.
    ValueError
        It is larger than any record that this program writes, or no JSON.
    """
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "bestaat niet of is geen gewoon bestand", str(path))
    if fault := too_much(RECORD, path.stat().st_size):
        raise ValueError(fault)
    return parse_json(path.read_text(encoding="utf-8"))
