"""How often the rule for solar panels is right on the roofs of luchtfoto_daken; prints the table of the documentation.

Usage: ``python benchmarks/roofs.py`` with the chips in ``../shared/data/luchtfoto_daken``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
import yaml
from shapely.affinity import affine_transform

from geo_risico.catalog import load_catalog
from geo_risico.core.raster_specs import RasterUse
from geo_risico.imagery.precision import wilson
from geo_risico.io.raster import open_rasters
from geo_risico.io.request import ReadRequest
from geo_risico.spatial.roofs import PanelRule, roof_tiles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.catalog import Catalog
    from geo_risico.core.raster import Scene

ROOT = Path(__file__).parents[1]
CHIPS = ROOT.parent / "shared" / "data" / "luchtfoto_daken"
FIELDS = Path(__file__).with_name("zonnepanelen.yaml")
HALF = 0.5
"""A tile with at least this share of panel field counts as panel."""
CHOICES = {
    "blueness": (0.06, 0.08, 0.10, 0.12),
    "cool_least": (0.20, 0.25, 0.30, 0.35),
    "cool_most": (0.60, 0.70, 0.80),
    "spread": (0.06, 0.07, 0.08, 0.09),
}
"""Numbers tried when a chip is left out and the rule is chosen on the others."""
HAS_PANELS = 0.05
"""Share of the roof from which a whole roof counts as one with panels."""


@cache
def catalog() -> Catalog:
    """Definitions of this repository."""
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def stated_rule() -> PanelRule:
    """Rule as it stands in the definition of the indicator."""
    spec = catalog().indicators["roof_panel_share"]
    numbers: Any = spec.settings["rule"]
    return PanelRule.of(numbers)


def chips(factor: int = 1) -> dict[str, Scene]:
    """Roof name -> photo, read as a scan reads it; with a factor at cells so many times as wide."""
    layer, source = catalog().layers["luchtfotos"], catalog().raster_sources["luchtfoto_daken"]
    request = ReadRequest(folder=CHIPS, bounds=None, peildatum=dt.date(2024, 1, 1))
    found: dict[str, Scene] = {}
    for path in sorted(CHIPS.glob("*.tif")):
        use = RasterUse(source=source.name, path=path.name)
        scene = open_rasters(layer, [(use, source)], request)[0].scenes[0]
        found[path.stem] = scene if factor == 1 else scene.on(scene.grid.coarser(factor))
    return found


def labelled(scenes: dict[str, Scene], rule: PanelRule) -> pd.DataFrame:
    """Judged tiles of all chips: what `roof_tiles` tells, ``chip``, ``fold`` and ``truth`` (share of panel, 0 to 1)."""
    known = yaml.safe_load(FIELDS.read_text(encoding="utf-8"))
    parts = []
    for chip, scene in scenes.items():
        tiles = roof_tiles(
            np.array([shapely.box(*scene.grid.bounds)]), scene, tile_m=rule.tile_m, blueness=rule.blueness
        )
        tiles = tiles[rule.is_judged(tiles)].assign(chip=chip, fold=chip, truth=0.0)
        if chip == known["chip"]:
            parts.append(_with_truth(tiles, scene, known, rule.tile_m))
        else:
            parts.append(tiles)
    return pd.concat(parts, ignore_index=True)


def _with_truth(tiles: pd.DataFrame, scene: Scene, known: dict[str, Any], tile_m: float) -> pd.DataFrame:
    """Tiles of the roof with panels, with the share drawn by hand and the wing as fold."""
    pixel = scene.meta.native_pixel_m
    drawn = shapely.union_all([shapely.make_valid(shapely.Polygon(field)) for field in known["fields"]])
    placed = affine_transform(drawn, [pixel, 0, 0, -pixel, scene.grid.left, scene.grid.top])
    left, low = tiles["column"].to_numpy() * tile_m, tiles["row"].to_numpy() * tile_m
    shared = shapely.area(shapely.intersection(placed, shapely.box(left, low, left + tile_m, low + tile_m)))
    is_west = left + tile_m / 2 < scene.grid.left + known["split_column"] * pixel
    fold = np.where(is_west, f"{known['chip']} west", f"{known['chip']} oost")
    return tiles.assign(truth=np.minimum(shared / tiles["known_m2"], 1.0), fold=fold)


def confusion(tiles: pd.DataFrame, rule: PanelRule) -> dict[str, int]:
    """Tiles by what they are and what the rule says."""
    truth, said = tiles["truth"] >= HALF, rule.is_panel(tiles)
    return {
        "panel_found": int((truth & said).sum()),
        "panel_missed": int((truth & ~said).sum()),
        "other_called": int((~truth & said).sum()),
        "other_left": int((~truth & ~said).sum()),
    }


def by_chip(tiles: pd.DataFrame, rule: PanelRule) -> pd.DataFrame:
    """Row per chip: judged m2, panel share drawn and found, and whether name and rule agree on the roof."""
    size = tiles["known_m2"]
    sums = pd.DataFrame(
        {
            "chip": tiles["chip"],
            "tiles": 1,
            "m2": size,
            "drawn": size * tiles["truth"],
            "found": size.where(rule.is_panel(tiles), 0.0),
        }
    )
    table = sums.groupby("chip").sum()
    table = table.assign(drawn=table["drawn"] / table["m2"], found=table["found"] / table["m2"])
    return table.assign(right=(table["found"] >= HAS_PANELS) == table.index.str.endswith("solar"))


def rules() -> Iterator[PanelRule]:
    """Every rule that is tried."""
    base = stated_rule()
    for numbers in product(*CHOICES.values()):
        yield replace(base, **dict(zip(CHOICES, numbers, strict=True)))


def left_out(scenes: dict[str, Scene]) -> dict[str, int]:
    """Confusion on each fold with the rule chosen on the other folds, added up: no tile judges its own rule.

    A fold is a chip; the only roof with panels is two folds, its west and its east wing, which are not independent.
    """
    total = dict.fromkeys(("panel_found", "panel_missed", "other_called", "other_left"), 0)
    tried = list(rules())
    tables = {
        blueness: labelled(scenes, replace(tried[0], blueness=blueness)) for blueness in {r.blueness for r in tried}
    }
    for fold in sorted(set(tables[tried[0].blueness]["fold"])):
        others = {blueness: table[table["fold"] != fold] for blueness, table in tables.items()}
        trained = [balanced(confusion(others[r.blueness], r)) for r in tried]
        best = [r for r, reached in zip(tried, trained, strict=True) if reached == max(trained)]
        chosen = best[len(best) // 2]
        table = tables[chosen.blueness]
        for key, count in confusion(table[table["fold"] == fold], chosen).items():
            total[key] += count
    return total


def balanced(counts: dict[str, int]) -> float:
    """Mean of the shares of panel tiles and of other tiles that are right."""
    panel, other = recall(counts)
    return (panel[0] / panel[1] + other[0] / other[1]) / 2


def recall(counts: dict[str, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Right and all of the panel tiles, and of the other tiles."""
    panel = counts["panel_found"], counts["panel_found"] + counts["panel_missed"]
    return panel, (counts["other_left"], counts["other_left"] + counts["other_called"])


