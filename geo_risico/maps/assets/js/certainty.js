// How sure a class and a rank are, whether anybody looked, and what cases and visits there are.
import { el, find, formatNumber, formatPercent } from "./format.js";
import { TRIAL_HEADS, trialCells, trialText } from "./trial_marks.js";

export const LOW_BUT_BLIND = "Lage score, maar hier is weinig gekeken: onbekend, niet veilig.";
const ROBUSTNESS = {
  robust: "robuust: bij andere gewichten blijft de klasse meestal gelijk",
  grensgeval: "grensgeval: bij andere gewichten kan de klasse veranderen",
};
const SHORT = { robust: "robuust", grensgeval: "grensgeval" };
const NO_LOG = "geen bezoekenlog";
const LOOKED = {
  gezien: "gezien: hier is gekeken",
  "deels gezien": "deels gezien: hier is maar deels gekeken",
  "witte vlek": "witte vlek: hier is weinig of niet gekeken",
  [NO_LOG]: "niet bekend waar is gekeken",
};
const LOOKED_AROUND = {
  ...LOOKED,
  gezien: "gezien: niet hier zelf, wel rondom en op plekken als deze",
  "deels gezien": "deels gezien: niet hier zelf, en rondom of op plekken als deze maar deels",
};
const DAYS_PER_YEAR = 365.25;
const SHORT_DAYS = 90;

// Is it known of any location where people looked?
export function hasLog(app) {
  const values = app.store.locations?.index.columns.witte_vlek?.values ?? [];
  return values.some((value) => value !== NO_LOG);
}

export function placeText(table, row) {
  const [low, high, count] = ["rank_low", "rank_high", "rank_count"].map((name) => table.number(name, row));
  if (low === null || high === null) return "";
  const place = low === high ? formatNumber(low) : `${formatNumber(low)} tot ${formatNumber(high)}`;
  return `plaats ${place}${count === null ? "" : ` van ${formatNumber(count)}`}`;
}

// One line for the list: robust or not, the interval of the rank, and whether anybody looked.
export function sureText(app, row) {
  const table = app.store.locations;
  if (app.active.isBlind(row)) return LOW_BUT_BLIND;
  if (app.active.trial) return trialText(app, row);
  const isRanked = app.classColumn !== null;
  const robust = isRanked ? SHORT[table.text("robustness", row)] ?? "te weinig gegevens" : "";
  const looked = hasLog(app) ? table.text("witte_vlek", row) : "";
  const place = isRanked && SHORT[table.text("robustness", row)] ? placeText(table, row) : "";
  return [robust, place, looked].filter(Boolean).join(" · ");
}

// The same in cells of a table: certainty, place, and whether anybody looked where that is known.
export function sureHeads(app) {
  if (app.active.trial) return TRIAL_HEADS;
  return [...(app.classColumn === null ? [] : ["Zekerheid", "Plaats"]), ...(hasLog(app) ? ["Gekeken"] : [])];
}

export function sureCells(app, row) {
  if (app.active.trial) return trialCells(app, row);
  const table = app.store.locations;
  const isUnknown = app.active.isBlind(row) || !SHORT[table.text("robustness", row)];
  const own = isUnknown ? ["onbekend", "onbekend"] : [SHORT[table.text("robustness", row)], placeText(table, row) || "onbekend"];
  return [...(app.classColumn === null ? [] : own), ...(hasLog(app) ? [table.text("witte_vlek", row)] : [])];
}

export function blindNote(app, row) {
  return app.active.isBlind(row) ? el("p", { class: "note", id: "laag-maar-blind" }, LOW_BUT_BLIND) : null;
}

function rankText(app, row) {
  if (app.active.trial) return null;
  const text = placeText(app.store.locations, row);
  return text && `${text} (1 is hoogst)`;
}

function robustText(app, row) {
  if (app.classColumn === null || app.active.trial) return null;
  if (app.active.isBlind(row)) return "onbekend: hier is te weinig gekeken om een lage klasse te geven";
  return ROBUSTNESS[app.store.locations.text("robustness", row)] ?? "onbekend: te weinig gegevens voor een klasse";
}

