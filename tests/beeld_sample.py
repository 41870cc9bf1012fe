"""The sample result with two change indicators, their support and satellite and aerial images in memory."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd

from geo_risico.core.raster import ArrayScene, Grid, RasterLayer, SceneMeta, Support
from geo_risico.core.results import Provenance
from geo_risico.core.specs import ChangeSpec
from geo_risico.scan.beeld import add_candidates

CHANGED = 12
"""Number of erven that changed credibly, the first ones of the sample."""
DATES = {
    "satellietbeelden": (dt.date(2019, 6, 12), dt.date(2023, 6, 3)),
    "luchtfotos": (dt.date(2019, 4, 1), dt.date(2023, 4, 2)),
}
SMALL, CLOUDY = "te klein: 3 beeldpunten van 10 m, 9 nodig", "bewolkt: 12% helder"


def build_beeld(result, *, aerial=False):
    """The sample result with candidates and chips; the same input gives the same result."""
    whole = with_changes(result)
    rasters = {"satellietbeelden": raster(whole, "satellietbeelden", 10.0)}
    if aerial:
        rasters["luchtfotos"] = raster(whole, "luchtfotos", 0.25)
    return add_candidates([whole], rasters, lambda _: None)[0]


def with_changes(result):
    """The sample result in which two of its indicators tell a change."""
    index = result.indicators.index
    fall = pd.Series(np.linspace(-0.02, 0.02, len(index)), index=index)
    fall.iloc[:CHANGED] = -np.linspace(0.4, 0.2, CHANGED)
    fall.iloc[20:40] = np.nan
    bare = pd.Series(0.0, index=index)
    bare.iloc[2:5] = [2000.0, 900.0, 600.0]
    bare.iloc[20:40] = np.nan
    indicators = result.indicators.assign(barn_share=fall, barn_area_m2=bare)
    reason = pd.Series("", index=index, dtype="str")
    reason.iloc[20:35], reason.iloc[35:40] = SMALL, CLOUDY
    specs = dict(result.indicator_specs)
    specs["barn_share"] = _spec(specs["barn_share"], "Verandering van het groen", "index", 2, "fall", 0.1)
    specs["barn_area_m2"] = _spec(specs["barn_area_m2"], "Nieuwe kale grond", "m2", 0, "rise", 500)
    known = reason.eq("")
    support = {
        "barn_share": Support(
            pixel_count=pd.Series(52.0, index=index).where(known, 3.0),
            covered_share=pd.Series(0.97, index=index).where(known, 0.12),
            reason=reason,
            standard_error=pd.Series(0.03, index=index).where(known),
            clear_count=pd.Series(7.0, index=index),
        ),
        "barn_area_m2": Support(
            pixel_count=pd.Series(52.0, index=index), covered_share=pd.Series(0.97, index=index), reason=reason
        ),
    }
    facts = tuple(
        dataclasses.replace(fact, layers=("satellietbeelden",)) if fact.name in support else fact
        for fact in result.facts
    )
    image = Provenance(
        layer="satellietbeelden", source="proef", title="Proefbeelden", status="present", path="beelden/*.tif",
        licence="CC0", attribution="Fictief beeld", peildatum=DATES["satellietbeelden"][1], counted="beeldpunten",
        rows_read=1_000_000, rows_kept=990_000,
    )  # fmt: skip
    return dataclasses.replace(
        result,
        indicators=indicators,
        contributions=result.contributions.mask(indicators.isna()),
        indicator_specs=specs,
        support=support,
        facts=facts,
        provenance=(*result.provenance, image),
    )


def _spec(spec, title, unit, decimals, direction, credible):
    change = ChangeSpec(direction=direction, credible=credible)
    return spec.model_copy(update={"title": title, "unit": unit, "decimals": decimals, "change": change})


def raster(result, name, pixel_m):
    """Images of two dates around the first erven; the erven that changed turn from green to bare."""
    shapes = result.locations.frame.geometry
    near = shapes if pixel_m > 1 else shapes.iloc[:3]
    minx, miny, maxx, maxy = near.total_bounds
    left, top = np.floor(minx / 100) * 100 - 400, np.ceil(maxy / 100) * 100 + 400
    size = int((max(maxx - minx, maxy - miny) + 900) / pixel_m) if pixel_m > 1 else 4000
    grid = Grid(left=left, top=top, pixel_m=pixel_m, width=size, height=size)
    rng = np.random.default_rng(3)
    fields = np.kron(rng.uniform(0.2, 1, (size // 20 + 1, size // 20 + 1)), np.ones((20, 20)))[:size, :size]
    scenes = []
    for place, date in enumerate(DATES[name]):
        values = np.stack([fields * level for level in (0.16, 0.22, 0.12, 0.40)]).astype(np.float32)
        if place:
            for shape in shapes.iloc[:CHANGED]:
                cells = grid.window(shape.bounds)
                values[:, cells.row : cells.row + cells.height, cells.column : cells.column + cells.width] = np.array(
                    [0.35, 0.3, 0.25, 0.4]
                )[:, None, None]
        cloud = grid.window(shapes.iloc[1].buffer(60).bounds)
        if place == 0:
            values[:, cloud.row : cloud.row + 4, cloud.column : cloud.column + 6] = np.nan
        meta = SceneMeta(
            layer=name, source="proef", title="Proefbeeld", sensor="Sentinel-2" if pixel_m > 1 else "luchtfoto",
            date=date, native_pixel_m=pixel_m, clear_share=0.96,
        )  # fmt: skip
        scenes.append(ArrayScene(values=values, bands=("rood", "groen", "blauw", "nir"), grid=grid, meta=meta))
    return RasterLayer(name=name, scenes=tuple(scenes))
