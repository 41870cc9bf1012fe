"""Reasons, counterfactual and the whole scores frame on cases that can be checked by hand."""

import numpy as np
import pandas as pd

from geo_risico.core.specs import DimensionSpec, ThemeSpec
from geo_risico.scoring.combine import contributions
from geo_risico.scoring.reasons import reasons
from geo_risico.scoring.score import score_locations

NAN = float("nan")
COLUMNS = [
    "score", "score_low", "score_high", "base", "coverage", "percentile", "class", "percentile_all", "class_all",
    "reasons_for", "reasons_against", "counterfactual_indicator", "counterfactual_class",
]  # fmt: skip
TEXT = ["class", "class_all", "reasons_for", "reasons_against", "counterfactual_indicator", "counterfactual_class"]


def theme(weights):
    return ThemeSpec(
        name="proef", title="Proef", description="Proef.", locations="erven", location_title="erf",
        location_plural="erven", dimensions=(DimensionSpec(name="d", title="Dim", summary="Dim.", weights=weights),),
    )  # fmt: skip


def test_three_largest_of_each_sign_that_matter():
    parts = pd.DataFrame(
        [[0.1, 0.2, 0.3, 0.4, -0.01], [NAN, 0.004, -0.3, -0.1, 0.005], [NAN] * 5, [0.1, 0.1, 0.1, 0.1, -0.0049]],
        columns=list("abcde"),
    )
    told = reasons(parts)
    assert told["reasons_for"].tolist() == ["d|c|b", "e", "", "a|b|c"]
    assert told["reasons_against"].tolist() == ["e", "c|d", "", ""]


def test_fewer_indicators_than_reasons():
    assert reasons(pd.DataFrame({"a": [0.2, -0.2]}))["reasons_for"].tolist() == ["a", ""]


def risks():
    # tien erven; a loopt op, b loopt af behalve bij het hoogste erf
    index = pd.Index([f"ERF-{i}" for i in range(10)], name="location_id")
    return pd.DataFrame({"a": np.linspace(0, 0.9, 10), "b": [0.3] * 9 + [0.0]}, index=index)


def test_counterfactual_by_hand():
    frame = risks()
    _, scores = score_locations(frame, theme({"a": 1, "b": 1}), pd.Series("GM1", index=frame.index))
    top = scores.loc["ERF-8"]  # score 0.55 is the highest; without a only b is left: 0.3, fourth from below
    assert top[["class", "counterfactual_indicator"]].tolist() == ["E", "a"]
    below = int((scores["score"] < 0.3 - 1e-9).sum())
    equal = int(np.isclose(scores["score"], 0.3).sum())
    assert (below, equal) == (3, 1)
    assert top["counterfactual_class"] == "B"  # (3 + 1/2) / 10


def test_counterfactual_needs_a_class_a_reason_and_something_left():
    frame = pd.DataFrame({"a": [1.0, 0.0, 0.9, 1.0], "b": [0.5, 0.5, NAN, 0.5]}, index=list("wxyz"))
    peers = pd.Series(["GM1", "GM1", "GM1", NAN], index=frame.index)
    _, scores = score_locations(frame, theme({"a": 1, "b": 1}), peers)
    assert scores["class"].tolist() == ["C", "A", "D", "onbekend"]
    assert scores["counterfactual_indicator"].tolist() == ["a", "", "", ""]
    assert scores["counterfactual_class"].tolist() == ["B", "", "", ""]  # 0.5 has one of three below it


def test_frame_is_complete_and_typed():
    frame = risks()
    peers = pd.Series(["GM1"] * 5 + ["GM2"] * 5, index=frame.index)
    parts, scores = score_locations(frame, theme({"a": 1, "b": 1}), peers)
    assert list(scores) == COLUMNS
    assert scores[TEXT].notna().all().all()
    assert all(isinstance(scores[name].dtype, pd.StringDtype) for name in TEXT)
    pd.testing.assert_frame_equal(parts, contributions(frame, {"a": 1, "b": 1}))
    assert scores["percentile"].tolist() != scores["percentile_all"].tolist()


def test_too_little_known_is_unknown_and_left_out_of_the_ranking():
    frame = risks()
    frame.loc["ERF-9", "a"] = NAN
    weights = {"a": 3, "b": 1}
    _, scores = score_locations(frame, theme(weights), pd.Series("GM1", index=frame.index))
    _, others = score_locations(frame.drop("ERF-9"), theme(weights), pd.Series("GM1", index=frame.index[:9]))
    assert scores.loc["ERF-9", "class"] == "onbekend"
    assert np.isnan(scores.loc["ERF-9", "percentile"])
    pd.testing.assert_series_equal(scores["percentile"].drop("ERF-9"), others["percentile"])


def test_single_row_and_zero_rows():
    frame = risks()
    _, one = score_locations(frame.iloc[[4]], theme({"a": 1, "b": 1}), pd.Series("GM1", index=frame.index))
    assert one.iloc[0][["class", "percentile", "reasons_for", "counterfactual_class"]].tolist() == ["C", 0.5, "", ""]
    parts, none = score_locations(frame.iloc[:0], theme({"a": 1, "b": 1}), pd.Series("GM1", index=frame.index))
    assert list(none) == COLUMNS
    assert (len(none), len(parts)) == (0, 0)
    assert all(isinstance(none[name].dtype, pd.StringDtype) for name in TEXT)


def test_weights_of_the_scan_replace_those_of_the_theme():
    frame = risks()
    peers = pd.Series("GM1", index=frame.index)
    _, changed = score_locations(frame, theme({"a": 1, "b": 1}), peers, weights={"a": 1, "b": 3})
    _, native = score_locations(frame, theme({"a": 1, "b": 3}), peers)
    pd.testing.assert_frame_equal(changed, native)
