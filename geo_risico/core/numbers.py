"""Numbers, shares, dates and values as Dutch text; the one place that knows 1.234,5."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.specs import IndicatorSpec

UNKNOWN: Final = "onbekend"
MONTHS: Final = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_DUTCH: Final = str.maketrans(",.", ".,")
_BARE_UNITS: Final = frozenset({"", "-", "aantal", "klasse", "code", "index"})
_SHARE_UNITS: Final = frozenset({"aandeel", "share"})


def format_number(value: float | None, decimals: int = 0) -> str:
    """Dutch text of a number, points between thousands and a decimal comma; unknown as a word.

    Examples
    --------
    >>> format_number(1234.56, 1)
    '1.234,6'
    >>> format_number(-0.4)
    '0'
    >>> format_number(float("nan"))
    'onbekend'
    """
    if value is None or not math.isfinite(value):
        return UNKNOWN
    rounded = round(float(value), decimals) + 0.0
    return f"{rounded:,.{decimals}f}".translate(_DUTCH)


def format_change(value: float, decimals: int) -> str:
    """Dutch text of a difference with its sign; a dash where it is unknown.

    Examples
    --------
    >>> format_change(1.25, 1), format_change(-0.04, 1), format_change(float("nan"), 1)
    ('+1,2', '0,0', '-')
    """
    if math.isnan(value):
        return "-"
    sign = "" if round(abs(value), decimals) == 0 else "+" if value > 0 else "\u2212"
    return f"{sign}{format_number(abs(value), decimals)}"


def format_share(share: float | None, decimals: int = 0) -> str:
    """Dutch text of a share in [0, 1] as a percentage.

    Examples
    --------
    >>> format_share(0.125, 1)
    '12,5%'
    """
    if share is None or not math.isfinite(share):
        return UNKNOWN
    return f"{format_number(share * 100, decimals)}%"


def format_date(date: dt.date | None) -> str:
    """Dutch text of a date, with the month as a word.

    Examples
    --------
    >>> import datetime
    >>> format_date(datetime.date(2026, 1, 1))
    '1 januari 2026'
    """
    return UNKNOWN if date is None else f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def format_value(value: float | None, spec: IndicatorSpec) -> str:
    """Dutch text of a raw indicator value with its unit, or the label of its class."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if spec.curve.kind == "lookup":
        return spec.curve.labels.get(float(value), format_number(value, spec.decimals))
    unit, _, whole = spec.unit.partition(" ")
    if unit in _SHARE_UNITS:
        return f"{format_share(value, max(spec.decimals - 2, 0))} {whole}".rstrip()
    if spec.unit in _BARE_UNITS:
        return format_number(value, spec.decimals)
    return f"{format_number(value, spec.decimals)} {spec.unit.replace('m2', 'm²')}"
