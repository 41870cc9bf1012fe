"""Which images of a search are worth fetching: each date once, the newest processing, the clearest first."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo_risico.core.service_specs import FetchUse

OFFSET_TAG: Final = "BOA_ADD_OFFSET"
SHIFTED_SINCE: Final = 4.0
"""Processing baseline of Sentinel-2 that shifted the numbers by 1000."""
SAME_SHARE: Final = 0.9
"""Two items of one tile and date that overlap more than this are the same image, processed twice."""
COVER_STEP: Final = 0.05
LEAST_GAIN: Final = 0.002
T = TypeVar("T")
BASELINE: Final = ("processing:baseline", "s2:processing_baseline")
TILE: Final = ("grid:code", "s2:mgrs_tile", "landsat:wrs_path")
CRS_KEYS: Final = ("proj:code", "proj:epsg")
BOA: Final = "earthsearch:boa_offset_applied"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One STAC item: what choosing needs, and the item itself as JSON."""

    id: str
    date: dt.date
    cloud: float | None
    tile: str
    baseline: str
    offset: str
    crs: str
    outline: Any
    item: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Day:
    """All items of one date; ``parts`` holds those that are processed alike and lie in one CRS together."""

    date: dt.date
    parts: tuple[tuple[Found, ...], ...]
    cover: float
    cloud: float | None

    @property
    def rank(self) -> tuple[float, float]:
        """Order of worth: fuller first, then clearer; unknown clouds last."""
        return (-round(self.cover / COVER_STEP), 101 if self.cloud is None else self.cloud)


def found(item: Mapping[str, Any], place: Any) -> Found | None:  # noqa: ANN401 - shapely has no types
    """Item that lies over the area and has a date; None otherwise.

    Parameters
    ----------
    item
        STAC item as JSON.
    place
        The area in degrees (WGS84).
    """
    words = item.get("properties", {})
    moment = words.get("datetime") or words.get("start_datetime") or ""
    outline = _outline(item)
    if len(moment) < 10 or outline is None or not shapely.intersects(outline, place):  # noqa: PLR2004 - jjjj-mm-dd
        return None
    cloud = words.get("eo:cloud_cover")
    return Found(
        id=str(item["id"]),
        date=dt.date.fromisoformat(moment[:10]),
        cloud=None if cloud is None else float(cloud),
        tile=next((str(words[key]) for key in TILE if words.get(key)), ""),
        baseline=next((str(words[key]) for key in BASELINE if words.get(key)), ""),
        offset=str(words.get(BOA, "")),
        crs=next((str(words[key]) for key in CRS_KEYS if words.get(key)), ""),
        outline=outline,
        item=item,
    )


def choose_days(items: Iterable[Found], use: FetchUse, place: Any) -> list[Day]:  # noqa: ANN401 - shapely has no types
    """Dates to fetch, oldest first.

    Parameters
    ----------
    items
        Items of a search; those outside dates, months or clouds of the use fall away here too.
    use
        Fetch of the scan.
    place
        The area in degrees (WGS84).
    """
    wanted = _newest([item for item in items if _wanted(item, use)])
    days = [_day(same, place) for same in _by(wanted, lambda item: item.date)]
    if use.best_per_month:
        days = [min(same, key=lambda day: day.rank) for same in _by(days, lambda day: (day.date.year, day.date.month))]
    kept = sorted(days, key=lambda day: (day.rank, day.date))[: use.max_scenes]
    return sorted(kept, key=lambda day: day.date)


def offset_tags(item: Mapping[str, Any], asset: str) -> dict[str, str]:
    """Tag that says what is to be added to the numbers of a Sentinel-2 band; empty when the item does not tell.

    Parameters
    ----------
    item
        STAC item as JSON.
    asset
        Name of the asset.
    """
    words = item.get("properties", {})
    if words.get(BOA):
        return {OFFSET_TAG: "0"}
    said = next((str(words[key]) for key in BASELINE if words.get(key)), "")
    if BOA in words or "s2:processing_baseline" in words:
        try:
            return {OFFSET_TAG: "-1000" if float(said) >= SHIFTED_SINCE else "0"}
        except ValueError:
            return {}
    band: Mapping[str, Any] = next(iter(item.get("assets", {}).get(asset, {}).get("raster:bands") or []), {})
    if band.get("offset") is None or not band.get("scale"):
        return {}
    return {OFFSET_TAG: f"{round(float(band['offset']) / float(band['scale']))}"}


def _wanted(item: Found, use: FetchUse) -> bool:
    return (
        (use.begin is None or item.date >= use.begin)
        and (use.end is None or item.date <= use.end)
        and (not use.months or item.date.month in use.months)
        and (item.cloud is None or item.cloud <= use.max_cloud)
    )


def _newest(items: Sequence[Found]) -> list[Found]:
    """Items without those that are an older processing of the same image."""
    order = sorted(items, key=lambda item: (item.baseline, _made(item), item.id), reverse=True)
    kept: list[Found] = []
    for item in order:
        same = (one for one in kept if item.tile and (one.date, one.tile) == (item.date, item.tile))
        if not any(_overlap(one, item) > SAME_SHARE for one in same):
            kept.append(item)
    return sorted(kept, key=lambda item: (item.date, item.id))


def _made(item: Found) -> str:
    words = item.item.get("properties", {})
    return str(words.get("created") or words.get("updated") or "")


def _overlap(one: Found, other: Found) -> float:
    least = min(shapely.area(one.outline), shapely.area(other.outline))
    return float(shapely.area(shapely.intersection(one.outline, other.outline)) / least) if least else 1.0


def _day(items: list[Found], place: Any) -> Day:  # noqa: ANN401 - shapely has no types
    """One date; a part that adds next to nothing to a fuller one (the other UTM zone, say) falls away."""
    groups = _by(items, lambda item: (item.baseline, item.offset, item.crs))
    parts: list[tuple[Found, ...]] = []
    seen = shapely.Polygon()
    for group in sorted(groups, key=lambda group: -_share(_seen(group, place), place)):
        together = shapely.union(seen, _seen(group, place))
        if not parts or _share(together, place) > _share(seen, place) + LEAST_GAIN:
            parts.append(tuple(group))
            seen = together
    clouds = [item.cloud for part in parts for item in part if item.cloud is not None]
    return Day(date=items[0].date, parts=tuple(parts), cover=_share(seen, place), cloud=max(clouds, default=None))


def _seen(items: Iterable[Found], place: Any) -> Any:  # noqa: ANN401 - shapely has no types
    return shapely.intersection(shapely.union_all([item.outline for item in items]), place)


def _share(seen: Any, place: Any) -> float:  # noqa: ANN401 - shapely has no types
    return float(shapely.area(seen) / shapely.area(place))


def _by(things: Iterable[T], key: Callable[[T], Any]) -> list[list[T]]:
    groups: dict[Any, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return [groups[name] for name in sorted(groups)]


def _outline(item: Mapping[str, Any]) -> Any:  # noqa: ANN401 - shapely has no types
    if item.get("geometry"):
        return shapely.make_valid(shape(item["geometry"]))
    box: Sequence[float] = item.get("bbox") or ()
    return shapely.box(box[0], box[1], box[len(box) // 2], box[len(box) // 2 + 1]) if len(box) in {4, 6} else None
