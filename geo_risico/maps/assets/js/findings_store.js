// Findings of visits on this device, in the words of the file that they become.

const VERSION = 1;

export function keyOf(entry) {
  return `${entry.location_id}\n${entry.op}`;
}

function isTexts(value) {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function answersFit(lists, entry) {
  const codes = new Set(lists.findings.map((answer) => answer.code));
  const after = new Set(["", ...lists.follow_up.map((answer) => answer.code)]);
  if (!lists.outcomes.includes(entry.uitkomst) || !isTexts(entry.bevindingen) || !after.has(entry.vervolg)) return false;
  const isFound = entry.uitkomst === "aangetroffen";
  return entry.bevindingen.every((code) => codes.has(code)) && isFound === entry.bevindingen.length > 0;
}

// The entry with nothing but its own keys, or null when it is not one that this form makes.
export function cleanEntry(lists, found) {
  if (typeof found?.location_id !== "string" || found.location_id === "") return null;
  const isTicks = Array.isArray(found.gezien) && found.gezien.every((tick) => Number.isInteger(tick) && tick > 0);
  if (!isTicks || typeof found.op !== "string" || Number.isNaN(Date.parse(found.op))) return null;
  if (!answersFit(lists, found)) return null;
  if (found.uitkomst === "niet bezocht" && found.gezien.length > 0) return null;
  return {
    location_id: found.location_id, thema: String(found.thema ?? ""), label: String(found.label ?? ""),
    uitkomst: found.uitkomst, bevindingen: [...found.bevindingen], gezien: [...found.gezien],
    vervolg: found.vervolg, op: found.op,
  };
}

export class Findings {
  constructor(lists) {
    Object.assign(this, { lists, place: `geo-risico/bevindingen/${lists.scan}/lijst`, isKept: true, drafts: new Map() });
    Object.assign(this, this.read() ?? { entries: [], saved: new Set() });
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.place) ?? "{}");
      const entries = (found.bevindingen ?? []).map((entry) => cleanEntry(this.lists, entry)).filter(Boolean);
      return { entries, saved: new Set(found.bewaard ?? []) };
    } catch {
      this.isKept = false;
      return null;
    }
  }

  write() {
    const content = { versie: VERSION, bevindingen: this.entries, bewaard: [...this.saved] };
    try {
      localStorage.setItem(this.place, JSON.stringify(content));
    } catch {
      this.isKept = false;
    }
  }

  // Another tab may have written since: what stands there is taken along.
  refresh() {
    if (this.isKept) Object.assign(this, this.read() ?? {});
  }

  // Oldest first; the same location and moment once. How many came in.
  add(entries) {
    this.refresh();
    const known = new Set(this.entries.map(keyOf));
    const fresh = entries.filter((entry) => !known.has(keyOf(entry)) && known.add(keyOf(entry)));
    this.entries = [...this.entries, ...fresh].sort((a, b) => Date.parse(a.op) - Date.parse(b.op));
    this.write();
    return fresh.length;
  }

  remove(key) {
    this.refresh();
    this.entries = this.entries.filter((entry) => keyOf(entry) !== key);
    this.saved.delete(key);
    this.write();
  }

  // Only what stands in a file that was saved goes.
  clearSaved() {
    this.refresh();
    this.entries = this.entries.filter((entry) => !this.saved.has(keyOf(entry)));
    this.saved = new Set();
    this.write();
  }

  markSaved() {
    this.saved = new Set(this.entries.map(keyOf));
    this.write();
  }

  get unsavedCount() {
    return this.entries.filter((entry) => !this.saved.has(keyOf(entry))).length;
  }

  of(id) {
    return this.entries.filter((entry) => entry.location_id === id);
  }

  // The last one counts.
  latest(id) {
    return this.of(id).at(-1) ?? null;
  }
}
