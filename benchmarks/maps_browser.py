"""What a map costs in a real Chromium without GPU: time until it answers, tasks, frames and requests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, ViewportSize

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
VIEWPORT: ViewportSize = {"width": 1366, "height": 768}
PROBE = Path(__file__).with_name("maps_probe.js")
OPEN_MS = 300_000
DRAG_FRAMES = 240
DRAG_PX = 9
ZOOM_PAUSE_MS = 900
SETTLE_MS = 1500
FINDS = {
    "geo_risico": "async () => (await geoRisico.ready).map",
    "folium": "() => Object.values(window).find((value) => value instanceof L.Map)",
}
READY = {"geo_risico": "html[data-ready]", "folium": "html[data-ready]"}


def measure_page(path: Path, kind: str, *, moves: bool = True) -> dict[str, Any]:
    """Figures of one file opened from disk: seconds, milliseconds, and numbers of requests and messages.

    Parameters
    ----------
    path
        The page.
    kind
        ``geo_risico`` or ``folium``: how the map object is found.
    moves
        Also drag and zoom.
    """
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=FLAGS)
        try:
            return _measured(browser, path, kind, moves=moves)
        finally:
            browser.close()


def _measured(browser: Browser, path: Path, kind: str, *, moves: bool) -> dict[str, Any]:
    page = browser.new_context(viewport=VIEWPORT, offline=True).new_page()
    page.set_default_timeout(OPEN_MS)
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.add_init_script(path=PROBE)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    try:
        page.goto(path.as_uri(), timeout=OPEN_MS)
        page.wait_for_selector(READY[kind], timeout=OPEN_MS, state="attached")
    except Error:
        return {"ready_s": None, "requests": len(requests) - 1}
    page.wait_for_timeout(SETTLE_MS)
    figures = _opened(page) | {"opening_cpu_s": _spent(session)}
    if moves:
        page.evaluate(f"async () => {{ globalThis.measuredMap = await ({FINDS[kind]})(); }}")
        figures |= _moved(page, session)
    figures["requests"] = len([url for url in requests if not url.startswith(("file:", "blob:", "data:"))])
    figures["messages"] = messages
    return figures


def _opened(page: Page) -> dict[str, Any]:
    probe = page.evaluate("() => ({ ready: mapProbe.ready, tasks: mapProbe.tasks })")
    durations = [duration for _, duration in probe["tasks"] or []]
    return {
        "ready_s": probe["ready"] / 1000,
        "longest_task_ms": max(durations, default=0.0),
        "long_tasks": len(durations),
    }


def _spent(session: CDPSession) -> float:
    """Processor seconds of the main thread of the page; other programs on the machine do not count."""
    found = session.send("Performance.getMetrics")["metrics"]
    seconds: float = next(entry["value"] for entry in found if entry["name"] == "TaskDuration")
    return seconds


def _moved(page: Page, session: CDPSession) -> dict[str, Any]:
    """Frames while dragging and zooming, at the start and from close by."""
    start = page.evaluate("() => measuredMap.getZoom()")
    figures: dict[str, Any] = {}
    drags, zooms = [], []
    drag_cpu_s = 0.0
    for level in (start, start + 2, start + 4):
        page.evaluate("(level) => mapProbe.zoom(measuredMap, level)", level)
        page.wait_for_timeout(SETTLE_MS)
        before = _spent(session)
        drags += page.evaluate(
            "([count, step]) => mapProbe.frames(() => mapProbe.drag(measuredMap, count, step), 300)",
            [DRAG_FRAMES, DRAG_PX],
        )
        drag_cpu_s += _spent(session) - before
        figures[f"drag_p95_ms_zoom_{level}"] = float(np.percentile(drags[-DRAG_FRAMES:], 95))
    for level in (start + 3, start + 2, start + 1, start, start + 1, start + 2, start + 3, start + 4):
        zooms += page.evaluate(
            "([level, wait]) => mapProbe.frames(() => mapProbe.zoom(measuredMap, level), wait)",
            [level, ZOOM_PAUSE_MS],
        )
    for name, frames in (("pan", drags), ("zoom", zooms)):
        figures[f"{name}_p95_ms"] = float(np.percentile(frames, 95))
        figures[f"{name}_max_ms"] = float(np.max(frames))
        figures[f"{name}_frames"] = len(frames)
    figures["pan_cpu_ms"] = 1000 * drag_cpu_s / len(drags)
    tasks = page.evaluate("() => mapProbe.tasks")
    figures["longest_task_moving_ms"] = max((duration for _, duration in tasks or []), default=0.0)
    return figures
