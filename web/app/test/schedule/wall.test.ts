import { describe, expect, it } from "vitest";
import { firstWall, patternOf, ruleOf, wallsOf } from "../../schedule/rule";
import { countdown, otherTime, untilText } from "../../schedule/say";
import { addDays, clockChange, instantOf, wallOf } from "../../schedule/wall";
import { otherZone } from "../../schedule/zones";

const utc = (text: string) => Date.parse(text);

describe("a wall", () => {
  it.each([
    ["2026-11-28T20:00", "Asia/Shanghai", "2026-11-28T12:00Z"],
    ["2026-11-28T20:00", "Asia/Kolkata", "2026-11-28T14:30Z"],
    ["2026-10-31T09:00", "America/New_York", "2026-10-31T13:00Z"],
    ["2026-11-01T09:00", "America/New_York", "2026-11-01T14:00Z"],
    ["2026-10-04T09:00", "Australia/Sydney", "2026-10-03T22:00Z"],
    ["2026-03-08T02:30", "America/New_York", "2026-03-08T07:30Z"], // passed over: as long after the jump
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30Z"], // twice: the first
  ])("%s in %s is %s", (wall, zone, instant) => {
    expect(new Date(instantOf(wall, zone)).toISOString()).toBe(new Date(utc(instant)).toISOString());
  });

  it("of a zone that nobody knows is none, and breaks nothing", () => {
    expect(wallOf(0, "Nowhere/Invented")).toBe("");
    expect(instantOf("2026-11-28T20:00", "Nowhere/Invented")).toBeNaN();
    expect(instantOf("never", "Asia/Shanghai")).toBeNaN();
  });

  it("comes back from its instant, in every half hour of a year that no clock passes over", () => {
    for (let ms = utc("2026-01-01T00:00Z"); ms < utc("2027-01-01T00:00Z"); ms += 37 * 1_800_000) {
      for (const zone of ["Asia/Shanghai", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Europe/Berlin"]) {
        expect(wallOf(instantOf(wallOf(ms, zone), zone), zone)).toBe(wallOf(ms, zone));
      }
    }
  });

  it("adds days over the end of a year", () => {
    expect(addDays("2026-12-30", 3)).toBe("2027-01-02");
  });
});

describe("a series of 9 pm in Shanghai", () => {
  const walls = wallsOf({ repeat: "weekly", days: [] }, "2026-10-17T21:00", 6);
  const instants = walls.map((wall) => instantOf(wall, "Asia/Shanghai"));

  it("is an hour earlier in New York from the first one after the clocks went back", () => {
    expect(wallOf(instants[0]!, "America/New_York")).toBe("2026-10-17T09:00");
    expect(clockChange(instants, "America/New_York")?.wall).toBe("2026-11-07T08:00");
  });

  it("changes nothing for its host", () => {
    expect(clockChange(instants, "Asia/Shanghai")).toBeNull();
  });
});

describe("a rule", () => {
  it.each([
    ["", { repeat: "once", days: [] }],
    ["FREQ=WEEKLY;BYDAY=SA", { repeat: "weekly", days: [6] }],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", { repeat: "fortnight", days: [0, 2] }],
    ["FREQ=WEEKLY;COUNT=4;BYDAY=SA", { repeat: "other", days: [] }],
    ["FREQ=MONTHLY;BYDAY=1SA", { repeat: "other", days: [] }],
    ["FREQ=WEEKLY;INTERVAL=3;BYDAY=SA", { repeat: "other", days: [] }],
  ])("%j is %j", (rule, pattern) => {
    expect(patternOf(rule)).toEqual(pattern);
  });

  it("is written with the date's own day when none is chosen", () => {
    expect(ruleOf({ repeat: "weekly", days: [] }, "2026-11-28")).toBe("FREQ=WEEKLY;BYDAY=SA");
    expect(ruleOf({ repeat: "fortnight", days: [6, 0] }, "2026-11-28")).toBe("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,SA");
    expect(ruleOf({ repeat: "once", days: [] }, "2026-11-28")).toBe("");
  });

  it("begins on one of its own days", () => {
    expect(firstWall({ repeat: "weekly", days: [2] }, "2026-11-28T20:00")).toBe("2026-12-01T20:00");
    expect(firstWall({ repeat: "weekly", days: [6] }, "2026-11-28T20:00")).toBe("2026-11-28T20:00");
  });

  it("of two weeks counts weeks from Monday", () => {
    expect(wallsOf({ repeat: "fortnight", days: [0, 2] }, "2026-11-24T20:00", 4)).toEqual([
      "2026-11-24T20:00", "2026-11-29T20:00", "2026-12-08T20:00", "2026-12-13T20:00",
    ]);
  });
});

describe("said", () => {
  const now = utc("2026-11-26T12:00Z");
  it.each([[12, "in 12 minutes"], [89, "in 89 minutes"], [300, "in 5 hours"], [2880, "in 2 days"], [-5, "in 0 minutes"]])("%i minutes are %s", (minutes, text) => {
    expect(untilText(now + minutes * 60_000, now, "en")).toBe(text);
  });

  it("the other side's day stands there when it is another", () => {
    const ms = utc("2026-11-28T01:00Z");
    expect(otherTime(ms, "America/New_York", "Asia/Shanghai", "en")).toContain("Fri");
    expect(otherTime(utc("2026-11-28T14:00Z"), "America/New_York", "Asia/Shanghai", "en")).not.toContain("Sat");
  });

  it("seconds only where they matter", () => {
    expect([countdown(now + 247_000, now), countdown(now + 3_600_000, now), countdown(now, now)]).toEqual(["4:07", "", ""]);
  });

  it("the other side is never here", () => {
    expect(otherZone(["zh", "en"], "Asia/Shanghai")).toBe("America/New_York");
    expect(otherZone(["en"], "America/New_York")).toBe("Asia/Shanghai");
  });
});
