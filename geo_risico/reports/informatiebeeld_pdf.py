"""The informatiebeeld as an accessible PDF: the words, figures and map of the page, on two A4 pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.reports.page_tree import page_tree
from geo_risico.reports.room import shorten
from geo_risico.reports.typeset import page_facts, typeset

if TYPE_CHECKING:
    from geo_risico.core.results import ReleaseMeta

TEMPLATE: Final = "informatiebeeld.typ"
_HEADER_LENGTH: Final = 80


def informatiebeeld_pdf(document: str, meta: ReleaseMeta) -> bytes:
    """PDF/UA-1 of an informatiebeeld, tagged and with bookmarks; the same document gives the same bytes.

    Nothing is calculated again: text, tables and map come from the page itself.

    Parameters
    ----------
    document
        What ``write_informatiebeeld`` gave.
    meta
        What stands on every page of the release.
    """
    tree = page_tree(document)
    facts = page_facts(meta) | {"title": shorten(meta.title, _HEADER_LENGTH)}
    main = next(part for part in tree.body["children"] if part["tag"] == "main")
    return typeset(TEMPLATE, {"facts": facts, "title": tree.title, "pages": main["children"]}, tree.pictures)
