"""Candidates for a visit, when somebody last came there, and whether the same places are hit again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.numbers import format_share
from geo_risico.core.visit_choice import NOT_CHOSEN, VALUE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence

    from geo_risico.core.results import ScanResult
    from geo_risico.core.visit_choice import VisitChoice

ZONES: Final = {"gemeente": "gemeente_code", "wijk": "wijk_code", "buurt": "buurt_code", "vierkant": "vierkant"}
ROUNDS: Final = 3
"""How many earlier choices count with this one."""
ZONE_SHARE: Final = 0.25
CELL_SHARE: Final = 0.10
_TIMES: Final = 2.0
_LEAST: Final = 10
_OFTEN: Final = 3
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


def known_visits(
    parts: Sequence[ScanResult], findings: Collection[tuple[str, dt.date]], rows: pd.DataFrame
) -> pd.DataFrame:
    """Every known visit once, with location_id (empty when it is at none), date, x and y (metres).

    Parameters
    ----------
    parts
        Themes with the visits of layer bezoeken.
    findings
        Location and day of the findings that were processed.
    rows
        Locations with their x and y.
    """
    places = rows[["x", "y"]]
    named = pd.DataFrame(sorted(findings), columns=["location_id", "date"]).astype({"date": "datetime64[us]"})
    found = []
    for part in parts:
        layer = None if part.evidence is None else part.evidence.visits
        if layer is not None:
            own = layer[layer["date"].notna()].rename(columns={"x_m": "x", "y_m": "y"})
            found.append(own[["location_id", "date", "x", "y"]].astype({"date": "datetime64[us]"}))
    found = [item for item in found if len(item)]
    if found:
        layers = pd.concat(found).sort_values("location_id", ascending=False, kind="stable")
        found = [layers[~layers.index.duplicated() | layers["location_id"].ne("")]]
    every = pd.concat([named.join(places, on="location_id"), *found]) if len(named) or not found else found[0].copy()
    every["location_id"] = every["location_id"].where(every["location_id"].isin(rows.index), "")
    loose = every[every["location_id"].eq("")].drop_duplicates()
    linked = every[every["location_id"].ne("")].drop_duplicates(["location_id", "date"])
    linked = linked[["location_id", "date"]].join(places, on="location_id")
    return pd.concat([linked, loose]).dropna(subset=["x", "y"]).reset_index(drop=True)


def last_days(visits: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Day of the last known visit per location; only those that have one."""
    return visits[visits["location_id"].ne("")].groupby("location_id")["date"].max()


def repeated(rows: pd.DataFrame, former: Sequence[VisitChoice], visits: pd.DataFrame) -> tuple[str, ...]:
    """Dutch warnings where visits, this choice included, keep coming back to one zone, square or place.

    Parameters
    ----------
    rows
        The new choice, with arm, zone, x and y.
    former
        Earlier choices, oldest first; the last three count.
    visits
        Of the past year, as `known_visits` has them; what is on one of those choices counts once.
    """
    chosen = rows[rows["arm"].ne(NOT_CHOSEN)]
    lists = [item.chosen for item in former[-ROUNDS:]]
    listed = pd.Index([name for item in lists for name in item.index])
    other = visits[~visits["location_id"].isin(listed)]
    if other.empty and not lists:
        return ()
    hits = pd.concat([*(item[["x", "y"]] for item in (*lists, chosen)), other.set_index("location_id")[["x", "y"]]])
    if len(hits) < _LEAST:
        return ()
    zones = rows["zone"].reindex(hits.index).dropna()
    fair = rows["zone"].value_counts(normalize=True)
    words = _words(len(lists), len(other))
    warnings = _over(zones, "zone", ZONE_SHARE, fair, words)
    warnings += _over(_cells(hits), "km-vak", CELL_SHARE, _cells(rows).value_counts(normalize=True), words)
    often = pd.Index([*listed, *chosen.index]).value_counts()
    always = int(often.eq(len(lists) + 1).sum())
    if len(lists) >= _OFTEN - 1 and always:
        warnings.append(
            f"{always} locaties staan op elk van de laatste {len(lists) + 1} lijsten; overweeg --niet-sinds"
        )
    days = visits["location_id"].value_counts().reindex(chosen.index).fillna(0)
    again = int(days.ge(_OFTEN).sum())
    if again:
        warnings.append(
            f"{again} gekozen locaties zijn in het afgelopen jaar al {_OFTEN} keer of vaker bezocht; "
            "overweeg --niet-sinds"
        )
    return tuple(warnings)


def _words(lists: int, visits: int) -> str:
    """What was counted, in Dutch."""
    parts = ["van deze lijst"]
    if lists:
        parts.append("de vorige lijst" if lists == 1 else f"de {lists} vorige lijsten")
    if visits:
        parts.append(
            "1 ander bezoek in het afgelopen jaar" if visits == 1 else f"{visits} andere bezoeken in het afgelopen jaar"
        )
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} en {parts[-1]}"


def _cells(places: pd.DataFrame) -> pd.Series[str]:
    corner = np.floor(places[["x", "y"]] / _CELL_M).astype("int64").astype("str")
    return pd.Series(corner["x"] + "," + corner["y"], index=places.index, dtype="str")


def _over(values: pd.Series[str], word: str, bound: float, fair: pd.Series[float], words: str) -> list[str]:
    share = values.value_counts(normalize=True).sort_index()
    high = share[(share > bound) & (share > _TIMES * fair.reindex(share.index).fillna(0.0))]
    return [
        f"{word} {name} krijgt {format_share(float(value))} van de bezoeken {words}: meer dan "
        f"{format_share(bound)} en meer dan het dubbele van haar aandeel in de locaties"
        for name, value in high.items()
    ]
