// The roads of the page as a graph: lines meet where they share a vertex. Lengths in metres, times in minutes.
import { between, toRd } from "./rd.js";

const NO_MOTOR = new Set(["fietspad", "voetpad"]);
const NO_ACCESS = new Set(["autosnelweg", "oprit"]);
const SLICE = 4000;
const KEY = 2 ** 26;
const FAR = 1000; // grid steps over which the scale is measured
const M_PER_MIN = 1000 / 60;

export function toDegrees(grid, x, y) {
  return L.CRS.EPSG3857.unproject(L.point(grid.x + x * grid.step, grid.y + y * grid.step));
}

function rdAt(grid, x, y) {
  const { lat, lng } = toDegrees(grid, x, y);
  return toRd(lat, lng);
}

// Metres of a step on the grid: it differs a little from south to north.
export function scaleOf(grid, [west, south, east, north]) {
  const x = (west + east) / 2;
  const at = (y) => [between(rdAt(grid, x, y), rdAt(grid, x + FAR, y)) / FAR, between(rdAt(grid, x, y), rdAt(grid, x, y + FAR)) / FAR];
  const [low, high] = [at(south), at(north)];
  const span = Math.max(1, north - south);
  return (dx, dy, y) => {
    const share = (y - south) / span;
    return Math.hypot(dx * (low[0] + share * (high[0] - low[0])), dy * (low[1] + share * (high[1] - low[1])));
  };
}

