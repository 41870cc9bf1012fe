// The list of what is in the picture: the part of the map that somebody looks at.
import { find } from "./format.js";

const WAIT_MS = 150;

function gridOf(app, latLng) {
  const { x, y } = L.CRS.EPSG3857.project(latLng);
  const { grid } = app.index;
  return [(x - grid.x) / grid.step, (y - grid.y) / grid.step];
}

function look(map, app) {
  const bounds = map.getBounds();
  const [west, south] = gridOf(app, bounds.getSouthWest());
  const [east, north] = gridOf(app, bounds.getNorthEast());
  app.picture = { west, south, east, north };
}

// Rows whose box touches the picture; all of them while the list does not follow the map.
export function rowsInView(app, table, rows) {
  if (!app.followsMap || !app.picture || !table) return rows;
  const { west, south, east, north } = app.picture;
  const { boxes } = table.geometry;
  return rows.filter((row) => {
    const at = 4 * row;
    return boxes[at] <= east && boxes[at + 2] >= west && boxes[at + 1] <= north && boxes[at + 3] >= south;
  });
}

export function wireInView(map, app) {
  let timer = 0;
  const toggle = find("in-beeld");
  const update = () => {
    look(map, app);
    app.emit("view");
  };
  toggle.addEventListener("change", () => {
    app.followsMap = toggle.checked;
    update();
  });
  map.on("moveend", () => {
    if (!app.followsMap) return;
    clearTimeout(timer);
    timer = setTimeout(update, WAIT_MS);
  });
}
