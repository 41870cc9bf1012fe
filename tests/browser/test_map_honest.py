"""Small locations keep a visible size, and still no class takes more of the picture than its share."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from geo_risico.core.terms import CRS_RD

pytestmark = pytest.mark.browser

COLOURS = {
    "A": (255, 255, 204),
    "B": (254, 217, 118),
    "C": (253, 141, 60),
    "D": (227, 26, 28),
    "E": (128, 0, 38),
    "onbekend": (91, 104, 115),
}
PIXELS = """async (zoom) => {
  const { map } = await geoRisico.ready;
  map.setZoom(zoom, { animate: false });
  window.dispatchEvent(new Event("beforeprint"));
  const canvas = document.getElementById("drukbeeld");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = {};
  for (let i = 0; i < data.length; i += 4) {
    const key = `${data[i]},${data[i + 1]},${data[i + 2]}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}"""


@pytest.fixture(scope="module")
def spread_release(sample_release):
    """Small squares on a loose grid, with the classes of the sample and nothing around them."""
    rng, count = np.random.default_rng(5), len(sample_release.locations)
    x = 180_000 + 300 * (np.arange(count) % 20) + rng.uniform(0, 90, count)
    y = 480_000 + 300 * (np.arange(count) // 20) + rng.uniform(0, 90, count)
    frame = gpd.GeoDataFrame(
        sample_release.locations.drop(columns="geometry"), geometry=box(x, y, x + 22, y + 22), crs=CRS_RD
    )
    return dataclasses.replace(sample_release, locations=frame, aggregates={}, background={})


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_share_of_each_class_in_the_picture_is_its_true_share(open_map, spread_release, steps):
    opened = open_map(spread_release)
    zoom = opened.page.evaluate("() => geoRisico.ready.then((r) => r.app.store.locations.index.lowest_zoom)")
    counts = opened.page.evaluate(PIXELS, zoom + steps)
    pixels = {name: counts.get(",".join(map(str, rgb)), 0) for name, rgb in COLOURS.items()}
    total = sum(pixels.values())
    assert total > 25 * len(spread_release.locations)
    truth = spread_release.locations["class"].value_counts(normalize=True)
    for name, seen in pixels.items():
        assert seen / total == pytest.approx(truth[name], abs=0.02), name
    high = (pixels["D"] + pixels["E"]) / total
    assert high == pytest.approx(truth["D"] + truth["E"], abs=0.02)
