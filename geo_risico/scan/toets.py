"""Evaluations of the themes of a scan, released, drawn and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.errors import DataError, ReleaseError
from geo_risico.governance import release
from geo_risico.io.write_tables import file_name
from geo_risico.io.write_toets import NAME, evaluation_json, write_evaluations
from geo_risico.reports.toets import write_toets
from geo_risico.scan.evaluate import evaluate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import geopandas as gpd

    from geo_risico.core.evaluation import Evaluation, ModelScore
    from geo_risico.core.results import Release, ScanResult
    from geo_risico.core.source_specs import ScanSpec

_CURVE_ROWS: Final = 201


@dataclass(frozen=True, kw_only=True)
class Toets:
    """What was measured of a scan; ``refused``: name of a theme that could not be evaluated -> reason."""

    released: Release
    evaluations: tuple[Evaluation, ...]
    refused: Mapping[str, str]


def check_toets(scan: ScanSpec) -> None:
    """Nothing, when the scan may be evaluated.

    Raises
    ------
    ReleaseError
        In another profile than partner.
    DataError
        Without a layer of cases.
    """
    if scan.profile != "partner":
        raise ReleaseError(
            f"Scan {scan.name}: profiel {scan.profile}; een toets bevat kleine aantallen casussen en kan alleen in "
            "profiel partner"
        )
    if not {"casussen", "bezoeken"} & set(scan.layers):
        raise DataError(
            f"Scan {scan.name}: layers: geen laag casussen; zonder bekende casussen valt er niets te toetsen"
        )


def evaluate_themes(
    result: ScanResult, *, step: Callable[[str], None], meldingen: gpd.GeoDataFrame | None = None
) -> Toets:
    """Evaluations of all themes with enough cases, each with the seed of the scan.

    Parameters
    ----------
    result
        A computed scan.
    step
        Called with a short Dutch text when a step starts.
    meldingen
        Reports by others, for a background where there is no useful visit log.

    Raises
    ------
    ReleaseError
        In another profile than partner.
    DataError
        When no theme can be evaluated, with the reason for each.
    """
    check_toets(result.scan)
    done: list[Evaluation] = []
    refused: dict[str, str] = {}
    for part in result.by_theme:
        step(f"{part.theme.title}: toetsen")
        try:
            rng = np.random.default_rng(result.scan.seed)
            done.append(thinned(evaluate(part, rng, step=step, meldingen=meldingen)))
        except DataError as reason:
            refused[part.theme.name] = str(reason)
    if not done:
        raise DataError(f"Scan {result.scan.name}: geen thema is te toetsen", refused.values())
    return Toets(released=release(result, version=version("geo-risico")), evaluations=tuple(done), refused=refused)


def save_toets(toets: Toets, folder: Path, *, seed: int, created: dt.datetime) -> tuple[Path, ...]:
    """Files written in ``folder/<scan>_toets``: a page for each evaluated theme and ``evaluatie.json``.

    Parameters
    ----------
    toets
        What was measured.
    folder
        Parent folder.
    seed
        Seed of the scan.
    created
        Moment of making, for ``evaluatie.json``.

    Raises
    ------
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """
    released = toets.released
    parts = {part.theme.name: part for part in released.by_theme}
    told = {parts[name].theme.title: reason for name, reason in toets.refused.items()}
    pages = {
        file_name("toets.html", parts[item.theme], parts[toets.evaluations[0].theme]): write_toets(
            item, parts[item.theme], told
        )
        for item in toets.evaluations
    }
    pages[NAME] = evaluation_json(
        toets.evaluations, released.meta, refused=toets.refused, seeds={"toets": seed}, created=created
    )
    return write_evaluations(pages, folder / f"{released.meta.name}_toets")


def thinned(evaluation: Evaluation) -> Evaluation:
    """The same evaluation with gain curves of at most 201 rows, first and last included."""
    return replace(evaluation, models=tuple(_thin(item) for item in evaluation.models))


def _thin(item: ModelScore) -> ModelScore:
    if item.gains is None or len(item.gains) <= _CURVE_ROWS:
        return item
    kept = np.unique(np.linspace(0, len(item.gains) - 1, _CURVE_ROWS).round().astype(int))
    return replace(item, gains=item.gains.iloc[kept])
