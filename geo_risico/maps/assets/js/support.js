// What values from images rest on, and why some locations have none.
import { formatNumber, formatValue } from "./format.js";

const SHORT_UNIT = 4; // signs of a unit that may stand twice

function counted(value, one, many) {
  return value === null ? "" : `${formatNumber(value)} ${formatNumber(value) === "1" ? one : many}`;
}

// With as many decimals as the error needs to be more than zero.
function errorText(error, spec) {
  if (error === null) return "";
  const isHidden = error > 0 && Number(error.toFixed(spec.decimals)) === 0;
  const [share] = spec.unit.split(" ");
  const unit = spec.unit.length <= SHORT_UNIT || share === "aandeel" ? share : "";
  return `±${formatValue(error, { ...spec, unit, decimals: spec.decimals + (isHidden ? 1 : 0) })}`;
}

export function supportText(app, spec, row) {
  const [pixels, error, looks] = ["pixels", "errors", "looks"].map((group) => app.store.locations.number(spec.name, row, group));
  return [
    errorText(error, spec), counted(pixels, "beeldpunt", "beeldpunten"), counted(looks, "helder beeld", "heldere beelden"),
  ].filter(Boolean).join("; ");
}

export function supportReason(app, spec, row) {
  return app.store.locations.column("silences", spec.name)?.text(row) ?? "";
}
