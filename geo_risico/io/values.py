"""Values of a file as text, number, date or yes/no; what cannot be understood becomes unknown."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo_risico.core.plain import PATTERN, REPLACEMENT

TRUE: Final = frozenset({"true", "1", "ja", "j", "yes", "y", "waar", "t"})
FALSE: Final = frozenset({"false", "0", "nee", "n", "no", "onwaar", "f"})
SCIENTIFIC: Final = re.compile(r"^\d+([.,]\d+)?[eE]\+?\d+$")
"""What a spreadsheet makes of a long identifier: the digits are lost."""
DRESSED: Final = r"^(?:'|NL\.IMBAG\.[A-Za-z]+\.)?(\d+)(?:[.,]0+)?$"
"""A number in the clothes that spreadsheets and registers give it: '0166, NL.IMBAG.Pand.0166, 166.0."""
EXACT: Final = 2**53
"""From here on a decimal number no longer holds every whole number."""
FIRST_YEAR, LAST_YEAR = 1500, 2200
"""Years outside these stand for 'unknown' or 'never' (0001, 1011, 9999)."""


def as_text(values: pd.Series[Any]) -> pd.Series[str]:
    """Return the values as stripped text; empty and missing are NaN, whole numbers have no decimals.

    Parameters
    ----------
    values
        Column of a file.
    """
    if pd.api.types.is_bool_dtype(values):
        text = values.map({True: "true", False: "false"})
    elif pd.api.types.is_float_dtype(values):
        text = _float_text(values)
    elif pd.api.types.is_datetime64_any_dtype(values):
        text = _date_text(values)
    elif values.dtype == object:
        text = values.map(_object_text, na_action="ignore")
    else:
        text = values
    stripped = _without_steering(text.astype("str")).str.strip()
    return stripped.where(stripped.notna() & (stripped != ""))


def _without_steering(text: pd.Series[str]) -> pd.Series[str]:
    """The texts, with a visible sign for characters that steer a terminal or turn the direction of reading around."""
    is_odd = text.str.contains(PATTERN, regex=True, na=False)
    return text.str.replace(PATTERN, REPLACEMENT, regex=True) if is_odd.any() else text


def _float_text(values: pd.Series[Any]) -> pd.Series[Any]:
    is_whole = values.notna() & np.isfinite(values) & (values == values.round())
    is_exact = is_whole & (values.abs() < EXACT)
    text = values.map(repr, na_action="ignore").astype(object)
    text[is_exact] = values[is_exact].astype("int64").astype(str)
    text[is_whole & ~is_exact] = values[is_whole & ~is_exact].map("{:.15e}".format)
    return text


def bare_identifier(text: pd.Series[str]) -> pd.Series[str]:
    """Return identifiers without the apostrophe, the decimals or the register prefix around their digits.

    Parameters
    ----------
    text
        Values as text.

    Examples
    --------
    >>> bare_identifier(pd.Series(["166100000012345.0", "NL.IMBAG.Pand.0166100000012345", "OSM-W12"])).tolist()
    ['166100000012345', '0166100000012345', 'OSM-W12']
    """
    is_dressed = text.str.contains(r"^(?:'|NL\.IMBAG\.)|[.,]0+$", regex=True, na=False)
    return text.where(~is_dressed, text.str.replace(DRESSED, r"\1", regex=True)) if is_dressed.any() else text


def _date_text(values: pd.Series[Any]) -> pd.Series[Any]:
    local = values.dt.tz_localize(None) if values.dt.tz is not None else values
    is_day = local.dropna().eq(local.dropna().dt.normalize()).all()
    text: pd.Series[Any] = local.dt.strftime("%Y-%m-%d" if is_day else "%Y-%m-%dT%H:%M:%S")
    return text


