// Names, letters, counts and the chosen place, on one canvas over the tiles.
import { drawFindings } from "./findings_marks.js";
import { drawRoute } from "./route_draw.js";
import { areaBand, inkOf } from "./style.js";
import { boxPx, rowsIn, trace, viewOf } from "./paint.js";
import { anchorPx, drawSymbols, symbolSize } from "./symbols.js";

const LETTER_PX = 24;
const COUNT_PX = 30;
const NAME_ZOOM = 14;
const MARGIN = 0.15;
const FONT = '"Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';

const WIDEST_NAME = 1.5;

function overlaps(boxes, box) {
  return boxes.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
}

function writeText(ctx, text, place, options) {
  const { colours, size, weight, taken } = options;
  ctx.font = `${weight} ${size}px ${FONT}`;
  const half = ctx.measureText(text).width / 2 + 3;
  const box = [place.x - half, place.y - size * 0.7, place.x + half, place.y + size * 0.7];
  if (overlaps(taken, box)) return;
  taken.push(box);
  ctx.fillStyle = options.ink ?? colours.label;
  if (!options.ink) {
    ctx.strokeStyle = colours.halo;
    ctx.lineWidth = 3.5;
    ctx.strokeText(text, place.x, place.y);
  }
  ctx.fillText(text, place.x, place.y);
}

function drawLetters(ctx, app, view, theme, taken) {
  if (app.classColumn === null) return;
  const options = { colours: app.style.colours, size: 13, weight: 700, taken };
  for (const row of rowsIn(theme.table, view, 0)) {
    const box = boxPx(theme.table, row, view);
    if (!app.visible[row] || Math.min(box.width, box.height) < LETTER_PX) continue;
    const letter = app.classOf(row);
    options.ink = inkOf(app.style, "ABCDE".indexOf(letter));
    writeText(ctx, letter.length === 1 ? letter : "?", anchorPx(app.index.grid, theme.table, row, view), options);
  }
}

function drawCounts(ctx, app, view, theme, taken) {
  const options = { colours: app.style.colours, size: 11, weight: 600, taken };
  for (const row of rowsIn(theme.table, view, 0)) {
    const box = boxPx(theme.table, row, view);
    const count = theme.table.number("location_count", row);
    if (count === null || count === 0 || Math.min(box.width, box.height) < COUNT_PX) continue;
    options.ink = inkOf(app.style, areaBand(theme.table, row, app.measure(theme.kind)).band);
    writeText(ctx, `n=${count}`, box, options);
  }
}

// Names of the locations under their symbols, where there is room.
function drawLabels(ctx, app, view, taken) {
  if (view.zoom < NAME_ZOOM) return;
  const options = { colours: app.style.colours, size: 12, weight: 600, taken };
  const below = symbolSize(app.active, view.zoom, true) / 2 + 10;
  for (const row of rowsIn(app.store.locations, view, 0)) {
    if (!app.visible[row]) continue;
    const { x, y } = anchorPx(app.index.grid, app.store.locations, row, view);
    writeText(ctx, app.store.locations.text("label", row), { x, y: y + below }, options);
  }
}

function hasNames(app, table) {
  const { kind } = table.index;
  if (!table.has("label") || app.hidden.has(kind)) return false;
  return table.geometry.kind !== "line" && !/^(water|vaar|weg|pand)/u.test(kind);
}

function writeNames(ctx, table, view, written, options) {
  for (const row of rowsIn(table, view, 0)) {
    const text = table.text("label", row);
    const box = boxPx(table, row, view);
    const room = table.geometry.kind === "point" ? Infinity : WIDEST_NAME * box.width;
    if (!text || written.has(text) || text.length * 0.5 * options.size > room) continue;
    written.add(text);
    writeText(ctx, text, box, options);
  }
}

function drawNames(ctx, app, view, taken) {
  const written = new Set();
  const options = { colours: app.style.colours, size: 13, weight: 600, taken };
  for (const table of app.store.background) {
    if (hasNames(app, table)) writeNames(ctx, table, view, written, options);
  }
}

function drawChoice(ctx, app, view) {
  if (app.selected === null) return;
  const table = app.tableOf(app.selected);
  const { kind, row } = app.selected;
  const isSymbol = kind === "" && app.hasSymbols;
  const box = boxPx(table, row, view);
  ctx.beginPath();
  if (Math.max(box.width, box.height) > 14) trace(ctx, table.geometry, row, view);
  else if (!isSymbol) ctx.arc(box.x, box.y, 12, 0, 2 * Math.PI);
  if (isSymbol) {
    const place = anchorPx(app.index.grid, table, row, view);
    const radius = symbolSize(app.active, view.zoom, true) / 2 + 5;
    ctx.moveTo(place.x + radius, place.y);
    ctx.arc(place.x, place.y, radius, 0, 2 * Math.PI);
  }
  ctx.strokeStyle = app.style.colours.halo;
  ctx.lineWidth = 7;
  ctx.stroke();
  ctx.strokeStyle = app.style.colours.selected;
  ctx.lineWidth = 3.5;
  ctx.stroke();
}

export function drawOverlay(ctx, app, view) {
  const theme = app.themeAt(view.zoom);
  const taken = [];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  drawChoice(ctx, app, view);
  for (const part of app.others.filter((other) => other.hasSymbols)) drawSymbols(ctx, part, view, false);
  if (app.hasSymbols) {
    taken.push(...drawSymbols(ctx, app.active, view, true));
    drawLabels(ctx, app, view, taken);
  }
  drawNames(ctx, app, view, taken);
  drawFindings(ctx, app, view);
  if (theme.table !== null && !app.hasSymbols) {
    if (theme.kind === "") drawLetters(ctx, app, view, theme, taken);
    else drawCounts(ctx, app, view, theme, taken);
  }
  drawRoute(ctx, app, view);
}

export const Overlay = L.Layer.extend({
  initialize(app) {
    this.app = app;
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", "map-overlay", map.getPanes().overlayPane);
    map.on("moveend", this.follow, this);
    map.on("zoomend resize", this.redraw, this);
    map.on("zoomstart", this.hide, this);
    this.redraw();
  },

  onRemove(map) {
    this.canvas.remove();
    map.off("moveend", this.follow, this);
    map.off("zoomend resize", this.redraw, this);
    map.off("zoomstart", this.hide, this);
  },

  hide() {
    this.canvas.hidden = true;
  },

  // The canvas moves with the map; it is drawn anew when the picture leaves its margin.
  follow() {
    const bounds = this._map.getPixelBounds();
    const isInside = this.drawn && this.drawn.zoom === this._map.getZoom() && this.drawn.bounds.contains(bounds);
    if (!isInside || this.canvas.hidden) this.redraw();
  },

  redraw() {
    const map = this._map;
    const size = map.getSize();
    const [padX, padY] = [Math.round(size.x * MARGIN), Math.round(size.y * MARGIN)];
    const [width, height] = [size.x + 2 * padX, size.y + 2 * padY];
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const corner = map.getPixelBounds().min.subtract([padX, padY]);
    this.drawn = { zoom: map.getZoom(), bounds: L.bounds(corner, corner.add([width, height])) };
    L.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([-padX, -padY]));
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio, hidden: false });
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const ctx = this.canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    drawOverlay(ctx, this.app, viewOf(this.app.index.grid, map.getZoom(), corner.x, corner.y, width, height));
  },
});
