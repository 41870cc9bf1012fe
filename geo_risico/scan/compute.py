"""The indicator table: each function called with the layers that its parameters name."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo_risico.core.results import IndicatorFacts
from geo_risico.core.specs import STRICTNESS
from geo_risico.scan.extent import domestic_area, known_area
from geo_risico.spatial.access import nearest_access
from geo_risico.spatial.looks import take_looks
from geo_risico.spatial.sailing import waterway_access

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_risico.catalog import Catalog, Plan
    from geo_risico.core.raster import Support
    from geo_risico.core.results import Layers, Locations, Provenance
    from geo_risico.core.specs import IndicatorSpec, ThemeSpec

RESERVED = frozenset({"peildatum", "known_area", "road_access", "waterway_network", "looks"})
"""Keywords that are no layer: the date, the area where the layers of the indicator say something, and the road of each
location, its place on the waterway network and what each satellite image shows of it, which more than one indicator
needs and the scan finds once."""
BUILDER_LAYERS = {
    "erven": frozenset({"panden", "adressen", "verblijfsobjecten", "percelen", "plaatsen", "wijken", "buurten"}),
    "gemeenten": frozenset({"gemeenten"}),
    "vierkanten": frozenset({"gemeenten", "wijken", "buurten"}),
    "watergebonden": frozenset({"gemeenten", "wijken", "buurten", "waterobjecten", "vaarwegen", "waterdelen"}),
    "vakantieparken": frozenset({"gemeenten", "wijken", "buurten", "functionele_gebieden"}),
    "bedrijventerreinen": frozenset({"gemeenten", "wijken", "buurten", "functionele_gebieden"}),
    "luchthavens": frozenset({"gemeenten", "wijken", "buurten", "functionele_gebieden"}),
}
"""Layers that the builder of the locations uses, by its name."""
LINKED = frozenset(
    {
        "panden", "adressen", "verblijfsobjecten", "percelen", "gemeenten", "waterobjecten", "vaarwegen", "schouw",
        "bedrijfsregister", "standplaatsen", "vitaliteit", "transacties",
    }
)  # fmt: skip
"""Layers whose rows belong to a location."""


def compute_indicators(
    plan: Plan, catalog: Catalog, layers: Layers, locations: Locations, step: Callable[[str], None]
) -> tuple[pd.DataFrame, tuple[IndicatorFacts, ...], dict[str, Support]]:
    """Raw indicator values (float, NaN = unknown) on the index of the locations, and how well each is known.

    Third come the supports of raster indicators: what their values rest on. A layer without rows in the area counts as
    missing: an empty file and an area without objects look the same.

    Raises
    ------
    TypeError
        When an indicator breaks its contract (not a float Series on the given index); that is a fault in the code.
    """
    linked: dict[str, Any] = {
        name: frame for name, frame in link_layers(layers.frames, locations.links).items() if len(frame)
    }
    linked |= {name: raster for name, raster in layers.rasters.items() if len(raster)}
    roads = cache(lambda: nearest_access(locations.frame, layers.shapes("wegen")))
    waters = cache(
        lambda: waterway_access(
            locations.frame, layers.shapes("vaarwegen").assign(location_id=linked["vaarwegen"]["location_id"])
        )
    )
    looks = cache(lambda: take_looks(locations.frame, layers.rasters["satellietbeelden"]))
    inside = cache(lambda: domestic_area(layers))
    reserved: dict[str, Callable[[tuple[str, ...]], object]] = {
        "peildatum": lambda _: plan.scan.peildatum,
        "known_area": cache(lambda used: known_area(layers, used, inside())),
        "road_access": lambda used: roads() if "wegen" in used else None,
        "waterway_network": lambda used: waters() if "vaarwegen" in used else None,
        "looks": lambda used: looks() if "satellietbeelden" in used else None,
    }
    columns, facts, support = {}, [], {}
    for name in plan.theme.weights:
        spec = catalog.indicators[name]
        step(f"Indicator: {spec.title}")
        columns[name], fact = _compute(spec, layers, linked, locations, reserved)
        facts.append(fact)
        if "support" in columns[name].attrs:
            support[name] = columns[name].attrs.pop("support")
    return pd.DataFrame(columns, index=locations.frame.index), tuple(facts), support


def link_layers(frames: Mapping[str, pd.DataFrame], links: Mapping[str, pd.Series[str]]) -> dict[str, pd.DataFrame]:
    """Layers, those that belong to locations with a column ``location_id`` (NaN for rows of no location)."""
    nobody = pd.Series(dtype="str")
    return {
        name: frame.assign(location_id=links.get(name, nobody).reindex(frame.index)) if name in LINKED else frame
        for name, frame in frames.items()
    }


def indicator_function(name: str) -> Callable[..., pd.Series[float]]:
    """Function of an indicator, found by its name."""
    function: Callable[..., pd.Series[float]] = getattr(import_module(f"geo_risico.indicators.{name}"), name)
    return function


def layer_parameters(function: Callable[..., object], spec: IndicatorSpec) -> dict[str, bool]:
    """Layers that an indicator names, with True for those it cannot do without."""
    keywords = [p for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    return {p.name: p.default is p.empty for p in keywords if p.name not in spec.settings and p.name not in RESERVED}


def relevant_provenance(layers: Layers, facts: tuple[IndicatorFacts, ...], theme: ThemeSpec) -> tuple[Provenance, ...]:
    """Provenance of every layer that was read, and of absent layers that this theme would have used."""
    named = {name for fact in facts for name in (*fact.layers, *fact.missing_layers)} | BUILDER_LAYERS[theme.locations]
    return tuple(
        item for name, items in layers.provenance.items() for item in items if item.status == "present" or name in named
    )


def _compute(
    spec: IndicatorSpec,
    layers: Layers,
    linked: Mapping[str, Any],
    locations: Locations,
    reserved: Mapping[str, Callable[[tuple[str, ...]], object]],
) -> tuple[pd.Series[float], IndicatorFacts]:
    function = indicator_function(spec.name)
    named = layer_parameters(function, spec)
    used = tuple(name for name in named if name in linked)
    is_absent = not used or any(needed and name not in linked for name, needed in named.items())
    frame = locations.frame
    if is_absent:
        values = pd.Series(np.nan, index=frame.index, name=spec.name)
    else:
        arguments: dict[str, Any] = {name: linked[name] for name in used} | dict(spec.settings)
        accepted = inspect.signature(function).parameters
        arguments |= {name: make(used) for name, make in reserved.items() if name in accepted}
        values = function(frame, **arguments)
        _check(spec.name, values, frame.index)
    known = int(values.notna().sum())
    return values, IndicatorFacts(
        name=spec.name,
        status="absent" if is_absent else "present",
        layers=used,
        missing_layers=tuple(name for name in named if name not in linked),
        access=max((layers.access(name) for name in used), key=STRICTNESS.index, default="open"),
        known_count=known,
        unknown_count=len(values) - known,
        notes=tuple(values.attrs.get("notes", ())),
    )


def _check(name: str, values: object, index: pd.Index[str]) -> None:
    if not isinstance(values, pd.Series) or values.dtype != np.float64 or not values.index.equals(index):
        raise TypeError(f"indicator {name}: a float64 Series on the index of the locations expected")
    if np.isinf(values).any():
        raise TypeError(f"indicator {name}: infinite values; unknown is NaN")
