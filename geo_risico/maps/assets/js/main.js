// Start of the page: read the data, build the state, wire the parts.
import { wireAsking } from "./asking.js";
import { wireBackdrops } from "./backdrop.js";
import { wireChanges } from "./changes.js";
import { openMap } from "./controls.js";
import { wireCoordinates } from "./coordinates.js";
import { wireDetail } from "./detail.js";
import { wireDialogs } from "./dialogs.js";
import { wireDisplay } from "./display.js";
import { wireChips } from "./filter_chips.js";
import { wireFilters } from "./filter_form.js";
import { applyFilters } from "./filters.js";
import { wireFindings } from "./findings.js";
import { find } from "./format.js";
import { wireHover } from "./hover.js";
import { wireInView } from "./in_view.js";
import { renderLegend } from "./legend.js";
import { wireList } from "./list.js";
import { wireMatrix } from "./matrix.js";
import { wireMeasure } from "./measure.js";
import { wirePosition } from "./position.js";
import { wirePrint } from "./printing.js";
import { wireRoute } from "./route.js";
import { wireSearch } from "./search.js";
import { wireSheet } from "./sheet.js";
import { createApp } from "./state.js";
import { openStores } from "./store.js";
import { openStyle } from "./style.js";
import { isPainting } from "./tiles.js";
import { pause } from "./unpack.js";
import { wireWeights } from "./weights.js";

const ROOMY_PX = { width: 720, height: 440 };

// On a narrow or low map the legend starts closed: it would cover the places that it explains.
function openLegend() {
  const { width, height } = find("map_kaart").getBoundingClientRect();
  find("legenda").open = width >= ROOMY_PX.width && height >= ROOMY_PX.height;
}

function tellProgress(share) {
  find("laden").textContent = `De kaart wordt geladen: ${Math.round(100 * share)}%.`;
}

// With a breath between two parts, so that a large map keeps answering.
async function inTurns(parts, app) {
  for (const wire of parts) {
    await pause();
    wire(app);
  }
}

async function start() {
  const index = JSON.parse(find("index").textContent);
  const pieces = [...document.querySelectorAll("script.blok")].map((piece) => piece.textContent);
  const stores = await openStores(find("werker").textContent, pieces, index, tellProgress);
  const app = createApp(index, stores, openStyle());
  openLegend();
  await inTurns([
    wireAsking, wireFilters, wireChips, wireMatrix, wireList, wireDetail, wireChanges, wireFindings, wireWeights, wireDialogs, wireSheet,
    wireDisplay,
  ], app);
  const map = openMap(app);
  await pause();
  for (const wire of [wireSearch, wireInView, wireHover, wireCoordinates, wireMeasure, wirePosition, wireBackdrops, wirePrint, wireRoute]) wire(map, app);
  renderLegend(app, map.getZoom());
  await pause();
  applyFilters(app);
  find("laden").hidden = true;
  document.documentElement.dataset.ready = "yes";
  return { app, map, isPainting };
}

function fail(error) {
  find("laden").textContent = "De kaart kan niet worden getoond. Gebruik een recente versie van Edge, Chrome, Firefox of Safari.";
  throw error;
}

// Elements that folium adds wait for this.
globalThis.geoRisico = { ready: start().catch(fail) };
