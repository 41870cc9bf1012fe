"""Every text and number in an output file, whatever its form: what a curious reader would find in it."""

from __future__ import annotations

import base64
import gzip
import importlib.util
import io
import re
import sqlite3
import zipfile
import zlib
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio
from pypdf import PdfReader

_SPEC = importlib.util.spec_from_file_location("map_reader", Path(__file__).with_name("map_reader.py"))
reader = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(reader)

TEXT = frozenset({".json", ".jsonl", ".csv", ".qgs", ".yaml", ".xml", ".rels", ".txt", ".qml", ".md", ".vml"})
BLOCK = re.compile(rb"[A-Za-z0-9+/]{400,}={0,2}")


def page(content):
    """A page as it is, every text of a map packed in it, and every base64 block, decompressed where needed."""
    parts = [content]
    if b'class="blok"' in content:
        parts += [text.encode() for text in reader.map_texts(content)]
    for block in BLOCK.findall(content):
        data = base64.b64decode(block + b"=" * (-len(block) % 4))
        try:
            parts.append(gzip.decompress(data))
        except (OSError, EOFError, zlib.error):
            parts.append(data)
    return b"\n".join(parts)


def parquet(content):
    file = pq.ParquetFile(io.BytesIO(content))
    table = file.read()
    keep = [name for name in table.column_names if name not in {"geometry", "bbox"}]
    return repr(file.metadata.metadata).encode() + table.select(keep).to_pandas().to_csv().encode()


def database(content):
    """Every cell of every table of a GeoPackage, its own metadata and styles too."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    plain = [name for name in names if not name.startswith("rtree_")]
    cells = (
        str(cell)
        for name in plain
        for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of the file itself
        for cell in row
        if not isinstance(cell, bytes)
    )
    found = "\n".join([*names, *cells]).encode()
    connection.close()
    return found + content


def flatgeobuf(content):
    return content + pyogrio.read_dataframe(content, read_geometry=False).to_csv().encode()


def pdf(content):
    """Text of every page, what the file says of itself, attachments, and the file as it is."""
    book = PdfReader(io.BytesIO(content))
    texts = [each.extract_text() for each in book.pages]
    about = [repr(book.metadata), "" if book.xmp_metadata is None else str(book.xmp_metadata.stream.get_data())]
    return "\n".join([*texts, *about, *map(repr, book.attachments.items())]).encode() + content


def archive(content):
    """Every member of a zip, decoded by its own name; xlsx and qgz are zips."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return b"\n".join(name.encode() + decoded(name, file.read(name)) for name in file.namelist())


FORMS = {
    ".html": page, ".parquet": parquet, ".gpkg": database, ".fgb": flatgeobuf, ".pdf": pdf,
    ".xlsx": archive, ".qgz": archive, ".zip": archive,
}  # fmt: skip


def decoded(name, content):
    """Bytes of everything in a file; a form that nobody taught this to read is an error."""
    suffix = Path(name).suffix
    if suffix in FORMS:
        return FORMS[suffix](content)
    assert suffix in TEXT or not suffix, f"{name}: no reader for this form; teach open_bytes.py"
    return content


def search(files, words):
    """(file, word) for every word that stands in a file, also where a line breaks through it.

    ``files``: name -> bytes.
    """
    wanted = [(word, re.sub(rb"\s", b"", word.encode()).lower()) for word in words]
    found = []
    for name, content in sorted(files.items()):
        whole = re.sub(rb"\s", b"", decoded(name, content)).lower()
        found += [(name, word) for word, sought in wanted if sought in whole]
    return found


def files_of(folder):
    """Name -> bytes of every file in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
