// Findings of visits: the block in the explanation, and the tool with all of this device.
import { askFirst } from "./confirm.js";
import { findingForm, checklistOf, emptyDraft, safetyList, titleOf } from "./findings_form.js";
import { asCsv, asJson, fileName, readFile } from "./findings_file.js";
import { markList, placeOf } from "./findings_marks.js";
import { Findings, keyOf } from "./findings_store.js";
import { capital, el, fill, find, formatNumber } from "./format.js";
import { save } from "./marks.js";
import { wireTool } from "./tools.js";

const NOT_VISITED = "niet bezocht";
const NOT_KEPT = "Deze browser bewaart niets: maak een bestand voordat u sluit.";

function dayOf(op) {
  return new Date(op).toDateString();
}

function momentText(op) {
  const time = new Intl.DateTimeFormat("nl-NL", { hour: "2-digit", minute: "2-digit" }).format(new Date(op));
  if (dayOf(op) === new Date().toDateString()) return `vandaag ${time}`;
  return `${new Intl.DateTimeFormat("nl-NL", { day: "numeric", month: "long" }).format(new Date(op))} ${time}`;
}

function answerText(lists, entry) {
  const found = entry.bevindingen.map((code) => titleOf(lists.findings, code));
  const after = entry.vervolg ? [titleOf(lists.follow_up, entry.vervolg)] : [];
  return [...found, ...after].join("; ");
}

function removeButton(app, entry, isNamed) {
  const name = isNamed ? ` van ${entry.label}, ${momentText(entry.op)}` : "";
  const button = el("button", { type: "button", class: "button", "aria-label": `Verwijderen: bevinding${name}` }, "Verwijderen");
  button.addEventListener("click", () => askFirst(button, {
    words: "Deze bevinding verwijderen van dit apparaat?", yes: "Ja, verwijderen",
    onYes: () => {
      app.findings.remove(keyOf(entry));
      app.emit("finding");
      find(isNamed ? "bevindingen-melding" : "bevinding-melding").textContent = "De bevinding is verwijderd.";
      find(isNamed ? "bevindingen-titel" : "bevinding-invullen").focus();
    },
  }));
  return button;
}

function entryItem(app, entry, isNamed) {
  const place = isNamed ? placeOf(app, entry.location_id) : null;
  const answer = answerText(app.findings.lists, entry);
  const title = entry.label || entry.location_id;
  return el("li", { class: "finding" },
    isNamed && place ? el("button", {
      type: "button", class: "button wide finding-place",
      onclick: () => app.select({ part: place.part, kind: "", row: place.row, from: "list" }),
    }, title) : null,
    isNamed && !place ? el("strong", {}, `${title} (niet op deze kaart)`) : null,
    el("p", {}, el("strong", {}, capital(entry.uitkomst)), el("span", { class: "small" }, ` ${momentText(entry.op)}`)),
    answer ? el("p", { class: "small" }, answer) : null,
    removeButton(app, entry, isNamed));
}

function ownEntries(app, id) {
  const entries = app.findings.of(id).reverse();
  if (entries.length === 0) return null;
  return el("div", {},
    el("ul", { class: "finding-list", "aria-label": "Bevindingen van dit apparaat" }, ...entries.map((entry) => entryItem(app, entry, false))),
    entries.length > 1 ? el("p", { class: "small" }, "De bovenste telt. Eerdere blijven in het bestand staan.") : null);
}

// An entry of today can be changed; after that it is a new visit.
function todaysEntry(app, id) {
  const entry = app.findings.latest(id);
  return entry !== null && dayOf(entry.op) === new Date().toDateString() ? entry : null;
}

function readOnly(app, row) {
  const { title, items } = checklistOf(app, row);
  const id = app.store.locations.text("id", row);
  const words = todaysEntry(app, id) === null ? "Bevinding invullen" : "Bevinding wijzigen";
  return [
    el("h3", { id: "bezoek-kop" }, "Bezoek"),
    el("button", {
      type: "button", class: "button wide primary", id: "bevinding-invullen", onclick: () => openForm(app, row),
    }, words),
    el("p", { class: "small", id: "bevinding-melding", role: "status" }),
    ownEntries(app, id),
    el("details", { class: "fold", id: "waar-let-u-op" }, el("summary", {}, "Waar let u op?"),
      el("h4", {}, title), el("ul", { class: "plain-list" }, ...items.map((item) => el("li", {}, item))),
      el("h4", {}, "Veiligheid"), safetyList(app, row)),
  ];
}

function closeForm(app, row, message) {
  const box = find("bezoek");
  fill(box, ...readOnly(app, row));
  find("bevinding-melding").textContent = message;
  find("bevinding-invullen").focus();
}

function entryOf(app, row, answer) {
  const table = app.store.locations;
  return {
    location_id: table.text("id", row), thema: app.index.name, label: table.text("label", row), ...answer,
    op: new Date().toISOString(),
  };
}

function saveAnswer(app, row, answer) {
  const entry = entryOf(app, row, answer);
  app.findings.drafts.delete(entry.location_id);
  app.findings.add([entry]);
  app.emit("finding");
  const kept = app.findings.isKept ? "" : ` ${NOT_KEPT}`;
  closeForm(app, row, `Opgeslagen: ${entry.uitkomst}.${kept}`);
}

