// Tool "Gewichten": move a weight, and list, map and explanation follow at once.
import { renderDetail } from "./detail.js";
import { applyFilters } from "./filters.js";
import { el, fill, find, formatNumber } from "./format.js";
import { save } from "./marks.js";
import { offerTool, wireTool } from "./tools.js";
import { Trial } from "./trial_state.js";
import { asYaml, fileName, readYaml, ROLES } from "./weights_file.js";

const MOST = 100;
const SLIDER_ENDS = [20, 30, 40, 60, 100];
const SLIDER_STEP = 0.5;
const RESTED_MS = 250; // counts in the filters follow when the slider rests
const ROOMY = "(min-width: 720px)";

function trialOf(app) {
  if (!app.index.trial) return null;
  app.active.weighing ??= new Trial(app.active);
  return app.active.weighing;
}

function shareText(value) {
  return `${formatNumber(value, 1)}%`;
}

// Slider, number and reset of one thing that can be weighed.
function controls(app, { id, title, most, read, write, reset, share }) {
  const range = el("input", { type: "range", id: `${id}-schuif`, min: 0, max: most, step: SLIDER_STEP, "aria-label": `Gewicht van ${title}` });
  const number = el("input", { type: "number", id: `${id}-getal`, min: 0, max: MOST, step: "any", inputmode: "decimal", "aria-label": `Gewicht van ${title}, in punten` });
  const back = el("button", { type: "button", class: "button weight-back", id: `${id}-terug`, "aria-label": `Zet terug: ${title}` }, "↺");
  const shown = el("span", { class: "weight-share" });
  const refresh = () => {
    const value = read();
    range.value = String(value);
    if (document.activeElement !== number) number.value = String(Math.round(value * 10) / 10);
    range.setAttribute("aria-valuetext", `${formatNumber(value, 1)} punten, ${shareText(share())} van het gewicht`);
    shown.textContent = shareText(share());
  };
  const take = (value) => {
    write(Math.min(MOST, Math.max(0, value)));
    recompute(app);
  };
  range.addEventListener("input", () => take(Number(range.value)));
  number.addEventListener("input", () => {
    if (number.value !== "" && Number.isFinite(number.valueAsNumber)) take(number.valueAsNumber);
  });
  number.addEventListener("blur", refresh);
  back.addEventListener("click", () => {
    reset();
    recompute(app);
  });
  return { node: el("div", { class: "weight-controls" }, range, number, back), shown, refresh };
}

function indicatorRow(app, trial, spec, most) {
  const i = trial.names.indexOf(spec.name);
  const parts = controls(app, {
    id: `gewicht-${spec.name}`, title: spec.title, most, read: () => trial.now[i], share: () => trial.share(i),
    write: (value) => { trial.now[i] = value; },
    reset: () => { trial.now[i] = trial.start[i]; },
  });
  const row = el("li", { class: "weight", "data-indicator": spec.name },
    el("p", { class: "weight-line" }, el("span", {}, spec.title), parts.shown), parts.node,
    el("p", { class: "small" }, `In de scan ${shareText(trial.start[i])}.${spec.absent ? " Geen gegevens in deze scan." : ""}`));
  return { row, refresh: parts.refresh, isChanged: () => trial.now[i] !== trial.start[i], mark: (on) => row.classList.toggle("is-changed", on) };
}

// All of a dimension keep their proportions; from nothing they start with those of the scan.
function scale(trial, members, value) {
  const sum = (of) => members.reduce((all, i) => all + of[i], 0);
  const from = sum(trial.now) > 0 ? [...trial.now] : trial.start;
  const total = sum(from);
  for (const i of members) trial.now[i] = total > 0 ? (from[i] * value) / total : value / members.length;
}

function dimensionBlock(app, trial, dimension, most) {
  const specs = app.index.indicators.filter((spec) => spec.dimension === dimension.name && trial.names.includes(spec.name));
  if (specs.length === 0) return null;
  const members = specs.map((spec) => trial.names.indexOf(spec.name));
  const whole = controls(app, {
    id: `dimensie-${dimension.name}`, title: `de hele dimensie ${dimension.title}`, most: MOST,
    read: () => members.reduce((sum, i) => sum + trial.now[i], 0),
    share: () => members.reduce((sum, i) => sum + trial.share(i), 0),
    write: (value) => scale(trial, members, value),
    reset: () => { for (const i of members) trial.now[i] = trial.start[i]; },
  });
  const rows = specs.map((spec) => indicatorRow(app, trial, spec, most));
  const words = `${formatNumber(specs.length)} ${specs.length === 1 ? "kenmerk" : "kenmerken"}`;
  const node = el("section", { class: "weight-dimension", "data-dimension": dimension.name },
    el("h3", { class: "weight-line" }, el("span", {}, dimension.title), whole.shown), whole.node,
    el("details", { class: "fold", open: matchMedia(ROOMY).matches }, el("summary", {}, words), el("ul", { class: "weight-list" }, ...rows.map(({ row }) => row))));
  return { node, refresh: () => {
    whole.refresh();
    for (const row of rows) {
      row.refresh();
      row.mark(row.isChanged());
    }
  } };
}

function effectText(app, trial) {
  if (trial.total <= 0) return "Alle gewichten zijn 0: zet minstens een gewicht boven 0.";
  if (trial.result === null) return "De gewichten zijn die van de scan.";
  const { top, top50, spearman, classes } = trial.result.effect;
  const { count } = app.store.locations;
  return `${formatNumber(top50)} van de eerste ${formatNumber(top)} zijn anders. `
    + `${formatNumber(classes)} van de ${formatNumber(count)} ${app.index.location_plural} krijgen een andere klasse. `
    + `Rangcorrelatie met de scan: ${formatNumber(spearman, 3)} (1 is dezelfde volgorde).`;
}

