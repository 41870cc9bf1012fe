"""The stages of a scan: measuring places, scoring them among their peers, and summing up for people.

Only the middle stage compares locations with each other, and it needs no layer. That is what lets a scan of many
gemeenten measure each of them apart and still give every location its place among all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.core.results import ScanResult
from geo_risico.locations import build_locations
from geo_risico.locations.tables import link_tables
from geo_risico.scan.areas import aggregate_areas, peer_groups, potential_barns, within_bounds
from geo_risico.scan.background import draw_background, theme_background
from geo_risico.scan.beeld import add_candidates
from geo_risico.scan.calibrated import applied_weights, with_calibrated_weights, with_calibration
from geo_risico.scan.certainty import with_certainty
from geo_risico.scan.compute import compute_indicators, relevant_provenance
from geo_risico.scan.extent import extent_notes
from geo_risico.scan.fairness import with_fairness
from geo_risico.scan.grounds import add_grounds, first_locations
from geo_risico.scan.hotspots import find_hotspots
from geo_risico.scan.invulblad import changed_weights, schouw_table
from geo_risico.scan.search_keys import with_search_keys
from geo_risico.scan.sessions import with_session
from geo_risico.scoring.aggregates import barn_sums
from geo_risico.scoring.curve import apply_curves
from geo_risico.scoring.features import features
from geo_risico.scoring.matrix import matrix_position
from geo_risico.scoring.score import score_locations
from geo_risico.scoring.weights import effective_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.raster import Support
    from geo_risico.core.results import IndicatorFacts, Layers, Locations
    from geo_risico.core.session_specs import WeightSession
    from geo_risico.io.invulblad.read import Invulblad

    IndicatorChanger = Callable[[str, Locations, pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Places of one theme with their raw values, before anything is compared.

    ``plan``: of this theme only, with the weights that count. ``session``: where those come from, if from experts.
    """

    plan: Plan
    locations: Locations
    indicators: pd.DataFrame
    facts: tuple[IndicatorFacts, ...]
    support: Mapping[str, Support]
    session: WeightSession | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a scan of one gemeente among many need not work out itself.

    ``certainty``: gives a result how sure it is. ``barns``: theme -> barns that may come free, as `potential_barns`
    gives them; None works them out. ``for_people``: also backgrounds and surroundings for maps and locatiebladen.
    """

    certainty: Callable[[ScanResult], ScanResult] = with_certainty
    barns: Mapping[str, pd.DataFrame | None] | None = None
    for_people: bool = True


def theme_plans(plan: Plan, invulblad: Invulblad | None = None) -> list[tuple[Plan, WeightSession | None]]:
    """Plan of each theme apart, with the weights of its session and of the workbook, and that session.

    Raises
    ------
    DefinitionError
        When the weights of a session do not fit their theme.
    """
    tried = [with_session(replace(plan, themes=(theme,))) for theme in plan.themes]
    return [(changed_weights(part, invulblad), session) for part, session in tried]


def measure(
    plan: Plan,
    catalog: Catalog,
    layers: Layers,
    step: Callable[[str], None],
    *,
    change: IndicatorChanger | None = None,
    invulblad: Invulblad | None = None,
) -> tuple[Measured, ...]:
    """Locations and raw values of every theme.

    Parameters
    ----------
    plan
        The scan with its definitions resolved.
    catalog
        All layers, sources and themes.
    layers
        What ``read_layers`` gave for this plan.
    step
        Called with a short Dutch text when a step starts.
    change
        Gives other raw values for a theme, from its name, its locations and its values; for a scenario.
    invulblad
        Weights that people filled in for this scan; their schouw already stands in the layers.

    Raises
    ------
    DefinitionError
        When the weights of a session do not fit their theme.
    DataError
        When the layers do not allow locations at all.
    """
    parts = theme_plans(plan, invulblad)
    found = [_locate(part, layers, step) for part, _ in parts]
    is_open = plan.scan.profile == "open"
    secret = [name for name in layers.frames if is_open and layers.access(name) != "open"]
    places = link_tables(found, layers.frames, with_examples=not is_open, silent=secret)
    places = places if is_open else tuple(with_search_keys(place, layers.frames) for place in places)
    measured = []
    for (part, session), at in zip(parts, places, strict=True):
        raw, facts, support = compute_indicators(part, catalog, layers, at, step)
        raw = raw if change is None else change(part.theme.name, at, raw)
        measured.append(
            Measured(plan=part, locations=at, indicators=raw, facts=facts, support=support, session=session)
        )
    return tuple(measured)


def scored(part: Measured, catalog: Catalog) -> ScanResult:
    """Scores of the places of one theme, each among all that were measured with it.

    Parameters
    ----------
    part
        Places and raw values of one gemeente, or of many.
    catalog
        Where the curves of the indicators stand.

    Raises
    ------
    DefinitionError
        When calibrated weights do not fit the theme.
    """
    result, theme = _unscored(part, catalog), part.plan.theme
    peers = peer_groups(part.locations, theme)
    contributions, scores = score_locations(result.risks, theme, peers, weights=result.weights)
    scores = scores.join(matrix_position(result.risks, theme, result.weights)).join(features(part.indicators, theme))
    result = replace(result, contributions=contributions, scores=scores)
    return with_calibration(result, applied_weights(theme, part.plan.scan, part.plan.folder))


def scored_before(part: Measured, catalog: Catalog, scores: pd.DataFrame, contributions: pd.DataFrame) -> ScanResult:
    """Places of one theme with scores that were worked out among more places than these.

    Parameters
    ----------
    part
        Places and raw values of one gemeente.
    catalog
        Where the curves of the indicators stand.
    scores, contributions
        From `scored` on the places of all gemeenten, for these places.

    Raises
    ------
    DefinitionError
        When calibrated weights do not fit the theme.
    """
    weights = applied_weights(part.plan.theme, part.plan.scan, part.plan.folder)
    result = with_calibrated_weights(_unscored(part, catalog), weights)
    return replace(result, scores=scores, contributions=contributions)


def _unscored(part: Measured, catalog: Catalog) -> ScanResult:
    """Result with risks and the weights of the experts, without scores."""
    scan, theme = part.plan.scan, part.plan.theme
    specs = {name: catalog.indicators[name] for name in part.indicators.columns}
    nothing = pd.DataFrame(index=part.indicators.index)
    return ScanResult(
        scan=scan,
        theme=theme,
        indicator_specs=specs,
        locations=part.locations,
        indicators=part.indicators,
        risks=apply_curves(part.indicators, specs),
        contributions=nothing,
        scores=nothing,
        weights=effective_weights(theme, {k: w for k, w in scan.weights.items() if k in theme.weights}),
        aggregates={},
        facts=part.facts,
        provenance=(),
        support=part.support,
        session=part.session,
    )


def with_layers(result: ScanResult, layers: Layers, *, for_people: bool = True) -> ScanResult:
    """The result with what the layers themselves tell: their provenance, the schouw, gaps and for maps the panden."""
    scan = result.scan
    return replace(
        result,
        locations=replace(result.locations, notes=(*extent_notes(layers, scan.area), *result.locations.notes)),
        provenance=relevant_provenance(layers, result.facts, result.theme),
        schouw=schouw_table(layers, result.locations),
        background=theme_background(layers, result.locations, scan.area) if for_people else {},
    )


def finished(
    results: Sequence[ScanResult],
    plan: Plan,
    catalog: Catalog,
    layers: Layers,
    step: Callable[[str], None],
    *,
    known: Known = Known(),
) -> ScanResult:
    """The main theme with the other themes beside it, with certainty, areas and all that people get to see.

    Parameters
    ----------
    results
        Scored locations of each theme with their cases and visits.
    plan, catalog, layers
        As for `measure`.
    step
        Called with a short Dutch text when a step starts.
    known
        What was worked out before, among more locations.
    """
    results = [with_fairness(_summarised(part, layers, step, known), layers) for part in results]
    results = add_candidates(results, layers.rasters, step)
    if known.for_people:
        first = {part.theme.name: first_locations(part, plan.scan.toezicht_selection) for part in results}
        results = add_grounds(results, layers, first, step)
    shared = draw_background(layers, plan.scan.area)
    fieldwork = catalog.fieldwork.get(plan.scan.veldwerk)
    advice = catalog.advice.get(plan.scan.handelingsperspectieven or "")
    backdrops = tuple(catalog.backdrops[name] for name in dict.fromkeys(plan.scan.achtergrond))
    results = [
        replace(
            part,
            background={**shared, **part.background},
            fieldwork=fieldwork,
            advice=advice,
            backdrops=backdrops,
        )
        for part in results
    ]
    return replace(results[0], beside=tuple(results[1:]))


def _locate(plan: Plan, layers: Layers, step: Callable[[str], None]) -> Locations:
    """Locations of one theme."""
    scan, theme = plan.scan, plan.theme
    step(f"{theme.location_plural.capitalize()} bepalen")
    return within_bounds(build_locations(layers.frames, theme, scan.area.gemeenten), scan.area.bounds)


def _summarised(
    result: ScanResult,
    layers: Layers,
    step: Callable[[str], None],
    known: Known,
) -> ScanResult:
    """The result with how sure it is, and its areas and hot spots from the classes that follow."""
    scan = result.scan
    step("Zekerheid bepalen")
    result = known.certainty(result)
    step("Gebieden samenvatten")
    worked_out = known.barns
    barns = potential_barns(layers, result.locations) if worked_out is None else worked_out[result.theme.name]
    rng = np.random.default_rng(scan.seed)
    areas = aggregate_areas(layers, result.locations, result.scores, rng, scan.area, barns)
    sums = None if barns is None else barn_sums(barns, result.scores.index)
    spots = None if scan.profile == "open" else find_hotspots(result, np.random.default_rng(scan.seed))
    return replace(result, aggregates=areas, sums=sums, hotspots=spots)
