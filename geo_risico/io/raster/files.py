"""Which files a scan means: for every band and mask of a source the files that it is read from."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import DataError, SourceError
from geo_risico.io.columns import hint, listing
from geo_risico.io.files import Located
from geo_risico.io.raster.handles import Image
from geo_risico.io.raster.remote import is_address, joined
from geo_risico.io.raster.stac import assets, is_item
from geo_risico.io.wary.places import check_link
from geo_risico.io.wary.zips import check_zip

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_risico.core.raster_specs import BandMap, MaskRule, RasterSourceSpec, RasterUse
    from geo_risico.io.request import ReadRequest

SUFFIXES: Final = ((".tif", ".tiff", ".jp2"), (".vrt",), (".img", ".asc", ".nc"))
"""Rasters in a folder when no file is named for a band: the first group that is there."""
BESIDE: Final = (".xml", ".json", ".txt", ".ovr", ".msk", ".tfw", ".prj", ".png", ".jpg", ".md", ".html", ".gml")
"""Files beside an image that a broad pattern finds too."""
WILD: Final = ("*", "?", "[")


@dataclass(frozen=True, kw_only=True)
class Found:
    """Files of each band and of each mask; several files are a mosaic."""

    bands: dict[str, tuple[Image, ...]]
    masks: tuple[tuple[Image, ...], ...]

    @property
    def images(self) -> tuple[Image, ...]:
        """Every file once, in order."""
        return tuple(dict.fromkeys(i for group in [*self.bands.values(), *self.masks] for i in group))


_Pick = Callable[["BandMap | MaskRule", str], "tuple[Image, ...]"]


def find(use: RasterUse, source: RasterSourceSpec, request: ReadRequest) -> Found:
    """Files of an image.

    Raises
    ------
    SourceError
        When a file, folder, zip or address is not there.
    DataError
        When a band or mask has no file.
    """
    if is_item(use.path):
        offered = assets(use, request)
        return _chosen(source, lambda part, what: _asset(offered, part, what, use))
    if is_address(use.path):
        return _chosen(source, lambda part, what: _remote(use.path, part, what))
    files = _files(use.path, request)
    return _chosen(source, lambda part, what: _named(files, part, what, use))


def _chosen(source: RasterSourceSpec, pick: _Pick) -> Found:
    return Found(
        bands={name: pick(band, f"band {name}") for name, band in source.bands.items()},
        masks=tuple(pick(rule, f"masker '{rule.title}'") for rule in source.masks),
    )


def _asset(offered: dict[str, Image], part: BandMap | MaskRule, what: str, use: RasterUse) -> tuple[Image, ...]:
    wanted = part.asset
    if wanted is None or wanted not in offered:
        raise DataError(
            f"{use.path}: geen onderdeel '{wanted or ''}' voor {what}; aanwezig: {listing(offered)}"
            f"{hint(wanted or '', offered)}"
        )
    return (offered[wanted],)


def _remote(path: str, part: BandMap | MaskRule, what: str) -> tuple[Image, ...]:
    if part.file is None:
        return (Image(name=f"/vsicurl/{path}", label=path, path=None),)
    if any(sign in part.file for sign in WILD):
        raise DataError(
            f"{path}: {what} zoekt '{part.file}', maar een adres heeft geen lijst van bestanden; noem een STAC-item "
            "(.json) of haal de beelden eerst op"
        )
    address = joined(path, part.file)
    return (Image(name=f"/vsicurl/{address}", label=address, path=None),)


def _named(files: Sequence[Image], part: BandMap | MaskRule, what: str, use: RasterUse) -> tuple[Image, ...]:
    if part.file is None:
        for group in SUFFIXES:
            found = tuple(i for i in files if i.label.lower().endswith(group))
            if found:
                return found
        if len(files) == 1:
            return tuple(files)
        raise DataError(f"{use.path}: geen raster voor {what}; verwacht .tif, .jp2 of .vrt, aanwezig: {_names(files)}")
    wanted = part.file.lower()
    found = _finest([i for i in files if _matches(i.label, wanted)])
    if not found:
        raise DataError(f"{use.path}: geen bestand '{part.file}' voor {what}; aanwezig: {_names(files)}")
    return found


def _finest(images: Sequence[Image]) -> tuple[Image, ...]:
    """Files that hold an image; of one product in several cell sizes (``_10m``, ``_20m``) the finest."""
    kept = [i for i in images if not i.label.lower().endswith(BESIDE) and "/QI_DATA/" not in i.label]
    sizes = [re.search(r"_(\d+)m\.\w+$", i.label) for i in kept]
    metres = [int(size.group(1)) for size in sizes if size]
    if len(metres) < len(kept):
        return tuple(kept)
    return tuple(i for i, size in zip(kept, metres, strict=True) if size == min(metres))


def _matches(label: str, wanted: str) -> bool:
    path = PurePosixPath(label.lower())
    if "/" in wanted:
        return fnmatch.fnmatch(str(path), f"*/{wanted.removeprefix('**/')}") or fnmatch.fnmatch(str(path), wanted)
    return fnmatch.fnmatch(path.name, wanted)


def _names(files: Sequence[Image]) -> str:
    return listing(sorted({PurePosixPath(i.label).name for i in files})) if files else "niets"


def _files(path: str, request: ReadRequest) -> tuple[Image, ...]:
    """Every file that a path means: the file itself, what is in the folder or zip, or what fits the pattern."""
    whole = request.resolve(path)
    roots = [whole] if whole.exists() else _pattern(path, request)
    found = [image for root in roots for image in _inside(root, path, request)]
    if not found:
        raise SourceError(f"{path}: map zonder bestanden; verwacht een of meer rasters (.tif, .jp2, .vrt)")
    return tuple(found)


def _pattern(path: str, request: ReadRequest) -> list[Path]:
    if not any(sign in path for sign in WILD):
        raise SourceError(f"{path}: bestand of map bestaat niet; verwacht een raster, map, zip of patroon met *")
    fixed = Path(*_before_wild(Path(path).parts))
    base = request.resolve(str(fixed)) if fixed.parts else request.folder
    rest = str(Path(*Path(path).parts[len(fixed.parts) :]))
    roots = sorted(p for p in base.glob(rest) if not p.name.startswith("."))
    for root in roots:
        check_link(root, base, path)
    if not roots:
        raise SourceError(f"{path}: geen enkel bestand past op dit patroon (gezocht vanaf {base.name or base})")
    return roots


def _before_wild(parts: Iterable[str]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if any(sign in part for sign in WILD):
            break
        kept.append(part)
    return kept


def _inside(root: Path, path: str, request: ReadRequest) -> list[Image]:
    label = _label(root, path, request)
    if root.is_dir():
        inner = sorted(p for p in root.rglob("*") if p.is_file() and not p.name.startswith("."))
        for file in inner:
            check_link(file, root, f"{label}/{file.relative_to(root).as_posix()}")
        return [Image(name=str(p), label=f"{label}/{p.relative_to(root).as_posix()}", path=p) for p in inner]
    if root.stat().st_size == 0:
        raise SourceError(f"{label}: bestand is leeg (0 bytes)")
    if root.suffix.lower() != ".zip":
        return [Image(name=str(root), label=label, path=root)]
    names = sorted(check_zip(root, label))
    located = [Located(path=root, name=f"{label}/{name}", member=name) for name in names]
    return [Image(name=i.gdal_name, label=i.name, path=root) for i in located]


def _label(root: Path, path: str, request: ReadRequest) -> str:
    """Name of a file as the scan writes it: never more of the disk than the scan tells."""
    if not any(sign in path for sign in WILD):
        return path.rstrip("/")
    fixed = Path(*_before_wild(Path(path).parts))
    base = request.resolve(str(fixed)) if fixed.parts else request.folder
    return (fixed / root.relative_to(base)).as_posix()
