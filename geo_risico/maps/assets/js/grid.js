// Which rows lie where: a grid of cells with row numbers, for drawing and for clicks.

const ROWS_PER_CELL = 4;
const MOST_CELLS = 400;

function greatestDivisor(a, b) {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

// Neutral order: no class is drawn over another on purpose.
function scrambled(count) {
  const order = new Uint32Array(count);
  let step = Math.max(1, Math.floor(count * 0.618));
  while (greatestDivisor(step, count) > 1) step += 1;
  for (let i = 0, row = 0; i < count; i += 1, row = (row + step) % count) order[i] = row;
  return order;
}

export class SpatialGrid {
  constructor(geometry, count) {
    this.geometry = geometry;
    this.size = Math.min(MOST_CELLS, Math.max(1, Math.ceil(Math.sqrt(count / ROWS_PER_CELL))));
    this.stamps = new Uint32Array(count);
    this.stamp = 0;
    this.measure(count);
    this.build(count);
  }

  // A grid that was built elsewhere and arrived as a plain object.
  static revived(plain, geometry) {
    return Object.assign(Object.create(SpatialGrid.prototype), plain, { geometry });
  }

  // Everything but the geometry, to send.
  get plain() {
    return { ...this, geometry: null };
  }

  measure(count) {
    const { boxes } = this.geometry;
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < count; i += 1) {
      if (boxes[4 * i] > boxes[4 * i + 2]) continue;
      if (boxes[4 * i] < west) west = boxes[4 * i];
      if (boxes[4 * i + 1] < south) south = boxes[4 * i + 1];
      if (boxes[4 * i + 2] > east) east = boxes[4 * i + 2];
      if (boxes[4 * i + 3] > north) north = boxes[4 * i + 3];
    }
    this.west = west;
    this.south = south;
    this.cellX = Math.max(1, (east - west) / this.size);
    this.cellY = Math.max(1, (north - south) / this.size);
  }

  cells(west, south, east, north) {
    const clamp = (value) => Math.max(0, Math.min(this.size - 1, Math.floor(value)));
    return [
      clamp((west - this.west) / this.cellX), clamp((south - this.south) / this.cellY),
      clamp((east - this.west) / this.cellX), clamp((north - this.south) / this.cellY),
    ];
  }

  // Column and row of the first and the last cell of each box; a row without shape has none.
  spans(count) {
    const { boxes } = this.geometry;
    const [last, out] = [this.size - 1, new Uint16Array(4 * count)];
    for (let at = 0; at < 4 * count; at += 1) {
      const value = at % 2 === 0 ? (boxes[at] - this.west) / this.cellX : (boxes[at] - this.south) / this.cellY;
      out[at] = Math.max(0, Math.min(last, Math.floor(value)));
    }
    for (let row = 0; row < count; row += 1) {
      if (boxes[4 * row] > boxes[4 * row + 2]) out.set([1, 1, 0, 0], 4 * row);
    }
    return out;
  }

  build(count) {
    const [starts, spans] = [new Uint32Array(this.size * this.size + 1), this.spans(count)];
    for (let at = 0; at < 4 * count; at += 4) {
      for (let y = spans[at + 1]; y <= spans[at + 3]; y += 1) {
        for (let x = spans[at]; x <= spans[at + 2]; x += 1) starts[y * this.size + x + 1] += 1;
      }
    }
    for (let cell = 0; cell < starts.length - 1; cell += 1) starts[cell + 1] += starts[cell];
    const next = starts.slice();
    this.rows = new Uint32Array(starts[starts.length - 1]);
    for (const row of scrambled(count)) {
      const at = 4 * row;
      for (let y = spans[at + 1]; y <= spans[at + 3]; y += 1) {
        for (let x = spans[at]; x <= spans[at + 2]; x += 1) {
          this.rows[next[y * this.size + x]] = row;
          next[y * this.size + x] += 1;
        }
      }
    }
    this.starts = starts;
  }

  query(west, south, east, north) {
    const { boxes } = this.geometry;
    const found = [];
    this.stamp += 1;
    const [left, low, right, high] = this.cells(west, south, east, north);
    for (let y = low; y <= high; y += 1) {
      for (let k = this.starts[y * this.size + left]; k < this.starts[y * this.size + right + 1]; k += 1) {
        const row = this.rows[k];
        if (this.stamps[row] === this.stamp) continue;
        this.stamps[row] = this.stamp;
        const at = 4 * row;
        const outside = boxes[at] > east || boxes[at + 2] < west || boxes[at + 1] > north || boxes[at + 3] < south;
        if (!outside) found.push(row);
      }
    }
    return found;
  }

  contains(row, x, y) {
    const { xs, ys, rows, pieces } = this.geometry;
    let inside = false;
    for (let piece = rows[row]; piece < rows[row + 1]; piece += 1) {
      const end = pieces[piece + 1];
      for (let i = pieces[piece], j = end - 1; i < end; j = i, i += 1) {
        const crosses = ys[i] > y !== ys[j] > y;
        if (crosses && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) inside = !inside;
      }
    }
    return inside;
  }

  // Row at a point: the one that contains it, otherwise the nearest whose box is within reach.
  hit(x, y, reach, allowed) {
    let [best, distance] = [-1, Infinity];
    for (const row of this.query(x - reach, y - reach, x + reach, y + reach)) {
      if (!allowed(row)) continue;
      if (this.contains(row, x, y)) return row;
      const box = this.geometry.boxes.subarray(4 * row, 4 * row + 4);
      const gap = Math.hypot(Math.max(box[0] - x, 0, x - box[2]), Math.max(box[1] - y, 0, y - box[3]));
      if (gap < distance) [best, distance] = [row, gap];
    }
    return distance <= reach ? best : -1;
  }
}
