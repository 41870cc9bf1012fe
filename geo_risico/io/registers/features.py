"""A register from an OGC API Features: all objects that touch the area, each once.

Why not the OAPIF driver of GDAL (tried: 3.12) or ``owslib`` (0.35). GDAL takes a page with fewer features than its
``numberReturned`` as the end, and gives 200 of 350 rows without a word; it connects to the host that a service names
instead of the gateway that was asked; a page that is HTML or breaks off ends the layer, although asking again helps;
it goes from page to page alone, keeps nothing after a kill, and ``pyogrio`` holds the interpreter while it waits.
``owslib`` follows no ``next`` link (100 of 350 rows), takes half a page as whole, raises an error without text at
status 503, and does not ask again.
"""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from geo_risico.core.errors import SourceError
from geo_risico.io.registers.collection import (
    Collection,
    check_params,
    ends_before,
    find_collection,
    get_json,
    moment_of,
    published_of,
)
from geo_risico.io.registers.index import find_endpoint
from geo_risico.io.registers.pages import PageRow, Served
from geo_risico.io.registers.parts import open_parts
from geo_risico.io.registers.rd import square_in_degrees, squares
from geo_risico.io.registers.rows import as_rows
from geo_risico.io.registers.task import Got
from geo_risico.io.services.addresses import safe_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.io.registers.task import Bounds, Task
    from geo_risico.io.services.connection import Connection


def fetch_features(task: Task, connection: Connection) -> Got:
    """Rows of a register with kind ``features``.

    Finished pages stay in ``task.work``: a run that was killed goes on from them. The caller empties that folder when
    it has stored the rows, otherwise the same question within twelve hours gets the same pages.

    Parameters
    ----------
    task
        What to fetch.
    connection
        Connection with the service.

    Raises
    ------
    SourceError
        When the service refuses, keeps failing, or gives less than it says.
    """
    begin = (connection.requests_count, connection.retries_count, connection.bytes_count)
    collection = find_collection(find_endpoint(task, connection), task.spec.collection, connection)
    check_params(collection, task.spec.params, connection)
    params, notes = _fixed_params(task, collection, connection)
    boxes = squares(task.bounds, task.spec.tile_m) if task.spec.extent == "gebied" else ()
    firsts = [_address(collection, params, box) for box in boxes] or [_address(collection, params, None)]
    now = dt.datetime.now(dt.UTC)
    folder = open_parts(task.work, {**task.asked, "requests": firsts}, now)
    served = _Fetch(task, connection, collection, folder).run(firsts)
    by_year = "{jaar}" in (task.spec.api or "")
    within = task.bounds if boxes and collection.rd is None else None
    where = f"{connection.title}: {safe_address(collection.items)}"
    rows = as_rows(served, _kinds(collection, connection), where, within)
    end = (connection.requests_count, connection.retries_count, connection.bytes_count)
    requests, retries, size = (after - before for before, after in zip(begin, end, strict=True))
    return Got(
        url=safe_address(collection.items),
        parameters={**params, **({"bbox": [*task.bounds]} if boxes else {})},
        frame=rows.frame,
        published="" if by_year else published_of(collection, served[0].modified, now),
        rows_served=rows.served_count,
        doubles_count=rows.doubles_count,
        requests_count=requests,
        retries_count=retries,
        bytes_count=size,
        notes=(*notes, *rows.notes),
    )


def _fixed_params(task: Task, collection: Collection, connection: Connection) -> tuple[dict[str, str], list[str]]:
    """Parameters of every first request, and what to know about them."""
    notes: list[str] = []
    params = _format(collection) | {"limit": f"{task.spec.page_size}"}
    if collection.rd is not None:
        params |= {"crs": collection.rd}
    if task.spec.by_peildatum:
        moment = moment_of(collection, task.peildatum)
        if moment is None:
            notes.append(f"verzameling {collection.name} kent geen tijd; de stand van nu is opgehaald")
        else:
            params["datetime"] = moment
            end = ends_before(collection, task.peildatum)
            if end and not _has_some(collection, {**params, "limit": "1"}, connection):
                params["datetime"] = end
                notes.append(f"verzameling {collection.name} loopt tot {end[:10]}; de stand van die dag is opgehaald")
    return {**params, **task.spec.params}, notes


