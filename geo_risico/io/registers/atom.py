"""Which file an ATOM feed of downloads offers: from the feed of a service to that of a data set to its file."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

from geo_risico.core.errors import SourceError
from geo_risico.io.services.addresses import at_host, safe_address
from geo_risico.io.services.answers import BrokenAnswerError, xml_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.wary.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

ATOM: Final = "{http://www.w3.org/2005/Atom}"
FEED_TYPE: Final = "application/atom+xml"
FILE_RELS: Final = frozenset({"alternate", "section", "enclosure"})
RD_TERM: Final = "28992"
SHOWN: Final = 12


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One file (or feed) of a feed; ``size`` in bytes, None where the feed does not say."""

    url: str
    words: tuple[str, ...]
    updated: str = ""
    size: int | None = None
    is_feed: bool = False
    is_rd: bool = False

    def fits(self, pattern: str) -> bool:
        """Whether a pattern is that of a name, title or file name."""
        return any(fnmatch.fnmatch(word.casefold(), pattern.casefold()) for word in self.words)


def is_feed(url: str) -> bool:
    """Whether an address is that of a feed, not of a file.

    Examples
    --------
    >>> is_feed("https://service.pdok.nl/kadaster/bag/atom/index.xml"), is_feed("https://x.nl/bag-light.gpkg")
    (True, False)
    """
    path = urlsplit(url).path.rstrip("/").lower()
    return path.endswith((".atom", "/atom", "/index.xml")) or ("/atom/" in path and path.endswith(".xml"))


def find_file(connection: Connection, feed: str, patterns: Sequence[str]) -> Offered:
    """The file of a feed that is meant.

    Parameters
    ----------
    connection
        Connection with the service.
    feed
        Feed of a service or of a data set.
    patterns
        Patterns of the title, the name or the file name; the first that fits counts, of equals the one in EPSG:28992.
        Without patterns the feed must offer one file.

    Raises
    ------
    SourceError
        No file fits, or several do.
    """
    offers = read_feed(connection, feed)
    files = [one for one in offers if not one.is_feed]
    feeds = [one for one in offers if one.is_feed]
    for child in [one for one in feeds if any(one.fits(p) for p in patterns)] or feeds:
        files += [one for one in read_feed(connection, child.url) if not one.is_feed]
    for pattern in patterns or ("*",):
        fitting = [one for one in files if one.fits(pattern)]
        fitting = [one for one in fitting if one.is_rd] or fitting
        if len({one.url for one in fitting}) == 1:
            return fitting[0]
        if fitting:
            names = ", ".join(one.words[0] for one in fitting[:SHOWN])
            raise SourceError(
                f"{connection.title}: {safe_address(feed)}: '{pattern}' past op {len(fitting)} bestanden ({names}); "
                "verwacht in collection een patroon dat op een bestand past"
            )
    present = ", ".join(one.words[0] for one in files[:SHOWN]) or "niets"
    raise SourceError(
        f"{connection.title}: {safe_address(feed)}: geen bestand past op {list(patterns)}; aanwezig: {present}"
    )


def read_feed(connection: Connection, feed: str) -> list[Offered]:
    """All files and feeds that one feed names, each once."""
    ask = Ask(url=feed, expected="een ATOM-feed met downloads")
    root = connection.get(ask, _parsed)
    own = {urlsplit(link.get("href", "")).netloc for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"}
    offers = [offer for entry in root.findall(f"{ATOM}entry") for offer in _offers(entry, feed, own)]
    return list({offer.url: offer for offer in offers}.values())


def _parsed(answer: Answer) -> ET.Element:
    try:
        root = parse_xml(xml_of(answer))
    except ET.ParseError as error:
        raise BrokenAnswerError(f"feed is niet te lezen ({error})") from error
    if root.tag != f"{ATOM}feed":
        raise BrokenAnswerError(f"geen ATOM-feed maar <{root.tag.rpartition('}')[2]}>", final=True)
    return root


def _offers(entry: ET.Element, feed: str, own: set[str]) -> Iterator[Offered]:
    title, name = (entry.findtext(f"{ATOM}{tag}", "").strip() for tag in ("title", "id"))
    terms = " ".join(f"{one.get('term')} {one.get('label')}" for one in entry.findall(f"{ATOM}category"))
    for link in entry.findall(f"{ATOM}link"):
        if link.get("rel", "alternate") not in FILE_RELS or not link.get("href"):
            continue
        url = urljoin(feed, link.get("href", ""))
        if urlsplit(url).netloc in own:
            url = at_host(url, feed)
        kind, length = link.get("type", ""), link.get("length", "")
        if kind.startswith("text/html"):
            continue
        words = (urlsplit(url).path.rpartition("/")[2], link.get("title", ""), title, name)
        yield Offered(
            url=url,
            words=tuple(word for word in words if word),
            updated=link.get("time") or entry.findtext(f"{ATOM}updated", "").strip(),
            size=int(length) if length.isdigit() else None,
            is_feed=kind.startswith(FEED_TYPE) or is_feed(url),
            is_rd=RD_TERM in f"{terms} {' '.join(words)}",
        )
