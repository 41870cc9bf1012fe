// The trial of one theme: the weights that somebody tries, and its result over the tables of the page.
import { areaColumns, ownersOf, trialColumns } from "./trial_columns.js";
import { Scorer } from "./trial.js";
import { pause } from "./unpack.js";

const SLICE_MS = 40;
const AT_ONCE = 20000; // locations that are scored in one go
const SAME = 1e-9;

function finish(steps) {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

async function inSlices(steps) {
  let until = performance.now() + SLICE_MS;
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    if (performance.now() < until) continue;
    await pause();
    until = performance.now() + SLICE_MS;
  }
  return step.value;
}

// Weights in points: those of the scan add up to 100.
export class Trial {
  constructor(part) {
    const { weights } = part.index.trial;
    this.part = part;
    this.names = Object.keys(weights);
    this.start = this.names.map((name) => 100 * weights[name][0]);
    this.rawTotal = this.names.reduce((sum, name) => sum + weights[name][1], 0);
    this.now = [...this.start];
    this.roles = new Set();
    this.scorer = new Scorer(part.store.locations, part.index, part.classColumn);
    this.owners = new Map();
    this.result = null;
    this.isBusy = false;
    this.isStale = false;
  }

  get isNeutral() {
    return this.now.every((weight, i) => Math.abs(weight - this.start[i]) < SAME);
  }

  get total() {
    return this.now.reduce((sum, weight) => sum + weight, 0);
  }

  share(i) {
    return this.total > 0 ? (100 * this.now[i]) / this.total : 0;
  }

  // In the units of the theme.
  get raw() {
    return this.names.map((name, i) => [name, (this.now[i] * this.rawTotal) / 100]);
  }

  takeRaw(weights) {
    this.now = weights.map((weight, i) => {
      const points = (100 * weight) / this.rawTotal;
      return Math.abs(points - this.start[i]) < 1e-4 ? this.start[i] : points;
    });
  }

  * steps() {
    const result = yield* this.scorer.score(this.now);
    const { locations, areas } = this.part.store;
    for (const [kind, area] of areas) {
      if (this.part.index.peers === undefined || locations.index.is_area) continue;
      if (!this.owners.has(kind)) this.owners.set(kind, yield* ownersOf(locations, area));
    }
    return result;
  }

  // Reads what every trial needs, before somebody moves a weight.
  async warm() {
    if (this.isBusy || this.scorer.isReady) return;
    this.isBusy = true;
    await inSlices(this.steps());
    this.isBusy = false;
    if (this.isStale) await this.run(this.late);
  }

  // Calls `done` when the result stands; what is asked in between counts for the last time only.
  async run(done) {
    if (this.isBusy) {
      Object.assign(this, { isStale: true, late: done });
      return;
    }
    this.isBusy = true;
    const isSmall = this.part.store.locations.count <= AT_ONCE;
    do {
      this.isStale = false;
      if (this.isNeutral) this.takeOff();
      else if (this.total > 0) this.putOn(isSmall ? finish(this.steps()) : await inSlices(this.steps()));
    } while (this.isStale);
    this.isBusy = false;
    done();
  }

  putOn(result) {
    const { part, scorer } = this;
    const { locations, areas } = part.store;
    this.takeOff();
    const [letters, scores] = [scorer.scanLetters, locations.column("columns", "score")];
    const hidden = locations.column("columns", "is_hidden");
    part.trial = {
      result,
      scan: { letter: (row) => letters[row], score: (row) => scores.number(row), isBlind: (row) => (hidden?.number(row) ?? null) !== null },
    };
    this.result = result;
    locations.over = trialColumns(scorer, result);
    for (const [kind, owners] of this.owners) areas.get(kind).over = areaColumns(areas.get(kind), owners, scorer, result);
    part.order = result.order;
    this.forget();
  }

  takeOff() {
    const { part } = this;
    Object.assign(part, { trial: null, order: null });
    part.store.locations.over = null;
    for (const area of part.store.areas.values()) area.over = null;
    this.result = null;
    this.forget();
  }

  // What was counted from the columns before.
  forget() {
    Object.assign(this.part, { classCounts: undefined, tenths: undefined });
    for (const area of this.part.store.areas.values()) area.scoreBreaks = null;
  }
}
