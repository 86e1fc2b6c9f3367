import { addDays, dateOf, weekdayOf } from "./wall";

/** How often people meet, as the form asks. */
export type Repeat = "once" | "weekly" | "fortnight" | "other";

/** What the form knows of a rule. `days` are weekdays, 0 for Sunday. */
export interface Pattern {
  repeat: Repeat;
  days: number[];
}

const names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

/** Reads a rule; what the form has no words for is "other", and is left as it is. */
export function patternOf(rule: string): Pattern {
  if (rule === "") return { repeat: "once", days: [] };
  const parts = new Map(rule.replace(/^RRULE:/, "").split(";").map((part) => part.split("=") as [string, string]));
  const known = [...parts.keys()].every((key) => ["FREQ", "INTERVAL", "BYDAY", "WKST"].includes(key));
  const days = (parts.get("BYDAY")?.split(",") ?? []).map((day) => names.indexOf(day as (typeof names)[number]));
  const interval = parts.get("INTERVAL") ?? "1";
  if (!known || parts.get("FREQ") !== "WEEKLY" || days.includes(-1) || (interval !== "1" && interval !== "2")) {
    return { repeat: "other", days: [] };
  }
  return { repeat: interval === "1" ? "weekly" : "fortnight", days: days.sort((a, b) => a - b) };
}

/** Writes a rule of a series that begins on a date. */
export function ruleOf({ repeat, days }: Pattern, date: string): string {
  if (repeat === "once" || repeat === "other") return "";
  const all = days.length > 0 ? days : [weekdayOf(date)];
  const sorted = [...new Set(all)].sort((a, b) => a - b).map((day) => names[day]);
  return `FREQ=WEEKLY;${repeat === "fortnight" ? "INTERVAL=2;" : ""}BYDAY=${sorted.join(",")}`;
}

/** Returns the first date from a wall on that is one of the rule's weekdays: a series begins on one of its own days. */
export function firstWall({ repeat, days }: Pattern, wall: string): string {
  if (repeat === "once" || repeat === "other" || days.length === 0) return wall;
  for (let i = 0; i < 7; i++) {
    const date = addDays(dateOf(wall), i);
    if (days.includes(weekdayOf(date))) return date + wall.slice(10);
  }
  return wall;
}

/** Returns the walls of a pattern in its first weeks, the first included: enough to see what clocks do meanwhile. */
export function wallsOf({ repeat, days }: Pattern, wall: string, weeks: number): string[] {
  const step = repeat === "fortnight" ? 14 : 7;
  if (repeat === "once" || repeat === "other") return [wall];
  const date = dateOf(wall);
  const own = days.length > 0 ? days : [weekdayOf(date)];
  // By weeks that begin on Monday, as RFC 5545 has it.
  const monday = addDays(date, -((weekdayOf(date) + 6) % 7));
  const walls: string[] = [];
  for (let week = 0; week < weeks * 7; week += step) {
    for (let day = 0; day < 7; day++) {
      const at = addDays(monday, week + day);
      if (at >= date && own.includes(weekdayOf(at))) walls.push(at + wall.slice(10));
    }
  }
  return walls;
}
