"""The race of the kernels: three ways give the same figures, and the plot is the same each time."""

import importlib
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
COUNT = 1000


@pytest.fixture(scope="module")
def scripts():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        names = ("kernels_case", "kernels_ways", "kernels_race", "kernels_plot", "tables")
        yield {name: importlib.import_module(name) for name in names}


@pytest.mark.filterwarnings("ignore:.keep_geom_type=True.:UserWarning")
def test_each_operation_gives_the_same_figures_three_ways(scripts):
    case, rows = scripts["kernels_case"].province(COUNT), np.arange(0, COUNT, 3)
    for name, race in scripts["kernels_ways"].RACES.items():
        ours = race.kernel(case, rows)
        assert np.isfinite(ours).all(), name
        np.testing.assert_allclose(race.library(case, rows), ours, rtol=1e-6, atol=1e-6, err_msg=name)
        np.testing.assert_allclose(race.naive(case, rows), ours, rtol=1e-6, atol=1e-6, err_msg=name)


def test_a_difference_is_seen(scripts):
    case, race = scripts["kernels_case"].province(COUNT), scripts["kernels_ways"].RACES["binnen 250 m"]
    wrong = scripts["kernels_ways"].Race(
        kernel=lambda given, rows: race.kernel(given, rows) + 1, library=race.library, naive=race.naive
    )
    assert scripts["kernels_race"].measure(race, case)["is_equal"]
    assert not scripts["kernels_race"].measure(wrong, case)["is_equal"]


def test_plot_is_the_same_twice(scripts, tmp_path):
    seconds = {"een": {1000: 0.1, 10_000: 1.1}, "twee": {1000: 0.02, 10_000: 0.2}}
    for name in ("a.svg", "b.svg"):
        scripts["kernels_plot"].draw(seconds, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    assert "een" in (tmp_path / "a.svg").read_text(encoding="utf-8")


def test_ratio_with_raster_counts_the_raster_per_erf(scripts):
    size = {
        "location_count": 1000,
        "operations": {"a": {"toolkit": {"cpu_s": 1.0}, "naive": {"cpu_s": 50.0}}},
    }
    raster = {"erven_count": 10_000, "rasterstats": {"cpu_s": 1500.0}, "geo_risico": {"cpu_s": 10.0}}
    (line,) = scripts["tables"].with_rasters([size], [raster])
    assert line.startswith("1000 erven: 50 keer zonder raster, 100 keer met")
    assert scripts["tables"].with_rasters([size], []) == []
