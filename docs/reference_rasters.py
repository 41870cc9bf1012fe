"""Reference pages of raster sources: bands, masks and how an image comes on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_risico.core.raster_specs import BandMap, MaskRule, RasterSourceSpec
    from geo_risico.core.specs import BandMath, LayerSpec

FORMULAS = {
    "normalised_difference": "({0} - {1}) / ({0} + {1})",
    "difference": "{0} - {1}",
    "ratio": "{0} / {1}",
}


def formula_text(math: BandMath) -> str:
    """Formula of a computed band in words that a reader knows."""
    if math.formula in FORMULAS:
        return FORMULAS[math.formula].format(*math.bands)
    if math.formula == "mean":
        return f"gemiddelde van {', '.join(math.bands)}"
    terms = [f"{factor:g} x {band}" for factor, band in zip(math.coefficients, math.bands, strict=True)]
    return " + ".join([*terms, f"{math.constant:g}"])


def raster_facts(source: RasterSourceSpec, layer: LayerSpec) -> list[tuple[str, str]]:
    """Rows of the first table of a raster source."""
    return [
        ("in een scan", f"`source: {source.name}`, onder `rasters`"),
        ("vult de laag", f"[{layer.title}](laag_{layer.name}.md)"),
        ("sensor of product", source.sensor),
        ("register of houder", source.register_name),
        ("licentie", source.licence),
        ("bronvermelding", source.attribution),
        ("omrekening", f"`{source.resampling}`"),
    ]


def band_text(band: BandMap) -> str:
    """Where a band comes from and what changes on the way, in Dutch."""
    parts = [f"band {band.index} van `{band.file}`" if band.file else f"band {band.index}"]
    parts += [f"asset `{band.asset}`"] if band.asset else []
    parts += [f"maal {band.scale:g}"] if band.scale is not None else []
    parts += [f"plus {band.offset:g}"] if band.offset is not None else []
    parts += [f"geen meting: {', '.join(f'{value:g}' for value in band.nodata)}"] if band.nodata else []
    parts += [f"kleiner dan {band.minimum:g} onbekend"] if band.minimum is not None else []
    parts += [f"groter dan {band.maximum:g} onbekend"] if band.maximum is not None else []
    parts += [f"{word}: {', '.join(str(code) for code in codes)}" for word, codes in band.classes.items()]
    return "; ".join([*parts, *([f"overige codes: {band.other}"] if band.other else [])])


def mask_text(rule: MaskRule) -> str:
    """What a mask leaves out, in Dutch."""
    values = f"waarden {', '.join(str(value) for value in rule.values)}" if rule.values else ""
    bits = f"bits {', '.join(str(bit) for bit in rule.bits)}" if rule.bits else ""
    margin = f", met een strook van {rule.margin_m:g} m" if rule.margin_m else ""
    where = f" in `{rule.file}`" if rule.file else ""
    return f"- {rule.title}: {' en '.join(part for part in (values, bits) if part)}{where}{margin}"
