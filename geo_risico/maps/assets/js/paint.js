// Drawing rows on a canvas. A view says which part of the grid the canvas shows:
// left and top in grid steps, scale in pixels per step, width and height in pixels.

const EARTH_M = 40075016.685578488;
export const MIN_PX = 5;
const SHORT_PX = 0.6;
const ROWS_PER_SLICE = 48;
const THIN_PX = 40;
const LEAST_PX = 0.8;

export function viewOf(grid, zoom, left, top, width, height) {
  const metres = EARTH_M / (256 * 2 ** zoom);
  return {
    left: (left * metres - EARTH_M / 2 - grid.x) / grid.step,
    top: (EARTH_M / 2 - top * metres - grid.y) / grid.step,
    scale: grid.step / metres,
    width,
    height,
    zoom,
  };
}

export function rowsIn(table, view, margin = 12) {
  const pad = margin / view.scale;
  return table.grid.query(
    view.left - pad, view.top - view.height / view.scale - pad,
    view.left + view.width / view.scale + pad, view.top + pad,
  );
}

function traceLine(ctx, geometry, piece, view) {
  const { xs, ys, pieces } = geometry;
  let [lastX, lastY] = [NaN, NaN];
  const end = pieces[piece + 1];
  for (let p = pieces[piece]; p < end; p += 1) {
    const x = (xs[p] - view.left) * view.scale;
    const y = (view.top - ys[p]) * view.scale;
    if (Number.isNaN(lastX)) ctx.moveTo(x, y);
    else if (p < end - 1 && Math.abs(x - lastX) + Math.abs(y - lastY) < SHORT_PX) continue;
    else ctx.lineTo(x, y);
    [lastX, lastY] = [x, y];
  }
}

export function trace(ctx, geometry, row, view) {
  for (let piece = geometry.rows[row]; piece < geometry.rows[row + 1]; piece += 1) {
    traceLine(ctx, geometry, piece, view);
    if (geometry.kind === "polygon") ctx.closePath();
  }
}

export function boxPx(table, row, view) {
  const { boxes } = table.geometry;
  const [west, south, east, north] = [boxes[4 * row], boxes[4 * row + 1], boxes[4 * row + 2], boxes[4 * row + 3]];
  return {
    x: ((west + east) / 2 - view.left) * view.scale,
    y: (view.top - (south + north) / 2) * view.scale,
    width: (east - west) * view.scale,
    height: (north - south) * view.scale,
  };
}

// Less than a pixel of the background: nobody would see it.
function isTooSmall(table, row, view) {
  const { boxes } = table.geometry;
  const least = LEAST_PX / view.scale;
  return boxes[4 * row + 2] - boxes[4 * row] < least && boxes[4 * row + 3] - boxes[4 * row + 1] < least;
}

function paintTiny(ctx, box, look) {
  const width = Math.max(MIN_PX, box.width);
  const height = Math.max(MIN_PX, box.height);
  ctx.fillStyle = look.tiny;
  ctx.fillRect(box.x - width / 2, box.y - height / 2, width, height);
}

function paintShape(ctx, table, row, view, look) {
  ctx.beginPath();
  trace(ctx, table.geometry, row, view);
  ctx.fillStyle = look.fill;
  ctx.fill("evenodd");
  ctx.strokeStyle = look.outline;
  ctx.stroke();
}

// Locations and areas; `lookOf` gives null for a row that is not drawn. Without `tiny`, symbols show the small ones.
export function* paintTheme(ctx, table, view, lookOf, { width, tiny = true }) {
  ctx.lineJoin = "round";
  ctx.lineWidth = width;
  let drawn = 0;
  for (const row of rowsIn(table, view)) {
    const look = lookOf(row);
    if (look === null) continue;
    const box = boxPx(table, row, view);
    if (box.width < MIN_PX && box.height < MIN_PX) {
      if (tiny) paintTiny(ctx, box, look);
    } else paintShape(ctx, table, row, view, look);
    drawn += 1;
    if (drawn % ROWS_PER_SLICE === 0) yield drawn;
  }
}

