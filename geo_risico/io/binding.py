"""Match a source definition with the columns that a file really has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.errors import DataError
from geo_risico.io.columns import find_column, hint, listing
from geo_risico.io.part import OTHER_TAGS
from geo_risico.io.short_names import cut_names, names_of
from geo_risico.io.values import as_text, tag_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.part import Part


@dataclass(frozen=True)
class Origin:
    """A column of the file, or a tag inside ``other_tags``.

    ``wanted``: name in the definition. ``column``: name in the file. ``tag``: key when the column is ``other_tags``.
    """

    wanted: str
    column: str
    tag: str = ""

    def text(self, frame: pd.DataFrame) -> pd.Series[str]:
        """Return the values as text, NaN where nothing stands.

        Parameters
        ----------
        frame
            Rows as the file has them.
        """
        values = frame[self.column]
        return tag_text(values, self.tag) if self.tag else as_text(values)


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Definition names matched with one file.

    ``fields``: our column -> origins in order of preference. ``rules``: column of a rule -> origin.
    ``missing``: our columns of which nothing is in the file.
    """

    fields: dict[str, tuple[Origin, ...]]
    rules: dict[str, Origin]
    missing: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that must be read."""
        used = [o.column for origins in self.fields.values() for o in origins]
        used += [o.column for o in self.rules.values()]
        return tuple(dict.fromkeys(used))


def find_origin(wanted: str, columns: Sequence[str]) -> Origin | None:
    """Return where a name of the definition is found: a column, else a tag, else nothing.

    Parameters
    ----------
    wanted
        Name in the definition.
    columns
        Columns of the file.
    """
    column = find_column(wanted, columns)
    if column is not None:
        return Origin(wanted, column)
    return Origin(wanted, OTHER_TAGS, wanted) if OTHER_TAGS in columns else None


def bind(part: Part, columns: Sequence[str], layer: LayerSpec, source: SourceSpec) -> Binding:
    """Return which columns of the file are read for what.

    Parameters
    ----------
    part
        Table in a file.
    columns
        Columns that may be read (without personal columns).
    layer
        Layer with our columns.
    source
        Mapping of this delivery form.

    Raises
    ------
    DataError
        A required column, or a column that selects rows, is not there; all of them are named.
    """
    cut = cut_names(columns, layer, source) if part.short_names else {}
    fields: dict[str, tuple[Origin, ...]] = {}
    for name, field in source.fields.items():
        found = [find_origin(n, columns) for n in names_of(field)]
        known = tuple(origin for origin in found if origin is not None)
        fields[name] = known or tuple(Origin(n, column) for n in names_of(field) for column in cut.get(n, ()))
    missing = [n for n, field in source.fields.items() if not fields[n] and field.constant is None]
    rules = {n: find_origin(n, columns) or _only(n, cut) for n in _rule_columns(source)}
    problems = [_problem(n, names_of(source.fields[n]), columns) for n in missing if _is_required(layer, n)]
    problems += [
        _problem("de selectie van rijen", (r.column,), columns)
        for r in source.keep
        if (r.values or r.filled) and not rules[r.column]
    ]
    if source.keep_any and not any(rules[r.column] for r in source.keep_any):
        problems.append(_problem("de selectie van rijen", [r.column for r in source.keep_any], columns))
    if problems:
        raise DataError(f"{part.where}: kolommen ontbreken voor bron '{source.name}'", problems)
    named = _history_columns(source)
    history = {name: _plain_origin(name, columns) or _only(name, cut) for name in named}
    used = {name: origin for name, origin in (rules | history).items() if origin is not None}
    return Binding(fields=fields, rules=used, missing=tuple(missing))


def asked_names(source: SourceSpec) -> list[str]:
    """Return every column that a source asks for, for a file without rows and so without columns.

    Parameters
    ----------
    source
        Mapping of a delivery form.
    """
    fields = [name for field in source.fields.values() for name in names_of(field)]
    places = [name for name in (source.wkt, source.x, source.y) if name]
    return list(dict.fromkeys([*places, *fields, *_rule_columns(source), *_history_columns(source)]))


def _rule_columns(source: SourceSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.column for rule in (*source.keep, *source.keep_any)))


def _history_columns(source: SourceSpec) -> tuple[str, ...]:
    history = source.history
    return () if history is None else tuple(name for name in (history.begin, history.end) if name)


def _plain_origin(wanted: str, columns: Sequence[str]) -> Origin | None:
    column = find_column(wanted, columns)
    return None if column is None else Origin(wanted, column)


def _only(wanted: str, cut: Mapping[str, tuple[str, ...]]) -> Origin | None:
    columns = cut.get(wanted, ())
    return Origin(wanted, columns[0]) if len(columns) == 1 else None


def _is_required(layer: LayerSpec, name: str) -> bool:
    return name in layer.columns and layer.columns[name].required


def _problem(name: str, wanted: Iterable[str], columns: Sequence[str]) -> str:
    asked = list(wanted)
    text = " of ".join(f"'{n}'" for n in asked)
    return f"kolom {text} voor {name} ontbreekt; aanwezig: {listing(columns)}{hint(asked[0], columns)}"
