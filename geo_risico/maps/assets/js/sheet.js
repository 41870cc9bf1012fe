// On a phone the panels are a sheet under the map: low, half or full.
import { find } from "./format.js";

const HEIGHTS = ["laag", "half", "vol"];
const WORDS = { laag: "Lijst en filters tonen", half: "Paneel groter maken", vol: "Paneel kleiner maken" };
const LOW_WITH_DETAIL = "Uitleg tonen";
const DRAG_PX = 40;

function setHeight(height) {
  find("app").dataset.sheet = height;
  find("greep").setAttribute("aria-expanded", String(height !== "laag"));
  const isDetail = height === "laag" && !find("uitleg").hidden;
  find("greep-tekst").textContent = isDetail ? LOW_WITH_DETAIL : WORDS[height];
}

function step(direction) {
  const at = HEIGHTS.indexOf(find("app").dataset.sheet) + direction;
  setHeight(HEIGHTS[Math.max(0, Math.min(HEIGHTS.length - 1, at))]);
}

function wireDrag(handle) {
  let start = null;
  handle.addEventListener("pointerdown", (event) => {
    start = event.clientY;
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointerup", (event) => {
    const moved = start === null ? 0 : start - event.clientY;
    start = null;
    if (Math.abs(moved) < DRAG_PX) return;
    handle.dataset.dragged = "yes";
    step(moved > 0 ? 1 : -1);
  });
}

export function wireSheet(app) {
  const handle = find("greep");
  setHeight("half");
  wireDrag(handle);
  handle.addEventListener("click", () => {
    if (handle.dataset.dragged) {
      delete handle.dataset.dragged;
      return;
    }
    const next = { laag: "half", half: "vol", vol: "laag" };
    setHeight(next[find("app").dataset.sheet]);
  });
  app.on("ask", () => setHeight("half"));
  app.on("room", () => setHeight("laag"));
  app.on("open", () => setHeight("vol"));
  app.on("select", () => {
    if (app.selected !== null) setHeight("half");
  });
}
