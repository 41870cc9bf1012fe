// Matching of typed words with addresses and percelen.
import { plain } from "./words.js";

const HOUSE = /^(\d{1,5})([a-z]{0,2})$/u;
const TAIL = /^(?:[a-z]|\d{1,4}|bis|hs|[a-z]\d{1,3})$/u;
const ENDS_IN_NUMBER = /^(.*?)0*([1-9]\d*)$/u;
const NONE = 255;

// Heads with postcode and place, as words with spaces around them; the postcode also in one piece.
export function headTexts(lists) {
  return lists.heads.map((head, i) => {
    const words = plain(`${head} ${lists.places[i]}`);
    const glued = words.replace(/ (\d{4}) ([a-z]{2})(?= |$)/u, " $1 $2 $1$2");
    return ` ${glued} `;
  });
}

// How well a word fits a head: a whole word, the start of one, or somewhere in it.
function fitOf(head, word) {
  if (head.includes(` ${word} `)) return 0;
  if (word.length === 1 || /^\d+$/u.test(word)) return NONE;
  if (head.includes(` ${word}`)) return 1;
  return word.length > 2 && head.includes(word) ? 2 : NONE;
}

function fitsOf(heads, words) {
  const fits = new Uint8Array(heads.length);
  for (const word of words) {
    for (let i = 0; i < heads.length; i += 1) {
      if (fits[i] !== NONE) fits[i] = Math.max(fits[i], fitOf(heads[i], word));
    }
  }
  return fits;
}

// Ways to read the words: which of them is the house number, with what behind it, and which name the street.
function* readings(tokens) {
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const house = HOUSE.exec(tokens[at]);
    if (house === null) continue;
    for (let extra = 2; extra >= 0; extra -= 1) {
      const behind = tokens.slice(at + 1, at + 1 + extra);
      if (behind.length < extra || !behind.every((token) => TAIL.test(token))) continue;
      const words = tokens.filter((_, i) => i < at || i > at + extra);
      if (words.length > 0) yield { words, number: Number(house[1]), digits: house[1], tail: house[2] + behind.join("") };
    }
  }
  yield { words: tokens, number: null, digits: "", tail: "" };
}

// Rank of an item for one reading: 0 is the very address; NONE does not fit.
function rankOf(lists, item, reading, isLoose) {
  if (reading.number === null) return 0;
  const number = lists.number[item];
  if (isLoose ? !String(number).startsWith(reading.digits) : number !== reading.number) return NONE;
  const tail = plain(lists.tailOf(item)).replaceAll(" ", "");
  if (reading.tail === tail) return 0;
  return tail.startsWith(reading.tail) ? 1 : NONE;
}

function scan(lists, heads, reading, isLoose, visit) {
  const fits = fitsOf(heads, reading.words);
  let count = 0;
  for (let item = 0; item < lists.count; item += 1) {
    const fit = fits[lists.head[item]];
    if (fit === NONE) continue;
    const rank = rankOf(lists, item, reading, isLoose);
    if (rank === NONE) continue;
    count += 1;
    visit(item, 3 * fit + rank + (isLoose ? 3 : 0));
  }
  return count;
}

// Addresses that fit the words; a number that is typed in part counts only where no whole one fits.
export function matchAddresses(lists, heads, tokens, visit) {
  const all = [...readings(tokens)];
  for (const isLoose of [false, true]) {
    const tried = all.filter((reading) => !isLoose || (reading.number !== null && reading.tail === ""));
    const found = tried.reduce((sum, reading) => sum + scan(lists, heads, reading, isLoose, visit), 0);
    if (found > 0) return;
  }
}

// Head of a perceel in the ways that people write it: 'kampenb', 'kpn01b', 'b'.
export function perceelHeads(lists) {
  return lists.heads.map((head) => {
    const words = plain(head).split(" ");
    const glued = /^([a-z]{3}\d{2})([a-z]{1,2})0*$/u.exec(words.join(""));
    const [sectie, names] = glued ? [glued[2], [glued[1]]] : [words.at(-1) ?? "", words.slice(0, -1)];
    const town = names.filter((word) => !/^[a-z]{3}\d{2}$/u.test(word)).join("");
    const whole = new Set([names.join(""), town, ...names].filter(Boolean).map((name) => name + sectie));
    return { sectie, names, whole, all: words.join("") };
  });
}

function headFit(head, rest, restTokens) {
  if (head.whole.has(rest) || head.all === rest) return 0;
  const words = restTokens.slice(0, -1);
  const isNamed = words.length > 0 && words.every((word) => head.names.some((name) => name.startsWith(word)));
  if (isNamed && restTokens.at(-1) === head.sectie) return 1;
  return rest === head.sectie ? 2 : NONE;
}

export function matchPercelen(lists, heads, tokens, visit) {
  const found = ENDS_IN_NUMBER.exec(tokens.join(""));
  const numbered = found !== null && found[1] !== "";
  const last = (tokens.at(-1) ?? "").replace(/\d+$/u, "");
  const restTokens = numbered ? [...tokens.slice(0, -1), last].filter(Boolean) : tokens;
  const rest = numbered ? found[1] : tokens.join("");
  const fits = heads.map((head) => headFit(head, rest, restTokens));
  if (!numbered && !fits.includes(0)) return;
  const pass = (isLoose) => {
    let count = 0;
    for (let item = 0; item < lists.count; item += 1) {
      const fit = fits[lists.head[item]];
      if (fit === NONE) continue;
      const number = String(lists.number[item]);
      if (numbered && (isLoose ? !number.startsWith(found[2]) : number !== found[2])) continue;
      count += 1;
      visit(item, 3 * fit + (isLoose || !numbered ? 2 : 0));
    }
    return count;
  };
  if (pass(false) === 0) pass(true);
}
