"""The second pass: every location its place among those of all gemeenten, from numbers and centres alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.core.certainty import rank_counts
from geo_risico.core.errors import DataError
from geo_risico.core.evidence import Evidence
from geo_risico.core.results import Locations
from geo_risico.fleet.job import ELSEWHERE, EVIDENCE, MEASURED, PARTS, SCORED, SCORES
from geo_risico.fleet.keys import digest
from geo_risico.io.fleet.places import read_compared
from geo_risico.io.fleet.records import kept_record, read_table, write_part, write_table
from geo_risico.scan.certainty import with_certainty
from geo_risico.scan.stages import Measured, scored, theme_plans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geo_risico.catalog import Plan
    from geo_risico.core.session_specs import WeightSession
    from geo_risico.fleet.job import Job

_SHOWN = 5


def rank_all(job: Job, measured: Mapping[str, str], step: Callable[[str], None]) -> dict[str, str]:
    """Gemeente -> key of its scores, which stand in the cache; written anew only where they changed.

    Equal to the scores of one scan of these gemeenten together: the same functions on the same numbers.

    Parameters
    ----------
    job
        The run.
    measured
        Gemeente -> key of what was measured.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    DataError
        When two gemeenten have a location in common.
    """
    whole = digest(dict(measured))
    kept = {code: _kept(job, code, whole) for code in measured}
    if all(kept.values()):
        return {code: str(key) for code, key in kept.items()}
    tables: dict[str, dict[str, pd.DataFrame]] = {code: {} for code in measured}
    for plan, session in theme_plans(job.whole_plan()):
        step(f"Vergelijken: {plan.theme.location_plural} van {len(measured)} gemeenten")
        for name, frame, owner in _rank(job, plan, session, sorted(measured)):
            for code, rows in frame.groupby(owner):
                tables[str(code)][f"{name}_{plan.theme.name}"] = rows
    return {code: _keep(job, code, whole, found) for code, found in tables.items()}


def _kept(job: Job, code: str, whole: str) -> str | None:
    record = kept_record(job.place(SCORED, code), whole)
    return None if record is None else str(record["inhoud"])


def _keep(job: Job, code: str, whole: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Key of the scores of one gemeente, which is the hash of their content."""
    content = digest({name: _content(frame) for name, frame in tables.items()})

    def fill(fresh: Path) -> None:
        for name, frame in tables.items():
            write_table(frame, fresh / f"{name}.parquet")

    write_part(job.place(SCORED, code), whole, {"inhoud": content}, fill)
    return content


def _content(frame: pd.DataFrame) -> list[object]:
    hashes = pd.util.hash_pandas_object(frame)
    return [list(frame.columns), hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()]


def _rank(
    job: Job, plan: Plan, session: WeightSession | None, codes: Sequence[str]
) -> Iterator[tuple[str, pd.DataFrame, pd.Series[str]]]:
    """Tables of one theme over all gemeenten, each with its name and the gemeente of every row."""
    parts = {code: read_compared(job.place(MEASURED, code) / plan.theme.name) for code in codes}
    places = gpd.GeoDataFrame(pd.concat([places for places, _ in parts.values()]))
    values = pd.concat([values for _, values in parts.values()])
    owner = pd.concat([pd.Series(code, index=places.index, dtype="str") for code, (places, _) in parts.items()])
    _check_unique(owner)
    measured = Measured(
        plan=plan,
        locations=Locations(frame=places, links={}),
        indicators=values,
        facts=(),
        support={},
        session=session,
    )
    linked = {name: _linked(job, plan.theme.name, codes, name) for name in EVIDENCE}
    result = replace(scored(measured, job.catalog), evidence=_evidence(linked))
    evidence = result.scan.evidence.model_copy(update={"case_history": False})
    result = with_certainty(replace(result, scan=result.scan.model_copy(update={"evidence": evidence})))
    scores = result.scores
    if plan.scan.profile == "partner":
        scores = scores.assign(rank_count=rank_counts(scores.join(places[["kind", "gemeente_code"]]), plan.theme))
    yield SCORES, scores, owner
    yield PARTS, result.contributions, owner
    for name, rows in linked.items():
        if rows is not None:
            elsewhere = rows[rows["location_id"].ne("") & rows.index.duplicated()]
            yield f"{ELSEWHERE}_{name}", elsewhere[["location_id"]], elsewhere["gemeente"]


def _check_unique(owner: pd.Series[str]) -> None:
    """Nothing when every location stands in one gemeente.

    Raises
    ------
    DataError
        Otherwise, with examples.
    """
    double = owner[owner.index.duplicated(keep=False)]
    if not len(double):
        return
    lines = [f"{name}: in {' en '.join(rows)}" for name, rows in list(double.groupby(level=0))[:_SHOWN]]
    raise DataError(
        f"{double.index.nunique()} locaties staan in meer dan een gemeente; verwacht elke locatie een keer", lines
    )


def _linked(job: Job, theme: str, codes: Sequence[str], name: str) -> pd.DataFrame | None:
    """Rows of all gemeenten, the one that counts first: that with a location, and of those the nearest."""
    frames = {code: read_table(job.place(MEASURED, code) / theme / f"{name}.parquet") for code in codes}
    found = [frame.assign(gemeente=code) for code, frame in frames.items() if frame is not None]
    if not found:
        return None
    rows = pd.concat(found)
    order = pd.DataFrame({"is_loose": rows["location_id"].eq(""), "metres": rows["distance_m"].fillna(np.inf)})
    return rows.iloc[np.lexsort((order["metres"], order["is_loose"]))]


def _evidence(linked: Mapping[str, pd.DataFrame | None]) -> Evidence | None:
    """Cases and visits of all gemeenten, each once."""
    once = {
        name: None if rows is None else rows[~rows.index.duplicated()].sort_index() for name, rows in linked.items()
    }
    if all(rows is None for rows in once.values()):
        return None
    return Evidence(cases=once["cases"], visits=once["visits"], reports=())
