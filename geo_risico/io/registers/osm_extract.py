"""OpenStreetMap: the extracts of the provinces that the area touches, checked by their sum and cut to the area.

One download and one cut serve every layer that is read from OpenStreetMap. libosmium does the cutting: GDAL reads .pbf
but does not write it, and a cut that is not complete in its references would lose areas at the edge.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
import threading
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import shapely
from shapely.errors import GEOSException

from geo_risico.core.errors import SourceError
from geo_risico.io.crs import WGS84, to_crs_bounds
from geo_risico.io.files import Located, sha256
from geo_risico.io.intact import check_whole
from geo_risico.io.registers.bestand import SHARED
from geo_risico.io.registers.download import Wanted, download
from geo_risico.io.registers.osm_cut import cut, stamp_of, tagged_count
from geo_risico.io.registers.task import Got
from geo_risico.io.services.addresses import at_host, safe_address
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.jobs import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

MD5: Final = re.compile(r"\b([0-9a-fA-F]{32})\b")
ODBL: Final = "ODbL: noem © OpenStreetMap-bijdragers en houd deze laag apart van lagen met een andere licentie."
ROUNDS: Final = 2
"""A new extract may be put down between the sum and the file; then both are asked again."""

_CUTTING: Final = threading.Lock()


def fetch_osm(task: Task, connection: Connection) -> Got:
    """A .pbf of the area (or of whole provinces, for an extent of the whole country), made once for all its layers.

    ``endpoint`` is the index of the extracts, ``collection`` are patterns of the extracts or of the extract that they
    are part of.

    Parameters
    ----------
    task
        Register, area and folder.
    connection
        Session with the service.

    Raises
    ------
    SourceError
        The service refuses, has no extract of the area, or gives a file that differs from its checksum.
    OutputError
        The disk is full or cannot be written.
    """
    endpoint = task.spec.endpoint
    if endpoint is None:
        raise SourceError(f"{task.spec.name}: endpoint ontbreekt; verwacht het adres van de lijst van uittreksels")
    box = to_crs_bounds(task.bounds, WGS84)
    index = connection.get(Ask(url=endpoint, expected="een lijst van uittreksels (GeoJSON)"), _with_extracts)
    chosen = _touching(index, task.spec.collection, box)
    if not chosen:
        raise SourceError(
            f"{connection.title}: {safe_address(endpoint)}: geen uittreksel van {list(task.spec.collection)} raakt het "
            "gebied; verwacht een gebied in Nederland"
        )
    urls = [at_host(urljoin(endpoint, feature["properties"]["urls"]["pbf"]), endpoint) for feature in chosen]
    files = [_extract(task, connection, url) for url in urls]
    with _CUTTING:
        made = _made(task, files, box)
    return Got(
        url=", ".join(safe_address(url) for url in urls),
        parameters={"extracts": [feature["properties"]["id"] for feature in chosen], "bounds": list(task.bounds)},
        file=_second_name(made, task.work),
        rows_served=0 if task.spec.extent == "nederland" else tagged_count(made),
        published=", ".join(sorted({stamp_of(path) for path in files} - {""})),
        requests_count=connection.requests_count,
        retries_count=connection.retries_count,
        bytes_count=connection.bytes_count,
        notes=(ODBL,),
    )


def _with_extracts(answer: Answer) -> list[dict[str, Any]]:
    features = json_of(answer).get("features")
    if not isinstance(features, list) or not features:
        raise BrokenAnswerError("lijst zonder uittreksels (features)")
    return [feature for feature in features if feature.get("properties", {}).get("urls", {}).get("pbf")]


def _touching(
    features: Sequence[dict[str, Any]], patterns: Sequence[str], box: tuple[float, float, float, float]
) -> list[dict[str, Any]]:
    """Extracts that touch the area; of one that lies within another that was chosen too, only the smaller."""
    area = shapely.box(*box)
    found = []
    for feature in features:
        names = [feature["properties"].get(key) or "" for key in ("id", "parent")]
        if any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns or ("netherlands",)):
            try:
                shape = shapely.from_geojson(json.dumps(feature.get("geometry")))
            except GEOSException:
                continue
            if shape is not None and shape.intersects(area):
                found.append(feature)
    parents = {feature["properties"].get("parent") for feature in found}
    return [feature for feature in found if feature["properties"].get("id") not in parents]


def _extract(task: Task, connection: Connection, url: str) -> Path:
    """Whole extract on disk, equal to the checksum beside it."""
    folder = task.work.parent / SHARED
    folder.mkdir(parents=True, exist_ok=True)
    name = url.rpartition("/")[2]
    for left in reversed(range(ROUNDS)):
        ask = Ask(url=f"{url}.md5", expected="een md5-som", may_miss=True)
        digest = connection.get(ask, _with_md5)
        wanted = Wanted(url=url, path=folder / name, expected="een OSM-uittreksel (.osm.pbf)", digest=digest)
        try:
            got = download(connection, wanted, lambda _, done, total: task.report(name, done, total))
        except SourceError:
            if not left or connection.get(ask, _with_md5) == digest:
                raise
            continue
        check_whole(Located(path=got.path, name=name))
        break
    return folder / name


def _with_md5(answer: Answer) -> tuple[str, str] | None:
    if answer.status >= 300:  # noqa: PLR2004 - no sum beside the file
        return None
    found = MD5.search(answer.body[:200].decode("ascii", "replace"))
    if found is None:
        raise BrokenAnswerError("antwoord zonder md5-som")
    return "md5", found[1].lower()


def _made(task: Task, files: Sequence[Path], box: tuple[float, float, float, float]) -> Path:
    """One file of all extracts, cut to the area; made before where the same extracts and area were asked."""
    if task.spec.extent == "nederland" and len(files) == 1:
        return files[0]
    area = None if task.spec.extent == "nederland" else box
    asked = hashlib.sha256(repr((area, [sha256(path) for path in files])).encode()).hexdigest()[:16]
    stem = file_name([path.name.partition(".")[0].removesuffix("-latest") for path in files])
    target = files[0].with_name(f"{stem}_{asked}.osm.pbf")
    if not target.exists():
        cut(files, target, area, lambda done: task.report("uitsnede van OpenStreetMap", done, None))
    return target


def _second_name(path: Path, folder: Path) -> Path:
    """The same bytes under a name in the work folder, not a copy."""
    folder.mkdir(parents=True, exist_ok=True)
    own = folder / path.name
    own.unlink(missing_ok=True)
    own.hardlink_to(path)
    return own
