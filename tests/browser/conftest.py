"""A real Chromium, and maps opened from disk in it with every request and message kept."""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from playwright.sync_api import sync_playwright

from geo_risico.governance.release import release
from geo_risico.maps import draw_map

SIZES = {"desktop": (1366, 768), "tablet": (1024, 1366), "telefoon": (390, 844), "staand": (820, 1180)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PICTURES = Path(__file__).parents[2] / "build" / "schermafdrukken"


def _beside(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


harbours = _beside(Path(__file__).with_name("harbour_sample.py"))
sample = _beside(Path(__file__).parents[1] / "sample.py")


@pytest.fixture(scope="session")
def two_theme_result(sample_result):
    """The sample of erven with sixty harbours beside it, as two themes of one scan."""
    return dataclasses.replace(sample_result, beside=(harbours.build_harbours(sample_result, sample._aggregate),))


@pytest.fixture(scope="session")
def two_theme_release(two_theme_result):
    """Both themes under profile partner."""
    return release(two_theme_result, version="0.1.0+proef")


@dataclass
class Opened:
    """An open map and what happened in it."""

    page: object
    url: str
    requests: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def painted(self):
        self.page.wait_for_function("() => geoRisico.ready.then((r) => !r.isPainting())", timeout=20_000)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def reopen(self):
        """Load the page again, once another tab sees what this one keeps: a tab hands that over in its own time."""
        held = "JSON.stringify(Object.entries(localStorage).sort())"
        self.painted()
        with self.page.context.new_page() as other:
            beside = Path(url2pathname(urlsplit(self.url).path)).with_name("tabblad.html")
            beside.write_text("<!doctype html><title>tabblad</title>", encoding="utf-8")
            other.goto(beside.as_uri())
            other.wait_for_function(f"(kept) => {held} === kept", arg=self.page.evaluate(held))
        self.page.reload()
        self.page.wait_for_selector("html[data-ready]")

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.painted()
        self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium; absent is a skip on a desk and a failure in CI."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        reason = "Chromium ontbreekt: installeer chromium of zet CHROMIUM"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def map_file(tmp_path_factory):
    """Function that writes the map of a release once and gives its path."""
    folder, written = tmp_path_factory.mktemp("kaarten"), {}

    def write(release):
        key = id(release)
        if key not in written:
            path = folder / f"kaart-{len(written)}.html"
            path.write_text(draw_map(release).get_root().render(), encoding="utf-8")
            written[key] = (path, release)
        return written[key][0]

    return write


@pytest.fixture
def open_map(chromium, map_file):
    """Function that opens the map of a release at a size; closes everything at the end."""
    contexts = []

    def open_one(release, size="desktop", **options):
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        opened = Opened(context.new_page(), map_file(release).as_uri())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("requestfailed", lambda request: opened.failures.update({request.url: request.failure}))
        opened.page.on("console", lambda message: opened.messages.append(f"{message.type}: {message.text}"))
        opened.page.on("pageerror", lambda error: opened.messages.append(f"fout: {error}"))
        opened.page.on("dialog", lambda dialog: opened.messages.append(f"dialoog: {dialog.message}"))
        opened.page.goto(opened.url)
        opened.page.wait_for_selector("html[data-ready]", timeout=30_000)
        opened.painted()
        return opened

    yield open_one
    for context in contexts:
        context.close()
