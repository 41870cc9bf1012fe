"""How sure a class and a rank are, and whether anybody looked: the same words in every output."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.results import Release
    from geo_risico.core.specs import ThemeSpec

ROBUST: Final = "robust"
BORDER: Final = "grensgeval"
UNKNOWN: Final = "onbekend"
SEEN: Final = "gezien"
PARTLY: Final = "deels gezien"
BLIND: Final = "witte vlek"
NO_LOG: Final = "geen bezoekenlog"

LOW_BUT_BLIND: Final = "Lage score, maar hier is weinig gekeken: onbekend, niet veilig."
"""Stands wherever the score of a location is shown whose low class is hidden by a witte vlek."""

ROBUSTNESS_WORDS: Final = MappingProxyType({ROBUST: "robuust", BORDER: "grensgeval", UNKNOWN: "onbekend"})
LOW_CLASSES: Final = ("A", "B")
"""In a witte vlek these classes of the experts are unknown too."""
LOW_STEP: Final = 2
"""Steps of the kans up to this one are called low."""
LOOKED_WORDS: Final = MappingProxyType(
    {
        SEEN: "gezien",
        PARTLY: "deels gezien",
        BLIND: "witte vlek: hier is weinig gekeken",
        NO_LOG: "niet bekend waar is gekeken",
    }
)
_AREA_CODES: Final = MappingProxyType(
    {"gemeenten": "gemeente_code", "wijken": "wijk_code", "buurten": "buurt_code", "vierkanten": "vierkant"}
)
_PEER_COLUMNS: Final = MappingProxyType({"gemeente": "gemeente_code", "kind": "kind"})


@dataclass(frozen=True, kw_only=True)
class CertaintyCounts:
    """Numbers of locations by how sure their class is, over all locations that are shown."""

    robust: int
    border: int
    too_little: int
    """Without a class because too little is known."""
    hidden_low: int
    """With a low score, shown as unknown because of a witte vlek."""
    blind: int | None
    """In a witte vlek, whatever the class; None without a visit log."""


def has_log(frame: pd.DataFrame) -> bool:
    """Whether it is known of any location where people looked."""
    return "witte_vlek" in frame and bool(frame["witte_vlek"].isin([SEEN, PARTLY, BLIND]).any())


def is_low_but_blind(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether the class of each location is hidden by a witte vlek: it reads 'onbekend' everywhere."""
    if not {"class", "class_seen", "witte_vlek"} <= set(frame):
        return pd.Series(data=False, index=frame.index, dtype=bool)
    hidden = frame["class"].eq(UNKNOWN) & frame["class_seen"].ne(UNKNOWN) & frame["class_seen"].notna()
    return hidden & frame["witte_vlek"].eq(BLIND)


def rank_counts(frame: pd.DataFrame, theme: ThemeSpec) -> pd.Series[float]:
    """Number of ranked locations in the peer group of each location; NaN for a location without a rank.

    Parameters
    ----------
    frame
        All locations of the theme; a selection would count too few. A column rank_count of a scan that compared them
        with more locations than these is kept.
    theme
        Says what makes a peer group.
    """
    if "rank_count" in frame:
        return frame["rank_count"]
    ranked = frame["rank_low"].notna()
    group = pd.Series("", index=frame.index, dtype="str")
    is_whole = bool(frame["kind"].eq("gemeente").all())
    for column in [] if is_whole else [_PEER_COLUMNS[name] for name in theme.peers]:
        group = group + "|" + frame[column].astype("str")
    group = group.mask(group.map(group.value_counts()).lt(theme.minimum_peers), "")
    return ranked.groupby(group).transform("sum").astype("float64").where(ranked)


def place_text(low: float, high: float, count: float = float("nan")) -> str:
    """Interval of the rank in words, such as 'plaats 12 tot 31 van 709'; empty without a rank.

    Examples
    --------
    >>> place_text(12, 31, 709)
    'plaats 12 tot 31 van 709'
    >>> place_text(4, 4)
    'plaats 4'
    """
    if math.isnan(low) or math.isnan(high):
        return ""
    places = format_number(low) if low == high else f"{format_number(low)} tot {format_number(high)}"
    return f"plaats {places}" + ("" if math.isnan(count) else f" van {format_number(count)}")


