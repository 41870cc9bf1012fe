// Scores of all locations with other weights: the arithmetic of the scan, over the risks on the page.
// Long work is a generator: each step takes some milliseconds, so that a large map keeps answering.

const RESOLUTION = 1e9; // scores closer together than one step share their place
const STEPS = 2 ** 30;
const ROWS = 2 ** 21;
const TOLERANCE = 1e-9;
const TOP_COUNT = 50;
const BLIND = "witte vlek";
export const UNKNOWN = "onbekend";

function clip(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

// Risks in [0, 1]; NaN is unknown.
function exactRisks(table, name) {
  const risks = new Float64Array(table.count).fill(NaN);
  const column = table.column("risks", name);
  if (column === null) return risks;
  const { raw, missing, entry } = column;
  for (let row = 0; row < risks.length; row += 1) if (raw[row] !== missing) risks[row] = raw[row] / entry.scale;
  return risks;
}

// Share of the weight that is known, as the contributions tell it.
function knownShares(table, names, shares) {
  const known = new Float32Array(table.count);
  names.forEach((name, i) => {
    const column = table.column("contributions", name);
    if (column === null) return;
    for (let row = 0; row < known.length; row += 1) if (column.raw[row] !== column.missing) known[row] += shares[i];
  });
  return known;
}

// On a large map: c = w (v - mean) / known, read backwards. Contributions are rounded, so these are too.
function derivedRisks(table, name, share, mean, known) {
  const risks = new Float32Array(table.count).fill(NaN);
  const column = table.column("contributions", name);
  if (column === null || share === 0 || mean === undefined) return risks;
  const factor = 1 / (column.entry.scale * 100 * share);
  for (let row = 0; row < risks.length; row += 1) {
    if (column.raw[row] !== column.missing) risks[row] = clip(mean + column.raw[row] * factor * known[row], 0, 1);
  }
  return risks;
}

function meanOf(risks) {
  let [sum, count] = [0, 0];
  for (const risk of risks) {
    if (Number.isNaN(risk)) continue;
    sum += risk;
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

// Number of the group that each location is compared with; -1 where it is unknown.
function groupsOf(table, index, isWhole) {
  const groups = new Int32Array(table.count);
  const columns = index.peers.map((name) => (name === "gemeente" ? "gemeente_code" : name));
  if (isWhole || columns.length === 0 || (table.tally("kind").get("gemeente") ?? 0) === table.count) return groups;
  const [known, sizes] = [new Map(), []];
  for (let row = 0; row < groups.length; row += 1) {
    const parts = columns.map((name) => table.text(name, row));
    if (parts.includes("")) {
      groups[row] = -1;
      continue;
    }
    const key = parts.join("\u001f");
    if (!known.has(key)) {
      known.set(key, known.size + 1);
      sizes[known.size] = 0;
    }
    groups[row] = known.get(key);
    sizes[groups[row]] += 1;
  }
  for (let row = 0; row < groups.length; row += 1) if (sizes[groups[row]] < index.minimum_peers) groups[row] = 0;
  return groups;
}

function before(keys, key) {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Mean rank minus a half over the size of the group, as the scan ranks; NaN for rows without a group.
function placesOf(scores, groups, isRanked) {
  const all = new Float64Array(scores.length);
  let count = 0;
  for (let row = 0; row < scores.length; row += 1) {
    if (!isRanked(row) || groups[row] < 0) continue;
    all[count] = groups[row] * STEPS + Math.round(scores[row] * RESOLUTION);
    count += 1;
  }
  const keys = all.subarray(0, count).sort();
  const places = new Float64Array(scores.length).fill(NaN);
  const bounds = new Map();
  for (let row = 0; row < scores.length; row += 1) {
    if (!isRanked(row) || groups[row] < 0) continue;
    const group = groups[row];
    if (!bounds.has(group)) bounds.set(group, [before(keys, group * STEPS), before(keys, (group + 1) * STEPS)]);
    const [start, end] = bounds.get(group);
    const key = group * STEPS + Math.round(scores[row] * RESOLUTION);
    const from = before(keys, key);
    places[row] = (from - start + (before(keys, key + 1) - from) / 2) / (end - start);
  }
  return places;
}

// Highest score first, unknown class last: rows in the order of the list.
function orderOf(scores, isUnknown) {
  const keys = new Float64Array(scores.length);
  for (let row = 0; row < keys.length; row += 1) {
    const code = Number.isNaN(scores[row]) ? STEPS - 1 : RESOLUTION - Math.round(scores[row] * RESOLUTION);
    keys[row] = ((isUnknown[row] ? STEPS : 0) + code) * ROWS + row;
  }
  keys.sort();
  return Int32Array.from(keys, (key) => key % ROWS);
}

// Pearson over the places of the rows that have both; 1 where there is nothing to tell apart.
function correlation(one, two) {
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < one.length; row += 1) {
    if (Number.isNaN(one[row]) || Number.isNaN(two[row])) continue;
    const [x, y] = [one[row] - 0.5, two[row] - 0.5];
    n += 1;
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt((aa - (a * a) / n) * (bb - (b * b) / n));
  return spread > 0 ? clip((ab - (a * b) / n) / spread, -1, 1) : 1;
}

export class Scorer {
  constructor(table, index, classColumn) {
    Object.assign(this, { table, index, rules: index.trial, classColumn });
    this.names = Object.keys(index.trial.weights);
    this.shares = this.names.map((name) => index.trial.weights[name][0]);
    this.everyone = new Int32Array(table.count);
    this.isReady = false;
  }

  // Reads what does not change with the weights; once.
  * prepare() {
    const { table, rules } = this;
    const known = rules.is_exact ? null : knownShares(table, this.names, this.shares);
    this.risks = [];
    for (const [i, name] of this.names.entries()) {
      this.risks.push(rules.is_exact ? exactRisks(table, name) : derivedRisks(table, name, this.shares[i], rules.means[name], known));
      yield;
    }
    this.means = this.risks.map(meanOf);
    this.groups = groupsOf(table, this.index, this.classColumn === "class_all");
    yield;
    this.isBlind = Uint8Array.from({ length: table.count }, (_, row) => (table.text("witte_vlek", row) === BLIND ? 1 : 0));
    this.letters = Object.keys(rules.bands);
    this.scanLetters = Array.from({ length: table.count }, (_, row) => table.text(this.classColumn, row) || UNKNOWN);
    yield;
    const index = yield* this.sums(this.shares);
    this.scanScores = index.score;
    this.scanPlaces = placesOf(index.score, this.everyone, (row) => !Number.isNaN(index.score[row]));
    this.isReady = true;
  }

  // Index, bounds and coverage, column by column in the order of the weights.
  * sums(shares) {
    const { count } = this.table;
    const [score, low, high, coverage] = [1, 2, 3, 4].map(() => new Float64Array(count));
    let total = 0;
    for (const [i, share] of shares.entries()) {
      total += share;
      const risks = this.risks[i];
      if (share > 0) {
        for (let row = 0; row < count; row += 1) {
          if (Number.isNaN(risks[row])) continue;
          coverage[row] += share;
          low[row] += share * risks[row];
        }
      }
      yield;
    }
    for (let row = 0; row < count; row += 1) {
      const [known, risk] = [coverage[row], low[row]];
      low[row] = risk / total;
      high[row] = (risk + (total - known)) / total;
      score[row] = known > 0 ? clip(risk / known, low[row], high[row]) : NaN;
      coverage[row] = known / total;
    }
    return { score, low, high, coverage };
  }

  letterAt(place) {
    let letter = this.letters[0];
    for (const name of this.letters) if (place >= this.rules.bands[name]) letter = name;
    return letter;
  }

  // Everything of a trial; `weights` in the order of the names, only proportions matter.
  * score(weights) {
    if (!this.isReady) yield* this.prepare();
    const sum = weights.reduce((all, weight) => all + weight, 0);
    const shares = weights.map((weight) => weight / sum);
    const found = yield* this.sums(shares);
    const least = this.index.minimum_coverage;
    const isRanked = (row) => !Number.isNaN(found.score[row]) && found.coverage[row] + TOLERANCE >= least;
    const places = placesOf(found.score, this.groups, isRanked);
    yield;
    const [letters, isHidden] = [Array.from({ length: this.table.count }), new Uint8Array(this.table.count)];
    for (let row = 0; row < letters.length; row += 1) {
      letters[row] = Number.isNaN(places[row]) ? UNKNOWN : this.letterAt(places[row]);
      if (this.isBlind[row] === 0 || !this.rules.low_classes.includes(letters[row])) continue;
      letters[row] = UNKNOWN;
      isHidden[row] = 1;
    }
    yield;
    const order = orderOf(found.score, letters.map((letter) => letter === UNKNOWN));
    yield;
    return { ...found, shares, places, letters, isHidden, order, effect: this.effect(found.score, letters, order) };
  }

  // What changes against the scan: first fifty, order, classes.
  effect(score, letters, order) {
    const top = Math.min(TOP_COUNT, order.length);
    let stayed = 0;
    for (let at = 0; at < top; at += 1) stayed += order[at] < top ? 1 : 0;
    let changed = 0;
    for (let row = 0; row < letters.length; row += 1) changed += letters[row] === this.scanLetters[row] ? 0 : 1;
    const same = (row) => !Number.isNaN(score[row]) && !Number.isNaN(this.scanScores[row]);
    const places = placesOf(score, this.everyone, same);
    return { top, top50: top - stayed, spearman: correlation(places, this.scanPlaces), classes: changed };
  }
}
