"""What a collection of an OGC API Features is, and which parameters it takes.

Services refuse what they do not know with status 400, so a parameter goes out only where the description of the
collection shows that it is understood.
"""

from __future__ import annotations

import datetime as dt
import difflib
import fnmatch
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from geo_risico.core.errors import SourceError
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.io.services.connection import Connection

RD: Final = re.compile(r"(?i)(?:/EPSG/[^/]+/|EPSG:[^:]*:|^EPSG:)28992$")
"""The ways in which services write EPSG:28992: as http(s) address with any version, as urn, and short."""

STANDARD: Final = frozenset(
    {"f", "filter", "filter-lang", "filter-crs", "profile", "properties", "sortby", "q", "ids", "skipGeometry"}
)
JSON_FIRST: Final = {"Accept": "application/geo+json, application/json;q=0.9"}


@dataclass(frozen=True, kw_only=True)
class Collection:
    """One collection: address of its items, its CRS in RD as the service writes it, span of time and last change."""

    name: str
    endpoint: str
    items: str
    rd: str | None
    temporal: tuple[str | None, str | None] | None
    links: Sequence[Mapping[str, Any]]
    updated: str = ""

    def link(self, word: str) -> str | None:
        """Address of a link whose relation ends in a word, None where there is none."""
        found = (link["href"] for link in self.links if f"{link.get('rel', '')}".rpartition("/")[2] == word)
        href = next(found, None)
        return None if href is None else self.here(href)

    def here(self, href: str) -> str:
        """Address of this service as reached through the endpoint; its query stays as it is, to the letter.

        A service behind a gateway names its public address; only host and the path before ``collections`` move.
        """
        parts, wanted = urlsplit(urljoin(self.items, href)), urlsplit(self.endpoint)
        path = parts.path
        if parts.netloc != wanted.netloc or not path.startswith(wanted.path):
            _, inside, rest = path.partition("/collections/")
            path = f"{wanted.path}{inside}{rest}" if inside else path
        return urlunsplit((wanted.scheme, wanted.netloc, path, parts.query, ""))


def find_collection(endpoint: str, names: Sequence[str], connection: Connection) -> Collection:
    """Collection of the first name or pattern that exists.

    Raises
    ------
    SourceError
        When none exists, with the names that do.
    """
    listed = get_json(connection, f"{endpoint}/collections", "een lijst van verzamelingen", "collections")
    by_name = {f"{one.get('id')}": one for one in listed["collections"] if isinstance(one, dict)}
    chosen = next((name for asked in names for name in sorted(by_name) if fnmatch.fnmatchcase(name, asked)), None)
    if chosen is None:
        near = [one for asked in names for one in difflib.get_close_matches(asked, by_name, n=3, cutoff=0.5)]
        raise SourceError(
            f"{connection.title}: {safe_address(endpoint)}: verzameling {' of '.join(names)} bestaat niet; "
            f"verwacht een van {', '.join(near or sorted(by_name)[:20])}"
        )
    address = f"{endpoint}/collections/{chosen}"
    described = by_name[chosen] | get_json(connection, address, f"een beschrijving van verzameling '{chosen}'", "id")
    crs = [uri for uri in described.get("crs") or [] if isinstance(uri, str)]
    if "#/crs" in crs:
        crs += [uri for uri in listed.get("crs") or [] if isinstance(uri, str)]
    links = [link for link in described.get("links") or [] if isinstance(link, dict) and "href" in link]
    return Collection(
        name=chosen,
        endpoint=endpoint,
        items=f"{address}/items",
        rd=next((uri for uri in crs if RD.search(uri)), None),
        temporal=_interval(described),
        links=links,
        updated=_day(described.get("updated")),
    )


def get_json(connection: Connection, url: str, expected: str, key: str | None = None) -> dict[str, Any]:
    """JSON object, with a key where one is named; asked with ``f=json`` and, where that is refused, without."""

    def decode(answer: Any) -> dict[str, Any]:  # noqa: ANN401 - answer of the connection
        content = json_of(answer)
        if key is not None and key not in content:
            raise BrokenAnswerError(f"JSON zonder '{key}'")
        return content

    query = dict(parse_qsl(urlsplit(url).query))
    params = () if "f" in query else (("f", "json"),)
    try:
        return connection.get(Ask(url=url, expected=expected, params=params, headers=JSON_FIRST), decode)
    except SourceError as error:
        if not params or "status 400" not in f"{error}":
            raise
        return connection.get(Ask(url=url, expected=expected, headers=JSON_FIRST), decode)


def check_params(collection: Collection, params: Mapping[str, str], connection: Connection) -> None:
    """Refuse parameters that the collection does not name among its queryables.

    Raises
    ------
    SourceError
        With the names that can be asked.
    """
    own = {name for name in params if name not in STANDARD}
    address = collection.link("queryables")
    if not own or address is None:
        return
    known = get_json(connection, address, "een lijst van zoekvelden (queryables)", "properties")["properties"]
    if unknown := sorted(own - set(known)):
        raise SourceError(
            f"{connection.title}: {safe_address(collection.items)}: params: '{unknown[0]}' is geen zoekveld; "
            f"verwacht {', '.join(sorted(known)) or 'geen parameters'}"
        )


def moment_of(collection: Collection, peildatum: dt.date) -> str | None:
    """Moment of the peildatum for ``datetime``; None where the collection has no time."""
    return None if collection.temporal is None else f"{peildatum}T00:00:00Z"


def ends_before(collection: Collection, peildatum: dt.date) -> str | None:
    """Last moment of the collection where it ends before the peildatum, None otherwise."""
    end = (collection.temporal or (None, None))[1]
    try:
        return end if end and dt.date.fromisoformat(end[:10]) < peildatum else None
    except ValueError:
        return None


def published_of(collection: Collection, modified: str, now: dt.datetime) -> str:
    """Day of the register itself: its last change, the end of its span of time, or ``Last-Modified`` of a first page.

    Empty where the service says none of these; a day after now is an open end and says nothing.

    Parameters
    ----------
    collection
        What the service says about the collection.
    modified
        ``Last-Modified`` of the first page, empty without.
    now
        Moment with time zone.
    """
    end = (collection.temporal or (None, None))[1]
    days = (collection.updated, _day(end), _http_day(modified))
    return next((day for day in days if day and day <= f"{now.date()}"), "")


def _day(said: Any) -> str:  # noqa: ANN401 - JSON
    """Day of a moment in ISO 8601, empty where it is none."""
    try:
        return f"{dt.date.fromisoformat(said[:10])}" if isinstance(said, str) else ""
    except ValueError:
        return ""


def _http_day(said: str) -> str:
    try:
        return f"{parsedate_to_datetime(said).date()}"
    except (ValueError, OverflowError):
        return ""


def _interval(described: Mapping[str, Any]) -> tuple[str | None, str | None] | None:
    try:
        begin, end = described["extent"]["temporal"]["interval"][0]
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return (f"{begin}" if begin else None, f"{end}" if end else None)
