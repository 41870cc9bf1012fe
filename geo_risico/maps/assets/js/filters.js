// Which locations are shown: classes, gemeente, buurt, certainty and search text.
import { capital, el, fill, find, formatNumber } from "./format.js";

const SEARCH_WAIT_MS = 150;

function searchTexts(table) {
  return Array.from({ length: table.count }, (_, row) => `${table.text("label", row)} ${table.text("id", row)}`.toLowerCase());
}

function allow(table, name, wanted) {
  if (!wanted || !table.has(name)) return null;
  return (row) => table.text(name, row) === wanted;
}

function testsOf(app, table) {
  const { filter } = app;
  const words = filter.query.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length > 0) app.searchTexts ??= searchTexts(table);
  return [
    app.classColumn === null ? null : (row) => filter.classes.has(app.classOf(row)),
    ...["gemeente", "buurt", "robustness"].map((name) => allow(table, name, filter[name])),
    words.length === 0 ? null : (row) => words.every((word) => app.searchTexts[row].includes(word)),
  ].filter(Boolean);
}

export function applyFilters(app) {
  const table = app.store.locations;
  app.matches = [];
  const tests = table ? testsOf(app, table) : [];
  for (let row = 0; row < app.visible.length; row += 1) {
    const shown = tests.every((test) => test(row));
    app.visible[row] = shown ? 1 : 0;
    if (shown) app.matches.push(row);
  }
  app.emit("filter");
}

export function isFiltering(app) {
  const table = app.store.locations;
  return Boolean(table) && app.matches.length < table.count;
}

function classCounts(app) {
  const counts = new Map(app.letters.map((letter) => [letter, 0]));
  for (let row = 0; row < app.store.locations.count; row += 1) {
    const letter = app.classOf(row);
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return counts;
}

function classToggle(app, letter, count) {
  const words = app.index.classes.find((entry) => entry.letter === letter)?.words ?? "klasse onbekend";
  const input = el("input", { type: "checkbox", id: `klasse-${letter}`, checked: true });
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

function options(select, first, values) {
  fill(select, el("option", { value: "" }, first), ...values.map((value) => el("option", { value }, value)));
}

function distinct(table, name, allowed) {
  const found = new Set();
  for (let row = 0; row < table.count; row += 1) {
    if ((allowed === null || allowed(row)) && table.text(name, row)) found.add(table.text(name, row));
  }
  return [...found].sort((a, b) => a.localeCompare(b, "nl"));
}

function wireSelect(app, name, first) {
  const table = app.store.locations;
  const select = find(`filter-${name}`);
  const values = table.has(name) ? distinct(table, name, null) : [];
  select.closest(".field").hidden = values.length < 2 || (table.index.is_area && name === "gemeente");
  options(select, first, values);
  select.addEventListener("change", () => {
    app.filter[name] = select.value;
    if (name === "gemeente") refreshBuurten(app);
    applyFilters(app);
  });
}

function refreshBuurten(app) {
  const table = app.store.locations;
  if (!table.has("buurt")) return;
  app.filter.buurt = "";
  options(find("filter-buurt"), "Alle buurten", distinct(table, "buurt", allow(table, "gemeente", app.filter.gemeente)));
}

function reset(app) {
  app.filter = { classes: new Set(app.letters), gemeente: "", buurt: "", robustness: "", query: "" };
  for (const input of find("filters").querySelectorAll("input[type=checkbox]")) input.checked = true;
  for (const select of find("filters").querySelectorAll("select")) select.value = "";
  find("zoek").value = "";
  refreshBuurten(app);
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

export function wireFilters(app) {
  wireSearch(app);
  const table = app.store.locations;
  find("klassen").hidden = app.classColumn === null;
  find("meer-filters").hidden = !table;
  if (!table) return;
  if (app.classColumn !== null) {
    app.classCounts = classCounts(app);
    fill(find("klasse-keuzes"), ...app.letters.map((letter) => classToggle(app, letter, app.classCounts.get(letter))));
  }
  wireSelect(app, "gemeente", "Alle gemeenten");
  wireSelect(app, "buurt", "Alle buurten");
  wireSelect(app, "robustness", "Robuust en grensgeval");
  const fields = [...find("meer-filters").querySelectorAll(".field")];
  find("meer-filters").hidden = fields.every((field) => field.hidden);
  find("wis-filters").addEventListener("click", () => reset(app));
}
