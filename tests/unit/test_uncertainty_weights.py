"""Weight noise: against a slow reading of the definition, and what holds for every table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_risico.core.specs import DimensionSpec, ThemeSpec
from geo_risico.scoring.ranks import group_ranks, resampled_ranks
from geo_risico.scoring.score import score_locations
from geo_risico.uncertainty import weights as weights_module
from geo_risico.uncertainty.resample import resample
from geo_risico.uncertainty.weights import WeightNoise, spread

NAN = float("nan")
NAMES = list("abcde")
WEIGHTS = {"a": 5, "b": 3, "c": 2, "d": 2, "e": 1}
THEME = ThemeSpec(
    name="proef", title="Proef", description="Proef.", locations="erven", location_title="erf",
    location_plural="erven", dimensions=(DimensionSpec(name="d", title="Dim", summary="Dim.", weights=WEIGHTS),),
)  # fmt: skip


def rng():
    return np.random.default_rng(7)


def risks(count=60, unknown=0.2):
    values = rng().beta(0.7, 1.4, (count, 5)).round(3)
    values[np.random.default_rng(8).random((count, 5)) < unknown] = NAN
    return pd.DataFrame(values, index=[f"ERF-{i}" for i in range(count)], columns=NAMES)


def peers(frame, groups=3):
    return pd.Series([f"GM{i % groups}" for i in range(len(frame))], index=frame.index)


def test_matches_the_scores_of_every_draw():
    frame, noise = risks(), WeightNoise(draws=20)
    factors = rng().uniform(0.5, 1.5, (20, 5))
    released = score_locations(frame, THEME, peers(frame))[1]
    known = released["class"] != "onbekend"
    # a draw ranks the locations that have a released class, however little weight is known in that draw
    lenient = THEME.model_copy(update={"minimum_coverage": 0.0})
    kept = frame.where(known, axis=0)
    draws = [
        score_locations(kept, lenient, peers(frame), weights=dict(zip(NAMES, row, strict=True)))[1][known]
        for row in factors * list(WEIGHTS.values())
    ]
    score, place, group = (
        pd.concat([draw[name] for draw in draws], axis=1) for name in ("score", "percentile", "class")
    )
    rank = score.round(9).groupby(peers(frame)[known]).rank("min", ascending=False)
    agree = group.eq(released.loc[known, "class"], axis=0).mean(axis=1)
    table = spread(frame, THEME, peers(frame), rng(), noise=noise)[known]
    assert 10 < known.sum() < len(frame)
    assert np.allclose(table[["p10", "p90"]], np.sort(score, axis=1)[:, [1, 17]])
    assert np.array_equal(table[["rank_low", "rank_high"]], np.sort(rank, axis=1)[:, [1, 17]])
    assert np.allclose(table["top_share"], (place >= 0.9).mean(axis=1))
    assert ((table["robustness"] == "robust") == (agree >= 0.8)).all()
    assert set(table["robustness"]) == {"robust", "grensgeval"}


def test_no_noise_is_the_score_itself():
    frame = risks()
    scores = score_locations(frame, THEME, peers(frame))[1]
    table = spread(frame, THEME, peers(frame), rng(), noise=WeightNoise(draws=3, noise=0.0))
    assert np.allclose(table["p10"], scores["score"], atol=1e-12, equal_nan=True)
    assert np.allclose(table["p90"], scores["score"], atol=1e-12, equal_nan=True)
    assert table["rank_low"].equals(table["rank_high"])
    expected = np.where(scores["class"] == "onbekend", "onbekend", "robust")
    assert table["robustness"].tolist() == expected.tolist()
    assert table["top_share"].isna().equals(scores["class"] == "onbekend")


@given(
    values=hnp.arrays(
        float, st.tuples(st.integers(0, 12), st.just(5)), elements=st.one_of(st.just(NAN), st.integers(0, 9).map(float))
    )
)
@settings(deadline=None, max_examples=40)
def test_intervals_are_ordered_and_bounded(values):
    frame = pd.DataFrame(values / 9, index=[f"ERF-{i}" for i in range(len(values))], columns=NAMES)
    before = frame.copy()
    table = spread(frame, THEME, peers(frame, 2), rng(), noise=WeightNoise(draws=11))
    classed = table["robustness"] != "onbekend"
    sizes = classed.groupby(peers(frame, 2)).transform("sum")
    assert table.loc[classed].notna().all().all()
    assert table.loc[~classed, ["rank_low", "rank_high", "top_share"]].isna().all().all()
    assert (table["p10"] <= table["p90"])[classed].all()
    assert ((table["rank_low"] >= 1) & (table["rank_low"] <= table["rank_high"]))[classed].all()
    assert (table["rank_high"] <= sizes)[classed].all()
    assert table.loc[classed, "top_share"].between(0, 1).all()
    pd.testing.assert_frame_equal(frame, before)


def test_seed_decides_and_row_order_does_not():
    frame = risks()
    table = spread(frame, THEME, peers(frame), rng())
    shuffled = spread(frame.sample(frac=1, random_state=1), THEME, peers(frame), rng())
    pd.testing.assert_frame_equal(shuffled.loc[frame.index], table, rtol=0, atol=1e-12)
    assert not table.equals(spread(frame, THEME, peers(frame), np.random.default_rng(9)))


def test_chunks_do_not_matter(monkeypatch):
    frame = risks()
    whole = spread(frame, THEME, peers(frame), rng())
    monkeypatch.setattr(weights_module, "_CHUNK_ROWS", 7)
    pd.testing.assert_frame_equal(spread(frame, THEME, peers(frame), rng()), whole, rtol=0, atol=1e-12)


def test_a_clear_winner_is_robust_and_always_in_the_top():
    frame = pd.DataFrame(np.linspace(0, 0.4, 20)[:, None] * np.ones(5), columns=NAMES)
    frame.loc[20] = 1.0
    table = spread(frame, THEME, pd.Series("GM1", index=frame.index), rng())
    assert table.loc[20, ["rank_low", "rank_high", "top_share", "robustness"]].tolist() == [1, 1, 1.0, "robust"]


def test_class_that_hangs_on_one_weight_is_a_border_case():
    # even erven score on a only, odd ones on b and c only: equal weight, so the order turns with every draw
    frame = pd.DataFrame(0.0, index=range(20), columns=NAMES)
    frame.loc[::2, "a"] = np.linspace(0.1, 1, 10)
    frame.loc[1::2, ["b", "c"]] = np.linspace(0.12, 0.98, 10)[:, None]
    table = spread(frame, THEME, pd.Series("GM1", index=frame.index), rng())
    assert (table["robustness"] == "grensgeval").sum() >= 8


@pytest.mark.parametrize("count", [0, 1])
def test_few_rows(count):
    frame = risks(count, unknown=0)
    table = spread(frame, THEME, peers(frame), rng())
    assert list(table) == ["p10", "p90", "rank_low", "rank_high", "top_share", "robustness"]
    assert table["robustness"].tolist() == ["robust"] * count


def blocks(frame, count=9):
    return pd.Series(np.arange(len(frame)) * 7 % count, index=frame.index)


def test_resampled_ranks_against_the_population_written_out():
    generator = np.random.default_rng(3)
    codes, groups = generator.integers(0, 12, 60), generator.integers(0, 3, 60)
    times = generator.integers(0, 4, 60)
    place = resampled_ranks(codes, groups, times)
    for row in range(60):
        others = [i for i in range(60) if i != row and groups[i] == groups[row]]
        copies = np.repeat(codes[others], times[others])
        share = ((copies < codes[row]).mean() + (copies == codes[row]).mean() / 2) * len(others)
        size = len(others) + 1
        assert place.percentile[row] == pytest.approx((share + 0.5) / size)
        assert place.rank[row] == np.rint(1 + (copies > codes[row]).mean() * len(others))


def test_every_row_once_is_the_plain_ranking():
    generator = np.random.default_rng(4)
    codes, groups = generator.integers(0, 30, 200), generator.integers(0, 4, 200)
    plain, again = group_ranks(codes, groups), resampled_ranks(codes, groups, np.ones(200, dtype=np.int64))
    assert np.allclose(plain.percentile, again.percentile)
    assert np.array_equal(plain.rank, again.rank)


def test_blocks_are_drawn_within_each_group_and_keep_their_number():
    groups, block = np.array([0, 0, 0, 1, 1, 2]), np.array([5, 5, 8, 5, 9, 3])
    drawn = resample(groups, block, 200, rng())
    pairs = pd.DataFrame({"group": groups, "block": drawn.block}).drop_duplicates()
    for _, part in pairs.groupby("group"):
        assert (drawn.counts[:, part["block"]].sum(axis=1) == len(part)).all()
    assert (drawn.of(0)[:2] == drawn.of(0)[0]).all()
    assert (drawn.counts[:, drawn.block[5]] == 1).all()
    assert 0 < (drawn.counts == 0).mean() < 0.5


def test_other_peers_widen_ranks_but_never_the_score():
    frame = risks(300)
    everyone = pd.Series("GM1", index=frame.index)
    plain = spread(frame, THEME, everyone, rng(), noise=WeightNoise(noise=0.0))
    table = spread(frame, THEME, everyone, rng(), noise=WeightNoise(noise=0.0, blocks=blocks(frame)))
    known = table["rank_low"].notna()
    assert table[["p10", "p90"]].equals(plain[["p10", "p90"]])
    assert ((table["rank_high"] - table["rank_low"])[known] > 0).mean() > 0.9
    assert table.loc[known, "rank_low"].min() >= 1
    assert (table.loc[known, "rank_high"] <= known.sum()).all()


def test_blocks_do_not_depend_on_the_row_order():
    frame = risks()
    table = spread(frame, THEME, peers(frame), rng(), noise=WeightNoise(blocks=blocks(frame)))
    turned = frame.sample(frac=1, random_state=1)
    again = spread(turned, THEME, peers(frame), rng(), noise=WeightNoise(blocks=blocks(frame)))
    pd.testing.assert_frame_equal(again.loc[frame.index], table, rtol=0, atol=1e-12)


def test_draws_of_a_calibration_are_shaken_in_turn():
    frame, starts = risks(), ((1.0, 0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0, 1.0))
    table = spread(frame, THEME, peers(frame), rng(), noise=WeightNoise(draws=10, noise=0.0, starts=starts))
    both = frame["a"].notna() & frame["e"].notna()
    assert np.allclose(table.loc[both, "p10"], frame.loc[both, ["a", "e"]].min(axis=1), atol=1e-6)
    assert np.allclose(table.loc[both, "p90"], frame.loc[both, ["a", "e"]].max(axis=1), atol=1e-6)
    assert table.loc[frame.notna().any(axis=1), "p10"].notna().all()
