// From the packed block in the page to typed arrays.

const INTEGERS = { int8: Int8Array, int16: Int16Array, int32: Int32Array };

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export async function readBlock(text) {
  const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export function readIntegers(bytes, entry, count) {
  const Kind = INTEGERS[entry.type];
  const width = Kind.BYTES_PER_ELEMENT;
  const source = bytes.subarray(entry.at[0], entry.at[0] + entry.at[1]);
  const target = new Uint8Array(count * width);
  for (let plane = 0; plane < width; plane += 1) {
    const start = plane * count;
    for (let i = 0; i < count; i += 1) target[i * width + plane] = source[start + i];
  }
  return new Kind(target.buffer);
}

export function missingOf(entry) {
  return -(2 ** (8 * INTEGERS[entry.type].BYTES_PER_ELEMENT - 1));
}

export function readTexts(bytes, entry) {
  const part = bytes.subarray(entry.at[0], entry.at[0] + entry.at[1]);
  return new TextDecoder().decode(part).split("\u001f");
}

function readVarints(bytes, at, count) {
  const out = new Int32Array(count);
  let place = at[0];
  for (let i = 0; i < count; i += 1) {
    let value = 0;
    let shift = 0;
    let byte = 0;
    do {
      byte = bytes[place];
      place += 1;
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    out[i] = (value >>> 1) ^ -(value & 1);
  }
  return out;
}

function starts(counts) {
  const out = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i += 1) out[i + 1] = out[i] + counts[i];
  return out;
}

function boxesOf(geometry, count) {
  const { xs, ys, rows, pieces } = geometry;
  const boxes = new Int32Array(4 * count);
  for (let row = 0; row < count; row += 1) {
    let [west, south, east, north] = [2147483647, 2147483647, -2147483648, -2147483648];
    for (let p = pieces[rows[row]]; p < pieces[rows[row + 1]]; p += 1) {
      if (xs[p] < west) west = xs[p];
      if (xs[p] > east) east = xs[p];
      if (ys[p] < south) south = ys[p];
      if (ys[p] > north) north = ys[p];
    }
    boxes.set([west, south, east, north], 4 * row);
  }
  return boxes;
}

export function readGeometry(bytes, entry, count) {
  const steps = readVarints(bytes, entry.steps, 2 * entry.point_count);
  const xs = new Int32Array(entry.point_count);
  const ys = new Int32Array(entry.point_count);
  let [x, y] = [0, 0];
  for (let i = 0; i < entry.point_count; i += 1) {
    x += steps[2 * i];
    y += steps[2 * i + 1];
    xs[i] = x;
    ys[i] = y;
  }
  const rows = starts(readVarints(bytes, entry.pieces, count));
  const pieces = starts(readVarints(bytes, entry.points, entry.piece_count));
  const geometry = { kind: entry.kind, xs, ys, rows, pieces };
  geometry.boxes = boxesOf(geometry, count);
  return geometry;
}
