// Theme, questions, type and features: what is asked of the map, and how the answer is told.
import { applyFilters, filterPart, resetFilters } from "./filters.js";
import { capital, el, fill, find, formatNumber, lower } from "./format.js";
import { closeTool, scrollPanel, wireTool } from "./tools.js";

const STATES = [["", "maakt niet uit"], ["ja", "ja"], ["nee", "nee"]];

export function featureTitle(app, name) {
  return lower(app.index.features.find((entry) => entry.name === name)?.title ?? name);
}

export function unknownText(app, row) {
  const unknown = app.partly.get(row);
  return unknown ? `deels onbekend: ${unknown.map((name) => featureTitle(app, name)).join(", ")}` : "";
}

function countOf(part) {
  return part.store.locations ? ` (${formatNumber(part.store.locations.count)})` : "";
}

export function partTitle(part) {
  return capital(part.index.location_plural);
}

function wireTheme(app) {
  const select = find("kies-thema");
  find("thema-veld").hidden = app.parts.length < 2;
  fill(select, ...app.parts.map((part, i) => el("option", { value: i }, partTitle(part) + countOf(part))));
  select.addEventListener("change", () => {
    app.activate(app.parts[Number(select.value)]);
    find("gekozen").textContent = `Thema ${partTitle(app.active)}`;
  });
  app.on("theme", () => { select.value = String(app.active.place); });
}

// A question of any theme: its theme, type and features at once, and nothing else in the way.
function ask(app, part, question) {
  app.activate(part);
  app.mode = "auto";
  app.filter = app.emptyFilter();
  app.filter.kinds = new Set(question.kinds);
  app.filter.features = new Map(question.features.map((name) => [name, "ja"]));
  app.filter.question = question.title;
  closeTool("vragen");
  app.select(null);
  app.emit("reset");
  app.emit("mode");
  applyFilters(app);
  app.emit("ask");
  scrollPanel("gevraagd");
  find("lijst-titel").focus({ preventScroll: true });
}

function questionItem(app, part, question) {
  const options = { type: "button", class: "button wide question", onclick: () => ask(app, part, question) };
  return el("li", {}, el("button", options, question.title));
}

function wireQuestions(app) {
  const asking = app.parts.filter((part) => part.index.questions.length > 0);
  const count = asking.reduce((sum, part) => sum + part.index.questions.length, 0);
  find("vragen-knop").textContent = `Vragen (${count})`;
  fill(find("vragen-lijst"), ...asking.flatMap((part) => [
    app.parts.length > 1 ? el("h2", {}, partTitle(part)) : null,
    el("ul", {}, ...part.index.questions.map((question) => questionItem(app, part, question))),
  ]));
  wireTool(app, "vragen", { isOffered: count > 0 });
}

function kindCounts(app) {
  const table = app.store.locations;
  const counts = new Map();
  if (!table?.has("kind") || table.index.is_area) return counts;
  for (const [kind, count] of table.tally("kind")) {
    if (kind) counts.set(kind, count);
  }
  return new Map([...counts].sort(([a], [b]) => a.localeCompare(b, "nl")));
}

function kindChoice(app, kind, count, i) {
  const input = el("input", { type: "checkbox", id: `type-${i}`, value: kind, checked: app.filter.kinds.has(kind) });
  input.addEventListener("change", () => {
    if (input.checked) app.filter.kinds.add(kind);
    else app.filter.kinds.delete(kind);
    app.filter.question = null;
    applyFilters(app);
  });
  return el("label", { class: "choice", for: input.id }, input,
    el("span", { class: "choice-words" }, capital(kind)), el("span", { class: "legend-count" }, formatNumber(count)));
}

function featureCounts(app, name) {
  const table = app.store.locations;
  const counts = { ja: 0, nee: 0, onbekend: 0 };
  for (let row = 0; row < table.count; row += 1) {
    const value = table.number(`kenmerk_${name}`, row);
    counts[value === null ? "onbekend" : value > 0 ? "ja" : "nee"] += 1;
  }
  return counts;
}

function unknownWords({ ja, nee, onbekend }) {
  if (onbekend === 0) return "overal bekend";
  return ja + nee === 0 ? "overal onbekend" : `onbekend bij ${formatNumber(onbekend)}`;
}

function featureChoice(app, feature) {
  const counts = featureCounts(app, feature.name);
  const select = el("select", { id: `kenmerk-${feature.name}` }, ...STATES.map(([value, words]) =>
    el("option", { value }, value === "" ? words : `${words} (${formatNumber(counts[value])})`)));
  select.value = app.filter.features.get(feature.name) ?? "";
  select.addEventListener("change", () => {
    if (select.value === "") app.filter.features.delete(feature.name);
    else app.filter.features.set(feature.name, select.value);
    app.filter.question = null;
    applyFilters(app);
  });
  return el("div", { class: "feature" },
    el("label", { for: select.id }, capital(feature.title),
      el("span", { class: "small" }, unknownWords(counts))),
    select);
}

function renderChoices(app) {
  const kinds = kindCounts(app);
  const { features } = app.index;
  find("soorten").hidden = kinds.size < 2 && features.length === 0;
  find("types").hidden = kinds.size < 2;
  find("kenmerken").hidden = features.length === 0;
  fill(find("type-keuzes"), ...[...kinds].map(([kind, count], i) => kindChoice(app, kind, count, i)));
  fill(find("kenmerk-keuzes"), ...features.map((feature) => featureChoice(app, feature)));
  find("alleen-zeker").checked = app.filter.onlySure;
}

export function cellWords(cell) {
  const [kans, barriere] = cell.split("/").map((level) => (level === "0" ? "onbekend" : level));
  return `risicomatrix: kans ${kans}, barrière ${barriere}`;
}

// Type and features that somebody chose stand with the other filters.
function askedText(app) {
  const { filter } = app;
  if (filter.question !== null) return `Vraag: ${filter.question}`;
  const parts = [filter.cell === null ? "" : cellWords(filter.cell), filter.change ? "veranderd op beeld" : ""].filter(Boolean);
  return parts.length > 0 ? capital(parts.join("; ")) : "";
}

function renderAsked(app) {
  const text = app.listsAreas ? "" : askedText(app);
  find("gevraagd").hidden = text === "";
  find("gevraagd-tekst").textContent = text;
}

function wireClearing(app) {
  find("alleen-zeker").addEventListener("change", () => {
    app.filter.onlySure = find("alleen-zeker").checked;
    applyFilters(app);
  });
  find("wis-vraag").addEventListener("click", () => {
    resetFilters(app);
    find("lijst-titel").focus({ preventScroll: true });
  });
}

export function wireAsking(app) {
  for (const part of app.parts) filterPart(part);
  wireTheme(app);
  wireQuestions(app);
  wireClearing(app);
  for (const event of ["theme", "reset"]) app.on(event, () => renderChoices(app));
  for (const event of ["theme", "filter", "mode"]) app.on(event, () => renderAsked(app));
  renderChoices(app);
}
