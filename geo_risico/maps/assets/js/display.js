// The dialog 'Weergave': light or dark, and the colours of the classes.
import { find } from "./format.js";
import { wireDialog } from "./dialogs.js";

const CHOICES = { licht: "apparaat", kleuren: "geel-rood" };

export function wireDisplay(app) {
  const { chosen, choose } = globalThis.geoRisicoDisplay;
  for (const [name, first] of Object.entries(CHOICES)) {
    for (const input of find("weergave").querySelectorAll(`input[name="${name}"]`)) {
      input.checked = input.value === (chosen[name] ?? first);
      input.addEventListener("change", () => choose(name, input.value));
    }
  }
  wireDialog("weergave", find("weergave"), () => {});
  addEventListener("weergave", () => {
    app.style.refresh();
    app.emit("style");
  });
}
