// The map itself: layers, zoom buttons, layer switch, clicks and keyboard.
import { el, fill, find } from "./format.js";
import { paintHotspots, renderHotspotChoices } from "./hotspots.js";
import { renderLegend } from "./legend.js";
import { Overlay } from "./overlay.js";
import { paintBackground, paintGround, paintOutlines, paintTheme, viewOf } from "./paint.js";
import { partTitle } from "./asking.js";
import { symbolAt } from "./symbols.js";
import { CanvasTiles } from "./tiles.js";

const REACH_PX = 14;
const CLOSE_ZOOM = 16;
const BUILDING_ZOOM = 15;
const CLEAR_PX = 60;
const WIDE_PX = 700; // there the legend may lie over what is found
const FIT = { padding: [4, 4] };
const LINE_PX = { location: 1, area: 0.6 };
const FAINT = { location: 0.55, area: 0.2 };

function* backgroundSteps(app, ctx, view) {
  const ground = app.store.background.find((table) => table.index.kind === "gemeenten");
  if (ground) paintGround(ctx, ground, view, app.style.colours);
  for (const table of app.store.background) {
    if (!app.hidden.has(table.index.kind)) yield* paintBackground(ctx, table, view, app.style.colours);
  }
}

function* partSteps(part, ctx, view, alpha) {
  const theme = part.themeAt(view.zoom);
  if (theme.table === null) return;
  const isLocation = theme.kind === "" && !theme.table.index.is_area;
  ctx.globalAlpha = alpha;
  yield* paintTheme(ctx, theme.table, view, part.lookOf(theme), {
    width: isLocation ? LINE_PX.location : LINE_PX.area, tiny: !part.hasSymbols,
  });
  ctx.globalAlpha = 1;
}

// Other themes lie lighter under the active one; two kinds of areas over each other would say nothing.
function* otherSteps(app, ctx, view) {
  const isArea = (part) => part.themeAt(view.zoom).kind !== "";
  const places = app.others.filter((part) => !isArea(part));
  const first = isArea(app.active) ? undefined : app.others.find((part) => isArea(part) && part.store.locations);
  for (const part of first ? [first, ...places] : places) {
    yield* partSteps(part, ctx, view, isArea(part) ? FAINT.area : FAINT.location);
  }
}

function* themeSteps(app, ctx, view) {
  yield* otherSteps(app, ctx, view);
  const theme = app.themeAt(view.zoom);
  if (theme.table === null) return;
  yield* partSteps(app.active, ctx, view, theme.kind === "" ? 1 : 0.86);
  const isLocation = theme.kind === "" && !theme.table.index.is_area;
  const panden = app.store.background.find((table) => table.index.kind === "panden");
  if (isLocation && panden && view.zoom >= BUILDING_ZOOM && !app.hidden.has("panden")) {
    yield* paintOutlines(ctx, panden, view, app.style.colours);
  }
  yield* paintHotspots(ctx, app, view);
}

export function paintAll(app, ctx, view) {
  for (const steps of [backgroundSteps(app, ctx, view), themeSteps(app, ctx, view)]) {
    while (!steps.next().done);
  }
}

function stepsAt(map, app, point) {
  const origin = map.getPixelBounds().min;
  const view = viewOf(app.index.grid, map.getZoom(), origin.x + point.x, origin.y + point.y, 1, 1);
  return { x: view.left, y: view.top, scale: view.scale };
}

// What lies at a point: symbols first, then the active theme, then the places of the others.
function* candidatesAt(map, app, point) {
  const { x, y, scale } = stepsAt(map, app, point);
  const drawn = [app.active, ...app.others];
  for (const part of drawn.filter((one) => one.hasSymbols)) {
    yield { part, kind: "", row: symbolAt(part, x, y, scale, part === app.active) };
  }
  for (const part of drawn) {
    const { table, kind } = part.themeAt(map.getZoom());
    if (table === null || (part !== app.active && kind !== "")) continue;
    const reach = kind === "" && part === app.active && !part.hasSymbols ? REACH_PX / scale : 0;
    const look = part.lookOf({ table, kind });
    yield { part, kind, row: table.grid.hit(x, y, reach, (row) => look(row) !== null) };
  }
}

