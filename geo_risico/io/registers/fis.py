"""Vaarweginformatie (FIS): all pages of one kind of object, of one generation of the register.

The dataservice gives 100 rows a page under the number of a generation. A new generation that is published while we
page would mix two states of the register, so the number is asked before and after; when it moved, all pages are asked
again.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.core.terms import CRS_RD
from geo_risico.io.crs import to_rd
from geo_risico.io.registers.task import Got
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.jobs import gather
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

ROUNDS: Final = 4
"""How often all pages are asked when the register changes meanwhile."""

SRID: Final = re.compile(r"^\s*SRID=\d+;", re.IGNORECASE)
MILLISECONDS: Final = 10**11
DECISIVE: Final = ("Id", "Geometry")


class _ChangedError(SourceError):
    """The register changed while its pages were asked."""


@dataclass(frozen=True, kw_only=True)
class Generation:
    """State of the register: its number and the date of publication as text."""

    number: str
    published: str


def fetch_fis(task: Task, connection: Connection) -> Got:
    """All objects of one kind that touch the area, in the JSON form of the dataservice.

    Parameters
    ----------
    task
        Register, with the name of the entity in ``collection``.
    connection
        Session with the service.

    Raises
    ------
    SourceError
        The service refuses, keeps failing, loses rows, or publishes new generations faster than it gives pages.
    """
    endpoint, entity = (task.spec.endpoint or "").rstrip("/"), (*task.spec.collection, "")[0]
    if not endpoint or not entity:
        raise SourceError(
            f"{task.spec.name}: endpoint of collection ontbreekt; verwacht adres en naam van een entiteit"
        )
    for left in reversed(range(ROUNDS)):
        generation = _generation(connection, endpoint)
        pages = _Pages(task, connection, f"{endpoint}/{generation.number}/{entity}", generation.number)
        try:
            rows = pages.all_rows()
            changed = _generation(connection, endpoint).number != generation.number
            changed |= left == ROUNDS - 1 and len(_once(rows)[0]) < len(rows)  # doubles: pages may have shifted
        except _ChangedError as error:
            if not left:
                raise SourceError(str(error)) from error
            changed = True
        except SourceError:
            changed = _generation(connection, endpoint).number != generation.number
            if not changed:
                raise
        if not changed:
            return _got(task, connection, pages, rows, generation)
        pages.forget()
    raise SourceError(
        f"{connection.title}: {endpoint}: bij {ROUNDS} pogingen kwam tijdens het ophalen een nieuwe generatie uit; "
        "probeer het later opnieuw"
    )


def _generation(connection: Connection, endpoint: str) -> Generation:
    ask = Ask(url=f"{endpoint}/geogeneration", expected="JSON met GeoGeneration en PublicationDate")
    return connection.get(ask, _with_generation)


def _with_generation(answer: Answer) -> Generation:
    content = json_of(answer)
    number, date = content.get("GeoGeneration"), content.get("PublicationDate")
    if isinstance(number, bool) or not re.fullmatch(r"[\w.-]+", str(number or "")):
        raise BrokenAnswerError("antwoord zonder GeoGeneration")
    if isinstance(date, int | float) and date > MILLISECONDS:
        date = dt.datetime.fromtimestamp(date / 1000, dt.UTC).isoformat()
    return Generation(number=str(number), published=str(date or ""))


class _Pages:
    """The pages of one entity in one generation; those that are in lie in the work folder."""

    def __init__(self, task: Task, connection: Connection, url: str, generation: str) -> None:
        self._task, self._connection, self.url = task, connection, url
        self._folder: Path = task.work / f"generatie_{generation}"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._total = 0

    def all_rows(self) -> list[dict[str, Any]]:
        """Rows of all pages in their order, doubles included."""
        first = self._first()
        self._total, size = int(first["TotalCount"]), len(first["Result"])
        if not size:
            return []
        offsets = list(range(size, self._total, size))
        self._task.report("rijen", size, self._total)
        gather(
            offsets,
            lambda offset: self._whole(offset, min(size, self._total - offset)),
            self._task.spec.parallel,
            lambda done, _: self._task.report("rijen", min(size * (done + 1), self._total), self._total),
        )
        return [row for offset in (0, *offsets) for row in self._stored(offset)["Result"]]

    def _first(self) -> dict[str, Any]:
        """First page, whose length is that of all pages; a short one is asked twice before it is believed."""
        count = self._task.spec.page_size
        page = self._page(0, count)
        if len(page["Result"]) < min(count, page["TotalCount"]):
            self._file(0).unlink(missing_ok=True)
            again = self._page(0, count)
            page = max(page, again, key=lambda one: len(one["Result"]))
            self._keep(0, page)
        return page

    def _whole(self, offset: int, wanted: int) -> None:
        """Fetch one page; what a short page lacks is asked for after it."""
        page = self._page(offset, wanted)
        rows = list(page["Result"])
        while len(rows) < wanted:
            more = self._page(offset + len(rows), wanted - len(rows))["Result"]
            if not more:
                raise SourceError(
                    f"{self._connection.title}: {safe_address(self.url)}: geen rijen na {offset + len(rows)}; "
                    f"verwacht er {self._total}"
                )
            rows += more
            self._keep(offset, {**page, "Count": len(rows), "Result": rows[:wanted]})

    def _page(self, offset: int, count: int) -> dict[str, Any]:
        found = self._stored(offset)
        if found and (not self._total or found["TotalCount"] == self._total):
            return found
        fixed = [(key, value) for key, value in self._task.spec.params.items()]
        ask = Ask(
            url=self.url,
            params=[("offset", f"{offset}"), ("count", f"{count}"), *fixed],
            expected=f"een pagina van {count} rijen vanaf {offset}",
        )
        page = self._connection.get(ask, lambda answer: _checked(answer, offset, count))
        if self._total and page["TotalCount"] != self._total:
            raise _ChangedError(
                f"{self._connection.title}: {safe_address(self.url)}: TotalCount veranderde van {self._total} in "
                f"{page['TotalCount']} tijdens het ophalen"
            )
        self._keep(offset, page)
        return page

    def _file(self, offset: int) -> Path:
        return self._folder / f"{offset}.json"

    def _keep(self, offset: int, page: dict[str, Any]) -> None:
        write_whole(self._file(offset), json.dumps(page, ensure_ascii=False).encode())

    def _stored(self, offset: int) -> dict[str, Any]:
        try:
            page: dict[str, Any] = parse_json(self._file(offset).read_bytes())
        except (OSError, ValueError):
            return {}
        return page

    def forget(self) -> None:
        """Throw the pages away."""
        for path in self._folder.glob("*.json"):
            path.unlink(missing_ok=True)


def _checked(answer: Answer, offset: int, count: int) -> dict[str, Any]:
    """Page with its rows; broken when it is that of another place. A short one is completed by who asked it."""
    page = json_of(answer)
    rows, total = page.get("Result"), page.get("TotalCount")
    if not isinstance(rows, list) or not isinstance(total, int) or not all(isinstance(row, dict) for row in rows):
        raise BrokenAnswerError("antwoord zonder Result en TotalCount")
    if page.get("Offset", offset) != offset:
        raise BrokenAnswerError(f"pagina vanaf {page['Offset']} in plaats van {offset}")
    if len(rows) > count:
        raise BrokenAnswerError(f"{len(rows)} rijen in plaats van {count}")
    if not rows and offset < total:
        raise BrokenAnswerError(f"lege pagina vanaf {offset} van {total} rijen")
    return page


def _got(
    task: Task, connection: Connection, pages: _Pages, served: Sequence[dict[str, Any]], generation: Generation
) -> Got:
    rows, notes = _once(served)
    kept, placeless_count = _within(task, rows)
    if placeless_count:
        notes.append(f"{placeless_count} rijen zonder plaats zijn niet meegenomen.")
    path = task.work / f"{task.spec.name}.json"
    content = {"Offset": 0, "Count": len(kept), "TotalCount": len(kept), "GeoGeneration": generation.number}
    content |= {"PublicationDate": generation.published, "Result": kept}
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1).encode())
    outside = len(rows) - len(kept) - placeless_count
    if outside:
        notes.append(f"{outside} van {len(rows)} rijen liggen buiten het gebied.")
    return Got(
        url=pages.url,
        parameters={"count": task.spec.page_size, "generation": generation.number, **task.spec.params},
        file=path,
        published=f"{generation.published} (generatie {generation.number})".strip(),
        rows_served=len(kept) + len(served) - len(rows),
        doubles_count=len(served) - len(rows),
        requests_count=connection.requests_count,
        retries_count=connection.retries_count,
        bytes_count=connection.bytes_count,
        notes=tuple(notes),
    )


def _once(served: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Each object once, sorted by Id, and what is told of objects that came in two forms."""
    rows: dict[str, dict[str, Any]] = {}
    differing = 0
    for row in served:
        key = json.dumps(row.get("Id", row), sort_keys=True)
        differing += rows.setdefault(key, row) != row
    ordered = sorted(rows.values(), key=lambda row: (not isinstance(row.get("Id"), int), row.get("Id") or 0))
    said = f"{differing} rijen hebben de Id van een andere rij met andere inhoud; de eerste telt."
    return ordered, [said] if differing else []


def _within(task: Task, rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """Rows that touch the area, and the count of rows that have no place at all."""
    column = task.source.wkt
    if task.spec.extent == "nederland" or column is None or not rows:
        return rows, 0
    texts = [SRID.sub("", str(row.get(column) or "")) for row in rows]
    shapes = np.array([shapely.from_wkt(text, on_invalid="ignore") if text else None for text in texts], dtype=object)
    placed = to_rd(shapes, CRS.from_user_input(task.source.crs or CRS_RD))
    inside = shapely.intersects(placed, shapely.box(*task.bounds))
    missing = int(shapely.is_missing(shapes).sum())
    return [row for row, is_inside in zip(rows, inside, strict=True) if is_inside], missing
