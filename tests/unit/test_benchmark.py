"""The comparison of the benchmark: both ways give the same figures, and a difference is seen."""

import importlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PANDEN_COUNT = 500


@pytest.fixture(scope="module")
def scripts():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield {name: importlib.import_module(name) for name in ("case", "naive", "agree", "budget", "tables")}


@pytest.fixture(scope="module")
def measured(scripts, tmp_path_factory):
    case = scripts["case"].prepare(PANDEN_COUNT, tmp_path_factory.mktemp("fictief"))
    table, spent = scripts["case"].run_toolkit(case)
    return case, table, spent


def test_every_indicator_is_compared_or_named_as_left_out(scripts, measured):
    naive = scripts["naive"]
    assert set(measured[1].columns) == set(naive.OPERATIONS) | set(naive.NO_SIMPLE_FORM)


def test_every_indicator_is_timed(measured):
    _, table, spent = measured
    assert set(spent) == set(table.columns)
    assert all(seconds["wall_s"] > 0 for seconds in spent.values())


@pytest.mark.filterwarnings("ignore:.keep_geom_type=True.:UserWarning")
def test_simple_script_gives_the_same_figures(scripts, measured):
    case, table, _ = measured
    different = {}
    for name, operation in scripts["naive"].OPERATIONS.items():
        values = operation.run(case.locations.frame, case.linked, case.settings(name))
        agreement = scripts["agree"].compare(table[name], values, operation.tolerance)
        assert agreement.compared_count > 0.9 * len(table)
        if not agreement.is_equal:
            different[name] = agreement
    assert not different


def test_simple_form_runs_in_a_process_of_its_own(scripts, measured):
    case, table, _ = measured
    outcome = scripts["budget"].measure_naive("erf_adres_count", case, 60.0)
    assert not outcome.is_extrapolated
    pd.testing.assert_series_equal(outcome.values, table["erf_adres_count"], check_names=False)


def test_a_difference_is_seen(scripts):
    ours = pd.Series([1.0, 2.0, np.nan, 4.0], index=list("abcd"))
    agreement = scripts["agree"].compare(ours, pd.Series([1.0, 2.5, 3.0], index=list("abc")), 1e-6)
    assert (agreement.value_differs_count, agreement.unknown_differs_count) == (1, 1)
    assert agreement.largest_difference == pytest.approx(0.5)
    assert not agreement.is_equal


def test_growth_is_per_tenfold(scripts):
    def figures(count, seconds):
        return {"location_count": count, "operations": {"a": {"toolkit": {"cpu_s": seconds}}}}

    assert scripts["tables"].growth(figures(100, 1.0), figures(10_000, 400.0))["a"] == pytest.approx(2.0)