export function placeAt(map, app, point) {
  for (const choice of candidatesAt(map, app, point)) {
    if (choice.row >= 0) return choice;
  }
  return null;
}

function chooseAt(map, app, point) {
  const place = map.containerPointToLatLng(point);
  if (app.taker !== null) {
    app.taker(place);
    return;
  }
  const choice = placeAt(map, app, point);
  if (choice === null) app.pick(place);
  else app.select({ ...choice, from: "map" });
}

function latLngOf(map, app, x, y) {
  const { grid } = app.index;
  return L.CRS.EPSG3857.unproject(L.point(grid.x + x * grid.step, grid.y + y * grid.step));
}

function boundsOf(map, app, table, row) {
  const [west, south, east, north] = table.geometry.boxes.subarray(4 * row, 4 * row + 4);
  return L.latLngBounds(latLngOf(map, app, west, south), latLngOf(map, app, east, north));
}

// A large harbour is shown whole; a yard from close by.
function closeZoom(map, app, table, bounds) {
  if (!app.hasSymbols) return Math.max(CLOSE_ZOOM, table.index.lowest_zoom);
  return Math.min(CLOSE_ZOOM, map.getBoundsZoom(bounds.pad(0.3)));
}

// The middle of the map lies behind the open legend when the map is narrow; the chosen place stands beside it.
function besideLegend(map, place, zoom) {
  const card = find("legenda").getBoundingClientRect();
  const box = map.getContainer().getBoundingClientRect();
  const shift = card.right - box.left + CLEAR_PX - box.width / 2;
  const isFree = shift <= 0 || card.top - box.top - CLEAR_PX > box.height / 2 || box.width / 2 + shift > box.width - CLEAR_PX;
  if (!find("legenda").open || isFree) return place;
  return map.unproject(map.project(place, zoom).subtract([shift, 0]), zoom);
}

export function showChoice(map, app) {
  if (app.selected === null || app.selected.from === "map") return;
  map.invalidateSize({ animate: false });
  const table = app.tableOf(app.selected);
  const bounds = boundsOf(map, app, table, app.selected.row);
  const isLocation = app.selected.kind === "" && !table.index.is_area;
  const lowest = isLocation ? closeZoom(map, app, table, bounds) : map.getBoundsZoom(bounds.pad(0.5));
  const zoom = isLocation ? Math.max(lowest, map.getZoom()) : Math.min(lowest, map.getZoom() + 3);
  map.setView(besideLegend(map, bounds.getCenter(), zoom), zoom);
}

// All locations that answer a question, in one picture.
function showMatches(map, app) {
  const { locations } = app.store;
  if (app.matches.length === 0) return;
  const bounds = app.matches.map((row) => boundsOf(map, app, locations, row)).reduce((all, one) => all.extend(one));
  const { x, y } = map.getSize();
  const pad = Math.min(40, Math.round(y / 8));
  const legendPx = find("legenda").open ? find("legenda").getBoundingClientRect().width : 0;
  const left = x > WIDE_PX ? pad + legendPx : pad;
  map.fitBounds(bounds, { paddingTopLeft: [left, pad], paddingBottomRight: [pad, pad], maxZoom: CLOSE_ZOOM - 1 });
}

function wireZoom(map) {
  const update = () => {
    find("zoom-in").disabled = map.getZoom() >= map.getMaxZoom();
    find("zoom-uit").disabled = map.getZoom() <= map.getMinZoom();
  };
  find("zoom-in").addEventListener("click", () => map.zoomIn());
  find("zoom-uit").addEventListener("click", () => map.zoomOut());
  map.on("zoomend", update);
  update();
}

function wireHome(map, app) {
  find("heel-gebied").addEventListener("click", () => map.fitBounds(app.index.bounds, FIT));
  find("zoom-in-tot").addEventListener("click", () => map.setZoom(app.store.locations.index.lowest_zoom));
}

