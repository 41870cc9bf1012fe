"""What registers disagree about, in Dutch sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from geo_risico.locations.terreinen.names import bare_name, same_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

POLYGON = 2


class Row(NamedTuple):
    """What one area says of a terrein."""

    register: str
    naam: str
    kind: str
    dimension: int


def conflict_texts(areas: pd.DataFrame, vague: Collection[str]) -> pd.Series[str]:
    """Sentences about each terrein, joined by '|', on its number; empty text where registers agree.

    Parameters
    ----------
    areas
        Number of the terrein, register, naam (empty text for none), kind and dimension of each area, in order of
        preference.
    vague
        Types that do not contradict a more precise one.
    """
    known = list(dict.fromkeys(areas["register"]))
    columns = ("number", "register", "naam", "kind", "dimension")
    rows: dict[int, list[Row]] = {}
    for number, *row in zip(*(areas[name].tolist() for name in columns), strict=True):
        rows.setdefault(number, []).append(Row(*row))
    return pd.Series({number: "|".join(_sentences(group, known, vague)) for number, group in rows.items()}, dtype="str")


def _sentences(rows: list[Row], known: list[str], vague: Collection[str]) -> Iterator[str]:
    there = list(dict.fromkeys(row.register for row in rows))
    absent = [name for name in known if name not in there]
    if absent:
        yield f"Staat in {_listed(there)}, niet in {_listed(absent)}."
    names = [(row.naam, row.register) for row in rows if row.naam]
    if _differ([bare_name(name) for name, _ in names]):
        yield f"Namen verschillen: {_pairs(names)}."
    kinds = [(row.kind, row.register) for row in rows if row.kind not in vague]
    if len({kind for kind, _ in kinds}) > 1:
        yield f"Soort verschilt: {_pairs(kinds)}."
    if all(row.dimension < POLYGON for row in rows):
        yield "Er is geen vlak bekend; de omtrek is geschat."


def _differ(names: list[str]) -> bool:
    """Whether one of the names means another place than the first."""
    filled = [name for name in names if name]
    return any(not same_name(filled[0], name) for name in filled[1:])


def _pairs(values: list[tuple[str, str]]) -> str:
    """Each different value with the registers that give it."""
    found: dict[str, dict[str, None]] = {}
    for value, register in values:
        found.setdefault(value, {})[register] = None
    return _listed([f"{value} ({', '.join(registers)})" for value, registers in found.items()])


def _listed(words: list[str]) -> str:
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
