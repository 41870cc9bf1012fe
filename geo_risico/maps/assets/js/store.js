// Tables of the page: columns by name, one row for each location, area or background shape.
import { missingOf, readIntegers, readTexts } from "./decode.js";
import { unpackAnywhere } from "./unpack.js";
import { calledBy } from "./keys.js";

// Numbers and texts with few values: one whole number for each row.
class Column {
  constructor(table, entry) {
    this.entry = entry;
    this.isText = false;
    this.raw = entry.type === "via" ? decided(table, entry) : readIntegers(table.bytes, entry, table.count);
    this.missing = entry.type === "via" ? -1 : missingOf(entry);
  }

  number(row) {
    const raw = this.raw[row];
    return raw === this.missing ? null : raw / (this.entry.scale ?? 1);
  }

  text(row) {
    const raw = this.raw[row];
    return raw === this.missing ? "" : this.entry.values[raw];
  }

  // How many rows have each text; the empty text is unknown.
  tally() {
    const counts = new Map();
    const sums = new Uint32Array(this.entry.values.length);
    let unknown = 0;
    for (const raw of this.raw) {
      if (raw === this.missing) unknown += 1;
      else sums[raw] += 1;
    }
    this.entry.values.forEach((value, i) => counts.set(value, sums[i]));
    return unknown > 0 ? counts.set("", unknown) : counts;
  }
}

// Codes of a column that another one decides.
function decided(table, entry) {
  const { raw } = table.column("columns", entry.by);
  const codes = new Int32Array(table.count);
  for (let row = 0; row < codes.length; row += 1) codes[row] = entry.codes[raw[row]];
  return codes;
}

class TextColumn {
  constructor(table, entry) {
    this.entry = entry;
    this.isText = true;
    this.texts = readTexts(table.bytes, entry);
  }

  text(row) {
    return this.texts[row];
  }
}

// Texts that end in a number: the part before it, how wide it is, and the number.
class SerialColumn {
  constructor(table, entry) {
    this.entry = entry;
    this.isText = true;
    this.heads = readTexts(table.bytes, { at: entry.heads });
    this.codes = readIntegers(table.bytes, entry.codes, table.count);
    this.numbers = readIntegers(table.bytes, entry.numbers, table.count);
  }

  text(row) {
    const head = this.heads[2 * this.codes[row]];
    const width = Number(this.heads[2 * this.codes[row] + 1]);
    return width === 0 ? head : head + String(this.numbers[row]).padStart(width, "0");
  }
}

const [POWERS, SPREAD] = [[], 65536];
for (let total = 0; total < 4; total += 1) {
  for (let x = total; x >= 0; x -= 1) POWERS.push([x, total - x]);
}

// In the order in which the file was written, so that the rounding is the same.
function termOf(x, y, ofX, ofY) {
  let term = 1;
  for (let i = 0; i < ofX; i += 1) term *= x;
  for (let i = 0; i < ofY; i += 1) term *= y;
  return term;
}

// A number that follows from the place of the row, and what the curve misses of it.
class PlaceColumn {
  constructor(table, entry) {
    this.table = table;
    this.entry = entry;
    this.isText = false;
    this.missed = readIntegers(table.bytes, entry, table.count);
  }

  number(row) {
    const { begin, factors } = this.entry.curve;
    const place = this.table.anchor(row);
    const [x, y] = [(place[0] - begin[0]) / SPREAD, (place[1] - begin[1]) / SPREAD];
    let sum = 0;
    POWERS.forEach(([ofX, ofY], i) => { sum += factors[i] * termOf(x, y, ofX, ofY); });
    return (this.missed[row] + Math.floor(sum + 0.5)) / this.entry.scale;
  }

  text() {
    return "";
  }
}

function columnOf(table, entry) {
  if (entry.type === "text") return new TextColumn(table, entry);
  if (entry.type === "serial") return new SerialColumn(table, entry);
  return entry.curve ? new PlaceColumn(table, entry) : new Column(table, entry);
}

export class Table {
  constructor(bytes, index, shapes) {
    this.bytes = bytes;
    this.index = index;
    this.count = index.count;
    this.cache = {};
    Object.assign(this, shapes);
  }

  // `over`: columns of a trial that stand before those of the scan.
  column(group, name) {
    const trial = this.over?.get(`${group}/${name}`);
    if (trial !== undefined) return trial;
    const entry = this.index[group]?.[name];
    if (!entry) return null;
    const known = (this.cache[group] ??= new Map());
    if (!known.has(name)) known.set(name, columnOf(this, entry));
    return known.get(name);
  }

  has(name) {
    return Boolean(this.index.columns[name]);
  }

  number(name, row, group = "columns") {
    const column = this.column(group, name);
    return column === null || column.isText ? null : column.number(row);
  }

  // How many rows have each text of a column with few texts.
  tally(name) {
    return this.column("columns", name)?.tally?.() ?? new Map();
  }

  text(name, row) {
    const text = this.column("columns", name)?.text(row) ?? "";
    return text === "" && name === "label" ? calledBy(this, row) : text;
  }

  center(row) {
    const { boxes } = this.geometry;
    return [(boxes[4 * row] + boxes[4 * row + 2]) / 2, (boxes[4 * row + 1] + boxes[4 * row + 3]) / 2];
  }

  // A point inside the row, in grid steps.
  anchor(row) {
    const [x, y] = this.center(row);
    return [Math.floor(x) + this.number("anchor_x", row), Math.floor(y) + this.number("anchor_y", row)];
  }
}

function keyOf(entry) {
  return JSON.stringify([entry.geometry, entry.count]);
}

// Every table of the page; areas of several themes have the same shapes, which are read once.
function entriesOf(index) {
  const own = index.themes.flatMap((theme) => [theme.locations, ...theme.areas, theme.hotspots]);
  return [...index.background, ...own].filter(Boolean);
}

// One store for each theme; the background is the same for all.
export async function openStores(source, pieces, index, report) {
  const wanted = new Map(entriesOf(index).map((entry) => [keyOf(entry), { geometry: entry.geometry, count: entry.count }]));
  const { bytes, shapes } = await unpackAnywhere(source, pieces, [...wanted.values()], report);
  const known = new Map([...wanted.keys()].map((key, i) => [key, shapes[i]]));
  const open = (entry) => new Table(bytes, entry, known.get(keyOf(entry)));
  const background = index.background.map(open);
  return index.themes.map((theme) => ({
    locations: theme.locations ? open(theme.locations) : null,
    areas: new Map(theme.areas.map((entry) => [entry.kind, open(entry)])),
    hotspots: theme.hotspots ? open(theme.hotspots) : null,
    background,
  }));
}
