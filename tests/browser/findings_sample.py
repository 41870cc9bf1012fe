"""Releases with the lists of a visit, and steps that a person takes in the findings form."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from geo_risico.catalog import load_catalog
from geo_risico.governance.release import release

ROOT = Path(__file__).parents[2]
SMALL = (
    "() => [...document.querySelectorAll('button, select, label.big-choice, label.file-button, .fold > summary')]"
    ".filter((e) => e.checkVisibility()).filter((e) => { const box = e.getBoundingClientRect();"
    " return box.height < 44 || box.width < 44; }).map((e) => e.id + e.className)"
)


def fieldwork():
    """The standard list of the project."""
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes").fieldwork["standaard"]


def visit_release(result, **changes):
    """Release of a result with the standard list, under other settings of its scan."""
    spec = fieldwork()
    parts = [
        dataclasses.replace(part, fieldwork=spec, scan=part.scan.model_copy(update=changes))
        for part in (result, *result.beside)
    ]
    return release(dataclasses.replace(parts[0], beside=tuple(parts[1:])), version="0.1.0+proef")


def open_form(page, place=0):
    """Choose a location of the list and open its form."""
    page.locator("#lijst button.item").nth(place).click()
    page.locator("#bevinding-invullen").click()


def choose(page, outcome, *codes):
    """Choose an outcome and what was found."""
    page.locator(f"input[name=bevinding-uitkomst][value='{outcome}']").check()
    for code in codes:
        page.locator(f"#bevinding-code-{code}").check()


def keep(page):
    """Save the form."""
    page.locator(".finding-form [type=submit]").click()


def saved(page, button):
    """Name and path of the file that a button saves."""
    with page.expect_download() as waiting:
        page.locator(button).click()
    return waiting.value.suggested_filename, Path(waiting.value.path())
