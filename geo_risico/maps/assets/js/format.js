// Dutch texts of numbers and small DOM pieces. Data reaches the page through textContent only.

const UNKNOWN = "onbekend";
const BARE_UNITS = new Set(["", "-", "aantal", "klasse", "code", "index"]);
const SHARE_UNITS = new Set(["aandeel", "share"]);
const formatters = new Map();

export function formatNumber(value, decimals = 0) {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  if (!formatters.has(decimals)) {
    const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    formatters.set(decimals, new Intl.NumberFormat("nl-NL", options));
  }
  const power = 10 ** decimals;
  const rounded = Math.round(Math.abs(value) * power) === 0 ? 0 : value;
  return formatters.get(decimals).format(rounded);
}

export function formatSigned(value, decimals = 1) {
  const text = formatNumber(Math.abs(value), decimals);
  if (Number(Math.abs(value).toFixed(decimals)) === 0) return text;
  return (value > 0 ? "+" : "−") + text;
}

export function formatPercent(value, decimals = 0) {
  return value === null ? UNKNOWN : `${formatNumber(value, decimals)}%`;
}

export function formatValue(value, spec) {
  if (value === null) return UNKNOWN;
  if (spec.labels) return spec.labels[String(value)] ?? formatNumber(value, spec.decimals);
  const [unit, ...whole] = spec.unit.split(" ");
  if (SHARE_UNITS.has(unit)) return [formatPercent(value * 100, Math.max(spec.decimals - 2, 0)), ...whole].join(" ");
  if (BARE_UNITS.has(spec.unit)) return formatNumber(value, spec.decimals);
  return `${formatNumber(value, spec.decimals)} ${spec.unit.replace("m2", "m²")}`;
}

export function sentence(template, value) {
  return template.replaceAll("{value}", () => value);
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function lower(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function find(id) {
  return document.getElementById(id);
}

export function fill(node, ...children) {
  node.replaceChildren(...children.filter((child) => child !== null));
}
