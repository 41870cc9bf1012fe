"""XML from elsewhere: no DTD, so no entity explodes or reads a file, and no endless nesting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from geo_risico.core.limits import XML_DEPTH, too_much

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

NO_DTD: Final = "een DTD (DOCTYPE) is niet toegestaan"


def parse_xml(text: bytes | str) -> ET.Element:
    """Root element of an XML text without DTD.

    Raises
    ------
    ET.ParseError
        The text is no XML, holds a DTD, or nests too deep.
    """
    try:
        root: ET.Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ET.ParseError(NO_DTD) from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist, or is of several bytes
        raise ET.ParseError(str(error)) from error
    depth, level = 0, [root]
    while level:
        depth += 1
        level = [child for element in level for child in element]
    if depth > XML_DEPTH.most:
        raise ET.ParseError(too_much(XML_DEPTH, depth))
    return root


def refuse_dtd(parser: XMLParserType) -> None:
    """Nothing; lets a parser of expat raise ``ValueError`` at a DTD."""

    def refuse(*_: object) -> None:
        raise ValueError(NO_DTD)

    parser.StartDoctypeDeclHandler = refuse
