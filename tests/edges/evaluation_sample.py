"""A hand-made Evaluation with every part, for the pages and files of ``geo-risico toets``."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from geo_risico.core.evaluation import Evaluation, ModelScore, RankRobustness

NAN = float("nan")
BLOCK_M = 1000.0
MODELS = (
    ("expert", "Index van de experts", "index", 0.74),
    ("calibrated", "Geijkte index", "index", 0.77),
    ("equal_weights", "Gelijke gewichten", "vergelijking", 0.71),
    ("hot_spot_kde", "Hotspots van eerdere casussen", "vergelijking", 0.58),
    ("risk_terrain", "Risicoterrein (aan of uit per indicator)", "vergelijking", 0.7),
    ("monotone_boosting", "Beslisbomen, stijgend", "uitdager", 0.78),
    ("quantile_logistic", "Logistisch op kwantielen", "uitdager", 0.75),
)


def gains_of(auc):
    area = np.linspace(0, 1, 41)
    return pd.DataFrame({"area_share": area, "hit_share": area ** ((1 - auc) / auc)})


def measures_of(auc):
    gains = gains_of(auc)
    found = {
        f"hit_rate_{p:02d}": float(np.interp(p / 100, gains["area_share"], gains["hit_share"])) for p in (5, 10, 20)
    }
    pai = {name.replace("hit_rate", "pai"): value / (int(name[-2:]) / 100) for name, value in found.items()}
    rest = {"average_precision": auc / 3, "pei_10": auc / 2, "hits_at_k": auc / 4, "brier": NAN}
    return {"auc": auc, **rest, **found, **pai}


def calibration():
    expected = np.array([0.05, 0.15, 0.3, 0.5, 0.72])
    observed = np.array([0.03, 0.18, 0.27, 0.55, 0.69])
    wide = np.array([0.03, 0.06, 0.08, 0.12, 0.16])
    bounds = {"low": np.clip(observed - wide, 0, 1), "high": np.clip(observed + wide, 0, 1)}
    return pd.DataFrame({"expected": expected, "observed": observed, **bounds, "count": [80, 60, 31, 14, 7]})


def model(name, title, kind, auc):
    pooled = measures_of(auc)
    has_chance = name in {"calibrated", "monotone_boosting", "quantile_logistic"}
    if has_chance:
        pooled["brier"] = 0.17
    return ModelScore(
        name=name,
        title=title,
        kind=kind,
        pooled=pooled,
        mean={key: value * 0.98 for key, value in pooled.items()},
        sd={key: value * 0.05 for key, value in pooled.items()},
        temporal={} if name == "hot_spot_kde" else {"auc": auc - 0.02},
        worst_gemeente=("Zuidkogge & <b>om</b>", auc - 0.07),
        gains=gains_of(auc),
        calibration=calibration() if has_chance else None,
    )


def robustness(names):
    tests = pd.DataFrame(
        {
            "title": [
                "Gewichten 25 % anders",
                "Gewichten 50 % anders",
                "Willekeurige gewichten (Dirichlet)",
                "Rangen in plaats van waarden",
                "Meetkundig gemiddelde",
            ],
            "jaccard_top_decile": [0.91, 0.82, 0.55, 0.74, 0.69],
            "mean_rank_shift": [0.008, 0.016, 0.06, 0.03, 0.041],
            "spearman": [0.998, 0.991, 0.93, 0.97, 0.96],
        }
    )
    rank = np.arange(len(names))
    weights = pd.DataFrame(
        {"without": 0.6 + 0.35 * rank / max(len(names), 1), "sobol_total": 0.4 / (rank + 1)}, index=names
    )
    return RankRobustness(tests=tests, weights=weights)


def blocks(bounds, fold_count=5):
    minx, miny, maxx, maxy = bounds
    xs, ys = np.arange(minx, maxx, BLOCK_M), np.arange(miny, maxy, BLOCK_M)
    shapes = [box(x, y, x + BLOCK_M, y + BLOCK_M) for x in xs for y in ys]
    number = np.arange(len(shapes))
    facts = {"fold": number * 7 % fold_count, "location_count": 3 + number % 9, "case_count": number % 3}
    return gpd.GeoDataFrame(facts, geometry=shapes, crs="EPSG:28992")


def build_evaluation(release, **changes):
    """An Evaluation over the locations of a release."""
    names = list(release.theme.weights)
    count = len(names)
    expert = pd.Series(np.linspace(2, 1, count) / np.linspace(2, 1, count).sum(), index=names)
    weights = pd.DataFrame({"expert": expert, "calibrated": expert[::-1].to_numpy()}, index=names)
    weights = weights.assign(low=weights["calibrated"] * 0.6, high=weights["calibrated"] * 1.5)
    by_source = pd.DataFrame(
        {"case_count": [31, 9, 2], "auc": [0.76, 0.69, NAN]}, index=["discovered", "reported", "open"]
    )
    plain = Evaluation(
        theme=release.theme.name,
        background="bezoeken",
        location_count=len(release.locations),
        case_count=42,
        background_count=97,
        visit_count=160,
        block_m=BLOCK_M,
        fold_count=5,
        k=50,
        models=tuple(model(*row) for row in MODELS),
        blocks=blocks(release.locations.total_bounds),
        robustness=robustness(names),
        weights=weights,
        verdict=(
            "De casussen voegen iets toe: de geijkte index vindt meer dan die van de experts.",
            "Geen uitdager is in onbekend gebied duidelijk beter.",
        ),
        limits=("Hotspots: te weinig casussen met een datum voor een toets in de tijd.",),
        absolute=(0.031, 0.012, 0.078),
        by_source=by_source.rename_axis("bron"),
    )
    return dataclasses.replace(plain, **changes)


def bare(release):
    """One fold, no calibration, no absolute level, no source, and nothing that can be measured."""
    unknown = dict.fromkeys(measures_of(0.5), NAN)
    only = ModelScore(name="expert", title="Index van de experts", kind="index", pooled=unknown, mean={}, sd={})
    tests = robustness([]).tests.iloc[:0]
    weights = pd.DataFrame({"without": [0.9], "sobol_total": [NAN]}, index=list(release.theme.weights)[:1])
    return build_evaluation(
        release,
        background="alle",
        background_count=198,
        visit_count=0,
        fold_count=1,
        models=(only,),
        blocks=blocks(release.locations.total_bounds, 1),
        robustness=RankRobustness(tests=tests, weights=weights),
        weights=None,
        verdict=("Met zo weinig gegevens is niet te zeggen of de casussen iets toevoegen.",),
        limits=("Er is geen bezoekenlog: selectieve waarneming.",),
        absolute=None,
        by_source=None,
    )
