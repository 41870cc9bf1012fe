"""Candidates for a visit, when somebody last came there, and whether the same places are hit again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.numbers import format_share
from geo_risico.core.visit_choice import NOT_CHOSEN, VALUE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo_risico.core.results import ScanResult
    from geo_risico.core.visit_choice import VisitChoice

ZONES: Final = {"gemeente": "gemeente_code", "wijk": "wijk_code", "buurt": "buurt_code", "vierkant": "vierkant"}
ROUNDS: Final = 3
"""How many earlier choices count with this one."""
ZONE_SHARE: Final = 0.25
CELL_SHARE: Final = 0.10
_TIMES: Final = 2.0
_LEAST: Final = 10
_CELL_M: Final = 1000


def candidates(parts: Sequence[ScanResult], zone: str) -> pd.DataFrame:
    """All locations of the themes that can be visited, by location_id, as `VisitChoice` has them.

    Parameters
    ----------
    parts
        Themes whose locations may be chosen.
    zone
        One of `ZONES`; an unknown code is a zone of its own per gemeente.
    """
    frames = []
    for part in parts:
        places, scores = part.locations.frame, part.scores
        points = places.geometry.representative_point()
        base = pd.DataFrame(
            {
                "theme": part.theme.name,
                **{name: places[name].fillna("").astype("str") for name in ("label", "kind", "gemeente_code")},
                "zone": places[ZONES[zone]].fillna("").astype("str") if ZONES[zone] in places else "",
                "score": scores["score"].astype("float64"),
                "percentile": scores["percentile"].astype("float64"),
                "class": scores["class"].astype("str"),
                "witte_vlek": scores["witte_vlek"].astype("str") if "witte_vlek" in scores else "",
                "x": points.x,
                "y": points.y,
            },
            index=places.index.astype("str"),
        )
        frames.append(base.join(part.risks.add_prefix(VALUE)))
    rows = pd.concat(frames).rename_axis("location_id").sort_index()
    unknown = rows["zone"].eq("")
    rows["zone"] = rows["zone"].mask(unknown, f"{zone} onbekend " + rows["gemeente_code"]).astype("str")
    return rows.assign(excluded="")


def last_days(parts: Sequence[ScanResult], findings: Mapping[str, dt.date]) -> pd.Series[pd.Timestamp]:
    """Day of the last known visit per location, from layer bezoeken and from findings; only those that have one."""
    found = [pd.Series({name: pd.Timestamp(day) for name, day in findings.items()}, dtype="datetime64[us]")]
    for part in parts:
        visits = None if part.evidence is None else part.evidence.visits
        if visits is not None:
            own = visits[visits["location_id"].ne("") & visits["date"].notna()]
            found.append(pd.to_datetime(own["date"]).astype("datetime64[us]").groupby(own["location_id"]).max())
    days = pd.concat([item for item in found if len(item)]) if any(map(len, found)) else found[0]
    return days.groupby(level=0).max()


def repeated(rows: pd.DataFrame, former: Sequence[VisitChoice]) -> tuple[str, ...]:
    """Dutch warnings where the last choices, this one included, keep coming back to one zone, square or place.

    Parameters
    ----------
    rows
        The new choice, with arm, zone, x and y.
    former
        Earlier choices, oldest first.
    """
    if not former:
        return ()
    lists = [item.chosen for item in former[-ROUNDS:]] + [rows[rows["arm"].ne(NOT_CHOSEN)]]
    visits = pd.concat([item[["x", "y"]] for item in lists])
    if len(visits) < _LEAST:
        return ()
    zones = rows["zone"].reindex(visits.index).dropna()
    fair = rows["zone"].value_counts(normalize=True)
    warnings = _over(zones, "zone", ZONE_SHARE, fair, len(lists))
    cells = _cells(visits)
    warnings += _over(cells, "km-vak", CELL_SHARE, _cells(rows).value_counts(normalize=True), len(lists))
    often = visits.index.value_counts()
    again = int(often.eq(len(lists)).sum())
    if len(lists) > _TIMES and again:
        warnings.append(f"{again} locaties staan op elk van de laatste {len(lists)} lijsten; overweeg --niet-sinds")
    return tuple(warnings)


def _cells(places: pd.DataFrame) -> pd.Series[str]:
    corner = np.floor(places[["x", "y"]] / _CELL_M).astype("int64").astype("str")
    return pd.Series(corner["x"] + "," + corner["y"], index=places.index, dtype="str")


def _over(values: pd.Series[str], word: str, bound: float, fair: pd.Series[float], lists: int) -> list[str]:
    share = values.value_counts(normalize=True).sort_index()
    high = share[(share > bound) & (share > _TIMES * fair.reindex(share.index).fillna(0.0))]
    return [
        f"{word} {name} krijgt {format_share(float(value))} van de bezoeken van de laatste {lists} lijsten; meer dan "
        f"{format_share(bound)} en meer dan het dubbele van haar aandeel in de locaties"
        for name, value in high.items()
    ]
