"""A small, fully worked scan result in two fictitious gemeenten; every number follows from the others."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import LineString, box

from geo_risico.core.results import IndicatorFacts, Locations, ScanResult
from geo_risico.core.source_specs import LayerUse, ScanSpec
from geo_risico.core.specs import ThemeSpec
from geo_risico.core.terms import CRS_RD

_SPEC = importlib.util.spec_from_file_location("sample_specs", Path(__file__).with_name("sample_specs.py"))
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)
SPECS, DIMENSIONS, LAYERS = _MODULE.SPECS, _MODULE.DIMENSIONS, _MODULE.LAYERS

PEILDATUM = dt.date(2026, 1, 1)
X0, Y0 = 180_000, 480_000
GEMEENTEN = {"GM9991": "Noordkogge <script>alert(1)</script>", "GM9992": '\'t Wetering & "Zonen" 🚜'}
BUURT_SIZES = (60, 45, 38, 12, 3, 52, 7, 23)
NASTY_LABELS = (
    "<script>alert(1)</script> 1",
    "<img src=x onerror=alert(1)> 2",
    'O\'Brien "Hoeve" & Zn. 🐄 3',
    '=HYPERLINK("klik") 4',
    "{{ 7 * 7 }} {% if x %} 5",
    "</style></script><b>6",
)
ABSENT = ("leegstand", "percelen")
LOWER = dict(zip("BCDE", "ABCD", strict=True))


def sample_scan(**changes: object) -> ScanSpec:
    base = {
        "name": "proefscan",
        "title": 'Proefscan <b>buitengebied</b> & "grens"',
        "theme": "buitengebied",
        "peildatum": PEILDATUM,
        "doel": "Nagaan waar gelegenheid in het buitengebied het grootst is",
        "grondslag": "Samenwerkingsafspraak van de proefgemeenten, artikel 3",
        "bewaartermijn": "12 maanden",
        "opdrachtgever": "Proefgemeenten <i>samen</i>",
        "is_fictief": True,
        "layers": {"panden": (LayerUse(source="fictief_panden", path="fictief/panden.gpkg"),)},
    }
    return ScanSpec.model_validate(base | changes)


def sample_theme() -> ThemeSpec:
    return ThemeSpec(
        name="buitengebied",
        title="Gelegenheid in het buitengebied",
        description="Hoeveel gelegenheid een erf biedt; over de plek, niet over de bewoner.",
        locations="erven",
        location_title="erf",
        location_plural="erven",
        dimensions=DIMENSIONS,
    )


def _areas() -> dict[str, gpd.GeoDataFrame]:
    rows = {"gemeenten": [], "wijken": [], "buurten": []}
    for g, (code, naam) in enumerate(GEMEENTEN.items()):
        x = X0 + g * 6000
        rows["gemeenten"].append((code, naam, code, box(x, Y0, x + 6000, Y0 + 4000)))
        for w in range(2):
            wijk, xw = f"WK{code[2:]}0{w}", x + w * 3000
            naam_w = f"Wijk {w} van {code}"
            rows["wijken"].append((wijk, naam_w, code, box(xw, Y0, xw + 3000, Y0 + 4000)))
            for b in range(2):
                shape = box(xw, Y0 + b * 2000, xw + 3000, Y0 + b * 2000 + 2000)
                naam_b = f"Buurt {b} <i>in</i> {wijk}"
                rows["buurten"].append((f"BU{wijk[2:]}0{b}", naam_b, code, shape))
    return {
        kind: gpd.GeoDataFrame(
            [r[1:] for r in lines],
            columns=["naam", "gemeente_code", "geometry"],
            index=pd.Index([r[0] for r in lines], name="code"),
            crs=CRS_RD,
        )
        for kind, lines in rows.items()
    }


def _locations(areas: dict[str, gpd.GeoDataFrame], rng: np.random.Generator) -> gpd.GeoDataFrame:
    rows = []
    for code, count in zip(areas["buurten"].index, BUURT_SIZES, strict=True):
        minx, miny, maxx, maxy = areas["buurten"].geometry[code].bounds
        centres = rng.uniform((minx + 400, miny + 400), (maxx - 400, maxy - 400), (max(1, count // 12), 2))
        for _ in range(count):
            x, y = np.clip(rng.normal(rng.choice(centres), 180), (minx + 60, miny + 60), (maxx - 60, maxy - 60))
            size = rng.uniform(15, 55)
            rows.append((code, box(x - size, y - size, x + size, y + size)))
    number = np.arange(len(rows))
    frame = gpd.GeoDataFrame(
        {
            "label": [f"Polderweg {i}" if i >= len(NASTY_LABELS) else NASTY_LABELS[i] for i in number],
            "kind": "erf",
            "buurt_code": [r[0] for r in rows],
            "pand_count": 1 + number % 4,
            "perceel_ids": [f"KOG00A{1000 + i}|KOG00A{5000 + i}" for i in number],
        },
        geometry=[r[1] for r in rows],
        crs=CRS_RD,
        index=pd.Index([f"ERF-9991100000{100003 + 7 * i:06d}" for i in number], name="location_id"),
    )
    frame["gemeente_code"] = "GM" + frame["buurt_code"].str[2:6]
    frame["wijk_code"] = "WK" + frame["buurt_code"].str[2:8]
    for kind in ("gemeente", "wijk", "buurt"):
        plural = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}[kind]
        frame[kind] = frame[f"{kind}_code"].map(areas[plural]["naam"])
    point = frame.representative_point()
    east, north = point.x // 500 * 5, point.y // 500 * 5
    frame["vierkant"] = [f"E{int(e):04d}N{int(n):04d}" for e, n in zip(east, north, strict=True)]
    frame["area_m2"] = frame.area.round(1)
    return frame


def _indicators(index: pd.Index, rng: np.random.Generator) -> pd.DataFrame:
    n = len(index)
    values = {
        "barn_area_m2": rng.gamma(1.5, 500, n).round(0),
        "barn_share": rng.beta(2, 2, n).round(2),
        "largest_barn_m2": rng.gamma(1.5, 300, n).round(0),
        "bouwval_count": rng.poisson(0.1, n),
        "vacancy_years": np.full(n, np.nan),
        "newest_pand_years": rng.uniform(1, 90, n).round(0),
        "gewas_loss_share": rng.beta(1, 6, n).round(2),
        "neighbour_distance_m": rng.gamma(2, 90, n).round(0),
        "adressen_500m_count": rng.poisson(6, n),
        "motorway_exit_distance_m": rng.uniform(500, 14_000, n).round(0),
        "access_surface_class": rng.integers(1, 4, n),
        "border_distance_m": rng.uniform(1000, 40_000, n).round(0),
    }
    frame = pd.DataFrame(values, index=index).astype(float)
    unknown = rng.random((n, frame.shape[1])) < 0.06
    unknown[5:200:9, :7] = True
    unknown[7] = True
    return frame.mask(unknown)


def curve_risks(indicators: pd.DataFrame) -> pd.DataFrame:
    """Risks in [0, 1], by the curves of the sample specs."""
    risks = {}
    for name, x in indicators.items():
        curve = SPECS[name].curve
        if curve.kind == "near":
            risks[name] = np.exp(-x / curve.d0_m)
        elif curve.kind == "far":
            risks[name] = 1 - np.exp(-x / curve.d0_m)
        elif curve.kind == "density":
            risks[name] = np.abs(float(curve.decreasing) - np.sqrt((x / curve.q95).clip(upper=1)))
        elif curve.kind == "linear":
            risks[name] = pd.Series(np.interp(x, *zip(*curve.points, strict=True)), x.index).where(x.notna())
        else:
            risks[name] = x.map(curve.values)
    return pd.DataFrame(risks, index=indicators.index)


def _banded(values: pd.Series, groups: pd.Series, known: pd.Series) -> tuple[pd.Series, pd.Series]:
    percentile = values.where(known).groupby(groups).rank(pct=True)
    label = pd.cut(percentile, [-1, 0.25, 0.5, 0.75, 0.9, 1], labels=list("ABCDE")).astype(object)
    return percentile, label.where(known, "onbekend").astype("str")


def _scores(risks: pd.DataFrame, frame: gpd.GeoDataFrame, rng: np.random.Generator):
    weights = pd.Series(sample_theme().weights)[risks.columns]
    known_weight = (risks.notna() * weights).sum(axis=1)
    share = known_weight.where(known_weight > 0)
    contributions = ((risks - risks.mean()) * weights).div(share, axis=0)
    total = (risks * weights).sum(axis=1)
    scores = pd.DataFrame({"score": total / share, "score_low": total, "score_high": total + 1 - known_weight})
    scores["base"] = scores["score"] - contributions.sum(axis=1)
    scores["coverage"] = known_weight
    known = (known_weight >= 0.5) & scores["score"].notna()
    scores["percentile"], scores["class"] = _banded(scores["score"], frame["gemeente_code"], known)
    scores["percentile_all"], scores["class_all"] = _banded(scores["score"], pd.Series("alle", frame.index), known)
    width = rng.uniform(0.01, 0.08, len(frame))
    scores["p10"], scores["p90"] = (scores["score"] - width).clip(0), (scores["score"] + width).clip(upper=1)
    rank = scores["score"].where(known).groupby(frame["gemeente_code"]).rank(ascending=False, method="min")
    last = rank.groupby(frame["gemeente_code"]).transform("max")
    scores["rank_low"], scores["rank_high"] = (rank - 9).clip(1), (rank + 9).clip(upper=last)
    scores["top_share"] = (1 - rank / len(frame)).clip(0, 1) ** 8
    sure = np.where(scores["percentile"].mod(0.25).between(0.03, 0.22), "robust", "grensgeval")
    scores["robustness"] = pd.Series(sure, frame.index).where(known, "onbekend")
    rows = {i: row.dropna().sort_values(ascending=False) for i, row in contributions.iterrows()}
    first = {i: list(row[row > 0].index[:3]) for i, row in rows.items()}
    last = {i: list(row[row < 0].index[::-1][:3]) for i, row in rows.items()}
    scores["reasons_for"] = pd.Series({i: "|".join(v) for i, v in first.items()}).astype("str")
    scores["reasons_against"] = pd.Series({i: "|".join(v) for i, v in last.items()}).astype("str")
    top, lower = pd.Series({i: v[0] if v else None for i, v in first.items()}), scores["class"].map(LOWER)
    scores["counterfactual_indicator"] = top.where(lower.notna())
    scores["counterfactual_class"] = lower
    nobody = dict.fromkeys(("blindness", "effort_decile", "dissimilarity", "days_since_visit"), np.nan)
    nobody |= {"witte_vlek": "geen bezoekenlog", "missing_share": 1 - known_weight, "class_seen": scores["class"]}
    return contributions, scores.assign(**nobody)


BARNS = {"200_500": (200, 500), "500_1000": (500, 1000), "1000_2500": (1000, 2500), "2500": (2500, np.inf)}


def _sums(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Barn area of each location, in the column of its largest barn."""
    barn, largest = parts["barn"].fillna(0.0), parts["largest"]
    return pd.DataFrame({f"barn_{n}_m2": barn.where(largest.ge(a) & largest.lt(b), 0) for n, (a, b) in BARNS.items()})


