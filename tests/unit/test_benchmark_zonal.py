"""The zonal comparison of the benchmark: three ways give the same means, and a difference is seen."""

import importlib
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.filterwarnings("ignore:Use .@. matmul:PendingDeprecationWarning")
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def scripts():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield {name: importlib.import_module(name) for name in ("zonal", "zonal_case")}


@pytest.fixture(scope="module")
def figures(scripts):
    return scripts["zonal"].measure(80, 300)


def test_three_ways_give_the_same_means(figures):
    for name in ("exactextract", "rasterstats"):
        assert figures[name]["compared_count"] > 60
        assert figures[name]["is_equal"], figures[name]
    assert figures["exactextract"]["largest_difference"] < 1e-6
    assert all(figures[name]["cpu_s"] > 0 for name in ("geo_risico", "exactextract", "rasterstats"))


def test_a_difference_is_seen(scripts):
    agreement = scripts["zonal"]._agreement(np.array([1.0, 2.0]), np.array([1.0, 2.5]), 0.1)
    assert not agreement["is_equal"]
    assert agreement["largest_difference"] == pytest.approx(0.5)
    nothing = scripts["zonal"]._agreement(np.array([1.0]), np.array([np.nan]), 0.1)
    assert not nothing["is_equal"]


def test_table_and_growth(scripts, figures):
    zonal = scripts["zonal"]
    slower = figures | {"erven_count": 800, "geo_risico": {"cpu_s": 20 * figures["geo_risico"]["cpu_s"]}}
    assert zonal.zonal_growth([figures, slower]) == pytest.approx(2.0)
    assert zonal.zonal_table([figures, slower], {"cold_s": 6.0, "warm_s": 1.0}).row_count == 6
    wrong = figures | {"rasterstats": figures["rasterstats"] | {"is_equal": False}}
    assert zonal.zonal_disagreements([figures, wrong]) == ["80 erven: rasterstats"]


def test_erven_are_spread_and_some_have_a_hole(scripts):
    case = scripts["zonal_case"].zonal_case(300, 500)
    assert all(erf.is_valid for erf in case.erven)
    assert any(len(getattr(erf, "interiors", ())) for erf in case.erven)
