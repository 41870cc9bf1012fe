"""Which gemeenten a fleet takes: a provincie, all of them, a list in a file, or names on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.core.gemeente_names import folded
from geo_risico.core.numbers import format_date
from geo_risico.io.gemeente_list import read_gemeenten
from geo_risico.io.registers.gemeente_table import gemeente_history
from geo_risico.io.registers.gemeenten import resolve

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import geopandas as gpd

ALL: Final = "alle"
PROVINCIE: Final = "provincie:"
TABLES: Final = (".csv", ".txt")


def chosen_gemeenten(asked: str, gemeenten: gpd.GeoDataFrame, day: dt.date, folder: Path) -> dict[str, str]:
    """Code -> name of each gemeente that is asked for, in order of their codes.

    Parameters
    ----------
    asked
        ``alle``, ``provincie:NAAM``, a file with a column of codes or names, or codes and names between commas.
    gemeenten
        Layer of the scan: gemeente_code, gemeente and geometry (EPSG:28992); a column provincie goes before the table
        of gemeenten that comes with the package.
    day
        Peildatum of the scan.
    folder
        Where a relative file path starts when it is not found from the working folder.

    Raises
    ------
    DefinitionError
        When a name is no gemeente or no provincie.
    DataError
        When the layer does not have a gemeente.
    """
    names = dict(zip(gemeenten["gemeente_code"].astype(str), gemeenten["gemeente"].astype(str), strict=True))
    if asked.strip().lower() == ALL:
        return dict(sorted(names.items()))
    if asked.lower().startswith(PROVINCIE):
        return _of_provincie(asked[len(PROVINCIE) :].strip(), gemeenten, names, day)
    wanted = read_gemeenten(asked, folder) if asked.lower().endswith(TABLES) else asked.split(",")
    texts = [text.strip() for text in wanted if text.strip()]
    if not texts:
        raise DefinitionError(f"--gemeenten {asked}: leeg; verwacht minstens een gemeente")
    found = resolve(texts, day, lambda _: gemeenten[["gemeente_code", "gemeente", "geometry"]])
    return {one.code: one.naam for one in sorted(found, key=lambda one: one.code)}


def _of_provincie(asked: str, gemeenten: gpd.GeoDataFrame, names: dict[str, str], day: dt.date) -> dict[str, str]:
    """Gemeenten of one provincie on the peildatum.

    Raises
    ------
    DefinitionError
        When it is no provincie.
    DataError
        When the layer lacks some of them.
    """
    rows = {row.code: row for row in gemeente_history().on(day)}
    homes = {code: rows[code].provincie for code in names if code in rows}
    if "provincie" in gemeenten:
        own = gemeenten.set_index("gemeente_code")["provincie"].dropna()
        homes |= {str(code): str(name) for code, name in own.items()}
    inside = {code for code, home in homes.items() if home and folded(home) == folded(asked)}
    expected = {code for code, row in rows.items() if folded(row.provincie) == folded(asked)}
    if not inside and not expected:
        known = sorted({home for home in homes.values() if home}) or ["geen: deze gemeenten hebben geen provincie"]
        raise DefinitionError(f"--gemeenten {PROVINCIE}{asked}: geen provincie; bekend: {', '.join(known)}")
    missing = sorted(expected - set(names))
    if missing:
        raise DataError(
            f"--gemeenten {PROVINCIE}{asked}: {len(missing)} van {len(expected)} gemeenten op {format_date(day)} staan "
            "niet in de laag gemeenten van de scan",
            [f"{code} {rows[code].naam}" for code in missing],
        )
    return {code: names[code] for code in sorted(inside)}
