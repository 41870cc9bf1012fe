// Contributions per dimension, reasons in sentences, and what is unknown about one location.
import { capital, el, formatNumber, formatSigned, formatValue, sentence } from "./format.js";
import { classText } from "./list.js";
import { supportReason, supportText } from "./support.js";

function specsOf(app, joined) {
  const byName = new Map(app.index.indicators.map((spec) => [spec.name, spec]));
  return joined.split("|").map((name) => byName.get(name)).filter(Boolean);
}

function valueText(app, spec, row) {
  return formatValue(app.store.locations.number(spec.name, row, "values"), spec);
}

function contribution(app, spec, row) {
  return app.store.locations.number(spec.name, row, "contributions");
}

export function reasonList(app, row, column, template, title) {
  const specs = specsOf(app, app.store.locations.text(column, row));
  if (specs.length === 0) return null;
  const items = specs.map((spec) => el("li", {}, capital(sentence(spec[template], valueText(app, spec, row)))));
  return el("div", {}, el("h3", {}, title), el("ul", { class: column.replace("_", "-") }, ...items));
}

export function counterfactual(app, row) {
  const [spec] = specsOf(app, app.store.locations.text("counterfactual_indicator", row));
  const letter = app.store.locations.text("counterfactual_class", row);
  if (!spec || !letter || app.active.isBlind(row)) return null;
  const text = letter === app.classOf(row)
    ? `Ook zonder '${spec.title}' blijft de klasse ${classText(app, letter)}.`
    : `Zonder '${spec.title}' zou de klasse ${classText(app, letter)} zijn.`;
  return el("p", { class: "note" }, text);
}

function bar(value, largest) {
  const width = largest === 0 ? 0 : (50 * Math.abs(value)) / largest;
  const fill = el("span", { class: value >= 0 ? "bar-up" : "bar-down" });
  fill.style.width = `${width}%`;
  return el("span", { class: "bar", "aria-hidden": "true" }, fill);
}

function sourceText(spec) {
  return spec.sources.length > 0 ? spec.sources.join("; ") : "bron onbekend";
}

function contributionRow(app, spec, row, largest) {
  const value = contribution(app, spec, row);
  return el("li", { class: "contribution", "data-indicator": spec.name },
    el("div", { class: "contribution-line" },
      el("span", { class: "contribution-title" }, spec.title),
      el("span", { class: "contribution-raw" }, valueText(app, spec, row)),
      el("span", { class: "contribution-value" }, formatSigned(value))),
    bar(value, largest),
    supportNote(app, spec, row),
    el("p", { class: "source" }, [`Bron: ${sourceText(spec)}.`, ...spec.notes].join(" ")));
}

// What a value from images rests on.
function supportNote(app, spec, row) {
  const text = supportText(app, spec, row);
  return text ? el("p", { class: "small support" }, text) : null;
}

function dimensionBlock(app, dimension, row, largest) {
  const specs = app.index.indicators.filter((spec) => spec.dimension === dimension.name);
  const known = specs.filter((spec) => contribution(app, spec, row) !== null);
  if (known.length === 0) return null;
  const size = (spec) => Math.abs(contribution(app, spec, row));
  known.sort((a, b) => size(b) - size(a));
  const total = known.reduce((sum, spec) => sum + contribution(app, spec, row), 0);
  return el("section", { class: "dimension" },
    el("h4", {}, el("span", {}, dimension.title), el("span", {}, formatSigned(total))),
    el("ul", { class: "contributions" }, ...known.map((spec) => contributionRow(app, spec, row, largest))));
}

export function contributions(app, row) {
  const table = app.store.locations;
  const values = app.index.indicators.map((spec) => contribution(app, spec, row)).filter((value) => value !== null);
  if (values.length === 0) return null;
  const largest = Math.max(...values.map(Math.abs));
  const base = table.number("base", row);
  const intro = base === null
    ? "Bijdragen in punten ten opzichte van een gemiddelde locatie."
    : `Een gemiddelde locatie met dezelfde bekende gegevens heeft ${formatNumber(base, 1)} punten. `
      + "Elke regel telt daar punten bij op of trekt ze eraf.";
  return el("div", {},
    el("h3", {}, "Opbouw van de score"), el("p", { class: "small" }, intro),
    ...app.index.dimensions.map((dimension) => dimensionBlock(app, dimension, row, largest)).filter(Boolean));
}

// Without a score: only the facts.
export function plainFacts(app, row) {
  const known = app.index.indicators.filter((spec) => app.store.locations.number(spec.name, row, "values") !== null);
  if (known.length === 0) return null;
  const items = known.map((spec) => el("li", { class: "contribution", "data-indicator": spec.name },
    el("div", { class: "contribution-line" },
      el("span", { class: "contribution-title" }, spec.title),
      el("span", { class: "contribution-raw" }, valueText(app, spec, row))),
    supportNote(app, spec, row),
    el("p", { class: "source" }, `Bron: ${sourceText(spec)}.`)));
  return el("div", {}, el("h3", {}, "Kenmerken"), el("ul", { class: "contributions" }, ...items));
}

function unknownReason(app, spec, row) {
  const told = supportReason(app, spec, row);
  if (told) return told;
  if (spec.missing.length > 0) return `de gegevens ontbreken in deze scan (${spec.missing.join(", ")})`;
  if (spec.absent) return "de gegevens ontbreken in deze scan";
  return "de bron zegt hier niets over deze locatie";
}

export function unknowns(app, row) {
  const table = app.store.locations;
  if (app.index.indicators.every((spec) => !table.column("values", spec.name))) return null;
  const group = table.index.contributions && Object.keys(table.index.contributions).length > 0 ? "contributions" : "values";
  const unknown = app.index.indicators.filter((spec) => table.number(spec.name, row, group) === null);
  if (unknown.length === 0) return null;
  const items = unknown.map((spec) => el("li", {}, `${spec.title}: ${unknownReason(app, spec, row)}.`));
  return el("details", { class: "fold", open: true },
    el("summary", {}, `Onbekend (${unknown.length} van ${app.index.indicators.length} kenmerken)`),
    el("p", { class: "small" }, "Onbekend is niet hetzelfde als laag. Het maakt de score onzekerder."),
    el("ul", { class: "unknowns" }, ...items));
}
