"""Tables of CBS over OData: all rows of one entity set, whichever of the two services it comes from.

The older service (v3, opendata.cbs.nl) names its list ``value`` and its next page ``odata.nextLink``; its Api form
refuses more than 10,000 rows in one answer and gives no next link. The newer one (v4, datasets.cbs.nl) gives
``@odata.nextLink``. The next link is followed as it is; without one, ``$skip`` goes on until ``$count`` is reached.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

import pandas as pd

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.io.registers.cut_table import plain_types
from geo_risico.io.registers.task import Got
from geo_risico.io.services.addresses import at_host, safe_address
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

NUMBERED: Final = re.compile(r"_\d+$")
NEXT: Final = ("@odata.nextLink", "odata.nextLink")
KEYS: Final = ("ID", "Id")


def fetch_cbs_tabel(task: Task, connection: Connection) -> Got:
    """Rows of a table without geometry; the number that CBS puts behind a column each year is taken off.

    ``endpoint`` is the address of the table, ``collection`` the entity set (TypedDataSet or Observations), ``params``
    the query (``$filter``, ``$select``).

    Parameters
    ----------
    task
        Register and folder.
    connection
        Session with the service.

    Raises
    ------
    SourceError
        The service refuses, keeps failing, or gives fewer rows than it counts.
    """
    if task.spec.endpoint is None:
        raise SourceError(f"{task.spec.name}: endpoint ontbreekt; verwacht het adres van een tabel")
    url = f"{task.spec.endpoint.rstrip('/')}/{(*task.spec.collection, 'TypedDataSet')[0]}"
    served = _Table(task, connection, url).rows()
    unique: dict[str, dict[str, Any]] = {}
    for row in served:
        unique.setdefault(_key(row), row)
    rows = list(unique.values())
    frame = pd.DataFrame(rows).rename(columns=_names(rows))
    texts = frame.select_dtypes(include=["str"]).columns
    return Got(
        url=safe_address(url),
        parameters=dict(task.spec.params),
        frame=plain_types(frame.assign(**{name: frame[name].str.strip() for name in texts})),
        published=_modified(connection, task.spec.endpoint),
        rows_served=len(served),
        doubles_count=len(served) - len(rows),
        requests_count=connection.requests_count,
        retries_count=connection.retries_count,
        bytes_count=connection.bytes_count,
    )


def _key(row: dict[str, Any]) -> str:
    return json.dumps(next((row[key] for key in KEYS if key in row), row), sort_keys=True)


def _names(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Name without its number by name with it, where that stays different from the others."""
    names = list(rows[0]) if rows else []
    bare = [NUMBERED.sub("", name) for name in names]
    return {name: short for name, short in zip(names, bare, strict=True) if bare.count(short) == 1}


class _Table:
    """Pages of one entity set; those that are in lie in the work folder, each with the address of the next."""

    def __init__(self, task: Task, connection: Connection, url: str) -> None:
        self._task, self._connection, self._url = task, connection, url
        self._query = {"$format": "json", **task.spec.params}
        if "/v1/" in urlsplit(url).path:
            del self._query["$format"]  # v4 gives JSON alone

    def rows(self) -> list[dict[str, Any]]:
        """All rows, doubles included; as many as the service counts."""
        total = self._count()
        url, rows = f"{self._url}?{urlencode(self._query)}", list[dict[str, Any]]()
        while url:
            page = self._page(url)
            rows += page["value"]
            self._task.report("rijen", len(rows), total)
            following = next((page[key] for key in NEXT if page.get(key)), "")
            url = at_host(urljoin(url, following), self._url) if following else ""
            if not url and page["value"] and total is not None and len(rows) < total:
                url = f"{self._url}?{urlencode({**self._query, '$skip': len(rows)})}"
        if total is not None and len(rows) < total:
            raise SourceError(
                f"{self._connection.title}: {safe_address(self._url)}: {len(rows)} rijen gekregen; verwacht {total}"
            )
        return rows

    def _count(self) -> int | None:
        """Count of rows as the service says it, None when it does not."""
        asked = {"$filter": self._query["$filter"]} if "$filter" in self._query else {}
        ask = Ask(url=f"{self._url}/$count", params=list(asked.items()), expected="een aantal rijen", may_miss=True)
        found = self._connection.get(ask, lambda answer: re.fullmatch(rb"(?:\xef\xbb\xbf)?\s*(\d+)\s*", answer.body))
        return int(found[1]) if found else None

    def _page(self, url: str) -> dict[str, Any]:
        path: Path = self._task.work / f"pagina_{hashlib.sha256(url.encode()).hexdigest()[:24]}.json"
        try:
            kept: dict[str, Any] = parse_json(path.read_bytes())
        except (OSError, ValueError):
            kept = self._connection.get(Ask(url=url, expected="JSON met rijen (value)"), _with_rows)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, json.dumps(kept, ensure_ascii=False).encode())
        return kept


def _with_rows(answer: Answer) -> dict[str, Any]:
    content = json_of(answer)
    if not isinstance(content.get("value"), list):
        raise BrokenAnswerError("antwoord zonder rijen (value)")
    return content


def _modified(connection: Connection, endpoint: str) -> str:
    """Date of the table as its description says it; empty where there is none."""
    suffix = "Properties" if "/v1/" in urlsplit(endpoint).path else "TableInfos?$format=json"
    ask = Ask(url=f"{endpoint.rstrip('/')}/{suffix}", expected="een beschrijving van de tabel", may_miss=True)
    content = connection.get(ask, lambda answer: json_of(answer) if answer.status < 300 else {})  # noqa: PLR2004
    about = (content.get("value") or [content])[0]
    return str(about.get("Modified") or "")
