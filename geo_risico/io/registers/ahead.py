"""Work beside the reading of pages: the next page is asked, and the last one kept, while this one is read.

Each row of pages has at most one request under way: the next one goes out when the body of this one is in.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from geo_risico.io.registers.parts import keep_part

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.registers.parts import Part
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Ask, Connection


class _Head(msgspec.Struct, gc=False):
    links: list[Any] = []


_HEAD: Final = msgspec.json.Decoder(_Head)


def links_of(body: bytes) -> Sequence[Any]:
    """Links of a page, without reading its features; none where the page is broken.

    Examples
    --------
    >>> links_of(b'{"features": [{}], "links": [{"rel": "next"}]}'), links_of(b'{"links": [{"rel": "ne')
    ([{'rel': 'next'}], [])
    """
    try:
        return _HEAD.decode(body.removeprefix(b"\xef\xbb\xbf")).links
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []


class Ahead:
    """One thread that asks and one that writes; leaving it waits for both.

    Parameters
    ----------
    connection
        Connection with the service.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._asking = ThreadPoolExecutor(max_workers=1)
        self._writing = ThreadPoolExecutor(max_workers=1)
        self._begun: dict[str, Future[Answer]] = {}
        self._kept: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in (self._asking, self._writing):
            pool.shutdown(wait=True, cancel_futures=pool is self._asking)

    def ask(self, ask: Ask) -> None:
        """Send a request whose answer is taken later; nothing where it is under way already."""
        if ask.url not in self._begun:
            self._begun[ask.url] = self.connection.begin(ask, self._asking)

    def take(self, address: str) -> Future[Answer] | None:
        """Answer to the request for an address, None where it was not sent; what else was sent is let go."""
        begun = self._begun.pop(address, None)
        for other in self._begun.values():
            other.cancel()
        self._begun.clear()
        return begun

    def keep(self, folder: Path, number: int, part: Part) -> None:
        """Write a part when the one before it is written.

        Raises
        ------
        OutputError
            When the part before could not be written.
        """
        self.kept()
        self._kept = self._writing.submit(keep_part, folder, number, part)

    def kept(self) -> None:
        """Wait until the last part is written.

        Raises
        ------
        OutputError
            When it could not be.
        """
        if self._kept is not None:
            self._kept.result()
