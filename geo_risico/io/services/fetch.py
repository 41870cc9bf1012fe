"""One fetch of a scan: from what is asked to a folder that is read without a network."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.services.cog import plan_cog
from geo_risico.io.services.connection import Connection, Manners
from geo_risico.io.services.snapshot import is_whole, kept_scenes, publish, scene_key, wish_key, write_index
from geo_risico.io.services.wcs import plan_wcs
from geo_risico.io.services.wmts import plan_wmts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from geo_risico.io.services.jobs import SceneJob, Wish


def _plan_stac(wish: Wish, connection: Connection) -> list[SceneJob]:
    from geo_risico.io.services.stac import plan_stac  # noqa: PLC0415 - pystac takes seconds to import

    return plan_stac(wish, connection)


PLANS: Final[Mapping[str, Callable[[Wish, Connection], list[SceneJob]]]] = {
    "stac": _plan_stac,
    "wmts": plan_wmts,
    "wcs": plan_wcs,
    "cog": plan_cog,
}
MB: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Request:
    """How to fetch: where to keep, where to work, when, how much at most, and what to tell on the way.

    ``report`` takes the name of a scene and the parts of it that are done and in total; ``may_exceed`` is asked with
    the size in MB when it is over the limit.
    """

    folder: Path
    work: Path
    now: dt.datetime
    refresh: bool
    most_mb: int
    report: Callable[[str, int, int], None]
    may_exceed: Callable[[int], bool]


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a fetch gave: folders of its scenes, how many of them are new, and what it took of the network."""

    name: str
    scenes: tuple[str, ...]
    new_count: int
    requests_count: int
    retries_count: int
    bytes_count: int


def fetch(wish: Wish, request: Request) -> Fetched:
    """Scenes of one fetch on disk; nothing is asked of the service when the same wish was answered before.

    Parameters
    ----------
    wish
        Service, area and what is asked.
    request
        Folders, time and limits.

    Raises
    ------
    SourceError
        When the service fails, has nothing, or would give more than the limit.
    OutputError
        When the result cannot be written.
    """
    folder = request.folder / wish.use.folder
    kept = None if request.refresh else kept_scenes(folder, wish_key(wish))
    if kept is not None:
        return Fetched(
            name=wish.name, scenes=tuple(kept), new_count=0, requests_count=0, retries_count=0, bytes_count=0
        )
    spec = wish.spec
    manners = Manners(tries=spec.tries, timeout_s=spec.timeout_s, parallel=spec.parallel)
    with Connection(spec.title, manners) as connection:
        jobs = PLANS[spec.kind](wish, connection)
        todo = [job for job in jobs if request.refresh or not is_whole(folder / job.name, scene_key(wish, job))]
        _check_size(wish, sum(job.bytes_count for job in todo), request)
        for job in todo:
            staged = _stage(wish, job, request)
            job.make(staged, lambda done, total, name=job.name: request.report(name, done, total))  # type: ignore[misc]
            publish(wish, job, staged, folder, request.now)
        write_index(wish, jobs, folder, request.now)
        return Fetched(
            name=wish.name,
            scenes=tuple(job.name for job in jobs),
            new_count=len(todo),
            requests_count=connection.requests_count,
            retries_count=connection.retries_count,
            bytes_count=connection.bytes_count,
        )


def _stage(wish: Wish, job: SceneJob, request: Request) -> Path:
    """Folder in which a scene is made: whole parts of a fetch that broke off are still there."""
    staged = request.work / scene_key(wish, job)[:32]
    try:
        if request.refresh:
            shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{staged}: map niet te maken ({error}); verwacht schrijfrechten") from error
    return staged


def _check_size(wish: Wish, bytes_count: int, request: Request) -> None:
    size = -(-bytes_count // MB)
    if size > request.most_mb and not request.may_exceed(size):
        raise SourceError(
            f"ophalen.{wish.name}: ongeveer {size} MB, hoogstens {request.most_mb} MB verwacht; kies een grotere "
            f"pixel_m, minder datums, een kleiner gebied (area.bounds), of sta meer toe met --max-mb {size}"
        )