def _object_text(value: object) -> str | float:
    if isinstance(value, (list, tuple, np.ndarray)):
        return "|".join(str(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def tag_text(other_tags: pd.Series[Any], key: str) -> pd.Series[str]:
    """Return the value of one OSM tag for each row; NaN where it is not set.

    Parameters
    ----------
    other_tags
        hstore text of GDAL: ``"key"=>"value","key2"=>"value2"``.
    key
        Name of the tag.
    """
    pattern = rf'(?:^|,)"{re.escape(key)}"=>"(?P<v>(?:[^"\\]|\\.)*)"'
    text = pa.array(other_tags, type=pa.string(), from_pandas=True)
    hits = pc.struct_field(pc.extract_regex(text, pattern=pattern), [0])
    plain = pc.replace_substring_regex(hits, pattern=r"\\(.)", replacement=r"\1")
    return as_text(pd.Series(plain.to_pandas(), index=other_tags.index, dtype="str"))


def tag_names(other_tags: pd.Series[Any]) -> list[str]:
    """Return the names of all OSM tags that occur, in order of name.

    Parameters
    ----------
    other_tags
        hstore text of GDAL.
    """
    return sorted(set(re.findall(r'"((?:[^"\\]|\\.)*)"=>"', "\n".join(other_tags.dropna().unique()))))


def as_number(text: pd.Series[str]) -> pd.Series[float]:
    """Return numbers; a decimal comma is understood, anything else is NaN.

    Parameters
    ----------
    text
        Values as text.
    """
    is_comma = text.str.contains(",", regex=False, na=False)
    dotted = text.where(~is_comma, text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False))
    numbers = pd.to_numeric(dotted, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def as_date(text: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Return moments in local time; ISO, yyyymmdd (with time) and dd-mm-yyyy are understood, anything else is NaT.

    A year before 1500 or after 2200 is no date but a word for 'unknown' or 'never', so NaT.

    Parameters
    ----------
    text
        Values as text.
    """
    bare = text.str.replace(r"(Z|[+-]\d{2}:?\d{2})$", "", regex=True).where(
        text.str.contains(r"[T ]\d{2}:", regex=True, na=False), text
    )
    is_other = bare.notna() & ~bare.str.contains(r"^\d{4}-\d{2}-\d{2}(?:\D|$)", regex=True, na=False)
    if is_other.any():
        bare = bare.mask(is_other, _in_order(bare[is_other]))
    moments = pd.to_datetime(bare, format="ISO8601", errors="coerce").astype("datetime64[us]")
    return moments.where(moments.dt.year.between(FIRST_YEAR, LAST_YEAR))


def _in_order(text: pd.Series[str]) -> pd.Series[str]:
    """Dates in another form, as yyyy-mm-dd."""
    text = text.str.replace(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", r"\3-\2-\1", regex=True)
    text = text.str.replace(r"^(\d{4})(\d{2})(\d{2})(?:\d{6}|\d{8})?$", r"\1-\2-\3", regex=True)
    return text.str.replace(r"^(\d{4})[/-](\d{1,2})[/-](\d{1,2})", _padded, regex=True)


def _padded(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"


def as_bool(text: pd.Series[str]) -> pd.Series[Any]:
    """Return True, False or None.

    Parameters
    ----------
    text
        Values as text: ja/nee, j/n, yes/no, true/false, 1/0.
    """
    lower = text.str.casefold()
    result = pd.Series([None] * len(text), index=text.index, dtype=object)
    result[lower.isin(TRUE)] = True
    result[lower.isin(FALSE)] = False
    return result


def unknown_column(dtype: str, index: pd.Index[Any]) -> pd.Series[Any]:
    """Return a column in which nothing is known, of the type that belongs to ``dtype``.

    Parameters
    ----------
    dtype
        Kind of value of the layer definition.
    index
        Rows.
    """
    if dtype == "number":
        return pd.Series(np.nan, index=index, dtype="float64")
    if dtype == "date":
        return pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
    if dtype == "bool":
        return pd.Series([None] * len(index), index=index, dtype=object)
    return pd.Series(np.nan, index=index, dtype="str")
