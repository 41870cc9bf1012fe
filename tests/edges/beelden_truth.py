"""What the raster indicators find of the changes that are planted in the fictitious gemeente."""

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.core.raster_specs import RasterUse
from geo_risico.imagery.credible import credible_bound, credible_values
from geo_risico.io.sources.fictief.beelden import ensure_images
from geo_risico.locations import build_locations
from geo_risico.scan.compute import compute_indicators
from geo_risico.scan.reading import read_layers

ROOT = Path(__file__).parents[2]
PASSES = ("20210614", "20210820", "20220811", "20230612", "20230819", "20240626", "20240810", "20250319", "20250619",
          "20250813")  # fmt: skip
RASTERS = {
    "satellietbeelden": tuple(RasterUse(source="sentinel2_l2a", path=f"fictief/sentinel2/{day}") for day in PASSES),
    "hoogten": (RasterUse(source="ahn", path="fictief/ahn", peildatum="2025-03-01"),),
    "luchtfotos": (
        RasterUse(source="luchtfoto_rgb", path="fictief/luchtfoto/2021/rgb_*.tif", peildatum="2021-06-02"),
        RasterUse(source="luchtfoto_rgb", path="fictief/luchtfoto/2025/rgb_*.tif", peildatum="2025-05-28"),
        RasterUse(source="luchtfoto_cir", path="fictief/luchtfoto/2025/cir_*.tif", peildatum="2025-05-28"),
    ),
}
INDICATORS = (
    "ndvi_change", "ndvi_slope", "new_bare_m2", "brightness_change", "unregistered_height_m2", "roof_change",
)  # fmt: skip
KINDS = {
    "kaal": ("new_bare_m2", "ndvi_change"),
    "schuur": ("unregistered_height_m2",),
    "afname": ("ndvi_slope", "ndvi_change"),
    "groei": ("ndvi_slope", "ndvi_change"),
    "dak": ("roof_change",),
}
"""Indicators that should see each kind of change."""
READ = ("gemeenten", "panden", "verblijfsobjecten", "adressen", "percelen", "plaatsen", "kassen")


def imaged(cache, panden_count, seed):
    """Erven of a fictitious gemeente with values, supports and specs of the raster indicators, and the truth."""
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    spec = load_scan(ROOT / "scans" / "nieuwpolder.yaml")
    fictief = spec.fictief.model_copy(update={"panden_count": panden_count, "seed": seed})
    layers = {name: uses for name, uses in spec.layers.items() if name in READ}
    update = {"fictief": fictief, "rasters": RASTERS, "themes": ("buitengebied",), "layers": layers}
    plan = make_plan(spec.model_copy(update=update), catalog, ROOT / "scans")
    read = read_layers(plan, cache, lambda _: None)
    locations = build_locations(read.frames, plan.theme, plan.scan.area.gemeenten)
    asked = SimpleNamespace(scan=plan.scan, theme=SimpleNamespace(weights=dict.fromkeys(INDICATORS, 1.0)))
    values, facts, support = compute_indicators(asked, catalog, read, locations, lambda _: None)
    folder = ensure_images(cache, panden_count=panden_count, seed=seed)
    truth = gpd.read_parquet(folder / "truth_beeld.parquet")
    return SimpleNamespace(
        locations=locations.frame, values=values, support=support, specs=catalog.indicators, truth=truth, facts=facts,
        layers=read,
    )  # fmt: skip


def flags(world):
    """For each indicator which erven it calls changed: True, False, or NA where it says nothing."""
    found = {}
    for name in INDICATORS:
        values, change = world.values[name], world.specs[name].change
        support = world.support.get(name)
        error = None if support is None else support.standard_error
        error = pd.Series(np.nan, index=values.index) if error is None else error
        hit = credible_values(values, change, credible_bound(change, error)).notna()
        found[name] = hit.astype("boolean").mask(values.isna())
    return pd.DataFrame(found)


def lies_on(world):
    """Planted changes by erf they lie on, the erf with most of it first; the size that counts is ``inside_m2``.

    Of a shed the strip around an erf counts too, as its indicator sees it, and its size is that of the whole shed.
    """
    erven = world.locations[["geometry"]].reset_index()
    strip_m = world.specs["unregistered_height_m2"].settings["rules"][-1]
    grown = erven.set_geometry(erven.buffer(strip_m))
    is_shed = world.truth["kind"] == "schuur"
    truth = world.truth[~is_shed & (world.truth["kind"] != "wolk")]
    both = pd.concat(
        gpd.overlay(rows, outlines, how="intersection", keep_geom_type=True)
        for rows, outlines in ((truth, erven), (world.truth[is_shed], grown))
    )
    both["inside_m2"] = both.area
    both = both.sort_values(["inside_m2", "location_id"], ascending=[False, True])
    both["inside_m2"] = both["inside_m2"].where(both["kind"] != "schuur", both["area_m2"])
    return both.drop(columns="geometry").reset_index(drop=True)


def planted_on(world):
    """Planted changes with the erf they lie on most, and their size that counts (m2)."""
    best = lies_on(world).drop_duplicates("verandering_id")
    return best.sort_values("verandering_id").reset_index(drop=True)


def recall(world, edges):
    """Per kind and class of area on the erf: changes planted, told (an indicator has a value), and found."""
    hits, rows = flags(world), []
    for kind, names in KINDS.items():
        mine = planted_on(world).query("kind == @kind")
        seen = hits.reindex(mine["location_id"])[list(names)]
        classes = pd.cut(mine["inside_m2"], edges)
        table = pd.DataFrame({
            "kind": kind, "size": classes.to_numpy(), "told": seen.notna().any(axis=1).to_numpy(),
            "found": seen.fillna(value=False).any(axis=1).to_numpy(dtype=bool),
        })  # fmt: skip
        rows.append(table)
    return (
        pd.concat(rows).groupby(["kind", "size"], observed=True).agg(planted=("told", "size"), told=("told", "sum"),
        found=("found", "sum"))
    )  # fmt: skip


def precision(world):
    """Per indicator: erven it speaks about, those it calls changed, and which of these have what.

    ``right``: a planted change of a kind that it should see; ``real``: any planted change or a registered new pand.
    A shed between two erven is there for both.
    """
    hits, on = flags(world), lies_on(world)
    on = on[~on.duplicated("verandering_id") | (on["kind"] == "schuur")]
    known = on["is_change"] | (on["kind"] == "nieuw_pand")
    rows = {}
    for name in INDICATORS:
        called = hits.index[hits[name].fillna(value=False)]
        kinds = [kind for kind, names in KINDS.items() if name in names]
        right, real = (on.loc[rows_of, "location_id"] for rows_of in (on["kind"].isin(kinds), known))
        rows[name] = (int(hits[name].notna().sum()), len(called), called.isin(right).sum(), called.isin(real).sum())
    return pd.DataFrame.from_dict(rows, orient="index", columns=["told", "called", "right", "real"])


def beside_ploughed(world, within_m=15):
    """Erven without a change of their own within so many metres of a field that was ploughed."""
    fields = world.truth[world.truth["kind"] == "geploegd"]
    fields = fields.set_geometry(fields.buffer(within_m))[["geometry"]]
    near = gpd.sjoin(world.locations[["geometry"]], fields, predicate="intersects").index.unique()
    on = planted_on(world)
    return near.difference(on.loc[on["kind"] != "geploegd", "location_id"])
