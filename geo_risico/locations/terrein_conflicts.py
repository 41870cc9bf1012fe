"""What registers disagree about, in Dutch sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_risico.locations.terrein_names import bare_name, same_name

if TYPE_CHECKING:
    from collections.abc import Iterator

POLYGON = 2


def conflict_texts(areas: pd.DataFrame) -> pd.Series[str]:
    """Sentences about each terrein, joined by '|', on its number; empty text where registers agree.

    Parameters
    ----------
    areas
        Number of the terrein, register, naam (empty text for none), kind and dimension of each area, in order of
        preference.
    """
    known = list(dict.fromkeys(areas["register"]))
    texts = {number: "|".join(_sentences(rows, known)) for number, rows in areas.groupby("number")}
    return pd.Series(texts, dtype="str")


def _sentences(rows: pd.DataFrame, known: list[str]) -> Iterator[str]:
    there = list(dict.fromkeys(rows["register"]))
    absent = [name for name in known if name not in there]
    if absent:
        yield f"Staat in {_listed(there)}, niet in {_listed(absent)}."
    names = rows[rows["naam"] != ""].drop_duplicates(["register", "naam"])
    if _differ([bare_name(str(name)) for name in names["naam"]]):
        yield f"Namen verschillen: {_pairs(names, 'naam')}."
    kinds = rows.drop_duplicates(["register", "kind"])
    if len(set(kinds["kind"])) > 1:
        yield f"Soort verschilt: {_pairs(kinds, 'kind')}."
    if (rows["dimension"] < POLYGON).all():
        yield "Er is geen vlak bekend; de omtrek is geschat."


def _differ(names: list[str]) -> bool:
    """Whether one of the names means another place than the first."""
    filled = [name for name in names if name]
    return any(not same_name(filled[0], name) for name in filled[1:])


def _pairs(rows: pd.DataFrame, column: str) -> str:
    found: dict[str, list[str]] = {}
    for value, register in zip(rows[column], rows["register"], strict=True):
        found.setdefault(str(value), []).append(str(register))
    return _listed([f"{value} ({', '.join(dict.fromkeys(registers))})" for value, registers in found.items()])


def _listed(words: list[str]) -> str:
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
