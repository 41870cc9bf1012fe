"""Downloads that a service makes on order: ask for a polygon, wait until it is ready, then fetch the file."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import shapely

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.io.registers.atom import Offered
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

JOB_PATH: Final = "/full/custom"
LONGEST_S: Final = 3600
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 15.0
BUSY: Final = frozenset({"PENDING", "RUNNING"})


def is_job(task: Task) -> bool:
    """Whether the register is a download service that works on order."""
    return (task.spec.endpoint or "").rstrip("/").endswith(JOB_PATH)


def ordered(task: Task, connection: Connection) -> Offered:
    """The file that the service made for the area; an order of an earlier run is taken up again.

    ``collection`` are the feature types, ``params`` the rest of the order (``format``).

    Raises
    ------
    SourceError
        The service refuses the order, or is not ready within an hour.
    """
    endpoint = (task.spec.endpoint or "").rstrip("/")
    order: dict[str, Any] = {"featuretypes": list(task.spec.collection), **task.spec.params}
    if task.spec.extent == "gebied":
        order["geofilter"] = shapely.box(*task.bounds).wkt
    task.work.mkdir(parents=True, exist_ok=True)
    note = task.work / "bestelling.json"
    status_url = _earlier(note, order)
    if status_url:
        try:
            return _ready(task, connection, status_url)
        except SourceError:
            note.unlink(missing_ok=True)  # the service has forgotten the order
    answer = connection.get(
        Ask(url=endpoint, json=order, expected="een bestelnummer (downloadRequestId)"), _with_request
    )
    href = answer.get("_links", {}).get("status", {}).get("href") or f"{endpoint}/{answer['downloadRequestId']}/status"
    status_url = urljoin(endpoint, href)
    write_whole(note, json.dumps({"order": order, "status": status_url}).encode())
    return _ready(task, connection, status_url)


def _earlier(note: Path, order: dict[str, Any]) -> str:
    try:
        known = parse_json(note.read_bytes())
    except (OSError, ValueError):
        return ""
    return str(known.get("status", "")) if known.get("order") == order else ""


def _with_request(answer: Answer) -> dict[str, Any]:
    content = json_of(answer)
    if "downloadRequestId" not in content:
        raise BrokenAnswerError("antwoord zonder downloadRequestId")
    return content


def _with_status(answer: Answer) -> dict[str, Any]:
    content = json_of(answer)
    if "status" not in content:
        raise BrokenAnswerError("antwoord zonder status")
    return content


def _ready(task: Task, connection: Connection, status_url: str) -> Offered:
    wait_s, deadline = FIRST_WAIT_S, time.monotonic() + LONGEST_S
    while time.monotonic() < deadline:
        content = connection.get(Ask(url=status_url, expected="de stand van een bestelling"), _with_status)
        href = content.get("_links", {}).get("download", {}).get("href")
        if content["status"] == "COMPLETED" and href:
            return Offered(url=urljoin(status_url, href), words=(href,))
        if content["status"] not in BUSY:
            raise SourceError(
                f"{connection.title}: {safe_address(status_url)}: bestelling heeft stand '{content['status']}'; "
                "verwacht COMPLETED"
            )
        task.report("bestelling", int(content.get("progress") or 0), 100)
        time.sleep(wait_s)
        wait_s = min(wait_s * 1.5, LONGEST_WAIT_S)
    raise SourceError(f"{connection.title}: {safe_address(status_url)}: bestelling niet klaar binnen {LONGEST_S} s")
