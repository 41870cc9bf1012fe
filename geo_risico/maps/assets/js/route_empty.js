// Emptying the day route, after a question in the page.
import { askFirst } from "./confirm.js";
import { find } from "./format.js";

export function wireEmpty(app, tell) {
  const button = find("dagroute-leeg");
  button.addEventListener("click", () => askFirst(button, {
    words: "Alle stops uit de dagroute halen?", yes: "Ja, leegmaken",
    onYes: ({ target }) => {
      target.closest(".confirm").replaceWith(button);
      app.route.stops = [];
      app.emit("route");
      tell("De dagroute is leeg.");
      find("dagroute-titel").focus();
    },
  }));
}
