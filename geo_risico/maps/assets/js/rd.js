// Between RD (EPSG:28992, metres) and WGS84 (degrees), by the polynomials of F.H. Schreutelkamp and
// G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en WGS84-kaartcoordinaten",
// NGT Geodesia 43 (2001), 64-69. Beyond the Netherlands they say nothing.
// The base is Amersfoort as EPSG:28992 has it now: in the article it lies 0.30 m to the north-east of that.

const BASE = { x: 155000, y: 463000, lat: 52.1551723, lon: 5.3872035 };
const REACH = { west: -7000, south: 289000, east: 300000, north: 629000 };

// Each term: power of the first difference, power of the second one, factor.
const LAT = [
  [0, 1, 3235.65389], [2, 0, -32.58297], [0, 2, -0.2475], [2, 1, -0.84978], [0, 3, -0.0655], [2, 2, -0.01709],
  [1, 0, -0.00738], [4, 0, 0.0053], [2, 3, -0.00039], [4, 1, 0.00033], [1, 1, -0.00012],
];
const LON = [
  [1, 0, 5260.52916], [1, 1, 105.94684], [1, 2, 2.45656], [3, 0, -0.81885], [1, 3, 0.05594], [3, 1, -0.05607],
  [0, 1, 0.01199], [3, 2, -0.00256], [1, 4, 0.00128], [0, 2, 0.00022], [2, 0, -0.00022], [5, 0, 0.00026],
];
const X = [
  [0, 1, 190094.945], [1, 1, -11832.228], [2, 1, -114.221], [0, 3, -32.391], [1, 0, -0.705], [3, 1, -2.34],
  [1, 3, -0.608], [0, 2, -0.008], [2, 3, 0.148],
];
const Y = [
  [1, 0, 309056.544], [0, 2, 3638.893], [2, 0, 73.077], [1, 2, -157.984], [3, 0, 59.788], [0, 1, 0.433],
  [2, 2, -6.439], [1, 1, -0.032], [0, 4, 0.092], [1, 4, -0.054],
];

function sum(terms, p, q) {
  return terms.reduce((total, [i, j, factor]) => total + factor * p ** i * q ** j, 0);
}

// RD of a place in degrees, as [x, y] in metres.
export function toRd(lat, lon) {
  const [p, q] = [0.36 * (lat - BASE.lat), 0.36 * (lon - BASE.lon)];
  return [BASE.x + sum(X, p, q), BASE.y + sum(Y, p, q)];
}

// Place in degrees of RD metres, as [lat, lon].
export function fromRd(x, y) {
  const [p, q] = [(x - BASE.x) * 1e-5, (y - BASE.y) * 1e-5];
  return [BASE.lat + sum(LAT, p, q) / 3600, BASE.lon + sum(LON, p, q) / 3600];
}

// Whether RD says something here.
export function isInRd([x, y]) {
  return x >= REACH.west && x <= REACH.east && y >= REACH.south && y <= REACH.north;
}

export function between([x0, y0], [x1, y1]) {
  return Math.hypot(x1 - x0, y1 - y0);
}

// Square metres inside a ring of RD places.
export function areaOf(ring) {
  let twice = 0;
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

function side([ax, ay], [bx, by], [cx, cy]) {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

// Whether any two sides of a ring cross: then it has no area that means something.
export function crossesItself(ring) {
  const count = ring.length;
  for (let i = 0; i < count; i += 1) {
    for (let j = i + 2; j < count; j += 1) {
      if (i === 0 && j === count - 1) continue;
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[(j + 1) % count]];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  }
  return false;
}

const WINDS = ["noorden", "noordoosten", "oosten", "zuidoosten", "zuiden", "zuidwesten", "westen", "noordwesten"];

// In which direction one RD place lies from another.
export function windOf([x0, y0], [x1, y1]) {
  const turns = Math.atan2(x1 - x0, y1 - y0) / (2 * Math.PI);
  return WINDS[((Math.round(turns * 8) % 8) + 8) % 8];
}
