// Which locations have a finding of this device: a tick on the map and a line in the list.
import { el } from "./format.js";

const RADIUS_PX = 8;
const OFFSET_PX = 12;

// Places of the locations by their id; all rows are read once for the ids that are not known yet.
function placesOf(app) {
  app.findingPlaces ??= new Map();
  const wanted = new Set(app.findings.entries.map((entry) => entry.location_id));
  for (const id of app.findingPlaces.keys()) wanted.delete(id);
  if (wanted.size === 0) return app.findingPlaces;
  for (const part of app.parts) {
    const table = part.store.locations;
    for (let row = 0; row < (table?.count ?? 0); row += 1) {
      const id = table.text("id", row);
      if (wanted.has(id)) app.findingPlaces.set(id, { part, row });
    }
  }
  for (const id of wanted) {
    if (!app.findingPlaces.has(id)) app.findingPlaces.set(id, null);
  }
  return app.findingPlaces;
}

export function placeOf(app, id) {
  return placesOf(app).get(id) ?? null;
}

function pointPx(grid, table, row, view) {
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => table.number(name, row));
  const { x, y } = L.CRS.EPSG3857.project(L.latLng(latitude, longitude));
  return { x: ((x - grid.x) / grid.step - view.left) * view.scale, y: (view.top - (y - grid.y) / grid.step) * view.scale };
}

function drawTick(ctx, colours, { x, y }, isVisit) {
  ctx.beginPath();
  ctx.arc(x, y, RADIUS_PX, 0, 2 * Math.PI);
  ctx.fillStyle = colours.label;
  ctx.fill();
  ctx.strokeStyle = colours.halo;
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.beginPath();
  if (isVisit) {
    ctx.moveTo(x - 4, y);
    ctx.lineTo(x - 1, y + 3.5);
    ctx.lineTo(x + 4.5, y - 3.5);
  } else {
    ctx.moveTo(x - 4, y);
    ctx.lineTo(x + 4, y);
  }
  ctx.lineWidth = 2.25;
  ctx.stroke();
}

// A dash instead of a tick where nobody was.
export function drawFindings(ctx, app, view) {
  if (!app.findings) return;
  const places = placesOf(app);
  for (const id of new Set(app.findings.entries.map((entry) => entry.location_id))) {
    const place = places.get(id);
    if (!place || (place.part !== app.active && !app.others.includes(place.part))) continue;
    if (!place.part.visible[place.row]) continue;
    const { x, y } = pointPx(place.part.index.grid, place.part.store.locations, place.row, view);
    const isVisit = app.findings.latest(id).uitkomst !== "niet bezocht";
    drawTick(ctx, app.style.colours, { x: x + OFFSET_PX, y: y - OFFSET_PX }, isVisit);
  }
}

// Line under a location of the list; null without a finding.
export function findingLine(app, row) {
  const entry = app.findings?.latest(app.store.locations.text("id", row)) ?? null;
  if (entry === null) return null;
  const sign = entry.uitkomst === "niet bezocht" ? "\u2013" : "\u2713";
  return el("span", { class: "item-sub item-finding" }, el("span", { "aria-hidden": "true" }, `${sign} `), `Bevinding: ${entry.uitkomst}`);
}

// The list as it stands now, without moving in it.
export function markList(app) {
  if (app.listsAreas) return;
  for (const button of document.querySelectorAll("#lijst button.item")) {
    button.querySelector(".item-finding")?.remove();
    const line = findingLine(app, Number(button.dataset.row));
    if (line) button.querySelector(".item-text").append(line);
  }
}
