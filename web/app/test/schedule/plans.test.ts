import { describe, expect, it } from "vitest";
import { byDay } from "../../schedule/agenda";
import { gridOf, kindOf, nextCell, wakingOf } from "../../schedule/hours";
import { againDraft, changesFrom, changeToSend, draftOfPlan, freshDraft, laterWall, planToSend, timeFault } from "../../schedule/plan-draft";
import { markOf, nextLook, reminderAt, sessionsOf } from "../../schedule/reminders";
import { dayMs } from "../../schedule/wall";
import { plan, session } from "../fake/plans";
import { room } from "../fake/people";

const now = Date.parse("2026-11-26T12:00Z");
const wish = { title: " Tea ", languages: ["zh", "en"], topic: "", seats: 8 };

describe("a draft", () => {
  it("is sent with the wall and the zone of the host", () => {
    const draft = { ...freshDraft(wish, "Asia/Shanghai", now), pattern: { repeat: "weekly" as const, days: [] } };
    expect(planToSend(draft)).toMatchObject({
      start: "2026-12-03T20:00", zone: "Asia/Shanghai", minutes: 60, rule: "FREQ=WEEKLY;BYDAY=TH", listed: true, settings: { title: "Tea" },
    });
  });

  it("is not for the past, nor for no day at all", () => {
    const draft = freshDraft(wish, "Asia/Shanghai", now);
    expect(timeFault(draft, now)).toBeNull();
    expect(timeFault({ ...draft, date: "2026-11-26" }, now)).toBe("past");
    expect(timeFault({ ...draft, date: "" }, now)).toBe("none");
  });

  it("of a room that meets again is a week later, to the quarter of an hour", () => {
    const draft = againDraft(room().room, Date.parse("2026-11-26T12:08Z"), "America/New_York", now);
    expect([draft.date, draft.time]).toEqual(["2026-12-03", "07:00"]);
    expect(draft.wish.languages).toEqual(room().room.languages);
  });

  it("of a room that its host entered when the doors opened is at the time it was planned for", () => {
    const draft = againDraft(room().room, Date.parse("2026-11-26T19:55:30Z"), "Europe/London", now);
    expect([draft.date, draft.time]).toEqual(["2026-12-03", "20:00"]);
  });
});

describe("a change", () => {
  const one = plan();
  const next = one.instances[0]!;

  it("that changes nothing is none", () => {
    expect(changeToSend(one, next, draftOfPlan(one, next))).toBeNull();
  });

  it("of the limit touches no times", () => {
    expect(changeToSend(one, next, { ...draftOfPlan(one, next), limit: 20 })).toEqual({ limit: 20 });
  });

  it("of the hour holds from the next session on, so that what is past keeps its own", () => {
    const change = changeToSend(one, next, { ...draftOfPlan(one, next), time: "21:30" });
    expect(change).toMatchObject({ start: `${next.wall.slice(0, 10)}T21:30`, zone: one.zone, scope: "from", on: next.on });
  });

  it("of the hour leaves a session that was moved where it is, with those who come to it", () => {
    const moved = plan(2 * dayMs, {}, { moved: true, wall: laterWall(next.wall, 1), start_ms: next.start_ms + dayMs, end_ms: next.end_ms + dayMs });
    const from = changesFrom(moved, Date.now())!;
    expect(from.on).toBe(one.instances[1]!.on);
    const change = changeToSend(moved, from, { ...draftOfPlan(moved, from), time: "21:30" });
    expect(change).toMatchObject({ start: `${one.instances[1]!.on}T21:30`, scope: "from", on: one.instances[1]!.on });
    const once = { ...moved, rule: "" };
    expect(changesFrom(once, Date.now())?.on).toBe(next.on);
  });

  it("keeps a rule that the form has no words for", () => {
    const odd = { ...one, rule: "FREQ=MONTHLY;BYDAY=1SA" };
    expect(changeToSend(odd, next, { ...draftOfPlan(odd, next), limit: 4 })).toEqual({ limit: 4 });
  });
});

