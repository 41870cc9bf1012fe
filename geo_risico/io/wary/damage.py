"""What reading a damaged or hostile file raises, told as an error that names the file."""

from __future__ import annotations

import csv
import errno
import sqlite3
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pyarrow as pa
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj.exceptions import ProjError

from geo_risico.core.errors import GeoRisicoError, SourceError
from geo_risico.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTS: Final = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, EOFError, OSError, RuntimeError, MemoryError,
    SyntaxError, struct.error, zlib.error, csv.Error, zipfile.BadZipFile, sqlite3.Error, pa.ArrowException,
    shapely.errors.ShapelyError, ProjError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError,
)  # fmt: skip
"""Whatever a parser, a library or our own mapping meets in content that is not what it should be."""
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
SHOWN: Final = 160


@contextmanager
def told(name: object, expected: str) -> Iterator[None]:
    """Nothing; a fault in the content of a file becomes a ``SourceError`` that names it.

    Parameters
    ----------
    name
        File, as messages call it.
    expected
        Dutch, what should have been there.

    Raises
    ------
    SourceError
        For everything that content can do wrong; errors that are told already pass as they are.
    """
    try:
        yield
    except GeoRisicoError:
        raise
    except FAULTS as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        raise SourceError(
            f"{plain(str(name))}: inhoud is niet te lezen ({reason(error)}); verwacht {expected}"
        ) from error


def reason(error: BaseException) -> str:
    """Dutch where that is possible, why reading failed; without characters that steer a terminal."""
    if isinstance(error, RecursionError):
        return "te veel lagen in elkaar"
    if isinstance(error, (MemoryError, pa.ArrowMemoryError)):
        return "past niet in het geheugen"
    if isinstance(error, KeyError):
        return f"sleutel of kolom {plain(str(error))[:SHOWN]} ontbreekt"
    said = " ".join(plain(str(error)).split())[:SHOWN]
    return said or type(error).__name__
