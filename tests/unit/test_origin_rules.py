"""Origin and religion are refused wherever the catalog could read them; ordinary columns pass."""

from __future__ import annotations

import pytest

from geo_risico.catalog.load import definitions_folder, load_catalog
from geo_risico.catalog.origin_rules import origin_problems, refused_word


@pytest.mark.parametrize(
    "name",
    [
        "pct_herkomst_buiten_europa", "P_NW_AL", "a_marok", "Migratieachtergrond", "niet_westers", "Nationaliteit",
        "percentage_westerse_migratieachtergrond", "GELOOF", "religie", "country_of_birth", "Suriname", "etniciteit",
    ],
)  # fmt: skip
def test_origin_and_religion_are_refused(name):
    assert refused_word(name)


@pytest.mark.parametrize("name", ["gemiddeld_inkomen_per_inwoner", "bron", "racebaan", "oorsprong_water", "kerk", ""])
def test_other_columns_pass(name):
    assert not refused_word(name)


def test_the_catalog_holds_none_and_a_layer_or_source_that_reads_one_is_named():
    folder = definitions_folder()
    catalog = load_catalog(folder / "layers", folder / "scans" / "themes")
    assert list(origin_problems(catalog.layers, catalog.sources)) == []
    layer, source = catalog.layers["buurten"], catalog.sources["cbs_buurten"]
    column = layer.columns["income_keur"].model_copy(update={"title": "Aandeel met migratieachtergrond"})
    field = source.fields["income_keur"].model_copy(update={"first_of": ("p_nw_al",)})
    lines = list(
        origin_problems(
            {"buurten": layer.model_copy(update={"columns": {**layer.columns, "income_keur": column}})},
            {"cbs_buurten": source.model_copy(update={"fields": {**source.fields, "income_keur": field}})},
        )
    )
    assert len(lines) == 2
    assert lines[0].startswith("buurten.yaml: columns: 'income_keur' leest 'Aandeel met migratieachtergrond'")
    assert lines[1].startswith("sources/cbs_buurten.yaml: fields: 'income_keur' leest 'p_nw_al'")
