"""All pages of one answer of an OGC API Features, each whole, in the order of its ``next`` links.

The answer is complete when a page has no ``next`` link, and only then: services give fewer features than ``limit``
asks, and not all of them count what there is. Where one does (``numberMatched``), fewer features are an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import SourceError
from geo_risico.io.registers.ahead import Ahead, links_of
from geo_risico.io.registers.collection import JSON_FIRST
from geo_risico.io.registers.geojson import json_text, read_geojson
from geo_risico.io.registers.parts import Part, drop_parts, kept_parts
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import Answer, BrokenAnswerError, told
from geo_risico.io.services.connection import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo_risico.io.registers.geojson import Page
    from geo_risico.io.services.connection import Connection

IDLE: Final = 20
"""Pages in a row without anything new, after which a service is taken to go round."""


class StoppedError(Exception):
    """The fetch was cut off elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """One page: its features, the CRS and Last-Modified of the answer (empty without) and the next address."""

    page: Page
    crs: str
    next: str | None
    modified: str = ""


@dataclass(kw_only=True)
class PageRow:
    """Pages of one first address; those in the folder count as fetched.

    ``here`` gives the address at which a link is reached, ``advance`` takes the page that came in, ``is_stopped`` says
    whether to go on.
    """

    first: str
    folder: Path
    here: Callable[[str], str]
    advance: Callable[[Served], None]
    is_stopped: Callable[[], bool]
    served: list[Served] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    idle: int = 0

    def fetch(self, connection: Connection) -> list[Served]:
        """Every page, from disk as far as they are there and then from the service.

        Raises
        ------
        SourceError
            When the service refuses, keeps failing, goes round in its links or gives less than it counts.
        """
        address = self._resume()
        kept_count = len(self.served)
        with Ahead(connection) as ahead:
            while address is not None:
                if self.is_stopped():
                    raise StoppedError
                try:
                    address = self._next(ahead, address)
                except SourceError as error:
                    is_refused = isinstance(error.__cause__, BrokenAnswerError) and error.__cause__.final
                    if not (is_refused and kept_count and len(self.served) == kept_count):
                        raise
                    address, kept_count = self._restart(), 0
            ahead.kept()
        return self.served

    def _resume(self) -> str | None:
        """Take the pages on disk that follow each other; address of the first one that is missing."""
        address: str | None = self.first
        for part in kept_parts(self.folder):
            if part.address != address:
                break
            try:
                served = replace(self._served(address, part.crs, part.body), modified=part.modified)
            except (BrokenAnswerError, ValueError):
                break
            address = self._take(address, served)
            if address is None:
                break
        return address

    def _restart(self) -> str:
        """Forget what there is: a service that no longer knows its own next link begins anew."""
        drop_parts(self.folder)
        self.served, self.seen, self.known, self.idle = [], set(), set(), 0
        return self.first

    def _next(self, ahead: Ahead, address: str) -> str | None:
        def decode(answer: Answer) -> tuple[Served, Part]:
            link = _next_link(links_of(answer.body))
            if link is not None and (following := self.here(link)) not in {*self.seen, address}:
                ahead.ask(_ask(following))
            crs = answer.headers.get("content-crs", "").strip().strip("<>")
            try:
                served = self._served(address, crs, answer.body)
            except ValueError as error:
                raise BrokenAnswerError(f"geen GeoJSON ({error}) maar {told(answer)}") from error
            modified = answer.headers.get("last-modified", "")
            part = Part(address=address, crs=crs, body=answer.body, modified=modified)
            return replace(served, modified=modified), part

        served, part = ahead.connection.get(_ask(address), decode, ahead.take(address))
        ahead.keep(self.folder, len(self.served), part)
        following = self._take(address, served)
        if self.idle >= IDLE:
            raise SourceError(
                f"{ahead.connection.title}: {safe_address(address)}: {IDLE} pagina's zonder nieuwe objecten en toch "
                "een vervolg; verwacht een laatste pagina zonder 'next'"
            )
        return following

    def _take(self, address: str, served: Served) -> str | None:
        page = served.page
        names = {one for one in page.ids if one is not None}
        if None in page.ids:
            names.add(json_text([page.properties(row) for row in range(len(page))]))
        self.idle = 0 if names - self.known else self.idle + 1
        self.known |= names
        self.seen.add(address)
        self.served.append(served)
        self.advance(served)
        return served.next

    def _served(self, address: str, crs: str, body: bytes) -> Served:
        """Page of which everything is there.

        Raises
        ------
        ValueError
            When it is no GeoJSON, or breaks off.
        BrokenAnswerError
            When it holds fewer or more features than it says, or leads back.
        """
        page = read_geojson(body)
        if page.returned is not None and page.returned != len(page):
            raise BrokenAnswerError(f"halve pagina: numberReturned {page.returned}, maar {len(page)} objecten")
        count = len(page) + sum(len(one.page) for one in self.served)
        link = _next_link(page.links)
        following = None if link is None else self.here(link)
        if following is not None and following in {*self.seen, address}:
            if page.matched is None or count < page.matched:
                raise BrokenAnswerError("link 'next' leidt terug naar een pagina die er al is")
            following = None
        if following is None and page.matched is not None and count < page.matched:
            raise BrokenAnswerError(f"geen vervolg na {count} objecten, terwijl numberMatched {page.matched} is")
        return Served(page=page, crs=crs or _crs_member(page.crs), next=following)


def _ask(address: str) -> Ask:
    return Ask(url=address, expected="een hele pagina GeoJSON met objecten", headers=JSON_FIRST)


def _next_link(links: Sequence[Any]) -> str | None:
    """Address of the next page in JSON, to the letter."""
    found = [link for link in links if isinstance(link, dict) and link.get("rel") == "next" and link.get("href")]
    fitting = [link for link in found if "json" in f"{link.get('type') or 'json'}"]
    return None if not fitting else f"{fitting[0]['href']}"


def _crs_member(crs: Any) -> str:  # noqa: ANN401 - JSON
    """CRS in the body, as GeoJSON named it before 2016."""
    try:
        return f"{crs['properties']['name']}"
    except (KeyError, TypeError):
        return ""
