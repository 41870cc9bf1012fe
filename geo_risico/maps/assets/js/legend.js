// What the colours on the map mean at this moment, with counts.
import { partTitle } from "./asking.js";
import { explainBlind } from "./certainty.js";
import { classCountsOf, isFiltering } from "./filters.js";
import { el, fill, find, formatNumber } from "./format.js";
import { renderHotspotLegend } from "./hotspots.js";
import { shapeOf } from "./symbols.js";
import { areaBand, bandWords } from "./style.js";

const AREA_WORDS = { vierkanten: "vierkant van 500 m", buurten: "buurt", wijken: "wijk", gemeenten: "gemeente" };

function legendRow(mark, letter, words, count) {
  return el("li", {},
    el("span", { class: `swatch ${mark}`, "aria-hidden": "true" }, letter),
    el("span", { class: "legend-words" }, words),
    count === null ? null : el("span", { class: "legend-count" }, formatNumber(count)));
}

function blindCount(part) {
  if (part.blindCount === undefined) {
    part.blindCount = 0;
    const count = part.store.locations.has("is_hidden") ? part.store.locations.count : 0;
    for (let row = 0; row < count; row += 1) part.blindCount += part.isBlind(row) ? 1 : 0;
  }
  return part.blindCount;
}

function locationRows(app) {
  if (app.classColumn === null) return [legendRow("class-plain", "", "zonder score", app.store.locations.count)];
  const counts = classCountsOf(app.active);
  const rows = app.index.classes.map((entry) => legendRow(
    `class-${entry.letter.toLowerCase()}`, entry.letter, `${entry.words} (${entry.meaning})`, counts.get(entry.letter)));
  const blind = blindCount(app.active);
  rows.push(legendRow("class-onbekend", "?", "onbekend: te weinig gegevens", counts.get("onbekend") - blind));
  if (blind > 0) rows.push(legendRow("class-blind", "?", "onbekend: witte vlek, weinig gekeken", blind));
  if (app.partly.size > 0) rows.push(legendRow("class-partly", "", "streepjesrand: deels onbekend", app.partly.size));
  return rows;
}

function bandCounts(app, kind) {
  const table = app.store.areas.get(kind);
  if (table.bandCounts) return table.bandCounts;
  const counts = new Map();
  for (let row = 0; row < table.count; row += 1) {
    const { band } = areaBand(table, row, app.measure(kind));
    counts.set(band, (counts.get(band) ?? 0) + 1);
  }
  table.bandCounts = counts;
  return counts;
}

function areaRows(app, kind) {
  const counts = bandCounts(app, kind);
  const words = bandWords(app.store.areas.get(kind), app.measure(kind), app.index.classes);
  const rows = words.map((text, band) => legendRow(`class-${"abcde"[band]}`, "", text, counts.get(band) ?? 0)).reverse();
  if (counts.has("plain")) rows.push(legendRow("class-plain", "", "zonder score", counts.get("plain")));
  if (counts.has("unknown")) rows.push(legendRow("class-onbekend", "", "onbekend: van de meeste plekken geen klasse", counts.get("unknown")));
  if (counts.has("suppressed")) {
    rows.push(legendRow("class-suppressed", "", "afgeschermd (te weinig locaties)", counts.get("suppressed")));
  }
  return rows;
}

// What a reader must know of classes where a type is a handful of places.
function fewWords(app) {
  const { peers, minimum_peers: least, is_whole: isWhole, location_plural: plural } = app.index;
  if (!isWhole || !peers.includes("kind")) return "";
  return `; een type met minder dan ${least} locaties met alle ${plural}`;
}

function locationTitle(app) {
  const { peers, location_title: title } = app.index;
  const whole = app.classColumn === "class_all" || peers.length === 0;
  const kind = peers.includes("gemeente") ? "hetzelfde type in de gemeente" : "hetzelfde type";
  const { count } = app.store.locations;
  if (app.index.is_whole && peers.includes("kind") && count > 0 && count < app.index.minimum_peers) {
    const all = count === 1 ? `er is maar 1 ${title}` : `er zijn maar ${formatNumber(count)} ${app.index.location_plural}`;
    return `Klasse per ${title}. De klasse zegt weinig, want ${all}: kijk naar de redenen`;
  }
  const own = peers.includes("kind") ? kind : "de gemeente";
  const few = whole ? "" : fewWords(app);
  return `Klasse per ${title}, vergeleken binnen ${whole ? "de hele scan" : own}${few}`;
}

function areaTitle(app, kind) {
  const title = app.index.areas.find((entry) => entry.kind === kind).title;
  const figures = {
    share: `aandeel ${app.index.location_plural} in klasse D of E`,
    score: kind === "gemeenten" ? "score per gemeente" : "gemiddelde score",
    class: "klasse binnen de hele scan",
    count: "score verborgen in dit profiel",
  };
  return `${title}: ${figures[app.measure(kind)]}`;
}

function areaHint(app, kind, zoom) {
  if (app.themeAt(zoom).kind !== "") return "zoom in om ze te zien";
  return `nu per ${AREA_WORDS[kind]}`;
}

// Other themes that are on the map: their mark, and how they are drawn.
function otherRows(app, zoom) {
  return app.others.filter((part) => part.store.locations).map((part) => {
    const { kind } = part.themeAt(zoom);
    const isSymbol = part.hasSymbols;
    const hint = kind === "" ? "" : `, ${areaHint(app, kind, zoom)}`;
    if (part.store.locations.count === 0) return legendRow("class-plain", "", `${partTitle(part)}: niet bekend in dit gebied`, 0);
    return legendRow(isSymbol ? `mark mark-${shapeOf(part)}` : "class-faint", "", partTitle(part) + hint,
      part.store.locations.count);
  });
}

function renderOthers(app, zoom) {
  const rows = otherRows(app, zoom);
  const isAlone = app.filter.question !== null && app.parts.length > 1;
  find("legenda-andere").hidden = rows.length === 0 && !isAlone;
  find("legenda-andere-titel").textContent = isAlone
    ? "Andere thema's zijn verborgen tot u de vraag wist." : "Andere thema's, kleiner of lichter. Klik op een plek om te wisselen.";
  fill(find("legenda-themas"), ...rows);
}

export function renderLegend(app, zoom) {
  const theme = app.themeAt(zoom);
  renderOthers(app, zoom);
  renderHotspotLegend(app);
  find("legenda").hidden = false;
  if (theme.table === null) {
    find("legenda").hidden = true;
    return;
  }
  const isLocation = theme.kind === "";
  find("legenda-titel").textContent = isLocation ? locationTitle(app) : areaTitle(app, theme.kind);
  const rows = isLocation ? locationRows(app) : areaRows(app, theme.kind);
  if (app.store.background.some((table) => table.index.kind === "geen_gegevens")) {
    rows.push(legendRow("class-unseen", "", "geen gegevens geleverd", null));
  }
  fill(find("legenda-lijst"), ...rows);
  explainBlind(app, isLocation && blindCount(app.active) > 0);
  const note = find("uitgezoomd");
  note.hidden = !theme.standsIn;
  if (theme.standsIn) {
    const title = app.index.areas.find((entry) => entry.kind === theme.kind).title;
    find("uitgezoomd-tekst").textContent = title.toLowerCase() + (isFiltering(app) ? " (filters gelden hier niet)" : "");
    find("zoom-in-tot").textContent = `Toon ${app.index.location_plural}`;
  }
}
