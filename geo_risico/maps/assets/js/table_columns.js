// Columns of the table: what stands in a cell, and the value that it is sorted and saved by.
import { unknownText } from "./asking.js";
import { sureCells, sureHeads } from "./certainty.js";
import { capital, formatNumber, formatPercent } from "./format.js";
import { keysOf } from "./keys.js";
import { areaFigure, classText } from "./list.js";
import { areaBand } from "./style.js";

function column(name, title, value, text) {
  return { name, title, value, text: text ?? ((row, place) => String(value(row, place) ?? "")) };
}

function hasKinds(app) {
  return (app.store.locations.index.columns.kind?.values.length ?? 0) > 1;
}

function textColumn(table, name, title) {
  return column(name, title, (row) => table.text(name, row) || null);
}

// Hidden and unknown read the same in the cell and in the file: never as a number.
function scoreColumns(app, table) {
  const isKnown = (row) => table.number("score", row) !== null && !app.active.isBlind(row);
  const score = (row) => (isKnown(row) ? table.number("score", row) : null);
  const letter = (row) => (app.classOf(row) === null ? "verborgen" : classText(app, app.classOf(row)));
  return [
    column("klasse", "Klasse", letter),
    column("score", "Score", score, (row) => (isKnown(row) ? formatNumber(score(row), 1) : "onbekend")),
  ];
}

function sureColumns(app) {
  return sureHeads(app).map((title, i) => column(title.toLowerCase(), title, (row) => sureCells(app, row)[i] || null));
}

function locationColumns(app) {
  const table = app.store.locations;
  return [
    column("nr", "Nr.", (row, place) => place, (row, place) => formatNumber(place)),
    column("naam", capital(app.index.location_title), (row) => table.text("label", row)),
    ...scoreColumns(app, table), ...sureColumns(app),
    column("dekking_procent", "Dekking", (row) => table.number("coverage", row), (row) => formatPercent(table.number("coverage", row))),
    textColumn(table, "gemeente", "Gemeente"),
    ...(hasKinds(app) ? [textColumn(table, "kind", "Type")] : []),
    ...(app.partly.size > 0 ? [column("deels_onbekend", "Deels onbekend", (row) => unknownText(app, row) || "nee")] : []),
  ];
}

function areaColumns(app) {
  const table = app.store.areas.get(app.mode);
  const measure = app.measure(app.mode);
  const figure = measure === "share" ? "Aandeel klasse D of E" : "Gemiddelde score";
  const count = (row) => table.number("location_count", row);
  const value = (row) => areaBand(table, row, measure).value;
  return [
    column("nr", "Nr.", (row, place) => place, (row, place) => formatNumber(place)),
    column("gebied", "Gebied", (row) => table.text("label", row)),
    column("code", "Code", (row) => table.text("id", row)),
    column("locaties", "Locaties", count, (row) => (count(row) === null ? "afgeschermd" : formatNumber(count(row)))),
    column(measure === "share" ? "aandeel_hoog_procent" : "gemiddelde_score", figure, value,
      (row) => areaFigure(areaBand(table, row, measure).band, value(row), measure)),
  ];
}

export function columnsOf(app) {
  return app.listsAreas ? areaColumns(app) : locationColumns(app);
}

// Only in the file: what another program needs to find the place.
export function extraColumns(app) {
  if (app.listsAreas) return [];
  const table = app.store.locations;
  const joined = (name) => (row) => keysOf(table, name)?.textsOf(row).join("|") || null;
  return [
    column("location_id", "", (row) => table.text("id", row)),
    ...["buurt", "wijk"].filter((name) => table.has(name)).map((name) => textColumn(table, name, "")),
    ...["adressen", "percelen"].filter((name) => keysOf(table, name) !== null).map((name) => column(name, "", joined(name))),
    ...["rd_x", "rd_y", "latitude", "longitude"].map((name) => column(name, "", (row) => table.number(name, row))),
  ];
}
