"""What each column of the output rests on: how strict its layers are, and whether it can lead to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geo_risico.core.specs import STRICTNESS
from geo_risico.governance.personal_data import find_personal
from geo_risico.governance.profiles import LOCATION_LAYERS, SCORE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from geo_risico.core.results import Release
    from geo_risico.core.specs import Access

Personal = Literal["persoon", "indirect", "geen"]
CONTRIBUTION: Final = "bijdrage_"
INDIRECT: Final = frozenset(
    {
        "location_id", "locatie", "label", "geometry", "bbox", "perceel_ids", "kadastrale_aanduidingen", "adres",
        "adressen", "adres_id", "postcode", "x", "y", "x_m", "y_m", "casus_id", "bezoek_id", "kandidaten",
        "bereikbaarheid",
    }
)  # fmt: skip
"""Columns that point at one place, and through it perhaps at whoever lives or works there."""


EVIDENCE: Final = {
    "case_count": "casussen", "case_history": "casussen", "score_history": "casussen", "is_hot_cases": "casussen",
    "visit_count": "bezoeken", "days_since_visit": "bezoeken", "effort_decile": "bezoeken", "witte_vlek": "bezoeken",
    "blindness": "bezoeken", "class_seen": "bezoeken", "dissimilarity": "bezoeken", "count_witte_vlek": "bezoeken",
    "zekerheid": "bezoeken",
}  # fmt: skip
"""Columns that tell of cases or visits, and the layer that they rest on beside their other layers."""


@dataclass(frozen=True, kw_only=True)
class ColumnFact:
    """One column of a table with locations or areas: type, layers it rests on, access, and whether it is personal."""

    name: str
    dtype: str
    known_count: int
    layers: tuple[str, ...]
    access: Access
    personal: Personal


def column_facts(release: Release, frame: pd.DataFrame, more: Sequence[str] = ()) -> tuple[ColumnFact, ...]:
    """Facts of every column of a table of one theme, in the order of the table.

    A column of an indicator is as strict as the strictest layer that the indicator read; a column that follows from the
    score as the strictest of all indicators; any other as the layers that say where locations are.

    Parameters
    ----------
    release
        One theme, as released.
    frame
        Table of that release.
    more
        Layers that every column rests on, beside those that its name tells.
    """
    personal = personal_classes(map(str, frame.columns))
    found = []
    for name in map(str, frame.columns):
        layers, access = _with_more(release, _origin(release, name), (*more, EVIDENCE.get(name, "")))
        found.append(
            ColumnFact(
                name=name,
                dtype=str(frame[name].dtype),
                known_count=int(frame[name].notna().sum()),
                layers=layers,
                access=access,
                personal=personal[name],
            )
        )
    return tuple(found)


def personal_classes(columns: Iterable[str]) -> dict[str, Personal]:
    """Column -> whether it can lead to a person.

    Parameters
    ----------
    columns
        Names of the columns of a table.
    """
    names = list(columns)
    persons = find_personal(names)
    return {name: "persoon" if name in persons else "indirect" if name in INDIRECT else "geen" for name in names}


def _with_more(
    release: Release, known: tuple[tuple[str, ...], Access], more: Sequence[str]
) -> tuple[tuple[str, ...], Access]:
    """Layers and access of a column with those of more layers that are present in the scan."""
    added = [item for item in release.provenance if item.status == "present" and item.layer in more]
    layers = tuple(dict.fromkeys([*known[0], *(item.layer for item in added)]))
    return layers, _strictest([known[1], *(item.access for item in added)])


def _origin(release: Release, column: str) -> tuple[tuple[str, ...], Access]:
    """Layers behind a column and the strictest access among them."""
    present = {fact.name: fact for fact in release.facts if fact.status == "present"}
    indicator = column.removeprefix(CONTRIBUTION)
    if indicator in present and column.startswith(CONTRIBUTION):
        rest = tuple(present.values())  # the share of one indicator depends on which others are known
        return present[indicator].layers, _strictest([fact.access for fact in rest])
    if indicator in present:
        return present[indicator].layers, present[indicator].access
    if column in SCORE_COLUMNS or column.startswith(("count_", "mean_score", "score_per_")):
        layers = tuple(dict.fromkeys(name for fact in present.values() for name in fact.layers))
        return layers, _strictest([fact.access for fact in present.values()])
    places = [item for item in release.provenance if item.status == "present" and item.layer in LOCATION_LAYERS]
    return tuple(dict.fromkeys(item.layer for item in places)), _strictest([item.access for item in places])


def _strictest(classes: list[Access]) -> Access:
    return max(classes, key=STRICTNESS.index, default="open")
