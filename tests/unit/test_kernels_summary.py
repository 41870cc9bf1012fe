"""Statistics over the cells of a shape against plain numpy."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.spatial.kernels.compiling import compiled
from geo_risico.spatial.kernels.summary import moments
from geo_risico.spatial.zonal.quantiles import weighted_quantiles

ROOT = Path(__file__).parents[2]
VALUES = st.lists(st.floats(-1000, 1000, width=32) | st.just(float("nan")), min_size=1, max_size=30)
WANTED = np.array([0.0, 0.1, 0.5, 0.77, 1.0])


def arrays(values):
    found = np.array(values, dtype=np.float32)
    return found, np.array([0, len(found)])


@settings(deadline=None)
@given(VALUES, st.integers(0, 2**31))
def test_moments_are_those_of_the_weighted_valid_cells(values, seed):
    found, start = arrays(values)
    rng = np.random.default_rng(seed)
    cover, weight = rng.uniform(0.1, 1, len(found)), rng.choice([0.0, 0.5, 2.0, np.nan, -1.0], len(found))
    result = moments(found, cover, weight, start)[0]
    valid = ~np.isnan(found) & (weight >= 0)
    assert result[4] == pytest.approx(cover[valid].sum())
    counted = valid & (weight > 0)
    if not counted.any():
        assert np.isnan(result[:4]).all()
        return
    numbers, heavy = found[counted].astype(float), (cover * weight)[counted]
    mean = np.average(numbers, weights=heavy)
    std = np.sqrt(np.average((numbers - mean) ** 2, weights=heavy))
    np.testing.assert_allclose(result[:4], [mean, std, numbers.min(), numbers.max()], atol=1e-6)


@settings(deadline=None)
@given(VALUES)
def test_equal_weights_give_the_common_quantile(values):
    found, start = arrays(values)
    result = weighted_quantiles(found, np.full(len(found), 0.3), start, WANTED)[0]
    known = found[~np.isnan(found)].astype(float)
    expected = np.quantile(known, WANTED) if len(known) else np.full(len(WANTED), np.nan)
    np.testing.assert_allclose(result, expected, rtol=1e-9, atol=1e-9)


def test_a_quantile_lies_on_the_line_between_two_weighted_values():
    values, start = arrays([10.0, 20.0, 40.0])
    weight = np.array([1.0, 1.0, 2.0])
    # 10 stands at 0, 20 at 1 + 2 * 1 = 3, 40 at 2 * 2 + 2 * 2 = 8; the middle is at 0.5 * 2 * 4 = 4.
    assert weighted_quantiles(values, weight, start, np.array([0.5]))[0, 0] == pytest.approx(20 + 20 * (4 - 3) / 5)


def test_quantiles_rise_and_stay_between_the_extremes():
    rng = np.random.default_rng(1)
    values, start = arrays(rng.normal(size=200))
    result = weighted_quantiles(values, rng.uniform(0.01, 1, 200), start, np.linspace(0, 1, 41))[0]
    assert (np.diff(result) >= 0).all()
    assert (result[0], result[-1]) == (values.min(), values.max())


WARMED = """
import importlib, pkgutil
import geo_risico.spatial.kernels as package
from geo_risico.spatial.kernels.warming import warm
warm()
modules = [importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
           if m.name != "__main__"]
kernels = {id(k): k for m in modules for k in vars(m).values() if hasattr(k, "stats")}.values()
print(len(kernels), sum(not k.signatures for k in kernels), sum(sum(k.stats.cache_misses.values()) for k in kernels))
"""


def test_after_warming_no_process_compiles_a_kernel():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", WARMED]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    count, _, compiled_count = map(int, done.stdout.split())
    assert count > 10
    assert compiled_count == 0


def test_a_kernel_works_where_nothing_can_be_kept():
    names = {}
    exec("def twice(x):\n    return 2 * x\n", names)  # noqa: S102 - a function without a file has no folder for its cache
    assert compiled(names["twice"])(21) == 42
