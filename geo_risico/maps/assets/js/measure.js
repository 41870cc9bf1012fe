// Measuring on the map: length of a line and area of a ring, in metres of RD.
import { find } from "./format.js";
import { areaOf, between, crossesItself, isInRd, toRd } from "./rd.js";
import { lengthText, showCard, Sketch, surfaceText } from "./sketch.js";

const CLOSE_PX = 14; // this near the first point a click closes the ring
const START = "Klik of tik op de kaart. Met het toetsenbord: pijltjes verschuiven, Enter zet een punt in het midden.";
const OUTSIDE = "Buiten Nederland meet de kaart niet: daar geldt RD niet.";

const state = { points: [], isClosed: false, isOn: false, note: "" };

function rdOf(place) {
  return toRd(place.lat, place.lng);
}

function lengths() {
  const places = state.points.map(rdOf);
  const legs = places.slice(1).map((place, i) => between(places[i], place));
  if (state.isClosed) legs.push(between(places.at(-1), places[0]));
  return { legs, total: legs.reduce((sum, leg) => sum + leg, 0), places };
}

function resultText() {
  if (state.note) return state.note;
  if (state.points.length === 0) return START;
  if (state.points.length === 1) return "Eerste punt gezet. Kies het volgende punt.";
  const { legs, total, places } = lengths();
  if (!state.isClosed) return `Totaal ${lengthText(total)}, laatste stuk ${lengthText(legs.at(-1))}`;
  if (crossesItself(places)) return `Omtrek ${lengthText(total)}. De lijnen kruisen elkaar: er is geen oppervlakte.`;
  return `Oppervlakte ${surfaceText(areaOf(places))}, omtrek ${lengthText(total)}`;
}

function draw(sketch) {
  sketch.clear();
  if (!state.isOn) return;
  if (state.points.length > 1) sketch.line(state.points, state.isClosed);
  for (const place of state.points) sketch.dot(place, 6);
}

function render(sketch) {
  draw(sketch);
  find("meet-uitkomst").textContent = resultText();
  find("meet-terug").disabled = state.points.length === 0;
  find("meet-wissen").disabled = state.points.length === 0;
  find("meet-vlak").disabled = state.points.length < 3;
  find("meet-vlak").setAttribute("aria-pressed", String(state.isClosed));
}

function isFirst(map, place) {
  if (state.points.length < 3) return false;
  const [a, b] = [state.points[0], place].map((point) => map.latLngToContainerPoint(point));
  return a.distanceTo(b) <= CLOSE_PX;
}

function addPoint(map, sketch, place) {
  state.note = isInRd(rdOf(place)) ? "" : OUTSIDE;
  if (state.note === "") {
    if (!state.isClosed && isFirst(map, place)) state.isClosed = true;
    else {
      state.isClosed = false;
      state.points.push(place);
    }
  }
  render(sketch);
}

function undo(sketch) {
  state.note = "";
  if (state.isClosed) state.isClosed = false;
  else state.points.pop();
  render(sketch);
}

function turn(map, app, sketch, isOn) {
  Object.assign(state, { points: [], isClosed: false, isOn, note: "" });
  app.taker = isOn ? (place) => addPoint(map, sketch, place) : null;
  map.doubleClickZoom[isOn ? "disable" : "enable"]();
  find("meten-knop").setAttribute("aria-pressed", String(isOn));
  showCard(app, "meten", isOn);
  app.emit("taker");
  render(sketch);
}

function stop(map, app, sketch) {
  const hadFocus = find("meten").contains(document.activeElement);
  turn(map, app, sketch, false);
  if (hadFocus) find("meten-knop").focus();
}

// Escape ends, Backspace takes a point back; before anything else of the page hears of the key.
function wireKeys(map, app, sketch) {
  document.addEventListener("keydown", (event) => {
    if (!state.isOn || document.querySelector("dialog[open]")) return;
    const isTyping = event.target.matches("input, select, textarea");
    if (event.key === "Escape") stop(map, app, sketch);
    else if (event.key === "Backspace" && !isTyping) undo(sketch);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}

export function wireMeasure(map, app) {
  const sketch = new Sketch(map, app);
  find("meten-knop").addEventListener("click", (event) => {
    turn(map, app, sketch, !state.isOn);
    const isKeyboard = event.detail === 0;
    if (state.isOn && isKeyboard) map.getContainer().focus();
  });
  find("meet-terug").addEventListener("click", () => undo(sketch));
  find("meet-vlak").addEventListener("click", () => {
    state.isClosed = !state.isClosed;
    render(sketch);
  });
  find("meet-wissen").addEventListener("click", () => turn(map, app, sketch, true));
  find("meet-klaar").addEventListener("click", () => stop(map, app, sketch));
  wireKeys(map, app, sketch);
  app.on("style", () => draw(sketch));
}
