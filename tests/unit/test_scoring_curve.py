"""Value functions: hand-checked points, unknowns, bounds and monotonicity."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DefinitionError
from geo_risico.core.specs import DensityCurve, FarCurve, IndicatorSpec, LinearCurve, LookupCurve, NearCurve
from geo_risico.scoring.curve import apply_curve, apply_curves

CURVES = {
    "near": NearCurve(kind="near", d0_m=500),
    "far": FarCurve(kind="far", d0_m=500),
    "density": DensityCurve(kind="density", q95=40),
    "sparse": DensityCurve(kind="density", q95=40, decreasing=True),
    "rising": LinearCurve(kind="linear", points=((0, 0.1), (10, 0.5), (20, 0.5), (100, 0.9))),
    "falling": LinearCurve(kind="linear", points=((0, 1), (50, 0.25))),
    "lookup": LookupCurve(kind="lookup", values={2: 1.0, 0: 0.0, 1: 0.6}),
}
NAN = float("nan")


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("near", [0, 500, 1000, -3, np.inf, NAN], [1, np.exp(-1), np.exp(-2), 1, 0, NAN]),
        ("far", [0, 500, 1000, -3, np.inf, NAN], [0, 1 - np.exp(-1), 1 - np.exp(-2), 0, 1, NAN]),
        ("density", [0, 10, 40, 80, -1, NAN], [0, 0.5, 1, 1, 0, NAN]),
        ("sparse", [0, 10, 40, 80, -1, NAN], [1, 0.5, 0, 0, 1, NAN]),
        ("rising", [-5, 0, 5, 15, 60, 500, NAN], [0.1, 0.1, 0.3, 0.5, 0.7, 0.9, NAN]),
        ("falling", [-5, 0, 25, 50, 99, NAN], [1, 1, 0.625, 0.25, 0.25, NAN]),
        ("lookup", [0, 1, 2, 3, -1, 0.5, NAN], [0, 0.6, 1, NAN, NAN, NAN, NAN]),
    ],
)
def test_hand_checked_points(name, raw, expected):
    values = pd.Series(raw, index=[f"x{i}" for i in range(len(raw))], name="meting", dtype=float)
    risk = apply_curve(values, CURVES[name])
    pd.testing.assert_series_equal(risk, pd.Series(expected, index=values.index, name="meting", dtype=float))


@given(
    raw=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30),
    name=st.sampled_from(["near", "far", "density", "sparse", "rising", "falling"]),
)
@settings(deadline=None)
def test_curves_are_monotone_and_stay_in_bounds(raw, name):
    risk = apply_curve(pd.Series(sorted(raw)), CURVES[name])
    steps = np.diff(risk) * (-1 if name in {"near", "sparse", "falling"} else 1)
    assert risk.between(0, 1).all()
    assert (steps >= 0).all()


def test_input_is_left_alone_and_empty_is_fine():
    values = pd.Series([1.0, NAN])
    before = values.copy()
    apply_curve(values, CURVES["near"])
    pd.testing.assert_series_equal(values, before)
    for curve in CURVES.values():
        assert apply_curve(values.iloc[:0], curve).empty


def spec(name, curve):
    return IndicatorSpec(
        name=name, title="Titel", unit="m", applies_to=("erf",), curve=curve, rationale="Omdat het zo is.",
        reference="Eigen werk", reason_for="Veel: {value}", reason_against="Weinig: {value}",
    )  # fmt: skip


def test_frame_keeps_order_index_and_unknowns():
    raw = pd.DataFrame({"b": [10.0, NAN], "a": [0.0, 500.0]}, index=pd.Index(["E2", "E1"], name="location_id"))
    risks = apply_curves(raw, {"a": spec("a", CURVES["near"]), "b": spec("b", CURVES["density"])})
    expected = pd.DataFrame({"b": [0.5, NAN], "a": [1.0, np.exp(-1)]}, index=raw.index)
    pd.testing.assert_frame_equal(risks, expected)
    assert apply_curves(raw.iloc[:0], {"a": spec("a", CURVES["near"]), "b": spec("b", CURVES["near"])}).shape == (0, 2)


def test_column_without_definition_is_named():
    with pytest.raises(DefinitionError, match="onbekende_maat"):
        apply_curves(pd.DataFrame({"onbekende_maat": [1.0]}), {})
