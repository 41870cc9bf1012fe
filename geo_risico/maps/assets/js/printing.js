// The A4 of the map: the picture as it stands, drawn again at paper width, with scale, north, list and sources.
import { paintAll } from "./controls.js";
import { wireDialog } from "./dialogs.js";
import { el, fill, find, formatNumber } from "./format.js";
import { areaFigure, classText, listedRows } from "./list.js";
import { drawOverlay } from "./overlay.js";
import { viewOf } from "./paint.js";
import { fitOn } from "./paper_fit.js";
import { areaBand } from "./style.js";

const PAPERS = {
  staand: { width: 1000, height: 600, rows: 12, page: { width_mm: 186, height_mm: 269 } },
  liggend: { width: 1000, height: 680, rows: 12, page: { width_mm: 273, height_mm: 182 } },
};
const RATIO = 2;
const MOST_SHRUNK = 2;
const EARTH_M = 40075016.685578488;
const BAR_PX = 180;
const AREA_COLUMN = 4; // left out where the paper is low
const INK = "#1b2530";
const FONT = '600 15px "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';

function paper() {
  return PAPERS[document.documentElement.dataset.paper] ?? PAPERS.staand;
}

// Round length in metres that fits in so many pixels.
function barMetres(perPx) {
  const most = perPx * BAR_PX;
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].find((step) => step * power <= most) * power;
}

function plate(ctx, x, y, width, height) {
  ctx.fillStyle = "#fff";
  ctx.strokeStyle = INK;
  ctx.lineWidth = 1;
  ctx.fillRect(x, y, width, height);
  ctx.strokeRect(x, y, width, height);
  ctx.fillStyle = INK;
}

function drawScale(ctx, map, width, height) {
  const perPx = (EARTH_M * Math.cos((map.getCenter().lat * Math.PI) / 180)) / (256 * 2 ** map.getZoom());
  const metres = barMetres(perPx);
  const bar = metres / perPx;
  const [left, bottom] = [width - bar - 24, height - 20];
  plate(ctx, left - 12, bottom - 34, bar + 24, 46);
  ctx.fillRect(left, bottom - 6, bar, 6);
  ctx.fillText(metres < 1000 ? `${formatNumber(metres)} m` : `${formatNumber(metres / 1000)} km`, left + bar / 2, bottom - 19);
}

function drawNorth(ctx, width) {
  const x = width - 34;
  plate(ctx, x - 20, 12, 40, 62);
  ctx.beginPath();
  ctx.moveTo(x, 18);
  ctx.lineTo(x + 10, 48);
  ctx.lineTo(x, 41);
  ctx.lineTo(x - 10, 48);
  ctx.fill();
  ctx.fillText("N", x, 61);
}

// At least what the screen shows, up to half the size of the signs.
export function drawPicture(map, app, canvas, { width: wide, height: high }) {
  const { x, y } = map.getSize();
  const shrink = Math.min(MOST_SHRUNK, Math.max(1, x / wide, y / high));
  const [width, height] = [wide * shrink, high * shrink];
  canvas.width = wide * RATIO;
  canvas.height = high * RATIO;
  const ctx = canvas.getContext("2d");
  ctx.scale(RATIO / shrink, RATIO / shrink);
  ctx.fillStyle = app.style.colours.abroad;
  ctx.fillRect(0, 0, width, height);
  const middle = map.project(map.getCenter());
  const view = viewOf(app.index.grid, map.getZoom(), middle.x - width / 2, middle.y - height / 2, width, height);
  paintAll(app, ctx, view);
  drawOverlay(ctx, app, view);
  Object.assign(ctx, { font: FONT, textAlign: "center", textBaseline: "middle" });
  drawScale(ctx, map, width, height);
  drawNorth(ctx, width);
}

function locationCells(app, row) {
  const table = app.store.locations;
  const letter = app.classOf(row);
  const score = table.number("score", row);
  const figure = score === null || app.active.isBlind(row) ? "onbekend" : formatNumber(score, 1);
  const shown = letter === null ? ["verborgen", "verborgen"] : [classText(app, letter), figure];
  return [table.text("label", row), ...shown, [table.text("buurt", row), table.text("gemeente", row)].filter(Boolean).join(", ")];
}

function areaCells(app, row) {
  const table = app.store.areas.get(app.mode);
  const measure = app.measure(app.mode);
  const { band, value } = areaBand(table, row, measure);
  const count = table.number("location_count", row);
  return [table.text("label", row), areaFigure(band, value, measure), count === null ? "afgeschermd" : formatNumber(count)];
}

// The order of the scan: on paper nobody reads from where somebody printed.
function renderTop(app, most) {
  const rows = app.listsAreas ? listedRows(app) : app.matches;
  const cells = app.listsAreas ? areaCells : locationCells;
  const heads = app.listsAreas ? ["Nr.", "Gebied", "Waarde", "Locaties"] : ["Nr.", "Plek", "Klasse", "Score", "Gebied"];
  const shown = rows.slice(0, most);
  const classAt = (column) => (column === AREA_COLUMN ? "place-area" : null);
  find("druk-titel").textContent = `Bovenaan de lijst: ${formatNumber(shown.length)} van ${formatNumber(rows.length)}`;
  find("druk").hidden = shown.length === 0;
  fill(find("druk-lijst"),
    el("thead", {}, el("tr", {}, ...heads.map((head, i) => el("th", { scope: "col", class: classAt(i) }, head)))),
    el("tbody", {}, ...shown.map((row, i) => el("tr", {}, ...[String(i + 1), ...cells(app, row)].map((text, at) => el("td", { class: classAt(at) }, text))))));
}

function prepare(map, app) {
  document.documentElement.dataset.print = "yes";
  app.style.refresh();
  const today = new Intl.DateTimeFormat("nl-NL", { dateStyle: "long" }).format(new Date());
  find("druk-datum").textContent = `Afgedrukt op ${today}. Noorden is boven; de schaalbalk geldt in het midden van de kaart.`;
  const canvas = find("drukbeeld");
  const size = paper();
  const lay = ({ width, height, rows }) => {
    Object.assign(canvas, { width, height }); // its shape is enough to measure
    renderTop(app, rows);
  };
  drawPicture(map, app, canvas, fitOn(size.page, size, lay));
}

function wirePaper() {
  for (const input of find("afdruk").querySelectorAll("input[name=papier]")) {
    input.addEventListener("change", () => { document.documentElement.dataset.paper = input.value; });
  }
  wireDialog("afdruk", find("afdruk"), () => {});
  find("afdruk-nu").addEventListener("click", () => {
    find("afdruk").close();
    window.print();
  });
}

export function wirePrint(map, app) {
  const legend = find("legenda");
  let wasOpen = true;
  document.documentElement.dataset.paper = "staand";
  window.addEventListener("beforeprint", () => {
    if (!document.documentElement.dataset.print) wasOpen = legend.open; // some browsers tell it twice
    legend.open = true;
    prepare(map, app);
  });
  const after = () => {
    if (!document.documentElement.dataset.print) return;
    legend.open = wasOpen;
    find("drukbeeld").width = 0;
    fill(find("druk-lijst"));
    delete document.documentElement.dataset.print;
    app.style.refresh();
  };
  window.addEventListener("afterprint", after);
  window.addEventListener("pointerdown", after, true); // and some never tell that it is over
  wirePaper();
}
