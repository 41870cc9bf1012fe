"""A page of our own as a tree of plain values: what a PDF shows is what the page says."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

_VOID: Final = frozenset({"meta", "img", "br", "link"})
_SIGNS: Final = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
_BLOCKS: Final = frozenset(
    {
        "main", "section", "div", "p", "h1", "h2", "h3", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption",
        "table", "caption", "thead", "tbody", "tr", "th", "td",
    }
)  # fmt: skip
_PICTURE: Final = "data:image/png;base64,"


@dataclass(frozen=True)
class PageTree:
    """Title and content of a page.

    ``body``: nodes of ``tag``, ``kind`` (its classes) and ``children`` (nodes and texts); a picture has ``file`` and
    ``alt``, a drawing its ``source``.
    """

    title: str
    body: dict[str, Any]
    pictures: dict[str, bytes] = field(default_factory=dict)


def page_tree(document: str) -> PageTree:
    """Tree of the body of a page of ours, white space as a browser shows it, pictures by file name.

    Parameters
    ----------
    document
        HTML that ``render_page`` gave: well-formed, without scripts, pictures inside.
    """
    reader = _Reader()
    reader.feed(document)
    reader.close()
    return PageTree(title=" ".join(reader.title.split()), body=_tidy(reader.body), pictures=reader.pictures)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.pictures: dict[str, bytes] = {}
        self.body: dict[str, Any] = _node("body", {})
        self._open: list[dict[str, Any]] = []
        self._drawing: list[str] = []
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._is_title = tag == "title" and not self._drawing
        if self._drawing or tag == "svg":
            self._draw(tag, found, "")
        elif tag == "body":
            self._open = [self.body]
        elif self._open and tag == "img":
            self._open[-1]["children"].append(self._picture(found))
        elif self._open and tag not in _VOID:
            node = _node(tag, found)
            self._open[-1]["children"].append(node)
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._drawing:
            self._draw(tag, {name: value or "" for name, value in attrs}, "/")

    def handle_endtag(self, tag: str) -> None:
        self._is_title = False
        if self._drawing:
            self._drawing.append(f"</{tag}>")
            if tag == "svg":
                self._open[-1]["children"].append(_node("svg", {}) | {"source": "".join(self._drawing)})
                self._drawing = []
        elif self._open and tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data
        elif self._open and not self._drawing:
            self._open[-1]["children"].append(data)

    def _draw(self, tag: str, attrs: dict[str, str], end: str) -> None:
        if tag == "svg":
            attrs = {"xmlns": "http://www.w3.org/2000/svg", **attrs}
        words = "".join(f' {_SIGNS.get(name, name)}="{escape(value)}"' for name, value in attrs.items())
        self._drawing.append(f"<{tag}{words}{end}>")

    def _picture(self, attrs: dict[str, str]) -> dict[str, Any]:
        name = f"beeld{len(self.pictures)}.png"
        self.pictures[name] = base64.b64decode(attrs["src"].removeprefix(_PICTURE))
        return _node("img", attrs) | {"file": name, "alt": " ".join(attrs.get("alt", "").split())}


def _node(tag: str, attrs: dict[str, str]) -> dict[str, Any]:
    return {"tag": tag, "kind": attrs.get("class", "").split(), "children": []}


def _tidy(node: dict[str, Any]) -> dict[str, Any]:
    """The node with runs of white space as one space, and none at the edges of a block."""
    children = [_tidy(part) if isinstance(part, dict) else _spaced(part) for part in node["children"]]
    kept: list[Any] = []
    for place, part in enumerate(children):
        if isinstance(part, str) and node["tag"] in _BLOCKS | {"body"}:
            before = children[place - 1] if place else None
            after = children[place + 1] if place + 1 < len(children) else None
            text = part.lstrip(" ") if _is_edge(before) else part
            text = text.rstrip(" ") if _is_edge(after) else text
            if text:
                kept.append(text)
        else:
            kept.append(part)
    return node | {"children": kept}


def _is_edge(neighbour: object) -> bool:
    return neighbour is None or (isinstance(neighbour, dict) and neighbour["tag"] in _BLOCKS)


def _spaced(text: str) -> str:
    """Text with every run of ordinary white space as one space; a no-break space stays."""
    words = [word for part in text.split("\n") for word in part.replace("\t", " ").split(" ")]
    inner = " ".join(word for word in words if word)
    if not inner:
        return " " if text else ""
    lead = " " if text[0] in " \n\t" else ""
    tail = " " if text[-1] in " \n\t" else ""
    return f"{lead}{inner}{tail}"
