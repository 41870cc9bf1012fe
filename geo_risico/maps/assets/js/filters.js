// Which locations are shown: classes, type, features, gemeente, buurt, certainty and search text.
import { capital, el, fill, find, formatNumber } from "./format.js";

const SEARCH_WAIT_MS = 150;
const NONE = [];

function searchTexts(table) {
  return Array.from({ length: table.count }, (_, row) => `${table.text("label", row)} ${table.text("id", row)}`.toLowerCase());
}

function allow(table, name, wanted) {
  if (!wanted || !table.has(name)) return null;
  return (row) => table.text(name, row) === wanted;
}

function testsOf(part, table) {
  const { filter } = part;
  const words = filter.query.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length > 0) part.searchTexts ??= searchTexts(table);
  return [
    part.classColumn === null ? null : (row) => filter.classes.has(part.classOf(row)),
    ...["gemeente", "buurt", "robustness", "witte_vlek"].map((name) => allow(table, name, filter[name])),
    filter.change ? (row) => part.changes.has(row) : null,
    filter.kinds.size === 0 ? null : (row) => filter.kinds.has(table.text("kind", row)),
    words.length === 0 ? null : (row) => words.every((word) => part.searchTexts[row].includes(word)),
  ].filter(Boolean);
}

// Features that are asked and unknown here; null when a known one contradicts.
function unknownFeatures(part, table, row) {
  if (part.filter.features.size === 0) return NONE;
  const unknown = [];
  for (const [name, wanted] of part.filter.features) {
    const value = table.number(`kenmerk_${name}`, row);
    if (value === null) unknown.push(name);
    else if ((value > 0) !== (wanted === "ja")) return null;
  }
  return unknown;
}

// Cell of the risicomatrix as "kans/barriere"; 0 is unknown.
export function cellOf(table, row) {
  return ["kans_level", "barriere_level"].map((name) => table.number(name, row) ?? 0).join("/");
}

function place(part, table, row, unknown) {
  const { filter } = part;
  if (part.index.matrix) {
    const cell = cellOf(table, row);
    part.cells.set(cell, (part.cells.get(cell) ?? 0) + 1);
    if (filter.cell !== null && filter.cell !== cell) return false;
  }
  if (unknown.length > 0) {
    part.partlyCount += 1;
    if (filter.onlySure) return false;
    part.partly.set(row, unknown);
  }
  return true;
}

export function filterPart(part) {
  const table = part.store.locations;
  const tests = table ? testsOf(part, table) : [];
  Object.assign(part, { partly: new Map(), cells: new Map(), partlyCount: 0 });
  const [sure, partly] = [[], []];
  for (let row = 0; row < part.visible.length; row += 1) {
    const unknown = tests.every((test) => test(row)) ? unknownFeatures(part, table, row) : null;
    const shown = unknown !== null && place(part, table, row, unknown);
    part.visible[row] = shown ? 1 : 0;
    if (shown) (unknown.length > 0 ? partly : sure).push(row);
  }
  partly.sort((a, b) => part.partly.get(a).length - part.partly.get(b).length);
  if (part.filter.change) sure.sort((a, b) => part.changes.get(a).rank - part.changes.get(b).rank);
  part.sureCount = sure.length;
  part.matches = sure.concat(partly);
}

export function applyFilters(app) {
  filterPart(app.active);
  app.emit("filter");
}

export function isFiltering(app) {
  const table = app.store.locations;
  return Boolean(table) && app.matches.length < table.count;
}

function classCounts(part) {
  const counts = new Map(part.letters.map((letter) => [letter, 0]));
  for (let row = 0; row < part.store.locations.count; row += 1) {
    const letter = part.classOf(row);
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return counts;
}

export function classCountsOf(part) {
  part.classCounts ??= classCounts(part);
  return part.classCounts;
}

function classToggle(app, letter, count) {
  const words = app.index.classes.find((entry) => entry.letter === letter)?.words ?? "klasse onbekend";
  const input = el("input", { type: "checkbox", id: `klasse-${letter}`, checked: app.filter.classes.has(letter) });
  input.addEventListener("change", () => {
    if (input.checked) app.filter.classes.add(letter);
    else app.filter.classes.delete(letter);
    applyFilters(app);
  });
  const short = letter.length === 1 ? letter : "?";
  return el(
    "label", { class: "toggle", for: input.id, title: `${capital(words)}: ${formatNumber(count)}` }, input,
    el("span", { class: `swatch class-${short === "?" ? "onbekend" : letter.toLowerCase()}`, "aria-hidden": "true" }, short),
    el("span", { class: "hidden-text" }, `${short === "?" ? "" : `Klasse ${letter}, `}${words}, ${formatNumber(count)}`),
  );
}

function options(select, first, values, chosen = "") {
  fill(select, el("option", { value: "" }, first), ...values.map((value) => el("option", { value }, value)));
  select.value = chosen;
}

function distinct(table, name, allowed) {
  const found = new Set();
  for (let row = 0; row < table.count; row += 1) {
    if ((allowed === null || allowed(row)) && table.text(name, row)) found.add(table.text(name, row));
  }
  return [...found].sort((a, b) => a.localeCompare(b, "nl"));
}

function renderSelect(app, name, first, allowed = null) {
  const table = app.store.locations;
  const select = find(`filter-${name}`);
  const values = table.has(name) ? distinct(table, name, null) : [];
  select.closest(".field").hidden = values.length < 2 || (table.index.is_area && name === "gemeente");
  options(select, first, allowed === null ? values : distinct(table, name, allowed), app.filter[name]);
}

function renderBuurten(app) {
  const table = app.store.locations;
  const inside = allow(table, "gemeente", app.filter.gemeente);
  renderSelect(app, "buurt", "Alle buurten", table.has("buurt") ? inside : null);
}

function wireSelect(app, name) {
  const select = find(`filter-${name}`);
  select.addEventListener("change", () => {
    app.filter[name] = select.value;
    if (name === "gemeente") {
      app.filter.buurt = "";
      renderBuurten(app);
    }
    applyFilters(app);
  });
}

// Back to everything of the active theme, and the form with it.
export function resetFilters(app) {
  app.filter = app.emptyFilter();
  app.emit("reset");
  applyFilters(app);
}

function wireSearch(app) {
  let timer = 0;
  const run = () => {
    clearTimeout(timer);
    app.filter.query = find("zoek").value;
    applyFilters(app);
  };
  find("zoek").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(run, SEARCH_WAIT_MS);
  });
  find("filters").addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
}

function renderFilters(app) {
  find("zoek").value = app.filter.query;
  find("klassen").hidden = app.classColumn === null;
  find("meer-filters").hidden = !app.store.locations;
  if (!app.store.locations) return;
  if (app.classColumn !== null) {
    const counts = classCountsOf(app.active);
    fill(find("klasse-keuzes"), ...app.letters.map((letter) => classToggle(app, letter, counts.get(letter))));
  }
  renderSelect(app, "gemeente", "Alle gemeenten");
  renderBuurten(app);
  renderSelect(app, "robustness", "Robuust en grensgeval");
  renderSelect(app, "witte_vlek", "Wel of niet gekeken");
  const fields = [...find("meer-filters").querySelectorAll(".field")];
  find("meer-filters").hidden = fields.every((field) => field.hidden);
}

export function wireFilters(app) {
  wireSearch(app);
  for (const name of ["gemeente", "buurt", "robustness", "witte_vlek"]) wireSelect(app, name);
  find("wis-filters").addEventListener("click", () => resetFilters(app));
  app.on("theme", () => renderFilters(app));
  app.on("reset", () => renderFilters(app));
  renderFilters(app);
}
