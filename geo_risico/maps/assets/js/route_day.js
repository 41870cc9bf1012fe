// What the day looks like: places of the stops on the page, and arrival and departure at each.
import { fromRd, toRd } from "./rd.js";
import { Planner } from "./route_plan.js";
import { toDegrees } from "./route_graph.js";

// Part and row of each stop; null where the page does not have it. All rows are read once for what is not known yet.
export function findStops(app, stops) {
  app.routeRows ??= new Map();
  const keyOf = (stop) => `${stop.thema}\n${stop.location_id}`;
  const wanted = new Map(stops.filter((stop) => !app.routeRows.has(keyOf(stop))).map((stop) => [keyOf(stop), stop]));
  if (wanted.size > 0) {
    const ids = new Set([...wanted.values()].map((stop) => stop.location_id));
    for (const part of app.parts) {
      const table = part.store.locations;
      for (let row = 0; row < (table?.count ?? 0); row += 1) {
        const id = table.text("id", row);
        if (ids.has(id)) app.routeRows.set(`${part.index.name}\n${id}`, { part, row });
      }
    }
  }
  return stops.map((stop) => app.routeRows.get(keyOf(stop)) ?? null);
}

function toGrid({ grid }, { x, y }) {
  const [lat, lon] = fromRd(x, y);
  const place = L.CRS.EPSG3857.project(L.latLng(lat, lon));
  return [Math.round((place.x - grid.x) / grid.step), Math.round((place.y - grid.y) / grid.step)];
}

function rdOf(app, { part, row }) {
  const table = part.store.locations;
  const exact = [table.number("rd_x", row), table.number("rd_y", row)];
  if (!exact.includes(null)) return exact;
  const { lat, lng } = toDegrees(app.index.grid, ...table.anchor(row));
  return toRd(lat, lng);
}

function minutesOf(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

function known(app) {
  const { stops } = app.route;
  return findStops(app, stops).map((found, i) => ({ found, stop: stops[i] })).filter(({ found }) => found !== null)
    .map(({ found, stop }) => ({ stop, place: found.part.store.locations.anchor(found.row), rd: rdOf(app, found) }));
}

function timed(app, visits, legs, { start, end }) {
  const { route } = app;
  let now = minutesOf(route.departure);
  const shift = start === null ? -1 : 0;
  for (const [i, visit] of visits.entries()) {
    visit.leg = legs[i + shift] ?? null;
    visit.arrival = now + (visit.leg?.minutes ?? 0);
    visit.departure = visit.arrival + route.minutes;
    now = visit.departure;
  }
  const last = end === null ? null : legs.at(-1);
  for (const leg of legs) leg.points = leg.line();
  return {
    visits, legs, start, end, last, finish: now + (last?.minutes ?? 0),
    km: legs.reduce((sum, leg) => sum + leg.km, 0),
    minutes: now + (last?.minutes ?? 0) - minutesOf(route.departure),
    line: legs.flatMap((leg) => leg.points),
    straight: legs.filter((leg) => !leg.isRoad).length,
  };
}

export class Day {
  constructor(app) {
    this.app = app;
    this.planner = new Planner(app);
    this.turn = 0;
  }

  ends() {
    const { route, index } = this.app;
    return { start: route.start && toGrid(index, route.start), end: route.end && toGrid(index, route.end) };
  }

  get hasRoads() {
    return this.planner.roads !== null;
  }

  // The plan of the stops in their order; null when something newer was asked meanwhile.
  async plan() {
    const { app } = this;
    this.turn += 1;
    const { turn } = this;
    const visits = known(app);
    const { start, end } = this.ends();
    if (visits.length === 0) return { visits, legs: [], start: null, end: null, last: null, km: 0, minutes: 0, line: [], straight: 0, finish: 0 };
    const places = [start, ...visits.map((visit) => visit.place), end].filter((place) => place !== null);
    const legs = await this.planner.legs(places);
    return turn === this.turn ? timed(app, visits, legs, { start, end }) : null;
  }

  // The stops in the best order; those that the page does not have come last.
  async order() {
    const { app } = this;
    const visits = known(app);
    const { start, end } = this.ends();
    const order = await this.planner.order(visits.map((visit) => visit.place), start, end);
    const stops = order.map((at) => visits[at].stop);
    return [...stops, ...app.route.stops.filter((stop) => !stops.includes(stop))];
  }
}
