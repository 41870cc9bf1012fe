// Runs before the page is drawn: light or dark, and the colours of the classes, as chosen on this device.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = {};
  try {
    chosen = JSON.parse(localStorage.getItem("geo-risico/weergave") ?? "{}") ?? {};
  } catch {
    chosen = {};
  }
  const apply = () => {
    const isDark = chosen.licht === "donker" || (chosen.licht !== "licht" && dark.matches);
    root.dataset.mode = isDark ? "donker" : "licht";
    root.dataset.palette = chosen.kleuren === "blauw-geel" ? "blauw-geel" : "geel-rood";
  };
  apply();
  dark.addEventListener("change", () => {
    apply();
    dispatchEvent(new Event("weergave"));
  });
  globalThis.geoRisicoDisplay = {
    chosen,
    choose(name, value) {
      chosen[name] = value;
      apply();
      try {
        localStorage.setItem("geo-risico/weergave", JSON.stringify(chosen));
      } catch {
        // Without storage the choice lasts as long as the page.
      }
      dispatchEvent(new Event("weergave"));
    },
  };
})();