function radio(app, value, title) {
  const input = el("input", { type: "radio", name: "thema", id: `laag-${value}`, value, checked: app.mode === value });
  input.addEventListener("change", () => {
    app.mode = value;
    app.emit("mode");
  });
  return el("label", { class: "choice", for: input.id }, input, title);
}

function checkbox(app, kind, title) {
  const input = el("input", { type: "checkbox", id: `achtergrond-${kind}`, checked: true });
  input.addEventListener("change", () => {
    if (input.checked) app.hidden.delete(kind);
    else app.hidden.add(kind);
    app.emit("background");
  });
  return el("label", { class: "choice", for: input.id }, input, title);
}

function wireOthers(app) {
  find("andere-themas").hidden = app.parts.filter((part) => part.store.locations).length < 2;
  find("toon-andere").addEventListener("change", () => {
    app.showOthers = find("toon-andere").checked;
    app.emit("others");
  });
}

function renderLayers(app) {
  const kinds = app.index.areas.map((entry) => radio(app, entry.kind, entry.title));
  const { locations } = app.store;
  fill(find("thema-lagen"), locations ? radio(app, "auto", partTitle(app.active)) : null, ...kinds);
}

function wireLayers(app) {
  wireOthers(app);
  renderLayers(app);
  renderHotspotChoices(app);
  app.on("theme", () => renderHotspotChoices(app));
  for (const event of ["theme", "reset"]) app.on(event, () => renderLayers(app));
  app.on("mode", () => { find(`laag-${app.mode}`).checked = true; });
  const background = app.index.background.map((entry) => checkbox(app, entry.kind, entry.title));
  fill(find("achtergrond-lagen"), ...background);
  find("achtergrond").hidden = background.length === 0;
}

function makeMap(app) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map("map_kaart", {
    zoomControl: false, attributionControl: false, fadeAnimation: false, zoomAnimation: !calm, inertia: !calm,
    minZoom: 5, maxZoom: 19, zoomSnap: 1,
  });
  map.fitBounds(app.index.bounds, FIT);
  L.control.scale({ imperial: false, maxWidth: 120, position: "bottomright" }).addTo(map);
  return map;
}

function addLayers(map, app) {
  const under = new CanvasTiles(app.index.grid, (ctx, view) => backgroundSteps(app, ctx, view), { zIndex: 1 });
  const theme = new CanvasTiles(app.index.grid, (ctx, view) => themeSteps(app, ctx, view), { zIndex: 2 });
  const overlay = new Overlay(app);
  for (const layer of [under, theme, overlay]) layer.addTo(map);
  return { under, theme, overlay };
}

function wireRedraw(map, app, layers) {
  const redrawTheme = () => {
    layers.theme.repaint();
    layers.overlay.redraw();
    renderLegend(app, map.getZoom());
  };
  for (const event of ["filter", "mode", "theme", "others", "spots"]) app.on(event, redrawTheme);
  app.on("background", () => {
    layers.under.repaint();
    layers.overlay.redraw();
  });
  app.on("style", () => {
    layers.under.repaint();
    redrawTheme();
  });
  for (const event of ["finding", "routed"]) app.on(event, () => layers.overlay.redraw());
  app.on("select", () => {
    showChoice(map, app);
    layers.overlay.redraw();
  });
  for (const event of ["ask", "show"]) app.on(event, () => showMatches(map, app));
  map.on("zoomend", () => renderLegend(app, map.getZoom()));
}

function wireChoice(map, app) {
  map.on("click", (event) => chooseAt(map, app, event.containerPoint));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== map.getContainer()) return;
    chooseAt(map, app, map.getSize().divideBy(2));
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

export function openMap(app) {
  const map = makeMap(app);
  const layers = addLayers(map, app);
  wireZoom(map);
  wireHome(map, app);
  wireLayers(app);
  wireRedraw(map, app, layers);
  wireChoice(map, app);
  return map;
}
