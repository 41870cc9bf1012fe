// What can be found of one theme, made when somebody starts to type, in slices so that the page keeps answering.
import { keysOf } from "./keys.js";
import { headTexts, matchAddresses, matchPercelen, perceelHeads } from "./match_keys.js";
import { plain, tokensOf } from "./words.js";

const ROWS_PER_STEP = 1000;
const KEPT = 24; // best ones of each rank: more is never shown
const RANKS = 16;
const SHORTEST_ID = 4;
const FIRST_RANK = { adres: 0, perceel: 1, kenmerk: 1, naam: 2 };

function isNumber(word) {
  return /^\d+$/u.test(word);
}

// Texts of all rows in one, a line each: a search is one run through it.
class Lines {
  constructor(count) {
    this.parts = [];
    this.starts = new Uint32Array(count + 1);
    this.size = 0;
  }

  add(row, text) {
    this.starts[row] = this.size;
    this.parts.push(text);
    this.size += text.length + 1;
  }

  finish() {
    this.text = `${this.parts.join("\n")}\n`;
    this.starts[this.starts.length - 1] = this.size;
    this.parts = null;
  }

  // Rows with the word, in order, each once.
  * rowsWith(word) {
    let row = 0;
    for (let at = this.text.indexOf(word); at >= 0; at = this.text.indexOf(word, this.starts[row + 1])) {
      while (this.starts[row + 1] <= at) row += 1;
      yield row;
    }
  }

  line(row) {
    return this.text.slice(this.starts[row], this.starts[row + 1] - 1);
  }
}

// Rows that fit, each once, and the best of them with what fitted.
class Found {
  constructor(count) {
    this.hits = new Uint8Array(count);
    this.count = 0;
    this.best = Array.from({ length: RANKS }, () => []);
  }

  add(row, kind, rank, item) {
    if (this.hits[row] === 0) this.count += 1;
    this.hits[row] = 1;
    const place = this.best[Math.min(RANKS - 1, rank + FIRST_RANK[kind])];
    if (place.length < KEPT) place.push({ row, kind, item });
  }

  // The best ones first; of a row only what fits best.
  top(count) {
    const seen = new Set();
    return this.best.flatMap((places, rank) => places.map((place) => ({ ...place, rank }))).filter(({ row }) => {
      if (seen.has(row)) return false;
      seen.add(row);
      return true;
    }).slice(0, count);
  }
}

export class SearchIndex {
  constructor(part) {
    this.part = part;
    this.table = part.store.locations;
    this.count = this.table?.count ?? 0;
    this.isReady = this.count === 0;
    this.steps = this.build();
  }

  * build() {
    if (this.count === 0) return;
    const [labels, ids] = [new Lines(this.count), new Lines(this.count)];
    for (let row = 0; row < this.count; row += 1) {
      labels.add(row, ` ${plain(this.table.text("label", row))} `);
      ids.add(row, plain(this.table.text("id", row)).replaceAll(" ", ""));
      if (row % ROWS_PER_STEP === 0) yield row;
    }
    labels.finish();
    yield this.count;
    ids.finish();
    yield this.count;
    this.adressen = keysOf(this.table, "adressen");
    yield this.count;
    this.percelen = keysOf(this.table, "percelen");
    yield this.count;
    this.streets = this.adressen ? headTexts(this.adressen) : [];
    this.grounds = this.percelen ? perceelHeads(this.percelen) : [];
    Object.assign(this, { labels, ids, isReady: true });
  }

  // Works for at most so many milliseconds; true when all is there.
  work(ms) {
    const until = performance.now() + ms;
    while (!this.isReady && performance.now() < until) this.steps.next();
    return this.isReady;
  }

  // A number must stand on its own, unless nothing was found that way: '2' is not '20'.
  findLabels(tokens, found, isLoose) {
    const needed = tokens.map((word) => (isNumber(word) ? ` ${word}` : word)).sort((a, b) => b.length - a.length);
    const whole = isLoose ? [] : tokens.filter(isNumber).map((word) => new RegExp(` ${word}(?!\\d)`, "u"));
    for (const row of this.labels.rowsWith(needed[0])) {
      const line = this.labels.line(row);
      if (!needed.every((word) => line.includes(word)) || !whole.every((word) => word.test(line))) continue;
      const rank = [(word) => ` ${word} `, (word) => ` ${word}`].findIndex((form) => tokens.every((word) => line.includes(form(word))));
      found.add(row, "naam", rank < 0 ? 2 : rank, -1);
    }
  }

  find(text) {
    const tokens = tokensOf(text);
    const found = new Found(this.count);
    if (tokens.length === 0 || this.count === 0) return found;
    if (this.adressen) {
      matchAddresses(this.adressen, this.streets, tokens, (item, rank) =>
        found.add(this.adressen.rows[item], "adres", rank, item));
    }
    if (this.percelen) {
      matchPercelen(this.percelen, this.grounds, tokens, (item, rank) =>
        found.add(this.percelen.rows[item], "perceel", rank, item));
    }
    const whole = tokens.join("");
    if (whole.length >= SHORTEST_ID && /\d/u.test(whole)) {
      for (const row of this.ids.rowsWith(whole)) found.add(row, "kenmerk", this.ids.line(row) === whole ? 0 : 3, -1);
    }
    this.findLabels(tokens, found, false);
    if (found.count === 0) this.findLabels(tokens, found, true);
    return found;
  }

  // What fitted, as it stands in the registers.
  textOf({ row, kind, item }) {
    if (kind === "adres") return this.adressen.text(item);
    if (kind === "perceel") return this.percelen.text(item);
    return this.table.text(kind === "kenmerk" ? "id" : "label", row);
  }
}
