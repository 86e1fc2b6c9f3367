import { duration, intlTag } from "../format";
import type { LateStrings } from "../strings/late";
import type { Pattern } from "./rule";
import { dateOf, wallMs, wallOf, weekdayOf } from "./wall";

/** Times in the words of a language. Where this browser does not know a zone, what is asked about it is "". */

/** Returns the day and the time of an instant somewhere: "Sat, Nov 28, 8:30 AM". */
export function dayTime(ms: number, zone: string, locale: string): string {
  return format(ms, zone, locale, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
}

/** Returns the time of day of an instant somewhere. */
export function timeOf(ms: number, zone: string, locale: string): string {
  return format(ms, zone, locale, { hour: "numeric", minute: "2-digit" });
}

/** Returns a day as the heading of a list: "Saturday, November 28". */
export function dayOf(ms: number, zone: string, locale: string): string {
  return format(ms, zone, locale, { weekday: "long", month: "long", day: "numeric" });
}

/** Returns a day in the middle of a sentence: "November 1". */
export function dateIn(ms: number, zone: string, locale: string): string {
  return format(ms, zone, locale, { month: "long", day: "numeric" });
}

/** Returns what a wall says, which is true whatever this browser thinks of the zone. */
export function wallSaid(wall: string, locale: string): string {
  return dayTime(wallMs(wall), "UTC", locale);
}

/** Returns a weekday's name, 0 for Sunday. */
export function weekdayName(day: number, locale: string, width: "long" | "short" | "narrow" = "long"): string {
  return format(Date.UTC(2026, 10, 1 + day), "UTC", locale, { weekday: width });
}

function format(ms: number, zone: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat(intlTag(locale), { ...options, timeZone: zone || "?" }).format(ms);
  } catch {
    return "";
  }
}

/** Reports whether an instant is on the same date in two zones. */
export function sameDay(ms: number, one: string, other: string): boolean {
  return dateOf(wallOf(ms, one)) === dateOf(wallOf(ms, other));
}

/** Returns the same instant for the other side: its time, with the day where that is another one. */
export function otherTime(ms: number, zone: string, here: string, locale: string): string {
  return sameDay(ms, zone, here) ? timeOf(ms, zone, locale) : dayTime(ms, zone, locale);
}

/** Returns how long there is to an instant: "in 2 days", "in 5 hours", "in 12 minutes", in whole ones and never too few. */
export function untilText(ms: number, nowMs: number, locale: string): string {
  const minutes = Math.max(0, Math.ceil((ms - nowMs) / 60_000));
  const relative = new Intl.RelativeTimeFormat(intlTag(locale), { numeric: "always" });
  if (minutes < 90) return relative.format(minutes, "minute");
  if (minutes < 36 * 60) return relative.format(Math.round(minutes / 60), "hour");
  return relative.format(Math.round(minutes / (24 * 60)), "day");
}

/** Returns what is left to the second, for a clock that runs down: "4:07" below an hour, "" above it. */
export function countdown(ms: number, nowMs: number): string {
  const seconds = Math.ceil((ms - nowMs) / 1000);
  if (seconds <= 0 || seconds >= 3600) return "";
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Returns how often a series that begins on a date meets, in plain words. */
export function patternText({ repeat, days }: Pattern, date: string, words: LateStrings["schedule"], locale: string): string {
  const own = days.length > 0 ? days : [weekdayOf(date)];
  const names = new Intl.ListFormat(locale, { type: "conjunction" }).format(own.map((day) => weekdayName(day, locale)));
  switch (repeat) {
    case "once": return words.rule.once;
    case "weekly": return words.rule.weekly(names);
    case "fortnight": return words.rule.fortnight(names);
    case "other": return words.rule.other;
  }
}

/** Returns a length of minutes: "1 hr" or "90 min". */
export function lengthText(minutes: number, locale: string): string {
  return duration(minutes * 60_000, locale);
}