// The class by the weights of the experts beside the calibrated one.
function expertText(app, row) {
  const table = app.store.locations;
  const isKnown = [table.text("class_expert", row), app.classOf(row)].some((letter) => letter?.length === 1);
  if (!table.has("class_expert") || !isKnown || app.active.trial) return null;
  const name = (letter) => (letter.length === 1 ? `klasse ${letter}` : "onbekend");
  const score = (column) => (app.active.isBlind(row) ? null : table.number(column, row));
  const part = (letter, value) => name(letter) + (value === null || letter.length > 1 ? "" : ` (${formatNumber(value, 1)})`);
  return `experts: ${part(table.text("class_expert", row), score("score_expert"))}; `
    + `na ijking: ${part(app.classOf(row), score("score"))}`;
}

function agoText(days) {
  if (days === null) return "geen bezoek bekend";
  if (days <= SHORT_DAYS) return `${formatNumber(days)} ${days === 1 ? "dag" : "dagen"} voor de peildatum`;
  const years = days / DAYS_PER_YEAR;
  return years < 2 ? `${formatNumber(days / 30.4375)} maanden voor de peildatum` : `${formatNumber(years, 1)} jaar voor de peildatum`;
}

function lookedPairs(app, row) {
  const table = app.store.locations;
  if (!table.has("witte_vlek")) return [];
  const words = table.number("days_since_visit", row) === null ? LOOKED_AROUND : LOOKED;
  const pairs = [["Gekeken", words[table.text("witte_vlek", row)] ?? "onbekend"]];
  if (!hasLog(app)) return pairs;
  const [decile, unlike] = ["effort_decile", "dissimilarity"].map((name) => table.number(name, row));
  return [
    ...pairs,
    ["Laatste bezoek", agoText(table.number("days_since_visit", row))],
    ["Inspanning rondom", decile === null ? null : `groep ${formatNumber(decile)} van 10 (1 is het minst bezocht)`],
    ["Anders dan bezocht", unlike === null ? null : `${formatPercent(unlike)} (0% lijkt op bezochte plekken)`],
  ];
}

function evidenceBlock(app, row) {
  const table = app.store.locations;
  const pairs = [["Bezoeken", "visit_count"], ["Casussen", "case_count"]].filter(([, name]) => table.has(name));
  if (pairs.length === 0) return null;
  const isFictief = app.index.banner.is_fictief;
  const figures = pairs.flatMap(([title, name]) => [el("dt", {}, title), el("dd", {}, formatNumber(table.number(name, row)))]);
  return el("div", { id: "bezoeken-casussen" },
    el("h3", {}, `${pairs.map(([title], i) => (i === 0 ? title : title.toLowerCase())).join(" en ")} `,
      isFictief ? el("strong", { class: "badge badge-fictief" }, "FICTIEF") : null),
    el("dl", { class: "facts" }, ...figures),
    el("p", { class: "small" }, "Een bezoek of casus hoort bij de plek en is geen bewijs tegen wie er woont of werkt."));
}

export function certaintyBlock(app, row) {
  const table = app.store.locations;
  const coverage = table.number("coverage", row);
  const pairs = [
    ["Zekerheid", robustText(app, row)],
    ["Rang", app.classColumn === null ? null : rankText(app, row)],
    ["Dekking", coverage === null ? null : `${formatPercent(coverage)} van het gewicht is bekend`],
    ["Twee wegingen", expertText(app, row)],
    ...lookedPairs(app, row),
  ].filter(([, text]) => text !== null && text !== "");
  return el("div", { id: "zekerheid" },
    pairs.length === 0 ? null : el("h3", {}, "Hoe zeker is dit?"),
    el("dl", { class: "facts" }, ...pairs.flatMap(([name, text]) => [el("dt", {}, name), el("dd", {}, text)])),
    evidenceBlock(app, row));
}

// Beside the counts per class of an area: how many are robust, how many on the border, and where nobody looked.
const AREA_ROWS = [
  ["count_robust", "robuust"], ["count_grensgeval", "grensgeval"], ["count_witte_vlek", "in een witte vlek"],
];

export function areaCertainty(table, row) {
  const rows = AREA_ROWS.filter(([name]) => table.has(name));
  if (rows.length === 0) return null;
  return el("div", {}, el("h3", {}, "Hoe zeker"), el("table", { class: "figures" }, el("tbody", {}, ...rows.map(([name, words]) =>
    el("tr", {}, el("th", { scope: "row" }, words), el("td", {}, formatNumber(table.number(name, row))))))));
}

// The reason why hatching stands where it does, under the legend.
export function explainBlind(app, isShown) {
  const note = find("legenda-blind");
  note.hidden = !isShown;
  note.textContent = isShown ? "Gearceerd is onbekend, niet laag. In een witte vlek is weinig gekeken: een lage score zegt daar niets." : "";
}
