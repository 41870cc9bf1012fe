// What stands on paper, measured before it is printed: the rules of print count for the screen during one reading.
const PX_PER_MM = 96 / 25.4;
const ROOM = 0.98; // fonts of a printer may be a little wider than those of the screen
const EDGES_MM = { width: 24, height: 28 }; // rules look at the whole sheet
const SIZE = /\((min|max)-(width|height): ([\d.]+)px\)/g;
const STEPS = [[1, 1], [0.85, 1], [0.7, 1], [0.7, 0.9], [0.5, 0.9], [0.5, 0.8], [0.5, 0.7], [0.34, 0.7], [0.34, 0.6], [0, 0.6], [0, 0.45]];

function holds(part, page) {
  const sizes = { width: (page.width_mm + EDGES_MM.width) * PX_PER_MM, height: (page.height_mm + EDGES_MM.height) * PX_PER_MM };
  return [...part.matchAll(SIZE)].every(([, end, side, px]) => (end === "min" ? sizes[side] >= Number(px) : sizes[side] <= Number(px)));
}

// What a rule would do on this paper: true, false, or null where paper makes no difference.
function onPaper(text, page) {
  if (text === "print") return true;
  if (text.startsWith("screen")) return false;
  return /-(width|height):/.test(text) ? text.split(",").some((part) => holds(part, page)) : null;
}

// Height in pixels of the page of the map, at the width of the paper.
function heightOn(page) {
  const { body } = document;
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter((rule) => rule instanceof CSSMediaRule);
  const before = rules.map((rule) => rule.media.mediaText);
  const { width } = body.style;
  for (const [at, rule] of rules.entries()) {
    const holdsHere = onPaper(before[at], page);
    if (holdsHere !== null) rule.media.mediaText = holdsHere ? "all" : "not all";
  }
  body.style.width = `${page.width_mm}mm`;
  try {
    return document.querySelector(".map-area").getBoundingClientRect().bottom - body.getBoundingClientRect().top;
  } finally {
    for (const [at, rule] of rules.entries()) rule.media.mediaText = before[at];
    body.style.width = width;
  }
}

// The first of ever smaller sizes that fits, laid out: fewer rows first, then a lower picture. The last when none fits.
export function fitOn(page, size, lay) {
  const most = page.height_mm * PX_PER_MM * ROOM;
  let tried = size;
  for (const [rows, height] of STEPS) {
    tried = { width: size.width, rows: Math.round(size.rows * rows), height: Math.round(size.height * height) };
    lay(tried);
    if (heightOn(page) <= most) break;
  }
  return tried;
}
