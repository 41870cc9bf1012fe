// Columns that a trial puts over those of the scan, so that list, map, explanation and table all show the trial.
import { UNKNOWN } from "./trial.js";

const MISSING = -2147483648;
const MOST_REASONS = 3;
const SMALLEST_REASON = 0.5; // points

class TrialColumn {
  constructor(raw, entry) {
    Object.assign(this, { raw, entry, missing: MISSING, isText: false });
  }

  number(row) {
    return this.raw[row] === MISSING ? null : this.raw[row] / this.entry.scale;
  }

  text(row) {
    return this.raw[row] === MISSING ? "" : this.entry.values[this.raw[row]];
  }

  tally() {
    const sums = new Uint32Array(this.entry.values.length);
    for (const raw of this.raw) sums[raw] += 1;
    return new Map(this.entry.values.map((value, i) => [value, sums[i]]));
  }
}

// Numbers in [0, 1] as points or percentages with the precision of the scan; NaN is unknown.
function numbers(values, scale) {
  const raw = new Int32Array(values.length);
  for (let row = 0; row < raw.length; row += 1) raw[row] = Number.isNaN(values[row]) ? MISSING : Math.round(values[row] * 100 * scale);
  return new TrialColumn(raw, { scale });
}

function words(texts, values) {
  const codes = new Map(values.map((value, i) => [value, i]));
  const raw = new Int32Array(texts.length);
  for (let row = 0; row < raw.length; row += 1) raw[row] = codes.get(texts[row]);
  return new TrialColumn(raw, { scale: 1, values });
}

function pointsOf(scorer, result, i) {
  const [risks, mean, share] = [scorer.risks[i], scorer.means[i], result.shares[i]];
  return (row) => {
    const known = result.coverage[row];
    return Number.isNaN(risks[row]) || known === 0 ? null : Math.round((1000 * share * (risks[row] - mean)) / known) / 10;
  };
}

function baseOf(scorer, result) {
  return (row) => {
    let sum = 0;
    scorer.risks.forEach((risks, i) => { if (!Number.isNaN(risks[row])) sum += result.shares[i] * scorer.means[i]; });
    return result.coverage[row] === 0 ? null : Math.round((1000 * sum) / result.coverage[row]) / 10;
  };
}

// Names of the indicators that raise (sign 1) or lower (sign -1) the score most, largest first.
function reasonsOf(names, points, sign) {
  return (row) => names
    .map((name, i) => [name, sign * (points[i](row) ?? 0)])
    .filter(([, size]) => size >= SMALLEST_REASON)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_REASONS).map(([name]) => name).join("|");
}

function computed(number) {
  return { isText: false, number, text: () => "" };
}

function spoken(text) {
  return { isText: true, text };
}

// Columns by "group/name"; null is a column that a trial has no answer for.
export function trialColumns(scorer, result) {
  const points = scorer.names.map((_, i) => pointsOf(scorer, result, i));
  const place = scorer.classColumn === "class_all" ? "percentile_all" : "percentile";
  const hidden = Int32Array.from(result.isHidden, (flag) => (flag === 1 ? 1 : MISSING));
  return new Map([
    ["columns/score", numbers(result.score, 10)],
    ["columns/score_low", numbers(result.low, 10)],
    ["columns/score_high", numbers(result.high, 10)],
    ["columns/coverage", numbers(result.coverage, 1)],
    [`columns/${place}`, numbers(result.places, 1)],
    [`columns/${scorer.classColumn}`, words(result.letters, [...scorer.letters, UNKNOWN])],
    ["columns/is_hidden", new TrialColumn(hidden, { scale: 1 })],
    ["columns/base", computed(baseOf(scorer, result))],
    ["columns/reasons_for", spoken(reasonsOf(scorer.names, points, 1))],
    ["columns/reasons_against", spoken(reasonsOf(scorer.names, points, -1))],
    ...["counterfactual_indicator", "counterfactual_class"].map((name) => [`columns/${name}`, null]),
    ...scorer.names.map((name, i) => [`contributions/${name}`, computed(points[i])]),
  ]);
}

// Row of the area that each location lies in; -1 outside.
export function* ownersOf(table, area) {
  const owners = new Int32Array(table.count).fill(-1);
  for (let row = 0; row < owners.length; row += 1) {
    const [x, y] = table.anchor(row);
    owners[row] = area.grid.hit(x, y, 0, () => true);
    if (row % 2000 === 1999) yield;
  }
  return owners;
}

// Counts per class and the mean score of each area, of the locations that lie in it.
export function areaColumns(area, owners, scorer, result) {
  const names = [...scorer.letters, UNKNOWN];
  const counts = new Map(names.map((name) => [name, new Int32Array(area.count)]));
  const [sums, known] = [new Float64Array(area.count), new Int32Array(area.count)];
  for (let row = 0; row < owners.length; row += 1) {
    const [owner, letter] = [owners[row], result.letters[row]];
    if (owner < 0) continue;
    counts.get(letter)[owner] += 1;
    if (letter === UNKNOWN) continue;
    sums[owner] += result.score[row];
    known[owner] += 1;
  }
  const means = sums.map((sum, i) => (known[i] === 0 ? NaN : sum / known[i]));
  return new Map([
    ...names.map((name) => [`columns/count_${name}`, new TrialColumn(counts.get(name), { scale: 1 })]),
    ["columns/mean_score", numbers(means, 10)],
    ...["score_per_gemeente", "score_per_gemeente_low", "score_per_gemeente_high", "mean_score_low", "mean_score_high", "count_robust", "count_grensgeval", "coverage"]
      .map((name) => [`columns/${name}`, null]),
  ]);
}
