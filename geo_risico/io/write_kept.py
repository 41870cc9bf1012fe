"""What people put or changed in the folder of a scan, copied beside it before a new scan replaces the folder."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Final

from geo_risico.io.wary.outputs import check_output

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

KEPT: Final = "eigen_bestanden_bewaard"
RECORD: Final = "manifest.json"
SLACK_S: Final = 2.0
"""The scan itself writes its last page after the record; whoever works by hand is slower."""


def keep_own(folder: Path, own: Collection[str] = ()) -> Path | None:
    """Folder with copies of what came into ``folder`` or changed there after its scan; None when nothing did.

    A workbook that is filled in, sheets and visit lists made later, and notes all count. Where the record of the scan
    is gone nobody can tell, and everything is kept.

    Parameters
    ----------
    folder
        Folder of a scan that is about to be replaced.
    own
        Names in it that the scan writes after its record.
    """
    changed = _changed(folder, own)
    if not changed:
        return None
    moment = dt.datetime.fromtimestamp(max(path.stat().st_mtime for path in changed), tz=dt.UTC)
    target = folder.parent / KEPT / f"{folder.name}_{moment:%Y-%m-%d_%H%M%S}"
    check_output(target, folder.parent)
    for path in changed:
        copy = target / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)
    return target


def _changed(folder: Path, own: Collection[str]) -> list[Path]:
    """Files of people, sorted by name."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    record = folder / RECORD
    since = record.stat().st_mtime + SLACK_S if record.is_file() else float("-inf")
    written = {folder / name for name in own}
    return [path for path in files if path.stat().st_mtime > since and path not in written]
