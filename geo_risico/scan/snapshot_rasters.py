"""Images of services in a snapshot: fetched over its area, and named in its scan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.service_specs import FetchUse
from geo_risico.core.snapshot_specs import FailedRecord, ImageRecord, RasterRecord
from geo_risico.io.registers.changes import NAMED, Changes
from geo_risico.io.services import Request, fetch
from geo_risico.io.services.addresses import at_host, safe_address
from geo_risico.io.services.jobs import Wish
from geo_risico.io.services.snapshot import scene_records
from geo_risico.scan.reading import widened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo_risico.catalog import Catalog
    from geo_risico.core.service_specs import RasterServiceSpec
    from geo_risico.core.snapshot_specs import Snapshot
    from geo_risico.scan.fetching_registers import Fetching

Bounds = tuple[float, float, float, float]
SEASON: Final[dict[str, Any]] = {"months": (5, 6, 7, 8, 9), "max_cloud": 30, "best_per_month": True, "max_scenes": 12}
YEARS: Final = 3
"""Images of satellites go back this many years before the peildatum."""


def raster_use(service: RasterServiceSpec, catalog: Catalog, how: Fetching, pixel_m: float) -> FetchUse:
    """What a snapshot asks of a service for images: one folder, a bounded number of dates, a bounded size.

    Parameters
    ----------
    service
        The service.
    catalog
        All definitions.
    how
        Peildatum and gateway.
    pixel_m
        Size of a cell in metres, for photos and heights.
    """
    layer = catalog.raster_sources[str(service.source)].layer
    endpoint = at_host(str(service.endpoint), how.via) if how.via and service.endpoint else None
    use: dict[str, Any] = {"service": service.name, "folder": f"rasters/{service.name}", "layer": layer}
    if endpoint:
        use["endpoint"] = endpoint
    if service.kind == "stac":
        begin = dt.date(how.peildatum.year - YEARS, 1, 1)
        use |= {"begin": begin, "end": how.peildatum, **SEASON}
    else:
        use["pixel_m"] = pixel_m
    return FetchUse.model_validate(use)


def fetch_raster(
    use: FetchUse, area: Bounds, catalog: Catalog, how: Fetching, may_exceed: Callable[[int], bool]
) -> tuple[RasterRecord, bool]:
    """Record of the images of one service over an area, and whether any of them is new.

    Parameters
    ----------
    use
        What is asked.
    area
        Bounds of the gemeenten in EPSG:28992.
    catalog
        All definitions.
    how
        Where and how.
    may_exceed
        Asked with the size in MB when it is over the limit.

    Raises
    ------
    SourceError
        When the service fails, has nothing, or would give more than the limit.
    """
    spec = catalog.services[use.service]
    wish = Wish(name=use.service, use=use, spec=spec, bounds=widened(area, use.margin_m))
    request = Request(
        folder=how.folder,
        work=how.work / "beelden",
        now=how.now,
        refresh=how.refresh == "all",
        most_mb=how.most_mb,
        report=lambda scene, done, total: how.report(use.service, scene, done, total),
        may_exceed=may_exceed,
    )
    fetched = fetch(wish, request)
    told = scene_records(request.folder / use.folder, fetched.scenes)
    days = [dt.date.fromisoformat(one["date"]) for one in told.values() if one.get("date")]
    record = RasterRecord(
        service=use.service,
        layer=use.layer,
        source=spec.source,
        folder=use.folder,
        url=safe_address(wish.endpoint),
        scenes=fetched.scenes,
        fetched_at=how.now.replace(microsecond=0),
        use=use.model_dump(mode="json", exclude_defaults=True),
        title=spec.title,
        kind=spec.kind,
        peildatum=max(days, default=None),
        licence=spec.licence,
        attribution=spec.attribution,
        register_name=spec.register_name,
        files=tuple(_files(told)),
    )
    return record, fetched.new_count > 0


def _files(told: Mapping[str, Mapping[str, Any]]) -> Iterator[ImageRecord]:
    for scene, record in sorted(told.items()):
        for name, facts in sorted(record.get("files", {}).items()):
            yield ImageRecord(file=f"{scene}/{name}", sha256=facts["sha256"], bytes=facts["bytes"])


def image_changes(old: RasterRecord | None, new: RasterRecord) -> Changes | None:
    """How many images came, went and changed, by the names of their files; None without an earlier record of files."""
    if old is None or not old.files:
        return None
    before, after = ({one.file: one.sha256 for one in record.files} for record in (old, new))
    came, went = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    other = sorted(name for name in set(before) & set(after) if before[name] != after[name])
    return Changes(
        added_count=len(came), removed_count=len(went), changed_count=len(other),
        added=tuple(came[:NAMED]), removed=tuple(went[:NAMED]), changed=tuple(other[:NAMED]),
    )  # fmt: skip


def with_raster(snapshot: Snapshot, record: RasterRecord) -> Snapshot:
    """Snapshot with the images in place of earlier ones of the same service."""
    failed = tuple(one for one in snapshot.failed if one.of_register != record.service)
    rasters = dict(sorted({**snapshot.rasters, record.service: record}.items()))
    return snapshot.model_copy(update={"rasters": rasters, "failed": failed})


def raster_failure(use: FetchUse, reason: str) -> FailedRecord:
    """Record that says why there are no images of a service."""
    return FailedRecord.model_validate({"register": use.service, "layer": use.layer, "reason": reason})
