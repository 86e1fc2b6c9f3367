import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { noRound, type Round } from "@sdk";
import { balanceOf, leftOf, mayStart, roundClock, standingOf, timetableOf, untilNextSecond } from "../../room/rounds/view";
import { RoundWatch } from "../../room/rounds/watch";
import { RoomSession } from "../../room/session";
import { FakeRoom } from "../fake/client";
import { room } from "../fake/people";

const phases = [{ language: "zh", seconds: 30 }, { language: "en", seconds: 60 }];
const round = (change: Partial<Round> = {}): Round => ({ ...noRound, serial: 1, phases, ends_ms: 30_000, ...change });

describe("a watch over the rounds", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  /** A watch whose clock may be put right while it waits. */
  function watch() {
    const clock = { offset: 0 };
    const flips: string[] = [];
    const made = new RoundWatch(() => Date.now() + clock.offset, (now) => flips.push(`${now.phases[now.index]!.language} ${Date.now() + clock.offset}`));
    return { made, clock, flips };
  }

  it("flips at the end of each phase by itself, to the millisecond", async () => {
    const { made, flips } = watch();
    made.follow(round());
    await vi.advanceTimersByTimeAsync(120_000);
    expect(flips).toEqual(["en 30000", "zh 90000", "en 120000"]);
    expect([made.language.value, made.round.value.serial, made.round.value.ends_ms]).toEqual(["en", 4, 180_000]);
  });

  it("goes by a clock that was put right after it began to wait", async () => {
    const { made, clock, flips } = watch();
    made.follow(round());
    await vi.advanceTimersByTimeAsync(1000);
    clock.offset = 400;
    await vi.advanceTimersByTimeAsync(40_000);
    expect(flips).toEqual(["en 30000"]);
  });

  it("takes nothing back when its clock goes back a little, and flips once", async () => {
    const { made, clock, flips } = watch();
    const told = round();
    made.follow(told);
    await vi.advanceTimersByTimeAsync(30_000);
    clock.offset = -200;
    made.follow(told);
    expect(made.language.value).toBe("en");
    await vi.advanceTimersByTimeAsync(5000);
    expect(flips).toHaveLength(1);
  });

  it("is confirmed by the server without a second flip", async () => {
    const { made, flips } = watch();
    made.follow(round());
    await vi.advanceTimersByTimeAsync(30_000);
    made.follow(round({ serial: 2, index: 1, ends_ms: 90_000 }));
    expect(flips).toHaveLength(1);
  });

  it("takes the server's word over its own", async () => {
    const { made } = watch();
    made.follow(round());
    await vi.advanceTimersByTimeAsync(30_000);
    made.follow(round({ serial: 2, index: 0, paused: true, left_ms: 4000, ends_ms: 0 }));
    expect([made.language.value, made.round.value.paused]).toEqual(["zh", true]);
  });

  it("says nothing of the language that was there on arrival, and of a start it does", () => {
    const arrived = watch();
    arrived.made.follow(round());
    expect(arrived.flips).toEqual([]);
    const begun = watch();
    begun.made.follow(noRound);
    begun.made.follow(round());
    expect(begun.flips).toEqual(["zh 0"]);
  });

  it("waits for nothing while paused, stopped or left", async () => {
    const { made, flips } = watch();
    made.follow(round({ paused: true, left_ms: 5000, ends_ms: 0 }));
    expect(vi.getTimerCount()).toBe(0);
    made.follow(round({ serial: 2 }));
    expect(vi.getTimerCount()).toBe(1);
    made.follow({ ...noRound, serial: 3 });
    expect([vi.getTimerCount(), made.language.value]).toEqual([0, ""]);
    made.follow(round({ serial: 4 }));
    made.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(flips).toEqual(["zh 0"]);
  });
});

describe("a visit", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it("is told each change of language once, and none after its end", async () => {
    const fake = new FakeRoom({ snapshot: room({ round: round() }) });
    const told: number[] = [];
    const quiet = () => undefined;
    const listener = {
      joined: quiet, refused: quiet, ended: quiet, token: quiet, hostMute: quiet, noticed: quiet, invited: quiet, invitationEnded: quiet, answered: quiet,
      flipped: () => void told.push(Date.now()),
    };
    const session = new RoomSession("demo", fake, listener, { requestAnimationFrame: () => 1, cancelAnimationFrame: quiet });
    await session.join();
    expect([session.rounds.language.value, session.flipped.value]).toEqual(["zh", null]);
    await vi.advanceTimersByTimeAsync(30_000);
    fake.update({ round: round({ serial: 2, index: 1, ends_ms: 90_000 }) });
    expect([told, session.rounds.language.value, session.flipped.value?.index]).toEqual([[30_000], "en", 1]);
    session.dispose();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(told).toHaveLength(1);
  });
});

describe("the time left", () => {
  it.each([
    [round(), 0, 30_000, "0:30"],
    [round(), 29_001, 999, "0:01"],
    [round(), 40_000, 0, "0:00"],
    [round({ paused: true, left_ms: 452_000, ends_ms: 0 }), 99, 452_000, "7:32"],
  ])("of %j at %i", (given, now, left, shown) => {
    expect([leftOf(given, now), roundClock(leftOf(given, now))]).toEqual([left, shown]);
  });

  it.each([
    [round(), 0, 1000],
    [round(), 250, 750],
    [round(), 29_900, 100],
    [round(), 30_000, 1],
    [round({ paused: true, left_ms: 1 }), 0, 0],
    [noRound, 0, 0],
  ])("of %j at %i changes in %i ms", (given, now, wait) => {
    expect(untilNextSecond(given, now)).toBe(wait);
  });
});

describe("what one may speak", () => {
  it.each([
    [["zh"], ["en"], "en", "learning"],
    [["zh"], ["en"], "zh-Hant", "native"],
    [["zh-TW"], [], "zh", "native"],
    [["ar"], ["en"], "zh", "speaks"],
    [["en"], ["en"], "en", "native"],
    [["zh"], [], "yue", "speaks"],
  ])("who speaks %j and learns %j, in %s: %s", (speaks, learns, language, standing) => {
    expect(standingOf({ speaks, learns }, language)).toBe(standing);
  });
});

describe("the balance of the languages", () => {
  const ms = (language: string, value: number) => ({ language, ms: value });
  it.each([
    [[ms("zh", 3000), ms("en", 1000)], [0.75, 0.25]],
    [[ms("en-US", 1000), ms("", 5000), ms("fr", 9000)], [0, 1]],
    [[], null],
    [[ms("", 5000)], null],
  ])("of %j", (voiced, parts) => {
    expect(balanceOf(phases, voiced)?.map(({ part }) => part) ?? null).toEqual(parts);
  });

  it("is none of one language", () => {
    expect(balanceOf([phases[0]!], [ms("zh", 1)])).toBeNull();
  });
});

describe("starting rounds", () => {
  it("is offered to who leads, with somebody there, when none run", () => {
    const quiet = room();
    expect([mayStart(quiet, true, false), mayStart(quiet, false, false), mayStart(quiet, true, true)]).toEqual([true, false, false]);
    expect(mayStart({ ...quiet, round: round() }, true, false)).toBe(false);
  });

  it("gives each language of the room as long", () => {
    expect(timetableOf(["zh", "en"], 10)).toEqual([{ language: "zh", seconds: 600 }, { language: "en", seconds: 600 }]);
  });
});
