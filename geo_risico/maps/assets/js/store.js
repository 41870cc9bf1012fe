// Tables of the page: columns by name, one row for each location, area or background shape.
import { missingOf, readGeometry, readIntegers, readTexts } from "./decode.js";
import { SpatialGrid } from "./grid.js";

class Column {
  constructor(bytes, entry, count) {
    this.entry = entry;
    this.isText = entry.type === "text";
    this.texts = this.isText ? readTexts(bytes, entry) : null;
    this.raw = this.isText ? null : readIntegers(bytes, entry, count);
    this.missing = this.isText ? null : missingOf(entry);
  }

  number(row) {
    const raw = this.raw[row];
    return raw === this.missing ? null : raw / this.entry.scale;
  }

  text(row) {
    if (this.isText) return this.texts[row];
    const raw = this.raw[row];
    return raw === this.missing ? "" : this.entry.values[raw];
  }
}

export class Table {
  constructor(bytes, index, shapes) {
    this.bytes = bytes;
    this.index = index;
    this.count = index.count;
    this.cache = new Map();
    Object.assign(this, shapes(index));
  }

  column(group, name) {
    const entry = this.index[group]?.[name];
    if (!entry) return null;
    const key = `${group}/${name}`;
    if (!this.cache.has(key)) this.cache.set(key, new Column(this.bytes, entry, this.count));
    return this.cache.get(key);
  }

  has(name) {
    return Boolean(this.index.columns[name]);
  }

  number(name, row, group = "columns") {
    const column = this.column(group, name);
    return column === null || column.isText ? null : column.number(row);
  }

  text(name, row) {
    return this.column("columns", name)?.text(row) ?? "";
  }

  center(row) {
    const [west, south, east, north] = this.geometry.boxes.subarray(4 * row, 4 * row + 4);
    return [(west + east) / 2, (south + north) / 2];
  }
}

// Areas of several themes have the same shapes: those are read once.
function shapeReader(bytes) {
  const known = new Map();
  return (index) => {
    const key = JSON.stringify([index.geometry, index.count]);
    if (!known.has(key)) {
      const geometry = readGeometry(bytes, index.geometry, index.count);
      known.set(key, { geometry, grid: new SpatialGrid(geometry, index.count) });
    }
    return known.get(key);
  };
}

// One store for each theme; the background is the same for all.
export function openStores(bytes, index) {
  const shapes = shapeReader(bytes);
  const open = (entry) => new Table(bytes, entry, shapes);
  const background = index.background.map(open);
  return index.themes.map((theme) => ({
    locations: theme.locations ? open(theme.locations) : null,
    areas: new Map(theme.areas.map((entry) => [entry.kind, open(entry)])),
    hotspots: theme.hotspots ? open(theme.hotspots) : null,
    background,
  }));
}
