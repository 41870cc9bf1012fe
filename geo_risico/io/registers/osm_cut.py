"""An OpenStreetMap extract cut to an area: what touches the area, whole and with everything that it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import osmium

from geo_risico.core.errors import OutputError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo_risico.io.request import Bounds

MARGIN_DEG: Final = 0.03
"""About 2 km: what has no point this near does not count as touching the area."""

EVERY: Final = 200_000
AREAS: Final = frozenset({"multipolygon"})
STAMP: Final = "osmosis_replication_timestamp"


def cut(files: Sequence[Path], target: Path, box: Bounds | None, advance: Callable[[int], None]) -> None:
    """Write one .osm.pbf with the objects of the files that have a point in or near the area, each once.

    Ways keep all their points, areas of more ways all their ways. Objects whose points all lie more than about 2 km
    outside the area are left out, also where their line or surface crosses it. Borders of gemeenten, routes and other
    relations that are no area are left out too: other registers have them.

    Parameters
    ----------
    files
        Extracts, whole.
    target
        Where the result goes; it appears when it is complete.
    box
        Area in degrees (minx, miny, maxx, maxy); None joins the files whole.
    advance
        Called with the number of objects that were looked at.

    Raises
    ------
    SourceError
        A file is not OpenStreetMap data.
    OutputError
        The disk is full or cannot be written.
    """
    part = target.with_name(f".{target.name.removesuffix('.osm.pbf')}.deel.osm.pbf")
    trackers = [None if box is None else _tracked(path, box, advance) for path in files]
    header = osmium.io.Header()
    header.set("generator", "geo-risico")
    header.set(STAMP, min(stamp_of(path) for path in files))
    try:
        with osmium.SimpleWriter(str(part), header=header, overwrite=True) as writer:
            for item in _merged(files, trackers):
                writer.add(item)
        part.replace(target)
    except (RuntimeError, OSError) as error:
        raise OutputError(f"{target.name}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    finally:
        part.unlink(missing_ok=True)


def tagged_count(path: Path) -> int:
    """Number of points, lines and relations with a label, which is what a map has of them.

    Raises
    ------
    SourceError
        The file is not OpenStreetMap data.
    """
    try:
        return sum(1 for _ in osmium.FileProcessor(str(path)).with_filter(osmium.filter.EmptyTagFilter()))
    except RuntimeError as error:
        raise SourceError(f"{path.name}: is niet te lezen ({error}); verwacht een OSM-uittreksel (.osm.pbf)") from error


def stamp_of(path: Path) -> str:
    """Moment of the state of OpenStreetMap that an extract holds, empty when it does not say.

    Raises
    ------
    SourceError
        The file is not OpenStreetMap data.
    """
    try:
        with osmium.io.Reader(str(path)) as reader:
            return str(reader.header().get(STAMP, ""))
    except RuntimeError as error:
        raise SourceError(f"{path.name}: is niet te lezen ({error}); verwacht een OSM-uittreksel (.osm.pbf)") from error


def _tracked(path: Path, box: Bounds, advance: Callable[[int], None]) -> osmium.IdTracker:
    """What touches the area, completed with what it refers to."""
    tracker = osmium.IdTracker()
    seen = 0
    try:
        for item in osmium.FileProcessor(str(path)):
            seen += 1
            if not seen % EVERY:
                advance(seen)
            _track(tracker, item, box)
        tracker.complete_backward_references(str(path), relation_depth=1)
    except RuntimeError as error:
        raise SourceError(f"{path.name}: is niet te lezen ({error}); verwacht een OSM-uittreksel (.osm.pbf)") from error
    return tracker


def _track(tracker: osmium.IdTracker, item: Any, box: Bounds) -> None:  # noqa: ANN401 - node, way or relation
    if item.is_node():
        lon, lat = item.lon, item.lat
        if box[0] - MARGIN_DEG <= lon <= box[2] + MARGIN_DEG and box[1] - MARGIN_DEG <= lat <= box[3] + MARGIN_DEG:
            tracker.add_node(item.id)
    elif item.is_way():
        if tracker.contains_any_references(item):
            tracker.add_way(item.id)
    elif item.tags.get("type") in AREAS and tracker.contains_any_references(item):
        tracker.add_relation(item.id)


def _merged(files: Sequence[Path], trackers: Sequence[osmium.IdTracker | None]) -> Iterator[Any]:
    """Objects of all files in their order; of one that stands in more files, the newest."""
    readers = [
        osmium.FileProcessor(str(path))
        if tracker is None
        else osmium.FileProcessor(str(path)).with_filter(tracker.id_filter())
        for path, tracker in zip(files, trackers, strict=True)
    ]
    if len(readers) == 1:
        yield from readers[0]
        return
    for same in osmium.zip_processors(*readers):
        found: list[Any] = [item for item in same if item is not None]
        yield max(found, key=lambda item: item.version)
