"""Rows of cases and visits: those without coordinates stay, because their address may tell where it was."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.core.errors import DataError
from geo_risico.core.terms import CRS_RD, CRS_WGS84
from geo_risico.io.columns import find_column, listing, plain
from geo_risico.io.crs import outside, place, settle_crs
from geo_risico.io.driver import parse_crs
from geo_risico.io.part import Part, Raw
from geo_risico.io.repairs import DROPPING, note
from geo_risico.io.shapes import repair_shapes
from geo_risico.io.values import as_number, as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.request import Bounds

IN_RD: Final = (
    ("x_rd", "y_rd"), ("rd_x", "rd_y"), ("x_coordinaat", "y_coordinaat"), ("x_coord", "y_coord"),
    ("coordinaat_x", "coordinaat_y"), ("rdx", "rdy"), ("x", "y"),
)  # fmt: skip
IN_DEGREES: Final = (
    ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("longitude", "latitude"), ("lengtegraad", "breedtegraad"),
    ("wgs84_lon", "wgs84_lat"),
)  # fmt: skip
DEGREES: Final = (2.0, 50.0, 9.0, 55.0)
"""Wide bounds (lon, lat) of the Netherlands in degrees; no place in RD metres lies there."""
ADDRESS: Final = frozenset({"adres", "postcode", "straat"})
"""Columns of which at least one is needed where a table has no coordinates."""
FREE_TEXT: Final = (
    "omschrijving", "toelichting", "opmerking", "beschrijving", "notitie", "verslag", "memo", "bevinding",
    "bijzonderhe", "vrijetekst", "vrijveld", "commentaar", "samenvatting", "mutatietekst", "description", "remark",
    "comment",
)  # fmt: skip


def without_place_columns(source: SourceSpec) -> SourceSpec:
    """Return the definition without its x and y, so that a table is read whether it has them or not.

    Parameters
    ----------
    source
        Definition of the delivery form.
    """
    return source.model_copy(update={"x": None, "y": None})


def with_places(part: Part, source: SourceSpec) -> Part:
    """Return the table with points where its coordinate columns are filled; a file with shapes of its own stays so.

    Parameters
    ----------
    part
        Described table.
    source
        Definition with ``x``, ``y`` and ``crs``; without these columns the usual names are looked for.
    """
    if part.crs is not None:
        return part
    for x, y, crs in _pairs(part.columns, source):
        found = _points(part.read([x, y], None).frame, x, y)
        if not shapely.is_missing(found).all():
            return _pointed(part, (x, y), found, crs)
    return part


def check_placeable(part: Part, source: SourceSpec, found: Iterable[str]) -> None:
    """Refuse a table in which nothing can say where it was.

    Parameters
    ----------
    part
        Described table.
    source
        Definition of the delivery form.
    found
        Our columns that the table has.

    Raises
    ------
    DataError
        The table has no shapes, no coordinate columns and no address.
    """
    if part.crs is None and ADDRESS.isdisjoint(found) and next(_pairs(part.columns, source), None) is None:
        raise DataError(
            f"{part.where}: geen kolom zegt waar het was; verwacht x en y, lon en lat, adres, postcode en huisnummer, "
            f"of straat, huisnummer en woonplaats; aanwezig: {listing(part.columns)}"
        )


def _pairs(columns: Sequence[str], source: SourceSpec) -> Iterator[tuple[str, str, str]]:
    asked = [(source.x, source.y, source.crs or CRS_RD)] if source.x and source.y else []
    usual = [*((x, y, CRS_RD) for x, y in IN_RD), *((x, y, CRS_WGS84) for x, y in IN_DEGREES)]
    for x, y, crs in [*asked, *usual]:
        named = find_column(x, columns), find_column(y, columns)
        if named[0] is not None and named[1] is not None:
            yield named[0], named[1], crs


def _points(frame: pd.DataFrame, x: str, y: str) -> np.ndarray:
    """Point by row; None where a coordinate is empty, no number, or both are zero."""
    across, up = (as_number(as_text(frame[name])) for name in (x, y))
    known = (across.notna() & up.notna() & ~((across == 0) & (up == 0))).to_numpy()
    points = np.full(len(frame), None, dtype=object)
    points[known] = shapely.points(across[known], up[known])
    return points


def _pointed(part: Part, named: tuple[str, str], points: np.ndarray, crs: str) -> Part:
    in_degrees = 2 * int(outside(points, DEGREES).sum()) < int((~shapely.is_missing(points)).sum())
    said: tuple[str, ...] = ()
    if in_degrees and crs == CRS_RD:
        crs = CRS_WGS84
        said = (f"de kolommen {named[0]} en {named[1]} bevatten graden, gelezen als {CRS_WGS84}",)
    bounds = shapely.total_bounds(points)

    def read(columns: Sequence[str], area: Bounds | None) -> Raw:
        raw = part.read(list(dict.fromkeys([*columns, *named])), area)
        own = _points(raw.frame, *named)
        return Raw(frame=raw.frame[list(columns)], geometry=own, messages=(*raw.messages, *said))

    extent = (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))
    return dataclasses.replace(part, crs=parse_crs(crs, part.file), extent=extent, read=read)


def placed_where_known(raw: Raw, part: Part, layer: LayerSpec, source: SourceSpec) -> tuple[Raw, tuple[Repair, ...]]:
    """Return all rows with a point in EPSG:28992 where their coordinates are usable, None elsewhere, and what was not.

    Rows outside the area of the scan stay as well: what becomes of them is told by the match report.

    Parameters
    ----------
    raw
        Rows as the file has them.
    part
        Described table.
    layer
        Layer of points.
    source
        Definition of the delivery form.

    Raises
    ------
    DataError
        Most coordinates lie outside the Netherlands.
    """
    shapes = np.full(len(raw.frame), None, dtype=object) if raw.geometry is None else raw.geometry.copy()
    has_any = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes[~has_any] = None
    repairs: tuple[Repair, ...] = ()
    if has_any.any():
        crs, repairs = settle_crs(part, source)
        shapes, near, more = place(shapes, crs, part.where, None)
        repairs += more
        rows = np.flatnonzero(has_any & near)
        fixed, good, more = repair_shapes(raw.frame.iloc[rows], shapes[rows], layer, part.where, to_point=True)
        fixed[~good] = None
        shapes[rows] = fixed
        repairs += more
    without = int(shapely.is_missing(shapes).sum())
    told = note("assumption", without, f"{without} keer geen bruikbare coördinaten: dan telt het adres van die rij.")
    return Raw(frame=raw.frame, geometry=shapes, tag_names=raw.tag_names), (*_kept(repairs), *told)


def _kept(repairs: Iterable[Repair]) -> Iterator[Repair]:
    """The same notes, for rows that lose their point only."""
    for repair in repairs:
        if repair.kind in DROPPING:
            said = repair.message.replace("rijen vallen af", "rijen verliezen hun punt").replace(
                "rij valt af", "rij verliest haar punt"
            )
            yield dataclasses.replace(repair, kind="unknown_value", message=said)
        else:
            yield repair


def free_text(columns: Iterable[str], read: Iterable[str]) -> tuple[Repair, ...]:
    """Return which columns with free text stay unread.

    Parameters
    ----------
    columns
        Columns of the file.
    read
        Columns that are read.
    """
    used = set(read)
    names = [n for n in columns if n not in used and any(piece in plain(n) for piece in FREE_TEXT)]
    said = f"Vrije tekst is niet gelezen, want daarin kunnen personen staan: {', '.join(names)}."
    return note("personal_column", len(names), said, names)
