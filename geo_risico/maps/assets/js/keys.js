// Addresses and percelen of the locations: streets once, numbers as numbers, read when they are asked for.
import { missingOf, readIntegers, readTexts } from "./decode.js";

export class KeyLists {
  constructor(table, entry) {
    const numbers = (part) => readIntegers(table.bytes, part, entry.count);
    const sizes = readIntegers(table.bytes, entry.sizes, table.count);
    this.count = entry.count;
    this.starts = new Uint32Array(table.count + 1);
    for (let row = 0; row < table.count; row += 1) this.starts[row + 1] = this.starts[row] + sizes[row];
    this.rows = new Uint32Array(entry.count);
    for (let row = 0; row < table.count; row += 1) this.rows.fill(row, this.starts[row], this.starts[row + 1]);
    this.head = numbers(entry.head);
    this.number = numbers(entry.number);
    this.noNumber = missingOf(entry.number);
    this.tail = numbers(entry.tail);
    this.tails = entry.tail.values;
    this.heads = readTexts(table.bytes, entry.heads);
    this.places = readTexts(table.bytes, entry.places);
  }

  tailOf(item) {
    return this.tails[this.tail[item]] ?? "";
  }

  text(item) {
    const head = this.heads[this.head[item]];
    if (this.number[item] === this.noNumber) return head;
    return `${head}${this.number[item]}${this.tailOf(item)}${this.places[this.head[item]]}`;
  }

  textsOf(row) {
    const items = Array.from({ length: this.starts[row + 1] - this.starts[row] }, (_, i) => this.starts[row] + i);
    return items.map((item) => this.text(item));
  }
}

// Lists of one kind, adressen or percelen; null where the page has none.
export function keysOf(table, name) {
  const entry = table?.index.keys?.[name];
  if (!entry) return null;
  table.keyLists ??= new Map();
  if (!table.keyLists.has(name)) table.keyLists.set(name, new KeyLists(table, entry));
  return table.keyLists.get(name);
}

// A label that follows from an address: the address without its postcode.
export function calledBy(table, row) {
  const place = table.number("label_adres", row);
  if (place === null) return "";
  const lists = keysOf(table, "adressen");
  return lists.text(lists.starts[row] + place).replace(/, \d{4} [A-Z]{2} /u, ", ");
}