def _format(collection: Collection) -> dict[str, str]:
    """The parameter with which the collection links to its items in GeoJSON."""
    links = [link for link in collection.links if link.get("rel") == "items" and "geo+json" in f"{link.get('type')}"]
    if not links:
        return {"f": "json"}
    return {key: value for key, value in parse_qsl(urlsplit(links[0]["href"]).query) if key == "f"}


def _has_some(collection: Collection, params: Mapping[str, str], connection: Connection) -> bool:
    address = f"{collection.items}?{urlencode(params, safe=',:/')}"
    return bool(get_json(connection, address, "objecten op de peildatum", "features")["features"])


def _address(collection: Collection, params: Mapping[str, str], box: Bounds | None) -> str:
    """Address of the first page of a box."""
    asked = dict(params)
    if box is not None:
        corners = box if collection.rd is not None else square_in_degrees(box)
        asked["bbox"] = ",".join(f"{value:.7f}".rstrip("0").rstrip(".") for value in corners)
        if collection.rd is not None:
            asked["bbox-crs"] = collection.rd
    return f"{collection.items}?{urlencode(asked, safe=',:/')}"


def _kinds(collection: Collection, connection: Connection) -> dict[str, str]:
    """JSON type of each property by the schema of the collection; nothing where it has none or it does not answer."""
    address = collection.link("schema")
    if address is None:
        return {}
    try:
        described = get_json(connection, address, "een schema met properties").get("properties")
    except SourceError:
        return {}
    if not isinstance(described, dict):
        return {}
    return {name: _kind(one) for name, one in described.items() if isinstance(one, dict) and not _is_shape(one)}


def _kind(described: Mapping[str, Any]) -> str:
    found = described.get("type")
    plain = [one for one in found if one != "null"] if isinstance(found, list) else [found]
    return f"{plain[0]}" if len(plain) == 1 else "string"


def _is_shape(described: Mapping[str, Any]) -> bool:
    return "geometry" in f"{described.get('format', '')}{described.get('x-ogc-role', '')}" or "$ref" in described


class _Fetch:
    """First addresses, a few at a time; the first failure stops the others."""

    def __init__(self, task: Task, connection: Connection, collection: Collection, folder: Path) -> None:
        self.task, self.connection, self.collection, self.folder = task, connection, collection, folder
        self.stop, self.lock, self.count = threading.Event(), threading.Lock(), 0
        self.matched: dict[int, int | None] = {}

    def run(self, firsts: Sequence[str]) -> list[Served]:
        """Pages of all addresses, in their order."""
        self.matched = dict.fromkeys(range(len(firsts)))
        with ThreadPoolExecutor(max_workers=self.task.spec.parallel) as pool:
            running = [pool.submit(self._row, number, first) for number, first in enumerate(firsts)]
            try:
                for future in as_completed(running):
                    future.result()
            except BaseException:
                self.stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return [served for future in running for served in future.result()]

    def _row(self, number: int, first: str) -> list[Served]:
        def advance(served: Served) -> None:
            with self.lock:
                self.count += len(served.page)
                self.matched[number] = served.page.matched
                self.task.report(self.task.spec.title, self.count, self._total())

        row = PageRow(
            first=first,
            folder=self.folder / f"{number:05d}",
            here=self.collection.here,
            advance=advance,
            is_stopped=self.stop.is_set,
        )
        return row.fetch(self.connection)

    def _total(self) -> int | None:
        """Features of all boxes, None where the service does not count them."""
        known = [count for count in self.matched.values() if count is not None]
        return sum(known) if len(known) == len(self.matched) else None
