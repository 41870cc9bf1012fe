"""What visits taught as an accessible PDF: the words, tables and bars of the page, one A4 for each part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.reports.page_tree import page_tree
from geo_risico.reports.room import shorten
from geo_risico.reports.typeset import page_facts, typeset

if TYPE_CHECKING:
    from geo_risico.core.results import ReleaseMeta

TEMPLATE: Final = "wat_leerden.typ"
_HEADER_LENGTH: Final = 80


def wat_leerden_pdf(document: str, meta: ReleaseMeta) -> bytes:
    """PDF/UA-1 of the page, tagged and with bookmarks; the same document gives the same bytes.

    Nothing is calculated again: texts, tables and bars come from the page itself.

    Parameters
    ----------
    document
        What ``write_wat_leerden`` gave.
    meta
        What stands on every page of the scan.
    """
    tree = page_tree(document)
    facts = page_facts(meta) | {"title": shorten(meta.title, _HEADER_LENGTH)}
    main = next(part for part in tree.body["children"] if part["tag"] == "main")
    pages = [part for part in main["children"] if isinstance(part, dict)]
    return typeset(TEMPLATE, {"facts": facts, "title": tree.title, "pages": pages}, tree.pictures)
