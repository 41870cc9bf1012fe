// The explanation of one location.
import { capital, el, fill, find, formatNumber } from "./format.js";
import { keysBlock } from "./keys_block.js";
import { areaParts } from "./area.js";
import { blindNote, certaintyBlock } from "./certainty.js";
import { changeBlock } from "./chips.js";
import { placeBlock } from "./coordinates.js";
import { classText, markName } from "./list.js";
import { findingBlock } from "./findings.js";
import { differences, featureList, kindText, matrixPlace, peerWords, registerText, sides } from "./facts.js";
import { routeButton } from "./route.js";
import { contributions, counterfactual, plainFacts, reasonList, unknowns } from "./reasons.js";
import { trialNote } from "./trial_marks.js";

function boundsText(low, high) {
  if (low === high) return "Alle kenmerken zijn bekend: er is geen marge door onbekende gegevens.";
  return `Tussen ${formatNumber(low, 1)} en ${formatNumber(high, 1)}, afhankelijk van wat nog onbekend is.`;
}

function scoreBlock(app, row) {
  const table = app.store.locations;
  const letter = app.classOf(row);
  if (letter === null) return el("p", { class: "note" }, "De score is in dit profiel verborgen.");
  const [score, low, high] = ["score", "score_low", "score_high"].map((name) => table.number(name, row));
  const chip = el("span", { class: `class-chip ${markName(app, row)}` }, capital(classText(app, letter)));
  if (score === null) return el("div", { class: "score" }, chip);
  const range = el("span", { class: "range-fill" });
  const mark = el("span", { class: "range-mark" });
  range.style.left = `${low ?? score}%`;
  range.style.width = `${Math.max(0, (high ?? score) - (low ?? score))}%`;
  mark.style.left = `${score}%`;
  return el("div", { class: "score" }, chip, blindNote(app, row),
    el("p", { class: "score-line" }, el("strong", { id: "score" }, formatNumber(score, 1)), " van 100"),
    el("span", { class: "range", "aria-hidden": "true" }, range, mark),
    low === null ? null : el("p", { class: "small", id: "grenzen" }, boundsText(low, high)));
}

function peerText(app, row) {
  const table = app.store.locations;
  const percentile = table.number(app.percentileColumn, row);
  if (percentile === null || app.active.isBlind(row)) return null;
  return `percentiel ${formatNumber(percentile)} van ${peerWords(app, row)}`;
}

function areaText(table, row) {
  const area = table.number("area_m2", row);
  if (area === null) return null;
  return area > 1e6 ? `${formatNumber(area / 1e6, 1)} km²` : `${formatNumber(area)} m²`;
}

// Only of an erf the area is that of its buildings.
function areaTitle(app, row) {
  return app.store.locations.text("kind", row) === "erf" ? "Bebouwd oppervlak" : "Oppervlakte";
}

export function definitionList(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== "");
  return el("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function numberText(value, decimals = 0) {
  return value === null ? null : formatNumber(value, decimals);
}

function summary(app, row) {
  const table = app.store.locations;
  const kind = kindText(app, row);
  const pairs = [
    ["Type", kind && capital(kind)],
    ["Plaats in de groep", peerText(app, row)],
    ["Buurt", table.text("buurt", row)],
    ["Gemeente", table.index.is_area ? "" : table.text("gemeente", row)],
    [areaTitle(app, row), areaText(table, row)],
    ["Panden", numberText(table.number("pand_count", row))],
    ["Registers", registerText(app, row)],
  ];
  return definitionList(pairs);
}

function locationParts(app, row) {
  const hidden = app.classColumn === null;
  const isWhole = app.index.is_whole;
  const going = [findingBlock(app, row), routeButton(app, row), placeBlock(app, row)]; // who goes there finds these first
  return [
    ...(isWhole ? [] : going), scoreBlock(app, row), trialNote(app, row),
    reasonList(app, row, "reasons_for", "reason_for", "Waarom hoger"),
    reasonList(app, row, "reasons_against", "reason_against", "Waarom lager"),
    counterfactual(app, row), ...(isWhole ? going : []),
    certaintyBlock(app, row), changeBlock(app, row), summary(app, row), keysBlock(app, row), featureList(app, row),
    app.active.trial ? null : matrixPlace(app, row), differences(app, row), sides(app, row),
    hidden ? plainFacts(app, row) : contributions(app, row),
    unknowns(app, row),
  ];
}

// In a very low window the page scrolls, not the panel.
function scrollsAsWhole() {
  return window.matchMedia("(max-height: 479px)").matches;
}

export function renderDetail(app) {
  const main = find("app");
  const panel = find("uitleg");
  panel.hidden = app.selected === null;
  main.classList.toggle("has-detail", app.selected !== null);
  if (app.selected === null) return;
  const { kind, row } = app.selected;
  find("uitleg-titel").textContent = app.tableOf(app.selected).text("label", row);
  fill(find("uitleg-inhoud"), ...(kind === "" ? locationParts(app, row) : areaParts(app, kind, row)));
  panel.scrollTop = 0;
  if (scrollsAsWhole()) panel.scrollIntoView();
  find("gekozen").textContent = `Uitleg van ${find("uitleg-titel").textContent}`;
}

export function closeDetail(app) {
  if (app.selected === null) return;
  const { row } = app.selected;
  app.select(null);
  const button = find("lijst").querySelector(`button[data-row="${row}"]`) ?? find("lijst").querySelector("button");
  if (button?.offsetParent) button.focus({ preventScroll: !scrollsAsWhole() });
  else find("map_kaart").focus();
}

export function wireDetail(app) {
  app.on("select", () => {
    renderDetail(app);
    if (app.selected !== null) find("uitleg-titel").focus({ preventScroll: true });
  });
  find("sluit-uitleg").addEventListener("click", () => closeDetail(app));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeDetail(app);
  });
}
