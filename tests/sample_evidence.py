"""The sample result with fictitious cases, visits, calibrated weights and hot spots beside it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import Polygon

from geo_risico.core.evidence import Evidence, MatchReport
from geo_risico.core.evidence_specs import WeightsFile
from geo_risico.core.terms import CRS_RD
from geo_risico.uncertainty.witte_vlek import blind_spots, with_unknown

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.results import Locations, ScanResult

CASES, VISITS = 30, 80
SIDE_M = 700
KEYS = {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code", "vierkanten": "vierkant"}
CLASSES = ("A", "B", "C", "D", "E", "onbekend")


def _report(layer: str, places: gpd.GeoDataFrame, chosen: pd.Index, prefix: str) -> MatchReport:
    """Rows on the chosen locations, and one row for each way in which a row may fail."""
    point = places.loc[chosen].representative_point()
    count = len(chosen)
    rows = pd.DataFrame(
        {
            "how": np.where(np.arange(count) % 3 == 0, "adres", "coordinaten"),
            "is_exact": True,
            "adres_id": [f"9991200000{i:06d}" if i % 3 == 0 else "" for i in range(count)],
            "x_m": point.x.to_numpy(),
            "y_m": point.y.to_numpy(),
            "location_id": chosen.to_numpy(),
            "distance_m": 0.0,
            "reason": "",
            "candidates": "",
        },
        index=[f"{prefix}{i:03d}" for i in range(count)],
    )
    failed = pd.DataFrame(
        {
            "how": ["niet gevonden", "meer mogelijk", "coordinaten"],
            "is_exact": [False, False, True],
            "adres_id": "",
            "x_m": [np.nan, np.nan, point.x.iloc[0] + 2000],
            "y_m": [np.nan, np.nan, point.y.iloc[0]],
            "location_id": "",
            "distance_m": np.nan,
            "reason": [
                "postcode 9999XX met huisnummer 12 staat niet in de BAG-adressen van deze scan",
                "Dorpsstraat 1 past op 2 adressen; noem de woonplaats of de postcode",
                "geen locatie binnen 50 m",
            ],
            "candidates": ["", "999120000000001|999120000000002", ""],
        },
        index=[f"{prefix}9{i}" for i in range(3)],
    )
    return MatchReport(layer=layer, link_distance_m=50, rows=pd.concat([rows, failed]).rename_axis(f"{prefix}id"))


def sample_evidence(locations: Locations, peildatum: dt.date, seed: int = 3) -> Evidence:
    """30 cases and 80 visits, all in the western half of each gemeente, so that the rest was not looked at."""
    rng = np.random.default_rng(seed)
    frame = locations.frame
    west = frame.index[frame["wijk_code"].str.endswith("0")]
    day = pd.Timestamp(peildatum)
    visited = pd.Index(rng.choice(west, VISITS, replace=False))
    with_case = pd.Index([*visited[:22], *rng.choice(frame.index.difference(visited), CASES - 22, replace=False)])
    cases = _report("casussen", frame, with_case, "casus_")
    visits = _report("bezoeken", frame, visited, "bezoek_")
    n, m = len(cases.rows), len(visits.rows)
    place = ["x_m", "y_m", "location_id"]
    found = visits.rows["location_id"].isin(with_case)
    return Evidence(
        cases=cases.rows[place].assign(
            date=day - pd.to_timedelta(rng.integers(20, 2000, n), "D"),
            soort=rng.choice(["drugslab", "hennepkwekerij", "opslag"], n),
            bron=rng.choice(["discovered", "reported", "open"], n),
            zekerheid="bevestigd",
        ),
        visits=visits.rows[place].assign(
            date=day - pd.to_timedelta(rng.integers(5, 1500, m), "D"),
            aanleiding="controle",
            resultaat=np.where(found, "aangetroffen", "niets aangetroffen"),
            inclusion_probability=np.where(np.arange(m) % 5 == 0, 0.1, np.nan),
            is_tip=np.arange(m) % 11 == 0,
        ),
        reports=(cases, visits),
    )


def sample_weights(result: ScanResult, seed: int = 4) -> WeightsFile:
    """Calibrated weights around those of the theme."""
    rng = np.random.default_rng(seed)
    expert = np.array(list(result.weights.values()))
    draws = expert * rng.uniform(0.4, 1.8, (40, len(expert)))
    draws = draws / draws.sum(axis=1, keepdims=True)
    means = draws.mean(axis=0)
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return WeightsFile(
        scan=result.scan.name,
        theme=result.theme.name,
        made=result.scan.peildatum,
        peildatum=result.scan.peildatum,
        is_fictief=True,
        case_count=CASES,
        background_count=VISITS - 22,
        background="bezoeken",
        lam=2,
        kappa=6,
        intercept=-3.1,
        weights={
            name: {"expert": expert[i], "calibrated": means[i], "low": low[i], "high": high[i]}
            for i, name in enumerate(result.weights)
        },
        draws=tuple(tuple(map(float, row)) for row in draws),
        evidence_sha256="0" * 64,
        notices=("Gewichten geijkt op 30 locaties met een casus en 58 bezochte locaties zonder vondst.",),
    )


def sample_hotspots(result: ScanResult) -> gpd.GeoDataFrame:
    """Hexagons over both gemeenten with numbers of the right shape."""
    minx, miny, maxx, maxy = result.aggregates["gemeenten"].total_bounds
    angle = np.pi / 6 + np.pi / 3 * np.arange(6)
    step_x, step_y = np.sqrt(3) * SIDE_M, 1.5 * SIDE_M
    centres = [
        (minx + (i + 0.5 * (j % 2)) * step_x, miny + j * step_y)
        for j in range(int((maxy - miny) / step_y) + 1)
        for i in range(int((maxx - minx) / step_x) + 1)
    ]
    shapes = [Polygon(np.c_[x + SIDE_M * np.cos(angle), y + SIDE_M * np.sin(angle)]) for x, y in centres]
    grid = gpd.GeoDataFrame(geometry=shapes, crs=CRS_RD)
    points = result.locations.frame.set_geometry(result.locations.frame.representative_point())
    points = points[["geometry"]].join(result.scores[["score", "case_count"]])
    inside = gpd.sjoin(points, grid, predicate="within").groupby("index_right")
    count = inside.size()
    grid = grid.loc[count.index]
    mean = inside["score"].mean().where(count >= 5)
    z = ((mean - mean.mean()) / mean.std()).rename(None)
    cases = inside["case_count"].sum()
    grid = grid.assign(
        location_count=count,
        mean_score=mean,
        gi_score=z,
        p_score=np.exp(-z.abs() * 3),
        is_hot_score=_spots(z),
        case_count=cases.astype(int),
        visited_count=count // 2,
        found_count=cases.astype(int),
        gi_cases=cases - 1,
        p_cases=np.exp(-cases),
        is_hot_cases=_spots((cases - 3).where(count >= 5)),
    )
    grid = grid.set_axis([f"H1400Q{i}R0" for i in range(len(grid))]).rename_axis("cel")
    note = "Hotspots van casussen: vondsten per bezochte locatie."
    grid.attrs = {"width_m": 1400, "case_basis": "vondsten per bezochte locatie", "notes": ("Hotspots: proef.", note)}
    return grid


def _spots(values: pd.Series) -> pd.Series:
    """Hot above 1, cold below -1, too few where unknown."""
    words = np.select([values.isna(), values > 1, values < -1], ["te weinig", "hot", "cold"], "geen")
    return pd.Series(words, index=values.index, dtype="str")


def with_evidence(result: ScanResult) -> ScanResult:
    """The sample result under profile partner with everything that cases and visits add."""
    evidence = sample_evidence(result.locations, result.scan.peildatum)
    known = blind_spots(result.locations.frame, result.scores, result.risks, result.weights, evidence, result.scan)
    plain = result.scores.drop(columns=[*known.columns.intersection(result.scores.columns), "class_seen"])
    scores = with_unknown(plain.join(known), result.scan.witte_vlek)
    expert = {name: result.scores[name] for name in ("score", "percentile", "class")}
    scores = scores.assign(**{f"{name}_expert": values for name, values in expert.items()})
    aggregates = {kind: _counted(result, kind, scores) for kind in result.aggregates}
    done = dataclasses.replace(
        result, scores=scores, evidence=evidence, calibration=sample_weights(result), aggregates=aggregates
    )
    return dataclasses.replace(done, hotspots=sample_hotspots(done))


def _counted(result: ScanResult, kind: str, scores: pd.DataFrame) -> gpd.GeoDataFrame:
    """Aggregate with the counts per class and the mean that follow from these scores."""
    area, key = result.aggregates[kind], result.locations.frame[KEYS[kind]]
    counts = pd.crosstab(key, scores["class"]).reindex(index=area.index, columns=CLASSES, fill_value=0)
    mean = scores["score"].where(scores["class"] != "onbekend").groupby(key).mean().reindex(area.index)
    return area.assign(**{f"count_{name}": counts[name] for name in CLASSES}, mean_score=mean)