describe("the agenda", () => {
  it("goes by the days of where the viewer is", () => {
    const at = (iso: string) => ({ ...session(0), start_ms: Date.parse(iso), plan: plan() });
    const both = [at("2026-11-28T17:00Z"), at("2026-11-28T14:00Z")];
    expect(byDay(both, "UTC").map(([date]) => date)).toEqual(["2026-11-28"]);
    expect(byDay(both, "Asia/Shanghai").map(([date]) => date)).toEqual(["2026-11-28", "2026-11-29"]);
  });
});

describe("hours", () => {
  const slot = (wall: string, kind = 80) => ({ start_ms: Date.parse(`${wall}Z`), walls: [wall], kinds: [kind], kind });

  it("stand in their hour and day; one that a clock passes over is empty, one that comes twice is the first", () => {
    const twice = { ...slot("2026-11-01T01:00"), start_ms: 1 };
    const { dates, rows } = gridOf([twice, slot("2026-11-01T01:00"), slot("2026-11-01T01:30"), slot("2026-11-03T20:00")], "2026-11-01");
    expect(dates).toHaveLength(7);
    expect(rows[1]!.cells[0]).toBe(twice);
    expect(rows[2]!.cells[0]).toBeNull();
    expect(rows[20]!.cells[2]?.kind).toBe(80);
  });

  it.each([[100, "good"], [55, "good"], [54, "fair"], [24, "poor"], [0, "asleep"]])("%i is %s", (kind, word) => {
    expect(kindOf(kind)).toBe(word);
  });

  it.each([
    ["ArrowDown", false, { row: 6, column: 3 }], ["ArrowRight", false, { row: 5, column: 4 }], ["ArrowRight", true, { row: 5, column: 2 }],
    ["End", false, { row: 5, column: 6 }], ["PageUp", false, { row: 0, column: 3 }], ["x", false, null],
  ])("key %s, right to left %s", (key, rightToLeft, cell) => {
    expect(nextCell(key, { row: 5, column: 3 }, rightToLeft)).toEqual(cell);
  });

  it("awake past midnight are two pieces of a day", () => {
    expect(wakingOf(8, 23)).toEqual([{ from: 480, to: 1380 }]);
    expect(wakingOf(16, 2)).toEqual([{ from: 0, to: 120 }, { from: 960, to: 1440 }]);
    expect(wakingOf(16, 0)).toEqual([{ from: 960, to: 1440 }]);
    expect(wakingOf(0, 0)).toEqual([{ from: 0, to: 1440 }]);
  });
});

describe("a reminder", () => {
  const start = now + 60 * 60_000;
  const mine = { ...session(0), start_ms: start, end_ms: start + 3_600_000, doors_ms: start - 300_000, you: "going" as const, plan: plan() };
  const at = (minutes: number, seen = new Set<string>()) => reminderAt([mine], start + minutes * 60_000, seen)?.kind ?? null;

  it.each([[-16, null], [-15, "soon"], [-6, "soon"], [-5, "open"], [30, "open"], [60, null]])("%i minutes after the start is %s", (minutes, kind) => {
    expect(at(minutes)).toBe(kind);
  });

  it("is said once of each", () => {
    const soon = markOf(reminderAt([mine], start - 600_000, new Set())!);
    expect([at(-10, new Set([soon])), at(-4, new Set([soon]))]).toEqual([null, "open"]);
  });

  it("is of what one comes to, or hosts; not of a cancelled one, nor while one waits", () => {
    const waiting = { ...mine, you: "waiting" as const };
    const cancelled = { ...mine, cancelled: true };
    expect(sessionsOf({ plans: [], coming: [mine, waiting, cancelled] })).toHaveLength(1);
    expect(sessionsOf({ plans: [plan(), plan(0, { cancelled: true })], coming: [] })).toHaveLength(4);
  });

  it("is looked for at the next moment, and every few minutes at least", () => {
    expect(nextLook([mine], start - 16 * 60_000)).toBe(60_000);
    expect(nextLook([], now)).toBe(300_000);
  });
});
