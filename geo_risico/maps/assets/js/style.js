// Colours, hatching and what each row looks like. Colours come from CSS variables, so that a theme can set them.
import { formatNumber } from "./format.js";

const LETTERS = ["A", "B", "C", "D", "E"];
const SHARE_BREAKS = [10, 25, 40, 60];
const SCORE_STEPS = [4, 6, 8, 10, 12, 16, 20];
const HATCH_PX = 8; // twice this divides a tile of 512, so that lines run on

export function readColours() {
  const css = getComputedStyle(document.documentElement);
  const get = (name) => css.getPropertyValue(`--${name}`).trim();
  const colours = { classes: LETTERS.map((letter) => get(`class-${letter.toLowerCase()}`)) };
  colours.inks = LETTERS.map((letter) => get(`class-ink-${letter.toLowerCase()}`));
  for (const name of [
    "unknown-ground", "unknown-line", "plain", "outline", "selected", "halo", "label", "area-outline",
    "land", "kom", "water", "road", "border", "building", "green", "abroad", "suppressed-ground", "suppressed-line", "blind-ground", "blind-line",
    "hot", "cold",
  ]) colours[name] = get(`map-${name}`);
  return colours;
}

// Lines rise; crossed ones rise and fall; those of a witte vlek fall.
function hatch(ground, line, crossed, falls = false) {
  const canvas = document.createElement("canvas");
  canvas.width = HATCH_PX * 2;
  canvas.height = HATCH_PX * 2;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.strokeStyle = line;
  ctx.lineWidth = 2.5;
  for (const shift of [-1, 0, 1]) {
    const at = shift * canvas.width;
    if (!falls) {
      ctx.moveTo(at, canvas.height);
      ctx.lineTo(at + canvas.width, 0);
    }
    if (!crossed && !falls) continue;
    ctx.moveTo(at, 0);
    ctx.lineTo(at + canvas.width, canvas.height);
  }
  ctx.stroke();
  return ctx.createPattern(canvas, "repeat");
}

function makeLooks(colours) {
  const outline = colours.outline;
  const banded = colours.classes.map((fill) => ({ fill, tiny: fill, outline }));
  const unknown = hatch(colours["unknown-ground"], colours["unknown-line"], false);
  const hidden = hatch(colours["suppressed-ground"], colours["suppressed-line"], true);
  return {
    banded,
    unknown: { fill: unknown, tiny: colours["unknown-line"], outline },
    blind: { fill: hatch(colours["blind-ground"], colours["blind-line"], false, true), tiny: colours["blind-line"], outline },
    suppressed: { fill: hidden, tiny: colours["suppressed-line"], outline },
    plain: { fill: colours.plain, tiny: colours.plain, outline },
  };
}

export function openStyle() {
  const style = {};
  style.refresh = () => {
    style.colours = readColours();
    style.looks = makeLooks(style.colours);
    style.colours.unseen = hatch(style.colours.land, style.colours.road, false);
  };
  style.refresh();
  return style;
}

// Ink on a class colour; hatched and other grounds need a halo instead.
export function inkOf(style, band) {
  if (typeof band !== "number" || band < 0) return null;
  return style.colours.inks[band];
}

export function classLook(style, letter) {
  const place = LETTERS.indexOf(letter);
  if (place >= 0) return style.looks.banded[place];
  return letter === null ? style.looks.plain : style.looks.unknown;
}

function countsOf(table, row) {
  return LETTERS.map((letter) => table.number(`count_${letter}`, row));
}

function bandOf(value, breaks) {
  return breaks.filter((limit) => value >= limit).length;
}

function silentBand(table) {
  return table.index.is_shielded ? "suppressed" : "unknown";
}

function scoreOf(table, row) {
  return table.number("score_per_gemeente", row) ?? table.number("mean_score", row);
}

// Five bands of equal width around the mean, at least 4 points wide: a small difference gets no other colour.
function scoreBreaks(table) {
  if (table.scoreBreaks) return table.scoreBreaks;
  const values = Array.from({ length: table.count }, (_, row) => scoreOf(table, row)).filter((value) => value !== null);
  const middle = Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length));
  const widest = values.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 0);
  const step = SCORE_STEPS.find((width) => 2.5 * width >= widest) ?? 20;
  table.scoreBreaks = [-1.5, -0.5, 0.5, 1.5].map((factor) => middle + factor * step);
  return table.scoreBreaks;
}

// Of most locations here the class is unknown: any colour would speak for places that nobody knows.
function isMostlyUnknown(table, row) {
  const [unknown, count] = ["count_onbekend", "location_count"].map((name) => table.number(name, row));
  return unknown !== null && count !== null && 2 * unknown > count;
}

function scoreBand(table, row) {
  const value = scoreOf(table, row);
  return value === null ? { band: silentBand(table), value } : { band: bandOf(value, scoreBreaks(table)), value };
}

function countBand(table, row) {
  return { band: table.number("location_count", row) === null ? silentBand(table) : "plain", value: null };
}

function classBand(table, row) {
  const place = LETTERS.indexOf(table.text("class_all", row));
  return place < 0 ? { band: "unknown", value: null } : { band: place, value: table.number("mean_score", row) };
}

function shareBand(table, row) {
  const counts = countsOf(table, row);
  if (counts.includes(null)) return { band: silentBand(table), value: null };
  const known = counts.reduce((sum, count) => sum + count, 0);
  if (known === 0) return { band: "unknown", value: null };
  const value = (100 * (counts[3] + counts[4])) / known;
  return { band: bandOf(value, SHARE_BREAKS), value };
}

const BANDS = { share: shareBand, score: scoreBand, class: classBand, count: countBand };

// What an area's colour says: 0..4, "unknown", "suppressed" or "empty", and the figure behind it.
export function areaBand(table, row, measure) {
  if (table.number("location_count", row) === 0) return { band: "empty", value: null };
  if (measure !== "count" && isMostlyUnknown(table, row)) return { band: "unknown", value: null };
  return BANDS[measure](table, row);
}

// The figure that colours a kind of area: its class, the share of high classes, the mean score, or none of these.
export function measureOf(table) {
  if (table.has("class_all")) return "class";
  const compares = table.index.kind === "gemeenten" && table.count > 1;
  if (compares && table.has("score_per_gemeente")) return "score"; // classes are often shared out within a gemeente
  let most = 0;
  for (let row = 0; row < table.count; row += 1) {
    if (!countsOf(table, row).includes(null)) most = Math.max(most, table.number("location_count", row) ?? 0);
  }
  if (most > 1) return "share";
  const isScored = Array.from({ length: table.count }, (_, row) => scoreOf(table, row)).some((value) => value !== null);
  return isScored || !table.index.is_shielded ? "score" : "count";
}

export function areaLook(style, band) {
  if (band === "empty") return null;
  if (band === "plain") return style.looks.plain;
  if (band === "unknown") return style.looks.unknown;
  return band === "suppressed" ? style.looks.suppressed : style.looks.banded[band];
}

export function bandWords(table, measure, classes) {
  if (measure === "count") return [];
  if (measure === "class") return classes.map((entry) => `${entry.letter} - ${entry.words}`).reverse();
  const breaks = measure === "share" ? SHARE_BREAKS : scoreBreaks(table);
  const unit = measure === "share" ? "%" : "";
  const text = (value) => formatNumber(value) + unit;
  return [
    `minder dan ${text(breaks[0])}`,
    ...breaks.slice(1).map((limit, i) => `${text(breaks[i])} tot ${text(limit)}`),
    `${text(breaks[3])} of meer`,
  ];
}
