"""Gemeenten made one after the other, here or in processes beside each other."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Any

from geo_risico.core.errors import OutputError
from geo_risico.io.sources.fictief.land.gemeente import make_layers
from geo_risico.io.sources.fictief.land.stamps import make_stamps
from geo_risico.io.sources.fictief.land.store import write_gemeente

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo_risico.io.sources.fictief.land.gemeente import Task
    from geo_risico.io.sources.fictief.land.stamps import Stamps

_STAMPS: dict[tuple[int, int], Stamps] = {}
"""The squares of the country in a worker process, made once."""


def make_all(
    folder: Path, wanted: Sequence[tuple[Task, str]], how: tuple[int, int, int], stamps: Stamps
) -> Iterator[dict[str, Any]]:
    """Facts of each gemeente as soon as its files are whole.

    Parameters
    ----------
    folder
        Folder of the country.
    wanted
        Gemeenten to make, each with the hash of its inputs.
    how
        Panden of the country, seed, and number of processes.
    stamps
        Squares of the country, for work in this process.

    Raises
    ------
    OutputError
        There is no room, or a process was ended from outside.
    """
    panden, seed, workers = how
    if min(workers, len(wanted)) <= 1:
        for task, digest in wanted:
            yield write_gemeente(folder, task.gemeente.code, digest, make_layers(task, stamps))
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        running = [pool.submit(_made, folder, task, digest, (panden, seed)) for task, digest in wanted]
        try:
            for done in as_completed(running):
                yield done.result()
        except BrokenProcessPool as error:
            raise OutputError(
                f"{folder}: een werkproces is van buiten beeindigd (te weinig geheugen?); geef dezelfde opdracht nog "
                "eens, dan gaat het verder, of neem minder --werkers"
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Let this process end as soon as the one that started it is gone, also when that was killed."""
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _made(folder: Path, task: Task, digest: str, country: tuple[int, int]) -> dict[str, Any]:
    if country not in _STAMPS:
        _STAMPS[country] = make_stamps(*country)
    return write_gemeente(folder, task.gemeente.code, digest, make_layers(task, _STAMPS[country]))
