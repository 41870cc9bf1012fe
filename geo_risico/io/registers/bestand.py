"""Bulk downloads: a file at an address or in an ATOM feed, or one that a download service makes for an area."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from geo_risico.core.errors import SourceError
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.files import Located, locate
from geo_risico.io.intact import check_whole
from geo_risico.io.registers.atom import Offered, find_file, is_feed
from geo_risico.io.registers.cut_table import rows_within
from geo_risico.io.registers.download import Wanted, download
from geo_risico.io.registers.download_job import is_job, ordered
from geo_risico.io.registers.packed import member_of, unpack
from geo_risico.io.registers.task import Got
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.jobs import file_name
from geo_risico.io.wary.zips import check_zip

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.connection import Connection

SHARED: Final = "_gedeeld"
"""Folder beside the work folders, for files that several registers take from."""

DIGEST: Final = re.compile(r"^(md5|sha1|sha256|sha512):([0-9a-fA-F]{32,128})$")
UNPACKED: Final = (".gpkg", ".sqlite", ".gml", ".geojson", ".json", ".csv", ".fgb", ".parquet")
"""Kinds that are read much faster outside their zip."""


def fetch_bestand(task: Task, connection: Connection) -> Got:
    """Rows of a downloaded file that touch the area, or the whole file for an extent of the whole country.

    The parameters of the register are sent along, except ``dataset`` (table in the file) and ``controle`` (checksum
    as ``sha256:...`` or ``md5:...``).

    Parameters
    ----------
    task
        Register, area and folder.
    connection
        Session with the service.

    Raises
    ------
    SourceError
        The service refuses, offers no file that fits, or gives a broken one.
    OutputError
        The disk is full or cannot be written.
    DataError
        The file is whole but does not hold what the source expects.
    """
    offered = _offered(task, connection)
    folder = task.work if is_job(task) else task.work.parent / SHARED
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _name(offered.url)
    wanted = Wanted(
        url=offered.url, path=path, expected="een bestand", size=offered.size, digest=_digest(task.spec.params)
    )
    got = download(connection, wanted, lambda _, done, total: task.report(path.name, done, total))
    names = check_zip(path, path.name) if path.suffix == ".zip" else []
    published = offered.updated or got.modified
    if task.spec.extent == "nederland" or is_job(task):
        check_whole(Located(path=path, name=path.name))
        return _whole(task, connection, offered, path, published)
    return _cut(task, connection, offered, _opened(task, path, names), published)


def _offered(task: Task, connection: Connection) -> Offered:
    endpoint = task.spec.endpoint
    if endpoint is None:
        raise SourceError(f"{task.spec.name}: endpoint ontbreekt; verwacht het adres van een bestand of een feed")
    if is_job(task):
        return ordered(task, connection)
    if is_feed(endpoint):
        return find_file(connection, endpoint, task.spec.collection)
    return Offered(url=endpoint, words=(endpoint,))


def _name(url: str) -> str:
    """File name on disk: the last step of the address, made harmless, with the suffix that readers go by."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "bestand"
    stem, dot, suffix = name.partition(".")
    host = urlsplit(url).netloc.partition(":")[0]
    folder = PurePosixPath(urlsplit(url).path).parent.name
    kept = "." + ".".join(re.sub(r"[^A-Za-z0-9]", "", part) for part in suffix.split(".")[-2:]) if dot else ""
    return file_name([host, folder, stem]) + kept.lower()


def _digest(params: dict[str, str]) -> tuple[str, str] | None:
    found = DIGEST.fullmatch(params.get("controle", ""))
    return (found[1], found[2]) if found else None


def _opened(task: Task, path: Path, names: list[str]) -> Located:
    """The file to read: out of its zip where it is one file of a kind that reads faster so."""
    for suffix in UNPACKED if names else ():
        member = member_of(names, task.source.member, suffix)
        if member is not None:
            unpacked = unpack(path, member, path.name)
            return Located(path=unpacked, name=unpacked.name)
    return locate(path, path.name, task.source.member)


def _whole(task: Task, connection: Connection, offered: Offered, path: Path, published: str) -> Got:
    """The file as it came, in the work folder (a second name for the same bytes, not a copy)."""
    own = task.work / path.name
    if own != path:
        task.work.mkdir(parents=True, exist_ok=True)
        own.unlink(missing_ok=True)
        own.hardlink_to(path)
    return Got(
        url=safe_address(offered.url),
        parameters=_asked(task),
        file=own,
        published=published,
        requests_count=connection.requests_count,
        retries_count=connection.retries_count,
        bytes_count=connection.bytes_count,
    )


def _cut(task: Task, connection: Connection, offered: Offered, located: Located, published: str) -> Got:
    check_whole(located)
    use = LayerUse(source=task.source.name, path=located.name, dataset=task.spec.params.get("dataset"))
    frame, read_count = rows_within(located, task.source, use, task.bounds)
    return Got(
        url=safe_address(offered.url),
        parameters=_asked(task) | {"bounds": list(task.bounds)},
        frame=frame,
        published=published,
        rows_served=len(frame),
        requests_count=connection.requests_count,
        retries_count=connection.retries_count,
        bytes_count=connection.bytes_count,
        notes=(f"Uitsnede van {read_count} gelezen rijen uit {located.path.name}.",),
    )


def _asked(task: Task) -> dict[str, object]:
    return {"collection": list(task.spec.collection), **task.spec.params}
