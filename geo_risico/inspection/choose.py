"""Which locations are visited: the highest scores, and a stratified draw from all others with known chances."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from geo_risico.core.certainty import UNKNOWN
from geo_risico.core.numbers import format_number
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION, NOT_CHOSEN
from geo_risico.inspection.choose_draw import draw, expected_counts, rounded_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

FULL: Final = "het maximum is al bereikt met de hoogste scores"
DEFAULT_EXPLORATION: Final = 0.15
ADVISED: Final = (0.10, 0.20)
_HALF: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many locations, which share of them by draw, and the most per gemeente and per kind.

    ``per_kind``: kind -> most; the empty name stands for every kind that is not named.
    """

    count: int
    exploration: float = DEFAULT_EXPLORATION
    per_gemeente: int | None = None
    per_kind: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawn:
    """Candidates with stratum, arm, inclusion_probability and excluded; and Dutch sentences that warn."""

    rows: pd.DataFrame
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """Everything about a choice but the draw itself: chances are known before anything is drawn.

    ``rows`` has stratum, arm (the highest scores only), inclusion_probability and excluded; ``cells`` and ``expected``
    say how many places the draw takes of which cell, ``cell_of`` in which cell a place lies.
    """

    rows: pd.DataFrame
    warnings: tuple[str, ...] = ()
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    expected: pd.Series[float] = field(default_factory=lambda: pd.Series(dtype="float64"))
    cell_of: pd.Series[str] = field(default_factory=lambda: pd.Series(dtype="str"))
    by_kind: bool = False


def choose(candidates: pd.DataFrame, limits: Limits, unseen: frozenset[str], rng: np.random.Generator) -> Drawn:
    """The choice among candidates, each with exactly the chance that it had: `prepare`, and then `draw_from`.

    Parameters
    ----------
    candidates
        As for `prepare`.
    limits
        How many, and maxima.
    unseen
        Zones where nobody came for a year: each should expect a visit.
    rng
        Source of the draw.
    """
    return draw_from(prepare(candidates, limits, unseen), rng)


def prepare(candidates: pd.DataFrame, limits: Limits, unseen: frozenset[str]) -> Prepared:
    """Highest scores taken, and the chance of every other place; nothing here is random.

    Parameters
    ----------
    candidates
        Index location_id; columns gemeente_code, zone, witte_vlek, kind, score, percentile, class and excluded (Dutch
        reason, empty for those that may be chosen).
    limits
        How many, and maxima.
    unseen
        Zones where nobody came for a year: each should expect a visit.
    """
    rows = candidates.sort_index()
    rows["stratum"] = rows["zone"] + " | " + rows["witte_vlek"]
    rows["arm"], rows["inclusion_probability"] = NOT_CHOSEN, 0.0
    eligible = rows[rows["excluded"].eq("")]
    count = _most(eligible, limits)
    by_draw = int(np.floor(limits.exploration * count + _HALF))
    if 0 < limits.exploration < 1 and count > 1:
        by_draw = min(max(by_draw, 1), count - 1)
    if count == len(eligible):
        return Prepared(rows=_all(rows, eligible, by_draw))
    top = _top(eligible, count - by_draw, limits, keep_one=by_draw > 0)
    rows.loc[top, "arm"] = BY_SCORE
    rows.loc[top, "inclusion_probability"] = 1.0
    rest = eligible.drop(index=top)
    room = {column: _left(rest[column], eligible.loc[top, column], limits, column) for column in _columns(limits)}
    is_full = np.zeros(len(rest), dtype=bool)
    for column, most in room.items():
        is_full |= rest[column].map(most).le(0).to_numpy()
    rows.loc[rest.index[is_full], "excluded"] = FULL
    rest = rest[~is_full]
    wanted = count - len(top) if limits.exploration > 0 else 0
    return _with_chances(rows, rest, wanted, room, _needs(rows, rest, unseen))


def draw_from(prepared: Prepared, rng: np.random.Generator) -> Drawn:
    """One draw with the chances that were prepared.

    Parameters
    ----------
    prepared
        From `prepare`.
    rng
        Source of the draw.
    """
    rows = prepared.rows.copy()
    if len(prepared.cells):
        counts = rounded_counts(prepared.cells, prepared.expected, rng, by_kind=prepared.by_kind)
        rows.loc[draw(prepared.cell_of, counts, rng), "arm"] = EXPLORATION
    return Drawn(rows=rows, warnings=prepared.warnings)


