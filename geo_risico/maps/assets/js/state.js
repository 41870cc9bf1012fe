// What the page knows and shows at this moment, and who wants to hear of a change.
// There is one part for each theme; everything that is asked of the app is about the active one.
import { Part } from "./part.js";

class App {
  constructor(index, stores, style) {
    const { themes, ...shared } = index;
    this.style = style;
    this.parts = themes.map((theme, i) => new Part({ ...shared, ...theme }, stores[i], style, i));
    this.active = this.parts[0];
    this.parts.filter((part) => part.hasSymbols).forEach((part, shape) => { part.shape = shape; });
    this.showOthers = true;
    this.listeners = new Map();
    this.selected = null;
    this.hidden = new Set();
    this.followsMap = false; // whether the list shows only what is in the picture
    this.taker = null; // a tool that takes the next places of the map, instead of the explanation
    this.place = null; // an empty place that somebody picked
    this.nearby = null; // order of the list by distance, while somebody asks for it
  }

  on(event, listener) {
    if (!this.listeners.has(event)) this.listeners.set(event, []);
    this.listeners.get(event).push(listener);
  }

  emit(event) {
    for (const listener of this.listeners.get(event) ?? []) listener();
  }

  // Other themes that are drawn beside the active one; the answer to a question stands alone.
  get others() {
    if (!this.showOthers || this.filter.question !== null) return [];
    return this.parts.filter((part) => part !== this.active);
  }

  activate(part) {
    if (part === this.active) return;
    this.active = part;
    this.selected = null;
    this.emit("theme");
    this.emit("select");
  }

  select(choice) {
    if (choice?.part) this.activate(choice.part);
    this.selected = choice;
    this.emit("select");
  }

  pick(place) {
    this.place = place;
    this.emit("place");
  }

  isSelected(kind, row) {
    return this.selected !== null && this.selected.kind === kind && this.selected.row === row;
  }
}

const FIELDS = [
  "index", "store", "classColumn", "letters", "visible", "matches", "partly", "cells", "filter", "mode",
  "percentileColumn", "listsAreas", "hasSymbols", "spots",
];
const METHODS = ["classOf", "measure", "themeAt", "lookOf", "tableOf", "emptyFilter"];

for (const name of FIELDS) {
  Object.defineProperty(App.prototype, name, {
    get() { return this.active[name]; },
    set(value) { this.active[name] = value; },
  });
}
for (const name of METHODS) {
  App.prototype[name] = function ofActive(...values) {
    return this.active[name](...values);
  };
}

export function createApp(index, stores, style) {
  return new App(index, stores, style);
}
