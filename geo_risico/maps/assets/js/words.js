// What somebody types, in words that can be compared: without accents, capitals and punctuation.

const RD = { west: -7000, east: 300000, south: 289000, north: 629000 };
const WGS84 = { south: 50.5, north: 54, west: 3, east: 7.5 };

export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/['’‘`´]/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

export function tokensOf(text) {
  return plain(text).split(" ").filter(Boolean);
}

// Numbers of a pair of coordinates: a decimal comma is allowed, and a point between thousands of metres.
function pairOf(text) {
  const bare = text.replace(/\b(rd|wgs ?84|x|y|lat|lon|lng|n|e|nb|ol)\b\s*[:=]?/giu, " ").replace(/[°:=()]/gu, " ").trim();
  const found = /^(-?\d[\d.]*(?:,\d+)?)\s*[;,\s]\s*(-?\d[\d.]*(?:,\d+)?)$/u.exec(bare);
  if (found === null) return null;
  return found.slice(1).map((part) => {
    const isThousands = /^\d{1,3}\.\d{3}(,\d+)?$/u.test(part);
    return Number((isThousands ? part.replace(".", "") : part).replace(",", "."));
  });
}

function isWithin(value, low, high) {
  return value >= low && value <= high;
}

// A place in RD or in degrees, as { kind, first, second }; null when the text is something else.
export function coordinatesOf(text) {
  const pair = pairOf(text);
  if (pair === null || pair.some((value) => !Number.isFinite(value))) return null;
  const [first, second] = pair;
  if (isWithin(first, WGS84.south, WGS84.north) && isWithin(second, WGS84.west, WGS84.east)) {
    return { kind: "WGS84", first, second };
  }
  if (first > 1000 && isWithin(first, RD.west, RD.east) && isWithin(second, RD.south, RD.north)) {
    return { kind: "RD", first, second };
  }
  return null;
}
