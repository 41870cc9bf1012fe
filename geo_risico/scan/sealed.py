"""A result released and written for recipients alone: readable in memory, encrypted on the disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo_risico.io.age_files import ENDING, encrypt_folder
from geo_risico.io.archive import ARCHIVE
from geo_risico.io.marks import marks_path
from geo_risico.io.private_place import bring, private_place
from geo_risico.io.wary.outputs import check_output
from geo_risico.scan.lock_maps import lock_maps
from geo_risico.scan.save import save_scan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo_risico.core.results import Release, ScanResult
    from geo_risico.scan.record import Asked


@dataclass(frozen=True, kw_only=True)
class Seal:
    """Who can open the output: ``recipients`` from `recipients_of`, or whoever has the ``passphrase``.

    With a passphrase every map is there as well as a page that opens with it; with recipients too when both are given.
    """

    recipients: Sequence[Any] = ()
    passphrase: str = ""


def save_sealed(
    result: ScanResult,
    folder: Path,
    seal: Seal,
    *,
    created: dt.datetime,
    step: Callable[[str], None],
    asked: Asked,
) -> tuple[Release, tuple[Path, ...]]:
    """Release of a result, and the encrypted files written; nothing readable comes into the folder or its archive.

    Parameters
    ----------
    result
        A computed scan.
    folder
        Folder of all output: ``<scan>.age`` comes in it, and with a passphrase ``<scan>_kaart_beveiligd.html``. Marks
        and earlier editions in it count as they do for `save_scan`.
    seal
        Who can open it.
    created
        Moment of making, for the manifest.
    step
        Called with a short Dutch text when a step starts.
    asked
        What the command was given.

    Raises
    ------
    ReleaseError
        When the profile does not allow what the result holds.
    OutputError
        When there is no folder in memory, or the encrypted file cannot be written; nothing readable is left.
    """
    name = result.scan.name
    check_output(folder / name)
    marks = marks_path(folder, name).relative_to(folder)
    with private_place() as place:
        kept = ARCHIVE if result.scan.profile == "open" else f"{ARCHIVE}/{name}"
        bring(folder, place, (marks.as_posix(), kept))
        released, _ = save_scan(result, place, created=created, step=step, asked=replace(asked, home=folder))
        step("Versleutelen")
        target = folder / f"{name}{ENDING}"
        encrypt_folder(place / name, target, seal.recipients, seal.passphrase)
        maps = lock_maps(place / name, folder, seal.passphrase) if seal.passphrase else ()
    return released, (target, *maps)
