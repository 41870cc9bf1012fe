// What people draw over the map, on a canvas of its own, and the strip of cards at the bottom of the map.
import { find, formatNumber } from "./format.js";

const PANE = "schets";
const KM = 1000;
const HECTARE = 10000;
const NARROW_PX = 720; // there an open legend and a card do not fit beside each other

function rendererOf(map) {
  if (!map.getPane(PANE)) {
    const pane = map.createPane(PANE);
    pane.style.zIndex = "450";
    pane.style.pointerEvents = "none";
    map.sketchRenderer = L.canvas({ pane: PANE, padding: 0.3 });
  }
  return map.sketchRenderer;
}

// A group of shapes that take no clicks; `line`, `dot` and `ring` draw in the colours of the page.
export class Sketch {
  constructor(map, app) {
    this.app = app;
    this.base = { renderer: rendererOf(map), pane: PANE, interactive: false };
    this.group = L.layerGroup([], { pane: PANE }).addTo(map);
  }

  clear() {
    this.group.clearLayers();
  }

  line(places, isClosed) {
    const { halo, selected } = this.app.style.colours;
    const shape = isClosed ? L.polygon : L.polyline;
    const fill = { fill: isClosed, fillColor: selected, fillOpacity: 0.15 };
    shape(places, { ...this.base, color: halo, weight: 7, fill: false }).addTo(this.group);
    shape(places, { ...this.base, color: selected, weight: 3, ...fill }).addTo(this.group);
  }

  dot(place, radius) {
    const { halo, selected } = this.app.style.colours;
    const look = { ...this.base, radius, color: halo, weight: 3, fillColor: selected, fillOpacity: 1 };
    L.circleMarker(place, look).addTo(this.group);
  }

  ring(place, radius) {
    const { selected } = this.app.style.colours;
    L.circle(place, { ...this.base, radius, color: selected, weight: 1.5, fillColor: selected, fillOpacity: 0.12 }).addTo(this.group);
  }
}

export function lengthText(metres) {
  if (metres < 9.95) return `${formatNumber(metres, 1)} m`;
  if (metres < KM - 0.5) return `${formatNumber(metres)} m`;
  return `${formatNumber(metres / KM, metres < 100 * KM ? 2 : 1)} km`;
}

export function surfaceText(squareMetres) {
  if (squareMetres < HECTARE) return `${formatNumber(squareMetres)} m²`;
  return `${formatNumber(squareMetres / HECTARE, 2)} ha`;
}

// One card of the strip; on a narrow map the legend closes and the sheet makes room.
export function showCard(app, id, isShown, needsRoom = true) {
  find(id).hidden = !isShown;
  if (!isShown || !needsRoom) return;
  if (find("map_kaart").getBoundingClientRect().width < NARROW_PX) find("legenda").open = false;
  app.emit("room");
}
