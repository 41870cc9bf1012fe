"""What is asked of a service, and the scenes that come of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.service_specs import FetchUse, RasterServiceSpec

T = TypeVar("T")
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One fetch of a scan: the service, what is asked of it, and the area in EPSG:28992."""

    name: str
    use: FetchUse
    spec: RasterServiceSpec
    bounds: Bounds

    @property
    def endpoint(self) -> str:
        """Address of the service, that of the scan first."""
        return self.use.endpoint or self.spec.endpoint or ""

    @property
    def parts(self) -> dict[str, str]:
        """Layer, coverage or asset by name of the file; those of the scan first."""
        return {**self.spec.parts, **self.use.parts}


@dataclass(frozen=True, kw_only=True)
class SceneJob:
    """One image to make: its folder, its date, everything that was asked, its size and the work.

    ``make`` puts the files in a folder and calls its second argument with (done, total) parts of the work.
    """

    name: str
    date: dt.date | None
    asked: Mapping[str, Any]
    bytes_count: int
    make: Callable[[Path, Callable[[int, int], None]], None]
    notes: tuple[str, ...] = field(default=())


def gather(items: Sequence[T], work: Callable[[T], None], parallel: int, advance: Callable[[int, int], None]) -> None:
    """Do the work for each item, a few at a time; the first failure cancels what has not begun.

    Parameters
    ----------
    items
        What to work on.
    work
        Called with each item, in threads.
    parallel
        How many at the same time.
    advance
        Called with the number done and the total.
    """
    with ThreadPoolExecutor(max_workers=parallel) as pool:
        running = [pool.submit(work, item) for item in items]
        try:
            for done, future in enumerate(as_completed(running), start=1):
                future.result()
                advance(done, len(items))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def file_name(words: Iterable[str]) -> str:
    """Name for a file or folder of words that a service gave: nothing in it leads elsewhere.

    Examples
    --------
    >>> file_name(["S2A_31UFU/../x", "red"])
    'S2A_31UFU_x_red'
    """
    return re.sub(r"[^A-Za-z0-9-]+", "_", "_".join(words)).strip("_")[:120] or "beeld"
