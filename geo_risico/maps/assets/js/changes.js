// The list of changes on images: its button, how many were judged, and the marks as a file.
import { applyFilters } from "./filters.js";
import { find, formatNumber, formatPercent } from "./format.js";
import { renderList } from "./list.js";
import { MARKS, Marks, asCsv, asJson, markOf, save, wilson } from "./marks.js";
import { closeTool, offerTool, wireTool } from "./tools.js";

// Candidates of a theme by their row; each gets its label, for the file.
function connect(part) {
  const table = part.store.locations;
  const items = new Map((part.index.candidates?.items ?? []).map((item) => [item.id, item]));
  for (let row = 0; items.size > 0 && row < table.count; row += 1) {
    const item = items.get(table.text("id", row));
    if (item) part.changes.set(row, Object.assign(item, { label: table.text("label", row) }));
  }
}

function itemsOf(app) {
  return app.parts.flatMap((part) => [...part.changes.values()]).sort((a, b) => a.rank - b.rank);
}

function markedText(app) {
  const items = itemsOf(app);
  const count = Object.fromEntries(MARKS.map((mark) => [mark, items.filter((item) => markOf(app, item) === mark).length]));
  const total = MARKS.reduce((sum, mark) => sum + count[mark], 0);
  if (total === 0) return "Nog geen oordelen. Kies een locatie en kijk naar voor en na.";
  const sure = count.echt + count.onjuist;
  const words = MARKS.map((mark) => `${formatNumber(count[mark])} ${mark}`).join(", ");
  const text = `${formatNumber(total)} van ${formatNumber(items.length)} beoordeeld: ${words}.`;
  const kept = app.marks.isKept ? "" : " Deze browser bewaart niets: maak een bestand voordat u sluit.";
  if (sure === 0) return text + kept;
  const [low, high] = wilson(count.echt, sure).map((value) => formatNumber(value * 100));
  return `${text} Precisie nu: ${formatPercent((100 * count.echt) / sure)} (tussen ${low} en ${high}%).${kept}`;
}

function render(app) {
  const { candidates } = app.index;
  const count = formatNumber(candidates?.items.length ?? 0);
  offerTool("beeld", Boolean(candidates));
  find("beeld-knop").textContent = `Beeld (${count})`;
  find("beeld-knop").setAttribute("aria-label", `Veranderingen op beeld (${count})`);
  if (!app.filter.change) closeTool("beeld");
  if (!candidates) return;
  const { counts, items, total, precision } = candidates;
  const part = total > items.length ? ` Hier staan de ${formatNumber(items.length)} sterkste.` : "";
  find("beeld-aantal").textContent = counts + part;
  find("beeld-precisie").textContent = precision;
  find("beeld-oordelen").textContent = markedText(app);
  for (const name of ["json", "csv"]) find(`beeld-${name}`).disabled = app.marks.own.size === 0;
}

// The list of changes is a filter of its own: it comes and goes with the tool.
function setChange(app, isOn) {
  if (app.filter.change === isOn) return;
  app.filter.change = isOn;
  app.filter.question = null;
  if (isOn && app.mode !== "auto") {
    app.mode = "auto";
    app.emit("mode");
  }
  applyFilters(app);
}

export function wireChanges(app) {
  const first = app.parts.find((part) => part.index.candidates)?.index.candidates;
  if (!first) return;
  app.marks = new Marks(first.scan, first.key);
  app.parts.forEach(connect);
  wireTool(app, "beeld", { onOpen: () => setChange(app, true), onClose: () => setChange(app, false) });
  find("beeld-json").addEventListener("click", () => {
    save(`oordelen_${first.scan}.json`, "application/json", asJson(app, itemsOf(app)));
  });
  find("beeld-csv").addEventListener("click", () => {
    save(`oordelen_${first.scan}.csv`, "text/csv", asCsv(app, itemsOf(app)));
  });
  for (const event of ["theme", "filter", "reset", "mark"]) app.on(event, () => render(app));
  app.on("mark", () => { if (app.filter.change) renderList(app); });
}
