"""Expressions in definitions: what they find, what is refused, and that none of them can run for ever."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from geo_risico.catalog import definitions_folder, load_catalog
from geo_risico.core.patterns import first_groups, named_groups
from geo_risico.core.raster_specs import RasterSourceSpec
from geo_risico.core.source_specs import FieldMap

TEXTS = ["12", "12b", "12 B", "12-3", "12bis", "ca 12", "~1931", "1931-05", "19315", "", None, "BAG.0307100000000001"]
HOSTILE = "a" * 100_000 + "!"


def catalog():
    return load_catalog(definitions_folder() / "layers", definitions_folder() / "scans" / "themes")


def own_expressions():
    fields = (field for spec in catalog().sources.values() for field in spec.fields.values())
    return sorted({field.extract for field in fields if field.extract})


def test_own_expressions_find_what_python_finds():
    assert len(own_expressions()) > 4
    for pattern in own_expressions():
        hits = [None if text is None else re.search(pattern, text) for text in TEXTS]
        assert first_groups(TEXTS, pattern) == [None if hit is None else hit[1] for hit in hits], pattern


def test_a_text_made_to_keep_an_expression_busy_is_answered():
    assert first_groups([HOSTILE], r"^(a+)+$") == [None]  # Python's own engine needs 2 ** 100.000 steps
    assert first_groups([HOSTILE], r"^(?:a|aa)*(!)$") == ["!"]
    assert named_groups(HOSTILE, r"^(?P<year>(?:a|aa)+)+$") is None


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(\d{4})(?!\d)", "verwacht een expressie van RE2"),
        (r"(a)\1", "verwacht een expressie van RE2"),
        ("(a", "verwacht een expressie van RE2"),
        (r"\d{4}", "heeft geen groep"),
        (f"({'a' * 500})", "502 tekens, verwacht hoogstens 500"),
    ],
)
def test_what_the_engine_does_not_know_is_refused_in_the_definition(pattern, reason):
    with pytest.raises(ValidationError, match=re.escape(reason)):
        FieldMap(column="x", extract=pattern)


def test_groups_of_a_date_need_a_name():
    whole = next(iter(catalog().raster_sources.values())).model_dump()
    with pytest.raises(ValidationError, match="groepen zonder naam"):
        RasterSourceSpec.model_validate({**whole, "date_pattern": r"(20\d\d)"})
