// Searching: one field for address, name, kenmerk, perceel and coordinates, with suggestions of every theme.
import { applyFilters } from "./filters.js";
import { capital, el, fill, find, formatNumber } from "./format.js";
import { fromRd, toRd } from "./rd.js";
import { SearchIndex } from "./search_index.js";
import { scrollPanel } from "./tools.js";
import { coordinatesOf, tokensOf } from "./words.js";

const WAIT_MS = 150;
const SLICE_MS = 10;
const AT_ONCE = 5000; // so few places are read in one go
const MOST = 8;
const NARROW = "(max-width: 719px)";
const PLACE_ZOOM = 16;

function indexOf(app, part) {
  app.searching ??= new Map();
  if (!app.searching.has(part)) app.searching.set(part, new SearchIndex(part));
  return app.searching.get(part);
}

function indexes(app) {
  const others = app.parts.filter((part) => part !== app.active);
  return [app.active, ...others].map((part) => indexOf(app, part));
}

function isReady(app) {
  const all = indexes(app);
  const count = all.reduce((sum, index) => sum + index.count, 0);
  if (count <= AT_ONCE) all.forEach((index) => index.work(Infinity));
  return all.every((index) => index.isReady);
}

// Reads on in short slices; the page keeps answering.
async function prepare(app) {
  while (!isReady(app)) {
    indexes(app).find((index) => !index.isReady).work(SLICE_MS);
    await new Promise((done) => { setTimeout(done, 0); });
  }
}

function placeOption(text) {
  const found = coordinatesOf(text);
  if (found === null) return null;
  const { kind, first, second } = found;
  const [lat, lng] = kind === "RD" ? fromRd(first, second) : [first, second];
  const [x, y] = toRd(lat, lng).map(Math.round);
  return { place: { lat, lng }, title: `Ga naar RD ${x}, ${y}`, about: `WGS84 ${lat.toFixed(5)}, ${lng.toFixed(5)}` };
}

function whatText(found, text, label) {
  if (found.kind === "naam") return "naam";
  if (text.startsWith(label)) return found.kind;
  return `${found.kind} ${found.kind === "adres" ? "bij" : "van"} ${label}`;
}

// What a suggestion says: what fitted, whose it is, of which theme, and whether the filters hide it.
function locationOption(app, index, found) {
  const { part, table } = index;
  const label = table.text("label", found.row);
  const text = index.textOf(found);
  const letter = part.classOf(found.row);
  const words = [
    whatText(found, text, label), part.index.location_title, table.index.is_area ? "" : table.text("gemeente", found.row),
    letter === null ? "" : `klasse ${letter.length === 1 ? letter : "onbekend"}`,
  ];
  return { part, row: found.row, title: text, about: words.filter(Boolean).join(" · ") };
}

function optionsOf(app, text) {
  const place = placeOption(text);
  if (place !== null) return { options: [place], count: 1 };
  const all = indexes(app).map((index) => ({ index, found: index.find(text) }));
  const best = all.flatMap(({ index, found }) => found.top(MOST).map((one) => ({ index, one })));
  best.sort((a, b) => a.one.rank - b.one.rank);
  return {
    options: best.slice(0, MOST).map(({ index, one }) => locationOption(app, index, one)),
    count: all.reduce((sum, { found }) => sum + found.count, 0),
  };
}

function nothingText(app, text) {
  const all = indexes(app).filter((index) => index.count > 0);
  const places = all.map(({ part, count }) => `${formatNumber(count)} ${part.index.location_plural}`).join(", ");
  const what = all.some((index) => index.adressen) ? "adres, naam, kenmerk of perceel" : "naam of kenmerk";
  const without = all.some((index) => index.adressen) ? "Niet elk adres is een locatie in deze scan." : "Deze kaart heeft geen adressen om in te zoeken.";
  return `Geen ${what} gevonden voor '${text.trim()}'. Gezocht in ${places}. ${without}`;
}

function statusText(app, text, count) {
  if (tokensOf(text).length === 0) return "";
  if (count === 0) return nothingText(app, text);
  if (count === 1) return "1 gevonden.";
  return `${formatNumber(count)} gevonden${count > MOST ? `. De beste ${MOST} staan hier, de rest in de lijst` : ""}.`;
}

