"""The index by hand: weights over what is known, bounds, base, contributions."""

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.errors import DefinitionError
from geo_risico.core.specs import DimensionSpec, ThemeSpec
from geo_risico.scoring.combine import combine, contributions
from geo_risico.scoring.weights import effective_weights, normalised

NAN = float("nan")
WEIGHTS = {"a": 2, "b": 1, "c": 1}
RISKS = pd.DataFrame(
    {"a": [1.0, 0.5, NAN, 0.0], "b": [0.0, NAN, NAN, 0.4], "c": [1.0, 0.5, NAN, 0.0]},
    index=pd.Index(["p", "q", "r", "s"], name="location_id"),
)
# means over the known values: a 0.5, b 0.2, c 0.5


def test_index_by_hand():
    expected = pd.DataFrame(
        {
            "score": [0.75, 0.5, NAN, 0.1],
            "score_low": [0.75, 0.375, 0.0, 0.1],
            "score_high": [0.75, 0.625, 1.0, 0.1],
            "base": [0.425, 0.5, NAN, 0.425],
            "coverage": [1.0, 0.75, 0.0, 1.0],
        },
        index=RISKS.index,
    )
    pd.testing.assert_frame_equal(combine(RISKS, WEIGHTS), expected)


def test_contributions_by_hand():
    expected = pd.DataFrame(
        {"a": [0.25, 0.0, NAN, -0.25], "b": [-0.05, NAN, NAN, 0.05], "c": [0.125, 0.0, NAN, -0.125]},
        index=RISKS.index,
    )
    pd.testing.assert_frame_equal(contributions(RISKS, WEIGHTS), expected)


def test_weighted_indicator_without_column_is_unknown_everywhere():
    index = combine(RISKS[["a", "b"]], WEIGHTS)
    assert index["coverage"].tolist() == [0.75, 0.5, 0.0, 0.75]
    assert contributions(RISKS[["a", "b"]], WEIGHTS)["c"].isna().all()


def test_column_without_weight_does_not_count():
    pd.testing.assert_frame_equal(combine(RISKS.assign(extra=0.9), WEIGHTS), combine(RISKS, WEIGHTS))
    assert list(contributions(RISKS.assign(extra=0.9), WEIGHTS)) == ["a", "b", "c"]


def test_zero_weight_leaves_an_indicator_out():
    pd.testing.assert_frame_equal(combine(RISKS, {**WEIGHTS, "b": 0}), combine(RISKS, {"a": 2, "c": 1}))


def test_only_zero_weight_known_is_nothing_known():
    index = combine(RISKS.loc[["r"]].assign(b=0.4), {**WEIGHTS, "b": 0})
    assert np.isnan(index.loc["r", "score"])
    assert index.loc["r", ["score_low", "score_high", "coverage"]].tolist() == [0.0, 1.0, 0.0]


def test_zero_rows():
    assert combine(RISKS.iloc[:0], WEIGHTS).shape == (0, 5)
    assert contributions(RISKS.iloc[:0], WEIGHTS).shape == (0, 3)


def test_input_is_left_alone():
    before = RISKS.copy()
    combine(RISKS, WEIGHTS)
    contributions(RISKS, WEIGHTS)
    pd.testing.assert_frame_equal(RISKS, before)


@pytest.mark.parametrize("weights", [{"a": -1.0, "b": 2.0}, {"a": NAN}, {"a": 0.0}, {}])
def test_unusable_weights_are_refused(weights):
    with pytest.raises(DefinitionError, match="gewichten"):
        normalised(weights)


def test_weights_of_a_scan_are_in_the_units_of_the_theme():
    dimension = DimensionSpec(name="ruimte", title="Ruimte", summary="Ruimte.", weights={"a": 10, "b": 30})
    theme = ThemeSpec(
        name="proef", title="Proef", description="Proef.", locations="erven", location_title="erf",
        location_plural="erven", dimensions=(dimension,),
    )  # fmt: skip
    assert effective_weights(theme) == theme.weights
    assert effective_weights(theme, {"a": 30}) == {"a": 0.5, "b": 0.5}
    assert effective_weights(theme, {"a": 0}) == {"a": 0.0, "b": 1.0}
    with pytest.raises(DefinitionError, match=r"weights\.z"):
        effective_weights(theme, {"z": 1})
