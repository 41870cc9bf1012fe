// Which locations are shown: classes, score, dimension, coverage, type, features, gemeente, buurt, certainty and what is
// searched for.

const NONE = [];

export function allow(table, name, wanted) {
  if (!wanted || !table.has(name)) return null;
  return (row) => table.text(name, row) === wanted;
}

function isClassed(part, row) {
  return (part.classOf(row) ?? "").length === 1 && !part.isBlind(row);
}

// Without a class a location has no fixed score: it falls away as soon as the score is asked.
function scoreTest(part, table) {
  const { scoreLow, scoreHigh } = part.filter;
  if (scoreLow === null && scoreHigh === null) return null;
  const scores = table.column("columns", "score");
  if (part.classColumn === null || scores === null) return null;
  return (row) => {
    const score = scores.number(row);
    return score !== null && isClassed(part, row) && score >= (scoreLow ?? 0) && score <= (scoreHigh ?? 100);
  };
}

// Points of a dimension per location, in tenths as the explanation adds them up; NaN where nothing of it is known.
export function dimensionTenths(part, name) {
  part.tenths ??= new Map();
  if (part.tenths.has(name)) return part.tenths.get(name);
  const table = part.store.locations;
  const specs = part.index.indicators.filter((spec) => spec.dimension === name);
  const columns = specs.map((spec) => table.column("contributions", spec.name)).filter((column) => column !== null);
  const sums = new Float64Array(table.count).fill(NaN);
  for (const column of columns) {
    for (let row = 0; row < table.count; row += 1) {
      const points = column.number(row);
      if (points !== null) sums[row] = (Number.isNaN(sums[row]) ? 0 : sums[row]) + Math.round(points * 10);
    }
  }
  part.tenths.set(name, sums);
  return sums;
}

function dimensionTest(part) {
  const { dimension, points } = part.filter;
  if (dimension === "") return null;
  const sums = dimensionTenths(part, dimension);
  const least = Math.round((points ?? 0) * 10);
  return (row) => sums[row] >= least;
}

function coverageTest(part, table) {
  const { coverage } = part.filter;
  const known = table.column("columns", "coverage");
  return coverage === null || known === null ? null : (row) => (known.number(row) ?? 0) >= coverage;
}

function testsOf(part, table) {
  const { filter } = part;
  return [
    filter.hits === null ? null : (row) => filter.hits[row] === 1,
    part.classColumn === null || filter.classes.size === part.letters.length
      ? null : (row) => filter.classes.has(part.classOf(row)),
    scoreTest(part, table), dimensionTest(part), coverageTest(part, table),
    ...["gemeente", "buurt", "robustness", "witte_vlek"].map((name) => allow(table, name, filter[name])),
    filter.change ? (row) => part.changes.has(row) : null,
    filter.kinds.size === 0 ? null : (row) => filter.kinds.has(table.text("kind", row)),
  ].filter(Boolean);
}

// Features that are asked and unknown here; null when a known one contradicts.
function unknownFeatures(part, table, row) {
  if (part.filter.features.size === 0) return NONE;
  const unknown = [];
  for (const [name, wanted] of part.filter.features) {
    const value = table.number(`kenmerk_${name}`, row);
    if (value === null) unknown.push(name);
    else if ((value > 0) !== (wanted === "ja")) return null;
  }
  return unknown;
}

// Cell of the risicomatrix as "kans/barriere"; 0 is unknown.
export function cellOf(table, row) {
  return ["kans_level", "barriere_level"].map((name) => table.number(name, row) ?? 0).join("/");
}

function place(part, table, row, unknown) {
  const { filter } = part;
  if (part.index.matrix) {
    const cell = cellOf(table, row);
    part.cells.set(cell, (part.cells.get(cell) ?? 0) + 1);
    if (filter.cell !== null && filter.cell !== cell) return false;
  }
  if (unknown.length > 0) {
    part.partlyCount += 1;
    if (filter.onlySure) return false;
    part.partly.set(row, unknown);
  }
  return true;
}

// Nothing is asked: every row is shown, in its own order.
function showAll(part) {
  const { length } = part.visible;
  part.visible.fill(1);
  part.sureCount = length;
  part.matches = Array.from({ length });
  for (let at = 0; at < length; at += 1) part.matches[at] = part.order?.[at] ?? at;
}

export function filterPart(part) {
  const table = part.store.locations;
  const tests = table ? testsOf(part, table) : [];
  Object.assign(part, { partly: new Map(), cells: new Map(), partlyCount: 0 });
  if (tests.length === 0 && part.filter.features.size === 0 && !part.index.matrix) {
    showAll(part);
    return;
  }
  const [sure, partly] = [[], []];
  for (let at = 0; at < part.visible.length; at += 1) {
    const row = part.order?.[at] ?? at; // a trial has an order of its own
    const unknown = tests.every((test) => test(row)) ? unknownFeatures(part, table, row) : null;
    const shown = unknown !== null && place(part, table, row, unknown);
    part.visible[row] = shown ? 1 : 0;
    if (shown) (unknown.length > 0 ? partly : sure).push(row);
  }
  partly.sort((a, b) => part.partly.get(a).length - part.partly.get(b).length);
  if (part.filter.change) sure.sort((a, b) => part.changes.get(a).rank - part.changes.get(b).rank);
  part.sureCount = sure.length;
  part.matches = sure.concat(partly);
}

export function applyFilters(app) {
  filterPart(app.active);
  app.emit("filter");
}

export function isFiltering(app) {
  const table = app.store.locations;
  return Boolean(table) && app.matches.length < table.count;
}

function classCounts(part) {
  const counts = new Map(part.letters.map((letter) => [letter, 0]));
  if (part.classColumn === null) return counts.set(null, part.store.locations.count);
  const unknown = part.letters.at(-1);
  for (const [text, count] of part.store.locations.tally(part.classColumn)) {
    counts.set(text || unknown, (counts.get(text || unknown) ?? 0) + count);
  }
  return counts;
}

export function classCountsOf(part) {
  part.classCounts ??= classCounts(part);
  return part.classCounts;
}

// Back to everything of the active theme, and the form with it.
export function resetFilters(app) {
  app.filter = app.emptyFilter();
  app.emit("reset");
  applyFilters(app);
}
