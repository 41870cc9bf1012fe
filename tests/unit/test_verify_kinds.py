"""What a check says of inputs that are known only by reading them, and of what they gave the second time."""

from __future__ import annotations

import pytest

from geo_risico.core.manifest_specs import InputFacts
from geo_risico.io.input_digest import can_be_told, kind_by_reading
from geo_risico.scan.verify_again import other_content


@pytest.mark.parametrize(
    ("file", "source", "kind"),
    [
        ("database bron.leegstand", "leegstand_tabel", "een tabel in een database"),
        ("panden/", "bag_panden", "een map met GeoParquet"),
        ("fictief/bag.gpkg", "bag_panden", "de fictieve gemeente"),
        ("https://voorbeeld.example/a.tif", "luchtfoto_rgb", "een adres op internet"),
        ("ingevuld.xlsx", "invulblad", "een ingevuld werkboek"),
        ("bag.gpkg", "bag_panden", ""),
    ],
)
def test_every_kind_of_input_is_named(file, source, kind):
    item = InputFacts(layer="a", source=source, status="present", file=file, sha256="0" * 64)
    assert kind_by_reading(item) == kind
    assert can_be_told(item) == (not kind)


def manifest(digest, rows):
    kept = {"layer": "panden", "source": "bag", "file": "panden/", "sha256": digest * 64, "rows_read": rows}
    return {"inputs": [kept], "beside": {"water": {"inputs": [{**kept, "layer": "wegen", "sha256": "c" * 64}]}}}


def test_an_input_that_gave_something_else_is_named_with_its_rows():
    (line,) = other_content(manifest("a", 10), manifest("b", 9))
    assert line.startswith("laag panden: panden/ gaf andere inhoud dan toen: 9 rijen, toen 10; sha256 bbbbbbbbbbbb...")
    assert list(other_content(manifest("a", 10), manifest("a", 10))) == []
