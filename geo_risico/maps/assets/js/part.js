// One theme on the page: its locations, its filters and what is drawn of it.
import { areaBand, areaLook, classLook, measureOf } from "./style.js";

const UNKNOWN_CLASS = "onbekend";
const SMALLEST_CELL_PX = 5;
const CELL_M = 500;
const GROUND_M = 96375;
const SYMBOL_COUNT = 1500;

function startKind(part) {
  let best = "";
  if (Object.keys(part.index.links).length > 0 && part.store.areas.has("gemeenten")) return "gemeenten";
  for (const [kind, table] of part.store.areas) {
    const measure = part.measure(kind);
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

export class Part {
  constructor(index, store, style, place) {
    Object.assign(this, { index, store, style, place, shape: 0 });
    this.measures = new Map();
    this.classColumn = classColumnOf(store.locations);
    this.letters = [...index.classes.map((entry) => entry.letter), UNKNOWN_CLASS];
    this.visible = new Uint8Array(store.locations?.count ?? 0).fill(1);
    this.matches = [];
    this.partly = new Map(); // row -> features that are asked and unknown
    this.cells = new Map(); // cell of the risicomatrix -> count
    this.changes = new Map(); // row -> candidate of change on images
    this.filter = this.emptyFilter();
    this.spots = ""; // clusters that are shown: "score", "cases" or none
    this.mode = store.locations ? "auto" : startKind(this);
  }

  emptyFilter() {
    return {
      classes: new Set(this.letters), gemeente: "", buurt: "", robustness: "", witte_vlek: "", query: "", hits: null,
      scoreLow: null, scoreHigh: null, dimension: "", points: null, coverage: null,
      kinds: new Set(), features: new Map(), onlySure: false, cell: null, question: null, change: false,
    };
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

  // A low class that is hidden because hardly anybody looked: it is unknown, never low.
  isBlind(row) {
    return this.store.locations.number("is_hidden", row) !== null;
  }

  lookAt(row) {
    return this.isBlind(row) ? this.style.looks.blind : classLook(this.style, this.classOf(row));
  }

  get percentileColumn() {
    return this.classColumn === "class_all" ? "percentile_all" : "percentile";
  }

  get listsAreas() {
    return this.mode !== "auto";
  }

  // Few locations, or few that answer a question, get a symbol each that shows at every zoom.
  get hasSymbols() {
    const { locations } = this.store;
    if (!locations || locations.index.is_area || this.mode !== "auto") return false;
    if (Number.isInteger(locations.index.letter_zoom)) return true;
    return (this.filter.features.size > 0 || this.filter.change) && this.matches.length <= SYMBOL_COUNT;
  }

  // The table that is drawn at a zoom, and whether it stands in for locations that would be too small.
  themeAt(zoom) {
    const { locations, areas } = this.store;
    if (this.mode !== "auto") return { kind: this.mode, table: areas.get(this.mode) ?? null, standsIn: false };
    const isDrawn = this.hasSymbols || zoom >= locations.index.lowest_zoom || areas.size === 0;
    if (isDrawn) return { kind: "", table: locations, standsIn: false };
    const cellPx = CELL_M / (GROUND_M / 2 ** zoom);
    const fits = areas.has("vierkanten") && cellPx >= SMALLEST_CELL_PX;
    const order = fits ? ["vierkanten"] : ["buurten", "wijken", "gemeenten", "vierkanten"];
    const kind = order.find((name) => areas.has(name));
    return { kind, table: areas.get(kind), standsIn: true };
  }

  lookOf(theme) {
    if (theme.kind === "") {
      return (row) => (this.visible[row] ? this.lookAt(row) : null);
    }
    const measure = this.measure(theme.kind);
    return (row) => areaLook(this.style, areaBand(theme.table, row, measure).band);
  }

  tableOf(choice) {
    return choice.kind === "" ? this.store.locations : this.store.areas.get(choice.kind);
  }
}
