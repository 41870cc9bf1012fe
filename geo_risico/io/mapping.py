"""Columns of a file become our columns: names, sentinels, vocabularies, units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_risico.core.patterns import first_groups
from geo_risico.io.repairs import note
from geo_risico.io.translate import Lexicon, translate
from geo_risico.io.values import SCIENTIFIC, as_bool, as_date, as_number, as_text, bare_identifier, unknown_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import FieldMap, SourceSpec
    from geo_risico.core.specs import ColumnSpec, LayerSpec
    from geo_risico.io.binding import Binding, Origin

FEW: Final = 8
"""A text column has few values when each stands in it this often on average."""


def map_columns(
    raw: pd.DataFrame, binding: Binding, layer: LayerSpec, source: SourceSpec
) -> tuple[pd.DataFrame, tuple[Repair, ...]]:
    """Return the rows in our columns, on the same index, and what was not understood.

    Parameters
    ----------
    raw
        Rows as the file has them.
    binding
        Definition names matched with the file.
    layer
        Layer with our columns.
    source
        Mapping of this delivery form.
    """
    repairs: list[Repair] = []
    columns: dict[str, pd.Series[Any]] = {}
    for name, spec in layer.columns.items():
        field = source.fields.get(name)
        origins = binding.fields.get(name, ())
        if field is None or (not origins and field.constant is None):
            columns[name] = unknown_column(spec.dtype, raw.index)
            continue
        columns[name], found = map_field(raw, field, spec, origins)
        repairs += found
    repairs += _absent_columns(layer, source, binding)
    return pd.DataFrame(columns, index=raw.index), tuple(repairs)


def _absent_columns(layer: LayerSpec, source: SourceSpec, binding: Binding) -> tuple[Repair, ...]:
    titles = [layer.columns[n].title for n in binding.missing if n in layer.columns]
    never = [spec.title for name, spec in layer.columns.items() if name not in source.fields]
    return (
        *note(
            "missing_column",
            len(titles),
            f"Kolommen die het bestand niet heeft, zijn onbekend: {', '.join(titles)}.",
            titles,
        ),
        *note("missing_column", len(never), f"Deze bron kent niet: {', '.join(never)}.", never),
    )


def map_field(
    raw: pd.DataFrame, field: FieldMap, spec: ColumnSpec, origins: Sequence[Origin]
) -> tuple[pd.Series[Any], tuple[Repair, ...]]:
    """Return one of our columns and the values that became unknown.

    Parameters
    ----------
    raw
        Rows as the file has them.
    field
        How the values become ours.
    spec
        Our column.
    origins
        Where the values stand, in order of preference.
    """
    if spec.dtype == "number" and _is_plain_number(raw, field, origins):
        return _number(raw[origins[0].column].astype("float64"), field, spec)
    if field.constant is not None:
        text = pd.Series(str(field.constant), index=raw.index, dtype="str")
        repairs: tuple[Repair, ...] = ()
    else:
        text, repairs = _text(raw, field, spec, origins)
    if spec.dtype == "number":
        numbers = as_number(text)
        unread = _unread(text, numbers, spec, "geen getal")
        values, more = _number(numbers, field, spec)
        return values, (*repairs, *unread, *more)
    if spec.dtype == "date":
        dates = as_date(text)
        return dates, (*repairs, *_unread(text, dates, spec, "geen datum"))
    if spec.dtype == "bool":
        flags = as_bool(text)
        return flags, (*repairs, *_unread(text, flags, spec, "geen ja of nee"))
    return text, repairs


def _is_plain_number(raw: pd.DataFrame, field: FieldMap, origins: Sequence[Origin]) -> bool:
    if len(origins) != 1 or origins[0].tag or field.values or field.extract or field.constant is not None:
        return False
    dtype = raw[origins[0].column].dtype
    return bool(pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype))


def _unread(text: pd.Series[str], values: pd.Series[Any], spec: ColumnSpec, reason: str) -> tuple[Repair, ...]:
    lost = text.notna() & values.isna()
    return note(
        "unknown_value",
        int(lost.sum()),
        f"{spec.title}: {lost.sum()} waarden zijn {reason} en daarom onbekend.",
        text[lost].head(50),
    )


def _text(
    raw: pd.DataFrame, field: FieldMap, spec: ColumnSpec, origins: Sequence[Origin]
) -> tuple[pd.Series[str], tuple[Repair, ...]]:
    lexicon = Lexicon.of(field, spec)
    candidates = [_distinct_first(raw, field, spec, origin) for origin in origins]
    if spec.dtype == "id":
        return _identifier(candidates, field, spec)
    first = _coalesce(candidates)
    if not lexicon.is_needed:
        return first, ()
    chosen = _coalesce([c.where(c.isin(lexicon.known(c.unique()))) for c in candidates])
    return translate(chosen.fillna(first), lexicon, spec.title)


def _distinct_first(raw: pd.DataFrame, field: FieldMap, spec: ColumnSpec, origin: Origin) -> pd.Series[str]:
    """Texts of one origin; each is worked out once where a text column holds few."""
    column = raw[origin.column]
    if not isinstance(column.dtype, pd.StringDtype):
        return _candidate(raw, field, spec, origin)
    place, found = pd.factorize(column)
    if len(found) > len(column) // FEW:
        return _candidate(raw, field, spec, origin)
    words = _candidate(pd.DataFrame({origin.column: found}), field, spec, origin)
    return pd.Series(words.array.take(place, allow_fill=True), index=raw.index, name=words.name)


def _candidate(raw: pd.DataFrame, field: FieldMap, spec: ColumnSpec, origin: Origin) -> pd.Series[str]:
    text = origin.text(raw)
    if field.extract:
        found = first_groups(text.tolist(), field.extract)
        text = as_text(pd.Series(found, index=text.index, dtype="str"))
    if spec.dtype == "id" and field.split:
        text = as_text(text.str.extract(rf"^([^{re.escape(field.split)}]*)", expand=False))
    if spec.dtype == "id":
        text = bare_identifier(text)
    own = field.prefixes.get(origin.wanted)
    prefix = field.prefix if own is None else own
    bare = text.str.replace(rf"^{re.escape(prefix)}", "", regex=True, case=False) if prefix else text
    if own is None and field.pad:
        bare = bare.where(~bare.str.fullmatch(r"\d+", na=False), bare.str.zfill(field.pad))
    return prefix + bare if prefix else bare


def _coalesce(candidates: Sequence[pd.Series[str]]) -> pd.Series[str]:
    result = candidates[0]
    for other in candidates[1:]:
        result = result.fillna(other)
    return result


def _identifier(
    candidates: Sequence[pd.Series[str]], field: FieldMap, spec: ColumnSpec
) -> tuple[pd.Series[str], tuple[Repair, ...]]:
    values = _coalesce(candidates)
    sentinels = {str(u).casefold() for u in field.unknown}
    is_sentinel = values.str.casefold().isin(sentinels) & values.notna()
    is_broken = values.str.fullmatch(SCIENTIFIC, na=False)
    repairs = (
        *note(
            "sentinel",
            int(is_sentinel.sum()),
            f"{spec.title}: {is_sentinel.sum()} keer een code voor 'onbekend'.",
            values[is_sentinel].head(50),
        ),
        *note(
            "unknown_value",
            int(is_broken.sum()),
            f"{spec.title}: {is_broken.sum()} codes zijn door een rekenblad afgerond (zoals 1,93E+14) en onbruikbaar.",
            values[is_broken].head(50),
        ),
    )
    return values.where(~is_sentinel & ~is_broken), repairs


def _number(values: pd.Series[float], field: FieldMap, spec: ColumnSpec) -> tuple[pd.Series[float], tuple[Repair, ...]]:
    is_sentinel = values.isin([float(u) for u in field.unknown if not isinstance(u, str)])
    if field.unknown_below is not None:
        is_sentinel |= values <= field.unknown_below
    low = float("-inf") if field.minimum is None else field.minimum
    high = float("inf") if field.maximum is None else field.maximum
    is_odd = values.notna() & ~is_sentinel & ~values.between(low, high)
    known = values.where(~is_sentinel & ~is_odd)
    filled = int(known.notna().sum())
    equal = int((known == field.suspect).sum()) if field.suspect is not None else 0
    is_suspect = filled > 0 and field.suspect is not None and equal >= field.suspect_share * filled
    repairs = (
        *note(
            "sentinel",
            int(is_sentinel.sum()),
            f"{spec.title}: {is_sentinel.sum()} keer een code voor 'onbekend'.",
            values[is_sentinel].head(50),
        ),
        *note(
            "unknown_value",
            int(is_odd.sum()),
            f"{spec.title}: {is_odd.sum()} waarden liggen buiten {low:g} tot {high:g} en zijn onbekend.",
            values[is_odd].head(50),
        ),
        *note(
            "suspect",
            equal if is_suspect else 0,
            f"{spec.title}: {equal} van {filled} waarden zijn {field.suspect:g}; de kolom is onbruikbaar."
            if field.suspect is not None
            else "",
            [field.suspect],
        ),
    )
    return known * (float("nan") if is_suspect else field.scale), repairs
