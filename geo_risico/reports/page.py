"""A page of a report: template and styles become one HTML document without any outside source."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo_risico.core.numbers import format_date, format_number, format_share
from geo_risico.reports.room import shorten
from geo_risico.reports.sources import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FOLDER: Final = "templates"


def render_page(template: str, styles: Sequence[str], context: Mapping[str, Any]) -> str:
    """Complete HTML document with its styles inside and a policy that allows nothing else.

    Parameters
    ----------
    template
        File in the folder with templates.
    styles
        Style sheets in that folder, in order.
    context
        What the template shows.
    """
    folder = files("geo_risico.reports") / _FOLDER
    style = "\n".join((folder / name).read_text(encoding="utf-8") for name in styles)
    return _environment().get_template(template).render(**context, style=Markup(style), csp=_csp(style))  # noqa: S704 - our own file


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("geo_risico.reports", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "number": format_number,
        "share": format_share,
        "date": format_date,
        "short": shorten,
        "joined": joined,
    }
    return env


def _csp(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
