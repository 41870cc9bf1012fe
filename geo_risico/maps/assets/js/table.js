// The table that says the same as the map: the same rows as the list, sortable by any column, saved as CSV.
import { activeFilters } from "./filter_chips.js";
import { el, fill, find, formatNumber } from "./format.js";
import { listedRows } from "./list.js";
import { cell, save } from "./marks.js";
import { columnsOf, extraColumns } from "./table_columns.js";
import { TRIAL } from "./trial_marks.js";
import { plain } from "./words.js";

const PAGE_COUNT = 50;
const state = { page: 0, column: null, isDown: false };

// Texts in the order of a Dutch register, with 2 before 10; plain comparing keeps a large table quick.
function sortKey(value) {
  if (value === null || typeof value === "number") return value;
  return plain(value).replace(/\d+/gu, (digits) => digits.padStart(6, "0"));
}

// Unknown comes last, whichever way the column is sorted.
function compare(a, b, isDown) {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  const order = a < b ? -1 : Number(a > b);
  return isDown ? -order : order;
}

// Rows of the list with their place in it, in the order that somebody asked for.
function sortedRows(app, columns) {
  const rows = listedRows(app).map((row, i) => ({ row, place: i + 1 }));
  const column = columns.find(({ name }) => name === state.column);
  if (!column) return rows;
  const keyed = rows.map((entry) => ({ ...entry, key: sortKey(column.value(entry.row, entry.place)) }));
  return keyed.sort((a, b) => compare(a.key, b.key, state.isDown) || a.place - b.place);
}

function sortBy(app, name) {
  if (state.column !== name) Object.assign(state, { column: name, isDown: false });
  else if (state.isDown) Object.assign(state, { column: null, isDown: false });
  else state.isDown = true;
  state.page = 0;
  renderTable(app);
  find("alles-tabel").querySelector(`button[data-column="${name}"]`).focus();
  const words = state.column === null ? "in de volgorde van de lijst" : state.isDown ? "aflopend" : "oplopend";
  find("gekozen").textContent = `Gesorteerd: ${words}`;
}

function headCell(app, { name, title }) {
  const isSorted = state.column === name;
  const order = state.isDown ? "descending" : "ascending";
  const sign = isSorted ? (state.isDown ? "▼" : "▲") : "";
  return el("th", { scope: "col", "aria-sort": isSorted ? order : null },
    el("button", { type: "button", class: "sort", "data-column": name, onclick: () => sortBy(app, name) },
      title, el("span", { class: "sort-sign", "aria-hidden": "true" }, sign)));
}

function tableRow(cells) {
  return el("tr", {}, ...cells.map((text, i) => (i === 1 ? el("th", { scope: "row" }, text) : el("td", {}, text))));
}

function captionText(app) {
  const filters = app.store.locations ? activeFilters(app).map(([text]) => text) : [];
  const view = app.followsMap ? "alleen wat in beeld is" : "";
  const narrowed = [...filters, view].filter(Boolean);
  const trial = app.active.trial ? `${TRIAL}. ` : "";
  return trial + (narrowed.length === 0 ? "Geen filters." : `Filters: ${narrowed.join("; ")}.`);
}

function renderTable(app) {
  const columns = columnsOf(app);
  const rows = sortedRows(app, columns);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_COUNT));
  state.page = Math.min(Math.max(0, state.page), pages - 1);
  const from = state.page * PAGE_COUNT;
  const shown = rows.slice(from, from + PAGE_COUNT);
  fill(find("alles-tabel"),
    el("caption", { class: "hidden-text" }, find("lijst-titel").textContent),
    el("thead", {}, el("tr", {}, ...columns.map((column) => headCell(app, column)))),
    el("tbody", {}, ...shown.map(({ row, place }) => tableRow(columns.map((column) => column.text(row, place))))));
  find("tabel-filters").textContent = captionText(app);
  find("tabel-plaats").textContent = `Regel ${formatNumber(from + Math.min(1, rows.length))} tot ${formatNumber(from + shown.length)} `
    + `van ${formatNumber(rows.length)}`;
  find("tabel-vorige").disabled = state.page === 0;
  find("tabel-volgende").disabled = state.page >= pages - 1;
}

function csvText(heads, rows) {
  return `\uFEFF${[heads, ...rows].map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;
}

function fileName(app) {
  const { name, peildatum_iso: date, is_fictief: isFictief } = app.index.banner;
  const what = app.listsAreas ? app.mode : app.index.name;
  return `tabel_${name}_${what}_${date}${app.active.trial ? "_PROEF" : ""}${isFictief ? "_FICTIEF" : ""}.csv`;
}

// All rows, not one page; what the file is about stands in every row, so that the header stays one line.
function saveTable(app) {
  const columns = [...columnsOf(app), ...extraColumns(app)];
  const { name, peildatum_iso: date, is_fictief: isFictief, doel } = app.index.banner;
  const proof = app.active.trial ? [TRIAL] : [];
  const about = [name, app.index.name, date, isFictief ? "ja" : "nee", doel, ...proof];
  const rows = sortedRows(app, columns).map(({ row, place }) =>
    [...columns.map((column) => column.value(row, place)), ...about].map((value) =>
      (typeof value === "number" ? String(value).replace(".", ",") : value ?? "")));
  const heads = [...columns.map((column) => column.name), "scan", "thema", "peildatum", "fictief", "doel", ...proof.map(() => "proef")];
  save(fileName(app), "text/csv", csvText(heads, rows));
}

export function openTable(app) {
  Object.assign(state, { page: 0, column: null, isDown: false });
  renderTable(app);
}

export function wireTable(app) {
  for (const [id, step] of [["tabel-vorige", -1], ["tabel-volgende", 1]]) {
    find(id).addEventListener("click", () => {
      state.page += step;
      renderTable(app);
    });
  }
  find("tabel-csv").addEventListener("click", () => saveTable(app));
}
