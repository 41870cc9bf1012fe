"""A scan from definition to files: the one place that knows every step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.catalog import make_plan
from geo_risico.core.results import ScanResult
from geo_risico.locations import build_locations
from geo_risico.locations.tables import link_tables
from geo_risico.scan.areas import aggregate_areas, peer_groups, potential_barns, within_bounds
from geo_risico.scan.background import draw_background, theme_background
from geo_risico.scan.beeld import add_candidates
from geo_risico.scan.calibrated import applied_weights, with_calibration
from geo_risico.scan.certainty import with_certainty, with_evidence
from geo_risico.scan.compute import compute_indicators, relevant_provenance
from geo_risico.scan.extent import extent_notes
from geo_risico.scan.fairness import with_fairness
from geo_risico.scan.grounds import add_grounds, first_locations
from geo_risico.scan.hotspots import find_hotspots
from geo_risico.scan.invulblad import changed_weights, check_fits, filled_in, schouw_table
from geo_risico.scan.reading import read_layers
from geo_risico.scan.record import Asked
from geo_risico.scan.save import save_scan
from geo_risico.scan.search_keys import with_search_keys
from geo_risico.scan.sessions import applied_session, with_session
from geo_risico.scoring.aggregates import barn_sums
from geo_risico.scoring.curve import apply_curves
from geo_risico.scoring.features import features
from geo_risico.scoring.matrix import matrix_position
from geo_risico.scoring.score import score_locations
from geo_risico.scoring.weights import effective_weights

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.results import Layers, Locations
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.io.invulblad.read import Invulblad

    IndicatorChanger = Callable[[str, Locations, pd.DataFrame], pd.DataFrame]

__all__ = ["Asked", "run_scan", "save_scan", "scan_layers"]


def run_scan(
    scan: ScanSpec,
    catalog: Catalog,
    folder: Path,
    *,
    cache: Path,
    step: Callable[[str], None],
    invulblad: Invulblad | None = None,
) -> ScanResult:
    """Scored locations of one scan, with everything needed to explain them.

    Parameters
    ----------
    scan
        The definition.
    catalog
        All layers, sources and themes.
    folder
        Folder of the scan definition; paths of layers start there.
    cache
        Folder for read layers and the fictitious gemeente; safe to remove.
    step
        Called with a short Dutch text when a step starts.
    invulblad
        Weights and schouw values that people filled in for this scan.

    Returns
    -------
    ScanResult
        Frames on the index of the locations of the main theme; the other themes of the scan stand in ``beside``. Only
        ``governance.release`` may turn it into something to show.

    Raises
    ------
    DefinitionError, SourceError, DataError
        With all problems of that stage, in Dutch.
    """
    plan = make_plan(scan, catalog, folder)
    if invulblad is not None:
        check_fits(invulblad, plan)
    for theme in plan.themes:
        applied_weights(theme, plan.scan, plan.folder)
        applied_session(theme, plan.scan, plan.folder)
    return scan_layers(plan, catalog, read_layers(plan, cache, step), step, invulblad)


def scan_layers(
    plan: Plan,
    catalog: Catalog,
    layers: Layers,
    step: Callable[[str], None],
    invulblad: Invulblad | None = None,
    change: IndicatorChanger | None = None,
) -> ScanResult:
    """Scored locations of layers that were read before, of the main theme with the other themes beside it.

    The same layers give the same result.

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
    invulblad
        Weights and schouw values that people filled in for this scan.
    change
        Gives other raw values for a theme, from its name, its locations and its values; for a scenario.

    Raises
    ------
    DefinitionError
        When calibrated weights do not fit their theme.
    DataError
        When the layers do not allow locations at all, or the invulblad names a location that is not there.
    """
    layers = filled_in(layers, invulblad, catalog.layers)
    tried = [with_session(replace(plan, themes=(theme,))) for theme in plan.themes]
    parts = [changed_weights(part, invulblad) for part, _ in tried]
    found = [_locate(part, layers, step) for part in parts]
    is_open = plan.scan.profile == "open"
    places = link_tables(found, layers.frames, with_examples=not is_open)
    places = places if is_open else tuple(with_search_keys(place, layers.frames) for place in places)
    results = [_scan_theme(part, catalog, layers, at, step, change) for part, at in zip(parts, places, strict=True)]
    weights = [applied_weights(theme, plan.scan, plan.folder) for theme in plan.themes]
    results = [replace(part, session=session) for part, (_, session) in zip(results, tried, strict=True)]
    results = [with_calibration(part, file) for part, file in zip(results, weights, strict=True)]
    results = [with_fairness(_summarised(part, layers, step), layers) for part in with_evidence(results, layers, step)]
    results = add_candidates(results, layers.rasters, step)
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


def _scan_theme(
    plan: Plan,
    catalog: Catalog,
    layers: Layers,
    locations: Locations,
    step: Callable[[str], None],
    change: IndicatorChanger | None,
) -> ScanResult:
    """Scored locations of one theme."""
    scan, theme = plan.scan, plan.theme
    indicators, facts, support = compute_indicators(plan, catalog, layers, locations, step)
    indicators = indicators if change is None else change(theme.name, locations, indicators)
    step("Scores berekenen")
    specs = {name: catalog.indicators[name] for name in indicators.columns}
    risks = apply_curves(indicators, specs)
    weights = effective_weights(theme, {k: w for k, w in scan.weights.items() if k in theme.weights})
    peers = peer_groups(locations, theme)
    contributions, scores = score_locations(risks, theme, peers, weights=weights)
    scores = scores.join(matrix_position(risks, theme, weights)).join(features(indicators, theme))
    return ScanResult(
        scan=scan,
        theme=theme,
        indicator_specs=specs,
        locations=replace(locations, notes=(*extent_notes(layers, scan.area), *locations.notes)),
        indicators=indicators,
        risks=risks,
        contributions=contributions,
        scores=scores,
        weights=weights,
        aggregates={},
        facts=facts,
        provenance=relevant_provenance(layers, facts, theme),
        schouw=schouw_table(layers, locations),
        support=support,
        background=theme_background(layers, locations, scan.area),
    )


def _summarised(result: ScanResult, layers: Layers, step: Callable[[str], None]) -> ScanResult:
    """The result with how sure it is, and its areas and hot spots from the classes that follow."""
    scan = result.scan
    step("Zekerheid bepalen")
    result = with_certainty(result)
    step("Gebieden samenvatten")
    barns, rng = potential_barns(layers, result.locations), np.random.default_rng(scan.seed)
    areas = aggregate_areas(layers, result.locations, result.scores, rng, scan.area, barns)
    sums = None if barns is None else barn_sums(barns, result.scores.index)
    spots = None if scan.profile == "open" else find_hotspots(result, np.random.default_rng(scan.seed))
    return replace(result, aggregates=areas, sums=sums, hotspots=spots)
