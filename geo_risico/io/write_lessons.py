"""Lessons of visits as ``lessen.json``, and their folder as a whole or not at all."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, Final

from geo_risico.io.write import write_whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.lessons import Lessons
    from geo_risico.core.results import ReleaseMeta

FORMAT: Final = 1
"""Goes up when a key gets another name or meaning."""
NAME: Final = "lessen.json"
DECIMALS: Final = 6


def lessons_json(lessons: Lessons, meta: ReleaseMeta, created: dt.datetime) -> str:
    """All figures as JSON with stable keys; no place is named in it.

    Parameters
    ----------
    lessons
        What may be told.
    meta
        What stands on the page.
    created
        Moment of making; the only part that differs between two runs.
    """
    content = {
        "format": FORMAT,
        "scan": meta.name,
        "title": meta.title,
        "profile": meta.profile,
        "is_confidential": meta.profile != "open",
        "created": created.isoformat(timespec="seconds"),
        "expires": meta.expires.isoformat(),
        "code_version": meta.version,
        **_plain(lessons),
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_lesson_files(files: Mapping[str, str | bytes], folder: Path) -> tuple[Path, ...]:
    """Paths of the files written in ``folder``, which is replaced as a whole or not at all.

    Parameters
    ----------
    files
        File name -> content.
    folder
        Folder of one round, or of all rounds together.

    Raises
    ------
    OutputError
        When the folder cannot be written; what stood there stays as it was.
    """

    def fill(fresh: Path) -> None:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            (fresh / name).write_bytes(data)

    return write_whole(folder, fill)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of the record
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return _plain(value.model_dump(mode="json", exclude={"draws"}))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return round(float(value), DECIMALS) if isinstance(value, float) else value