def _with_chances(
    rows: pd.DataFrame,
    rest: pd.DataFrame,
    wanted: int,
    room: Mapping[str, pd.Series[float]],
    needs: pd.Series[float],
) -> Prepared:
    """Chances of what the scores left."""
    if rest.empty or wanted < 1:
        return Prepared(rows=rows)
    keys = ["gemeente_code", "zone", "stratum", *(["kind"] if "kind" in room else [])]
    label = rest[keys[0]].str.cat(rest[keys[1:]], sep="\x1f")
    cells = rest.assign(cell=label).groupby("cell", sort=True).agg(
        gemeente_code=("gemeente_code", "first"), zone=("zone", "first"), stratum=("stratum", "first"),
        kind=("kind", "first"), size=("kind", "size"),
    )  # fmt: skip
    expected = expected_counts(cells, wanted, room, needs)
    chance = label.map((expected / cells["size"]).to_dict()).astype("float64")
    rows.loc[rest.index, "inclusion_probability"] = chance.clip(0.0, 1.0)
    warnings = []
    zones = rows["inclusion_probability"].groupby(rows["zone"]).sum()
    short = [str(zone) for zone in needs.index if zones[zone] < 1 - 1e-6]
    if short:
        warnings.append(
            f"{len(short)} zones zonder bezoek in het afgelopen jaar krijgen naar verwachting minder dan een bezoek; "
            f"daarvoor zijn ongeveer {format_number(float(np.ceil(needs.sum() / 0.9)))} gelote bezoeken nodig: "
            f"verhoog --bezoeken of --verkenning ({', '.join(short[:5])}{', ...' if len(short) > 5 else ''})"  # noqa: PLR2004
        )
    reached = round(float(expected.sum()))
    if reached < wanted:
        warnings.append(f"de maxima laten {reached} in plaats van {wanted} gelote bezoeken toe")
    return Prepared(
        rows=rows,
        warnings=tuple(warnings),
        cells=cells if reached else cells.iloc[:0],
        expected=expected,
        cell_of=label,
        by_kind="kind" in room,
    )


def _all(rows: pd.DataFrame, eligible: pd.DataFrame, by_draw: int) -> pd.DataFrame:
    """Rows where everything that may be chosen is chosen."""
    top = _ranked(eligible).index[: len(eligible) - by_draw]
    rows.loc[eligible.index, "arm"] = EXPLORATION
    rows.loc[eligible.index, "inclusion_probability"] = 1.0
    rows.loc[top, "arm"] = BY_SCORE
    return rows


def _ranked(eligible: pd.DataFrame) -> pd.DataFrame:
    """Places with a known class: highest in their own group first, then by score, then by name."""
    known = eligible[eligible["class"].ne(UNKNOWN) & eligible["score"].notna() & eligible["percentile"].notna()]
    return known.sort_index().sort_values(["percentile", "score"], ascending=False, kind="stable")


def _top(eligible: pd.DataFrame, count: int, limits: Limits, *, keep_one: bool) -> list[str]:
    """Highest scores within the maxima; of every maximum above 1 one place is kept for the draw."""
    ranked, columns = _ranked(eligible), _columns(limits)
    if not columns:
        return [str(name) for name in ranked.index[:count]]
    left: dict[tuple[str, str], float] = {}
    for column in columns:
        most = _maxima(eligible[column], limits, column)
        sizes = eligible[column].value_counts().reindex(most.index)
        kept = most.where(most.le(1) | most.gt(sizes), most - 1) if keep_one else most
        left |= {(column, str(value)): number for value, number in kept.items()}
    top: list[str] = []
    for name, *values in ranked[list(columns)].itertuples(name=None):
        groups = [(column, str(value)) for column, value in zip(columns, values, strict=True)]
        if len(top) < count and all(left[group] >= 1 for group in groups):
            top.append(str(name))
            for group in groups:
                left[group] -= 1
    return top


def _columns(limits: Limits) -> tuple[str, ...]:
    return (*(("gemeente_code",) if limits.per_gemeente else ()), *(("kind",) if limits.per_kind else ()))


def _maxima(values: pd.Series[str], limits: Limits, column: str) -> pd.Series[float]:
    """Most per value; infinite without a maximum."""
    names = pd.Index(sorted(values.unique()))
    if column == "gemeente_code":
        return pd.Series(float(limits.per_gemeente or np.inf), index=names)
    rest = float(limits.per_kind.get("", np.inf))
    return pd.Series([float(limits.per_kind.get(str(name), rest)) for name in names], index=names, dtype="float64")


def _left(values: pd.Series[str], taken: pd.Series[str], limits: Limits, column: str) -> pd.Series[float]:
    most = _maxima(values, limits, column)
    return most - taken.value_counts().reindex(most.index).fillna(0.0)


def _most(eligible: pd.DataFrame, limits: Limits) -> int:
    """How many places fit within all maxima, at most what was asked."""
    if eligible.empty or not _columns(limits):
        return min(limits.count, len(eligible))
    areas = _maxima(eligible["gemeente_code"], limits, "gemeente_code")
    kinds = _maxima(eligible["kind"], limits, "kind")
    table = pd.crosstab(eligible["gemeente_code"], eligible["kind"]).reindex(index=areas.index, columns=kinds.index)
    rows, columns = table.shape
    flow = np.zeros((rows + columns + 2, rows + columns + 2), dtype=np.int32)
    flow[0, 1 : rows + 1] = np.minimum(areas, len(eligible))
    flow[1 : rows + 1, rows + 1 : -1] = table
    flow[rows + 1 : -1, -1] = np.minimum(kinds, len(eligible))
    found = maximum_flow(csr_array(flow), 0, rows + columns + 1)
    return min(limits.count, int(found.flow_value))


def _needs(rows: pd.DataFrame, rest: pd.DataFrame, unseen: frozenset[str]) -> pd.Series[float]:
    """Zone -> visits that the draw should give it: those that nobody saw and that no high score takes along."""
    served = set(rows.loc[rows["arm"].eq(BY_SCORE), "zone"])
    names = [zone for zone in sorted(rest["zone"].unique()) if zone in unseen and zone not in served]
    return pd.Series(1.0, index=pd.Index(names, dtype="str"), dtype="float64")
