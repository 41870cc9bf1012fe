"""Tables without a driver of their own: csv, xlsx and JSON records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.io.binding import asked_names
from geo_risico.io.columns import find_column, hint, listing
from geo_risico.io.driver import parse_crs, quiet
from geo_risico.io.part import Part, Raw
from geo_risico.io.sheets import read_sheet, read_text_table
from geo_risico.io.values import as_number, as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.io.files import Located
    from geo_risico.io.request import Bounds

KEY_COLUMN: Final = "_key"


def describe_table(located: Located, wanted: Sequence[str], source: SourceSpec) -> list[Part]:
    """Return the rows of a csv, xlsx or JSON file as one table with points, WKT shapes or no geometry.

    Parameters
    ----------
    located
        File on disk or in a zip.
    wanted
        Names of worksheets, the first that is there is read; empty takes the first sheet.
    source
        Definition with ``x`` and ``y``, ``wkt``, ``json_record`` and ``crs``.

    Raises
    ------
    SourceError
        The file cannot be read.
    DataError
        Coordinates or records are not where the definition says.
    """
    with quiet(located.name):
        frame = _rows(located, wanted, source)
    geometry = table_shapes(frame, located.name, source)
    extent = _extent(geometry)

    def read(columns: Sequence[str], bounds: Bounds | None) -> Raw:
        del bounds  # the whole file is already in memory; the area is cut out afterwards
        return Raw(frame=frame[list(columns)], geometry=geometry)

    return [
        Part(
            file=located.name,
            dataset="",
            columns=tuple(str(c) for c in frame.columns),
            crs=None if geometry is None else parse_crs(source.crs, located.name),
            extent=extent,
            read=read,
            rows=len(frame),
            sample=lambda columns: frame[list(columns)],
        )
    ]


def _rows(located: Located, wanted: Sequence[str], source: SourceSpec) -> pd.DataFrame:
    if located.suffix in {".xlsx", ".xlsm"}:
        return read_sheet(located, wanted)
    return _json(located, source) if located.suffix == ".json" else read_text_table(located)


def _json(located: Located, source: SourceSpec) -> pd.DataFrame:
    try:
        content: Any = parse_json(located.content().decode("utf-8-sig"))
    except ValueError as error:
        raise SourceError(f"{located.name}: JSON is niet te lezen ({error}); verwacht een heel bestand") from error
    for step in (source.json_record or "").split("|") if source.json_record else ():
        if isinstance(content, list) and content and all(isinstance(page, dict) and step in page for page in content):
            content = [row for page in content for row in _records(page[step], located, step)]
            continue
        if not isinstance(content, dict) or step not in content:
            present = listing(content) if isinstance(content, dict) else "een lijst"
            raise DataError(f"{located.name}: sleutel '{step}' ontbreekt; aanwezig: {present}")
        content = content[step]
    if isinstance(content, dict):
        rows = [{KEY_COLUMN: key, **_flat(value)} for key, value in content.items()]
    else:
        rows = [_flat(value) for value in _records(content, located, source.json_record or "")]
    return pd.DataFrame(rows, columns=None if rows else asked_names(source)).astype(object)


def _records(content: object, located: Located, key: str) -> list[object]:
    """Rows of a JSON file, each with keys of its own."""
    if isinstance(content, list) and all(isinstance(row, dict) for row in content):
        return content
    where = f"sleutel '{key}'" if key else "JSON"
    kind = "een lijst met iets anders dan rijen" if isinstance(content, list) else f"'{content}'"
    raise DataError(f"{located.name}: {where} is {kind}; verwacht een lijst met rijen met sleutels")


def _flat(value: object, path: str = "") -> dict[str, object]:
    if not isinstance(value, dict):
        return {path: value}
    return {
        k: v for key, inner in value.items() for k, v in _flat(inner, f"{path}|{key}" if path else str(key)).items()
    }


def table_shapes(frame: pd.DataFrame, name: str, source: SourceSpec) -> np.ndarray | None:
    """Return shapes from WKT or from coordinates, None where a row has none; None for a source with neither.

    Parameters
    ----------
    frame
        Rows of a table.
    name
        File or table, for messages.
    source
        Definition with ``x`` and ``y``, or ``wkt``.

    Raises
    ------
    DataError
        The columns for the place are not there.
    """
    if source.wkt:
        text = as_text(frame[_column(source.wkt, frame, name)])
        bare = text.str.replace(r"^SRID=\d+;", "", regex=True, case=False)
        shapes = np.full(len(bare), None, dtype=object)
        known = bare.notna().to_numpy()
        shapes[known] = shapely.from_wkt(bare[known].to_numpy(dtype=object), on_invalid="ignore")
        return shapes
    if source.x is None or source.y is None:
        return None
    x, y = (as_number(as_text(frame[_column(axis, frame, name)])) for axis in (source.x, source.y))
    is_known = (x.notna() & y.notna()).to_numpy()
    points = np.full(len(frame), None, dtype=object)
    points[is_known] = shapely.points(x[is_known], y[is_known])
    return points


def _column(wanted: str, frame: pd.DataFrame, name: str) -> str:
    found = find_column(wanted, list(frame.columns))
    if found is None:
        raise DataError(
            f"{name}: kolom '{wanted}' voor de plaats ontbreekt; "
            f"aanwezig: {listing(frame.columns)}{hint(wanted, frame.columns)}"
        )
    return found


def _extent(geometry: np.ndarray | None) -> Bounds | None:
    if geometry is None or not len(geometry):
        return None
    bounds = shapely.total_bounds(geometry)
    return (bounds[0], bounds[1], bounds[2], bounds[3]) if np.isfinite(bounds).all() else None
