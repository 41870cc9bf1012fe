"""One quick pass over GML: which features, which elements in them, which CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from geo_risico.core.limits import XML_DEPTH, XML_PATHS, too_much
from geo_risico.io.wary.xml import refuse_dtd

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBERS: Final = frozenset({"member", "featureMember", "featureMembers", "cityObjectMember"})
"""Elements around a feature; names that end in Member are too (BRK: perceelMember)."""

SHAPES: Final = frozenset(
    {"Point", "Curve", "LineString", "Polygon", "Surface", "MultiSurface", "MultiCurve", "MultiPoint", "MultiPolygon"}
)


class GmlScan:
    """Collects names while XML is fed to it; the file itself is never in memory.

    ``paths``: feature element -> path of each element in it. ``geometry_paths``: feature element -> paths
    that hold a geometry. ``srs_name``: first CRS that is named, empty when none is.
    """

    def __init__(self) -> None:
        self.paths: dict[str, dict[str, None]] = {}
        self.geometry_paths: dict[str, set[str]] = {}
        self.srs_name = ""
        self._parent = ""
        self._feature = ""
        self._path: list[str] = []
        self._depth = 0
        self._feature_depth = 0
        self._shape_depth = 0
        self._count = 0
        self._parser = expat.ParserCreate()
        refuse_dtd(self._parser)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def feed(self, block: bytes) -> None:
        """Take in the next bytes.

        Parameters
        ----------
        block
            Part of the file.

        Raises
        ------
        ValueError
            The bytes are not XML.
        """
        try:
            self._parser.Parse(block, False)  # noqa: FBT003 - signature of expat
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def close(self) -> None:
        """Check that the XML has ended.

        Raises
        ------
        ValueError
            The file breaks off.
        """
        try:
            self._parser.Parse(b"", True)  # noqa: FBT003 - signature of expat
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def leaves(self, feature: str) -> tuple[str, ...]:
        """Return the paths of the elements that hold a value, not other elements or a geometry.

        Parameters
        ----------
        feature
            Name of a feature element.
        """
        paths = self.paths.get(feature, {})
        inner = {path.rpartition("|")[0] for path in paths} | self.geometry_paths.get(feature, set())
        return tuple(path for path in paths if path not in inner)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > XML_DEPTH.most:
            raise ValueError(too_much(XML_DEPTH, self._depth))
        if self._shape_depth:
            return
        local = name[name.find(":") + 1 :]
        if attributes and not self.srs_name:
            self.srs_name = attributes.get("srsName", "")
        if self._feature:
            self._element(local, attributes)
        elif self._parent in MEMBERS or self._parent.endswith("Member"):
            self._feature, self._feature_depth, self._path = local, self._depth, [""]
            self.paths.setdefault(local, {})
            self.geometry_paths.setdefault(local, set())
        self._parent = local

    def _element(self, local: str, attributes: Mapping[str, str]) -> None:
        outer = self._path[-1]
        if local in SHAPES and outer:
            self._shape_depth = self._depth
            self.geometry_paths[self._feature].add(outer)
            self.srs_name = self.srs_name or attributes.get("srsName", "")
            return
        path = f"{outer}|{local}" if outer else local
        self._path.append(path)
        if path not in self.paths[self._feature]:
            self._count += 1
            if self._count > XML_PATHS.most:
                raise ValueError(too_much(XML_PATHS, self._count))
            self.paths[self._feature][path] = None

    def _end(self, name: str) -> None:
        del name
        if self._shape_depth:
            if self._depth == self._shape_depth:
                self._shape_depth = 0
        elif self._feature:
            self._path.pop()
            if self._depth == self._feature_depth:
                self._feature = ""
        self._parent = ""
        self._depth -= 1
