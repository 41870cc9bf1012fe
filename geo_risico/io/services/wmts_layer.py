"""What a WMTS says of one layer: its tile matrices, its addresses and its formats.

owslib reads the capabilities; fetching them and the tiles is ours, because owslib asks once and takes any answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from owslib.wmts import WebMapTileService
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo_risico.core.errors import SourceError
from geo_risico.io.columns import listing
from geo_risico.io.services.addresses import at_host, query_of, safe_address
from geo_risico.io.services.answers import xml_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.wmts_matrix import Matrix
from geo_risico.io.wary.xml import parse_xml

if TYPE_CHECKING:
    from geo_risico.io.services.connection import Connection
    from geo_risico.io.services.jobs import Wish
    from geo_risico.io.services.wmts_matrix import Tile

CELL_M: Final = 0.00028
"""Size of a cell that the scale denominators of OGC suppose."""
USABLE: Final = (28992, 3857)


@dataclass(frozen=True, kw_only=True)
class TileLayer:
    """One layer of a WMTS in one tile matrix set."""

    name: str
    epsg: int
    matrix_set: str
    matrices: tuple[Matrix, ...]
    style: str
    format: str
    template: str
    endpoint: str

    def ask(self, matrix: Matrix, tile: Tile) -> Ask:
        """Request for one tile."""
        words = {
            "TileMatrixSet": self.matrix_set,
            "TileMatrix": matrix.name,
            "TileCol": str(tile.column),
            "TileRow": str(tile.row),
        }
        expected = f"een tegel ({self.format}) van {self.name}"
        if self.template:
            url = self.template
            for key, value in {**words, "Style": self.style, "style": self.style}.items():
                url = url.replace(f"{{{key}}}", value)
            return Ask(url=url, expected=expected, may_miss=True)
        url, extra = query_of(self.endpoint)
        asked = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": self.name}
        asked |= {"STYLE": self.style, "FORMAT": self.format, **{key.upper(): value for key, value in words.items()}}
        return Ask(url=url, params=[*extra.items(), *asked.items()], expected=expected, may_miss=True)


def read_layer(wish: Wish, connection: Connection, name: str) -> TileLayer:
    """Layer of a WMTS as its capabilities describe it, in EPSG:28992 where it can, else in EPSG:3857.

    Raises
    ------
    SourceError
        When the service has no such layer, format or tile matrix set.
    """
    where = f"{connection.title}: {safe_address(wish.endpoint)}"
    service = _capabilities(wish, connection, where)
    if name not in service.contents:
        known = listing(sorted(service.contents))
        raise SourceError(f"{where}: laag '{name}' bestaat niet; verwacht een van {known}")
    layer = service.contents[name]
    offered = list(layer.formats)
    kind = wish.spec.format or next(iter(offered), "image/png")
    if offered and kind not in offered:
        raise SourceError(f"{where}: laag '{name}' geeft geen {kind}; verwacht een van {listing(offered)}")
    set_name, epsg = _matrix_set(service, layer, wish.spec.matrix_set, where)
    return TileLayer(
        name=name,
        epsg=epsg,
        matrix_set=set_name,
        matrices=_matrices(service.tilematrixsets[set_name], layer.tilematrixsetlinks[set_name]),
        style=wish.spec.style if wish.spec.style in layer.styles else next(iter(layer.styles), "default"),
        format=kind,
        template=_template(layer, kind, wish),
        endpoint=wish.endpoint,
    )


def _capabilities(wish: Wish, connection: Connection, where: str) -> Any:  # noqa: ANN401 - owslib has no types
    url, extra = query_of(wish.endpoint)
    said = {key.lower() for key in extra}
    asked = {"service": "WMTS", "request": "GetCapabilities", "version": "1.0.0"}
    params = [] if url.endswith(".xml") else [(key, word) for key, word in asked.items() if key not in said]
    ask = Ask(url=url, params=[*extra.items(), *params], expected="de capabilities van een WMTS 1.0.0")
    body = connection.get(ask, xml_of)
    try:
        parse_xml(body)  # owslib itself takes a DTD
        return WebMapTileService(url, xml=body)
    except Exception as error:  # owslib raises what its parsing happens to run into
        raise SourceError(f"{where}: capabilities niet te lezen ({error}); verwacht een WMTS 1.0.0") from error


def _matrix_set(service: Any, layer: Any, wanted: str | None, where: str) -> tuple[str, int]:  # noqa: ANN401 - owslib has no types
    codes = {name: _epsg(service.tilematrixsets[name].crs) for name in layer.tilematrixsetlinks}
    usable = [name for name, code in codes.items() if code in USABLE and wanted in {None, name}]
    if not usable:
        asked = f"'{wanted}'" if wanted else "EPSG:28992 of EPSG:3857"
        raise SourceError(
            f"{where}: laag '{layer.id}' heeft geen tegelschema {asked}; verwacht een van {listing(sorted(codes))}"
        )
    best = min(usable, key=lambda name: USABLE.index(codes[name]))
    return best, codes[best]


def _epsg(crs: str) -> int:
    text = crs.replace("EPSG::900913", "EPSG::3857").replace("EPSG:900913", "EPSG:3857")
    try:
        return CRS.from_user_input(text).to_epsg() or 0
    except CRSError:
        return 0


def _matrices(found: Any, link: Any) -> tuple[Matrix, ...]:  # noqa: ANN401 - owslib has no types
    out = []
    for name, level in found.tilematrix.items():
        columns, rows = (0, level.matrixwidth - 1), (0, level.matrixheight - 1)
        limits = link.tilematrixlimits.get(name)
        if limits is not None:
            columns, rows = (limits.mintilecol, limits.maxtilecol), (limits.mintilerow, limits.maxtilerow)
        left, top = level.topleftcorner
        out.append(
            Matrix(
                name=name,
                pixel=float(f"{level.scaledenominator * CELL_M:.10g}"),
                left=left,
                top=top,
                tile_width=level.tilewidth,
                tile_height=level.tileheight,
                columns=columns,
                rows=rows,
            )
        )
    return tuple(out)


def _template(layer: Any, kind: str, wish: Wish) -> str:  # noqa: ANN401 - owslib has no types
    """Address of a tile with its words open, empty where the service only takes parameters."""
    found = [one["template"] for one in layer.resourceURLs if one["resourceType"] == "tile" and one["format"] == kind]
    if not found:
        return ""
    url = str(found[0])
    for name, dimension in getattr(layer, "dimensions", {}).items():
        url = url.replace(f"{{{name}}}", str(dimension.get("default", "")))
    return at_host(url, wish.endpoint) if wish.use.endpoint else url
