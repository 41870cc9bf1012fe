// The day route over the map: the line, and the stops by number.

const FONT = '700 13px "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const RADIUS_PX = 12;
const DASH = [8, 6];

function drawLine(ctx, colours, leg, at) {
  const points = leg.points;
  ctx.beginPath();
  points.forEach((point, i) => {
    const { x, y } = at(point);
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  });
  ctx.setLineDash(leg.isRoad ? [] : DASH);
  for (const [style, width] of [[colours.halo, 7], [colours.selected, 3.5]]) {
    ctx.strokeStyle = style;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

function drawSign(ctx, colours, { x, y }, words) {
  ctx.beginPath();
  ctx.arc(x, y, RADIUS_PX, 0, 2 * Math.PI);
  ctx.fillStyle = colours.halo;
  ctx.fill();
  ctx.strokeStyle = colours.selected;
  ctx.lineWidth = 3;
  ctx.stroke();
  ctx.fillStyle = colours.label;
  ctx.fillText(words, x, y + 0.5);
}

export function drawRoute(ctx, app, view) {
  const plan = app.route?.plan;
  if (!plan) return;
  const { colours } = app.style;
  const at = ([x, y]) => ({ x: (x - view.left) * view.scale, y: (view.top - y) * view.scale });
  ctx.lineJoin = "round";
  for (const leg of plan.legs) drawLine(ctx, colours, leg, at);
  Object.assign(ctx, { font: FONT, textAlign: "center", textBaseline: "middle" });
  if (plan.end) drawSign(ctx, colours, at(plan.end), "E");
  if (plan.start) drawSign(ctx, colours, at(plan.start), "B");
  for (const [i, visit] of [...plan.visits.entries()].reverse()) drawSign(ctx, colours, at(visit.place), String(i + 1));
}
