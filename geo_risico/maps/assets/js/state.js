// What the page knows and shows at this moment, and who wants to hear of a change.
import { areaBand, areaLook, classLook, measureOf } from "./style.js";

const UNKNOWN_CLASS = "onbekend";
const SMALLEST_CELL_PX = 5;
const CELL_M = 500;
const GROUND_M = 96375;

function startKind(app) {
  let best = "";
  for (const [kind, table] of app.store.areas) {
    const measure = app.measure(kind);
    let coloured = 0;
    for (let row = 0; row < table.count; row += 1) {
      if (typeof areaBand(table, row, measure).band === "number") coloured += 1;
    }
    if (coloured * 2 >= table.count) return kind;
    best = kind;
  }
  return best;
}

function classColumnOf(locations) {
  if (!locations) return null;
  const whole = locations.index.is_area && locations.has("class_all");
  if (whole) return "class_all";
  return locations.has("class") ? "class" : null;
}

class App {
  constructor(index, store, style) {
    this.index = index;
    this.store = store;
    this.style = style;
    this.listeners = new Map();
    this.measures = new Map();
    this.classColumn = classColumnOf(store.locations);
    this.letters = [...index.classes.map((entry) => entry.letter), UNKNOWN_CLASS];
    this.visible = new Uint8Array(store.locations?.count ?? 0).fill(1);
    this.matches = [];
    this.selected = null;
    this.hidden = new Set();
    this.filter = { classes: new Set(this.letters), gemeente: "", buurt: "", robustness: "", query: "" };
    this.mode = store.locations ? "auto" : startKind(this);
  }

  on(event, listener) {
    if (!this.listeners.has(event)) this.listeners.set(event, []);
    this.listeners.get(event).push(listener);
  }

  emit(event) {
    for (const listener of this.listeners.get(event) ?? []) listener();
  }

  measure(kind) {
    if (!this.measures.has(kind)) this.measures.set(kind, measureOf(this.store.areas.get(kind)));
    return this.measures.get(kind);
  }

  // Letter, "onbekend", or null when the release hides the score.
  classOf(row) {
    if (this.classColumn === null) return null;
    return this.store.locations.text(this.classColumn, row) || UNKNOWN_CLASS;
  }

  get percentileColumn() {
    return this.classColumn === "class_all" ? "percentile_all" : "percentile";
  }

  get listsAreas() {
    return this.mode !== "auto";
  }

  // The table that is drawn at a zoom, and whether it stands in for locations that would be too small.
  themeAt(zoom) {
    const { locations, areas } = this.store;
    if (this.mode !== "auto") return { kind: this.mode, table: areas.get(this.mode) ?? null, standsIn: false };
    if (zoom >= locations.index.lowest_zoom || areas.size === 0) return { kind: "", table: locations, standsIn: false };
    const cellPx = CELL_M / (GROUND_M / 2 ** zoom);
    const fits = areas.has("vierkanten") && cellPx >= SMALLEST_CELL_PX;
    const order = fits ? ["vierkanten"] : ["buurten", "wijken", "gemeenten", "vierkanten"];
    const kind = order.find((name) => areas.has(name));
    return { kind, table: areas.get(kind), standsIn: true };
  }

  lookOf(theme) {
    if (theme.kind === "") {
      return (row) => (this.visible[row] ? classLook(this.style, this.classOf(row)) : null);
    }
    const measure = this.measure(theme.kind);
    return (row) => areaLook(this.style, areaBand(theme.table, row, measure).band);
  }

  select(choice) {
    this.selected = choice;
    this.emit("select");
  }

  isSelected(kind, row) {
    return this.selected !== null && this.selected.kind === kind && this.selected.row === row;
  }

  tableOf(choice) {
    return choice.kind === "" ? this.store.locations : this.store.areas.get(choice.kind);
  }
}

export function createApp(index, store, style) {
  return new App(index, store, style);
}
