// Words that say that figures come from trial weights, and what the scan itself says.
import { el, formatNumber } from "./format.js";

export const TRIAL = "Proefgewichten: dit is niet de scan";

function scanText(app, row) {
  const { scan } = app.active.trial;
  const letter = scan.letter(row);
  const score = scan.isBlind(row) ? null : scan.score(row);
  if (letter.length > 1) return "klasse onbekend";
  return `klasse ${letter}${score === null ? "" : `, score ${formatNumber(score, 1)}`}`;
}

// One line for the list and cells for the table.
export function trialText(app, row) {
  return `proef; in de scan ${scanText(app, row)}`;
}

export function trialCells(app, row) {
  const { scan } = app.active.trial;
  const letter = scan.letter(row);
  const score = letter.length > 1 || scan.isBlind(row) ? null : scan.score(row);
  return [letter, score === null ? "onbekend" : formatNumber(score, 1)];
}

export const TRIAL_HEADS = ["Klasse in de scan", "Score in de scan"];

// Top of the explanation while a trial is on.
export function trialNote(app, row) {
  if (!app.active.trial) return null;
  return el("div", { class: "trial-note", id: "proef-uitleg" },
    el("p", {}, el("strong", {}, `${TRIAL}.`), ` In de scan: ${scanText(app, row)}.`),
    el("p", { class: "small" }, "Rang, robuust of grensgeval, risicomatrix en 'zonder dit kenmerk' horen bij de scan en staan hier niet."));
}
