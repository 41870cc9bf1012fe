"""Tagged PDF from our own typst templates: A4, without any outside source."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import font_source_sans_pro
import matplotlib as mpl

from geo_risico.core.numbers import format_date
from geo_risico.core.terms import CLASS_WORDS
from geo_risico.reports.map_picture import COLOURS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo_risico.core.results import ReleaseMeta

STYLE: Final = "huisstijl.typ"
_TEMPLATES: Final = files("geo_risico.reports") / "templates" / "typst"
_PROCESS: Final = Path(__file__).with_name("typst_process.py")
_FONTS: Final = (
    Path(font_source_sans_pro.__file__).parent / "files",
    Path(mpl.get_data_path()) / "fonts" / "ttf",
)
"""Our font, and those that stand in for signs that it does not have; a PDF/UA holds no sign without one."""
_NO_SIGN: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows: a name does not decide that."""
_STANDARD: Final = "ua-1"
PROFILE_WORDS: Final = {
    "open": "Open: alleen gebieden",
    "partner": "Partner: locaties, geen personen",
    "toezicht": "Toezicht: selectie van locaties",
}


def typeset(template: str, content: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """PDF/UA-1 (tagged, with bookmarks) of a template; the same content gives the same bytes.

    Text of the content is never read as markup: templates take it as values.

    Parameters
    ----------
    template
        File in the folder with typst templates.
    content
        What the template reads as ``data.json``: texts, numbers, lists and mappings.
    pictures
        File name -> PNG, WebP or SVG that the template may show.

    Raises
    ------
    RuntimeError
        When template and content do not fit; that is a fault in the code.
    """
    with tempfile.TemporaryDirectory(prefix="geo-risico-") as name:
        folder = Path(name)
        for file in (STYLE, template):
            (folder / file).write_text((_TEMPLATES / file).read_text(encoding="utf-8"), encoding="utf-8")
        (folder / "data.json").write_text(_as_json(content), encoding="utf-8")
        for file, picture in (pictures or {}).items():
            (folder / file).write_bytes(picture)
        order = {
            "input": str(folder / template),
            "root": str(folder),
            "font_paths": [str(path) for path in _FONTS],
            "ignore_system_fonts": True,
            "format": "pdf",
            "pdf_standards": _STANDARD,
        }
        done = subprocess.run(  # noqa: S603 - our own file; what is typeset goes in as data
            [sys.executable, "-I", str(_PROCESS)], input=json.dumps(order).encode(), capture_output=True, check=False
        )
    if done.returncode:
        raise RuntimeError(f"{template}: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done.stdout


def printable(text: str) -> str:
    r"""The text without signs that no font can show; what people can read stays as it is.

    Examples
    --------
    >>> printable("Hoeve\x07 \u202e1")
    'Hoeve 1'
    """
    return "".join(
        sign for sign in text if sign == "\n" or (unicodedata.category(sign) not in _NO_SIGN and sign not in _TURNS)
    )


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(_shown(content), ensure_ascii=False, allow_nan=False)


def _shown(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else printable(value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list | tuple) else value


def page_facts(meta: ReleaseMeta) -> dict[str, Any]:
    """What the house style needs on every page of a release: title, badges, purpose, dates and class colours."""
    return {
        "title": meta.title,
        "is_fictief": meta.is_fictief,
        "is_confidential": meta.profile != "open",
        "profile": PROFILE_WORDS[meta.profile],
        "doel": meta.doel,
        "opdrachtgever": meta.opdrachtgever,
        "peildatum": format_date(meta.peildatum),
        "expires": format_date(meta.expires),
        "version": meta.version,
        "date": _day(meta.peildatum),
        "classes": [{"letter": k, "words": words, "colour": COLOURS[k]} for k, words in CLASS_WORDS.items()],
    }


def _day(day: dt.date) -> list[int]:
    return [day.year, day.month, day.day]
