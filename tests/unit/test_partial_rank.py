"""Partial rank correlation: planted truth is found, absent truth is not, and the interval respects the clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from geo_risico.uncertainty.partial_rank import MIN_CLUSTERS, partial_rank


def world(rng, clusters, rows, effect):
    """Score with an effect per area, density that drives both, and an effect of income that is planted or not."""
    area = rng.integers(0, clusters, rows) if rows else np.arange(clusters)
    density = rng.normal(size=clusters)
    income = 0.6 * density + 0.8 * rng.normal(size=clusters)
    own = 0.7 * rng.normal(size=clusters)
    size = len(area)
    part = pd.DataFrame({"dicht": 0.8 * density[area], "inkomen": effect * income[area], "rest": own[area]})
    part["rest"] += rng.normal(size=size)
    controls = pd.DataFrame({"density": density[area], "kind": np.where(rng.random(size) < 0.3, "a", "b")})
    return part.sum(axis=1), pd.Series(income[area]), controls, pd.Series(area).astype(str), part


def test_absent_dependence_is_covered_at_about_the_nominal_rate():
    rng = np.random.default_rng(5)
    found = [partial_rank(*world(rng, 25, 500, 0.0), rng) for _ in range(100)]
    covered = np.mean([each.low <= 0 <= each.high for each in found])
    assert 0.88 <= covered <= 1.0
    assert np.mean([each.raw for each in found]) > 0.25, "without holding density equal it looks like a dependence"


@pytest.mark.parametrize("effect", [0.9, -0.9])
def test_a_planted_dependence_is_found_with_its_sign_and_its_indicator(effect):
    rng = np.random.default_rng(6)
    found = [partial_rank(*world(rng, 40, 900, effect), rng) for _ in range(15)]
    assert np.mean([each.is_clear and np.sign(each.partial) == np.sign(effect) for each in found]) >= 0.9
    assert all(next(iter(each.shares)) == "inkomen" for each in found)
    assert sum(found[0].shares.values()) == pytest.approx(1)


def test_many_locations_in_few_areas_do_not_make_it_surer():
    rng = np.random.default_rng(7)
    widths = []
    for rows in (300, 6000):
        found = [partial_rank(*world(rng, 20, rows, 0.0), rng) for _ in range(20)]
        widths.append(np.mean([each.high - each.low for each in found]))
    assert widths[1] > 0.75 * widths[0]


def test_without_controls_it_is_spearman_and_order_does_not_matter():
    rng = np.random.default_rng(8)
    score, measure, _, area, part = world(rng, 30, 400, 0.5)
    none = pd.DataFrame(index=score.index)
    found = partial_rank(score, measure, none, area, part, np.random.default_rng(1))
    assert found.partial == pytest.approx(found.raw) == pytest.approx(spearmanr(score, measure).statistic)
    order = rng.permutation(len(score))
    again = partial_rank(*(frame.iloc[order] for frame in (score, measure, none, area, part)), np.random.default_rng(1))
    assert (again.low, again.high) == pytest.approx((found.low, found.high))


def test_unknown_is_left_out_and_never_low():
    rng = np.random.default_rng(9)
    score, measure, controls, area, part = world(rng, 30, 400, 0.8)
    holes = measure.where(area.astype(int) >= 8)
    found = partial_rank(score, holes, controls, area, part, rng)
    assert (found.row_count, found.cluster_count) == (int(holes.notna().sum()), 22)
    gaps = controls.assign(density=controls["density"].where(controls.index % 3 > 0))
    assert partial_rank(score, measure, gaps, area, part, rng).row_count == 400


@pytest.mark.parametrize(
    ("clusters", "reason"), [(MIN_CLUSTERS - 1, "te weinig groepen: 9, minstens 10 nodig"), (MIN_CLUSTERS, "")]
)
def test_too_few_areas_give_the_reason_and_no_figure(clusters, reason):
    rng = np.random.default_rng(10)
    found = partial_rank(*world(rng, clusters, 400, 0.9), rng)
    assert found.too_few == reason
    assert np.isnan(found.partial) == bool(reason)
    assert not (reason and found.is_clear)


def test_what_does_not_vary_or_is_held_equal_gives_no_figure():
    rng = np.random.default_rng(11)
    score, measure, controls, area, part = world(rng, 30, 400, 0.8)
    assert partial_rank(score, measure * 0, controls, area, part, rng).too_few == "overal hetzelfde"
    assert partial_rank(score * 0, measure, controls, area, part, rng).too_few == "elke score is gelijk"
    twin = controls.assign(twin=measure)
    assert "gelijk gehouden" in partial_rank(score, measure, twin, area, part, rng).too_few
    assert partial_rank(score[:0], measure[:0], controls[:0], area[:0], part[:0], rng).too_few.startswith("te weinig")