def without_low_words(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Locations where nothing else calls a place low that a witte vlek hides.

    In a witte vlek a low class of the experts is unknown; where the class is hidden, a low step of the kans in the
    risicomatrix is unknown too.
    """
    if "witte_vlek" not in frame:
        return frame
    hidden, changed = is_low_but_blind(frame), {}
    if "class_expert" in frame:
        is_low = frame["class_expert"].isin(LOW_CLASSES) & frame["witte_vlek"].eq(BLIND)
        changed["class_expert"] = frame["class_expert"].mask(is_low | hidden, UNKNOWN)
    if "kans_level" in frame:
        changed["kans_level"] = frame["kans_level"].mask(hidden & frame["kans_level"].le(LOW_STEP))
    return frame.assign(**changed)


def described(release: Release) -> gpd.GeoDataFrame | None:
    """Locations of a release with rank_count and the sentence ``zekerheid`` beside their columns; None without any.

    ``rank_count`` is left out where only a selection is shown: its size says nothing about the peer group.
    """
    frame = release.locations
    if frame is None:
        return None
    frame = without_low_words(frame)
    added: dict[str, pd.Series[Any]] = {}
    if "rank_low" in frame and release.meta.profile == "partner":
        added["rank_count"] = rank_counts(frame, release.theme)
    if "robustness" in frame or "witte_vlek" in frame:
        added["zekerheid"] = certainty_texts(frame.assign(**added))
    return frame.assign(**added)


def place_texts(frame: pd.DataFrame) -> pd.Series[str]:
    """Interval of the rank of each location in words; 'onbekend' without a rank or where a witte vlek hides it."""
    count = frame["rank_count"] if "rank_count" in frame else pd.Series(math.nan, index=frame.index)
    lines = [place_text(*row) or UNKNOWN for row in zip(frame["rank_low"], frame["rank_high"], count, strict=True)]
    return pd.Series(lines, index=frame.index, dtype="str").mask(is_low_but_blind(frame), UNKNOWN)


def certainty_texts(frame: pd.DataFrame) -> pd.Series[str]:
    """One Dutch sentence per location: robust or not, the interval of its rank, and whether anybody looked."""
    empty = np.full(len(frame), "", dtype=object)
    robust = frame["robustness"].to_numpy(dtype=object) if "robustness" in frame else empty
    looked = frame["witte_vlek"].to_numpy(dtype=object) if "witte_vlek" in frame else empty
    low, high, count = (
        frame[name].to_numpy(dtype=float) if name in frame else np.full(len(frame), np.nan)
        for name in ("rank_low", "rank_high", "rank_count")
    )
    hidden = is_low_but_blind(frame).to_numpy()
    lines = [
        LOW_BUT_BLIND if is_hidden else _sentence(word, place_text(*places), seen)
        for is_hidden, word, seen, *places in zip(hidden, robust, looked, low, high, count, strict=True)
    ]
    return pd.Series(lines, index=frame.index, dtype="str")


def _sentence(robust: str, place: str, seen: str) -> str:
    certainty = "onbekend, te weinig gegevens" if robust == UNKNOWN else ROBUSTNESS_WORDS.get(robust, "")
    parts = [certainty, "" if robust == UNKNOWN else place, LOOKED_WORDS.get(seen, "")]
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def certainty_counts(release: Release) -> CertaintyCounts | None:
    """Counts over all locations; None where the release does not show them all, or nothing of their certainty."""
    frame = release.locations
    if frame is None or release.meta.profile != "partner" or "robustness" not in frame:
        return None
    hidden = is_low_but_blind(frame)
    return CertaintyCounts(
        robust=int(frame["robustness"].eq(ROBUST).sum()),
        border=int(frame["robustness"].eq(BORDER).sum()),
        too_little=int((frame["robustness"].eq(UNKNOWN) & ~hidden).sum()),
        hidden_low=int(hidden.sum()),
        blind=int(frame["witte_vlek"].eq(BLIND).sum()) if has_log(frame) else None,
    )


def area_certainty(release: Release, kind: str) -> pd.DataFrame | None:
    """Per area the counts count_robust, count_grensgeval and, with a visit log, count_witte_vlek; else None.

    Parameters
    ----------
    release
        What may be shown; only one with all locations has these counts.
    kind
        gemeenten, wijken, buurten or vierkanten.
    """
    frame, areas = release.locations, release.aggregates.get(kind)
    if frame is None or areas is None or release.meta.profile != "partner" or "robustness" not in frame:
        return None
    code = _AREA_CODES.get(kind, "")
    if code not in frame:
        return None
    flags = {"count_robust": frame["robustness"].eq(ROBUST), "count_grensgeval": frame["robustness"].eq(BORDER)}
    if has_log(frame):
        flags["count_witte_vlek"] = frame["witte_vlek"].eq(BLIND)
    counted = pd.DataFrame(flags).groupby(frame[code]).sum()
    return counted.reindex(areas.index, fill_value=0).astype("int64")
