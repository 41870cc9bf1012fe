// The form of the filters: class, score, dimension, coverage, gemeente, buurt and certainty.
import { allow, applyFilters, classCountsOf, dimensionTenths, resetFilters } from "./filters.js";
import { capital, el, fill, find, formatNumber } from "./format.js";

const WAIT_MS = 200;
const SELECTS = ["gemeente", "buurt", "robustness", "witte_vlek"];
const NUMBERS = { scoreLow: "filter-score-van", scoreHigh: "filter-score-tot", points: "filter-punten", coverage: "filter-dekking" };

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
  const found = new Set(allowed === null ? table.tally(name).keys() : []);
  found.delete("");
  for (let row = allowed === null ? table.count : 0; row < table.count; row += 1) {
    if (allowed(row) && table.text(name, row)) found.add(table.text(name, row));
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

function numberOf(input) {
  const value = input.value.trim() === "" ? NaN : input.valueAsNumber;
  return Number.isFinite(value) ? value : null;
}

function wireNumber(app, name, id) {
  let timer = 0;
  const run = () => {
    clearTimeout(timer);
    app.filter[name] = numberOf(find(id));
    renderNotes(app);
    applyFilters(app);
  };
  find(id).addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(run, WAIT_MS);
  });
  find(id).addEventListener("change", run);
}

// What falls away because it is unknown, and a range that holds nothing.
function renderNotes(app) {
  const { scoreLow, scoreHigh, dimension } = app.filter;
  const isUpsideDown = scoreLow !== null && scoreHigh !== null && scoreLow > scoreHigh;
  for (const id of [NUMBERS.scoreLow, NUMBERS.scoreHigh]) find(id).setAttribute("aria-invalid", String(isUpsideDown));
  const isAsked = scoreLow !== null || scoreHigh !== null;
  find("filter-score-uitleg").textContent = isUpsideDown ? "'Van' is hoger dan 'tot en met': zo past geen enkele plek."
    : isAsked ? "Plekken zonder klasse hebben geen vaste score: zij vallen weg." : "";
  find("punten-veld").hidden = dimension === "";
  if (dimension === "") return;
  const unknown = dimensionTenths(app.active, dimension).reduce((sum, tenths) => sum + (Number.isNaN(tenths) ? 1 : 0), 0);
  find("filter-dimensie-uitleg").textContent = "Punten ten opzichte van een gemiddelde plek: 0 is gemiddeld."
    + (unknown > 0 ? ` Bij ${formatNumber(unknown)} is deze dimensie onbekend: zij vallen weg.` : "");
}

function wireDimension(app) {
  const select = find("filter-dimensie");
  select.addEventListener("change", () => {
    app.filter.dimension = select.value;
    app.filter.points ??= 1;
    find(NUMBERS.points).value = String(app.filter.points);
    renderNotes(app);
    applyFilters(app);
  });
}

function hasPoints(app) {
  return app.classColumn !== null && Object.keys(app.store.locations.index.contributions ?? {}).length > 0;
}

function renderNumbers(app) {
  const table = app.store.locations;
  find("score-veld").hidden = app.classColumn === null || !table.has("score");
  find("dekking-veld").hidden = !table.has("coverage");
  find("dimensie-veld").hidden = !hasPoints(app) || app.index.dimensions.length < 2;
  fill(find("filter-dimensie"), el("option", { value: "" }, "Alle dimensies"),
    ...app.index.dimensions.map(({ name, title }) => el("option", { value: name }, title)));
  find("filter-dimensie").value = app.filter.dimension;
  for (const [name, id] of Object.entries(NUMBERS)) find(id).value = app.filter[name] ?? "";
  renderNotes(app);
}

function renderFilters(app) {
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
  renderNumbers(app);
  const fields = [...find("meer-filters").querySelectorAll(".field")];
  find("meer-filters").hidden = fields.every((field) => field.hidden);
}

export function wireFilters(app) {
  for (const name of SELECTS) wireSelect(app, name);
  for (const [name, id] of Object.entries(NUMBERS)) wireNumber(app, name, id);
  wireDimension(app);
  find("wis-filters").addEventListener("click", () => resetFilters(app));
  app.on("theme", () => renderFilters(app));
  for (const event of ["reset", "trial"]) app.on(event, () => renderFilters(app));
  renderFilters(app);
}
