import type { OverlapSlot, Waking } from "@sdk";
import { addDays } from "./wall";

/** How kind an hour is to the one it suits least. */
export type Kind = "good" | "fair" | "poor" | "asleep";

/** Returns the word for a number from 0, asleep, to 100. */
export function kindOf(kind: number): Kind {
  if (kind >= 55) return "good";
  if (kind >= 25) return "fair";
  return kind > 0 ? "poor" : "asleep";
}

/** A week of whole hours by the first one's clock: a row for each hour of the day, a cell for each day, null where a clock passes over it. */
export interface HoursGrid {
  dates: string[];
  rows: { hour: number; cells: (OverlapSlot | null)[] }[];
}

/** Returns the week that begins on a date as a grid. */
export function gridOf(slots: readonly OverlapSlot[], from: string): HoursGrid {
  const dates = Array.from({ length: 7 }, (_, day) => addDays(from, day));
  const at = new Map<string, OverlapSlot>();
  for (const slot of slots) {
    const wall = slot.walls[0] ?? "";
    // An hour that a clock put back has twice is its first.
    if (wall.endsWith(":00") && !at.has(wall)) at.set(wall, slot);
  }
  const rows = Array.from({ length: 24 }, (_, hour) => {
    const time = `T${String(hour).padStart(2, "0")}:00`;
    return { hour, cells: dates.map((date) => at.get(date + time) ?? null) };
  });
  return { dates, rows };
}

/** A cell by its row and its column. */
export interface Cell {
  row: number;
  column: number;
}

/** Returns the cell a key leads to, null for a key that leads nowhere. Home and End go along the row, pages along the day. */
export function nextCell(key: string, { row, column }: Cell, rightToLeft: boolean): Cell | null {
  const ahead = rightToLeft ? -1 : 1;
  const steps: Record<string, [number, number]> = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowRight: [0, ahead], ArrowLeft: [0, -ahead], PageUp: [-6, 0], PageDown: [6, 0], Home: [0, -7], End: [0, 7],
  };
  const step = steps[key];
  if (step === undefined) return null;
  const within = (value: number, last: number) => Math.max(0, Math.min(last, value));
  return { row: within(row + step[0], 23), column: within(column + step[1], 6) };
}

/** Returns a day awake from an hour to another as the server wants it: beyond midnight it is two pieces. */
export function wakingOf(from: number, to: number): Waking[] {
  if (from === to) return [{ from: 0, to: 24 * 60 }];
  if (from < to) return [{ from: from * 60, to: to * 60 }];
  return [...(to > 0 ? [{ from: 0, to: to * 60 }] : []), { from: from * 60, to: 24 * 60 }];
}

