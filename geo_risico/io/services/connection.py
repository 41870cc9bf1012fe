"""Polite requests to one service: bounded, retried, timed, and every failure told in Dutch.

``requests`` with ``urllib3.Retry`` alone is not enough: it retries before the body arrives, so a broken body, an
XML message with status 200 or an HTML page passes as an answer, each thread waits for itself, and a Retry-After of
hours is obeyed. Here the answer is decoded within the attempt, all threads share one pause, and waits have a limit.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from geo_risico.core.errors import SourceError
from geo_risico.core.limits import ANSWER
from geo_risico.io.services.addresses import SECRET, safe_address
from geo_risico.io.services.answers import Answer, BrokenAnswerError, told
from geo_risico.io.wary.redirects import WarySession

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
NO_CONTENT: Final = frozenset({204, 404, 410})
CHUNK: Final = 1 << 16
USER_AGENT: Final = "geo-risico"


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How patient and how quiet a connection is; waits in seconds, ``largest`` in bytes per answer."""

    tries: int = 5
    timeout_s: float = 60
    connect_s: float = 10
    backoff_s: float = 0.5
    longest_wait_s: float = 120
    largest: int = ANSWER.most
    parallel: int = 4


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request: address, parameters (or a JSON body), extra headers and what is expected back.

    ``sink`` takes the body of a good answer in pieces, for files that do not fit in memory, and says how many bytes
    came; the decoded answer has no body then. ``headers`` are read at every attempt.
    """

    url: str
    expected: str
    params: Sequence[tuple[str, str]] = ()
    json: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    may_miss: bool = False
    largest: int | None = None
    sink: Callable[[Answer, Iterator[bytes]], int] | None = None


class Connection:
    """A session with one service.

    Parameters
    ----------
    title
        Name of the service in messages.
    manners
        Tries, timeouts, waits and size limit.
    """

    def __init__(self, title: str, manners: Manners) -> None:
        self.title, self.manners = title, manners
        self.requests_count = self.retries_count = self.bytes_count = 0
        self._not_before = 0.0
        self._lock = threading.Lock()
        self._session = WarySession()
        self._session.max_redirects = 5
        self._session.headers["User-Agent"] = USER_AGENT
        self._session.auth = _no_credentials
        adapter = HTTPAdapter(pool_maxsize=manners.parallel, max_retries=0)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._backoff = Retry(backoff_factor=manners.backoff_s, backoff_max=manners.longest_wait_s, total=manners.tries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def begin(self, ask: Ask, pool: ThreadPoolExecutor) -> Future[Answer]:
        """Answer to the first attempt at a request, under way in a thread of the pool; ``get`` takes it over."""

        def first() -> Answer:
            self._wait_turn()
            return self._once(ask)

        return pool.submit(first)

    def get(self, ask: Ask, decode: Callable[[Answer], T], begun: Future[Answer] | None = None) -> T:
        """Decoded answer to one request.

        Parameters
        ----------
        ask
            The request.
        decode
            Makes the result of a whole answer; raises ``BrokenAnswerError`` when it is not what was asked.
        begun
            First attempt at this request, when it is under way already.

        Raises
        ------
        SourceError
            When the service refuses, or keeps failing; it names service, address, status and expectation.
        """
        attempt, history = 1, self._backoff
        while True:
            try:
                if begun is not None:
                    return decode(begun.result())
                self._wait_turn()
                return decode(self._once(ask))
            except BrokenAnswerError as error:
                if error.final or attempt >= self.manners.tries:
                    raise self._failed(ask, str(error), attempt) from error
                attempt, history, begun = attempt + 1, history.increment("GET", ask.url), None
                self._pause(error.wait_s or history.get_backoff_time() or self.manners.backoff_s)

    def _once(self, ask: Ask) -> Answer:
        with self._lock:
            self.requests_count += 1
        limits = (self.manners.connect_s, self.manners.timeout_s)
        method = "GET" if ask.json is None else "POST"
        try:
            with self._session.request(
                method,
                ask.url,
                params=list(ask.params),
                json=ask.json,
                headers={"Accept-Encoding": "identity", **ask.headers},
                timeout=limits,
                stream=True,
            ) as response:
                answer = self._answer(response, ask)
        except requests.exceptions.SSLError as error:
            raise BrokenAnswerError(f"beveiligde verbinding mislukt ({_short(error)})", final=True) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.TooManyRedirects) as error:
            raise BrokenAnswerError(f"adres werkt niet ({_short(error)})", final=True) from error
        except requests.exceptions.ConnectTimeout as error:
            raise BrokenAnswerError(f"geen verbinding binnen {self.manners.connect_s:g} s") from error
        except requests.exceptions.Timeout as error:
            raise BrokenAnswerError(f"geen antwoord binnen {self.manners.timeout_s:g} s") from error
        except (requests.exceptions.RequestException, OSError) as error:
            raise BrokenAnswerError(f"verbinding verbroken ({_short(error)})") from error
        self._judge(ask, answer)
        return answer

    def _answer(self, response: requests.Response, ask: Ask) -> Answer:
        """Status, headers and body; a sink gets the body of a good answer instead."""
        headers = dict(response.headers.lower_items())
        answer = Answer(url=response.url, status=response.status_code, headers=headers, body=b"")
        if ask.sink is not None and response.status_code < 300:  # noqa: PLR2004 - HTTP success
            size = ask.sink(answer, response.iter_content(CHUNK))
        else:
            answer = dataclasses.replace(answer, body=self._body(response, ask.largest or self.manners.largest))
            size = len(answer.body)
        with self._lock:
            self.bytes_count += size
        return answer

    def _body(self, response: requests.Response, largest: int) -> bytes:
        """Whole body, within the size limit and within the time for one answer."""
        too_large = BrokenAnswerError(f"antwoord groter dan {largest // 1_000_000} MB", final=True)
        said = response.headers.get("Content-Length", "").strip()
        if said.isascii() and said.isdigit() and int(said[:20]) > largest:
            raise too_large
        deadline = time.monotonic() + self.manners.timeout_s
        parts, size = [], 0
        for part in response.iter_content(CHUNK):
            parts.append(part)
            size += len(part)
            if size > largest:
                raise too_large
            if time.monotonic() > deadline:
                raise BrokenAnswerError(f"antwoord niet klaar binnen {self.manners.timeout_s:g} s")
        return b"".join(parts)

    def _judge(self, ask: Ask, answer: Answer) -> None:
        if answer.status < 300 or (ask.may_miss and answer.status in NO_CONTENT):  # noqa: PLR2004 - HTTP success
            return
        text = f"status {answer.status}, {told(answer)}"
        if answer.status not in TRANSIENT:
            raise BrokenAnswerError(text, final=True)
        wait_s = _retry_after(answer)
        if wait_s > self.manners.longest_wait_s:
            raise BrokenAnswerError(
                f"{text}; de dienst vraagt {wait_s:.0f} s te wachten, probeer het later opnieuw", final=True
            )
        raise BrokenAnswerError(text, wait_s=wait_s)

    def _pause(self, seconds: float) -> None:
        """Let every thread wait: a service that throttles one request throttles them all."""
        with self._lock:
            self.retries_count += 1
            self._not_before = max(self._not_before, time.monotonic() + min(seconds, self.manners.longest_wait_s))

    def _wait_turn(self) -> None:
        while (rest := self._not_before - time.monotonic()) > 0:
            time.sleep(rest)

    def _failed(self, ask: Ask, reason: str, tries: int) -> SourceError:
        times = "1 poging" if tries == 1 else f"{tries} pogingen"
        return SourceError(f"{self.title}: {safe_address(ask.url)}: {reason} ({times}); verwacht {ask.expected}")


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Request as it is, so that passwords of this machine (netrc) never leave it."""
    return request


def _retry_after(answer: Answer) -> float:
    """Seconds that the service asks to wait, 0 when it does not say (in words that are understood)."""
    said = answer.headers.get("retry-after", "")
    try:
        return float(Retry().parse_retry_after(said)) if said else 0.0
    except Exception:  # noqa: BLE001 - urllib3 raises InvalidHeader, and others for odd dates
        return 0.0


def _short(error: Exception) -> str:
    return SECRET.sub(r"\1***", " ".join(str(error).split()))[:160] or type(error).__name__
