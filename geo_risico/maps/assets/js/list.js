// The list of highest scores, in step with the filters and the map.
import { unknownText } from "./asking.js";
import { sureText } from "./certainty.js";
import { findingLine } from "./findings_marks.js";
import { capital, el, fill, find, formatNumber, formatPercent } from "./format.js";
import { rowsInView } from "./in_view.js";
import { markOf } from "./marks.js";
import { areaBand } from "./style.js";

const PAGE_COUNT = 100;

export function markName(app, row) {
  const letter = app.classOf(row);
  if (app.active.isBlind(row)) return "class-blind";
  return `class-${letter.length === 1 ? letter.toLowerCase() : "onbekend"}`;
}

function badge(app, row) {
  const letter = app.classOf(row);
  if (letter === null) return null;
  return el("span", { class: `swatch ${markName(app, row)}`, "aria-hidden": "true" }, letter.length === 1 ? letter : "?");
}

export function classText(app, letter) {
  const entry = app.index.classes.find((item) => item.letter === letter);
  return entry ? `${letter} - ${entry.words}` : "klasse onbekend";
}

function subText(app, row) {
  const table = app.store.locations;
  if (table.index.is_area) return table.text("id", row);
  const kind = table.text("kind", row) === app.index.location_title ? "" : table.text("kind", row);
  const area = [table.text("buurt", row), table.text("gemeente", row)].filter(Boolean).join(", ");
  return [kind && capital(kind), area].filter(Boolean).join(" · ") || table.text("id", row);
}

// Without a class the score says too little on its own: the bounds take its place.
function scoreText(app, table, row, letter) {
  if (app.active.isBlind(row)) return "onbekend";
  const low = table.number("score_low", row);
  const high = table.number("score_high", row);
  if (letter === null || letter.length === 1 || low === null || high === null) {
    return formatNumber(table.number("score", row), 1);
  }
  return `${formatNumber(low)} tot ${formatNumber(high)}`;
}

// In the list of changes: what changed, and the mark.
function changeText(app, row) {
  const item = app.filter.change ? app.active.changes.get(row) : null;
  if (!item) return null;
  const mark = markOf(app, item);
  return el("span", { class: "item-change" }, item.what[0], mark ? el("strong", { class: `mark mark-${mark}` }, mark) : null);
}

function locationItem(app, row) {
  const table = app.store.locations;
  const letter = app.classOf(row);
  const score = table.number("score", row);
  const unknown = unknownText(app, row);
  const spoken = letter === null ? "" : `, ${letter.length === 1 ? `klasse ${classText(app, letter)}` : "klasse onbekend"}`;
  return [
    badge(app, row),
    el("span", { class: "item-text" },
      el("span", { class: "item-title" }, table.text("label", row)),
      el("span", { class: "item-sub" }, subText(app, row)),
      el("span", { class: "item-sub item-sure" }, sureText(app, row)),
      app.nearby === null ? null : el("span", { class: "item-sub" }, app.nearby.text(row)),
      changeText(app, row),
      findingLine(app, row),
      unknown ? el("span", { class: "item-unknown" }, capital(unknown)) : null),
    score === null ? null : el("span", { class: "item-score" }, scoreText(app, table, row, letter)),
    el("span", { class: "hidden-text" }, spoken),
  ];
}

const SILENT_WORDS = { suppressed: "afgeschermd", unknown: "onbekend", empty: "geen locaties", plain: "verborgen" };

export function areaFigure(band, value, measure) {
  if (value === null) return SILENT_WORDS[band] ?? "onbekend";
  return measure === "share" ? formatPercent(value) : formatNumber(value, 1);
}

function areaItem(app, row) {
  const table = app.store.areas.get(app.mode);
  const measure = app.measure(app.mode);
  const { band, value } = areaBand(table, row, measure);
  const text = areaFigure(band, value, measure);
  const count = table.number("location_count", row);
  const mark = typeof band === "number" ? `class-${"abcde"[band]}` : `class-${band}`;
  return [
    el("span", { class: `swatch ${mark}`, "aria-hidden": "true" }),
    el("span", { class: "item-text" },
      el("span", { class: "item-title" }, table.text("label", row)),
      el("span", { class: "item-sub" }, count === null ? table.text("id", row) : `n = ${formatNumber(count)}`)),
    el("span", { class: "item-score" }, text),
  ];
}

function areaRows(app) {
  const table = app.store.areas.get(app.mode);
  if (!table) return [];
  const measure = app.measure(app.mode);
  const query = app.filter.query.toLowerCase().trim();
  const rows = Array.from({ length: table.count }, (_, row) => row);
  const value = (row) => areaBand(table, row, measure).value ?? -1;
  return rows
    .filter((row) => `${table.text("label", row)} ${table.text("id", row)}`.toLowerCase().includes(query))
    .sort((a, b) => value(b) - value(a));
}

export function listedRows(app) {
  if (app.listsAreas) return rowsInView(app, app.store.areas.get(app.mode), areaRows(app));
  const rows = rowsInView(app, app.store.locations, app.matches);
  return app.nearby?.order(rows) ?? rows;
}

function itemButton(app, row, first) {
  const kind = app.listsAreas ? app.mode : "";
  const chosen = app.isSelected(kind, row);
  const parts = app.listsAreas ? areaItem(app, row) : locationItem(app, row);
  return el("li", {}, el("button", {
    type: "button", class: "item", "data-row": row, tabindex: first ? 0 : -1, "aria-current": chosen ? "true" : null,
    onclick: () => app.select({ kind, row, from: "list" }),
  }, ...parts));
}

