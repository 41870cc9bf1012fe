// The tool Dagroute: stops of today in an order, with times and kilometres over the roads of the page.
import { el, fill, find, formatNumber } from "./format.js";
import { save } from "./marks.js";
import { isInRd, toRd } from "./rd.js";
import { Day, findStops } from "./route_day.js";
import { wireEmpty } from "./route_empty.js";
import { asCsv, asGpx, asJson, clock, fileName, readFile } from "./route_file.js";
import { DayRoute, MOST } from "./route_store.js";
import { wireTool } from "./tools.js";

const FIRST = 10;
const NOT_KEPT = "Deze browser bewaart niets: maak een bestand voordat u sluit.";
const FULL = `De dagroute is vol: ten hoogste ${MOST} stops.`;
const TYPES = { json: ["application/json", asJson], gpx: ["application/gpx+xml", asGpx], csv: ["text/csv", asCsv] };

function tell(text) {
  find("dagroute-melding").textContent = text;
}

function durationText(minutes) {
  const whole = Math.round(minutes);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} uur ${whole % 60} min`;
}

function legText(leg) {
  if (!leg) return "eerste plek";
  return `${formatNumber(leg.km, 1)} km, ${formatNumber(leg.minutes)} min rijden${leg.isRoad ? "" : " (rechte lijn x 1,3)"}`;
}

function stopOf(app, part, row) {
  const table = part.store.locations;
  return { location_id: table.text("id", row), thema: part.index.name, label: table.text("label", row) };
}

// Where the focus goes after the list was drawn anew.
function focusOn(at, name) {
  const item = find("dagroute-lijst").children[Math.min(at, find("dagroute-lijst").children.length - 1)];
  const wanted = item?.querySelector(`[data-does="${name}"]:not(:disabled)`) ?? item?.querySelector("button:not(:disabled)");
  (wanted ?? find("dagroute-titel")).focus();
}

function stopButton(name, words, label, onclick, isOff = false) {
  return el("button", { type: "button", class: "button", "data-does": name, "aria-label": `${words}: ${label}`, disabled: isOff, onclick }, words);
}

function stopItem(app, stop, at, found) {
  const { plan, stops } = app.route;
  const visit = plan?.visits.find((one) => one.stop === stop) ?? null;
  const title = stop.label || stop.location_id;
  const change = (name, act, to) => () => {
    act();
    app.emit("route");
    focusOn(to, name);
  };
  return el("li", { class: "route-stop" },
    found === null ? el("strong", {}, `${title} (niet op deze kaart)`) : el("button", {
      type: "button", class: "button wide route-place", "data-does": "kies",
      onclick: () => app.select({ part: found.part, kind: "", row: found.row, from: "list" }),
    }, el("span", { class: "route-number", "aria-hidden": "true" }, String(at + 1)), title),
    visit === null ? null : el("p", { class: "route-time" }, el("strong", {}, `${clock(visit.arrival)} tot ${clock(visit.departure)}`),
      el("span", { class: "small" }, ` ${legText(visit.leg)}`)),
    el("p", { class: "button-row" },
      stopButton("omhoog", "Omhoog", title, change("omhoog", () => app.route.move(at, -1), at - 1), at === 0),
      stopButton("omlaag", "Omlaag", title, change("omlaag", () => app.route.move(at, 1), at + 1), at === stops.length - 1),
      stopButton("weg", "Weg", title, change("weg", () => app.route.remove(at), at))));
}

function totalText(app) {
  const { plan, stops } = app.route;
  if (stops.length === 0 || !plan || plan.visits.length === 0) return "";
  const end = plan.end ? `; terug om ${clock(plan.finish)}` : `; klaar om ${clock(plan.finish)}`;
  return `${formatNumber(plan.visits.length)} bezoeken, ${formatNumber(plan.km, 1)} km, ${durationText(plan.minutes)}${end}.`;
}

function noteText(app, day) {
  const { plan, stops } = app.route;
  if (stops.length === 0 || !plan) return "";
  if (!day.hasRoads) return "Op deze kaart staan geen wegen: afstanden zijn de rechte lijn maal 1,3.";
  const straight = plan.straight === 0 ? ""
    : ` ${formatNumber(plan.straight)} keer over de weg niet bereikbaar in deze gegevens: daar geldt de rechte lijn maal 1,3 (streepjes).`;
  return `Rijtijden zijn een schatting uit het soort weg; eenrichtingswegen en afsluitingen zijn niet bekend.${straight}`;
}

function renderFields(app) {
  const { route } = app;
  find("dagroute-vertrek").value = route.departure;
  find("dagroute-duur").value = String(route.minutes);
  find("dagroute-terug").checked = route.end !== null;
  find("dagroute-terug").disabled = route.start === null;
  find("dagroute-begin").textContent = route.start === null ? "Begin: de eerste stop." : `Begin: ${route.start.naam}.`;
  find("dagroute-begin-wis").hidden = route.start === null;
}

// The place of the focus in the list, to return to after it was drawn anew; null elsewhere.
function focusIn(list) {
  const item = document.activeElement?.closest("#dagroute-lijst > li") ?? null;
  return item === null ? null : [[...list.children].indexOf(item), document.activeElement.dataset.does];
}

function render(app, day) {
  const { route } = app;
  const count = route.stops.length;
  const focused = focusIn(find("dagroute-lijst"));
  find("dagroute-knop").textContent = count === 0 ? "Dagroute" : `Dagroute (${formatNumber(count)})`;
  const found = findStops(app, route.stops);
  fill(find("dagroute-lijst"), ...route.stops.map((stop, at) => stopItem(app, stop, at, found[at])));
  find("dagroute-geen").hidden = count > 0;
  find("dagroute-totaal").textContent = totalText(app);
  find("dagroute-uitleg").textContent = noteText(app, day);
  find("dagroute-bewaard").textContent = route.isKept ? "" : NOT_KEPT;
  for (const name of ["orden", "json", "gpx", "csv", "druk", "leeg"]) find(`dagroute-${name}`).disabled = count === 0;
  renderFields(app);
  for (const button of document.querySelectorAll("[data-route-row]")) markButton(app, button);
  if (focused !== null) focusOn(...focused);
}

function markButton(app, button) {
  const stop = stopOf(app, app.active, Number(button.dataset.routeRow));
  const isIn = app.route.indexOf(stop.thema, stop.location_id) >= 0;
  button.setAttribute("aria-pressed", String(isIn));
  button.textContent = isIn ? "Haal uit dagroute" : "Zet in dagroute";
}

// Button of the explanation; null where this page has no route.
export function routeButton(app, row) {
  if (!app.route || app.store.locations.text("kind", row) === "gemeente") return null;
  const button = el("button", { type: "button", class: "button wide route-choice no-print", "data-route-row": String(row) });
  button.addEventListener("click", () => {
    const stop = stopOf(app, app.active, row);
    const at = app.route.indexOf(stop.thema, stop.location_id);
    if (at >= 0) app.route.remove(at);
    const isAdded = at < 0 && app.route.add(stop);
    tell(at < 0 && !isAdded ? FULL : "");
    find("gekozen").textContent = at >= 0 ? "Uit de dagroute gehaald." : isAdded ? `In de dagroute, ${app.route.stops.length} stops.` : FULL;
    app.emit("route");
  });
  markButton(app, button);
  return button;
}

function addFirst(app) {
  const rows = app.nearby ? app.nearby.order([...app.matches]) : app.matches;
  const before = app.route.stops.length;
  const isWhole = rows.slice(0, FIRST).map((row) => app.route.add(stopOf(app, app.active, row))).every(Boolean);
  app.emit("route");
  tell(`${formatNumber(app.route.stops.length - before)} stops toegevoegd.${isWhole ? "" : ` ${FULL}`}`);
}

async function orderStops(app, day) {
  tell("De beste volgorde wordt gezocht.");
  const before = app.route.stops.map((stop) => stop.location_id).join();
  const stops = await day.order();
  if (app.route.stops.map((stop) => stop.location_id).join() !== before) return;
  app.route.stops = stops;
  app.emit("route");
  tell("De stops staan in de snelste volgorde die is gevonden.");
}

function startAt(app, { lat, lng }) {
  const place = toRd(lat, lng);
  if (!isInRd(place)) {
    tell("Dit punt ligt niet in Nederland.");
    return;
  }
  const [x, y] = place.map((value) => Math.round(value));
  const isBack = app.route.start === null || app.route.end !== null;
  app.route.start = { x, y, naam: `punt op de kaart (RD ${x}, ${y})` };
  app.route.end = isBack ? app.route.start : null;
  app.emit("route");
  tell("Het begin staat op de kaart.");
}

function turnPicking(app, isOn) {
  find("dagroute-kies").setAttribute("aria-pressed", String(isOn));
  app.taker = isOn ? (place) => {
    turnPicking(app, false);
    startAt(app, place);
  } : null;
  app.emit("taker");
  if (isOn) app.emit("room");
  tell(isOn ? "Klik of tik op de kaart. Met het toetsenbord: pijltjes verschuiven, Enter kiest het midden." : "");
}

async function loadFile(app, input) {
  const [file] = input.files;
  if (!file) return;
  const found = readFile(await file.text(), app.route.facts);
  input.value = "";
  if (typeof found === "string") {
    tell(found);
    return;
  }
  Object.assign(app.route, found);
  const lost = found.stops.filter((stop, i) => findStops(app, found.stops)[i] === null).map((stop) => stop.location_id);
  app.emit("route");
  const words = lost.length === 0 ? "" : ` Niet op deze kaart: ${lost.slice(0, 5).join(", ")}${lost.length > 5 ? ` en nog ${lost.length - 5}` : ""}.`;
  tell(`${formatNumber(found.stops.length)} stops ingelezen.${words}`);
}

function wireFields(app) {
  find("dagroute-vertrek").addEventListener("change", ({ target }) => {
    if (/^\d\d:\d\d/u.test(target.value)) app.route.departure = target.value.slice(0, 5);
    app.emit("route");
  });
  find("dagroute-duur").addEventListener("change", ({ target }) => {
    const minutes = Number(target.value);
    if (minutes >= 1 && minutes <= 480) app.route.minutes = minutes;
    else tell("Een bezoek duurt 1 tot 480 minuten.");
    app.emit("route");
  });
  find("dagroute-terug").addEventListener("change", ({ target }) => {
    app.route.end = target.checked ? app.route.start : null;
    app.emit("route");
  });
  find("dagroute-begin-wis").addEventListener("click", () => {
    Object.assign(app.route, { start: null, end: null });
    app.emit("route");
    find("dagroute-kies").focus();
  });
}

// What is printed: the list beside the picture of the map.
function renderPrint(app) {
  const { plan, stops } = app.route;
  find("druk-route").hidden = stops.length === 0 || !plan;
  if (find("druk-route").hidden) return;
  find("druk-route-totaal").textContent = `${totalText(app)} ${find("dagroute-begin").textContent}`;
  fill(find("druk-route-lijst"),
    el("thead", {}, el("tr", {}, ...["Nr.", "Tijd", "Plek", "Rit hierheen"].map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...plan.visits.map((visit, i) => el("tr", {},
      ...[String(i + 1), `${clock(visit.arrival)} tot ${clock(visit.departure)}`, `${visit.stop.label} (${visit.stop.location_id})`, legText(visit.leg)]
        .map((text) => el("td", {}, text))))));
}

function showRoute(map, app) {
  const { plan } = app.route;
  if (!plan || plan.visits.length === 0) return;
  app.emit("room");
  map.invalidateSize({ animate: false });
  const { grid } = app.index;
  const places = [...plan.line, ...plan.visits.map((visit) => visit.place)];
  const world = places.map(([x, y]) => L.CRS.EPSG3857.unproject(L.point(grid.x + x * grid.step, grid.y + y * grid.step)));
  map.fitBounds(L.latLngBounds(world), { padding: [30, 30], animate: false, maxZoom: 16 });
}

function wireButtons(map, app, day) {
  find("dagroute-eerste").addEventListener("click", () => addFirst(app));
  find("dagroute-orden").addEventListener("click", () => orderStops(app, day));
  find("dagroute-toon").addEventListener("click", () => showRoute(map, app));
  wireEmpty(app, tell);
  find("dagroute-kies").addEventListener("click", ({ detail }) => {
    const isOn = find("dagroute-kies").getAttribute("aria-pressed") !== "true";
    turnPicking(app, isOn);
    if (isOn && detail === 0) map.getContainer().focus();
  });
  for (const [name, [type, make]] of Object.entries(TYPES)) {
    find(`dagroute-${name}`).addEventListener("click", () => {
      save(fileName(app.route, name), type, make(app));
      tell(`Bewaard als ${fileName(app.route, name)}.`);
    });
  }
  find("dagroute-bestand").addEventListener("change", ({ target }) => loadFile(app, target));
  find("dagroute-druk").addEventListener("click", () => {
    showRoute(map, app);
    window.print();
  });
  window.addEventListener("beforeprint", () => renderPrint(app));
}

export function wireRoute(map, app) {
  const { route: facts } = app.index;
  if (!facts) return;
  app.route = new DayRoute(facts);
  const day = new Day(app);
  wireTool(app, "dagroute");
  wireFields(app);
  wireButtons(map, app, day);
  const follow = async () => {
    const plan = await day.plan();
    if (plan === null) return;
    app.route.plan = plan;
    render(app, day);
    app.emit("routed");
  };
  app.on("route", () => {
    app.route.write();
    render(app, day);
    follow();
  });
  render(app, day);
  if (app.route.stops.length > 0) follow();
}

