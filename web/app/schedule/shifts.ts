import type { PlanPerson, PlanShift } from "@sdk";
import { firstWall, patternOf, ruleOf } from "./rule";

/** The most shifts a room takes. */
export const mostShifts = 24;
/** How long a shift may be in the form, hours. */
export const shiftHours = [1, 2, 3, 4, 6, 8, 12] as const;

const everyDay = "FREQ=DAILY";

/** What the form asks of a shift. Without days it is every day's. */
export interface ShiftTimes {
  /** "20:00" */
  time: string;
  days: number[];
}

/** Reads when a shift is; null for a rule that the form has no words for, which stays as it is. */
export function timesOf({ start, rule }: PlanShift): ShiftTimes | null {
  const time = start.slice(11, 16);
  if (rule === everyDay) return { time, days: [] };
  const { repeat, days } = patternOf(rule);
  return repeat === "weekly" && days.length > 0 ? { time, days } : null;
}

/** Returns a shift at other times, from a date on: its first is on one of its own days. */
export function shiftAt(shift: PlanShift, { time, days }: ShiftTimes, date: string): PlanShift {
  const wall = `${date}T${time}`;
  if (days.length === 0 || days.length === 7) return { ...shift, start: wall, rule: everyDay };
  const pattern = { repeat: "weekly", days } as const;
  return { ...shift, start: firstWall({ ...pattern, days: [...days] }, wall), rule: ruleOf({ ...pattern, days: [...days] }, date) };
}

/** Returns a new shift that begins when the last one ends, as far as both are in one zone. */
export function nextShift(shifts: readonly PlanShift[], person: PlanPerson, date: string, zone: string): PlanShift {
  const last = shifts.at(-1);
  const base = { id: person.id, name: person.name, start: "", zone: last?.zone ?? zone, minutes: 120, rule: everyDay };
  return shiftAt(base, { time: last === undefined ? "20:00" : endOf(last), days: [] }, date);
}

function endOf({ start, minutes }: PlanShift): string {
  const [hour = 0, minute = 0] = start.slice(11, 16).split(":").map(Number);
  const end = (hour * 60 + minute + minutes) % 1440;
  return `${String(Math.floor(end / 60)).padStart(2, "0")}:${String(end % 60).padStart(2, "0")}`;
}

/** Returns a shift with somebody else; a substitute is never the person themselves. */
export function shiftOf(shift: PlanShift, person: PlanPerson): PlanShift {
  const { substitute, ...rest } = shift;
  const kept = substitute !== undefined && substitute.id !== person.id ? { substitute } : {};
  return { ...rest, ...kept, id: person.id, name: person.name };
}

/** Returns a shift with a substitute, or without one. */
export function standInOf({ substitute: _, ...shift }: PlanShift, person: PlanPerson | undefined): PlanShift {
  return person === undefined ? shift : { ...shift, substitute: { id: person.id, name: person.name } };
}
