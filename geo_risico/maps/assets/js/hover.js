// A place that the mouse or the keyboard passes: a ring on the map, a small label, and a mark in the list.
import { placeAt } from "./controls.js";
import { el, fill, find, formatNumber } from "./format.js";
import { classText } from "./list.js";
import { trace, viewOf } from "./paint.js";

const SMALL_PX = 14;
const RING_PX = 13;
const PAD_PX = 10;
const LABEL_PX = 14;

// A canvas no larger than the place itself: drawing it costs next to nothing.
const Halo = L.Layer.extend({
  initialize(app) {
    this.app = app;
    this.choice = null;
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "map-overlay map-halo", map.getPanes().overlayPane);
    this.canvas.hidden = true;
    map.on("moveend zoomend", this.draw, this);
    map.on("zoomstart", this.hide, this);
  },

  hide() {
    this.canvas.hidden = true;
  },

  show(choice) {
    this.choice = choice;
    this.draw();
  },

  // Pixels of the screen that the place covers, at most the picture itself; a small one gets a ring.
  frame(table, row) {
    const map = this._map;
    const size = map.getSize();
    const corner = map.getPixelBounds().min;
    const view = viewOf(this.app.index.grid, map.getZoom(), corner.x, corner.y, size.x, size.y);
    const [west, south, east, north] = table.geometry.boxes.subarray(4 * row, 4 * row + 4);
    const [left, right] = [west, east].map((x) => (x - view.left) * view.scale);
    const [top, bottom] = [north, south].map((y) => (view.top - y) * view.scale);
    const isSmall = Math.max(right - left, bottom - top) < SMALL_PX;
    const pad = isSmall ? RING_PX + PAD_PX : PAD_PX;
    const from = { x: Math.max(-PAD_PX, left - pad), y: Math.max(-PAD_PX, top - pad) };
    const to = { x: Math.min(size.x + PAD_PX, right + pad), y: Math.min(size.y + PAD_PX, bottom + pad) };
    return { view, isSmall, from, width: to.x - from.x, height: to.y - from.y, middle: { x: (left + right) / 2, y: (top + bottom) / 2 } };
  },

  draw() {
    this.hide();
    if (this.choice === null) return;
    const { part, kind, row } = this.choice;
    const table = part.tableOf({ kind });
    const { view, isSmall, from, width, height, middle } = this.frame(table, row);
    if (width <= 0 || height <= 0) return;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    Object.assign(this.canvas, { width: Math.ceil(width * ratio), height: Math.ceil(height * ratio), hidden: false });
    this.canvas.style.width = `${Math.ceil(width)}px`;
    this.canvas.style.height = `${Math.ceil(height)}px`;
    L.DomUtil.setPosition(this.canvas, this._map.containerPointToLayerPoint([from.x, from.y]));
    const ctx = this.canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.translate(-from.x, -from.y);
    ctx.beginPath();
    if (isSmall || part.hasSymbols) ctx.arc(middle.x, middle.y, RING_PX, 0, 2 * Math.PI);
    else trace(ctx, table.geometry, row, view);
    for (const [colour, line] of [[this.app.style.colours.halo, 7], [this.app.style.colours.label, 3]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = line;
      ctx.stroke();
    }
  },
});

// Name, class and score: never more than the list shows.
function labelText(app, { part, kind, row }) {
  const table = part.tableOf({ kind });
  const name = table.text("label", row);
  if (kind !== "" || part.classColumn === null) return [name];
  const letter = part.classOf(row);
  if (part.isBlind(row) || letter.length !== 1) return [name, "klasse onbekend"];
  const score = table.number("score", row);
  return [name, `klasse ${classText({ index: part.index }, letter)}${score === null ? "" : `, score ${formatNumber(score, 1)}`}`];
}

function placeLabel(map, app, choice, point) {
  const label = find("wijs-label");
  label.hidden = choice === null;
  if (choice === null) return;
  const [name, ...rest] = labelText(app, choice);
  fill(label, el("strong", {}, name), ...rest.map((text) => el("span", {}, text)));
  const size = map.getSize();
  const left = Math.min(point.x + LABEL_PX, size.x - label.offsetWidth - LABEL_PX);
  const above = point.y - label.offsetHeight - LABEL_PX;
  label.style.transform = `translate(${Math.max(0, Math.round(left))}px, ${Math.round(above < 0 ? point.y + LABEL_PX : above)}px)`;
}

function markInList(app, choice) {
  for (const item of find("lijst").querySelectorAll(".is-pointed")) item.classList.remove("is-pointed");
  const isListed = choice !== null && choice.part === app.active && choice.kind === (app.listsAreas ? app.mode : "");
  if (isListed) find("lijst").querySelector(`button[data-row="${choice.row}"]`)?.classList.add("is-pointed");
}

function isSame(a, b) {
  return a === b || (a !== null && b !== null && a.part === b.part && a.kind === b.kind && a.row === b.row);
}

function wireMouse(map, app, halo) {
  let [waiting, last] = [null, null];
  const look = () => {
    const event = waiting;
    waiting = null;
    const choice = event === null || app.taker !== null ? null : placeAt(map, app, event.containerPoint);
    placeLabel(map, app, choice, event?.containerPoint);
    if (isSame(choice, last)) return;
    last = choice;
    halo.show(choice);
    markInList(app, choice);
    map.getContainer().classList.toggle("has-place", choice !== null);
  };
  const leave = () => {
    waiting = null;
    look();
  };
  map.on("mousemove", (event) => {
    if (event.originalEvent.pointerType === "touch" || event.originalEvent.buttons > 0) return;
    if (waiting === null) requestAnimationFrame(() => { if (waiting !== null) look(); });
    waiting = event;
  });
  map.on("mouseout movestart", leave);
}

function wireItems(app, halo) {
  const list = find("lijst");
  const show = (event) => {
    const item = event.target.closest("button.item");
    if (item) halo.show({ part: app.active, kind: app.listsAreas ? app.mode : "", row: Number(item.dataset.row) });
  };
  for (const name of ["mouseover", "focusin"]) list.addEventListener(name, show);
  for (const name of ["mouseleave", "focusout"]) list.addEventListener(name, () => halo.show(null));
  for (const name of ["theme", "mode", "filter"]) app.on(name, () => halo.show(null));
}

export function wireHover(map, app) {
  const halo = new Halo(app);
  halo.addTo(map);
  wireMouse(map, app, halo);
  wireItems(app, halo);
}