function titleOf(app) {
  if (!app.listsAreas) {
    if (app.nearby !== null) return "Dichtstbij";
    if (app.filter.question !== null) return "Antwoord op de vraag";
    if (app.filter.change) return "Veranderingen op beeld";
    return app.classColumn === null && !app.store.locations.has("score")
      ? capital(app.index.location_plural) : `Hoogste scores${app.active.trial ? " (proefgewichten)" : ""}`;
  }
  const title = app.index.areas.find((entry) => entry.kind === app.mode)?.title ?? "Gebieden";
  const score = app.mode === "gemeenten" ? "score per gemeente" : "gemiddelde score";
  const figures = { share: "aandeel hoog en zeer hoog", score, class: "score", count: "zonder score" };
  return `${title}: ${figures[app.measure(app.mode)]}${app.active.trial ? " (proefgewichten)" : ""}`;
}

function answerText(app) {
  const { sureCount, partlyCount } = app.active;
  const hidden = app.filter.onlySure && partlyCount > 0 ? " (verborgen)" : "";
  return `${formatNumber(sureCount)} zeker, ${formatNumber(partlyCount)} deels onbekend${hidden}, `
    + `van ${formatNumber(app.store.locations.count)} ${app.index.location_plural}`;
}

function countText(app, rows) {
  const table = app.listsAreas ? app.store.areas.get(app.mode) : app.store.locations;
  const name = app.listsAreas ? "gebieden" : app.index.location_plural;
  if (app.followsMap) {
    const found = app.listsAreas || app.matches.length === table.count ? "" : `${formatNumber(app.matches.length)} gevonden van `;
    return `${formatNumber(rows.length)} in beeld van ${found}${formatNumber(table?.count ?? 0)} ${name}`;
  }
  if (!app.listsAreas && app.filter.features.size > 0) return answerText(app);
  return `${formatNumber(rows.length)} van ${formatNumber(table?.count ?? 0)} ${name}`;
}

// Why the list is empty: no such places here, no answer, or a filter that is too narrow.
function emptyText(app) {
  const plural = app.index.location_plural;
  if (app.followsMap && app.matches.length > 0) return "Niets in beeld. Verschuif de kaart, zoom uit of zet 'Alleen wat in beeld is' uit.";
  if (app.listsAreas) return "Niets gevonden. Verander de zoektekst.";
  if ((app.store.locations?.count ?? 0) === 0) {
    return `De registers in deze scan kennen hier geen ${plural}. Dat wil niet zeggen dat zij er niet zijn.`;
  }
  if (app.filter.question !== null) {
    return app.filter.onlySure && app.active.partlyCount > 0
      ? "Geen plek voldoet zeker. Zet 'Alleen zeker' uit voor de plekken waarvan een deel onbekend is."
      : `Volgens deze gegevens voldoet geen van de ${plural} aan de hele vraag.`;
  }
  return "Niets gevonden. Verander de zoektekst of de filters.";
}

function showMore(app, rows) {
  const list = find("lijst");
  const from = list.children.length;
  const next = rows.slice(from, from + PAGE_COUNT);
  list.append(...next.map((row, i) => itemButton(app, row, from + i === 0)));
  const left = rows.length - list.children.length;
  find("meer").hidden = left <= 0;
  find("meer").textContent = `Toon er nog ${formatNumber(Math.min(left, PAGE_COUNT))} (van ${formatNumber(left)})`;
  return from;
}

export function renderList(app) {
  const rows = listedRows(app);
  app.listRows = rows;
  find("lijst-titel").textContent = titleOf(app);
  find("aantal").textContent = countText(app, rows);
  find("niets").hidden = rows.length > 0;
  find("niets").textContent = emptyText(app);
  const held = document.activeElement?.closest("#lijst button.item")?.dataset.row;
  fill(find("lijst"));
  showMore(app, rows);
  if (held) find("lijst").querySelector(`button[data-row="${held}"]`)?.focus({ preventScroll: true });
}

function markChoice(app) {
  const kind = app.listsAreas ? app.mode : "";
  for (const button of find("lijst").querySelectorAll("button.item")) {
    const chosen = app.isSelected(kind, Number(button.dataset.row));
    if (chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    if (chosen && app.selected.from !== "list") button.scrollIntoView({ block: "nearest" });
  }
}

function moveFocus(event) {
  const buttons = [...find("lijst").querySelectorAll("button.item")];
  const at = buttons.indexOf(document.activeElement);
  const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 };
  const target = buttons[targets[event.key]];
  if (at < 0 || !target) return;
  event.preventDefault();
  buttons[at].tabIndex = -1;
  target.tabIndex = 0;
  target.focus();
}

export function wireList(app) {
  app.on("filter", () => renderList(app));
  for (const event of ["mode", "order", "view"]) app.on(event, () => renderList(app));
  app.on("theme", () => renderList(app));
  app.on("select", () => markChoice(app));
  find("lijst").addEventListener("keydown", moveFocus);
  find("meer").addEventListener("click", () => {
    const from = showMore(app, app.listRows);
    find("lijst").querySelectorAll("button.item")[from]?.focus();
  });
}
