"""A filled-in workbook put into a scan: its weights into one theme, its schouw values over those of the layer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.core.results import Layers, Provenance
from geo_risico.spatial.schouw import last_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.catalog import Plan
    from geo_risico.core.results import Locations
    from geo_risico.core.specs import LayerSpec, ThemeSpec
    from geo_risico.io.invulblad.read import Invulblad

LAYER = "schouw"
PRIORITY = 1.0
"""Rows of the workbook go before those of the files of the scan."""
_DTYPES = {"number": "float64", "date": "datetime64[us]", "bool": "object"}
_PLACES = frozenset({"location_id", "x", "y", "voorrang"})


def check_fits(invulblad: Invulblad, plan: Plan) -> None:
    """Nothing; refuses a workbook that was made for another scan.

    Raises
    ------
    DataError
        With every difference: name of the scan, peildatum, theme, indicators.
    """
    scan, themes = plan.scan, {theme.name: theme for theme in plan.themes}
    problems = []
    if invulblad.scan != scan.name:
        problems.append(f"scan '{invulblad.scan}', verwacht '{scan.name}'")
    if invulblad.peildatum != scan.peildatum:
        problems.append(f"peildatum {invulblad.peildatum.isoformat()}, verwacht {scan.peildatum.isoformat()}")
    if invulblad.theme not in themes:
        problems.append(f"thema '{invulblad.theme}', verwacht een van {', '.join(themes)}")
    else:
        theme = themes[invulblad.theme]
        unknown = sorted(set(invulblad.weights) - set(theme.weights))
        problems += [f"gewicht van '{name}': geen indicator van thema {theme.name}" for name in unknown]
    if problems:
        raise DataError(f"{invulblad.path}: dit invulblad hoort bij een andere scan", problems)


def changed_weights(plan: Plan, invulblad: Invulblad | None) -> Plan:
    """Plan of one theme with the weights that the workbook changes; weights that stayed the same are not told."""
    theme = plan.theme
    if invulblad is None or theme.name != invulblad.theme:
        return plan
    new = changed_names(theme, plan.scan.weights, invulblad.weights)
    if not new:
        return plan
    return replace(plan, scan=plan.scan.model_copy(update={"weights": {**plan.scan.weights, **new}}))


def changed_names(theme: ThemeSpec, changes: Mapping[str, float], given: Mapping[str, float]) -> dict[str, float]:
    """Indicator -> given weight, of those that differ from the theme with the changes of a scan."""
    now = raw_weights(theme, changes)
    return {name: weight for name, weight in given.items() if not _same(weight, now[name])}


def raw_weights(theme: ThemeSpec, changes: Mapping[str, float]) -> dict[str, float]:
    """Weight of each indicator in the units of the theme file, with the changes of a scan."""
    raw = {name: weight for dim in theme.dimensions for name, weight in dim.weights.items()}
    return {name: float(changes.get(name, weight)) for name, weight in raw.items()}


def filled_in(layers: Layers, invulblad: Invulblad | None, specs: Mapping[str, LayerSpec]) -> Layers:
    """Layers with the schouw values of the workbook; empty cells change nothing.

    Parameters
    ----------
    layers
        As they were read; left as they were.
    invulblad
        Read workbook, None for none.
    specs
        Definitions of the layers, schouw among them.
    """
    if invulblad is None:
        return layers
    spec = specs[LAYER]
    source = _provenance(invulblad, spec)
    given = layers.provenance.get(LAYER, ())
    if invulblad.schouw.empty:
        return replace(layers, provenance={**layers.provenance, LAYER: (*given, source)})
    rows = invulblad.schouw.assign(voorrang=PRIORITY)
    rows["peildatum"] = rows["peildatum"].fillna(pd.Timestamp(invulblad.peildatum))
    dtypes = {name: _DTYPES.get(column.dtype, "str") for name, column in spec.columns.items()}
    typed = rows.reindex(columns=list(dtypes)).astype(dtypes)
    before = layers.frames.get(LAYER)
    frame = typed if before is None else pd.concat([before.astype(dtypes), typed], ignore_index=True)
    present = tuple(item for item in given if item.status == "present")
    return replace(
        layers,
        frames={**layers.frames, LAYER: frame},
        provenance={**layers.provenance, LAYER: (*present, source)},
    )


def schouw_table(layers: Layers, locations: Locations) -> pd.DataFrame | None:
    """Last known schouw of each location, one row per location; None where no row belongs to any of them."""
    table, owner = layers.frames.get(LAYER), locations.links.get(LAYER)
    if table is None or owner is None or not owner.isin(locations.frame.index).any():
        return None
    rows = table.assign(location_id=owner.reindex(table.index))
    columns: dict[str, pd.Series[Any]] = {
        str(name): last_known(locations.frame, rows, str(name)) for name in rows.columns if name not in _PLACES
    }
    return pd.DataFrame(columns, index=locations.frame.index)


def _provenance(invulblad: Invulblad, spec: LayerSpec) -> Provenance:
    changed = "1 rij" if len(invulblad.schouw) == 1 else f"{len(invulblad.schouw)} rijen"
    return Provenance(
        layer=LAYER,
        source="invulblad",
        title=f"{spec.title} uit het invulblad",
        status="present",
        access="restricted",
        path=invulblad.path,
        sha256=invulblad.sha256,
        licence="Niet openbaar",
        attribution="Opdrachtgever, invulblad",
        peildatum=invulblad.peildatum,
        rows_read=invulblad.row_count,
        rows_kept=invulblad.row_count,
        note=f"Van {changed} is een schouw ingevuld.",
    )


def _same(one: float, two: float) -> bool:
    """Whether two weights are equal but for the fifteen digits that a spreadsheet keeps."""
    return abs(one - two) <= 1e-12 * max(abs(one), abs(two), 1.0)
