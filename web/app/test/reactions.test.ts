import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askable, heardNow } from "../room/reactions/askable";
import { Pulse } from "../room/reactions/pulse";
import { askMs, current, reactionMs, withAsks, withReactions } from "../room/reactions/tally";
import { room } from "./fake/people";

const claps = (count: number, emoji = "👏") => ({ reactions: [{ emoji, count }], signals: [] });
const asks = (count: number, signal: "slower" | "again" = "slower") => ({ reactions: [], signals: [{ participant: "p-omar", signal, count }] });
const speakers = (...speaking: [string, number][]) => ({
  slots: [],
  speaking: speaking.map(([participant, level]) => ({ participant, level })),
  receiving: [],
});

describe("reactions on the screen", () => {
  it("grow while they are shown, and keep their place", () => {
    const first = withReactions([], { ...claps(2), reactions: [{ emoji: "👏", count: 2 }, { emoji: "🎉", count: 1 }] }, 0);
    const shown = withReactions(first, claps(3), 2000);
    expect(shown.map(({ emoji, count }) => `${emoji}${count}`)).toEqual(["👏5", "🎉1"]);
  });

  it("begin at nothing once they have gone", () => {
    expect(withReactions(withReactions([], claps(9), 0), claps(1), reactionMs)).toMatchObject([{ count: 1 }]);
  });

  it("count wishes apart by speaker and wish", () => {
    const shown = withAsks(withAsks([], asks(2), 0), asks(1, "again"), 100);
    expect(shown.map(({ signal, count }) => `${signal} ${count}`)).toEqual(["slower 2", "again 1"]);
  });

  it("have had their time at its end, not before", () => {
    const shown = withAsks([], asks(1), 0);
    expect([current(shown, askMs - 1).length, current(shown, askMs).length]).toEqual([1, 0]);
  });
});

describe("Pulse", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("takes away what has had its time, and then rests", () => {
    const pulse = new Pulse();
    pulse.receive({ ...claps(1), signals: asks(1).signals });
    vi.advanceTimersByTime(reactionMs + 600);
    expect([pulse.reactions.value.length, pulse.asks.value.length]).toEqual([0, 1]);
    vi.advanceTimersByTime(askMs);
    expect([pulse.asks.value.length, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("stops with the visit", () => {
    const pulse = new Pulse();
    pulse.receive(claps(1));
    pulse.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("whom one may ask", () => {
  const nobody = new Map<string, number>();
  const ids = (...given: Parameters<typeof askable>) => askable(...given).map(({ id }) => id);

  it("is who speaks on the stage, the loudest first", () => {
    expect(ids(room(), speakers(["p-lena", -40], ["p-omar", -20]), nobody, 0)).toEqual(["p-omar", "p-lena"]);
  });

  it("is never oneself, nor somebody off the stage", () => {
    expect(ids(room(), speakers(["p-yu", -10], ["p-tom", -10]), nobody, 0)).toEqual([]);
  });

  it("is also who has just spoken, the latest first, after who speaks", () => {
    let heard = heardNow(nobody, speakers(["p-marta", -20]), 0);
    heard = heardNow(heard, speakers(["p-omar", -20]), 5000);
    expect(ids(room(), speakers(["p-lena", -60]), heard, 10_000)).toEqual(["p-lena", "p-omar", "p-marta"]);
  });

  it("is nobody who was silent for a quarter of a minute", () => {
    const heard = heardNow(nobody, speakers(["p-omar", -20]), 0);
    expect([ids(room(), speakers(), heard, 14_999), ids(room(), speakers(), heard, 15_000)]).toEqual([["p-omar"], []]);
    expect(heardNow(heard, speakers(), 15_000).size).toBe(0);
  });

  it("is a choice and not a list of the room", () => {
    const all = speakers(["p-lena", -1], ["p-marta", -2], ["p-omar", -3], ["p-kenji", -4], ["p-hostile", -5]);
    expect(ids(room(), all, nobody, 0)).toEqual(["p-lena", "p-marta", "p-omar"]);
  });
});
