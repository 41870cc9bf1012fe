"""Satellite images of an area through STAC: an API that searches, or a static catalog that is walked."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

import shapely
from pyproj import Transformer
from pystac.errors import STACError, STACTypeError
from pystac_client import Client
from pystac_client.exceptions import APIError
from pystac_client.stac_api_io import StacApiIO

from geo_risico.core.errors import SourceError
from geo_risico.core.terms import CRS_RD, CRS_WGS84
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import json_of
from geo_risico.io.services.canvas import date_tags
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.cut import Cut, cut_file
from geo_risico.io.services.jobs import SceneJob, file_name, gather
from geo_risico.io.services.naming import scene_name
from geo_risico.io.services.stac_choice import choose_days, found, offset_tags
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from geo_risico.io.services.connection import Connection
    from geo_risico.io.services.jobs import Wish
    from geo_risico.io.services.stac_choice import Day, Found

PAGE: Final = 100
MOST_ITEMS: Final = 5000
"""A search that gives more is too wide to choose from."""
BYTES_PER_M2: Final = 2 / 100
"""Of one band with cells of 10 m and two bytes each."""
UNREADABLE: Final = (STACError, STACTypeError, APIError, KeyError, TypeError, ValueError, NotImplementedError)


class _PoliteIO(StacApiIO):
    """Reading of pystac-client through our connection: one way to wait, to retry and to tell what failed."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(max_retries=None)
        self._connection = connection

    def request(
        self,
        href: str,
        method: str | None = None,
        headers: dict[str, str] | None = None,
        parameters: dict[str, Any] | None = None,
    ) -> str:
        """Text of one JSON document."""
        is_post = (method or "GET").upper() == "POST"
        pairs = [(key, str(value)) for key, value in (parameters or {}).items()]
        ask = Ask(
            url=href,
            expected="een STAC-document (JSON)",
            params=() if is_post else pairs,
            json=parameters or {} if is_post else None,
            headers=headers or {},
        )
        return json.dumps(self._connection.get(ask, json_of))

    def read_text(self, source: Any, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401 - signature of pystac
        """Text at an address; a catalog from the network never opens a file of this machine."""
        href = source if isinstance(source, str) else getattr(source, "href", str(source))
        if not str(href).startswith(("http://", "https://")):
            raise SourceError(f"{self._connection.title}: verwijzing naar {href}; verwacht een http(s)-adres")
        return super().read_text(source, *args, **kwargs)


def plan_stac(wish: Wish, connection: Connection) -> list[SceneJob]:
    """A scene for each chosen date, oldest first.

    Raises
    ------
    SourceError
        When the catalog cannot be read or nothing fits.
    """
    to_degrees = Transformer.from_crs(CRS_RD, CRS_WGS84, always_xy=True)
    box = to_degrees.transform_bounds(*wish.bounds, densify_pts=21)
    place = shapely.box(*box)
    items = list(_search(wish, connection, box))
    days = choose_days([one for one in (found(item, place) for item in items) if one], wish.use, place)
    if not days:
        raise SourceError(
            f"{connection.title}: {safe_address(wish.endpoint)}: geen beeld gevonden ({len(items)} items bekeken); "
            f"verwacht beelden van {wish.use.begin or '...'} tot {wish.use.end or '...'}, maanden "
            f"{list(wish.use.months) or 'alle'}, hoogstens {wish.use.max_cloud:g}% wolken"
        )
    return [_scene(wish, connection, day, number) for day in days for number in range(len(day.parts))]


def _search(wish: Wish, connection: Connection, box: tuple[float, ...]) -> Iterator[dict[str, Any]]:
    """Items over the box as JSON; dates and clouds are asked where the API can, and checked afterwards anyway."""
    where = f"{connection.title}: {safe_address(wish.endpoint)}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pystac-client warns about what a static catalog cannot do
            client = Client.open(wish.endpoint, stac_io=_PoliteIO(connection))
            found_items = _asked(client, wish, box) if client.conforms_to("ITEM_SEARCH") else _walked(client, wish)
            for count, item in enumerate(found_items):
                if count >= MOST_ITEMS:
                    raise SourceError(f"{where}: meer dan {MOST_ITEMS} items; kies begin, end of een kleiner gebied")
                yield item
    except UNREADABLE as error:
        raise SourceError(f"{where}: catalogus niet te lezen ({_said(error)}); verwacht STAC 1.0") from error


def _asked(client: Client, wish: Wish, box: tuple[float, ...]) -> Iterator[dict[str, Any]]:
    use = wish.use
    clouds = {"eo:cloud_cover": {"lte": use.max_cloud}} if client.conforms_to("QUERY") and use.max_cloud < 100 else None  # noqa: PLR2004 - percent
    dates = f"{use.begin or '..'}/{use.end or '..'}" if use.begin or use.end else None
    search = client.search(
        collections=[wish.spec.collection] if wish.spec.collection else None,
        bbox=list(box),
        datetime=dates,
        query=clouds,
        limit=PAGE,
        method="POST" if _posts(client) else "GET",
    )
    yield from search.items_as_dicts()


def _posts(client: Client) -> bool:
    return any(link.extra_fields.get("method") == "POST" for link in client.get_links("search"))


def _walked(client: Client, wish: Wish) -> Iterator[dict[str, Any]]:
    """Items of a static catalog, with whole addresses."""
    for item in client.get_items(recursive=True):
        if wish.spec.collection in {None, item.collection_id}:
            yield item.to_dict(include_self_link=True, transform_hrefs=False)


def _scene(wish: Wish, connection: Connection, day: Day, number: int) -> SceneJob:
    items = day.parts[number]
    cuts = {name: cut for item in items for name, cut in _cuts(wish, connection, day, item).items()}
    sidecars = {
        file_name([item.id]) + ".json": json.dumps(item.item, ensure_ascii=False, indent=1, sort_keys=True).encode()
        for item in items
    }

    def make(folder: Path, advance: Callable[[int, int], None]) -> None:
        for name, body in sidecars.items():
            write_whole(folder / name, body)
        missing = [name for name in cuts if not (folder / name).exists()]
        gather(
            missing,
            lambda name: _take(connection, cuts[name], folder / name),
            wish.spec.parallel,
            advance,
        )

    area_m2 = (wish.bounds[2] - wish.bounds[0]) * (wish.bounds[3] - wish.bounds[1])
    return SceneJob(
        name=scene_name(day.date) + (f"_{number + 1}" if number else ""),
        date=day.date,
        asked={"items": [item.id for item in items], "cloud": day.cloud, "cover": round(day.cover, 3)},
        bytes_count=round(area_m2 * BYTES_PER_M2 * len(cuts)),
        make=make,
    )


def _take(connection: Connection, cut: Cut, path: Path) -> None:
    cut_file(connection, cut, path, lambda _done, _total: None)


def _cuts(wish: Wish, connection: Connection, day: Day, item: Found) -> dict[str, Cut]:
    """File name -> part to cut, for each wanted asset of an item."""
    assets = item.item.get("assets", {})
    missing = [asset for part, asset in wish.parts.items() if asset not in assets and part not in wish.spec.optional]
    if missing:
        raise SourceError(
            f"{connection.title}: item {item.id}: onderdeel {', '.join(missing)} ontbreekt; verwacht een van "
            f"{', '.join(sorted(assets)[:12])}"
        )
    out = {}
    for part, asset in wish.parts.items():
        if asset in assets:
            out[f"{file_name([item.id, part])}.tif"] = Cut(
                url=_address(assets[asset], item.item, wish, connection),
                bounds=wish.bounds,
                pixel_m=wish.use.pixel_m,
                classes=part in wish.spec.classes,
                tags=date_tags(day.date) | ({} if part in wish.spec.classes else offset_tags(item.item, asset)),
            )
    return out


def _address(asset: Mapping[str, Any], item: Mapping[str, Any], wish: Wish, connection: Connection) -> str:
    """Whole http(s) address of an asset, relative to its item."""
    links = item.get("links", [])
    own = next((str(link["href"]) for link in links if link.get("rel") == "self"), wish.endpoint)
    url = urljoin(own, str(asset.get("href", "")))
    if not url.startswith(("http://", "https://")):
        raise SourceError(f"{connection.title}: item {item.get('id')}: adres {url}; verwacht een http(s)-adres")
    return url


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