def _aggregate(key: pd.Series, result: dict[str, pd.DataFrame], shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    scores, barn, largest = result["scores"], result["barn"], result["largest"]
    out = shapes.copy()
    out["location_count"] = key.value_counts().reindex(out.index, fill_value=0)
    for label in (*"ABCDE", "onbekend"):
        out[f"count_{label}"] = key[scores["class"] == label].value_counts().reindex(out.index, fill_value=0)
    for name, (low, high) in BARNS.items():
        part = barn.where(largest.ge(low) & largest.lt(high), 0).where(barn.notna())
        out[f"barn_{name}_m2"] = part.groupby(key).sum(min_count=1).reindex(out.index)
    grouped = scores["score"].where(scores["class"] != "onbekend").groupby(key)
    out["mean_score"] = grouped.mean().reindex(out.index)
    margin = (1.96 * grouped.std() / np.sqrt(grouped.count())).reindex(out.index)
    out["mean_score_low"], out["mean_score_high"] = out["mean_score"] - margin, out["mean_score"] + margin
    out["coverage"] = scores["coverage"].groupby(key).mean().reindex(out.index)
    return out


def _vierkanten(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    first = frame.drop_duplicates("vierkant").set_index("vierkant").sort_index()
    corners = [(int(c[1:5]) * 100, int(c[6:10]) * 100) for c in first.index]
    return gpd.GeoDataFrame(
        {"naam": first.index, "gemeente_code": first["gemeente_code"]},
        crs=CRS_RD,
        index=first.index.rename("code"),
        geometry=[box(x, y, x + 500, y + 500) for x, y in corners],
    )


def _facts(indicators: pd.DataFrame) -> tuple[IndicatorFacts, ...]:
    return tuple(
        IndicatorFacts(
            name=name,
            layers=LAYERS[name],
            status="absent" if set(LAYERS[name]) & set(ABSENT) else "present",
            missing_layers=tuple(sorted(set(LAYERS[name]) & set(ABSENT))),
            known_count=int(column.notna().sum()),
            unknown_count=int(column.isna().sum()),
            notes=("Afstand hemelsbreed, want er is geen wegennet.",) if name.startswith("motorway") else (),
        )
        for name, column in indicators.items()
    )


def _background(areas: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    east, north = X0 + 12_000, Y0 + 4000
    shapes = {
        "bebouwde_kom": [box(X0 + 2700, Y0 + 1700, X0 + 3300, Y0 + 2300)],
        "water": [box(X0, Y0 + 900, east, Y0 + 960)],
        "wegen": [LineString([(X0, Y0 + 2000), (east, Y0 + 2000)]), LineString([(X0 + 6000, Y0), (X0 + 6000, north)])],
    }
    drawn = {name: gpd.GeoDataFrame(geometry=parts, crs=CRS_RD) for name, parts in shapes.items()}
    return {"gemeenten": areas["gemeenten"][["naam", "geometry"]], **drawn}


def build_result(seed: int = 7, **scan_changes: object) -> ScanResult:
    """A worked scan result of 240 erven; the same seed gives the same result."""
    rng = np.random.default_rng(seed)
    areas = _areas()
    frame = _locations(areas, rng)
    indicators = _indicators(frame.index, rng)
    risks = curve_risks(indicators)
    contributions, scores = _scores(risks, frame, rng)
    parts = {"scores": scores, "barn": indicators["barn_area_m2"], "largest": indicators["largest_barn_m2"]}
    shapes = {**areas, "vierkanten": _vierkanten(frame)}
    keys = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code", "vierkanten": "vierkant"}
    aggregates = {kind: _aggregate(frame[keys[kind]], parts, shape) for kind, shape in shapes.items()}
    known = scores["score"].where(scores["class"] != "onbekend").groupby(frame["gemeente_code"])
    top = known.apply(lambda values: values.nlargest(-(-values.count() // 10)).mean())
    for suffix, margin in (("", 0), ("_low", -3), ("_high", 3)):
        aggregates["gemeenten"][f"score_per_gemeente{suffix}"] = 50 * (known.mean() + top) + margin
    return ScanResult(
        scan=sample_scan(**scan_changes),
        theme=sample_theme(),
        indicator_specs=SPECS,
        locations=Locations(frame=frame, links={}, notes=("De bebouwde kom volgt uit de adresdichtheid.",)),
        indicators=indicators,
        risks=risks,
        contributions=contributions,
        scores=scores,
        weights=sample_theme().weights,
        sums=_sums(parts),
        aggregates=aggregates,
        facts=_facts(indicators),
        provenance=_MODULE.sample_provenance(ABSENT),
        background=_background(areas),
    )
