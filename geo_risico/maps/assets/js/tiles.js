// A Leaflet grid layer of canvas tiles, painted in short slices so that the page keeps answering.
import { viewOf } from "./paint.js";

const TILE_PX = 512;
const SLICE_MS = 8;
const queue = [];
const channel = new MessageChannel();
let running = false;

function runSlice() {
  const until = performance.now() + SLICE_MS;
  while (queue.length > 0 && performance.now() < until) {
    const job = queue[0];
    if (job.cancelled || job.steps.next().done) {
      queue.shift();
      job.finish();
    }
  }
  running = queue.length > 0;
  if (running) channel.port2.postMessage(null);
}

channel.port1.onmessage = runSlice;

function enqueue(job) {
  queue.push(job);
  if (running) return;
  running = true;
  channel.port2.postMessage(null);
}

export function isPainting() {
  return running;
}

// Leaflet's own marker is a picture that it would fetch; markers that somebody adds get one of the page.
L.Marker.mergeOptions({ icon: L.divIcon({ className: "map-pin", iconSize: [20, 20] }) });

export const CanvasTiles = L.GridLayer.extend({
  options: { tileSize: TILE_PX, keepBuffer: 1, updateWhenZooming: false },

  initialize(grid, painter, options) {
    this.grid = grid;
    this.painter = painter;
    L.setOptions(this, options);
  },

  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = TILE_PX * ratio;
    canvas.height = TILE_PX * ratio;
    this.paint(canvas, coords, ratio, () => done(null, canvas));
    return canvas;
  },

  paint(canvas, coords, ratio, finish) {
    const ctx = canvas.getContext("2d");
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.scale(ratio, ratio);
    const view = viewOf(this.grid, coords.z, coords.x * TILE_PX, coords.y * TILE_PX, TILE_PX, TILE_PX);
    const job = { steps: this.painter(ctx, view), finish, cancelled: false };
    canvas.paintJob = job;
    enqueue(job);
  },

  repaint() {
    for (const tile of Object.values(this._tiles)) {
      const job = tile.el.paintJob;
      if (job) job.cancelled = true;
      this.paint(tile.el, tile.coords, tile.el.width / TILE_PX, () => {});
    }
  },
});
