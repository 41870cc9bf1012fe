"""The pictures of README and docs, made from the output of the demo in a real Chromium.

Run: ``python scripts/pictures.py uit``; where ``geo-risico simuleer`` ran before, its plot comes along. Only the
fictitious gemeente is ever shown; another output is refused.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "beelden"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
DESKTOP, TABLET, TELEFOON, A4 = (1366, 768), (1024, 1366), (390, 844), (718, 1047)
LARGEST_BYTES = 250_000
STILL = "() => geoRisico.ready.then((r) => !r.isPainting())"
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
ZOOM = "async (zoom) => { const { map } = await geoRisico.ready; map.setZoom(zoom); }"
BESIDE_LEGEND = "async () => { (await geoRisico.ready).map.panBy([-100, 60], { animate: false }); }"
TO_REASONS = """() => {
  const panel = document.querySelector("#uitleg");
  const note = panel.querySelector(".reasons-for").previousElementSibling;
  panel.scrollTop += note.getBoundingClientRect().top - panel.getBoundingClientRect().top - 150;
}"""
BUSIEST = """async ([count, reach]) => {
  const { app } = await geoRisico.ready;
  const table = app.store.locations;
  const around = (row) => app.matches.filter((other) => Math.hypot(
    ...table.center(other).map((value, axis) => value - table.center(row)[axis])) * app.index.grid.step < reach).length;
  const counts = app.matches.slice(0, count).map(around);
  return counts.indexOf(Math.max(...counts));
}"""
"""Place in the list of the erf that has most others within reach (metres on the map), among the highest scores."""
CLOSE_ZOOM, HIGHEST_COUNT, REACH_M, BORDER_PX = 16, 30, 350, 38


def main() -> None:
    """Write every picture; exit 2 when the folder does not hold the output of the demo."""
    parser = argparse.ArgumentParser(description="Beelden voor README en documentatie")
    parser.add_argument("uit", type=Path, help="map met de uitvoer van geo-risico demo")
    parser.add_argument("--naar", type=Path, default=FOLDER, help="map voor de beelden")
    options = parser.parse_args()
    erven, gemeenten = options.uit / "nieuwpolder", options.uit / "fictieve_gemeenten"
    for folder in (erven, gemeenten):
        _refuse_unless_fictief(folder)
    options.naar.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        _save(_map_of_erf(browser, erven, DESKTOP), options.naar / "kaart.png")
        _save(_map_of_erf(browser, erven, TABLET), options.naar / "kaart_tablet.png")
        _save(_map_of_erf(browser, erven, TELEFOON), options.naar / "kaart_telefoon.png")
        _save(_whole_map(browser, gemeenten), options.naar / "gemeenten.png")
        _save(_answer(browser, erven), options.naar / "vraag.png")
        for name in ("informatiebeeld", "risicomatrix"):
            _save(_first_page(browser, erven / f"{name}.html"), options.naar / f"{name}.png")
        browser.close()
    plot = options.uit / "simulatie" / "simulatie.svg"
    if plot.is_file():
        shutil.copyfile(plot, options.naar / plot.name)


def _refuse_unless_fictief(folder: Path) -> None:
    """Stop when a folder is no output of the demo, or shows real places."""
    manifest = folder / "manifest.json"
    if not manifest.is_file() or not json.loads(manifest.read_text(encoding="utf-8"))["is_fictief"]:
        print(f"{folder}: geen uitvoer van de fictieve gemeente; draai eerst geo-risico demo", file=sys.stderr)
        sys.exit(2)


def _open(browser: Browser, path: Path, size: tuple[int, int], **options: float) -> Page:
    """Page of a map at a size, drawn completely."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, offline=True, locale="nl-NL", color_scheme="light", **options
    )
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    page.wait_for_selector("html[data-ready]", timeout=60_000)
    _settle(page)
    return page


def _settle(page: Page) -> None:
    page.wait_for_function(STILL, timeout=60_000)
    page.evaluate(FRAMES)
    page.wait_for_timeout(300)


def _map_of_erf(browser: Browser, folder: Path, size: tuple[int, int]) -> bytes:
    """Screenshot with one of the highest erven chosen, so that its explanation shows between its neighbours."""
    page = _open(browser, folder / "kaart.html", size)
    place = page.evaluate(BUSIEST, [HIGHEST_COUNT, REACH_M])
    page.locator("#lijst button.item").nth(place).evaluate("(button) => button.click()")
    _settle(page)
    page.evaluate(ZOOM, CLOSE_ZOOM)
    if size == DESKTOP:
        page.evaluate(TO_REASONS)
        page.evaluate(BESIDE_LEGEND)
    _settle(page)
    return page.screenshot()


def _whole_map(browser: Browser, folder: Path) -> bytes:
    """Screenshot of a whole map as it opens."""
    return _open(browser, folder / "kaart.html", DESKTOP).screenshot()


def _answer(browser: Browser, folder: Path) -> bytes:
    """Screenshot of the answer to the first question, two clicks after opening, beside the matrix of its place."""
    page = _open(browser, folder / "kaart.html", TABLET)
    page.click("#vragen-knop")
    page.locator("#vragen-lijst button").first.click()
    _settle(page)
    page.locator("#lijst button.item").first.click()
    _settle(page)
    return page.screenshot()


def _first_page(browser: Browser, document: Path) -> bytes:
    """Screenshot of the first A4 page of a report, as it prints."""
    width, height = A4
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True, locale="nl-NL")
    page = context.new_page()
    page.goto(document.resolve().as_uri())
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    image = Image.open(io.BytesIO(page.locator(".page").first.screenshot()))
    framed = io.BytesIO()
    ImageOps.expand(image.convert("RGB"), border=BORDER_PX, fill="white").save(framed, "PNG")
    return framed.getvalue()


def _save(png: bytes, path: Path) -> None:
    """Write a screenshot with a palette, with fewer colours until it is small enough."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 192, 128, 96, 64, 48):
        out = io.BytesIO()
        image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        if len(out.getvalue()) <= LARGEST_BYTES:
            break
    path.write_bytes(out.getvalue())
    print(f"{path.name}: {image.width} x {image.height}, {colours} kleuren, {len(out.getvalue()) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
