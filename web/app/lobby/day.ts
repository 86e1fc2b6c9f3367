import type { Busy } from "@sdk";
import { hourIn } from "../format";

/** How people call a part of the day. */
export type DayPart = "morning" | "afternoon" | "evening" | "night";

/** Returns the part of the day at a moment in a zone, null when the zone is not known. */
export function dayPart(ms: number, zone: string): DayPart | null {
  const hour = hourIn(ms, zone);
  if (hour < 0) return null;
  if (hour < 5 || hour >= 23) return "night";
  if (hour < 12) return "morning";
  return hour < 18 ? "afternoon" : "evening";
}

/** One hour of the person's own day: how many of each language are usually there. */
export interface OwnHour {
  hour: number;
  counts: number[];
}

/**
 * Turns days in UTC into the person's day as it is today. Where a zone is half an hour off, an hour is the one in which
 * the server's begins.
 */
export function ownHours(hours: Busy[], nowMs: number, zone: string): OwnHour[] {
  const day: OwnHour[] = Array.from({ length: 24 }, (_, hour) => ({ hour, counts: hours.map(() => 0) }));
  const midnight = Math.floor(nowMs / 86_400_000) * 86_400_000;
  for (let utc = 0; utc < 24; utc++) {
    const own = hourIn(midnight + utc * 3_600_000, zone);
    const counts = day[own < 0 ? utc : own]?.counts ?? [];
    hours.forEach(({ by_hour }, i) => (counts[i] = (counts[i] ?? 0) + (by_hour[utc] ?? 0)));
  }
  return day;
}
