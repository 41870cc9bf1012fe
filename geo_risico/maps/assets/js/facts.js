// What is known of one location besides its score: type, registers, features, matrix, land side and water side.
import { capital, el, formatNumber, formatPercent, formatSigned } from "./format.js";
import { cellMark } from "./matrix.js";

const SIDES = [["water", "Waterzijde"], ["land", "Landzijde"]];
const STEPS = [1, 2, 3, 4, 5];

export function kindText(app, row) {
  const table = app.store.locations;
  const kind = table.index.is_area ? "" : table.text("kind", row);
  return kind === app.index.location_title ? "" : kind;
}

// The group that a location is compared with, in words.
export function peerWords(app, row) {
  const { peers, minimum_peers: least, is_whole: isWhole, location_plural: plural } = app.index;
  const table = app.store.locations;
  if (peers.length === 0 || app.percentileColumn === "percentile_all") return `alle ${plural} in deze scan`;
  const gemeente = table.text("gemeente", row) || "de gemeente";
  if (!peers.includes("kind")) return `de ${plural} in ${gemeente}`;
  const columns = peers.map((name) => (name === "gemeente" ? "gemeente_code" : name));
  const isPeer = (other) => columns.every((name) => table.text(name, other) === table.text(name, row));
  let size = 0;
  for (let other = 0; other < table.count; other += 1) size += isPeer(other) ? 1 : 0;
  const where = peers.includes("gemeente") ? gemeente : "deze scan";
  const own = `locaties van het type ${table.text("kind", row)} in ${where}`;
  if (!isWhole) return `de ${own} (een type met minder dan ${least} locaties: alle ${plural})`;
  if (size < least) {
    const all = table.count < least ? `alle (maar ${formatNumber(table.count)}) ${plural}` : `alle ${plural}`;
    return `${all} in deze scan, omdat er van dit type minder dan ${least} zijn`;
  }
  return `de ${formatNumber(size)} ${own}`;
}

export function registerText(app, row) {
  return app.store.locations.text("sources", row).split("|").filter(Boolean).join(", ");
}

export function differences(app, row) {
  const lines = app.store.locations.text("conflicts", row).split("|").filter(Boolean);
  if (lines.length === 0) return null;
  return el("div", { id: "verschillen" }, el("h3", {}, "Verschillen tussen registers"),
    el("ul", { class: "plain-list" }, ...lines.map((line) => el("li", {}, line))));
}

function featureWord(value) {
  if (value === null) return "onbekend";
  return value > 0 ? "ja" : "nee";
}

export function featureList(app, row) {
  const { features } = app.index;
  if (features.length === 0) return null;
  const items = features.map((feature) => {
    const word = featureWord(app.store.locations.number(`kenmerk_${feature.name}`, row));
    return el("li", { "data-feature": feature.name },
      el("span", {}, capital(feature.title)), el("strong", { class: `answer answer-${word}` }, word));
  });
  return el("div", {}, el("h3", {}, "Kenmerken in het kort"), el("ul", { class: "answers" }, ...items));
}

function smallGrid(kans, barriere) {
  const cells = STEPS.flatMap((b) => STEPS.map((k) => el("span", {
    class: `mini ${cellMark(k, b)}${k === kans && b === barriere ? " is-here" : ""}`,
  }, k === kans && b === barriere ? "●" : "")));
  return el("div", { class: "mini-grid", "aria-hidden": "true" }, ...cells);
}

function axisText(table, name, row, low, high) {
  const [level, value, coverage] = [`${name}_level`, name, `${name}_coverage`].map((column) => table.number(column, row));
  if (level === null) return `onbekend; dekking ${formatPercent(coverage)}`;
  const end = level === 1 ? ` (${low})` : level === 5 ? ` (${high})` : "";
  return `${level} van 5${end}; waarde ${formatNumber(value, 1)} van 100, dekking ${formatPercent(coverage)}`;
}

export function matrixPlace(app, row) {
  const table = app.store.locations;
  if (!app.index.matrix) return null;
  const [kans, barriere] = ["kans_level", "barriere_level"].map((name) => table.number(name, row));
  const pairs = [
    ["Kans", axisText(table, "kans", row, "klein", "groot")],
    ["Barrière", axisText(table, "barriere", row, "zwak", "sterk")],
  ];
  return el("div", { id: "matrix-plaats" }, el("h3", {}, app.index.matrix.title),
    el("div", { class: "matrix-place" }, smallGrid(kans, barriere),
      el("dl", { class: "facts" }, ...pairs.flatMap(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]))),
    el("p", { class: "small" }, app.index.matrix.note));
}

function sideRow(app, dimension, row) {
  const table = app.store.locations;
  const specs = app.index.indicators.filter((spec) => spec.dimension === dimension.name);
  const values = specs.map((spec) => table.number(spec.name, row, "contributions")).filter((value) => value !== null);
  const total = values.reduce((sum, value) => sum + value, 0);
  const text = values.length === 0 ? "onbekend" : `${formatSigned(total)} punten`;
  return el("li", { "data-dimension": dimension.name }, el("span", {}, dimension.title),
    el("strong", {}, text),
    el("span", { class: "small" }, `${values.length} van ${specs.length} ${specs.length === 1 ? "gegeven" : "gegevens"} bekend`));
}

// Land side and water side apart, in points against an average location.
export function sides(app, row) {
  const blocks = SIDES.map(([side, title]) => {
    const found = app.index.dimensions.filter((dimension) => dimension.side === side);
    if (found.length === 0) return null;
    return el("div", { class: "side-block" }, el("h4", {}, title),
      el("ul", { class: "side-list" }, ...found.map((dimension) => sideRow(app, dimension, row))));
  }).filter(Boolean);
  if (blocks.length === 0 || !app.store.locations.index.contributions) return null;
  if (Object.keys(app.store.locations.index.contributions).length === 0) return null;
  return el("div", { id: "zijden" }, el("h3", {}, "Waterzijde en landzijde"),
    el("p", { class: "small" }, "Punten ten opzichte van een gemiddelde locatie: plus is meer gelegenheid."), ...blocks);
}
