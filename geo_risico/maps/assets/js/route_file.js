// The day route as files: JSON that the map and geo-risico read, GPX for a navigator, and a table.
import { cell } from "./marks.js";
import { fromRd, toRd } from "./rd.js";
import { toDegrees } from "./route_graph.js";
import { cleanList } from "./route_store.js";

const COLUMNS = ["nr", "location_id", "thema", "label", "x", "y", "aankomst", "vertrek", "km", "over_de_weg", "scan", "is_fictief"];
const DAY_MIN = 24 * 60;

export function clock(minutes) {
  const whole = Math.round(minutes) % DAY_MIN;
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

export function fileName({ facts }, extension) {
  return `bezoeklijst_${facts.scan}${facts.is_fictief ? "_FICTIEF" : ""}.${extension}`;
}

function round(value, decimals) {
  return value === null ? null : Number(value.toFixed(decimals));
}

// The stops as they stand in the file; without a plan nothing is known of times and kilometres.
function rows(app) {
  const { stops, plan } = app.route;
  return stops.map((stop, i) => {
    const visit = plan?.visits.find((one) => one.stop === stop) ?? null;
    const [x, y] = visit?.rd ?? [null, null];
    return {
      nr: i + 1, ...stop, x: round(x, 1), y: round(y, 1), aankomst: visit ? clock(visit.arrival) : null,
      vertrek: visit ? clock(visit.departure) : null, km: visit?.leg ? round(visit.leg.km, 2) : null,
    };
  });
}

function line(app) {
  const points = app.route.plan?.line ?? [];
  const { grid } = app.index;
  return points.map(([x, y]) => {
    const { lat, lng } = toDegrees(grid, x, y);
    return [lat, lng];
  });
}

export function asJson(app) {
  const { route } = app;
  const places = line(app).map(([lat, lng]) => toRd(lat, lng).map((value) => round(value, 1)));
  const content = {
    ...route.content(), stops: rows(app),
    totaal: { km: round(route.plan?.km ?? null, 2), minuten: round(route.plan?.minutes ?? null, 1) },
    lijn: places.length > 0 ? places : null,
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

export function asCsv(app) {
  const { facts, plan } = app.route;
  const lines = rows(app).map((row) => {
    const leg = plan?.visits.find((visit) => visit.stop.location_id === row.location_id)?.leg ?? null;
    const shown = {
      ...row, km: row.km === null ? "" : row.km.toFixed(2).replace(".", ","), over_de_weg: leg === null ? "" : leg.isRoad ? "ja" : "nee",
      scan: facts.scan, is_fictief: facts.is_fictief ? "ja" : "nee",
    };
    return COLUMNS.map((name) => cell(shown[name] ?? "")).join(";");
  });
  return `\uFEFF${[COLUMNS.join(";"), ...lines].join("\r\n")}\r\n`;
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" };

function xml(text) {
  return String(text).replace(/[^\t\n\r -\uFFFD\u{10000}-\u{10FFFF}]/gu, "").replace(/[&<>"]/gu, (sign) => SIGNS[sign]);
}

function point(tag, [lat, lon], name, words) {
  const inner = name === null ? "" : `<name>${xml(name)}</name><desc>${xml(words)}</desc>`;
  return `<${tag} lat="${lat.toFixed(6)}" lon="${lon.toFixed(6)}">${inner}</${tag}>`;
}

export function asGpx(app) {
  const { facts, plan, start, end } = app.route;
  const title = `${facts.is_fictief ? "FICTIEF: " : ""}${app.index.banner.title}`;
  const edge = (place, name) => (place === null ? [] : [[fromRd(place.x, place.y), name, place.naam]]);
  const stops = (plan?.visits ?? []).map((visit, i) => {
    const { lat, lng } = toDegrees(app.index.grid, ...visit.place);
    return [[lat, lng], `${i + 1}. ${visit.stop.label}`, `${visit.stop.location_id}, aankomst ${clock(visit.arrival)}`];
  });
  const places = [...edge(start, "Begin"), ...stops, ...edge(end, "Einde")];
  const track = line(app).map((place) => point("trkpt", place, null)).join("\n");
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="geo-risico">`,
    `<metadata><name>Bezoeklijst ${xml(title)}</name><desc>${facts.is_fictief ? "Verzonnen gegevens." : "Vertrouwelijk."}</desc></metadata>`,
    ...places.map((place) => point("wpt", ...place)),
    `<rte><name>${xml(title)}</name>`, ...places.map((place) => point("rtept", ...place)), "</rte>",
    track ? `<trk><name>${xml(title)}</name><trkseg>\n${track}\n</trkseg></trk>` : "", "</gpx>\n",
  ].join("\n");
}

// A visit list from text, or in words why there is none.
export function readFile(text, facts) {
  try {
    return cleanList(JSON.parse(text.replace(/^\uFEFF/u, "")), facts);
  } catch {
    return "Dit bestand is geen JSON. Kies een bezoeklijst.json.";
  }
}
