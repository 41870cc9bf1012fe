// The figures of one area.
import { areaCertainty } from "./certainty.js";
import { el, formatNumber, formatPercent } from "./format.js";

const WHOLE_SHARE = 0.995;
const BARN_SIZES = [
  ["barn_200_500_m2", "200 tot 500 m²"], ["barn_500_1000_m2", "500 tot 1.000 m²"],
  ["barn_1000_2500_m2", "1.000 tot 2.500 m²"], ["barn_2500_m2", "2.500 m² en groter"],
];

function wordFor(app, table, column, row) {
  const value = table.number(column, row);
  if (value !== null) return null;
  if (!table.index.is_shielded) return "onbekend";
  return app.measure(table.index.kind) === "count" ? "verborgen in dit profiel" : "afgeschermd (te weinig locaties)";
}

function figure(app, table, column, row, format) {
  return wordFor(app, table, column, row) ?? format(table.number(column, row));
}

function pair(name, value) {
  return [el("dt", {}, name), el("dd", {}, value)];
}

function summary(app, table, row) {
  const score = (value) => `${formatNumber(value, 1)} van 100`;
  const parts = pair(`Aantal ${app.index.location_plural}`, figure(app, table, "location_count", row, (v) => formatNumber(v)));
  if (table.has("mean_score")) parts.push(...pair("Gemiddelde score", figure(app, table, "mean_score", row, score)));
  const [low, high] = ["mean_score_low", "mean_score_high"].map((name) => table.number(name, row));
  if (low !== null && high !== null) {
    parts.push(...pair("95%-interval", `${formatNumber(low, 1)} tot ${formatNumber(high, 1)}`));
  }
  const known = table.has("known_share") ? table.number("known_share", row) : null;
  if (known !== null && known < WHOLE_SHARE) {
    parts.push(...pair("In beeld", `${formatPercent(known)} van dit gebied; voor de rest zijn geen gegevens geleverd`));
  }
  if (table.has("coverage")) parts.push(...pair("Dekking", figure(app, table, "coverage", row, (v) => formatPercent(v))));
  if (table.has("score_per_gemeente")) {
    parts.push(...pair("Score per gemeente", figure(app, table, "score_per_gemeente", row, score)));
    const ends = ["low", "high"].map((end) => table.number(`score_per_gemeente_${end}`, row));
    if (!ends.includes(null)) {
      parts.push(...pair("95%-interval daarvan", ends.map((value) => formatNumber(value, 1)).join(" tot ")));
    }
  }
  return el("dl", { class: "facts" }, ...parts);
}

function classRow(app, table, row, letter, words) {
  const column = `count_${letter}`;
  const name = letter.length === 1 ? letter.toLowerCase() : "onbekend";
  return el("tr", {},
    el("th", { scope: "row" },
      el("span", { class: `swatch class-${name}`, "aria-hidden": "true" }, letter.length === 1 ? letter : "?"),
      ` ${words}`),
    el("td", {}, figure(app, table, column, row, (value) => formatNumber(value))));
}

function classTable(app, table, row) {
  if (!table.has("count_E")) return null;
  const rows = app.index.classes.map((entry) => classRow(app, table, row, entry.letter, entry.words));
  if (table.has("count_onbekend")) rows.push(classRow(app, table, row, "onbekend", "klasse onbekend"));
  return el("div", {}, el("h3", {}, "Aantal per klasse"),
    el("table", { class: "figures" }, el("tbody", {}, ...rows)));
}

function barnTable(app, table, row) {
  const present = BARN_SIZES.filter(([column]) => table.has(column));
  if (present.every(([column]) => table.number(column, row) === null)) return null;
  const rows = present.map(([column, title]) => el("tr", {},
    el("th", { scope: "row" }, title),
    el("td", {}, figure(app, table, column, row, (value) => `${formatNumber(value)} m²`))));
  return el("div", {}, el("h3", {}, "Schuren zonder adres, naar grootte"),
    el("table", { class: "figures" }, el("tbody", {}, ...rows)));
}

function mapLink(app, table, kind, row) {
  const way = kind === "gemeenten" ? app.index.links[table.text("id", row)] : undefined;
  if (way === undefined) return null;
  return el("p", {}, el("a", { class: "button", href: way }, `Open de kaart van ${table.text("label", row)} met alle locaties`));
}

export function areaParts(app, kind, row) {
  const table = app.store.areas.get(kind);
  const title = app.index.areas.find((entry) => entry.kind === kind).title;
  return [
    el("p", { class: "small" }, `${title} · ${table.text("id", row)}`),
    mapLink(app, table, kind, row), summary(app, table, row), classTable(app, table, row), areaCertainty(table, row), barnTable(app, table, row),
    el("p", { class: "note" }, "Dit zijn cijfers van een gebied. Ze zeggen niets over een afzonderlijke locatie."),
  ];
}