def share_text(right: int, count: int) -> str:
    """A measured share with its Wilson interval, in Dutch."""
    low, high = wilson(right, count)
    return f"{right} van {count} ({right / count:.0%}; {low:.0%} tot {high:.0%})"


def sentences() -> list[str]:
    """Measured figures as the documentation states them."""
    rule, scenes = stated_rule(), chips()
    tiles = labelled(scenes, rule)
    table = by_chip(tiles, rule)
    lines = [f"Daken: {share_text(int(table['right'].sum()), len(table))}"]
    for title, counts in (("Vaste regel", confusion(tiles, rule)), ("Weggelaten dak", left_out(scenes))):
        panel, other = recall(counts)
        lines += [f"{title}, tegels met panelen: {share_text(*panel)}", f"{title}, andere tegels: {share_text(*other)}"]
        said = counts["panel_found"] + counts["other_called"]
        lines.append(f"{title}, terecht panelen genoemd: {share_text(counts['panel_found'], said)}")
    coarse = by_chip(labelled(chips(3), replace(rule, largest_pixel_m=1)), rule)
    lines.append(f"Bij 24 cm: {share_text(int(coarse['right'].sum()), len(coarse))}")
    return lines


def rows() -> list[str]:
    """Table of the chips in Markdown, as the documentation has it."""
    rule = stated_rule()
    table = by_chip(labelled(chips(), rule), rule)
    head = ["| dak | tegels | panelen getekend | panelen gevonden |", "| --- | ---: | ---: | ---: |"]
    return head + [
        f"| {chip} | {row.tiles:.0f} | {row.drawn:.1%} | {row.found:.1%} |".replace(".", ",")
        for chip, row in table.iterrows()
    ]


if __name__ == "__main__":
    print("\n".join(rows()))
    print("\n".join(sentences()))
