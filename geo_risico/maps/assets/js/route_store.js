// The stops of the day on this device, in the words of the file that they become.

export const MOST = 40;
const KIND = "geo-risico bezoeklijst";
const VERSION = 1;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/u;

function isPlace(value) {
  return value === null || (Number.isFinite(value?.x) && Number.isFinite(value?.y));
}

function cleanPlace(value) {
  return value === null ? null : { x: value.x, y: value.y, naam: String(value.naam ?? "Begin") };
}

// The list with nothing but its own keys, or in words why it is none.
export function cleanList(found, { scan, is_fictief: isFictief }) {
  if (found?.soort !== KIND) return "Dit is geen bezoeklijst. Kies een bezoeklijst.json van deze kaart of van geo-risico.";
  if (found.versie !== VERSION) return `Deze bezoeklijst heeft versie ${found.versie}; verwacht ${VERSION}.`;
  if (found.scan !== scan) return `Deze bezoeklijst hoort bij scan ${found.scan}; verwacht ${scan}.`;
  if (found.is_fictief !== isFictief) return "Deze bezoeklijst hoort bij een andere scan: de een is FICTIEF, de ander niet.";
  if (!Array.isArray(found.stops)) return "In dit bestand staan geen stops.";
  if (found.stops.length > MOST) return `Deze bezoeklijst heeft ${found.stops.length} stops; de kaart kan er ten hoogste ${MOST} aan.`;
  const wrong = found.stops.findIndex((stop) => typeof stop?.location_id !== "string" || stop.location_id === "");
  if (wrong >= 0) return `Stop ${wrong + 1} in dit bestand heeft geen kenmerk. Er is niets ingelezen.`;
  const [start, end] = [found.start ?? null, found.einde ?? null];
  if (!isPlace(start) || !isPlace(end)) return "Het begin of einde in dit bestand heeft geen coördinaten. Er is niets ingelezen.";
  if (!CLOCK.test(found.vertrek ?? "")) return `De vertrektijd '${found.vertrek}' in dit bestand klopt niet; verwacht bijvoorbeeld 09:00.`;
  const minutes = found.bezoekduur_min;
  if (!Number.isFinite(minutes) || minutes <= 0 || minutes > 480) return "De bezoekduur in dit bestand klopt niet; verwacht 1 tot 480 minuten.";
  return {
    stops: found.stops.map((stop) => ({ location_id: stop.location_id, thema: String(stop.thema ?? ""), label: String(stop.label ?? "") })),
    start: cleanPlace(start), end: cleanPlace(end), departure: found.vertrek, minutes,
  };
}

export class DayRoute {
  constructor(facts) {
    Object.assign(this, {
      facts, place: `geo-risico/dagroute/${facts.scan}/lijst`, isKept: true, stops: [], start: null, end: null,
      departure: "09:00", minutes: facts.visit_minutes, plan: null,
    });
    this.read();
  }

  read() {
    try {
      const text = localStorage.getItem(this.place);
      const found = text === null ? null : cleanList(JSON.parse(text), this.facts);
      if (found !== null && typeof found !== "string") Object.assign(this, found);
    } catch {
      this.isKept = false;
    }
  }

  write() {
    try {
      localStorage.setItem(this.place, JSON.stringify(this.content()));
    } catch {
      this.isKept = false;
    }
  }

  content() {
    const { scan, is_fictief } = this.facts;
    return {
      soort: KIND, versie: VERSION, scan, is_fictief, start: this.start, einde: this.end, vertrek: this.departure,
      bezoekduur_min: this.minutes, gemaakt: new Date().toISOString(), stops: this.stops,
    };
  }

  indexOf(thema, id) {
    return this.stops.findIndex((stop) => stop.location_id === id && stop.thema === thema);
  }

  // Whether there was room.
  add(stop) {
    if (this.indexOf(stop.thema, stop.location_id) >= 0) return true;
    if (this.stops.length >= MOST) return false;
    this.stops = [...this.stops, stop];
    return true;
  }

  remove(at) {
    this.stops = this.stops.filter((_, i) => i !== at);
  }

  move(at, by) {
    const stops = [...this.stops];
    [stops[at], stops[at + by]] = [stops[at + by], stops[at]];
    this.stops = stops;
  }
}
