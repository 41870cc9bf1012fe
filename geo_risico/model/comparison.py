"""Every way of ranking on the same folds: experts, calibrated, equal weights, hot spots, risk terrain, challengers."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.model.anchored import AnchoredIndex
from geo_risico.model.anchored_input import prior_weights
from geo_risico.model.baselines import EqualWeights, FixedWeights, HotSpotKde
from geo_risico.model.challengers import MonotoneBoosting, QuantileLogistic
from geo_risico.model.cv import (
    cross_validate,
    leave_one_group_out,
    quadrants,
    temporal_split,
)
from geo_risico.model.design import Contender, Design, Judged
from geo_risico.model.folds import block_side_m, spatial_folds
from geo_risico.model.places import Places, make_places
from geo_risico.model.terrain import RiskTerrain
from geo_risico.model.verdict import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

SHOWN = (
    "auc",
    "average_precision",
    "hit_rate_05",
    "hit_rate_10",
    "hit_rate_20",
    "pai_10",
    "pei_10",
    "hits_at_k",
    "brier",
)


def contenders(
    w0: npt.ArrayLike | Mapping[str, float] | None, lam: float | None = None, seed: int = 0
) -> tuple[Contender, ...]:
    """All ways of ranking that are compared; the experts' index only when their weights are given."""
    expert = Contender(name="expert", title="Index van de experts", kind="index", model=FixedWeights(w0))  # type: ignore[arg-type]
    rest = (
        Contender(name="calibrated", title="Geijkte index", kind="index", model=AnchoredIndex(w0=w0, lam=lam)),
        Contender(name="equal_weights", title="Gelijke gewichten", kind="vergelijking", model=EqualWeights()),
        Contender(name="hot_spot_kde", title="Hotspots van eerdere casussen", kind="vergelijking", model=HotSpotKde()),
        Contender(
            name="risk_terrain", title="Risk terrain (ja of nee per factor)", kind="vergelijking", model=RiskTerrain()
        ),
        Contender(
            name="monotone_boosting", title="Beslisbomen, stijgend", kind="uitdager", model=MonotoneBoosting(seed)
        ),
        Contender(
            name="quantile_logistic", title="Logistisch op kwartielen", kind="uitdager", model=QuantileLogistic()
        ),
    )
    return rest if w0 is None else (expert, *rest)


def judge(contender: Contender, places: Places, design: Design) -> Judged:
    """What one way of ranking is worth under a design."""
    start = perf_counter()
    cv = cross_validate(contender.model, places, design.folds, block_m=design.block_m, k=design.k, seed=design.seed)
    seconds = perf_counter() - start
    return Judged(
        contender=contender,
        cv=cv,
        temporal=temporal_split(contender.model, places, k=design.k, seed=design.seed),
        transfer=leave_one_group_out(contender.model, places, design.groups),
        seconds=seconds,
    )


def compare(  # noqa: PLR0913 - one call with everything that is known, as in scikit-learn
    V: object,  # noqa: N803 - value functions, as in the formulas
    y: object,
    xy: object,
    *,
    w0: npt.ArrayLike | Mapping[str, float] | None = None,
    visited: object = None,
    propensity: object = None,
    dates: object = None,
    areas: object = None,
    groups: object = None,
    block_m: float | None = None,
    n_folds: int = 5,
    k: int = 50,
    seed: int = 0,
) -> pd.DataFrame:
    """One row per way of ranking, with measures on places that it has not seen.

    Columns: title, kind, auc and the other measures (over all out-of-fold scores together), auc_mean and auc_sd (over
    the folds), auc_temporal (on later cases), auc_transfer (mean over areas left out), auc_worst (the worst of them)
    and seconds. ``attrs["verdict"]`` holds plain Dutch sentences, ``attrs["block_m"]`` the side of the blocks.

    Parameters
    ----------
    V
        Value functions, a row per place; NaN is unknown.
    y
        True where a place has a case.
    xy
        Coordinates in metres.
    w0
        Weights of experts, per column or by name; only proportions matter.
    visited
        True where somebody looked; then only those places count.
    propensity
        Chance of a visit per place.
    dates
        Date on which the label of a place became known.
    areas
        Area of each place in m2.
    groups
        Name of the area of each place; without, four quarters of the area.
    block_m
        Side of the blocks in metres, 3000 when left out; at least twice the largest half-distance.
    n_folds
        Number of folds.
    k
        Number of visits for hits_at_k.
    seed
        Of folds, equal scores and trees.

    Raises
    ------
    DataError
        When the input does not fit, or fewer than two blocks have a case.
    """
    facts = {"visited": visited, "propensity": propensity, "dates": dates, "areas": areas}
    places = make_places(V, y, xy, facts)
    if w0 is not None:
        w0 = prior_weights(w0, list(places.table.columns), places.table.shape[1])
    side = block_side_m() if block_m is None else block_m
    names = groups.reindex(places.table.index) if isinstance(groups, pd.Series) else groups
    design = Design(
        folds=spatial_folds(places.xy, places.y, side, n_folds, seed),
        block_m=side,
        groups=quadrants(places.xy) if names is None else list(np.asarray(names).astype(str)),
        k=k,
        seed=seed,
    )
    judged = [judge(contender, places, design) for contender in contenders(w0, seed=seed)]
    table = pd.DataFrame([_row(one) for one in judged], index=pd.Index([one.contender.name for one in judged]))
    table.attrs = {"verdict": verdict(judged), "block_m": side, "fold_count": int(np.unique(design.folds).size)}
    return table.rename_axis("model")


def _row(one: Judged) -> dict[str, object]:
    """Row of the table."""
    worst = one.transfer.worst
    return {
        "title": one.contender.title,
        "kind": one.contender.kind,
        **{name: one.cv.pooled[name] for name in SHOWN},
        "auc_mean": one.cv.mean["auc"],
        "auc_sd": one.cv.sd["auc"],
        "auc_temporal": float("nan") if one.temporal is None else one.temporal.measures["auc"],
        "auc_transfer": one.transfer.mean,
        "auc_worst": float("nan") if worst is None else worst[1],
        "seconds": one.seconds,
    }