function safetySeen(app) {
  const place = `geo-risico/bevindingen/${app.findings.lists.scan}/veiligheid`;
  try {
    const seen = localStorage.getItem(place) !== null;
    localStorage.setItem(place, "gezien");
    return seen || app.findings.isSafetySeen;
  } catch {
    return Boolean(app.findings.isSafetySeen);
  } finally {
    app.findings.isSafetySeen = true;
  }
}

function openForm(app, row) {
  const id = app.store.locations.text("id", row);
  const { drafts } = app.findings;
  const { form, start } = findingForm(app, row, {
    draft: drafts.get(id) ?? todaysEntry(app, id) ?? emptyDraft(),
    isSafetyOpen: !safetySeen(app),
    onChange: (answer) => drafts.set(id, answer),
    onSave: (answer) => saveAnswer(app, row, answer),
    onCancel: () => {
      drafts.delete(id);
      closeForm(app, row, "");
    },
  });
  fill(find("bezoek"), form);
  start();
  app.emit("open");
  find("bevinding-kop").focus();
  form.scrollIntoView({ block: "start" });
}

// Block of the explanation; null where this page has no form.
export function findingBlock(app, row) {
  if (!app.findings || !app.index.fieldwork_kinds[""]) return null;
  const box = el("section", { id: "bezoek", class: "visit", "aria-label": "Bezoek" }, ...readOnly(app, row));
  if (app.findings.drafts.has(app.store.locations.text("id", row))) {
    box.querySelector("#bevinding-invullen").textContent = "Verder met de bevinding";
  }
  return box;
}

function progressText(app) {
  const today = app.findings.entries.filter((entry) => dayOf(entry.op) === new Date().toDateString());
  const last = new Map(today.map((entry) => [entry.location_id, entry.uitkomst]));
  if (last.size === 0) return "Vandaag nog geen bevindingen.";
  const counts = app.findings.lists.outcomes.map((outcome) => [outcome, [...last.values()].filter((one) => one === outcome).length]);
  const been = last.size - counts.find(([outcome]) => outcome === NOT_VISITED)[1];
  const words = counts.filter(([, count]) => count > 0).map(([outcome, count]) => `${formatNumber(count)} ${outcome}`);
  return `Vandaag ${formatNumber(been)} bezocht: ${words.join(", ")}.`;
}

function keptText(app) {
  if (!app.findings.isKept) return NOT_KEPT;
  const { entries, unsavedCount } = app.findings;
  if (entries.length === 0) return "";
  return unsavedCount === 0 ? "Alles staat in een bestand." : `${formatNumber(unsavedCount)} nog niet als bestand bewaard.`;
}

function renderTool(app) {
  const { entries, unsavedCount } = app.findings;
  find("bevindingen-knop").textContent = `Bevindingen (${formatNumber(entries.length)})`;
  find("bevindingen-vandaag").textContent = progressText(app);
  find("bevindingen-bewaard").textContent = keptText(app);
  fill(find("bevindingen-lijst"), ...[...entries].reverse().map((entry) => entryItem(app, entry, true)));
  find("bevindingen-geen").hidden = entries.length > 0;
  for (const name of ["json", "csv"]) find(`bevindingen-${name}`).disabled = entries.length === 0;
  const clear = find("bevindingen-wis");
  if (clear) clear.hidden = entries.length === unsavedCount;
}

function saveFile(app, extension) {
  const { findings } = app;
  if (extension === "json") save(fileName(findings, "json"), "application/json", asJson(findings));
  else save(fileName(findings, "csv"), "text/csv", asCsv(findings));
  findings.markSaved();
  app.emit("finding");
  find("bevindingen-melding").textContent = `Bewaard als ${fileName(findings, extension)}.`;
}

async function loadFile(app, input) {
  const [file] = input.files;
  if (!file) return;
  const { entries, problem } = readFile(await file.text(), app.findings.lists);
  input.value = "";
  const count = problem === null ? app.findings.add(entries) : 0;
  app.emit("finding");
  find("bevindingen-melding").textContent = problem
    ?? `${formatNumber(count)} bevindingen toegevoegd; ${formatNumber(entries.length - count)} stonden er al.`;
}

function clearSaved(app, button) {
  askFirst(button, {
    words: "Staat het bestand waar u het verwacht? Wat bewaard is verdwijnt van dit apparaat.", yes: "Ja, leegmaken",
    onYes: (event) => {
      app.findings.clearSaved();
      event.target.closest(".confirm").replaceWith(button);
      app.emit("finding");
      find("bevindingen-melding").textContent = "De bewaarde bevindingen staan niet meer op dit apparaat.";
      find("bevindingen-titel").focus();
    },
  });
}

// The open explanation follows, unless somebody is filling in its form.
function renderBlock(app) {
  const box = find("bezoek");
  if (!box || app.selected === null || app.selected.kind !== "" || box.querySelector("form")) return;
  fill(box, ...readOnly(app, app.selected.row));
}

export function wireFindings(app) {
  const lists = app.index.fieldwork;
  if (!lists) return;
  app.findings = new Findings(lists);
  wireTool(app, "bevindingen");
  for (const name of ["json", "csv"]) find(`bevindingen-${name}`).addEventListener("click", () => saveFile(app, name));
  find("bevindingen-bestand").addEventListener("change", (event) => loadFile(app, event.target));
  const clear = find("bevindingen-wis");
  clear.addEventListener("click", () => clearSaved(app, clear));
  app.on("finding", () => {
    renderTool(app);
    renderBlock(app);
    markList(app);
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== app.findings.place) return;
    app.findings.refresh();
    app.emit("finding");
  });
  renderTool(app);
}
