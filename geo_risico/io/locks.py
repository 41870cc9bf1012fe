"""One process at a time where two would be in each other's way; the system lets go when a process ends."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAUSE_S: Final = 0.02


@contextmanager
def held(path: Path, patience_s: float = 0.0) -> Iterator[bool]:
    """Whether this process alone has the file at ``path`` while the context lasts.

    The file is made and thrown away; what a killed process left of it says nothing.

    Parameters
    ----------
    path
        File in a folder that exists.
    patience_s
        How long to wait for another process.

    Raises
    ------
    OSError
        When the file cannot be made.
    """
    until = time.monotonic() + patience_s
    handle = _taken(path)
    while handle is None and time.monotonic() < until:
        time.sleep(PAUSE_S)
        handle = _taken(path)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            with suppress(OSError):  # a system that keeps open files: it stays, which is no harm
                path.unlink()
            os.close(handle)


def _taken(path: Path) -> int | None:
    """Open file that nobody else has; None when another process has it, or just threw it away."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    try:
        if _take(handle) and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    except FileNotFoundError:
        pass
    os.close(handle)
    return None


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
