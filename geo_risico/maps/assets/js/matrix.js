// The risicomatrix: kans across, barriere down, a count in every cell; a cell chooses its locations and back.
import { applyFilters, cellOf } from "./filters.js";
import { el, fill, find, formatNumber, formatPercent } from "./format.js";
import { offerTool, wireTool } from "./tools.js";

const LEVELS = [1, 2, 3, 4, 5, 0]; // 0 is unknown
const ENDS = { 1: "zwak", 5: "sterk" };

function counted(app, count) {
  return `${formatNumber(count)} ${count === 1 ? app.index.location_title : app.index.location_plural}`;
}

function levelWord(level) {
  return level === 0 ? "onbekend" : String(level);
}

// Much opportunity and weak barriers ask most attention: 0 to 4, dark is most.
export function attention(kans, barriere) {
  return Math.floor((kans + (6 - barriere) - 2) / 2);
}

export function cellMark(kans, barriere) {
  return kans === 0 || barriere === 0 ? "class-onbekend" : `class-${"abcde"[attention(kans, barriere)]}`;
}

function choose(app, key) {
  app.filter.cell = app.filter.cell === key ? null : key;
  app.mode = "auto";
  app.emit("mode");
  applyFilters(app);
  if (app.filter.cell !== null) app.emit("show");
}

function cellButton(app, kans, barriere) {
  const key = `${kans}/${barriere}`;
  return el("td", { role: "gridcell" }, el("button", {
    type: "button", class: `cell ${cellMark(kans, barriere)}`, "data-cell": key,
    tabindex: key === "5/1" ? 0 : -1, onclick: () => choose(app, key),
  }, el("span", { class: "cell-count" })));
}

function gridRow(app, barriere) {
  const word = levelWord(barriere);
  const short = barriere === 0 ? "?" : word;
  return el("tr", { role: "row" },
    el("th", { scope: "row", role: "rowheader" }, el("span", { "aria-hidden": "true" }, short),
      el("span", { class: "hidden-text" }, `Barrière ${word} ${ENDS[barriere] ?? ""}`)),
    ...LEVELS.map((kans) => cellButton(app, kans, barriere)));
}

function headRow() {
  return el("tr", { role: "row" },
    el("td", { role: "gridcell" }),
    ...LEVELS.map((kans) => el("th", { scope: "col", role: "columnheader" },
      el("span", { "aria-hidden": "true" }, kans === 0 ? "?" : String(kans)),
      el("span", { class: "hidden-text" }, `Kans ${levelWord(kans)}`))));
}

function buildGrid(app) {
  fill(find("matrix-rooster"),
    el("thead", {}, headRow()),
    el("tbody", {}, ...LEVELS.map((barriere) => gridRow(app, barriere))));
}

function chosenCell(app) {
  if (app.selected === null || app.selected.kind !== "" || !app.index.matrix) return null;
  return cellOf(app.store.locations, app.selected.row);
}

function updateCell(app, button, here) {
  const key = button.dataset.cell;
  const [kans, barriere] = key.split("/").map(Number);
  const count = app.cells.get(key) ?? 0;
  const words = `Kans ${levelWord(kans)}, barrière ${levelWord(barriere)}: ${counted(app, count)}`;
  button.querySelector(".cell-count").textContent = formatNumber(count);
  button.setAttribute("aria-label", key === here ? `${words}, met de gekozen locatie` : words);
  button.setAttribute("aria-pressed", String(app.filter.cell === key));
  button.classList.toggle("is-empty", count === 0);
  if (key === here) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

function coverage(app, name) {
  const table = app.store.locations;
  const known = app.matches.map((row) => table.number(name, row)).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function coverageBar(title, value) {
  const bar = el("span", { class: "bar-known" });
  bar.style.width = `${value ?? 0}%`;
  return el("li", {}, el("span", {}, title),
    el("span", { class: "known", "aria-hidden": "true" }, bar),
    el("span", { class: "known-text" }, value === null ? "onbekend" : `${formatPercent(value)} bekend`));
}

function updateMatrix(app) {
  const hasMatrix = Boolean(app.index.matrix);
  if (!hasMatrix || find("matrix").hidden) return;
  const here = chosenCell(app);
  for (const button of find("matrix-rooster").querySelectorAll(".cell")) updateCell(app, button, here);
  fill(find("matrix-dekking"),
    coverageBar("Kans", coverage(app, "kans_coverage")), coverageBar("Barrière", coverage(app, "barriere_coverage")));
  const { cell } = app.filter;
  find("matrix-keuze").textContent = cell === null
    ? "Kies een vak: lijst en kaart tonen dan de locaties in dat vak."
    : `${counted(app, app.matches.length)} in het gekozen vak. Kies het vak nog eens voor alles.`;
}

function renderMatrix(app) {
  offerTool("matrix", Boolean(app.index.matrix));
  if (app.index.matrix) {
    find("matrix-titel").textContent = app.index.matrix.title;
    find("matrix-uitleg").textContent = app.index.matrix.note;
    buildGrid(app);
  }
  updateMatrix(app);
}

function moveFocus(event) {
  const buttons = [...find("matrix-rooster").querySelectorAll(".cell")];
  const at = buttons.indexOf(document.activeElement);
  if (at < 0) return;
  const size = LEVELS.length;
  const [row, column] = [Math.floor(at / size), at % size];
  const targets = {
    ArrowRight: column < size - 1 ? at + 1 : at, ArrowLeft: column > 0 ? at - 1 : at,
    ArrowDown: row < size - 1 ? at + size : at, ArrowUp: row > 0 ? at - size : at,
    Home: row * size, End: row * size + size - 1,
  };
  const target = buttons[targets[event.key]];
  if (!target) return;
  event.preventDefault();
  for (const button of buttons) button.tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

export function wireMatrix(app) {
  wireTool(app, "matrix", { onOpen: () => updateMatrix(app) });
  find("matrix-rooster").addEventListener("keydown", moveFocus);
  app.on("theme", () => renderMatrix(app));
  for (const event of ["filter", "select"]) app.on(event, () => updateMatrix(app));
  renderMatrix(app);
}
