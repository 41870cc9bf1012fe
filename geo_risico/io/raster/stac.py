"""What a STAC item says of an image: its files, its date and whether its numbers were shifted."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.core.plain import plain
from geo_risico.io.raster.handles import Image
from geo_risico.io.raster.remote import fetched, is_address
from geo_risico.io.wary.places import CONNECTION, check_link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo_risico.core.raster_specs import RasterUse
    from geo_risico.io.request import ReadRequest

ITEM_MAXIMUM: int = 4 * 2**20
"""Bytes; a larger .json beside an image is no STAC item."""


def is_item(path: str) -> bool:
    """Whether a path of a scan names a STAC item."""
    return path.partition("?")[0].lower().endswith(".json")


def assets(use: RasterUse, request: ReadRequest) -> dict[str, Image]:
    """Files that a STAC item names, by the name of the asset.

    Raises
    ------
    SourceError
        When the item is not there or is no STAC item.
    """
    item = load(use.path, request)
    if item is None:
        raise SourceError(f"{use.path}: is geen STAC-item; verwacht JSON met type Feature en assets")
    found = {}
    for name, asset in item["assets"].items():
        href = str(asset.get("href", ""))
        target = _target(use.path, href)
        if is_address(target):
            found[name] = Image(name=f"/vsicurl/{target}", label=target, path=None)
        elif href:
            path = _beside(request.resolve(use.path).parent, href, use.path)
            label = PurePosixPath(use.path).parent / href
            found[name] = Image(name=str(path), label=str(label), path=path)
    return found


def _target(item: str, href: str) -> str:
    """Address or path of an asset; an item at an address names addresses only."""
    if not is_address(item):
        return href
    try:
        target = urljoin(item, href)
    except ValueError as error:
        raise SourceError(f"{item}: verwijst naar '{plain(href)[:80]}'; verwacht een adres (http of https)") from error
    if not is_address(target):
        raise SourceError(f"{item}: verwijst naar '{plain(href)[:80]}'; verwacht een adres (http of https)")
    return target


def _beside(folder: Path, href: str, item: str) -> Path:
    """File that an item names; the item is data, so it leads nowhere but in or below its own folder."""
    if CONNECTION.match(href) or PurePosixPath(href).is_absolute() or ".." in PurePosixPath(href).parts:
        raise SourceError(f"{item}: verwijst naar '{plain(href)[:80]}'; verwacht bestanden in of onder de eigen map")
    check_link(folder / href, folder, f"{item}: {href}")
    return folder / href


def load(path: str, request: ReadRequest) -> dict[str, Any] | None:
    """Item at a path of a scan; None when it is something else."""
    if is_address(path):
        return _parsed(fetched(path).body)
    file = request.resolve(path)
    if not file.is_file():
        raise SourceError(f"{path}: bestand bestaat niet; verwacht een STAC-item (.json)")
    if file.stat().st_size > ITEM_MAXIMUM:
        return None
    return _parsed(file.read_bytes())


def beside(images: Iterable[Image]) -> dict[str, Any] | None:
    """Item in the folder of local files that names one of them, or the only item beside only them."""
    files = [image.path for image in images if image.path is not None]
    names = {PurePosixPath(image.label).name for image in images}
    items = [item for folder in dict.fromkeys(file.parent for file in files) for item in _items(folder)]
    for item in items:
        if names & {PurePosixPath(str(asset.get("href", ""))).name for asset in item["assets"].values()}:
            return item
    is_only = len(items) == 1 and all(_rasters(folder) <= names for folder in {file.parent for file in files})
    return items[0] if is_only else None


def _rasters(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir() if p.suffix.lower() in {".tif", ".tiff", ".jp2", ".vrt"}}


def _items(folder: Path) -> list[dict[str, Any]]:
    found = (_parsed(p.read_bytes()) for p in sorted(folder.glob("*.json")) if p.stat().st_size < ITEM_MAXIMUM)
    return [item for item in found if item is not None]


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        item = parse_json(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(item, dict) or item.get("type") != "Feature" or "stac_version" not in item:
        return None
    is_map = all(isinstance(asset, dict) for asset in item.get("assets", {}).values())
    return {"assets": {}, "properties": {}, **item} if is_map else None
