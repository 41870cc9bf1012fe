"""FIS answers (Vaarweginformatie): tourist harbours, terminals, berths and locks as JSON envelopes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer

from geo_risico.io.sources.fictief.moorings import BOATS_PER_PIER, PIERS, quays
from geo_risico.io.sources.fictief.waters import canal_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.io.sources.fictief.world import World

RD_TO_WGS84 = ("EPSG:28992", "EPSG:4326")
LOCK_COUNT = 3


def fis_documents(world: World) -> dict[str, list[dict[str, object]]]:
    """Objects per FIS entity, geometry as WKT in longitude and latitude."""
    marinas = [b for b in world.river.basins if b.is_marina]
    harbours = [b for b in world.river.basins if not b.is_marina]
    places = 2 * PIERS * BOATS_PER_PIER
    tourist = [
        _object(
            k,
            f"Jachthaven De Vliet {k + 1}",
            shapely.centroid(b.water),
            LongStayPlaces=4 * places,
            ShortStayPlaces=places,
            SuppliesFuel=k == 0,
        )
        for k, b in enumerate(marinas)
    ]
    terminal = [
        _object(100 + k, f"Loswal Industriehaven {k + 1}", shapely.centroid(b.water)) for k, b in enumerate(harbours)
    ]
    berth = [
        _object(200 + k, f"Ligplaats Havenkade {k + 1}", shapely.LineString(quays(b))) for k, b in enumerate(harbours)
    ]
    ends = [shapely.Point(line.coords[0]) for line in canal_lines(world.land)[:LOCK_COUNT]]
    lock = [_object(300 + k, f"Schutsluis {k + 1}", point) for k, point in enumerate(ends)]
    return {"touristharbour": tourist, "terminal": terminal, "berth": berth, "lock": lock}


def _object(number: int, name: str, shape: shapely.Geometry, **extra: object) -> dict[str, object]:
    transformer = Transformer.from_crs(*RD_TO_WGS84, always_xy=True)

    def to_degrees(xy: np.ndarray) -> np.ndarray:
        return np.stack(transformer.transform(xy[:, 0], xy[:, 1]), axis=1)

    wkt = shapely.to_wkt(shapely.transform(shape, to_degrees), rounding_precision=7)
    return {"Id": 990_000 + number, "Name": name, "Geometry": wkt, **extra}


def write_fis(folder: Path, documents: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    """Write one JSON file per entity in the FIS envelope."""
    folder.mkdir(parents=True, exist_ok=True)
    for entity, objects in documents.items():
        envelope = {"Offset": 0, "Count": len(objects), "TotalCount": len(objects), "Result": list(objects)}
        text = json.dumps(envelope, ensure_ascii=False, indent=1)
        (folder / f"{entity}.json").write_text(text, encoding="utf-8")
