// 'Bronnen en onbekend', and how dialogs open and close.
import { capital, el, fill, find, formatNumber } from "./format.js";
import { openTable, wireTable } from "./table.js";

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
  wireDialog("tabel", find("tabel"), () => openTable(app));
  wireTable(app);
}
