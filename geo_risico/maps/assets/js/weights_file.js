// Trial weights as a YAML file that a scan reads, and such a file back into weights.
const KIND = "expertsessie";
const VERSION = 1;
const DECIMALS = 6;
export const ROLES = ["provincie", "gemeente", "politie", "omgevingsdienst", "waterschap", "RIEC", "haven"];

const NOT_OURS = "Dit is geen bestand met proefgewichten. Kies een yaml-bestand dat deze kaart maakte.";
const SPECIAL = /^(y|n|yes|no|on|off|true|false|null|~)$/iu;

function word(text) {
  return /^[a-z][\w-]*$/iu.test(text) && !SPECIAL.test(text) ? text : JSON.stringify(text);
}

export function fileName({ scan, theme, isFictief }) {
  return `gewichten_${scan}_${theme}${isFictief ? "_FICTIEF" : ""}.yaml`;
}

export function asYaml(session) {
  const { scan, theme, peildatum, isFictief, made, roles, weights, effect } = session;
  return [
    "# Proefgewichten van de kaart van geo-risico: dit is niet de scan.",
    "# Reken ermee: geo-risico scan SCAN --gewichten DIT_BESTAND. Zet hier geen namen van personen in.",
    `soort: ${KIND}`, `versie: ${VERSION}`, `scan: ${word(scan)}`, `thema: ${word(theme)}`, `peildatum: ${peildatum}`,
    `is_fictief: ${isFictief}`, `gemaakt: ${made}`, `rollen: [${roles.map(word).join(", ")}]`,
    "weights:",
    ...weights.map(([name, weight]) => `  ${word(name)}: ${Number(weight.toFixed(DECIMALS))}`),
    "effect:",
    `  top50_anders: ${effect.top50}`, `  spearman: ${effect.spearman.toFixed(4)}`, `  klasse_anders: ${effect.classes}`, "",
  ].join("\n");
}

function scalar(text) {
  const quoted = /^(["'])(.*)\1$/u.exec(text);
  return quoted ? quoted[2] : text;
}

function listOf(text) {
  const inner = text.replace(/^\[|\]$/gu, "").trim();
  return inner === "" ? [] : inner.split(",").map((part) => scalar(part.trim()));
}

// The few forms of YAML that such a file has: keys, one level below them, and lists of words.
function parse(text) {
  const content = {};
  let above = null;
  for (const line of text.replace(/^\uFEFF/u, "").split(/\r?\n/u)) {
    const bare = line.replace(/\s+#.*$/u, "");
    if (/^\s*(#.*|---)?$/u.test(bare)) continue;
    const item = /^\s*-\s+(.*)$/u.exec(bare);
    const pair = /^(\s*)("[^"]*"|'[^']*'|[^\s:]+)\s*:\s*(.*)$/u.exec(bare);
    if (item && above !== null) content[above] = [...(Array.isArray(content[above]) ? content[above] : []), scalar(item[1].trim())];
    else if (!pair) return null;
    else if (pair[1] === "") {
      above = scalar(pair[2]);
      content[above] = pair[3].startsWith("[") ? listOf(pair[3].trim()) : scalar(pair[3].trim());
    } else if (above === null || Array.isArray(content[above])) return null;
    else content[above] = { ...(typeof content[above] === "object" ? content[above] : {}), [scalar(pair[2])]: scalar(pair[3].trim()) };
  }
  return content;
}

function weightProblem(weights, names) {
  if (weights === null || typeof weights !== "object" || Array.isArray(weights)) return "In dit bestand staan geen gewichten.";
  const strange = Object.keys(weights).find((name) => !names.includes(name));
  if (strange !== undefined) return `'${strange}' is geen kenmerk van dit thema. Er is niets ingelezen.`;
  const absent = names.find((name) => !Object.hasOwn(weights, name));
  if (absent !== undefined) return `Het gewicht van '${absent}' ontbreekt. Er is niets ingelezen.`;
  const isWeight = (text) => text !== "" && Number.isFinite(Number(text)) && Number(text) >= 0;
  const wrong = names.find((name) => !isWeight(weights[name]));
  if (wrong !== undefined) return `Het gewicht van '${wrong}' is '${weights[wrong]}'; verwacht een getal vanaf 0. Er is niets ingelezen.`;
  return names.some((name) => Number(weights[name]) > 0) ? null : "Alle gewichten zijn 0; verwacht minstens een gewicht boven 0.";
}

function whyNot(content, { scan, theme, names }) {
  if (content?.soort !== KIND) return NOT_OURS;
  if (Number(content.versie) !== VERSION) return `Dit bestand heeft versie ${content.versie}; verwacht ${VERSION}.`;
  if (content.scan !== scan) return `Dit bestand hoort bij scan ${content.scan}; verwacht ${scan}.`;
  if (content.thema !== theme) return `Dit bestand hoort bij thema ${content.thema}; verwacht ${theme}. Kies dat thema eerst.`;
  return weightProblem(content.weights, names);
}

// Weights in the order of the names and the roles, or in words why there are none.
export function readYaml(text, expected) {
  const content = parse(text);
  const problem = whyNot(content, expected);
  if (problem !== null) return { weights: [], roles: [], problem };
  const roles = Array.isArray(content.rollen) ? content.rollen.filter((role) => ROLES.includes(role)) : [];
  return { weights: expected.names.map((name) => Number(content.weights[name])), roles, problem: null };
}
