"""The anchored fit against glum: an offset for the anchor, bounds for the sign, a quadratic penalty around zero."""

import numpy as np
import pytest
from glum import GeneralizedLinearRegressor

from geo_risico.model.anchored import AnchoredIndex
from geo_risico.model.objective import anchored_fit


def places(seed, count=800, columns=6, cases=60, rising=1.0):
    rng = np.random.default_rng(seed)
    values = rng.beta(1, 2, (count, columns))
    chance = np.exp(rising * values @ np.linspace(6, -2, columns))
    y = np.zeros(count, dtype=bool)
    y[rng.choice(count, cases, replace=False, p=chance / chance.sum())] = True
    return values, y, rng


def objective(given, weights, intercept):
    values, y, row_weight, anchor, strength = given
    logit = intercept + values @ weights
    loss = row_weight @ (np.logaddexp(0, logit) - y * logit)
    return loss + strength / 2 * np.sum((weights - anchor) ** 2)


def by_glum(values, y, row_weight, anchor, strength):
    model = GeneralizedLinearRegressor(
        family="binomial",
        alpha=strength,
        l1_ratio=0,
        lower_bounds=-anchor,
        gradient_tol=1e-10,
        max_iter=1000,
        scale_predictors=False,
    )
    model.fit(values, y.astype(float), sample_weight=row_weight, offset=values @ anchor)
    return model.coef_ + anchor, model.intercept_


CASES = [
    pytest.param({"seed": 1}, 2.0, id="plain"),
    pytest.param({"seed": 2, "cases": 15}, 2.0, id="few cases"),
    pytest.param({"seed": 3, "cases": 400}, 0.5, id="many cases, weights at zero"),
    pytest.param({"seed": 4, "columns": 1}, 20.0, id="one column"),
    pytest.param({"seed": 5, "columns": 30, "count": 2000}, 5.0, id="thirty columns"),
    pytest.param({"seed": 6, "rising": -1.0}, 0.5, id="against the experts"),
    pytest.param({"seed": 7, "rising": 0.0}, 2.0, id="no signal"),
]


@pytest.mark.parametrize(("world", "lam"), CASES)
def test_same_optimum_as_glum(world, lam):
    values, y, rng = places(**world)
    prior = rng.dirichlet(np.ones(values.shape[1]))
    model = AnchoredIndex(w0=prior, lam=lam).fit(values, y)
    row_weight = np.where(y, 0.5 / y.sum(), 0.5 / (~y).sum())
    given = (values, y, row_weight, 6 * prior, lam / y.sum())
    weights, intercept = by_glum(*given)
    assert model.coef_ == pytest.approx(weights, abs=2e-4)
    assert model.intercept_ == pytest.approx(intercept, abs=2e-4)
    assert objective(given, model.coef_, model.intercept_) <= objective(given, weights, intercept) + 1e-10


def test_same_optimum_as_glum_with_chances_of_a_visit():
    values, y, rng = places(8, cases=200)
    visited, chance = rng.random(len(y)) < 0.5, rng.uniform(0.05, 1, len(y))
    model = AnchoredIndex(lam=2.0).fit(values, y, visited=visited, propensity=chance)
    inverse = np.minimum(1 / chance, np.quantile(1 / chance[visited], 0.95)) * visited
    row_weight = np.where(y, inverse / inverse[y].sum(), inverse / inverse[~y].sum()) / 2
    found = (y & visited).sum()
    weights, intercept = by_glum(values, y, row_weight, np.ones(6), 2.0 / found)
    assert model.case_count_ == found
    assert model.coef_ == pytest.approx(weights, abs=2e-4)
    assert model.intercept_ == pytest.approx(intercept, abs=2e-4)


def test_bounds_are_active_somewhere():
    values, y, _ = places(3, cases=400)
    row_weight = np.where(y, 0.5 / y.sum(), 0.5 / (~y).sum())
    weights, _ = anchored_fit(values, y.astype(float), row_weight, np.ones(6), 0.5 / 400)
    assert weights.min() == 0
    assert weights.max() > 1
