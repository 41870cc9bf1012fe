"""Sixty fictitious waterside locations in the area of the sample, scored by the real functions."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import affinity
from shapely.geometry import box

from geo_risico.core.results import IndicatorFacts, Locations, Provenance
from geo_risico.core.specs import IndicatorSpec, ThemeSpec
from geo_risico.core.terms import CRS_RD
from geo_risico.scan.areas import peer_groups
from geo_risico.scoring.curve import apply_curves
from geo_risico.scoring.features import features
from geo_risico.scoring.matrix import matrix_position
from geo_risico.scoring.score import score_locations
from geo_risico.uncertainty.weights import spread

KINDS = (("jachthaven", 16), ("binnenhaven", 9), ("laad- en loswal", 12), ("passantensteiger", 20), ("zeehaven", 3))
CONFLICTS = (
    "",
    "Staat in FIS, niet in OSM.",
    "FIS noemt dit 'De Riette', OSM 'Jachthaven <b>Riette</b>'.|Staat in TOP10NL, niet in FIS.",
)
_ROWS = (
    ("sailing_distance_sea_m", "Vaarafstand naar zee", "m", {"kind": "near", "d0_m": 40_000}),
    ("open_perimeter_share", "Open landzijde", "aandeel", {"kind": "linear", "points": [(0, 0), (1, 1)]}),
    ("drivable_quay_m", "Kade bereikbaar met een busje", "m", {"kind": "density", "q95": 400}),
    ("crane_count", "Kranen", "aantal", {"kind": "linear", "points": [(0, 0), (2, 1)]}),
    ("presence_hours", "Uren toezicht per week", "uur", {"kind": "linear", "points": [(0, 1), (80, 0)]}),
    ("camera_count", "Camera's", "aantal", {"kind": "linear", "points": [(0, 1), (4, 0)]}),
)
SPECS = {
    name: IndicatorSpec.model_validate(
        {
            "name": name,
            "title": title,
            "unit": unit,
            "decimals": 2 if unit == "aandeel" else 0,
            "applies_to": ["watergebonden"],
            "curve": curve,
            "rationale": f"{title} zegt iets over gelegenheid.",
            "reference": "Proefbron (2026)",
            "reason_for": f"{title}: {{value}}, dat is meer gelegenheid dan gemiddeld",
            "reason_against": f"{title}: {{value}}, dat is minder gelegenheid dan gemiddeld",
        }
    )
    for name, title, unit, curve in _ROWS
}
QUESTION = "Welke jachthavens zijn met een busje bereikbaar, hebben een kraan en geen toezicht?"


def _dimension(name: str, title: str, weights: dict[str, float], **kind: str) -> dict[str, object]:
    return {"name": name, "title": title, "summary": f"{title} zegt iets.", "weights": weights, **kind}


def harbour_theme() -> ThemeSpec:
    return ThemeSpec.model_validate(
        {
            "name": "watergebonden",
            "title": "Gelegenheid aan het water",
            "description": "Hoeveel gelegenheid een plek aan het water biedt.",
            "locations": "watergebonden",
            "location_title": "watergebonden locatie",
            "location_plural": "watergebonden locaties",
            "peers": ["kind"],
            "minimum_peers": 5,
            "dimensions": [
                _dimension(
                    "ligging_water", "Ligging aan het water", {"sailing_distance_sea_m": 3}, side="water", axis="kans"
                ),
                _dimension(
                    "inrichting_land",
                    "Inrichting aan land",
                    {"open_perimeter_share": 2, "drivable_quay_m": 4},
                    side="land",
                    axis="kans",
                ),
                _dimension("logistiek", "Logistiek", {"crane_count": 3}, axis="kans"),
                _dimension("toezicht", "Toezicht", {"presence_hours": 4, "camera_count": 2}, axis="barriere"),
            ],
            "matrix": {
                "title": "Risicomatrix watergebonden locaties",
                "note": "Dit is een reconstructie met instelbare grenzen, niet de matrix van het RIEC.",
                "kans_bounds": [0.2, 0.4, 0.6, 0.8],
                "barriere_bounds": [0.2, 0.4, 0.6, 0.8],
            },
            "features": [
                {"name": "busje", "title": "met een busje bereikbaar", "indicator": "drivable_quay_m", "at_least": 20},
                {"name": "kraan", "title": "met kraan", "indicator": "crane_count", "at_least": 1},
                {"name": "geen_toezicht", "title": "zonder toezicht", "indicator": "presence_hours", "at_most": 0},
            ],
            "questions": [
                {"title": QUESTION, "kinds": ["jachthaven"], "features": ["busje", "kraan", "geen_toezicht"]},
                {"title": "Welke loswallen hebben een kraan?", "kinds": ["laad- en loswal"], "features": ["kraan"]},
            ],
        }
    )


def _shape(i: int, x: float, y: float):
    if i % 12 == 0:
        return box(x - 250, y - 60, x + 250, y + 60)
    if i % 5 == 0:
        return affinity.rotate(box(x - 60, y - 2, x + 60, y + 2), 35)
    return box(x - 12, y - 9, x + 12, y + 9)


def _frame(areas: dict[str, gpd.GeoDataFrame], rng: np.random.Generator) -> gpd.GeoDataFrame:
    kinds = [kind for kind, count in KINDS for _ in range(count)]
    west, south, east, _ = areas["gemeenten"].total_bounds
    x, y = rng.uniform(west + 300, east - 300, len(kinds)), south + 930 + rng.normal(0, 60, len(kinds))
    frame = gpd.GeoDataFrame(
        {
            "label": [f"{kind.capitalize()} Vaartzicht {i}" for i, kind in enumerate(kinds)],
            "kind": kinds,
            "sources": ["FIS|OSM" if i % 3 else "TOP10NL" for i in range(len(kinds))],
            "conflicts": [CONFLICTS[i % 3] for i in range(len(kinds))],
        },
        geometry=[_shape(i, *xy) for i, xy in enumerate(zip(x, y, strict=True))],
        crs=CRS_RD,
        index=pd.Index([f"WAT-{i:04d}" for i in rng.permutation(len(kinds))], name="location_id"),
    )
    frame.iloc[4, 0] = "<img src=x onerror=alert(2)> {{ 7 * 7 }}"
    point = frame.representative_point()
    for kind, name in (("gemeenten", "gemeente"), ("wijken", "wijk"), ("buurten", "buurt")):
        shapes = areas[kind][["naam", "geometry"]].rename(columns={"naam": name})
        found = gpd.sjoin(gpd.GeoDataFrame(geometry=point), shapes, how="left", predicate="within")
        found = found[~found.index.duplicated()].reindex(frame.index)
        code = next(c for c in found.columns if c not in ("geometry", name))
        frame[f"{name}_code"], frame[name] = found[code], found[name]
    frame["vierkant"] = [
        f"E{int(a // 500 * 5):04d}N{int(b // 500 * 5):04d}" for a, b in zip(point.x, point.y, strict=True)
    ]
    return frame.assign(area_m2=frame.area.round(1))


def _indicators(frame: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    n = len(frame)
    values = pd.DataFrame(
        {
            "sailing_distance_sea_m": rng.uniform(2000, 90_000, n).round(0),
            "open_perimeter_share": rng.beta(2, 2, n).round(2),
            "drivable_quay_m": rng.gamma(0.8, 150, n).round(0) * rng.integers(0, 2, n),
            "crane_count": rng.integers(0, 3, n),
            "presence_hours": rng.choice([0, 0, 20, 60], n),
            "camera_count": rng.integers(0, 4, n),
        },
        index=frame.index,
    ).astype(float)
    known = values.mask(rng.random(values.shape) < 0.25)
    known.iloc[0] = [9000, 0.9, 200, 2, 0, 0]
    known.iloc[1] = [9000, 0.9, 200, np.nan, 0, 0]
    known.iloc[2] = [9000, 0.9, 200, 2, np.nan, np.nan]
    known.iloc[3] = [9000, 0.9, 200, 2, 60, 3]
    return known


def _facts(indicators: pd.DataFrame) -> tuple[IndicatorFacts, ...]:
    return tuple(
        IndicatorFacts(
            name=name,
            layers=("waterobjecten",),
            status="present",
            known_count=int(column.notna().sum()),
            unknown_count=int(column.isna().sum()),
        )
        for name, column in indicators.items()
    )


def build_harbours(main, aggregate, seed: int = 11):
    """Result of the harbours beside a main result; ``aggregate`` counts locations by area."""
    rng = np.random.default_rng(seed)
    areas = {
        kind: main.aggregates[kind][["naam", "gemeente_code", "geometry"]]
        for kind in ("gemeenten", "wijken", "buurten")
    }
    theme, frame = harbour_theme(), _frame(areas, rng)
    locations = Locations(frame=frame, links={})
    indicators = _indicators(frame, rng)
    risks = apply_curves(indicators, SPECS)
    peers = peer_groups(locations, theme)
    contributions, scores = score_locations(risks, theme, peers, weights=theme.weights)
    scores = scores.join(spread(risks, theme, peers, rng, weights=theme.weights))
    scores = scores.join(matrix_position(risks, theme, theme.weights)).join(features(indicators, theme))
    nothing = pd.Series(np.nan, frame.index)
    parts = {"scores": scores, "barn": nothing, "largest": nothing}
    keys = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code"}
    source = Provenance(
        layer="waterobjecten",
        source="fictief_fis",
        title="Fictieve havens",
        status="present",
        attribution="Fictief register",
        rows_read=80,
        rows_kept=77,
    )
    return dataclasses.replace(
        main,
        theme=theme,
        indicator_specs=SPECS,
        locations=locations,
        indicators=indicators,
        risks=risks,
        contributions=contributions,
        scores=scores,
        weights=theme.weights,
        aggregates={kind: aggregate(frame[keys[kind]], parts, shape) for kind, shape in areas.items()},
        facts=_facts(indicators),
        provenance=(source, *main.provenance[:3]),
        sums=None,
    )
