"""Command about gemeenten: gemeente."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_risico.cli.console import out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache
from geo_risico.core.gemeente_lookup import look_up
from geo_risico.core.gemeenten import KNOWN_FROM, listed
from geo_risico.core.numbers import format_date, format_number, format_share
from geo_risico.io.registers.gemeente_table import gemeente_history

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.gemeenten import GemeenteRow, History

SOURCE = "gemeenten_bestuurlijk"


def gemeente(
    namen: Annotated[list[str], typer.Argument(metavar="NAAM...", help="Naam, code (GM0166, 166) of vroegere naam.")],
    peildatum: Annotated[
        dt.datetime | None, typer.Option("--peildatum", formats=["%Y-%m-%d"], help="Gewoonlijk vandaag.")
    ] = None,
    bestand: Annotated[
        Path | None,
        typer.Option("--bestand", help="Gemeentegrenzen op de peildatum; dan ook oppervlakten.", exists=True),
    ] = None,
    cache: Cache = DEFAULT_CACHE,
) -> None:
    """Toon welke gemeente een naam of code op de peildatum is, en wat er voor en na kwam."""
    day = (peildatum or dt.datetime.now(tz=dt.UTC)).date()
    history = gemeente_history()
    for text, note, rows in _with_outlines(namen, day, bestand, cache) if bestand else _from_table(namen, day, history):
        out.print(f"{text} op {format_date(day)}", style="bold", markup=False)
        if note:
            out.print(f"  {note}", markup=False)
        for code, line in rows:
            out.print(f"  {line}", markup=False)
            for more in _around(history.by_code.get(code), history):
                out.print(f"    {more}", markup=False)


def _from_table(namen: list[str], day: dt.date, history: History) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the table alone says: text, note, and code and line of each gemeente."""
    return [
        (one.asked, one.note, [(row.code, ", ".join(filter(None, [row.label, row.provincie]))) for row in one.valid])
        for one in look_up(namen, day, history)
    ]


def _with_outlines(
    namen: list[str], day: dt.date, bestand: Path, cache: Path
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The same with the area of each gemeente in a file."""
    import shapely  # noqa: PLC0415 - heavy; help must answer at once

    from geo_risico.core.source_specs import LayerUse  # noqa: PLC0415 - idem
    from geo_risico.io.read import read_layer  # noqa: PLC0415 - idem
    from geo_risico.io.registers.gemeenten import resolve  # noqa: PLC0415 - idem
    from geo_risico.io.request import ReadRequest  # noqa: PLC0415 - idem

    catalog = catalog_of()
    request = ReadRequest(folder=Path(), bounds=None, peildatum=day)
    uses = [(LayerUse(source=SOURCE, path=str(bestand.resolve())), catalog.sources[SOURCE])]

    def frame_of_year(year: int) -> gpd.GeoDataFrame:
        return _of_year(year, day, read_layer(catalog.layers["gemeenten"], uses, request, cache / "lagen")[0], bestand)

    found: dict[str, tuple[str, str, list[tuple[str, str]]]] = {}
    history = gemeente_history()
    for one in resolve(namen, day, frame_of_year):
        provincie = history.by_code[one.code].provincie if one.code in history.by_code else ""
        size = f"{format_number(float(shapely.area(one.geometry)) / 1e6, 1)} km²"
        share = f"{format_share(one.share)} van de gevraagde gemeente" if 0 < one.share < 1 else ""
        line = ", ".join(filter(None, [f"{one.code} {one.naam}", provincie, size, share]))
        found.setdefault(one.asked, (one.asked, one.note, []))[2].append((one.code, line))
    return list(found.values())


def _of_year(year: int, day: dt.date, frame: object, bestand: Path) -> gpd.GeoDataFrame:
    import geopandas as gpd  # noqa: PLC0415 - heavy; help must answer at once

    from geo_risico.core.errors import DataError  # noqa: PLC0415 - idem

    if year != day.year or not isinstance(frame, gpd.GeoDataFrame):
        raise DataError(f"{bestand}: geen gemeentegrenzen van {year}; het bestand geldt voor {format_date(day)}")
    return frame


def _around(row: GemeenteRow | None, history: History) -> list[str]:
    """Lines on the first and last day of a gemeente, and what came before and after."""
    if row is None:
        return ["niet in de tabel van gemeenten"]
    begin = f"sinds {format_date(row.since)}" if row.since else f"van vóór {KNOWN_FROM}"
    lines = [f"{begin}, tot {format_date(row.until)}" if row.until else begin]
    before = sorted(history.predecessors(row.code), key=lambda one: (one.until or dt.date.max, one.code))
    lines += [
        f"{format_date(day)}, hiervoor: {listed([_part(one) for one in before if one.until == day])}"
        for day in dict.fromkeys(one.until for one in before if one.until)
    ]
    if row.successors:
        lines.append(f"daarna: {listed([history.by_code[code].label for code in row.successors])}")
    return lines


def _part(row: GemeenteRow) -> str:
    return f"{row.label} (deels)" if len(row.successors) > 1 else row.label
