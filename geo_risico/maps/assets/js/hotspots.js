// Hot and cold spots over the map: hexagons of which the scores or cases lie together more than chance gives.
import { el, fill, find, formatNumber } from "./format.js";
import { rowsIn, trace } from "./paint.js";

const KINDS = [["score", "Clusters van scores"], ["cases", "Clusters van casussen"]];
const WORDS = {
  score: { hot: "hot: hoge scores bij elkaar", cold: "koud: lage scores bij elkaar" },
  cases: { hot: "hot: casussen bij elkaar", cold: "koud: weinig casussen bij elkaar" },
};
const NONE = "Geen clusters gevonden: wat bij elkaar ligt, past bij toeval. Dat betekent niet dat hier niets is.";
const SPACING = 12;
const SLOPES = { hot: 1, cold: -1 };

function shown(app) {
  const table = app.store.hotspots;
  return table && app.spots && table.has(`is_hot_${app.spots}`) ? table : null;
}

// Lines over the box of a hexagon, within its outline; hot rises, cold falls.
function hatch(ctx, width, height, slope) {
  const from = Math.floor(-height / SPACING) * SPACING;
  for (let x = from; x < width + height; x += SPACING) {
    ctx.moveTo(x, slope > 0 ? height : 0);
    ctx.lineTo(x + height, slope > 0 ? 0 : height);
  }
}

function paintSpot(ctx, table, row, view, colours, kind) {
  const [west, south, east, north] = table.geometry.boxes.subarray(4 * row, 4 * row + 4);
  const [left, top] = [(west - view.left) * view.scale, (view.top - north) * view.scale];
  ctx.save();
  ctx.beginPath();
  trace(ctx, table.geometry, row, view);
  ctx.strokeStyle = colours.halo;
  ctx.lineWidth = 5;
  ctx.stroke();
  ctx.strokeStyle = colours[kind];
  ctx.lineWidth = 3;
  ctx.setLineDash(kind === "cold" ? [7, 5] : []);
  ctx.stroke();
  ctx.clip("evenodd");
  ctx.translate(left, top);
  ctx.beginPath();
  hatch(ctx, (east - west) * view.scale, (north - south) * view.scale, SLOPES[kind]);
  ctx.lineWidth = 1.5;
  ctx.setLineDash([]);
  ctx.stroke();
  ctx.restore();
}

export function* paintHotspots(ctx, app, view) {
  const table = shown(app);
  if (!table) return;
  for (const row of rowsIn(table, view)) {
    const kind = table.text(`is_hot_${app.spots}`, row);
    if (!(kind in SLOPES)) continue;
    paintSpot(ctx, table, row, view, app.style.colours, kind);
    yield row;
  }
}

function countOf(table, kind, value) {
  let count = 0;
  for (let row = 0; row < table.count; row += 1) count += table.text(`is_hot_${kind}`, row) === value ? 1 : 0;
  return count;
}

function legendRow(kind, words, count) {
  return el("li", {}, el("span", { class: `swatch spot-${kind}`, "aria-hidden": "true" }),
    el("span", { class: "legend-words" }, words), el("span", { class: "legend-count" }, formatNumber(count)));
}

export function renderHotspotLegend(app) {
  const table = shown(app);
  find("legenda-clusters").hidden = !table;
  if (!table) return;
  const rows = ["hot", "cold"].map((kind) => legendRow(kind, WORDS[app.spots][kind], countOf(table, app.spots, kind)));
  const isNone = ["hot", "cold"].every((kind) => countOf(table, app.spots, kind) === 0);
  fill(find("legenda-clusters-lijst"), ...rows, isNone ? el("li", { class: "small" }, NONE) : null);
}

function choice(app, value, title) {
  const input = el("input", { type: "radio", name: "clusters", id: `clusters-${value || "geen"}`, value, checked: app.spots === value });
  input.addEventListener("change", () => {
    app.spots = value;
    app.emit("spots");
  });
  return el("label", { class: "choice", for: input.id }, input, title);
}

export function renderHotspotChoices(app) {
  const table = app.store.hotspots;
  const kinds = KINDS.filter(([kind]) => table?.has(`is_hot_${kind}`));
  if (!kinds.some(([kind]) => kind === app.spots)) app.spots = "";
  find("clusters").hidden = kinds.length === 0;
  fill(find("clusters-lagen"), choice(app, "", "Niet tonen"), ...kinds.map(([kind, title]) => choice(app, kind, title)));
}
