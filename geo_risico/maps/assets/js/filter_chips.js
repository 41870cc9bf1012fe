// Which filters are on, each with a button that takes it away.
import { cellWords, featureTitle } from "./asking.js";
import { applyFilters } from "./filters.js";
import { capital, el, fill, find, formatNumber } from "./format.js";

const ROBUSTNESS = { robust: "robuust", onbekend: "te weinig gegevens" };
const NAMED = [["gemeente", "Gemeente"], ["buurt", "Buurt"], ["robustness", "Zekerheid"], ["witte_vlek", "Gekeken"]];

function classChips({ filter, letters }) {
  if (filter.classes.size === letters.length) return [];
  const chosen = letters.filter((letter) => filter.classes.has(letter));
  const text = chosen.length === 0 ? "geen klasse" : `klasse ${chosen.join(", ")}`;
  return [[text, () => { filter.classes = new Set(letters); }]];
}

function rangeText(low, high) {
  if (low === null) return `score tot en met ${formatNumber(high, 1)}`;
  return high === null ? `score vanaf ${formatNumber(low, 1)}` : `score ${formatNumber(low, 1)} tot en met ${formatNumber(high, 1)}`;
}

function numberChips({ filter, index }) {
  const chips = [];
  if (filter.scoreLow !== null || filter.scoreHigh !== null) {
    chips.push([rangeText(filter.scoreLow, filter.scoreHigh), () => Object.assign(filter, { scoreLow: null, scoreHigh: null })]);
  }
  if (filter.dimension !== "") {
    const title = index.dimensions.find(({ name }) => name === filter.dimension)?.title ?? filter.dimension;
    chips.push([`${title}: minstens ${formatNumber(filter.points ?? 0, 1)} punten`,
      () => Object.assign(filter, { dimension: "", points: null })]);
  }
  if (filter.coverage !== null) {
    chips.push([`dekking minstens ${formatNumber(filter.coverage)}%`, () => { filter.coverage = null; }]);
  }
  return chips;
}

function namedChips({ filter }) {
  return NAMED.filter(([name]) => filter[name]).map(([name, title]) => {
    const value = name === "robustness" ? ROBUSTNESS[filter[name]] ?? filter[name] : filter[name];
    return [`${title}: ${value}`, () => {
      filter[name] = "";
      if (name === "gemeente") filter.buurt = "";
    }];
  });
}

function askedChips(app) {
  const { filter } = app;
  if (filter.question !== null) {
    return [[`vraag: ${filter.question}`, () => Object.assign(filter, { question: null, kinds: new Set(), features: new Map() })]];
  }
  return [
    ...[...filter.kinds].map((kind) => [`type: ${kind}`, () => filter.kinds.delete(kind)]),
    ...[...filter.features].map(([name, wanted]) => [`${featureTitle(app, name)}: ${wanted}`, () => filter.features.delete(name)]),
    ...(filter.cell === null ? [] : [[cellWords(filter.cell), () => { filter.cell = null; }]]),
    ...(filter.change ? [["veranderd op beeld", () => { filter.change = false; }]] : []),
    ...(filter.onlySure ? [["alleen zeker", () => { filter.onlySure = false; }]] : []),
  ];
}

// Every filter that is on, as [text, what takes it away].
export function activeFilters(app) {
  const { filter } = app;
  const searched = filter.query.trim() === "" ? [] : [[`zoek: ${filter.query.trim()}`, () => Object.assign(filter, { query: "", hits: null })]];
  return [...searched, ...classChips(app.active), ...numberChips(app.active), ...namedChips(app.active), ...askedChips(app)];
}

function remove(app, i, takeAway) {
  takeAway();
  app.emit("reset");
  applyFilters(app);
  const chips = find("actief-lijst").querySelectorAll("button");
  (chips[Math.min(i, chips.length - 1)] ?? find("lijst-titel")).focus({ preventScroll: true });
}

function renderChips(app) {
  const chips = app.store.locations ? activeFilters(app) : [];
  find("actief").hidden = chips.length === 0;
  fill(find("actief-lijst"), ...chips.map(([text, takeAway], i) => el("li", {}, el("button", {
    type: "button", class: "button chip", "aria-label": `Filter weghalen: ${text}`, onclick: () => remove(app, i, takeAway),
  }, capital(text), el("span", { "aria-hidden": "true" }, " ×")))));
}

export function wireChips(app) {
  for (const event of ["filter", "theme", "reset", "mode"]) app.on(event, () => renderChips(app));
}
