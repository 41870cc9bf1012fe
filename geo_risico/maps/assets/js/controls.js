// The map itself: layers, zoom buttons, layer switch, clicks and keyboard.
import { el, fill, find } from "./format.js";
import { renderLegend } from "./legend.js";
import { Overlay } from "./overlay.js";
import { paintBackground, paintGround, paintOutlines, paintTheme, viewOf } from "./paint.js";
import { CanvasTiles } from "./tiles.js";

const REACH_PX = 14;
const CLOSE_ZOOM = 16;
const BUILDING_ZOOM = 15;
const FIT = { padding: [4, 4] };
const LINE_PX = { location: 1, area: 0.6 };

function* backgroundSteps(app, ctx, view) {
  const ground = app.store.background.find((table) => table.index.kind === "gemeenten");
  if (ground) paintGround(ctx, ground, view, app.style.colours);
  for (const table of app.store.background) {
    if (!app.hidden.has(table.index.kind)) yield* paintBackground(ctx, table, view, app.style.colours);
  }
}

function* themeSteps(app, ctx, view) {
  const theme = app.themeAt(view.zoom);
  if (theme.table === null) return;
  const isLocation = theme.kind === "" && !theme.table.index.is_area;
  const width = isLocation ? LINE_PX.location : LINE_PX.area;
  ctx.globalAlpha = theme.kind === "" ? 1 : 0.86;
  yield* paintTheme(ctx, theme.table, view, app.lookOf(theme), width);
  ctx.globalAlpha = 1;
  const panden = app.store.background.find((table) => table.index.kind === "panden");
  if (isLocation && panden && view.zoom >= BUILDING_ZOOM && !app.hidden.has("panden")) {
    yield* paintOutlines(ctx, panden, view, app.style.colours);
  }
}

export function paintAll(app, ctx, view) {
  for (const steps of [backgroundSteps(app, ctx, view), themeSteps(app, ctx, view)]) {
    while (!steps.next().done);
  }
}

function stepsAt(map, app, point) {
  const origin = map.getPixelBounds().min;
  const view = viewOf(app.index.grid, map.getZoom(), origin.x + point.x, origin.y + point.y, 1, 1);
  return { x: view.left, y: view.top, reach: REACH_PX / view.scale };
}

function chooseAt(map, app, point) {
  const theme = app.themeAt(map.getZoom());
  if (theme.table === null) return;
  const { x, y, reach } = stepsAt(map, app, point);
  const look = app.lookOf(theme);
  const row = theme.table.grid.hit(x, y, theme.kind === "" ? reach : 0, (candidate) => look(candidate) !== null);
  if (row >= 0) app.select({ kind: theme.kind, row, from: "map" });
}

function latLngOf(map, app, x, y) {
  const { grid } = app.index;
  return L.CRS.EPSG3857.unproject(L.point(grid.x + x * grid.step, grid.y + y * grid.step));
}

function boundsOf(map, app, table, row) {
  const [west, south, east, north] = table.geometry.boxes.subarray(4 * row, 4 * row + 4);
  return L.latLngBounds(latLngOf(map, app, west, south), latLngOf(map, app, east, north));
}

export function showChoice(map, app) {
  if (app.selected === null || app.selected.from === "map") return;
  const table = app.tableOf(app.selected);
  const bounds = boundsOf(map, app, table, app.selected.row);
  const isLocation = app.selected.kind === "" && !table.index.is_area;
  const lowest = isLocation ? Math.max(CLOSE_ZOOM, table.index.lowest_zoom) : map.getBoundsZoom(bounds.pad(0.5));
  map.setView(bounds.getCenter(), isLocation ? Math.max(lowest, map.getZoom()) : Math.min(lowest, map.getZoom() + 3));
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

function wireLayers(app) {
  const kinds = app.index.areas.map((entry) => radio(app, entry.kind, entry.title));
  const { locations } = app.store;
  const title = app.index.location_plural.charAt(0).toUpperCase() + app.index.location_plural.slice(1);
  fill(find("thema-lagen"), locations ? radio(app, "auto", title) : null, ...kinds);
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
  app.on("filter", redrawTheme);
  app.on("mode", redrawTheme);
  app.on("background", () => {
    layers.under.repaint();
    layers.overlay.redraw();
  });
  app.on("style", () => {
    layers.under.repaint();
    redrawTheme();
  });
  app.on("select", () => {
    showChoice(map, app);
    layers.overlay.redraw();
  });
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
