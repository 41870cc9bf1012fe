"""Harbours of the NWB: waterway sections that are a harbour, joined where they touch and carry one name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.locations.water.clusters import Clusters
from geo_risico.locations.water.names import mentions, tells_apart, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.locations.water.settings import WatergebondenSettings

HAVEN = re.compile(r"havens?$")
SECTION = ("object_id", "naam", "is_h", "length_m")
PART = re.compile(r"haven|deel", flags=re.IGNORECASE)
"""What stands behind a comma when a name is that of one part of a harbour."""
PLACE_WORDS = ("te", "van", "naar", "de", "den", "het", "voortzetting")


@dataclass(frozen=True, kw_only=True)
class HavenName:
    """The parts of the name of a harbour section."""

    base: str
    """What the harbour is called, such as 'buitenhaven'."""
    place: str
    """Where it lies, empty when the name does not say."""
    is_part: bool
    """Whether the name is that of one part of a harbour, said behind a comma."""
    is_open: bool = True
    """Whether the base alone may name the same harbour: what follows it is a place, no number or direction."""


def haven_sections(vaarwegen: pd.DataFrame, settings: WatergebondenSettings) -> pd.DataFrame:
    """One row per harbour: object_id, naam, geometry and rows (labels in the layer), in order of object_id.

    Sections of vaktype H are harbours, also without a name. Other sections are harbours when their name says so and it
    is no approach, canal or lock. Sections with one name within ``same_harbour_m`` are one harbour; the same name
    further away is another.

    Parameters
    ----------
    vaarwegen
        Layer.
    settings
        Distances and words of the theme.
    """
    names = vaarwegen["naam" if "naam" in vaarwegen else "vaarweg"].astype("str")
    unknown = pd.Series(np.nan, index=vaarwegen.index, dtype="str")
    kinds = vaarwegen["vaktype"].astype("str") if "vaktype" in vaarwegen else unknown
    different = {name: is_haven_name(name, settings) for name in names.dropna().unique()}
    named = names.map(different).eq(other=True)
    chosen = vaarwegen[(kinds == "H") | (named & (kinds != "V"))]
    chosen = chosen[~(chosen.geometry.isna() | chosen.geometry.is_empty)]
    ids = chosen["vaarwegvak_id"].astype("str").fillna("")
    chosen = chosen.iloc[sorted(range(len(chosen)), key=lambda k: _id_key(ids.iloc[k]))]
    lines = np.asarray(chosen.geometry.values)
    sections = pd.DataFrame(
        {
            "object_id": chosen["vaarwegvak_id"].astype("str"),
            "naam": names.loc[chosen.index],
            "is_h": kinds.loc[chosen.index].eq("H"),
            "length_m": shapely.length(lines),
        }
    )
    group = _groups(sections, lines, settings)
    members: dict[int, list[int]] = {}
    for k, number in enumerate(group.tolist()):
        members.setdefault(number, []).append(k)
    table = [dict(zip(SECTION, row, strict=True)) for row in sections.itertuples(index=False)]
    rows = [_harbour([table[k] for k in own], lines[own], chosen.index[own]) for own in members.values()]
    return pd.DataFrame(rows, columns=["object_id", "naam", "geometry", "rows"])


def is_haven_name(name: str, settings: WatergebondenSettings) -> bool:
    """Whether a section with this name is a harbour: 'haven' before any 'naar', and no approach, canal or lock."""
    if mentions(name, settings.approach_words):
        return False
    return any("haven" in part.lower() for part in _parts(name)) and not mentions(
        _haven_part(name), settings.other_words
    )


def haven_name(name: str, settings: WatergebondenSettings) -> HavenName:
    """Base and place of a harbour name: 'Urk, haven te', 'Havens van Urk' and 'Haven Urk' all give haven and urk."""
    part = _haven_part(name)
    inverted = re.fullmatch(r"(.*haven.*?)\s+(?:te|van)", part.strip(), flags=re.IGNORECASE)
    if inverted and "," in name:
        place, *_ = name.split(",")
        return HavenName(base=_base(words(inverted[1])), place=" ".join(words(place)), is_part=False)
    found = words(part)
    ends = [k for k, word in enumerate(found) if HAVEN.search(word)]
    if not ends:
        return HavenName(base=" ".join(found), place="", is_part=False)
    rest = found[ends[0] + 1 :]
    after = _parts(name)[_parts(name).index(part) + 1 :] if part in _parts(name) else []
    is_apart = not rest or rest[0] in PLACE_WORDS
    return HavenName(
        base=_base(found[: ends[0] + 1]),
        place=" ".join(word for word in rest if word not in PLACE_WORDS),
        is_part=any(PART.search(text) for text in after),
        is_open=is_apart or not any(tells_apart(word, settings) for word in rest),
    )


def _base(found: list[str]) -> str:
    return re.sub(r"havens$", "haven", " ".join(found)).replace(" haven", "haven")


def _parts(name: str) -> list[str]:
    before = re.split(r"\snaar(?:\s|$)", name, flags=re.IGNORECASE)[0]
    return [part.strip() for part in str(before).split(",")]


def _haven_part(name: str) -> str:
    """First part between commas that speaks of a harbour, else the whole name."""
    return next((part for part in _parts(name) if "haven" in part.lower()), name)


def _id_key(text: str) -> tuple[int, str]:
    return (len(text), text)


def _groups(sections: pd.DataFrame, lines: NDArray[np.object_], settings: WatergebondenSettings) -> NDArray[np.int64]:
    """Number of the harbour of each section, by its first section."""
    texts = [None if pd.isna(name) else str(name) for name in sections["naam"]]
    parsed = [None if text is None else haven_name(text, settings) for text in texts]
    is_h = sections["is_h"].tolist()

    def same(i: int, j: int) -> bool:
        if texts[i] == texts[j]:
            return texts[i] is not None
        one, other = parsed[i], parsed[j]
        if one is None or other is None or (is_h[i] and is_h[j]) or one.base != other.base:
            return False
        if one.is_part or other.is_part:
            return False
        is_short = "" in {one.place, other.place} and one.base != "haven"
        return one.place == other.place or (is_short and one.is_open and other.is_open)

    clusters = Clusters(len(texts), may_join=lambda i, j: texts[i] == texts[j] or not (is_h[i] and is_h[j]))
    tree = STRtree(lines)
    left, right = tree.query(lines, predicate="dwithin", distance=settings.same_harbour_m)
    pairs = [(i, j) for i, j in zip(left.tolist(), right.tolist(), strict=True) if i < j and same(i, j)]
    gap = shapely.distance(lines[[i for i, _ in pairs]], lines[[j for _, j in pairs]]).tolist() if pairs else []
    for _, i, j in sorted((round(d, 1), i, j) for d, (i, j) in zip(gap, pairs, strict=True)):
        clusters.join(i, j)
    return clusters.numbers()


def _harbour(sections: list[dict[str, Any]], lines: NDArray[np.object_], rows: pd.Index[int]) -> dict[str, object]:
    """Name of the H sections, else without commas, else of the longest stretch; number of the first section."""
    totals: dict[str, tuple[bool, float]] = {}
    for section in sections:
        if isinstance(name := section["naam"], str):
            is_h, length_m = totals.get(name, (False, 0.0))
            totals[name] = (is_h or section["is_h"], length_m + section["length_m"])
    ranked = sorted(totals, key=lambda name: (not totals[name][0], "," in name, -totals[name][1], name))
    return {
        "object_id": sections[0]["object_id"],
        "naam": ranked[0] if ranked else None,
        "geometry": shapely.union_all(lines),
        "rows": tuple(rows),
    }
