"""A scenario from definition to files: the scan twice, and what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_risico.catalog import make_plan
from geo_risico.core.errors import DataError, GeoRisicoError
from geo_risico.core.scenario import BANNER, ScenarioOutcome, StepOutcome
from geo_risico.governance import release
from geo_risico.io.scenario_files import read_area, write_outcome
from geo_risico.io.write import write_whole
from geo_risico.reports.scenario import write_scenario
from geo_risico.scan.reading import read_layers
from geo_risico.scan.run import scan_layers
from geo_risico.scan.save import save_scan
from geo_risico.scan.scenario_change import carry_out, changed_values
from geo_risico.scan.scenario_draws import Ground, bands, draw_choice
from geo_risico.scan.scenario_select import candidates
from geo_risico.scan.scenario_shift import theme_shift

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.results import ScanResult
    from geo_risico.core.scenario_specs import ScenarioSpec
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.scan.scenario_change import Done

FOLDER = "scenario"
_NO_EFFECT = "Het scenario verandert geen enkele score; controleer wat de stappen veranderen"


@dataclass(frozen=True, kw_only=True)
class Start:
    """A scenario with the scan that it starts from; ``folder`` of the scenario and ``base_folder`` of the scan."""

    spec: ScenarioSpec
    scan: ScanSpec
    folder: Path
    base_folder: Path


def run_scenario(
    start: Start, catalog: Catalog, *, cache: Path, draws: int, step: Callable[[str], None]
) -> tuple[ScenarioOutcome, ScanResult]:
    """What a scenario changes, and the scan with it.

    Parameters
    ----------
    start
        The scenario and its scan.
    catalog
        All definitions.
    cache
        Folder for read layers; safe to remove.
    draws
        Draws for the band, where a step draws a share.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    DefinitionError, SourceError, DataError
        With every problem of that stage, also when nothing is chosen or nothing changes.
    """
    plan = make_plan(start.scan, catalog, start.base_folder)
    spec = start.spec
    areas = {file: read_area(start.folder / file) for file in {s.select.area_file for s in spec.steps} if file}
    layers = read_layers(plan, cache, step)
    step("De scan zonder scenario")
    base = scan_layers(plan, catalog, layers, _quiet)
    fitting = _collected(spec, lambda each: candidates(each.select, base, layers, areas))
    ground = Ground(plan=plan, catalog=catalog, layers=layers, base=base, fitting=fitting)
    done = carry_out(spec.steps, draw_choice(spec, ground, 0), base, layers)
    step("De scan met scenario")
    marked = replace(plan, scan=_marked(start.scan, spec))
    after = scan_layers(marked, catalog, done.layers, _quiet, None, partial(changed_values, done))
    after = _noted(after, spec)
    has_lot = any(each.select.share < 1 for each in spec.steps)
    count = draws if has_lot and start.scan.profile == "partner" else 0
    band = bands(spec, ground, count, step) if count else {}
    return _outcome(ground, after, done, (spec, band, count)), after


def save_scenario(
    outcome: ScenarioOutcome, after: ScanResult, folder: Path, *, created: dt.datetime, step: Callable[[str], None]
) -> tuple[Path, ...]:
    """Files in ``folder/scenario/<name>``, replaced as a whole or not at all; the scan with scenario in a folder there.

    Raises
    ------
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """
    target = folder / FOLDER / outcome.spec.name

    def fill(fresh: Path) -> None:
        released, _ = save_scan(after, fresh, created=created, step=step)
        write_outcome(outcome, released.meta, write_scenario(outcome, released), fresh)

    return write_whole(target, fill)


def _collected(spec: ScenarioSpec, choose: Callable[[Any], pd.Index[Any]]) -> dict[str, pd.Index[Any]]:
    """Step -> what fits; the problems of all steps come together."""
    found: dict[str, pd.Index[Any]] = {}
    problems: list[str] = []
    for each in spec.steps:
        try:
            found[each.name] = choose(each)
            if round(each.select.share * len(found[each.name])) < 1:
                problems.append(
                    f"steps.{each.name}: share {each.select.share:g} van {len(found[each.name])} kiest niets"
                )
        except GeoRisicoError as error:
            problems += [f"steps.{each.name}: {line}" for line in str(error).splitlines()]
    if problems:
        raise DataError(f"Scenario {spec.name}: de keuze lukt niet", problems)
    return found


def _marked(scan: ScanSpec, spec: ScenarioSpec) -> ScanSpec:
    """The scan under a name and title that say what it is."""
    return scan.model_copy(
        update={"name": f"scenario_{spec.name}", "title": f"SCENARIO {spec.title}", "doel": f"{spec.doel} ({BANNER})"}
    )


def _noted(after: ScanResult, spec: ScenarioSpec) -> ScanResult:
    note = f"{BANNER}. {spec.title}: {'; '.join(each.rationale.rstrip('. ') for each in spec.steps)}."
    parts = [
        replace(part, locations=replace(part.locations, notes=(note, *part.locations.notes))) for part in after.by_theme
    ]
    return replace(parts[0], beside=tuple(parts[1:]))


def _outcome(
    ground: Ground, after: ScanResult, done: Done, drawing: tuple[ScenarioSpec, dict[str, pd.DataFrame], int]
) -> ScenarioOutcome:
    spec, band, count = drawing
    base = ground.base
    shown = [_shown(base), _shown(after)]
    shifts = []
    for old, new in zip(base.by_theme, after.by_theme, strict=True):
        name = old.theme.name
        chosen = {
            f"stap {place} ({each.name.replace('_', ' ')})": done.chosen[each.name]
            for place, each in enumerate(spec.steps, 1)
            if each.select.theme == name
        }
        allowed = None if shown[0] is None or shown[1] is None else shown[0][name].intersection(shown[1][name])
        shifts.append(theme_shift(old, new, chosen, band.get(name, pd.DataFrame()), allowed))
    if all((_all(old, new)) for old, new in zip(base.by_theme, after.by_theme, strict=True)):
        lines = [
            f"steps.{name}: {len(places)} gekozen; {'; '.join(done.rows[name]) or 'alleen indicatoren'}"
            for name, places in done.chosen.items()
        ]
        raise DataError(_NO_EFFECT, lines)
    return ScenarioOutcome(
        spec=spec,
        steps=tuple(
            StepOutcome(
                name=each.name,
                rationale=each.rationale,
                candidate_count=len(ground.fitting[each.name]),
                chosen_count=len(done.chosen[each.name]),
                what=_plural(base, each.select.theme) if each.select.theme else f"rijen van {each.select.layer}",
                rows=done.rows[each.name],
            )
            for each in spec.steps
        ),
        shifts=tuple(shifts),
        draw_count=count,
    )


def _all(old: ScanResult, new: ScanResult) -> bool:
    """Whether a theme stayed as it was."""
    return old.scores["score"].equals(new.scores["score"])


def _shown(result: ScanResult) -> dict[str, pd.Index[Any]] | None:
    """Theme -> locations that the profile shows; None where it shows all."""
    if result.scan.profile == "partner":
        return None
    parts = release(result, version=version("geo-risico")).by_theme
    return {part.theme.name: pd.Index([]) if part.locations is None else part.locations.index for part in parts}


def _plural(base: ScanResult, theme: str) -> str:
    return next(part.theme.location_plural for part in base.by_theme if part.theme.name == theme)


def _quiet(_: str) -> None:
    """Nobody needs every small step of a scan that runs twice."""
