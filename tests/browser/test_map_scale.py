"""A map of 20,000 locations: it opens with and without a worker, and what it holds equals the release."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.browser

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "maps_release.py"
COUNT = 20_000
SAMPLE = 2_000
WHOLE = {"score": 1000, "coverage": 100, "rd_x": 1, "rd_y": 1}
TEXTS = ("label", "kind", "gemeente", "buurt", "class", "robustness")
READ = """async ([texts, numbers, indicators, sample]) => {
  const { app } = await geoRisico.ready;
  const table = app.store.locations;
  const out = {};
  for (let i = 0; i < sample; i += 1) {
    const row = Math.floor((i * table.count) / sample);
    out[table.text("id", row)] = [
      ...texts.map((name) => table.text(name, row)), ...numbers.map((name) => table.number(name, row)),
      ...indicators.flatMap((name) => [table.number(name, row, "values"), table.number(name, row, "contributions")]),
    ];
  }
  return out;
}"""
NO_WORKER = "delete globalThis.Worker;"


@pytest.fixture(scope="module")
def large_release():
    spec = importlib.util.spec_from_file_location("maps_release", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.fictitious_release(COUNT)


def opened_page(chromium, path, script=""):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    seen = {"workers": [], "messages": [], "requests": []}
    page.on("worker", lambda worker: seen["workers"].append(worker.url))
    page.on("console", lambda message: seen["messages"].append(message.text))
    page.on("pageerror", lambda error: seen["messages"].append(str(error)))
    page.on("request", lambda request: seen["requests"].append(request.url))
    page.add_init_script(script)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    return context, page, seen


def whole(value, scale):
    return None if np.isnan(value) else np.rint(value * scale)


@pytest.fixture(scope="module")
def with_worker(chromium, map_file, large_release):
    context, page, seen = opened_page(chromium, map_file(large_release))
    yield page, seen
    context.close()


def read_all(page, release):
    return page.evaluate(READ, [TEXTS, list(WHOLE), list(release.indicator_specs), SAMPLE])


def test_two_thousand_locations_have_the_values_of_the_release(with_worker, large_release):
    found = read_all(with_worker[0], large_release)
    assert len(found) == SAMPLE
    points = large_release.locations.geometry.representative_point()
    frame = large_release.locations.assign(rd_x=points.x, rd_y=points.y)
    specs = large_release.indicator_specs
    for location_id, values in found.items():
        row = frame.loc[location_id]
        assert values[: len(TEXTS)] == [row[name] for name in TEXTS]
        numbers = values[len(TEXTS) : len(TEXTS) + len(WHOLE)]
        shown = [whole(row[name], scale) for name, scale in WHOLE.items()]
        assert numbers == [shown[0] / 10, *shown[1:]]
        pairs = np.reshape(np.array(values[len(TEXTS) + len(WHOLE) :], dtype=object), (-1, 2))
        for (name, spec), (value, points_shown) in zip(specs.items(), pairs, strict=True):
            raw, contribution = (
                t.loc[location_id, name] for t in (large_release.indicators, large_release.contributions)
            )
            expected = whole(raw, 10**spec.decimals)
            assert value == (None if expected is None else pytest.approx(expected / 10**spec.decimals, abs=1e-9))
            assert points_shown == (None if np.isnan(contribution) else whole(contribution * 100, 10) / 10)


def test_a_large_map_uses_a_worker_and_asks_nothing(with_worker):
    _, seen = with_worker
    assert len(seen["workers"]) == 1
    assert [url for url in seen["requests"] if not url.startswith(("file:", "blob:"))] == []
    assert seen["messages"] == []


def test_without_a_worker_the_same_map_opens(chromium, map_file, large_release, with_worker):
    context, page, seen = opened_page(chromium, map_file(large_release), NO_WORKER)
    assert (seen["workers"], seen["messages"]) == ([], [])
    assert read_all(page, large_release) == read_all(with_worker[0], large_release)
    context.close()