const ROAD_WIDTHS = { autosnelweg: 3.4, oprit: 2.4, hoofdweg: 2.8, "regionale weg": 2.2, fietspad: 0.8, voetpad: 0.6 };

function backgroundLook(table, colours, view) {
  const detail = Math.max(0.6, Math.min(2.2, (view.zoom - 9) / 3));
  const looks = {
    landgebied: { fill: colours.land, line: colours.border, width: 0.8 },
    geen_gegevens: { fill: colours.unseen },
    buitenland: { fill: colours.abroad },
    bebouwde_kom: { fill: colours.kom },
    bos: { fill: colours.green },
    water: { fill: colours.water, line: colours.water, width: 1.2 },
    vaarwegen: { line: colours.water, width: 2 * detail },
    panden: { fill: colours.building },
    wegen: { line: colours.road, width: detail, byClass: true },
    spoor: { line: colours.border, width: 1.2, dash: [10, 5] },
    gemeenten: { line: colours.border, width: 1.6, dash: [8, 4] },
    plaatsen: {},
  };
  return looks[table.index.kind] ?? { line: colours.border, width: 0.8, dash: [2, 3] };
}

// Lines of the same width together, narrow ones first, so that the large roads lie on top.
function* paintLines(ctx, table, rows, view, look) {
  const buckets = new Map();
  for (const row of rows) {
    const factor = look.byClass ? (ROAD_WIDTHS[table.text("wegtype", row)] ?? 1) : 1;
    if (factor <= 1 && isTooSmall(table, row, view)) continue;
    if (!buckets.has(factor)) buckets.set(factor, []);
    buckets.get(factor).push(row);
  }
  ctx.strokeStyle = look.line;
  for (const factor of [...buckets.keys()].sort((a, b) => a - b)) {
    const same = buckets.get(factor);
    for (let at = 0; at < same.length; at += ROWS_PER_SLICE) {
      ctx.lineWidth = look.width * factor;
      ctx.setLineDash(look.dash ?? []);
      ctx.beginPath();
      for (const row of same.slice(at, at + ROWS_PER_SLICE)) trace(ctx, table.geometry, row, view);
      ctx.stroke();
      ctx.setLineDash([]);
      yield at;
    }
  }
}

// Buildings over the coloured yards: two lines, so that they show on light and on dark classes.
export function* paintOutlines(ctx, table, view, colours) {
  let drawn = 0;
  for (const row of rowsIn(table, view)) {
    ctx.beginPath();
    trace(ctx, table.geometry, row, view);
    for (const [style, width] of [[colours.halo, 2.2], [colours.outline, 1]]) {
      ctx.strokeStyle = style;
      ctx.lineWidth = width;
      ctx.stroke();
    }
    drawn += 1;
    if (drawn % ROWS_PER_SLICE === 0) yield drawn;
  }
}

// The land that is scanned lies lighter than what is around it.
export function paintGround(ctx, table, view, colours) {
  ctx.fillStyle = colours.land;
  for (const row of rowsIn(table, view)) {
    ctx.beginPath();
    trace(ctx, table.geometry, row, view);
    ctx.fill("evenodd");
  }
}

function paintArea(ctx, table, row, view, look) {
  ctx.beginPath();
  trace(ctx, table.geometry, row, view);
  if (look.fill) {
    ctx.fillStyle = look.fill;
    ctx.fill("evenodd");
  }
  if (!look.line) return;
  ctx.strokeStyle = look.line;
  ctx.lineWidth = look.width;
  ctx.setLineDash(look.dash ?? []);
  ctx.stroke();
  ctx.setLineDash([]);
}

export function* paintBackground(ctx, table, view, colours) {
  const { kind } = table.geometry;
  if (kind === "point") return;
  const look = backgroundLook(table, colours, view);
  const rows = rowsIn(table, view, THIN_PX);
  if (kind === "line") {
    if (look.line) yield* paintLines(ctx, table, rows, view, look);
    return;
  }
  let drawn = 0;
  for (const row of rows) {
    if (isTooSmall(table, row, view)) continue;
    paintArea(ctx, table, row, view, look);
    drawn += 1;
    if (drawn % ROWS_PER_SLICE === 0) yield drawn;
  }
}
