// Backgrounds of internet, where the scan allows them: off each time the page opens, and no request before that.
import { el, fill, find } from "./format.js";

const LOST = "De achtergrond van internet is niet bereikbaar. U ziet de achtergrond uit dit bestand.";
const FAILED_COUNT = 3;

const state = { layer: null, failed: 0, isLost: false };

function tell(isLost) {
  state.isLost = isLost;
  find("internet-melding").hidden = !isLost;
  find("internet-melding").textContent = isLost ? LOST : "";
}

function listen(layer) {
  layer.on("tileerror", () => {
    state.failed += 1;
    if (state.failed >= FAILED_COUNT || !navigator.onLine) tell(true);
  });
  layer.on("tileload", () => {
    state.failed = 0;
    if (state.isLost) tell(false);
  });
}

// Over the background of the file, which has the same level and came first, and under the theme.
function layerOf(entry, map) {
  const layer = L.tileLayer(entry.url, {
    minNativeZoom: entry.min_zoom, maxNativeZoom: entry.max_zoom, minZoom: map.getMinZoom(), maxZoom: map.getMaxZoom(),
    zIndex: 1, className: "internet-tiles",
  });
  listen(layer);
  return layer;
}

function turn(map, entry) {
  state.layer?.remove();
  Object.assign(state, { layer: null, failed: 0 });
  tell(false);
  find("internet-bron").hidden = entry === null;
  find("internet-bron").textContent = entry === null ? "" : `Achtergrond: ${entry.attribution}`;
  if (entry !== null) state.layer = layerOf(entry, map).addTo(map);
}

function choice(map, entry, title, id) {
  const input = el("input", { type: "radio", name: "internet", id: `internet-${id}`, checked: entry === null });
  input.addEventListener("change", () => turn(map, entry));
  return el("label", { class: "choice", for: input.id }, input, title);
}

export function wireBackdrops(map, app) {
  const { backdrops } = app.index;
  if (!backdrops) return;
  fill(find("internet-lagen"), choice(map, null, "Uit", "uit"),
    ...backdrops.map((entry) => choice(map, entry, entry.title, entry.name)));
}
