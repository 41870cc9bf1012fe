// 'Bronnen en onbekend' and the table that says the same as the map.
import { unknownText } from "./asking.js";
import { sureCells, sureHeads } from "./certainty.js";
import { capital, el, fill, find, formatNumber, formatPercent } from "./format.js";
import { areaFigure, classText, listedRows } from "./list.js";
import { areaBand } from "./style.js";

const PAGE_COUNT = 50;

function heads(names) {
  return el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));
}

function sourceRow(source) {
  const notes = [source.note, ...source.repairs].filter(Boolean);
  const first = el("th", { scope: "row" }, source.title);
  if (notes.length > 0) {
    first.append(el("details", {}, el("summary", {}, "Bewerkingen"), el("ul", {}, ...notes.map((note) => el("li", {}, note)))));
  }
  const count = source.counted === "rijen" ? formatNumber(source.rows) : `${formatNumber(source.rows)} ${source.counted}`;
  const cells = [source.date, source.age, source.licence, source.access, count];
  return el("tr", {}, first, ...cells.map((text) => el("td", {}, text)));
}

function unknownLines(part, place, parts) {
  const silent = part.index.indicators.filter((spec) => spec.absent || spec.unknown > 0);
  return silent.map((spec) => {
    const total = spec.known + spec.unknown;
    const text = spec.absent ? "niet te berekenen" : `onbekend bij ${formatNumber(spec.unknown)} van ${formatNumber(total)}`;
    const whose = parts.length > 1 ? `${capital(part.index.location_plural)}, ` : "";
    return `${whose}${spec.title}: ${text}.`;
  });
}

function renderSources(app) {
  const { banner, sources } = app.index;
  fill(find("meldingen"), ...banner.notices.map((notice) => el("li", {}, notice)));
  find("meldingen").hidden = banner.notices.length === 0;
  const present = sources.filter((source) => !source.absent);
  fill(find("bronnen-tabel"),
    el("caption", { class: "hidden-text" }, "Gebruikte bronnen"),
    heads(["Bron", "Peildatum", "Ouderdom", "Licentie", "Toegang", "Rijen"]),
    el("tbody", {}, ...present.map(sourceRow)));
  const absent = [...new Set(sources.filter((source) => source.absent).map((source) => source.title))];
  fill(find("afwezig"), ...absent.map((title) => el("li", {}, title)));
  find("afwezig-kop").hidden = absent.length === 0;
  const silent = app.parts.flatMap(unknownLines);
  fill(find("onbekend-lijst"), ...silent.map((text) => el("li", {}, text)));
  find("onbekend-kop").hidden = silent.length === 0;
}

function hasKinds(app) {
  return (app.store.locations.index.columns.kind?.values.length ?? 0) > 1;
}

function locationCells(app, row, place) {
  const table = app.store.locations;
  const letter = app.classOf(row);
  const score = table.number("score", row);
  const coverage = table.number("coverage", row);
  return [
    formatNumber(place), table.text("label", row), letter === null ? "verborgen" : classText(app, letter),
    score === null || app.active.isBlind(row) ? "onbekend" : formatNumber(score, 1), ...sureCells(app, row),
    formatPercent(coverage), table.text("gemeente", row),
    ...(hasKinds(app) ? [table.text("kind", row)] : []),
    ...(app.partly.size > 0 ? [unknownText(app, row) || "nee"] : []),
  ];
}

function areaCells(app, row, place) {
  const table = app.store.areas.get(app.mode);
  const measure = app.measure(app.mode);
  const { band, value } = areaBand(table, row, measure);
  const text = areaFigure(band, value, measure);
  const count = table.number("location_count", row);
  return [
    formatNumber(place), table.text("label", row), table.text("id", row),
    count === null ? "afgeschermd" : formatNumber(count), text,
  ];
}

function headings(app) {
  if (!app.listsAreas) {
    return ["Nr.", capital(app.index.location_title), "Klasse", "Score", ...sureHeads(app), "Dekking", "Gemeente",
    ...(hasKinds(app) ? ["Type"] : []), ...(app.partly.size > 0 ? ["Deels onbekend"] : [])];
  }
  const figure = app.measure(app.mode) === "share" ? "Aandeel klasse D of E" : "Gemiddelde score";
  return ["Nr.", "Gebied", "Code", "Locaties", figure];
}

function tableRow(cells) {
  return el("tr", {}, ...cells.map((text, i) => (i === 1 ? el("th", { scope: "row" }, text) : el("td", {}, text))));
}

function renderTable(app) {
  const rows = listedRows(app);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_COUNT));
  app.tablePage = Math.min(Math.max(0, app.tablePage), pages - 1);
  const from = app.tablePage * PAGE_COUNT;
  const shown = rows.slice(from, from + PAGE_COUNT);
  const cells = app.listsAreas ? areaCells : locationCells;
  fill(find("alles-tabel"),
    el("caption", { class: "hidden-text" }, find("lijst-titel").textContent),
    heads(headings(app)),
    el("tbody", {}, ...shown.map((row, i) => tableRow(cells(app, row, from + i + 1)))));
  const text = `Regel ${formatNumber(from + Math.min(1, rows.length))} tot ${formatNumber(from + shown.length)} `
    + `van ${formatNumber(rows.length)}`;
  find("tabel-plaats").textContent = text;
  find("tabel-vorige").disabled = app.tablePage === 0;
  find("tabel-volgende").disabled = app.tablePage >= pages - 1;
}

export function wireDialog(button, dialog, render) {
  for (const opener of document.querySelectorAll(`[data-opens="${button}"]`)) {
    opener.addEventListener("click", () => {
      render();
      dialog.showModal();
    });
  }
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

export function wireDialogs(app) {
  wireDialog("bronnen", find("bronnen"), () => renderSources(app));
  find("alle-bronnen").addEventListener("click", () => document.querySelector('[data-opens="bronnen"]').click());
  wireDialog("tabel", find("tabel"), () => {
    app.tablePage = 0;
    renderTable(app);
  });
  for (const [id, step] of [["tabel-vorige", -1], ["tabel-volgende", 1]]) {
    find(id).addEventListener("click", () => {
      app.tablePage += step;
      renderTable(app);
    });
  }
}
