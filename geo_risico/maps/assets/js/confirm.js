// Asks in the page itself before something is gone: the question takes the place of its button.
import { el } from "./format.js";

export function askFirst(button, { words, yes, onYes }) {
  const isOn = el("button", { type: "button", class: "button danger" }, yes);
  const isOff = el("button", { type: "button", class: "button" }, "Nee");
  const box = el("div", { class: "confirm", role: "group", "aria-label": words }, el("p", {}, words),
    el("div", { class: "button-row" }, isOn, isOff));
  isOn.addEventListener("click", onYes);
  isOff.addEventListener("click", () => {
    box.replaceWith(button);
    button.focus();
  });
  button.replaceWith(box);
  isOn.focus();
}
