"""Images at an address: looked at with one small request, so that a refusal is told plainly and nothing hangs."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from geo_risico.core.errors import SourceError
from geo_risico.io.wary.redirects import fault

if TYPE_CHECKING:
    from http.client import HTTPMessage

SCHEMES: Final = ("https://", "http://")
TRIES: Final = 5
WAIT_MAXIMUM_S: Final = 10.0
"""Longest pause that a server may ask for before a new try."""
TIMEOUT_S: Final = 15.0
AGAIN: Final = frozenset({429, 500, 502, 503, 504})
PARTIAL: Final = 206
FIRST_BYTES: Final = 16


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a server to another address only where `fault` finds nothing wrong with it."""

    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        if why := fault(req.full_url, newurl):
            raise urllib.error.URLError(why)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


OPENER: Final = urllib.request.build_opener(_Redirects)


@dataclass(frozen=True, kw_only=True)
class _Answer:
    status: int
    wait_s: float | None
    body: bytes
    reason: str = ""


def is_address(path: str) -> bool:
    """Whether a path of a scan is an address on a network."""
    return path.lower().startswith(SCHEMES)


def joined(address: str, file: str) -> str:
    """Address of a file in the folder that an address names, its query kept."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{file}"))


def shown(address: str) -> str:
    """Address without user, password and query, for messages and reports.

    Examples
    --------
    >>> shown("https://user:key@example.org/a/b.tif?sig=secret")
    'https://example.org/a/b.tif'
    """
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def check(address: str) -> None:
    """Ask for the first bytes of a file, with a bounded number of tries.

    Raises
    ------
    SourceError
        When the server refuses, does not answer, or cannot give a part of a file.
    """
    answer = fetched(address, part=True)
    if answer.status != PARTIAL:
        raise SourceError(
            f"{shown(address)}: de server antwoordt met status {answer.status} op een vraag naar een deel; verwacht "
            "status 206 (delen van een bestand opvragen)"
        )
    if len(answer.body) < FIRST_BYTES:
        raise SourceError(
            f"{shown(address)}: de server stuurt {len(answer.body)} van {FIRST_BYTES} bytes; verwacht een heel bestand"
        )


def fetched(address: str, *, part: bool = False) -> _Answer:
    """Answer of a server that gives something.

    Raises
    ------
    SourceError
        When there is none after a few tries, or it is a refusal.
    """
    answer = _once(address, part=part)
    for attempt in range(1, TRIES):
        if answer.status not in AGAIN and answer.status:
            break
        time.sleep(min(WAIT_MAXIMUM_S, 0.25 * 2**attempt if answer.wait_s is None else answer.wait_s))
        answer = _once(address, part=part)
    if answer.status in {200, PARTIAL}:
        return answer
    said = f"geeft status {answer.status} ({answer.reason})" if answer.status else f"antwoordt niet ({answer.reason})"
    again = f" na {TRIES} keer proberen" if answer.status in AGAIN or not answer.status else ""
    raise SourceError(f"{shown(address)}: de server {said}{again}; verwacht status 206 met een deel van het bestand")


def _once(address: str, *, part: bool) -> _Answer:
    headers = {"User-Agent": "geo-risico"}
    if part:
        headers["Range"] = f"bytes=0-{FIRST_BYTES - 1}"
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - only http(s), see is_address
    try:
        with OPENER.open(request, timeout=TIMEOUT_S) as response:
            body = response.read(FIRST_BYTES) if part else response.read(16 * 2**20)
            return _Answer(status=response.status, wait_s=None, body=body)
    except urllib.error.HTTPError as error:
        wait = error.headers.get("Retry-After", "") if error.headers else ""
        error.close()
        return _Answer(status=error.code, wait_s=float(wait) if wait.isdigit() else None, body=b"", reason=error.reason)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return _Answer(status=0, wait_s=None, body=b"", reason=str(reason) or type(error).__name__)
