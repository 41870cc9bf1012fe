// Before and after of one candidate, with the outline of the location over it, and the buttons for a mark.
import { el, formatNumber } from "./format.js";
import { MARKS, markOf } from "./marks.js";

const SVG = "http://www.w3.org/2000/svg";
const VIEWS = [["naast", "Naast elkaar"], ["schuif", "Schuiven"]];

function overlay(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 1000 1000");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "chip-outline");
  for (const name of ["halo", "line"]) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    line.setAttribute("class", name);
    svg.append(line);
  }
  return svg;
}

function figure(side, chips) {
  const picture = el("img", {
    src: `data:image/webp;base64,${side.picture}`, class: side.coarse ? "is-coarse" : null,
    alt: `${side.caption}; ${formatNumber(chips.width)} bij ${formatNumber(chips.width)} meter`,
  });
  return el("figure", { class: "chip" },
    el("div", { class: "chip-frame" }, picture, overlay(chips.outline)), el("figcaption", {}, side.caption));
}

// In one place on top of each other; the slider moves the border between before and after.
function slider(pair) {
  const input = el("input", {
    type: "range", id: "beeld-schuif", min: 0, max: 100, value: 50, "aria-label": "Links van de grens voor, rechts ervan na",
  });
  const move = () => {
    pair.style.setProperty("--cut", `${input.value}%`);
    input.setAttribute("aria-valuetext", `${input.value}% voor, ${100 - input.value}% na`);
  };
  input.addEventListener("input", move);
  move();
  return el("p", { class: "chip-slider", hidden: true }, el("span", {}, "Voor"), input, el("span", {}, "Na"));
}

function viewButtons(app, pair, bar) {
  const show = (view) => {
    app.chipView = view;
    pair.classList.toggle("is-stacked", view === "schuif");
    bar.hidden = view !== "schuif";
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  };
  const buttons = VIEWS.map(([view, words]) => el("button", {
    type: "button", class: "button choice-button", "data-view": view, onclick: () => show(view),
  }, words));
  show(app.chipView ?? "naast");
  return el("div", { class: "button-row", role: "group", "aria-label": "Hoe de beelden staan" }, ...buttons);
}

function pictures(app, chips) {
  if (!chips) return [el("p", { class: "small" }, "Van deze plek zijn geen twee beelden met kleuren om naast elkaar te zetten.")];
  const pair = el("div", { class: "chip-pair" }, ...chips.sides.map((side) => figure(side, chips)));
  const bar = slider(pair);
  return [
    viewButtons(app, pair, bar), pair, bar,
    el("p", { class: "small" }, `Kleuren: ${chips.colours}. Het vierkant is ${formatNumber(chips.width)} m breed. Gearceerd grijs is onbekend.`),
  ];
}

function markButtons(app, item) {
  const row = el("div", { class: "button-row", role: "group", "aria-labelledby": "oordeel-kop" });
  const show = () => {
    for (const button of row.children) button.setAttribute("aria-pressed", String(button.dataset.mark === markOf(app, item)));
  };
  row.append(...MARKS.map((mark) => el("button", {
    type: "button", class: "button choice-button", "data-mark": mark,
    onclick: () => {
      app.marks.toggle(item.id, mark);
      show();
      app.emit("mark");
    },
  }, mark.charAt(0).toUpperCase() + mark.slice(1))));
  show();
  return row;
}

export function changeBlock(app, row) {
  const item = app.active.changes.get(row);
  if (!item) return null;
  return el("section", { class: "change", "aria-labelledby": "verandering-kop" },
    el("h3", { id: "verandering-kop" }, `Veranderd op beeld (nummer ${formatNumber(item.rank)})`),
    el("ul", { class: "plain-list" }, ...item.what.map((text) => el("li", {}, text))),
    ...pictures(app, item.chips),
    el("p", { class: "small", id: "beeld-kwaliteit" }, `Kwaliteit: ${item.quality}.`),
    el("h4", { id: "oordeel-kop" }, "Wat ziet u? Uw oordeel"),
    markButtons(app, item),
    el("p", { class: "small" }, "Echt: er is iets veranderd. Onjuist: er is niets veranderd. Onzeker: niet te zien. "
      + "Een verandering is geen bewijs en gaat niet over personen."));
}
