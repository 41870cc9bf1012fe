// A symbol of constant size for each of a few locations: shape by theme, colour and letter by class.
import { inkOf } from "./style.js";
import { rowsIn } from "./paint.js";

export const SYMBOL_PX = { large: 22, small: 12, other: 12 };
export const SHAPES = ["rond", "vierkant", "ruit", "driehoek", "zeshoek"];
const REACH_PX = 22;
const OTHER_REACH_PX = 16;
const FONT = '"Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const CORNERS = { vierkant: [4, 45, 0.95], ruit: [4, 0, 1.15], driehoek: [3, -90, 1.2], zeshoek: [6, 0, 1] };

export function shapeOf(part) {
  return SHAPES[part.shape % SHAPES.length];
}

// Points inside the locations, in grid steps; the middle of a box may lie outside the shape.
export function anchorsOf(grid, table) {
  if (table.anchors) return table.anchors;
  table.anchors = new Float64Array(2 * table.count);
  for (let row = 0; row < table.count; row += 1) {
    const [latitude, longitude] = ["latitude", "longitude"].map((name) => table.number(name, row));
    const { x, y } = L.CRS.EPSG3857.project(L.latLng(latitude, longitude));
    table.anchors.set([(x - grid.x) / grid.step, (y - grid.y) / grid.step], 2 * row);
  }
  return table.anchors;
}

export function anchorPx(grid, table, row, view) {
  const anchors = anchorsOf(grid, table);
  return { x: (anchors[2 * row] - view.left) * view.scale, y: (view.top - anchors[2 * row + 1]) * view.scale };
}

export function traceSymbol(ctx, shape, place, size) {
  const radius = size / 2;
  ctx.beginPath();
  if (shape === "rond") {
    ctx.arc(place.x, place.y, radius, 0, 2 * Math.PI);
    return;
  }
  const [count, turn, factor] = CORNERS[shape];
  for (let i = 0; i < count; i += 1) {
    const angle = ((turn + (360 / count) * i) * Math.PI) / 180;
    const [x, y] = [place.x + radius * factor * Math.cos(angle), place.y + radius * factor * Math.sin(angle)];
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.closePath();
}

function isLarge(part, zoom) {
  return zoom >= (part.store.locations.index.letter_zoom ?? part.store.locations.index.lowest_zoom);
}

export function symbolSize(part, zoom, isActive) {
  if (!isActive) return SYMBOL_PX.other;
  return isLarge(part, zoom) ? SYMBOL_PX.large : SYMBOL_PX.small;
}

function drawLetter(ctx, part, row, place) {
  const letter = part.classOf(row);
  if (letter === null) return;
  const ink = inkOf(part.style, "ABCDE".indexOf(letter));
  const text = letter.length === 1 ? letter : "?";
  ctx.font = `700 13px ${FONT}`;
  if (ink === null) {
    ctx.strokeStyle = part.style.colours.halo;
    ctx.lineWidth = 3.5;
    ctx.strokeText(text, place.x, place.y + 0.5);
  }
  ctx.fillStyle = ink ?? part.style.colours.label;
  ctx.fillText(text, place.x, place.y + 0.5);
}

function drawSymbol(ctx, part, row, place, size) {
  const { colours } = part.style;
  const look = part.lookAt(row);
  traceSymbol(ctx, shapeOf(part), place, size);
  ctx.setLineDash([]);
  ctx.strokeStyle = colours.halo;
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = look.fill;
  ctx.fill();
  if (part.partly.has(row)) ctx.setLineDash([3.5, 3]);
  ctx.strokeStyle = colours.label;
  ctx.lineWidth = size > SYMBOL_PX.other ? 1.75 : 1.25;
  ctx.stroke();
  ctx.setLineDash([]);
}

// Symbols of one theme; gives the boxes that they take.
export function drawSymbols(ctx, part, view, isActive) {
  const table = part.store.locations;
  const size = symbolSize(part, view.zoom, isActive);
  const boxes = [];
  for (const row of rowsIn(table, view, size)) {
    if (!part.visible[row]) continue;
    const place = anchorPx(part.index.grid, table, row, view);
    drawSymbol(ctx, part, row, place, size);
    if (size === SYMBOL_PX.large) drawLetter(ctx, part, row, place);
    boxes.push([place.x - size / 2, place.y - size / 2, place.x + size / 2, place.y + size / 2]);
  }
  return boxes;
}

// Row of the nearest symbol within reach of a point (grid steps), or -1.
export function symbolAt(part, x, y, scale, isActive) {
  const table = part.store.locations;
  const anchors = anchorsOf(part.index.grid, table);
  const reach = (isActive ? REACH_PX : OTHER_REACH_PX) / scale;
  let [best, distance] = [-1, reach];
  for (const row of table.grid.query(x - reach, y - reach, x + reach, y + reach)) {
    if (!part.visible[row]) continue;
    const gap = Math.hypot(anchors[2 * row] - x, anchors[2 * row + 1] - y);
    if (gap <= distance) [best, distance] = [row, gap];
  }
  return best;
}
