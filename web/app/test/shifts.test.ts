import { describe, expect, it } from "vitest";
import { nextShift, shiftAt, shiftOf, standInOf, timesOf } from "../schedule/shifts";

const yu = { id: "p-yu", name: "Yu" };
const lena = { id: "p-lena", name: "Lena" };
/** A Saturday. */
const date = "2026-11-28";
const first = nextShift([], yu, date, "Asia/Shanghai");

describe("a shift in the form", () => {
  it("begins in the evening of every day", () => {
    expect(first).toEqual({ ...yu, start: "2026-11-28T20:00", zone: "Asia/Shanghai", minutes: 120, rule: "FREQ=DAILY" });
  });

  it.each([[120, "22:00"], [240, "00:00"], [300, "01:00"], [90, "21:30"]])("of %i minutes is followed at %s", (minutes, time) => {
    const next = nextShift([{ ...first, minutes }], lena, date, "UTC");
    expect([next.id, next.start, next.zone]).toEqual(["p-lena", `${date}T${time}`, "Asia/Shanghai"]);
  });

  it.each([
    [[], "FREQ=DAILY", "2026-11-28T08:30"],
    [[0, 1, 2, 3, 4, 5, 6], "FREQ=DAILY", "2026-11-28T08:30"],
    [[6], "FREQ=WEEKLY;BYDAY=SA", "2026-11-28T08:30"],
    [[4, 1], "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-30T08:30"], // its first is on one of its own days
  ])("on days %j repeats by %s from %s on", (days, rule, start) => {
    const shift = shiftAt(first, { time: "08:30", days }, date);
    expect([shift.rule, shift.start]).toEqual([rule, start]);
    expect(timesOf(shift)).toEqual({ time: "08:30", days: days.length === 7 ? [] : [...days].sort() });
  });

  it.each(["FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY", ""])("by %j is left as it is", (rule) => {
    expect(timesOf({ ...first, rule })).toBeNull();
  });

  it("has no substitute who is the person themselves", () => {
    const shift = standInOf(first, lena);
    expect(shift.substitute).toEqual(lena);
    expect(shiftOf(shift, lena)).toEqual({ ...first, ...lena });
    expect(shiftOf(shift, { id: "p-bo", name: "Bo" }).substitute).toEqual(lena);
    expect(standInOf(shift, undefined)).toEqual(first);
  });
});
