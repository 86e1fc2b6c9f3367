import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Quick, type QuickOutside, wishOf } from "../lobby/quick";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An app that finds these rooms, one after the other, and opens "own" when there are no more. */
function world(rooms: string[], change: Partial<QuickOutside> = {}) {
  const log: string[] = [];
  const outside: QuickOutside = {
    find: async (give, get, not) => {
      log.push(`find ${give} ${get} not ${not.join(",")}`);
      return rooms.shift() ?? "";
    },
    enter: (room) => void log.push(`enter ${room}`),
    open: async (wish) => {
      log.push(`open ${wish.title}`);
      return "own";
    },
    alone: () => true,
    opened: () => void log.push("opened"),
    another: (room) => void log.push(`another ${room}`),
    refused: (code) => void log.push(`refused ${code}`),
    ...change,
  };
  return { log, quick: new Quick(outside) };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

describe("a quick start", () => {
  it("goes into the room that suits", async () => {
    const { log, quick } = world(["tea"]);
    await quick.start("zh", "en");
    quick.joined("tea");
    expect(quick.ended("tea", "room_full")).toBe(false); // that visit has nothing to do with it any more
    expect(log).toEqual(["find zh en not ", "enter tea"]);
  });

  it.each(["room_full", "room_locked", "not_found"])("tries another room when one answers %s", async (code) => {
    const { log, quick } = world(["tea", "cats"]);
    await quick.start("zh", "en");
    expect(quick.ended("tea", code)).toBe(true);
    await settled();
    expect(log).toEqual(["find zh en not ", "enter tea", "find zh en not tea", "enter cats"]);
  });

  it("stops where a room refuses for another reason", async () => {
    const { log, quick } = world(["tea", "cats"]);
    await quick.start("zh", "en");
    expect([quick.ended("elsewhere", "room_full"), quick.ended("tea", "banned"), quick.ended("tea", "room_full")]).toEqual([false, false, false]);
    await settled();
    expect(log).toHaveLength(2);
  });

  it("opens a room after three that could not be entered", async () => {
    const { log, quick } = world(["a", "b", "c", "d"]);
    await quick.start("zh", "en");
    for (const room of ["a", "b", "c"]) {
      quick.ended(room, "room_full");
      await settled();
    }
    expect(log.slice(-4)).toEqual(["find zh en not a,b", "enter c", "open 中文 ⇄ English", "opened"]);
  });

  it("opens a room where none suits", async () => {
    const { log, quick } = world([]);
    await quick.start("zh", "en");
    expect(log).toEqual(["find zh en not ", "open 中文 ⇄ English", "opened"]);
  });

  it("says why it did not work, and can be tried again", async () => {
    const { log, quick } = world([], { find: () => Promise.reject({ code: "rate_limited" }) });
    await quick.start("zh", "en");
    await quick.start("zh", "en");
    expect([log, quick.looking.value]).toEqual([["refused rate_limited", "refused rate_limited"], false]);
  });

  it("says nothing more of a room that could not be opened: that was told", async () => {
    const { log, quick } = world([], { open: async () => "" });
    await quick.start("zh", "en");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(log).toEqual(["find zh en not "]);
  });

  it("pressed twice is pressed once", async () => {
    const { log, quick } = world(["tea", "cats"]);
    const first = quick.start("zh", "en");
    expect(quick.looking.value).toBe(true);
    await Promise.all([first, quick.start("zh", "en")]);
    expect([log.length, quick.looking.value]).toEqual([2, false]);
  });
});

describe("who is alone in the room that was opened for them", () => {
  it("is offered another one after twenty seconds, once", async () => {
    const rooms = [""];
    const { log, quick } = world(rooms);
    await quick.start("zh", "en");
    rooms.push("tea", "cats");
    await vi.advanceTimersByTimeAsync(19_999);
    expect(log).not.toContain("another tea");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log.slice(-2)).toEqual(["find zh en not own", "another tea"]);
  });

  const ends: [string, Partial<QuickOutside>, (quick: Quick) => void][] = [
    ["has company by then", { alone: () => false }, () => undefined],
    ["has left", {}, (quick) => quick.cancel()],
  ];
  it.each(ends)("is not when they have: %s", async (_, change, then) => {
    const { log, quick } = world([], change);
    await quick.start("zh", "en");
    then(quick);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log).toHaveLength(3);
  });

  it("is not when there is none, or nobody answers", async () => {
    let asked = 0;
    const { log, quick } = world([], { find: async () => (asked++ === 0 ? "" : Promise.reject(new Error("away"))) });
    await quick.start("zh", "en");
    await vi.advanceTimersByTimeAsync(60_000);
    expect([asked, log]).toEqual([2, ["open 中文 ⇄ English", "opened"]]);
  });
});

it("opens a room in which two strangers need nobody: seats to take, languages that take turns", () => {
  expect(wishOf("zh", "en")).toEqual({
    title: "中文 ⇄ English",
    languages: ["zh", "en"],
    translations: [{ language: "en", title: "English ⇄ 中文", rules: "" }],
    topic: "",
    seats: 4,
    mode: "free",
    timetable: [{ language: "zh", seconds: 600 }, { language: "en", seconds: 600 }],
  });
});
