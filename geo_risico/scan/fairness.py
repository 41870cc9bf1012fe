"""Measures beside the score: CBS figures of the buurt or gemeente, visits and coverage, and how the score follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.fairness import Fairness, FairnessMeasure, Group
from geo_risico.core.specs import STRICTNESS
from geo_risico.uncertainty.partial_rank import partial_rank
from geo_risico.uncertainty.resample import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.fairness import Dependence
    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.core.specs import Access

COMPOSITION: Final[dict[str, tuple[str, Group]]] = {
    "income_keur": ("Inkomen per inwoner", "welvaart"),
    "woz_value_keur": ("WOZ-waarde van woningen", "welvaart"),
    "resident_density_km2": ("Inwoners per km2", "dichtheid"),
    "adres_density_km2": ("Adressen rond een adres (stedelijkheid)", "dichtheid"),
}
"""Figures of CBS about an area. Origin is never among them."""
LOOKED: Final[dict[str, tuple[str, Group]]] = {
    "visit_count": ("Eerdere bezoeken aan de plek", "bezoeken"),
    "effort_decile": ("Hoe vaak in de omgeving is gekeken", "bezoeken"),
    "coverage": ("Hoeveel er bekend is (dekking)", "dekking"),
}
LAYERS: Final = {"buurten": ("buurten",), "gemeenten": ("gemeenten", "kerncijfers")}
MOST_GEMEENTEN: Final = 20


@dataclass(frozen=True, kw_only=True)
class _Table:
    """One level: score, measures, contributions, what else is held equal, and the groups that rows belong to."""

    score: pd.Series[float]
    measures: pd.DataFrame
    parts: pd.DataFrame
    fixed: pd.DataFrame
    area: pd.Series[str]
    block: pd.Series[str]


def with_fairness(result: ScanResult, layers: Layers) -> ScanResult:
    """The result of one theme with what its score goes together with, per location and per buurt or per gemeente."""
    frame = result.locations.frame
    kind = "gemeenten" if len(frame) and frame["kind"].eq("gemeente").all() else "buurten"
    code = "gemeente_code" if kind == "gemeenten" else "buurt_code"
    measures, access = _measures(result, layers, LAYERS[kind], frame[code])
    table = _locations(result, measures, frame[code].fillna(""))
    tables = {result.theme.location_plural: table}
    if kind == "buurten":
        tables["buurten"] = _per_area(table, frame["kind"])
    found = []
    for name, (title, group) in (COMPOSITION | LOOKED).items():
        if name in measures:
            levels = {
                level: _dependence(each, name, np.random.default_rng(result.scan.seed))
                for level, each in tables.items()
            }
            found.append(
                FairnessMeasure(
                    name=name, title=title, group=group, access=access[name], levels=MappingProxyType(levels)
                )
            )
    return replace(result, fairness=Fairness(measures=tuple(found), notes=tuple(_notes(result, measures, kind))))


def _measures(
    result: ScanResult, layers: Layers, names: Sequence[str], code: pd.Series[str]
) -> tuple[pd.DataFrame, dict[str, Access]]:
    """Known measures on the index of the locations, and the strictest access behind each of them and the score."""
    base = [fact.access for fact in result.facts if fact.status == "present"]
    found: dict[str, pd.Series[float]] = {}
    access: dict[str, Access] = {}
    for layer in (name for name in names if name in layers.frames):
        rows = layers.frames[layer]
        by_code = rows.drop_duplicates(code.name).set_index(code.name)
        for name in (name for name in COMPOSITION if name in rows and rows[name].notna().any()):
            found[name] = code.map(by_code[name]).astype("float64")
            access[name] = _strictest([*base, layers.access(layer)])
    for name in (name for name in LOOKED if name in result.scores):
        if name == "coverage" or _has_visits(result):
            found[name] = result.scores[name].astype("float64")
            access[name] = _strictest([*base, layers.access("bezoeken")] if name != "coverage" else base)
    return pd.DataFrame(found, index=code.index), access


def _has_visits(result: ScanResult) -> bool:
    return result.evidence is not None and result.evidence.visits is not None


def _strictest(classes: list[Access]) -> Access:
    return max(classes, key=STRICTNESS.index, default="open")


def _locations(result: ScanResult, measures: pd.DataFrame, area: pd.Series[str]) -> _Table:
    frame = result.locations.frame
    few = frame["gemeente_code"].nunique() <= MOST_GEMEENTEN and frame["kind"].ne("gemeente").any()
    fixed = frame[["kind", "gemeente_code"] if few else ["kind"]].fillna("").astype("str")
    return _Table(
        score=result.scores["score"],
        measures=measures,
        parts=result.contributions,
        fixed=pd.DataFrame(fixed),
        area=area,
        block=blocks(frame).astype("str") if frame["kind"].ne("gemeente").any() else area,
    )


def _per_area(table: _Table, kind: pd.Series[str]) -> _Table:
    """Means per buurt; shares of the kinds of locations are held equal."""
    known = table.area.ne("") & table.score.notna()
    area = table.area[known]
    shares = pd.get_dummies(kind[known], dtype="float64").iloc[:, 1:].groupby(area).mean()
    fixed = table.fixed[known].drop(columns="kind").groupby(area).first()
    names = pd.Series(shares.index.astype("str"), index=shares.index, dtype="str")
    return _Table(
        score=table.score[known].groupby(area).mean(),
        measures=table.measures[known].groupby(area).mean(),
        parts=table.parts[known].fillna(0.0).groupby(area).mean(),
        fixed=pd.concat([fixed, shares], axis=1),
        area=names,
        block=names,
    )


def _dependence(table: _Table, name: str, rng: np.random.Generator) -> Dependence:
    """Dependence with the measures of the other groups held equal: a figure is not corrected for its own twin."""
    groups: Mapping[str, Group] = {key: group for key, (_, group) in (COMPOSITION | LOOKED).items()}
    others = [other for other in table.measures.columns if groups[other] != groups[name]]
    return partial_rank(
        table.score,
        table.measures[name],
        pd.concat([table.measures[others], table.fixed], axis=1),
        table.area if name in COMPOSITION else table.block,
        table.parts,
        rng,
    )


def _notes(result: ScanResult, measures: pd.DataFrame, kind: str) -> list[str]:
    lacking = [title for name, (title, _) in COMPOSITION.items() if name not in measures]
    notes = [f"Niet bekeken, want niet in de gegevens: {', '.join(lacking)}."] if lacking else []
    if not _has_visits(result):
        notes.append("Bezoeken zijn niet bekeken: de scan heeft geen logboek van bezoeken.")
    frame = result.locations.frame
    if kind == "buurten" and frame["gemeente_code"].nunique() > MOST_GEMEENTEN:
        notes.append(f"Met meer dan {MOST_GEMEENTEN} gemeenten is de gemeente niet gelijk gehouden.")
    return notes
