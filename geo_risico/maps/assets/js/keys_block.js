// Addresses and percelen in the explanation: the first ones, the others on request.
import { el, formatNumber } from "./format.js";
import { keysOf } from "./keys.js";

const SHOWN = 10;

function keyList(title, texts) {
  if (texts.length === 0) return [];
  const items = (some) => some.map((text) => el("li", {}, text));
  const list = el("ul", { class: "plain-list" }, ...items(texts.slice(0, SHOWN)));
  const left = texts.length - SHOWN;
  const more = left <= 0 ? null : el("button", { type: "button", class: "button wide" }, `En nog ${formatNumber(left)}: toon ze`);
  more?.addEventListener("click", () => {
    list.append(...items(texts.slice(SHOWN)));
    more.remove();
  });
  const count = texts.length > 1 ? ` (${formatNumber(texts.length)})` : "";
  return [el("h3", {}, title + count), list, more];
}

export function keysBlock(app, row) {
  const table = app.store.locations;
  const parts = [["adressen", "Adressen"], ["percelen", "Percelen"]]
    .flatMap(([name, title]) => keyList(title, keysOf(table, name)?.textsOf(row) ?? []));
  return parts.length === 0 ? null : el("div", { id: "adressen-percelen", class: "no-print" }, ...parts.filter((part) => part !== null));
}