function aboutText(app, trial) {
  const { is_exact: isExact, is_calibrated: isCalibrated } = app.index.trial;
  const whose = isCalibrated ? "de geijkte gewichten van de scan" : "de gewichten van de scan";
  const silent = isExact ? 0 : trial.start.filter((weight) => weight === 0).length;
  return `Punten: ${whose} zijn samen 100. Alleen de verhouding telt; 0 laat een kenmerk weg.`
    + (isExact ? "" : " Dit is een grote kaart: proefscores zijn afgerond en kunnen enkele tienden van een punt afwijken.")
    + (silent > 0 ? " Een kenmerk met gewicht 0 in de scan kan hier niet meetellen." : "");
}

function renderBanner(app) {
  const on = app.parts.filter((part) => part.trial);
  find("proef").hidden = on.length === 0;
  find("proef-thema").textContent = app.parts.length > 1 ? ` (${on.map((part) => part.index.title).join("; ")})` : "";
  document.documentElement.toggleAttribute("data-trial", on.length > 0);
}

function renderEffect(app) {
  const trial = trialOf(app);
  for (const block of app.weightBlocks) block.refresh();
  find("gewichten-effect").textContent = effectText(app, trial);
  for (const id of ["gewichten-yaml", "gewichten-terug"]) find(id).disabled = trial.isNeutral;
  find("gewichten-yaml").disabled = trial.result === null;
}

// The open explanation follows, unless somebody is filling in its form.
function renderOpen(app) {
  const panel = find("uitleg");
  if (app.selected === null || panel.querySelector("form")) return;
  const [top, words] = [panel.scrollTop, find("gekozen").textContent];
  renderDetail(app);
  panel.scrollTop = top;
  find("gekozen").textContent = words;
}

function show(app) {
  applyFilters(app);
  renderBanner(app);
  renderOpen(app);
  clearTimeout(app.trialTimer);
  app.trialTimer = setTimeout(() => app.emit("trial"), RESTED_MS);
}

function recompute(app) {
  const trial = trialOf(app);
  find("gewichten-melding").textContent = "";
  renderEffect(app);
  const part = app.active;
  return trial.run(() => {
    if (part !== app.active) return;
    renderEffect(app);
    show(app);
  });
}

// Back to the scan, in every theme.
function stop(app) {
  for (const part of app.parts) {
    if (!part.weighing) continue;
    part.weighing.now = [...part.weighing.start];
    part.weighing.takeOff();
  }
  if (trialOf(app)) renderEffect(app);
  show(app);
  find("gewichten-melding").textContent = "De kaart toont weer de scan.";
}

function facts(app) {
  const { name, peildatum_iso: peildatum, is_fictief: isFictief } = app.index.banner;
  return { scan: name, theme: app.index.name, peildatum, isFictief };
}

function saveFile(app) {
  const trial = trialOf(app);
  if (trial.result === null) return;
  const about = facts(app);
  const session = { ...about, made: new Date().toISOString().slice(0, 10), roles: ROLES.filter((role) => trial.roles.has(role)), weights: trial.raw, effect: trial.result.effect };
  save(fileName(about), "application/yaml", asYaml(session));
  find("gewichten-melding").textContent = `Bewaard als ${fileName(about)}.`;
}

async function loadFile(app, input) {
  const [file] = input.files;
  if (!file) return;
  const trial = trialOf(app);
  const { weights, roles, problem } = readYaml(await file.text(), { ...facts(app), names: trial.names });
  input.value = "";
  if (problem === null) {
    trial.takeRaw(weights);
    trial.roles = new Set(roles);
    renderRoles(app);
    await recompute(app);
  }
  find("gewichten-melding").textContent = problem ?? `Ingelezen: ${file.name}.`;
}

function renderRoles(app) {
  const trial = trialOf(app);
  fill(find("gewichten-rollen"), ...ROLES.map((role) => {
    const input = el("input", { type: "checkbox", id: `rol-${role}`, checked: trial.roles.has(role) });
    input.addEventListener("change", () => trial.roles[input.checked ? "add" : "delete"](role));
    return el("label", { class: "choice", for: input.id }, input, role);
  }));
}

function render(app) {
  const trial = trialOf(app);
  offerTool("gewichten", trial !== null);
  app.weightBlocks = [];
  if (trial === null) return;
  const most = SLIDER_ENDS.find((end) => end >= 2.5 * Math.max(...trial.start)) ?? MOST;
  app.weightBlocks = app.index.dimensions.map((dimension) => dimensionBlock(app, trial, dimension, most)).filter(Boolean);
  fill(find("gewichten-lijst"), ...app.weightBlocks.map(({ node }) => node));
  find("gewichten-uitleg").textContent = aboutText(app, trial);
  renderRoles(app);
  renderEffect(app);
}

export function wireWeights(app) {
  const isAnywhere = app.parts.some((part) => part.index.trial);
  wireTool(app, "gewichten", { isOffered: Boolean(app.index.trial), onOpen: () => {
    render(app);
    trialOf(app).warm();
  } });
  if (!isAnywhere) return;
  app.weightBlocks = [];
  find("gewichten-terug").addEventListener("click", () => stop(app));
  find("proef-terug").addEventListener("click", () => {
    stop(app);
    find("lijst-titel").focus();
  });
  find("gewichten-yaml").addEventListener("click", () => saveFile(app));
  find("gewichten-bestand").addEventListener("change", (event) => loadFile(app, event.target));
  app.on("theme", () => render(app));
}