class SearchBox {
  constructor(map, app) {
    Object.assign(this, { map, app, options: [], active: -1, timer: 0, asked: "" });
    this.input = find("zoek");
    this.list = find("zoek-lijst");
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    this.list.hidden = true;
    this.options = [];
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  open(options) {
    this.options = options;
    this.active = -1;
    fill(this.list, ...options.map((option, i) => this.item(option, i)));
    if (options.length > 0 && !this.isOpen) this.app.emit("open"); // on a phone the panel makes room
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  item(option, i) {
    const node = el("li", { role: "option", id: `zoek-optie-${i}`, class: "suggestion", "aria-selected": "false",
      onclick: () => this.choose(option) },
    el("span", { class: "suggestion-title" }, option.title), el("span", { class: "suggestion-about" }, capital(option.about)));
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    return node;
  }

  move(step) {
    const count = this.options.length;
    this.active = (this.active + step + (this.active < 0 && step < 0 ? 1 : 0) + count) % count;
    [...this.list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === this.active)));
    this.input.setAttribute("aria-activedescendant", `zoek-optie-${this.active}`);
    this.list.children[this.active].scrollIntoView({ block: "nearest" });
  }

  // Suggestions at once; the list below a moment later.
  async suggest() {
    const text = this.input.value;
    this.asked = text;
    clearTimeout(this.timer);
    if (!isReady(this.app)) find("zoek-melding").textContent = "Zoeken wordt voorbereid.";
    if (!isReady(this.app)) await prepare(this.app);
    if (this.asked !== text) return;
    if (tokensOf(text).length === 0) this.close();
    const { options, count } = tokensOf(text).length > 0 ? optionsOf(this.app, text) : { options: [], count: 0 };
    this.open(options);
    find("zoek-melding").textContent = options[0]?.place ? "Coördinaten. Enter zet er een punt." : statusText(this.app, text, count);
    this.timer = setTimeout(() => this.apply(), WAIT_MS);
  }

  // The list below narrows to what is searched for; coordinates do not narrow it.
  apply() {
    clearTimeout(this.timer);
    const { app } = this;
    const text = this.input.value;
    const isAsked = tokensOf(text).length > 0 && coordinatesOf(text) === null;
    if (!isAsked && app.filter.query === "") return;
    app.filter.query = isAsked ? text : "";
    app.filter.hits = isAsked && app.store.locations ? indexOf(app, app.active).find(text).hits : null;
    applyFilters(app);
  }

  choose(option) {
    this.close();
    this.asked = null;
    clearTimeout(this.timer);
    if (option.place) this.goTo(option.place);
    else this.show(option);
  }

  goTo(place) {
    const { lat, lng } = place;
    this.app.select(null);
    this.map.setView([lat, lng], Math.max(PLACE_ZOOM, this.map.getZoom()));
    this.app.pick(L.latLng(lat, lng));
    find("zoek-melding").textContent = "";
  }

  show({ part, row, title }) {
    const { app } = this;
    if (part === app.active) {
      this.input.value = title;
      this.apply();
    }
    app.activate(part);
    if (app.listsAreas) {
      app.mode = "auto";
      app.emit("mode");
    }
    find("zoek-melding").textContent = part.visible[row] ? "" : "Deze plek valt buiten de filters: de kaart toont haar rand, de lijst niet.";
    app.select({ kind: "", row, from: "search" });
  }

  // Enter without a choice: coordinates at once, anything else narrows the list.
  async enter() {
    if (this.active >= 0) {
      this.choose(this.options[this.active]);
      return;
    }
    const place = placeOption(this.input.value);
    if (place !== null) {
      this.choose(place);
      return;
    }
    if (!isReady(this.app)) await prepare(this.app);
    this.asked = null;
    this.close();
    this.apply();
  }

  press(event) {
    const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (isArrow && this.isOpen) this.move(event.key === "ArrowDown" ? 1 : -1);
    else if (isArrow && tokensOf(this.input.value).length > 0) this.suggest();
    else if (event.key === "Escape" && this.isOpen) {
      this.close();
      event.stopPropagation();
    } else if (event.key !== "Enter") return;
    if (event.key === "Enter") this.enter();
    event.preventDefault();
  }
}

function renderSearch(app) {
  find("zoek").value = app.filter.query;
  const isPlaced = app.parts.some((part) => part.store.locations);
  find("zoek-woorden").textContent = isPlaced ? "Zoek op adres, naam, perceel of coördinaten" : "Zoek op naam of code van een gebied";
}

export function wireSearch(map, app) {
  const box = new SearchBox(map, app);
  box.input.addEventListener("input", () => box.suggest());
  box.input.addEventListener("focus", () => {
    if (!window.matchMedia(NARROW).matches) return;
    app.emit("open"); // the keyboard of a phone covers the lower half
    scrollPanel("zoek-woorden");
  });
  box.input.addEventListener("keydown", (event) => box.press(event));
  box.input.addEventListener("blur", () => box.close());
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const event of ["theme", "reset"]) {
    app.on(event, () => {
      renderSearch(app);
      box.close();
      find("zoek-melding").textContent = "";
    });
  }
  renderSearch(app);
}
