// From the packed block in the page to typed arrays.

const INTEGERS = { int8: Int8Array, int16: Int16Array, int32: Int32Array };

const BITS = 13;
const SIGN_COUNT = 91;
const FIRST_SIGN = 33;
const ESCAPE = 255;
const PIECES_PER_SLICE = 4096;

// Value of each sign: all printable ones but three that HTML needs.
function signValues() {
  const values = new Uint8Array(128);
  let value = 0;
  for (let code = FIRST_SIGN; code < 127; code += 1) {
    if ("<>&".includes(String.fromCharCode(code))) continue;
    values[code] = value;
    value += 1;
  }
  return values;
}

// Bytes from text: each pair of signs is thirteen bits.
function fromSigns(text) {
  const space = text.indexOf(" ");
  const bytes = new Uint8Array(Number(text.slice(0, space)));
  const values = signValues();
  let [at, held, width] = [0, 0, 0];
  for (let i = space + 1; at < bytes.length; i += 2) {
    held = ((held << BITS) | (values[text.charCodeAt(i)] * SIGN_COUNT + values[text.charCodeAt(i + 1)])) & 0xfffff;
    width += BITS;
    while (width >= 8) {
      width -= 8;
      bytes[at] = (held >>> width) & 255;
      at += 1;
    }
  }
  return bytes;
}

export async function readBlock(text) {
  const stream = new Blob([fromSigns(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
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

function countVarints(bytes, [from, length]) {
  let count = 0;
  for (let i = from; i < from + length; i += 1) count += bytes[i] < 128 ? 1 : 0;
  return count;
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

// Steps of one byte; where that is 255 the rest of the number stands in the other stream.
function readSteps(bytes, entry) {
  const large = entry.large[1] > 0 ? readVarints(bytes, entry.large, countVarints(bytes, entry.large)) : [];
  let next = 0;
  return (at) => {
    let value = bytes[at];
    if (value === ESCAPE) {
      const left = large[next];
      value += left;
      next += 1;
    }
    return (value >>> 1) ^ -(value & 1);
  };
}

// Pauses now and then, for who must keep answering meanwhile; gives the geometry at the end.
export function* readGeometry(bytes, entry, count) {
  const rows = starts(readVarints(bytes, entry.pieces, count));
  const pieces = starts(readVarints(bytes, entry.points, entry.piece_count));
  const firsts = readIntegers(bytes, { type: "int32", at: entry.firsts }, 2 * entry.piece_count);
  const [xs, ys] = [new Int32Array(entry.point_count), new Int32Array(entry.point_count)];
  const step = readSteps(bytes, entry);
  let [at] = entry.small;
  for (let piece = 0; piece < entry.piece_count; piece += 1) {
    if (piece % PIECES_PER_SLICE === 0) yield piece / entry.piece_count;
    let [x, y] = [firsts[piece], firsts[entry.piece_count + piece]];
    const end = pieces[piece + 1];
    for (let p = pieces[piece]; p < end; p += 1) {
      if (p > pieces[piece]) {
        x += step(at);
        y += step(at + 1);
        at += 2;
      }
      xs[p] = x;
      ys[p] = y;
    }
  }
  const geometry = { kind: entry.kind, xs, ys, rows, pieces };
  geometry.boxes = boxesOf(geometry, count);
  return geometry;
}
