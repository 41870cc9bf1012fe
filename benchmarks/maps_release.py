"""A fictitious province as a release of any size: shapes of fifteen vertices, indicators and a background."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.catalog import load_catalog
from geo_risico.core.results import IndicatorFacts, Provenance, Release, ReleaseMeta
from geo_risico.core.specs import ThemeSpec
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo_risico.core.specs import IndicatorSpec

ROOT = Path(__file__).parents[1]
INDICATORS = (
    "barn_area_m2", "barn_share", "largest_barn_m2", "bouwval_count", "newest_pand_years", "gewas_loss_share",
    "neighbour_distance_m", "adressen_500m_count", "motorway_exit_distance_m", "border_distance_m",
)  # fmt: skip
CORNER = np.array([150_000.0, 450_000.0])
VERTICES = 15
LOCATIONS_PER_KM2 = 25
LOCATIONS_PER_GEMEENTE = 5_000
CELL_M = 500
CLASS_EDGES = [-1, 0.25, 0.5, 0.75, 0.9, 1]
UNKNOWN_SHARE = 0.04
PEILDATUM = dt.date(2026, 1, 1)


def fictitious_release(location_count: int, *, seed: int = 11, whole: bool = False) -> Release:
    """Release of a fictitious province; the same count and seed give the same release.

    Parameters
    ----------
    location_count
        Number of locations.
    seed
        Seed of everything that is drawn.
    whole
        With all columns of profile partner, not only the eight of the goal.
    """
    rng = np.random.default_rng(seed)
    side_m = 1000 * float(np.sqrt(location_count / LOCATIONS_PER_KM2))
    specs = load_catalog(ROOT / "layers", ROOT / "scans" / "themes").indicators
    specs = {name: specs[name] for name in INDICATORS}
    areas = _gemeenten(location_count, side_m)
    frame = _locations(location_count, side_m, areas, rng)
    indicators, contributions = _indicators(frame.index, specs, rng)
    frame = frame.join(_scores(contributions, frame, rng, whole=whole))
    theme = ThemeSpec.model_validate(
        {
            "name": "buitengebied",
            "title": "Gelegenheid in het buitengebied",
            "description": "Een fictieve provincie om de kaart mee te meten.",
            "locations": "erven",
            "location_title": "erf",
            "location_plural": "erven",
            "dimensions": [
                {
                    "name": "alles",
                    "title": "Alles",
                    "summary": "Alles bij elkaar.",
                    "weights": dict.fromkeys(INDICATORS, 1),
                }
            ],
        }
    )
    return Release(
        meta=_meta(),
        theme=theme,
        indicator_specs=specs,
        facts=_facts(indicators),
        provenance=_provenance(),
        aggregates=_aggregates(frame, areas),
        background=_background(location_count, side_m, frame, areas, rng),
        locations=frame,
        indicators=indicators,
        contributions=contributions,
        suppressed={},
        weights=theme.weights,
        support={},
    )


def _stars(centres: NDArray[Any], size_m: NDArray[Any], rng: np.random.Generator) -> NDArray[Any]:
    """Polygons of fifteen vertices around the centres."""
    count = len(centres)
    angle = np.sort(rng.uniform(0, 2 * np.pi, (count, VERTICES)), axis=1)
    radius = size_m[:, None] * rng.uniform(0.7, 1.1, (count, VERTICES))
    ring = centres[:, None, :] + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    shapes: NDArray[Any] = shapely.make_valid(shapely.polygons(ring))
    return shapes


def _gemeenten(location_count: int, side_m: float) -> gpd.GeoDataFrame:
    """Gemeenten as a grid of squares over the province."""
    across = max(1, round(float(np.sqrt(location_count / LOCATIONS_PER_GEMEENTE))))
    step = side_m / across
    row, column = np.divmod(np.arange(across * across), across)
    west, south = CORNER[0] + column * step, CORNER[1] + row * step
    return gpd.GeoDataFrame(
        {"naam": [f"Fictiefgemeente {i + 1}" for i in range(across * across)]},
        geometry=shapely.box(west, south, west + step, south + step),
        index=pd.Index([f"GM{9000 + i}" for i in range(across * across)], name="code"),
        crs=CRS_RD,
    )


def _locations(count: int, side_m: float, areas: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Yards, half of them along hamlets."""
    hamlets = rng.uniform(0, side_m, (max(2, count // 60), 2))
    near = hamlets[rng.integers(0, len(hamlets), count)] + rng.normal(0, 350, (count, 2))
    loose = rng.uniform(0, side_m, (count, 2))
    xy = CORNER + np.clip(np.where(rng.integers(0, 2, (count, 1)), near, loose), 60, side_m - 60)
    across = round(len(areas) ** 0.5)
    step = side_m / across
    cell = np.minimum((xy - CORNER) // step, across - 1).astype(int)
    gemeente = areas.index.to_numpy()[cell[:, 1] * across + cell[:, 0]]
    pand = rng.choice(900_000 * 10, count, replace=False)
    frame = gpd.GeoDataFrame(
        {
            "label": [f"Polderweg {n}" for n in rng.integers(1, 400, count)],
            "kind": rng.choice(["erf", "schuur", "kas"], count, p=[0.7, 0.2, 0.1]),
            "gemeente": areas["naam"].reindex(gemeente).to_numpy(),
            "gemeente_code": gemeente,
            "buurt": [f"Buurt {b} van {g}" for b, g in zip(_buurt(xy), gemeente, strict=True)],
        },
        geometry=_stars(xy, rng.uniform(15, 45, count), rng),
        crs=CRS_RD,
        index=pd.Index([f"ERF-{g[2:]}10{p:010d}" for g, p in zip(gemeente, pand, strict=True)], name="location_id"),
    )
    east, north = xy[:, 0] // CELL_M * 5, xy[:, 1] // CELL_M * 5
    frame["vierkant"] = [f"E{int(e):04d}N{int(n):04d}" for e, n in zip(east, north, strict=True)]
    return frame


def _buurt(xy: NDArray[Any]) -> NDArray[Any]:
    cells: NDArray[Any] = ((xy - CORNER) // 5000).astype(int) % 10
    return cells[:, 1] * 10 + cells[:, 0]


def _indicators(
    index: pd.Index[str], specs: dict[str, IndicatorSpec], rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Raw values and contributions, a few of them unknown."""
    shape = (len(index), len(specs))
    unknown = rng.random(shape) < UNKNOWN_SHARE
    raw = pd.DataFrame(rng.gamma(2.0, 300.0, shape), index=index, columns=list(specs))
    for name in ("barn_share", "gewas_loss_share"):
        raw[name] = rng.beta(2, 4, len(index))
    raw["bouwval_count"] = rng.poisson(0.2, len(index)).astype(float)
    raw["adressen_500m_count"] = rng.poisson(12, len(index)).astype(float)
    points = pd.DataFrame(rng.normal(0, 0.03, shape), index=index, columns=list(specs))
    return raw.mask(unknown), points.mask(unknown)


def _scores(
    contributions: pd.DataFrame, frame: gpd.GeoDataFrame, rng: np.random.Generator, *, whole: bool
) -> pd.DataFrame:
    """Score, class, coverage and certainty; with ``whole`` also all that profile partner shows beside these."""
    coverage = contributions.notna().mean(axis=1)
    score = (0.4 + contributions.sum(axis=1)).clip(0, 1)
    percentile = score.groupby(frame["gemeente_code"]).rank(pct=True)
    classes = pd.cut(percentile, CLASS_EDGES, labels=list("ABCDE")).astype(object)
    known = coverage >= 0.8  # noqa: PLR2004 - share of the indicators that is known
    sure = pd.Series(rng.choice(["robust", "grensgeval"], len(frame), p=[0.8, 0.2]), index=frame.index)
    columns: dict[str, Any] = {
        "score": score,
        "class": classes.where(known, "onbekend"),
        "coverage": coverage,
        "robustness": sure.where(known, "onbekend"),
    }
    if whole:
        columns |= _partner(score, percentile, contributions, frame, rng)
    return pd.DataFrame(columns, index=frame.index)


def _partner(
    score: pd.Series[float], percentile: pd.Series[float], contributions: pd.DataFrame,
    frame: gpd.GeoDataFrame, rng: np.random.Generator,
) -> dict[str, Any]:  # fmt: skip
    order = np.argsort(contributions.fillna(0).to_numpy(), axis=1)
    names = np.array(contributions.columns)
    rank = score.groupby(frame["gemeente_code"]).rank(ascending=False, method="min")
    return {
        "score_low": (score - 0.05).clip(0),
        "score_high": (score + 0.05).clip(upper=1),
        "base": 0.4,
        "p10": (score - rng.uniform(0.01, 0.08, len(frame))).clip(0),
        "p90": (score + rng.uniform(0.01, 0.08, len(frame))).clip(upper=1),
        "percentile": percentile,
        "percentile_all": score.rank(pct=True),
        "rank_low": (rank - 40).clip(1),
        "rank_high": rank + 40,
        "top_share": rng.uniform(0, 1, len(frame)) ** 6,
        "area_m2": frame.area.round(),
        "pand_count": rng.integers(1, 6, len(frame)),
        "reasons_for": ["|".join(three) for three in names[order[:, :-4:-1]]],
        "reasons_against": ["|".join(three) for three in names[order[:, :3]]],
        "counterfactual_indicator": names[order[:, -1]],
        "counterfactual_class": rng.choice(list("ABCD"), len(frame)),
    }


def _aggregates(frame: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    codes = np.sort(frame["vierkant"].unique())
    west = np.array([int(code[1:5]) * 100 for code in codes])
    south = np.array([int(code[6:10]) * 100 for code in codes])
    squares = gpd.GeoDataFrame(
        {"naam": codes}, geometry=shapely.box(west, south, west + CELL_M, south + CELL_M), index=codes, crs=CRS_RD
    )
    return {
        "vierkanten": _aggregate(squares, frame["vierkant"], frame),
        "gemeenten": _aggregate(gemeenten, frame["gemeente_code"], frame),
    }


def _aggregate(shapes: gpd.GeoDataFrame, key: pd.Series[str], frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    counts = pd.crosstab(key, frame["class"]).reindex(shapes.index, fill_value=0).add_prefix("count_")
    mean = frame["score"].groupby(key).mean().reindex(shapes.index)
    total = key.value_counts().reindex(shapes.index, fill_value=0)
    return gpd.GeoDataFrame(shapes.join(counts).assign(location_count=total, mean_score=mean))


def _background(
    count: int, side_m: float, frame: gpd.GeoDataFrame, gemeenten: gpd.GeoDataFrame, rng: np.random.Generator
) -> dict[str, gpd.GeoDataFrame]:
    """Roads, water, gemeenten and buildings near the locations."""
    rows = rng.choice(len(frame), max(1, count // 3), replace=False)
    centre = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()[rows]))
    width, depth = rng.uniform(5, 14, (2, len(rows)))
    panden = shapely.box(centre[:, 0] - width, centre[:, 1] - depth, centre[:, 0] + width, centre[:, 1] + depth)
    wegen = _lines(max(10, count // 10), side_m, 8, rng)
    kinds = rng.choice(["lokale weg", "regionale weg", "hoofdweg"], len(wegen), p=[0.85, 0.12, 0.03])
    water = _stars(
        CORNER + rng.uniform(0, side_m, (max(4, count // 25), 2)), rng.uniform(10, 90, max(4, count // 25)), rng
    )
    return {
        "gemeenten": gemeenten[["naam", "geometry"]],
        "water": gpd.GeoDataFrame(geometry=_polygons(water), crs=CRS_RD),
        "wegen": gpd.GeoDataFrame({"wegtype": kinds}, geometry=wegen, crs=CRS_RD),
        "panden": gpd.GeoDataFrame(geometry=panden, crs=CRS_RD),
    }


def _polygons(shapes: Iterable[Any]) -> list[Any]:
    return [shape for shape in shapes if shape.geom_type == "Polygon"]


def _lines(count: int, side_m: float, vertices: int, rng: np.random.Generator) -> NDArray[Any]:
    start = CORNER + rng.uniform(0, side_m, (count, 1, 2))
    heading = rng.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(rng.normal(0, 0.3, (count, vertices)), axis=1)
    step = rng.uniform(30, 120, (count, vertices))[..., None] * np.stack([np.cos(heading), np.sin(heading)], axis=-1)
    lines: NDArray[Any] = shapely.linestrings(start + np.cumsum(step, axis=1))
    return lines


def _facts(indicators: pd.DataFrame) -> tuple[IndicatorFacts, ...]:
    return tuple(
        IndicatorFacts(
            name=name, status="present", layers=("panden",), known_count=int(column.notna().sum()),
            unknown_count=int(column.isna().sum()),
        )
        for name, column in indicators.items()
    )  # fmt: skip


def _provenance() -> tuple[Provenance, ...]:
    return (
        Provenance(
            layer="panden", source="fictief", path="", title="Fictieve panden", access="open", status="present",
            licence="CC0", attribution="fictief", peildatum=PEILDATUM, rows_read=1, rows_kept=1, repairs=(),
        ),
    )  # fmt: skip


def _meta() -> ReleaseMeta:
    return ReleaseMeta(
        name="meting", title="Fictieve provincie", theme="buitengebied", profile="partner", doel="De kaart meten",
        grondslag="geen: alles is verzonnen", bewaartermijn="1 dag", expires=PEILDATUM, opdrachtgever="niemand",
        peildatum=PEILDATUM, is_fictief=True, version="meting",
    )  # fmt: skip