function indexOf(keys, key) {
  let [low, high] = [0, keys.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class RoadGraph {
  constructor(table, grid, figures) {
    const { boxes } = table.geometry;
    let box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < table.count; i += 1) {
      box = box.map((value, side) => (side < 2 ? Math.min : Math.max)(value, boxes[4 * i + side]));
    }
    Object.assign(this, { table, figures, metres: scaleOf(grid, box) });
  }

  // In slices: each `next` is a short piece of work.
  * build() {
    const { table } = this;
    this.kinds = Array.from({ length: table.count }, (_, row) => table.text("wegtype", row));
    yield* this.findNodes();
    yield* this.findEdges();
    this.join();
  }

  * eachPiece() {
    const { rows, pieces } = this.table.geometry;
    for (let row = 0; row < this.table.count; row += 1) {
      if (NO_MOTOR.has(this.kinds[row])) continue;
      for (let piece = rows[row]; piece < rows[row + 1]; piece += 1) yield [row, pieces[piece], pieces[piece + 1] - 1];
    }
  }

  keyAt(p) {
    return this.table.geometry.xs[p] * KEY + this.table.geometry.ys[p];
  }

  // A node is an end of a line, or a vertex that stands in more than one place.
  * findNodes() {
    const all = new Float64Array(this.table.geometry.xs.length);
    const ends = [];
    let count = 0;
    for (const [, first, last] of this.eachPiece()) {
      for (let p = first; p <= last; p += 1) {
        all[count] = this.keyAt(p);
        count += 1;
      }
      ends.push(this.keyAt(first), this.keyAt(last));
    }
    yield count;
    const sorted = all.subarray(0, count).sort();
    yield count;
    for (let i = 1; i < count; i += 1) if (sorted[i] === sorted[i - 1]) ends.push(sorted[i]);
    this.nodeKeys = Float64Array.from(new Set(ends)).sort();
  }

  // Edges run from node to node; `edgeOf` tells the edge of the segment that starts at a vertex.
  * findEdges() {
    const { xs, ys } = this.table.geometry;
    const { nodeKeys } = this;
    const found = { from: [], to: [], first: [], last: [], row: [], length: [] };
    this.edgeOf = new Int32Array(xs.length).fill(-1);
    let done = 0;
    for (const [row, first, last] of this.eachPiece()) {
      let [begin, node, length] = [first, indexOf(nodeKeys, this.keyAt(first)), 0];
      for (let p = first + 1; p <= last; p += 1) {
        length += this.metres(xs[p] - xs[p - 1], ys[p] - ys[p - 1], ys[p]);
        this.edgeOf[p - 1] = found.from.length;
        const at = indexOf(nodeKeys, this.keyAt(p));
        if (nodeKeys[at] !== this.keyAt(p)) continue;
        for (const [name, value] of [["from", node], ["to", at], ["first", begin], ["last", p], ["row", row], ["length", length]]) found[name].push(value);
        [begin, node, length] = [p, at, 0];
      }
      done += 1;
      if (done % SLICE === 0) yield done;
    }
    this.edges = Object.fromEntries(Object.entries(found).map(([name, values]) => [name, Float64Array.from(values)]));
    this.count = found.from.length;
  }

  // Minutes of each edge, the edges at each node, and which edges hang together with most others.
  join() {
    const { from, to, row, length } = this.edges;
    const { speed_kmh: speeds, unknown_kmh: unknown, delay_factor: delay } = this.figures;
    this.minutes = length.map((metres, i) => (metres / ((speeds[this.kinds[row[i]]] ?? unknown) * M_PER_MIN)) * delay);
    const size = this.nodeKeys.length;
    this.starts = new Int32Array(size + 1);
    for (let i = 0; i < this.count; i += 1) {
      this.starts[from[i] + 1] += 1;
      this.starts[to[i] + 1] += 1;
    }
    for (let i = 0; i < size; i += 1) this.starts[i + 1] += this.starts[i];
    this.around = new Int32Array(2 * this.count);
    const filled = this.starts.slice();
    for (let i = 0; i < this.count; i += 1) {
      for (const node of [from[i], to[i]]) {
        this.around[filled[node]] = i;
        filled[node] += 1;
      }
    }
    this.findMain(size);
  }

  findMain(size) {
    const { from, to, length } = this.edges;
    const head = Int32Array.from({ length: size }, (_, i) => i);
    const top = (node) => {
      let at = node;
      while (head[at] !== at) {
        head[at] = head[head[at]];
        at = head[at];
      }
      return at;
    };
    for (let i = 0; i < this.count; i += 1) head[top(from[i])] = top(to[i]);
    const total = new Float64Array(size);
    for (let i = 0; i < this.count; i += 1) total[top(from[i])] += length[i];
    const main = total.indexOf(total.reduce((most, one) => Math.max(most, one), 0));
    this.isMain = (edge) => top(from[edge]) === main;
  }

  // Point of the nearest road that is no motorway: its edge, metres from the begin of that edge, metres from the place.
  nearest(place, reach, onlyMain) {
    const { xs, ys, rows, pieces } = this.table.geometry;
    const steps = reach / this.metres(1, 0, place[1]);
    const [x, y] = place;
    let best = null;
    for (const row of this.table.grid.query(x - steps, y - steps, x + steps, y + steps)) {
      if (NO_MOTOR.has(this.kinds[row]) || NO_ACCESS.has(this.kinds[row])) continue;
      for (let p = pieces[rows[row]]; p < pieces[rows[row + 1]] - 1; p += 1) {
        const edge = this.edgeOf[p];
        if (edge < 0 || (onlyMain && !this.isMain(edge))) continue;
        const [dx, dy] = [xs[p + 1] - xs[p], ys[p + 1] - ys[p]];
        const share = Math.max(0, Math.min(1, ((x - xs[p]) * dx + (y - ys[p]) * dy) / (dx * dx + dy * dy || 1)));
        const at = [xs[p] + share * dx, ys[p] + share * dy];
        const away = this.metres(at[0] - x, at[1] - y, y);
        if (away <= reach && (best === null || away < best.away)) best = { edge, p, at, away };
      }
    }
    return best;
  }

  // A place drives to the nearest road, or a bit further when that one is loose from most others; null without any.
  snap(place) {
    const { snap_m: most, detour_m: detour } = this.figures;
    const found = this.nearest(place, most / 8, false) ?? this.nearest(place, most, false);
    if (found === null) return null;
    const better = this.isMain(found.edge) ? null : this.nearest(place, Math.min(most, found.away + detour), true);
    const { edge, p, at, away } = better ?? found;
    const { xs, ys } = this.table.geometry;
    let along = this.metres(at[0] - xs[p], at[1] - ys[p], ys[p]);
    for (let q = this.edges.first[edge]; q < p; q += 1) along += this.metres(xs[q + 1] - xs[q], ys[q + 1] - ys[q], ys[q + 1]);
    return { edge, p, at, away, along: Math.min(along, this.edges.length[edge]), place };
  }
}
