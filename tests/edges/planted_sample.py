"""Planted worlds with their visits, the models that are fitted to them, and how well those find the truth."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.labels import make_labels
from geo_risico.io.sources.fictief.evidence import CHECKS, RANDOM, make_visits
from geo_risico.io.sources.fictief.planted import DRIVERS, planted_lots
from geo_risico.model import AnchoredIndex, auc
from geo_risico.model.draws import block_weights

COLUMNS = [driver.column for driver in DRIVERS]
INDICATORS = [driver.indicator for driver in DRIVERS]
LAM = 2.0
LOW_EFFORT_SHARE = 0.4


def world(panden_count, seed, occasions=(*CHECKS, RANDOM)):
    """Lots with their drivers, what visits of these occasions found, and the chance that a lot was visited at all."""
    lots = planted_lots(panden_count, seed)
    visits = make_visits(lots, np.random.default_rng(seed))
    counted = visits[visits["aanleiding"].isin(occasions) & visits["resultaat"].ne("geen toegang")]
    visited, hit = np.zeros(len(lots), dtype=bool), np.zeros(len(lots), dtype=bool)
    visited[counted["row"]] = True
    hit[counted.loc[counted["resultaat"] == "aangetroffen", "row"]] = True
    missed = 1 - lots["visit_chance"].to_numpy()
    if RANDOM in occasions:
        drawn = visits[visits["aanleiding"] == RANDOM]
        per_gemeente = drawn["insluitkans"].groupby(lots["region"].to_numpy()[drawn["row"]]).first()
        missed = missed * (1 - per_gemeente.reindex(lots["region"]).to_numpy())
    return SimpleNamespace(
        values=lots[COLUMNS], hit=hit, visited=visited, chance=1 - missed, xy=lots[["x", "y"]].to_numpy(),
        present=lots["present"].to_numpy(), effort=lots["visit_chance"].to_numpy(),
    )  # fmt: skip


def scanned(regio):
    """The same of the erven of a scan: the value functions of its indicators, and its own labels."""
    locations, truth = regio.result.locations, regio.truth.drop_duplicates("lot")
    points = shapely.points(truth[["x", "y"]].to_numpy())
    lot, erf = shapely.STRtree(points).query(locations.frame.geometry.array, predicate="dwithin", distance=1.0)[::-1]
    planted = truth.iloc[lot][["present", "visit_chance"]].set_axis(locations.frame.index[erf])
    planted = planted.groupby(level=0).max().reindex(locations.frame.index).dropna()
    labels = make_labels(regio.result.evidence, locations)
    rows = planted.index
    return SimpleNamespace(
        values=regio.result.risks.loc[rows, INDICATORS], hit=labels.hit.loc[rows].to_numpy(),
        visited=labels.visited.loc[rows].to_numpy(), chance=labels.propensity.loc[rows].to_numpy(),
        xy=labels.xy[locations.frame.index.get_indexer(rows)],
        present=planted["present"].to_numpy(dtype=bool), effort=planted["visit_chance"].to_numpy(),
        background=labels.background,
    )  # fmt: skip


def on_visits(sample):
    """Equal weights corrected by the findings, against visited places without one."""
    return AnchoredIndex(lam=LAM).fit(sample.values, sample.hit, visited=sample.visited, propensity=sample.chance)


def on_all(sample, lam=None):
    """Equal weights corrected by the findings, against all other places."""
    return AnchoredIndex(lam=lam).fit(sample.values, sample.hit)


def on_truth(sample):
    """Weights that whoever visits every place would find: hardly held by equal weights."""
    return AnchoredIndex(lam=0.01).fit(sample.values, sample.present, visited=np.ones(len(sample.present), dtype=bool))


def drawn_weights(model, sample, draws=40):
    """Weights per draw of blocks."""
    rng = np.random.default_rng(7)
    return block_weights(
        model, sample.values, sample.hit, sample.xy, rng=rng, visited=sample.visited, propensity=sample.chance,
        draws=draws,
    )  # fmt: skip


def pairs(draws, planted):
    """How the 90 % interval of each difference of two weights stands to their planted order, as counts.

    ``right``: the interval lies wholly on the side of the planted order. ``wrong``: wholly on the other side.
    ``open``: it holds zero. `planted` is in falling order.
    """
    names = list(pd.Series(planted).sort_values(ascending=False).index)
    bounds = [np.quantile(draws[high] - draws[low], (0.05, 0.95)) for high, low in combinations(names, 2)]
    right, wrong = sum(b[0] > 0 for b in bounds), sum(b[1] < 0 for b in bounds)
    return SimpleNamespace(right=right, wrong=wrong, open=len(bounds) - right - wrong, count=len(bounds))


def accuracy_where_few_look(sample, model):
    """AUC against what is there, on the 40 % of the places that are least likely to be visited."""
    few = sample.effort <= np.quantile(sample.effort, LOW_EFFORT_SHARE)
    return auc(model.index(sample.values)[few], sample.present[few])
