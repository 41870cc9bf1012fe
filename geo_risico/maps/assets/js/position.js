// The own position: off until somebody asks for it. It stays in this module: nothing saves, sends or exports it.
import { find } from "./format.js";
import { between, isInRd, toRd, windOf } from "./rd.js";
import { lengthText, showCard, Sketch } from "./sketch.js";

const OPTIONS = { enableHighAccuracy: true, maximumAge: 5000, timeout: 20000 };
const CLOSE_ZOOM = 15;
const RESORT_M = 25; // a shorter walk does not change the order of the list
const MOVES = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const REASONS = {
  1: "De browser geeft uw plek niet vrij. Sta Locatie toe voor deze pagina: via het slotje bij het adres of de instellingen"
    + " van de browser en van het apparaat. Bij een bestand van schijf weigeren sommige browsers dat altijd: open het bestand"
    + " dan in een andere browser.",
  2: "Uw plek is nu niet te bepalen. Ga naar buiten of zet de locatie van het apparaat aan.",
  3: "Het bepalen van uw plek duurt te lang. De kaart blijft het proberen; buiten lukt het beter.",
  none: "Deze browser kent geen plaatsbepaling, of staat haar hier niet toe. Gebruik de kaartapp van het apparaat.",
};

const state = { watch: null, fix: null, rd: null, isFollowing: false, isSorting: false, sortedAt: null, isAsked: false, error: "" };

function targetOf(app) {
  if (app.selected === null) return null;
  const { kind, row } = app.selected;
  const table = app.tableOf(app.selected);
  if (kind === "" && table.number("rd_x", row) !== null) return [table.number("rd_x", row), table.number("rd_y", row)];
  const { grid } = app.index;
  const [x, y] = table.center(row);
  const place = L.CRS.EPSG3857.unproject(L.point(grid.x + x * grid.step, grid.y + y * grid.step));
  return toRd(place.lat, place.lng);
}

function wayText(app) {
  const target = targetOf(app);
  if (target === null) return "Kies een plek voor afstand en richting.";
  if (!isInRd(state.rd)) return "U bent buiten Nederland: de kaart geeft geen afstand.";
  const metres = between(state.rd, target);
  const name = app.tableOf(app.selected).text("label", app.selected.row);
  if (metres <= state.fix.accuracy) return `${name}: dichterbij dan de nauwkeurigheid.`;
  return `${name}: ${lengthText(metres)} naar het ${windOf(state.rd, target)}, hemelsbreed.`;
}

function statusText() {
  if (state.error) return state.error;
  if (state.fix === null) return "Uw plek wordt bepaald.";
  return `Uw plek, op ${lengthText(Math.max(1, Math.round(state.fix.accuracy)))} nauwkeurig.`;
}

function draw(sketch) {
  sketch.clear();
  if (state.fix === null) return;
  sketch.ring(state.fix.place, state.fix.accuracy);
  sketch.dot(state.fix.place, 8);
}

function render(app, sketch) {
  const isOn = state.watch !== null;
  draw(sketch);
  find("plek-knop").setAttribute("aria-pressed", String(isOn));
  find("plek-status").textContent = isOn || state.error ? statusText() : "";
  find("plek-afstand").textContent = state.fix === null ? "" : wayText(app);
  for (const [id, isPressed] of [["plek-volg", state.isFollowing], ["plek-dichtbij", state.isSorting]]) {
    find(id).setAttribute("aria-pressed", String(isPressed));
    find(id).disabled = state.fix === null;
  }
  find("plek-dichtbij").hidden = app.store.locations === null;
}

function metresTo(app, row) {
  const table = app.store.locations;
  return between(state.rd, [table.number("rd_x", row), table.number("rd_y", row)]);
}

// The list asks this for its order; off means the order of the scan.
function applyOrder(app) {
  state.sortedAt = state.isSorting ? state.rd : null;
  app.nearby = !state.isSorting ? null : {
    order(rows) {
      const away = new Map(rows.map((row) => [row, metresTo(app, row)]));
      return [...rows].sort((a, b) => away.get(a) - away.get(b));
    },
    text: (row) => `${lengthText(metresTo(app, row))} hiervandaan`,
  };
  app.emit("order");
}

function follow(map) {
  if (!state.isFollowing || state.fix === null) return;
  map.setView(state.fix.place, Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
}

function stop(app, sketch, error = "") {
  if (state.watch !== null) navigator.geolocation.clearWatch(state.watch);
  const wasSorting = state.isSorting;
  Object.assign(state, { watch: null, fix: null, rd: null, isFollowing: false, isSorting: false, error });
  if (wasSorting) applyOrder(app);
  showCard(app, "plek", error !== "");
  render(app, sketch);
}

function onFix(map, app, sketch, { coords }) {
  if (state.watch === null) return;
  const isFirst = state.fix === null;
  const { latitude, longitude, accuracy } = coords;
  Object.assign(state, { fix: { place: [latitude, longitude], accuracy }, rd: toRd(latitude, longitude), error: "" });
  if (isFirst) state.isFollowing = true;
  follow(map);
  if (state.isSorting && between(state.sortedAt, state.rd) >= RESORT_M) applyOrder(app);
  render(app, sketch);
}

// After a refusal there is nothing to wait for; otherwise the browser keeps trying.
function onError(app, sketch, { code }) {
  if (state.watch === null) return;
  if (code === 1) stop(app, sketch, REASONS[1]);
  else {
    state.error = REASONS[code] ?? REASONS[2];
    render(app, sketch);
  }
}

function start(map, app, sketch) {
  showCard(app, "plek", true);
  if (!navigator.geolocation || !window.isSecureContext) {
    stop(app, sketch, REASONS.none);
    return;
  }
  state.error = "";
  state.watch = navigator.geolocation.watchPosition(
    (fix) => onFix(map, app, sketch, fix), (error) => onError(app, sketch, error), OPTIONS);
  render(app, sketch);
}

function wireAsking(map, app, sketch) {
  const dialog = find("plek-vraag");
  find("plek-knop").addEventListener("click", () => {
    if (state.watch !== null || state.error) stop(app, sketch);
    else if (state.isAsked) start(map, app, sketch);
    else dialog.showModal();
  });
  find("plek-nee").addEventListener("click", () => dialog.close());
  find("plek-ja").addEventListener("click", () => {
    state.isAsked = true;
    dialog.close();
    start(map, app, sketch);
  });
}

function wireFollowing(map, app, sketch) {
  const letGo = () => {
    if (!state.isFollowing) return;
    state.isFollowing = false;
    render(app, sketch);
  };
  map.on("dragstart", letGo);
  map.getContainer().addEventListener("keydown", (event) => {
    if (MOVES.has(event.key)) letGo();
  });
  find("plek-volg").addEventListener("click", () => {
    state.isFollowing = !state.isFollowing;
    follow(map);
    render(app, sketch);
  });
}

export function wirePosition(map, app) {
  const sketch = new Sketch(map, app);
  wireAsking(map, app, sketch);
  wireFollowing(map, app, sketch);
  find("plek-dichtbij").addEventListener("click", () => {
    state.isSorting = !state.isSorting;
    applyOrder(app);
    render(app, sketch);
  });
  find("plek-uit").addEventListener("click", () => {
    stop(app, sketch);
    find("plek-knop").focus();
  });
  for (const event of ["select", "theme"]) {
    app.on(event, () => {
      if (event === "select" && app.selected !== null) state.isFollowing = false;
      render(app, sketch);
    });
  }
  app.on("style", () => draw(sketch));
}
