/** Calendars as another program reads them, and time zones as this platform knows them: neither is of the server's making. */

import ICAL from "ical.js";

/** A session as a calendar has it. */
export interface Entry {
  startMs: number;
  endMs: number;
  cancelled: boolean;
}

/** sessionsOf reads a calendar and returns the sessions of each event up to a moment, in order, by the event's UID. */
export function sessionsOf(text: string, untilMs: number): Map<string, Entry[]> {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown as unknown[]);
  const events = calendar.getAllSubcomponents("vevent");
  const changed = events.filter((event) => event.hasProperty("recurrence-id"));
  const found = new Map<string, Entry[]>();
  for (const component of events.filter((event) => !event.hasProperty("recurrence-id"))) {
    const uid = String(component.getFirstPropertyValue("uid"));
    const exceptions = changed.filter((other) => other.getFirstPropertyValue("uid") === uid);
    const event = new ICAL.Event(component, { exceptions });
    const entries: Entry[] = [];
    const iterator = event.iterator();
    for (let time = iterator.next(); time && time.toUnixTime() * 1000 <= untilMs; time = iterator.next()) {
      const { startDate, endDate, item } = event.getOccurrenceDetails(time);
      const cancelled = [component, item.component].some((one) => one.getFirstPropertyValue("status") === "CANCELLED");
      entries.push({ startMs: startDate.toUnixTime() * 1000, endMs: endDate.toUnixTime() * 1000, cancelled });
    }
    found.set(uid, entries);
  }
  return found;
}

/** instantOf is the moment at which the clocks of a zone show this, "2026-11-28T20:00", by what Intl knows of the zone. */
export function instantOf(wall: string, zone: string): number {
  const asIfUtc = Date.parse(`${wall}:00Z`);
  // The first guess may lie on the other side of a change of the clocks; the second does not.
  const guess = asIfUtc - offsetMs(asIfUtc, zone);
  return asIfUtc - offsetMs(guess, zone);
}

function offsetMs(atMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const { year, month, day, hour, minute, second } = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - atMs;
}
