// Findings as a file, and a file back into findings.
import { cell } from "./marks.js";
import { cleanEntry } from "./findings_store.js";

const KIND = "geo-risico bevindingen";
const VERSION = 1;
const COLUMNS = ["location_id", "thema", "label", "uitkomst", "bevindingen", "gezien", "vervolg", "op"];
const FACTS = ["scan", "peildatum", "is_fictief", "lijst"];

function factsOf({ lists }) {
  return { scan: lists.scan, peildatum: lists.peildatum, is_fictief: lists.is_fictief, lijst: lists.list };
}

export function fileName(findings, extension) {
  return `bevindingen_${findings.lists.scan}${findings.lists.is_fictief ? "_FICTIEF" : ""}.${extension}`;
}

export function asJson(findings) {
  const facts = factsOf(findings);
  const content = { soort: KIND, versie: VERSION, ...facts, gemaakt: new Date().toISOString(), bevindingen: findings.entries };
  return `${JSON.stringify(content, null, 2)}\n`;
}

// The same columns, and on every row what the file is of.
export function asCsv(findings) {
  const facts = { ...factsOf(findings), is_fictief: findings.lists.is_fictief ? "ja" : "nee" };
  const lines = findings.entries.map((entry) => [
    ...COLUMNS.map((name) => cell(Array.isArray(entry[name]) ? entry[name].join("|") : entry[name])),
    ...FACTS.map((name) => cell(facts[name])),
  ].join(";"));
  return `\uFEFF${[[...COLUMNS, ...FACTS].join(";"), ...lines].join("\r\n")}\r\n`;
}

function contentOf(text) {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ""));
  } catch {
    return null;
  }
}

function whyNot(content, lists) {
  if (content?.soort !== KIND) return "Dit is geen bestand met bevindingen. Kies een JSON-bestand dat deze kaart maakte.";
  if (content.versie !== VERSION) return `Dit bestand heeft versie ${content.versie}; verwacht ${VERSION}.`;
  if (content.scan !== lists.scan) return `Dit bestand hoort bij scan ${content.scan}; verwacht ${lists.scan}.`;
  if (content.lijst !== lists.list) return `Dit bestand heeft lijst ${content.lijst}; verwacht ${lists.list}.`;
  if (content.is_fictief !== lists.is_fictief) return "Dit bestand hoort bij een andere scan: de een is FICTIEF, de ander niet.";
  return Array.isArray(content.bevindingen) ? null : "In dit bestand staat geen lijst van bevindingen.";
}

// Entries of a JSON file, or in words why there are none: as a whole or not at all.
export function readFile(text, lists) {
  const content = contentOf(text);
  const problem = whyNot(content, lists);
  if (problem !== null) return { entries: [], problem };
  const entries = content.bevindingen.map((entry) => cleanEntry(lists, entry));
  const wrong = entries.indexOf(null) + 1;
  if (wrong > 0) return { entries: [], problem: `Bevinding ${wrong} in dit bestand klopt niet. Er is niets ingelezen.` };
  return { entries, problem: null };
}
