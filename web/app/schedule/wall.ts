/**
 * What a clock shows somewhere, by the time zone data of this browser. A wall is "2026-11-28T20:00". Zones come from
 * other people's browsers, so nothing here throws.
 */

const minute = 60_000;
export const dayMs = 24 * 60 * minute;
const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Formatters are costly, and a week of hours asks hundreds of times. */
function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = make(zone);
  formats.set(zone, made);
  return made;
}

function make(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-CA", {
      timeZone: timeZone || "?", hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    });
  } catch {
    return null;
  }
}

/** Returns what the clock of a zone shows at an instant, "" when this browser does not know the zone. */
export function wallOf(ms: number, zone: string): string {
  const format = formatOf(zone);
  if (format === null || !Number.isFinite(ms)) return "";
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}

const wallForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** Returns a wall as if it were UTC, for reckoning with it; NaN for what is none. */
export function wallMs(wall: string): number {
  return wallForm.test(wall) ? Date.parse(`${wall}:00Z`) : Number.NaN; // browsers make dates of all kinds of texts
}

/** Returns a wall of that reckoning. */
export function wallAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16);
}

/**
 * Returns when the clock of a zone shows a wall. A wall that a clock put forward passes over is as long after the jump as
 * it is after its beginning; of two, the first is meant. NaN for a zone or a wall this browser does not know.
 */
export function instantOf(wall: string, zone: string): number {
  const wanted = wallMs(wall);
  // Before and after any change of the clock nearby.
  const offsets = [wanted - dayMs, wanted + dayMs].map((ms) => wallMs(wallOf(ms, zone)) - ms);
  const found = offsets.map((offset) => wanted - offset).filter((ms) => wallOf(ms, zone) === wall);
  return found.length > 0 ? Math.min(...found) : wanted - offsets[0]!;
}

/** Returns the date of a wall. */
export function dateOf(wall: string): string {
  return wall.slice(0, 10);
}

/** Returns a date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Returns the weekday of a date, 0 for Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00Z`).getUTCDay();
}

/** When an instant's clock time becomes another one somewhere. */
export interface ClockChange {
  ms: number;
  wall: string;
}

/** Returns the first of later instants at which the clock of a zone shows another time of day than at the first one. */
export function clockChange(instants: readonly number[], zone: string): ClockChange | null {
  const time = (ms: number) => wallOf(ms, zone).slice(11);
  const [first, ...later] = instants;
  if (first === undefined || time(first) === "") return null;
  const ms = later.find((one) => time(one) !== time(first));
  return ms === undefined ? null : { ms, wall: wallOf(ms, zone) };
}
