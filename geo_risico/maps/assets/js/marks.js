// Marks of candidates: echt, onjuist or onzeker. They stay on this device until somebody saves them as a file.

export const MARKS = ["echt", "onjuist", "onzeker"];
const Z = 1.959963984540054; // two-sided 95 %

export class Marks {
  constructor(scan, key) {
    Object.assign(this, { scan, key, place: `geo-risico/oordelen/${scan}/${key}`, isKept: true });
    this.own = new Map(this.read());
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.place) ?? "[]");
      return found.filter(([, entry]) => MARKS.includes(entry?.mark));
    } catch {
      this.isKept = false;
      return [];
    }
  }

  // The same mark again takes it away.
  toggle(id, mark) {
    if (this.own.get(id)?.mark === mark) this.own.delete(id);
    else this.own.set(id, { mark, at: new Date().toISOString() });
    try {
      localStorage.setItem(this.place, JSON.stringify([...this.own]));
    } catch {
      this.isKept = false;
    }
  }
}

// The mark on this device, else the one that the scan was made with.
export function markOf(app, item) {
  return app.marks?.own.get(item.id)?.mark ?? item.mark;
}

export function wilson(hits, count) {
  const share = hits / count;
  const square = Z * Z;
  const middle = share + square / (2 * count);
  const half = Z * Math.sqrt((share * (1 - share)) / count + square / (4 * count * count));
  return [(middle - half) / (1 + square / count), (middle + half) / (1 + square / count)];
}

function rowsOf(app, items) {
  return items.filter((item) => app.marks.own.has(item.id)).map((item) => {
    const { mark, at } = app.marks.own.get(item.id);
    return { location_id: item.id, oordeel: mark, op: at, rang: item.rank, label: item.label };
  });
}

export function asJson(app, items) {
  const { scan, key } = app.marks;
  const content = { scan, kandidaten: key, gemaakt: new Date().toISOString(), oordelen: rowsOf(app, items) };
  return `${JSON.stringify(content, null, 2)}\n`;
}

// The begin of a formula, also in full width or after white space that nobody sees; as core/formula.py.
const FORMULA = /^(?:[\t\r\n]|[\s\u200B-\u200F\u2060\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u;

// A text that a spreadsheet would run gets an apostrophe in front.
export function cell(value) {
  const plain = String(value);
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[";\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function asCsv(app, items) {
  const names = ["location_id", "oordeel", "op", "rang", "label"];
  const lines = rowsOf(app, items).map((row) => names.map((name) => cell(row[name])).join(";"));
  return `\uFEFF${[names.join(";"), ...lines].join("\r\n")}\r\n`;
}

export function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
