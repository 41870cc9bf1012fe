"""One self-contained page: template, style, scripts and data, with a policy that forbids everything else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

STYLES = (
    "base",
    "panel",
    "asking",
    "search",
    "map",
    "gear",
    "changes",
    "certainty",
    "findings",
    "weights",
    "route",
    "dialog",
    "responsive",
    "forced",
    "print",
)
SCRIPTS = (
    "format",
    "decode",
    "grid",
    "unpack",
    "keys",
    "store",
    "style",
    "paint",
    "tiles",
    "symbols",
    "findings_marks",
    "route_draw",
    "overlay",
    "part",
    "state",
    "support",
    "trial_marks",
    "marks",
    "tools",
    "confirm",
    "findings_store",
    "findings_file",
    "findings_form",
    "findings",
    "filters",
    "filter_form",
    "asking",
    "filter_chips",
    "certainty",
    "in_view",
    "list",
    "rd",
    "words",
    "match_keys",
    "search_index",
    "search",
    "sketch",
    "coordinates",
    "reasons",
    "area",
    "matrix",
    "facts",
    "chips",
    "keys_block",
    "route_graph",
    "route_drive",
    "route_order",
    "route_plan",
    "route_store",
    "route_file",
    "route_day",
    "route_empty",
    "route",
    "detail",
    "trial",
    "trial_columns",
    "trial_state",
    "weights_file",
    "weights",
    "changes",
    "hotspots",
    "legend",
    "controls",
    "hover",
    "table_columns",
    "table",
    "dialogs",
    "display",
    "sheet",
    "measure",
    "position",
    "backdrop",
    "paper_fit",
    "printing",
    "main",
)
"""Modules in the order in which they depend on each other."""
PIECE = 1 << 19
"""Signs of data in one element: a browser reads a long element in one go, and does not answer meanwhile."""
WORKER_SCRIPTS = ("decode", "grid", "unpack")
EARLY = "mode"
"""Script that runs before the page is drawn."""
_IMPORT = re.compile(r"^import (\{[^}]*\}) from \"\./(\w+)\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_EXPORTED = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.MULTILINE)
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def _assets() -> Traversable:
    return files("geo_risico.maps") / "assets"


def asset(name: str) -> str:
    """Text of one of our own files, by its path such as ``js/slot.js``."""
    folder, _, file = name.partition("/")
    return (_assets() / folder / file).read_text(encoding="utf-8")


@cache
def stylesheet() -> str:
    """All CSS of the page."""
    leaflet = (_assets() / "vendor" / "leaflet" / "leaflet.css").read_text(encoding="utf-8")
    own = [(_assets() / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    return "\n".join([leaflet, *own])


@cache
def leaflet_script() -> str:
    """Leaflet itself."""
    return (_assets() / "vendor" / "leaflet" / "leaflet.js").read_text(encoding="utf-8")


def _module(name: str) -> dict[str, Any]:
    text = (_assets() / "js" / f"{name}.js").read_text(encoding="utf-8")
    return {
        "name": name,
        "imports": [(names, source) for names, source in _IMPORT.findall(text)],
        "exports": _EXPORTED.findall(text),
        "body": Markup(_EXPORT.sub("", _IMPORT.sub("", text))),  # noqa: S704 - our own files
    }


@cache
def early_script() -> str:
    """What runs before the page is drawn: light or dark."""
    return (_assets() / "js" / f"{EARLY}.js").read_text(encoding="utf-8")


@cache
def script() -> str:
    """Our JavaScript modules as one: each keeps its own scope, imports become names of the earlier ones."""
    return environment().get_template("bundle.js.j2").render(modules=[_module(name) for name in SCRIPTS])


@cache
def worker_script() -> str:
    """What unpacks the data beside the page: text that the page starts as a worker."""
    modules = [_module(name) for name in WORKER_SCRIPTS]
    return environment().get_template("worker.js.j2").render(modules=modules)


def json_text(content: object) -> Markup:
    """JSON that can stand in a script element: no character in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - escaped in the line above


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def policy(scripts: list[str], styles: list[str], *, has_pictures: bool = False, origins: tuple[str, ...] = ()) -> str:
    """Content security policy that runs only these scripts and styles; pictures stand in the page or at origins."""
    pictures = [*(["data:"] if has_pictures or origins else []), *origins]
    return "; ".join(
        [
            "default-src 'none'",
            *(["img-src " + " ".join(pictures)] if pictures else []),
            "script-src " + " ".join(_digest(text) for text in scripts),
            "style-src " + " ".join(_digest(text) for text in styles),
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def environment() -> Environment:
    """Jinja environment over our own templates; everything that is not a template is escaped."""
    return Environment(
        loader=PackageLoader("geo_risico.maps", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_page(
    *, banner: dict[str, Any], index: dict[str, Any], block: str, extra_script: str = "", has_pictures: bool = False
) -> str:
    """HTML of the page, with style, scripts and data inside; with pictures its policy allows those of the page."""
    scripts = [leaflet_script(), script(), *([extra_script] if extra_script else [])]
    origins = tuple(dict.fromkeys(entry["origin"] for entry in index.get("backdrops", ())))
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            banner=banner,
            index=json_text(index),
            pieces=[Markup(block[at : at + PIECE]) for at in range(0, len(block), PIECE)],  # noqa: S704 - no HTML
            attribution=index["attribution"],
            policy=policy([early_script(), *scripts], [stylesheet()], has_pictures=has_pictures, origins=origins),
            hosts=[origin.split("/")[2] for origin in origins],
            style=Markup(stylesheet()),  # noqa: S704 - our own files
            early=Markup(early_script()),  # noqa: S704 - our own files
            worker=Markup(worker_script()),  # noqa: S704 - our own files
            scripts=[Markup(text) for text in scripts],  # noqa: S704 - our own files
        )
    )
