// From stops on the page to legs with kilometres, minutes and a line; roads are read once, each place once.
import { bestOrder } from "./route_order.js";
import { driveLeg, treeFrom } from "./route_drive.js";
import { RoadGraph, toDegrees } from "./route_graph.js";
import { toRd } from "./rd.js";
import { pause } from "./unpack.js";

const SLICE_MS = 30;
const M_PER_MIN = 1000 / 60;

async function inSlices(steps) {
  let until = performance.now() + SLICE_MS;
  while (!steps.next().done) {
    if (performance.now() < until) continue;
    await pause();
    until = performance.now() + SLICE_MS;
  }
}

export class Planner {
  constructor(app) {
    const { grid } = app.index;
    const roads = app.store.background.find((table) => table.index.kind === "wegen" && table.geometry.kind === "line") ?? null;
    Object.assign(this, { app, grid, roads, figures: app.index.route.driving, graph: null, known: new Map() });
  }

  async open() {
    if (this.roads === null || this.graph !== null) return;
    const graph = new RoadGraph(this.roads, this.grid, this.figures);
    await inSlices(graph.build());
    this.graph = graph;
  }

  // Snap and tree of a place of the grid; both null without a road.
  async prepare(place) {
    const key = place.join();
    if (this.graph === null || this.known.has(key)) return;
    const snap = this.graph.snap(place);
    this.known.set(key, { snap, tree: snap === null ? null : treeFrom(this.graph, snap) });
    await pause();
  }

  straight(a, b) {
    const [low, high] = [a, b].map(([x, y]) => {
      const { lat, lng } = toDegrees(this.grid, x, y);
      return toRd(lat, lng);
    });
    const metres = Math.hypot(high[0] - low[0], high[1] - low[1]) * this.figures.straight_factor;
    return { minutes: metres / (this.figures.straight_kmh * M_PER_MIN), km: metres / 1000, isRoad: false, line: () => [a, b] };
  }

  leg(a, b) {
    const [from, to] = [this.known.get(a.join()), this.known.get(b.join())];
    const driven = from?.snap && to?.snap ? driveLeg(this.graph, from.tree, from.snap, to.snap) : null;
    return driven ?? this.straight(a, b);
  }

  // Legs between places in their order.
  async legs(places) {
    await this.open();
    for (const place of places) await this.prepare(place);
    return places.slice(1).map((place, i) => this.leg(places[i], place));
  }

  // Positions of the stops in the order with the least minutes.
  async order(stops, start, end) {
    const places = [...stops, ...[start, end].filter((place) => place !== null)];
    await this.legs(places);
    const minutes = places.map((a) => places.map((b) => (a === b ? 0 : this.leg(a, b).minutes)));
    const task = {
      minutes, count: stops.length, start: start === null ? null : stops.length, end: end === null ? null : places.length - 1,
    };
    return bestOrder(task);
  }
}

