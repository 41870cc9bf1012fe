// Coordinates in RD and WGS84: of the pointer, of a picked place and of a location, to copy and to navigate to.
import { el, fill, find } from "./format.js";
import { isInRd, toRd } from "./rd.js";
import { showCard, Sketch } from "./sketch.js";

const COPIED_MS = 2500;
const SELECTED = "Kopiëren mag hier niet. De tekst is geselecteerd: kopieer haar met Ctrl+C, of houd haar ingedrukt.";
const ABOUT = "De kaartapp kan internet gebruiken en ziet dan de bestemming. Opent er niets, kopieer dan de coördinaten.";

export function degreesText(lat, lon) {
  return [lat, lon].map((value) => value.toFixed(5)).join(", ");
}

export function rdText(place) {
  return isInRd(place) ? place.map((value) => String(Math.round(value))).join(", ") : "buiten Nederland";
}

function selectText(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

// Three ways: the clipboard, the old command, and a selection that people copy themselves.
async function copy(node) {
  try {
    await navigator.clipboard.writeText(node.textContent);
    return true;
  } catch {
    selectText(node);
  }
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}

function copyButton(node, words, text = "Kopieer") {
  const label = text === "Kopieer" ? `Kopieer ${words}` : null;
  const button = el("button", { type: "button", class: "button", "aria-label": label }, text);
  button.addEventListener("click", async () => {
    const isCopied = await copy(node);
    find("gekozen").textContent = isCopied ? `${words} gekopieerd: ${node.textContent}` : SELECTED;
    button.textContent = isCopied ? "Gekopieerd" : "Geselecteerd";
    setTimeout(() => { button.textContent = text; }, COPIED_MS);
  });
  return button;
}

function copyLine(title, text, words) {
  const value = el("span", { class: "place-value" }, text);
  return el("div", { class: "place-line" }, el("span", { class: "place-name" }, title), value, copyButton(value, words));
}

function geoAddress(lat, lon, label) {
  const at = degreesText(lat, lon).replace(" ", "");
  const words = encodeURIComponent(label).replace(/[()']/gu, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `geo:${at}?q=${at}(${words})`;
}

// Another program opens, and it may use the network: the page says so before that.
function navigateLink(app, lat, lon, label, words) {
  const name = app.index.banner.is_fictief ? `FICTIEF: ${label}` : label;
  return el("a", { class: "button", href: geoAddress(lat, lon, name), rel: "noreferrer" }, words);
}

function placeLines(rd, lat, lon) {
  return el("div", { class: "place-lines" },
    copyLine("RD (x, y)", rd, "RD-coördinaten"),
    copyLine("WGS84 (breedte, lengte)", degreesText(lat, lon), "WGS84-coördinaten"));
}

// In the explanation: exact figures from the scan, not from the formulas.
export function placeBlock(app, row) {
  const table = app.store.locations;
  const [x, y, lat, lon] = ["rd_x", "rd_y", "latitude", "longitude"].map((name) => table.number(name, row));
  if ([x, y, lat, lon].includes(null)) return null;
  return el("div", { id: "plaats" }, el("h3", {}, "Plaats"), placeLines(`${x}, ${y}`, lat, lon),
    el("p", { class: "no-print" }, navigateLink(app, lat, lon, table.text("label", row), "Navigeer (opent de kaartapp van dit apparaat)")),
    el("p", { class: "small no-print" }, ABOUT),
    el("p", { class: "small" }, `Kenmerk: ${table.text("id", row)}`));
}

function renderPicked(app, sketch) {
  const { place } = app;
  showCard(app, "punt", place !== null, false);
  sketch.clear();
  if (place === null) return;
  sketch.dot(place, 6);
  const { lat, lng } = place;
  const rd = el("span", { class: "place-value" }, rdText(toRd(lat, lng)));
  const degrees = el("span", { class: "place-value" }, degreesText(lat, lng));
  fill(find("punt-inhoud"),
    el("p", {}, "RD ", rd), el("p", {}, "WGS84 ", degrees),
    el("p", { class: "strip-buttons" }, copyButton(rd, "RD-coördinaten", "Kopieer RD"),
      copyButton(degrees, "WGS84-coördinaten", "Kopieer WGS84"),
      navigateLink(app, lat, lng, `Punt ${degrees.textContent}`, "Navigeer")),
    el("p", { class: "small" }, "Navigeer opent de kaartapp. Die kan internet gebruiken en ziet dan de bestemming."));
  find("gekozen").textContent = `Gekozen punt: RD ${rdText(toRd(lat, lng))}`;
}

function wirePicked(map, app) {
  const sketch = new Sketch(map, app);
  app.on("place", () => renderPicked(app, sketch));
  for (const event of ["select", "taker"]) {
    app.on(event, () => {
      if (app.place !== null && (app.selected !== null || app.taker !== null)) app.pick(null);
    });
  }
  map.on("contextmenu", (event) => {
    if (app.taker === null) app.pick(event.latlng);
  });
  find("punt-sluit").addEventListener("click", () => {
    app.pick(null);
    map.getContainer().focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || app.place === null || document.querySelector("dialog[open]")) return;
    app.pick(null);
    event.stopImmediatePropagation();
  }, true);
}

// Under the mouse, and of the crosshair while the keyboard moves the map.
function wirePointer(map) {
  const line = find("wijzer");
  const show = ({ lat, lng }) => {
    line.textContent = `RD ${rdText(toRd(lat, lng))} · WGS84 ${degreesText(lat, lng)}`;
    line.hidden = false;
  };
  const container = map.getContainer();
  map.on("mousemove", (event) => show(event.latlng));
  map.on("mouseout", () => { line.hidden = !container.matches(":focus-visible"); });
  map.on("moveend", () => {
    if (container.matches(":focus-visible")) show(map.getCenter());
  });
  container.addEventListener("focus", () => {
    if (container.matches(":focus-visible")) show(map.getCenter());
  });
  container.addEventListener("blur", () => { line.hidden = true; });
}

export function wireCoordinates(map, app) {
  wirePicked(map, app);
  wirePointer(map);
}
