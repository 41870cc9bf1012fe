"""Is the file whole? For formats whose driver silently gives fewer rows when the file breaks off."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from geo_risico.io.files import Located

SHAPEFILE_HEADER: Final = 100
LONGEST_BLOB_HEADER: Final = 64 * 1024


def check_whole(located: Located) -> None:
    """Return nothing when the file is as long as it says itself.

    Parameters
    ----------
    located
        File on disk; shapefile and OSM .pbf are checked.

    Raises
    ------
    SourceError
        The file breaks off, or a companion of a shapefile is missing.
    """
    if located.member:
        return
    if located.suffix == ".shp":
        _check_shapefile(located)
    elif located.suffix == ".pbf" and not _is_whole_pbf(located.path):
        raise SourceError(f"{located.name}: bestand breekt af; verwacht een heel OSM-bestand (.pbf)")


def _check_shapefile(located: Located) -> None:
    missing = [s for s in (".shx", ".dbf") if not _companion(located.path, s)]
    if missing:
        raise SourceError(
            f"{located.name}: {' en '.join(missing)} ontbreekt ernaast; verwacht .shp, .shx en .dbf samen"
        )
    size = located.path.stat().st_size
    with located.path.open("rb") as stream:
        header = stream.read(SHAPEFILE_HEADER)
    said = 2 * struct.unpack(">i", header[24:28])[0] if len(header) == SHAPEFILE_HEADER else SHAPEFILE_HEADER
    if size < said:
        raise SourceError(f"{located.name}: bestand breekt af ({size} bytes); verwacht {said} bytes")


def _companion(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(s).exists() for s in (suffix, suffix.upper()))


def _is_whole_pbf(path: Path) -> bool:
    """Walk from block to block: each says how long it is."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        while stream.tell() < size:
            length = _blob_length(stream)
            if length is None or stream.tell() + length > size:
                return False
            stream.seek(length, 1)
    return True


def _blob_length(stream: BinaryIO) -> int | None:
    prefix = stream.read(4)
    if len(prefix) < struct.calcsize(">I"):
        return None
    (header_length,) = struct.unpack(">I", prefix)
    if header_length > LONGEST_BLOB_HEADER:
        return None
    header = stream.read(header_length)
    return _datasize(header) if len(header) == header_length else None


def _datasize(header: bytes) -> int | None:
    """Field 3 of the protobuf message BlobHeader: the length of the block that follows."""
    position, found = 0, None
    while position < len(header):
        key, position = _varint(header, position)
        value, position = _varint(header, position)
        if key & 7 == 2:  # noqa: PLR2004 - wire type of text: skip its bytes
            position += value
        elif key >> 3 == 3:  # noqa: PLR2004 - number of the field datasize
            found = value
    return found


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(data):
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the last byte has no continuation bit
            break
    return value, position
