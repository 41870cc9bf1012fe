"""A file on a web server read in parts, with our own manners.

GDAL's /vsicurl reads parts too, but outside our connection: it shares no pause with the other requests, counts none,
and its messages name no status and no expectation. rasterio reads through this file with an opener instead; a file-like
object it would read whole.
"""

from __future__ import annotations

import io
import re
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import SourceError
from geo_risico.io.services.answers import BrokenAnswerError, told
from geo_risico.io.services.connection import Ask

if TYPE_CHECKING:
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

BLOCK: Final = 256 * 1024
KEPT_BLOCKS: Final = 256
WHOLE_LIMIT: Final = 64 * 1024 * 1024
REMOTE: Final = "beeld.tif"
RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class RangeFile:
    """Remote file of which blocks are fetched when they are asked, and kept (64 MB).

    Parameters
    ----------
    connection
        Connection with the service.
    url
        Address of the file.

    Raises
    ------
    SourceError
        When the server gives no parts of a file that is too large to take whole, or the file changes while it is read.
    """

    def __init__(self, connection: Connection, url: str) -> None:
        self._connection, self._url = connection, url
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._lock = threading.RLock()
        self.size = 0
        self._tag = ""
        self.failure: SourceError | None = None
        self._blocks[0] = self._fetch(0)

    def opener(self, path: str, mode: str = "rb") -> RangeStream:
        """Stream over the file under the one name ``REMOTE``; there is nothing beside it.

        Raises
        ------
        FileNotFoundError
            For any other name, or for writing.
        """
        if path != REMOTE or mode != "rb":
            raise FileNotFoundError(path)
        return RangeStream(self)

    def between(self, begin: int, end: int) -> bytes:
        """Bytes from begin up to end."""
        with self._lock:
            first, last = begin // BLOCK, (end - 1) // BLOCK
            self._take(first, last)
            joined = b"".join(self._kept(number) for number in range(first, last + 1))
        return joined[begin - first * BLOCK : end - first * BLOCK]

    def _kept(self, number: int) -> bytes:
        if number not in self._blocks:
            self._blocks[number] = self._fetch(number)
        self._blocks.move_to_end(number)
        block = self._blocks[number]
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)
        return block

    def _take(self, first: int, last: int) -> None:
        """Fetch a run of missing blocks with one request."""
        missing = [number for number in range(first, last + 1) if number not in self._blocks]
        if len(missing) > 1 and missing[-1] - missing[0] + 1 == len(missing) and len(missing) < KEPT_BLOCKS:
            data = self._fetch(missing[0], len(missing))
            for place, number in enumerate(missing):
                self._blocks[number] = data[place * BLOCK : (place + 1) * BLOCK]

    def _fetch(self, number: int, count: int = 1) -> bytes:
        begin = number * BLOCK
        end = begin + count * BLOCK - 1
        if self.size:
            end = min(end, self.size - 1)
        ask = Ask(
            url=self._url,
            expected="een deel van een GeoTIFF (antwoord 206 op een verzoek met Range)",
            headers={"Range": f"bytes={begin}-{end}"},
            largest=WHOLE_LIMIT,
        )
        try:
            return self._connection.get(ask, lambda answer: self._part(answer, begin, end))
        except SourceError as error:
            self.failure = error  # GDAL, which asks for these bytes, passes no error on
            raise

    def _part(self, answer: Answer, begin: int, end: int) -> bytes:
        if answer.status != 206:  # noqa: PLR2004 - partial content
            return self._whole(answer, begin, end)
        found = RANGE.fullmatch(answer.headers.get("content-range", ""))
        if found is None or int(found[1]) != begin:
            raise BrokenAnswerError(f"ander deel dan gevraagd ({answer.headers.get('content-range', 'zonder bereik')})")
        wanted = min(end, int(found[3]) - 1) - begin + 1
        if len(answer.body) != wanted:
            raise BrokenAnswerError(f"deel breekt af: {len(answer.body)} van {wanted} bytes")
        self._same(int(found[3]), answer.headers.get("etag", ""))
        return answer.body

    def _whole(self, answer: Answer, begin: int, end: int) -> bytes:
        """Part of a whole file, from a server that does not give parts."""
        if answer.body[:1] == b"<" or not answer.body:
            raise BrokenAnswerError(f"geen bestand maar {told(answer)}")
        self._same(len(answer.body), answer.headers.get("etag", ""))
        for number in range(-(-len(answer.body) // BLOCK)):
            self._blocks[number] = answer.body[number * BLOCK : (number + 1) * BLOCK]
        return answer.body[begin : end + 1]

    def _same(self, size: int, tag: str) -> None:
        if self.size and (size != self.size or (tag and self._tag and tag != self._tag)):
            raise BrokenAnswerError("het bestand is veranderd tijdens het lezen; begin opnieuw", final=True)
        self.size, self._tag = size, tag or self._tag


class RangeStream(io.RawIOBase):
    """A remote file as a stream with a position.

    Parameters
    ----------
    file
        The remote file.
    """

    def __init__(self, file: RangeFile) -> None:
        super().__init__()
        self._file, self._at = file, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Position in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """New position in bytes."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """Bytes from the position on, fewer at the end of the file."""
        whole = self._file.size
        end = whole if size is None or size < 0 else min(self._at + size, whole)
        if end <= self._at:
            return b""
        out = self._file.between(self._at, end)
        self._at = end
        return out

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Count of bytes put into the buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
