"""The risicomatrix and the features by hand: unknown is no step and no feature."""

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.specs import DimensionSpec, FeatureSpec, MatrixSpec, ThemeSpec
from geo_risico.scoring.features import features
from geo_risico.scoring.matrix import matrix_position

NAN = float("nan")
COLUMNS = ["kans", "kans_coverage", "kans_level", "barriere", "barriere_coverage", "barriere_level"]
RISKS = pd.DataFrame(
    {
        "crane": [1.0, 0.0, NAN, 0.2, 0.5],
        "sheds": [1.0, 0.0, NAN, NAN, 0.7],
        "isps": [0.0, 1.0, NAN, 0.5, NAN],
        "cameras": [0.0, 1.0, NAN, NAN, 0.2],
    },
    index=pd.Index(["p", "q", "r", "s", "t"], name="location_id"),
)
WEIGHTS = {"crane": 0.3, "sheds": 0.3, "isps": 0.3, "cameras": 0.1}


def _dimension(name, axis, weights):
    return DimensionSpec(name=name, title=name.title(), summary="Een zin.", axis=axis, weights=weights)


def _theme(*, with_matrix=True, minimum_coverage=0.3, feature=None):
    matrix = MatrixSpec(
        title="Risicomatrix",
        note="Reconstructie",
        kans_bounds=(0.2, 0.4, 0.6, 0.8),
        barriere_bounds=(0.1, 0.3, 0.5, 0.7),
        minimum_coverage=minimum_coverage,
    )
    return ThemeSpec(
        name="water",
        title="Water",
        description="Proef",
        locations="watergebonden",
        location_title="haven",
        location_plural="havens",
        dimensions=(
            _dimension("logistiek", "kans", {"crane": 3, "sheds": 3}),
            _dimension("toezicht", "barriere", {"isps": 3, "cameras": 1}),
        ),
        matrix=matrix if with_matrix else None,
        features=feature or (),
    )


def test_position_by_hand():
    table = matrix_position(RISKS, _theme(), WEIGHTS)
    assert list(table.columns) == COLUMNS
    expected = pd.DataFrame(
        {
            "kans": [1.0, 0.0, NAN, 0.2, 0.6],
            "kans_coverage": [1.0, 1.0, 0.0, 0.5, 1.0],
            "kans_level": [5.0, 1.0, NAN, 2.0, 4.0],
            "barriere": [1.0, 0.0, NAN, 0.5, 0.8],
            "barriere_coverage": [1.0, 1.0, 0.0, 0.75, 0.25],
            "barriere_level": [5.0, 1.0, NAN, 4.0, NAN],
        },
        index=RISKS.index,
    )
    pd.testing.assert_frame_equal(table, expected)


def test_coverage_below_the_minimum_gives_no_step_whatever_the_value():
    weak, strong = RISKS.assign(isps=NAN, cameras=1.0), RISKS.assign(isps=NAN, cameras=0.0)
    for risks in (weak, strong):
        table = matrix_position(risks, _theme(), WEIGHTS)
        assert table["barriere_level"].isna().all()
        assert table["barriere"].notna().all()


def test_without_minimum_a_location_of_which_nothing_is_known_still_has_no_step():
    table = matrix_position(RISKS, _theme(minimum_coverage=0.0), WEIGHTS)
    assert table.loc["r", ["kans_level", "barriere_level"]].isna().all()
    assert table.loc["t", "barriere_level"] == 5


def test_an_axis_without_weight_is_unknown_everywhere():
    table = matrix_position(RISKS, _theme(), WEIGHTS | {"isps": 0.0, "cameras": 0.0})
    assert table["barriere_level"].isna().all()
    assert (table["barriere_coverage"] == 0).all()
    assert table["kans_level"].notna().sum() == 4


def test_only_proportions_of_weights_matter():
    doubled = {name: 7 * weight for name, weight in WEIGHTS.items()}
    pd.testing.assert_frame_equal(matrix_position(RISKS, _theme(), WEIGHTS), matrix_position(RISKS, _theme(), doubled))


def test_more_supervision_raises_the_barrier_and_leaves_the_opportunity():
    before = matrix_position(RISKS, _theme(), WEIGHTS)
    after = matrix_position(RISKS.assign(isps=0.0), _theme(), WEIGHTS)
    assert (after["barriere"].fillna(2) >= before["barriere"].fillna(0)).all()
    pd.testing.assert_series_equal(after["kans_level"], before["kans_level"])


@pytest.mark.parametrize("risks", [RISKS, RISKS.iloc[:0]])
def test_theme_without_matrix_gives_no_columns(risks):
    table = matrix_position(risks, _theme(with_matrix=False), WEIGHTS)
    assert table.empty
    assert list(table.columns) == []
    pd.testing.assert_index_equal(table.index, risks.index)


def test_zero_locations_keep_their_columns():
    table = matrix_position(RISKS.iloc[:0], _theme(), WEIGHTS)
    assert list(table.columns) == COLUMNS
    assert (table.dtypes == np.float64).all()


def test_features_are_yes_no_or_unknown():
    feature = (
        FeatureSpec(name="kraan", title="met kraan", indicator="crane_count", at_least=1),
        FeatureSpec(name="geen_toezicht", title="zonder toezicht", indicator="hours", at_most=0),
        FeatureSpec(name="klein", title="klein", indicator="crane_count", at_least=1, at_most=2),
        FeatureSpec(name="weg", title="niet berekend", indicator="elders", at_least=1),
    )
    raw = pd.DataFrame({"crane_count": [0.0, 1.0, 3.0, NAN], "hours": [0.0, 40.0, NAN, 0.0]}, index=list("abcd"))
    table = features(raw, _theme(feature=feature))
    assert list(table.columns) == ["kenmerk_kraan", "kenmerk_geen_toezicht", "kenmerk_klein", "kenmerk_weg"]
    np.testing.assert_array_equal(table["kenmerk_kraan"], [0, 1, 1, NAN])
    np.testing.assert_array_equal(table["kenmerk_geen_toezicht"], [1, 0, NAN, 1])
    np.testing.assert_array_equal(table["kenmerk_klein"], [0, 1, 0, NAN])
    assert table["kenmerk_weg"].isna().all()
    assert list(features(raw.iloc[:0], _theme(feature=feature)).columns) == list(table.columns)
    assert list(features(raw, _theme()).columns) == []
