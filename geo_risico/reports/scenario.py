"""The page of a scenario: what was assumed, what that changes and where, in plain Dutch."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd

from geo_risico.core.numbers import format_number, format_share
from geo_risico.core.scenario import BANNER
from geo_risico.core.scenario_specs import AddChange, IndicatorChange
from geo_risico.reports.map_picture import fitting_size, map_picture
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.results import Release
    from geo_risico.core.scenario import ScenarioOutcome, StepOutcome, ThemeShift
    from geo_risico.core.scenario_specs import Change, StepSpec

_PAGE: Final = "scenario.html.j2"
_STYLES: Final = ("informatiebeeld.css", "scenario.css")
PLACE_LIMIT: Final = 40
"""Places that change class on the page; all of them stand in the csv."""
_RING_MOST: Final = 400
"""With more places that change a ring around each hides the map; then only those whose class changes get one."""
_KINDS: Final = {"gemeenten": "gemeente", "wijken": "wijk"}
_SHIFTS: Final = {"score": "gemiddelde score (punten)"}
_VERBS: Final = {
    "set": "wordt {value}",
    "add": "verandert met {value}",
    "multiply": "wordt {value} keer zo groot",
    "at_least": "wordt ten minste {value}",
    "at_most": "wordt ten hoogste {value}",
}


def write_scenario(outcome: ScenarioOutcome, release: Release) -> str:
    """Complete HTML document (Dutch, no script, no outside source).

    Parameters
    ----------
    outcome
        The scenario beside its scan.
    release
        The scan with scenario, for the maps and what stands on every page.
    """
    parts = {part.theme.name: part for part in release.by_theme}
    themes = [_theme(shift, parts[shift.theme.name]) for shift in outcome.shifts]
    context = {
        "meta": release.meta,
        "banner": BANNER,
        "outcome": outcome,
        "steps": [_step(done, spec, release) for done, spec in zip(outcome.steps, outcome.spec.steps, strict=True)],
        "themes": [item for item in themes if item["changed"]],
        "same": [item["title"] for item in themes if not item["changed"]],
    }
    return render_page(_PAGE, _STYLES, context)


def _step(done: StepOutcome, spec: StepSpec, release: Release) -> dict[str, Any]:
    titles = {name: item.title for part in release.by_theme for name, item in part.indicator_specs.items()}
    share = spec.select.share
    lot = "" if share == 1 else f", {format_share(share)} daarvan is geloot"
    counts = f"{format_number(done.chosen_count)} van {format_number(done.candidate_count)}"
    return {
        "name": done.name.replace("_", " "),
        "rationale": done.rationale,
        "chosen": f"{counts} passende {done.what}{lot}",
        "changes": [_change(change, titles) for change in spec.change],
        "rows": done.rows,
    }


def _change(change: Change, titles: dict[str, str]) -> str:
    if isinstance(change, IndicatorChange):
        words = _VERBS[change.verb].format(value=f"{change.value:g}".replace(".", ","))
        return f"{titles.get(change.indicator, change.indicator)} {words}"
    if isinstance(change, AddChange):
        what = "een punt in" if change.verb == "add_points" else "een lijn om"
        words = ", ".join(str(value) for value in change.values.values())
        return f"{words or 'een object'} in laag {change.layer}: {what} elke gekozen plek"
    if change.verb == "remove_rows":
        return f"rijen van laag {change.layer} verdwijnen"
    return (
        f"rijen van laag {change.layer} krijgen {', '.join(f'{name} {value}' for name, value in change.values.items())}"
    )


def _theme(shift: ThemeShift, release: Release) -> dict[str, Any]:
    table = shift.locations
    other = table[table["status"] != "gelijk"]
    moved = other[other["class_before"] != other["class_after"]]
    moved = moved.assign(size=(moved["score_after"] - moved["score_before"]).abs()).sort_values(
        "size", ascending=False, kind="stable"
    )
    titles = {name: spec.title for name, spec in release.indicator_specs.items()}
    change = (table["score_after"] - table["score_before"]) * 100
    found: dict[str, Any] = {
        "title": shift.theme.title,
        "plural": shift.theme.location_plural,
        "changed": len(other),
        "count": len(table),
        "moved": len(moved),
        "mean": float(change.mean()) if change.notna().any() else 0.0,
        "areas": [_area(row) for row in shift.areas.to_dict("records")] if len(shift.areas) else [],
        "band": _band(shift),
        "places": [_place(row, titles) for row in moved.head(PLACE_LIMIT).to_dict("records")],
        "more": max(0, len(moved) - PLACE_LIMIT),
    }
    if found["changed"]:
        size = fitting_size(release)
        scored = other[(other["score_after"] - other["score_before"]).ne(0) & (other["status"] != "weg")]
        ringed = scored if len(scored) <= _RING_MOST else scored[scored["class_before"] != scored["class_after"]]
        shapes = ringed.geometry
        minx, _, maxx, _ = table.total_bounds
        rings = gpd.GeoDataFrame(geometry=shapes.representative_point().buffer((maxx - minx) / 120), crs=shapes.crs)
        found["ringed"] = len(ringed)
        found["picture"] = base64.b64encode(map_picture(release, size, outline=rings)).decode()
        found["size"] = size
    return found


def _area(row: Mapping[Any, Any]) -> dict[Any, Any]:
    return {
        **row,
        "difference": 100 * (row["mean_after"] - row["mean_before"]),
        "kind": _KINDS[row["soort"]],
    }


def _band(shift: ThemeShift) -> list[dict[Any, Any]]:
    if shift.band.empty:
        return []
    names = dict(zip(shift.areas["code"], shift.areas["naam"], strict=True)) if len(shift.areas) else {}
    return [
        {**row, "what": _SHIFTS.get(row["shift"], row["shift"]), "naam": names.get(row["gemeente_code"], "")}
        for row in shift.band.to_dict("records")
    ]


def _place(row: Mapping[Any, Any], titles: dict[str, str]) -> dict[str, Any]:
    return {
        "label": str(row["label"]),
        "kind": str(row["kind"]),
        "before": _class(row["class_before"]),
        "after": _class(row["class_after"]),
        "score_before": format_number(100 * row["score_before"]),
        "score_after": format_number(100 * row["score_after"]),
        "why": titles.get(str(row["indicator"]), ""),
        "cause": row["cause"],
    }


def _class(letter: object) -> str:
    return str(letter) or "-"
