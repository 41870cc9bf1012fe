"""Columns of a shapefile, whose names are cut at ten characters, matched without guessing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo_risico.io.columns import cut_columns, find_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.source_specs import FieldMap, SourceSpec
    from geo_risico.core.specs import LayerSpec


def cut_names(columns: Sequence[str], layer: LayerSpec, source: SourceSpec) -> dict[str, tuple[str, ...]]:
    """Return name in the definition -> columns that are that name, cut off.

    A column that bears the whole name of another field is not a cut one. Where several columns or several fields
    could be meant, only the values can tell: those are left out, unless the field has a list of words to tell them by.

    Parameters
    ----------
    columns
        Columns of the file that may be read.
    layer
        Layer with our columns.
    source
        Mapping of the delivery form.
    """
    owners = _owners(source)
    taken = {find_column(name, columns) for name in owners}
    free = [name for name in columns if name not in taken]
    found = {name: cut_columns(name, free) for name in owners}
    claims = {(column, owners[name]) for name, hits in found.items() for column in hits}
    shared = {column for column, count in Counter(column for column, _ in claims).items() if count > 1}
    return {
        name: hits
        for name, hits in found.items()
        if hits and (_has_words(layer, source, owners[name]) or (len(hits) == 1 and hits[0] not in shared))
    }


def names_of(field: FieldMap) -> tuple[str, ...]:
    """Return the names that a field may have in the file, in order of preference.

    Parameters
    ----------
    field
        Mapping of one of our columns.
    """
    single = (field.column, field.tag)
    return field.first_of or tuple(name for name in single if name)


def _owners(source: SourceSpec) -> dict[str, str]:
    """Every name in the definition with the field that it fills; a name of a rule is its own owner."""
    history = source.history
    rules = [rule.column for rule in (*source.keep, *source.keep_any)]
    rules += [] if history is None else [name for name in (history.begin, history.end) if name]
    fields = {name: ours for ours, field in source.fields.items() for name in names_of(field)}
    return {name: name for name in rules} | fields


def _has_words(layer: LayerSpec, source: SourceSpec, ours: str) -> bool:
    field, column = source.fields.get(ours), layer.columns.get(ours)
    return bool((field and field.values) or (column and column.vocabulary))
