// Tools of the side panel: each has a button and a section; one is open at a time.
import { find } from "./format.js";

const tools = new Map();

function show(id, isOpen) {
  find(`${id}-knop`).setAttribute("aria-expanded", String(isOpen));
  find(id).hidden = !isOpen;
}

// Within the panel; the page itself stays where it is.
export function scrollPanel(id) {
  const panel = find("zijbalk");
  panel.scrollTop += find(id).getBoundingClientRect().top - panel.getBoundingClientRect().top;
}

export function isOpen(id) {
  return !find(id).hidden;
}

export function closeTool(id) {
  if (find(id).hidden) return;
  show(id, false);
  tools.get(id).onClose?.();
}

export function openTool(app, id) {
  for (const other of tools.keys()) {
    if (other !== id) closeTool(other);
  }
  show(id, true);
  tools.get(id).onOpen?.();
  app.emit("open");
  scrollPanel(id);
}

// Button `<id>-knop` and section `<id>` of a tool; `isOffered` says whether it belongs on this page.
export function wireTool(app, id, { isOffered = true, onOpen, onClose } = {}) {
  tools.set(id, { onOpen, onClose });
  offerTool(id, isOffered);
  find(`${id}-knop`).addEventListener("click", () => {
    if (isOpen(id)) closeTool(id);
    else openTool(app, id);
  });
}

// A tool may come and go with the theme; the row of tools hides when nothing is offered.
export function offerTool(id, isOffered) {
  find(`${id}-knop`).hidden = !isOffered;
  if (!isOffered) closeTool(id);
  const buttons = [...find("hulpmiddelen").querySelectorAll("button")];
  find("hulpmiddelen").hidden = buttons.every((button) => button.hidden);
}
