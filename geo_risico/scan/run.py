"""A scan from its definition, or from layers that were read before, to scored locations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.catalog import make_plan
from geo_risico.scan.calibrated import applied_weights
from geo_risico.scan.certainty import with_evidence
from geo_risico.scan.invulblad import check_fits, filled_in
from geo_risico.scan.reading import read_layers
from geo_risico.scan.sessions import applied_session
from geo_risico.scan.stages import finished, measure, scored, with_layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.results import Layers, ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.io.invulblad.read import Invulblad
    from geo_risico.scan.stages import IndicatorChanger


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
    measured = measure(plan, catalog, layers, step, change=change, invulblad=invulblad)
    step("Scores berekenen")
    results = [with_layers(scored(part, catalog), layers) for part in measured]
    return finished(with_evidence(results, layers, step), plan, catalog, layers, step)
