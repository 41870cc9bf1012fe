// A print picture of the map as it stands, drawn again at paper width.
import { paintAll } from "./controls.js";
import { find } from "./format.js";
import { drawOverlay } from "./overlay.js";
import { viewOf } from "./paint.js";

const PAPER = { width: 1000, height: 420, ratio: 2 };

export function drawPicture(map, app, canvas) {
  const { width, height, ratio } = PAPER;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const ctx = canvas.getContext("2d");
  ctx.scale(ratio, ratio);
  ctx.fillStyle = app.style.colours.abroad;
  ctx.fillRect(0, 0, width, height);
  const middle = map.project(map.getCenter());
  const view = viewOf(app.index.grid, map.getZoom(), middle.x - width / 2, middle.y - height / 2, width, height);
  paintAll(app, ctx, view);
  drawOverlay(ctx, app, view);
}

export function wirePrint(map, app) {
  const canvas = find("drukbeeld");
  const legend = find("legenda");
  let wasOpen = true;
  window.addEventListener("beforeprint", () => {
    wasOpen = legend.open;
    legend.open = true;
    document.documentElement.dataset.print = "yes";
    app.style.refresh();
    drawPicture(map, app, canvas);
  });
  window.addEventListener("afterprint", () => {
    legend.open = wasOpen;
    canvas.width = 0;
    delete document.documentElement.dataset.print;
    app.style.refresh();
  });
  for (const button of document.querySelectorAll("[data-prints]")) {
    button.addEventListener("click", () => window.print());
  }
}
