import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { nextOf, noRound, phaseOf, roundAt } from "../src/rounds";
import type { Round } from "../src/types";

const zhEn: Round = {
  ...noRound,
  serial: 7,
  phases: [{ language: "zh", seconds: 600 }, { language: "en", seconds: 300 }],
  ends_ms: 1_000_000,
};

describe("a round at a moment", () => {
  test.each([
    ["before its end it is itself", 999_999, 0, 1_000_000, 0],
    ["at its end it is the next one", 1_000_000, 1, 1_300_000, 1],
    ["a phase ends its length after the one before, whenever it is looked at", 1_299_999, 1, 1_300_000, 1],
    ["two ends have passed", 1_300_000, 0, 1_900_000, 2],
    ["whole cycles have passed", 1_000_000 + 1000 * 900_000 + 5, 1, 1_300_000 + 1000 * 900_000, 2001],
    ["the server's clock was set back", -3_600_000, 0, 1_000_000, 0],
  ])("%s", (_, now, index, ends_ms, flips) => {
    expect(roundAt(zhEn, now)).toEqual({ ...zhEn, index, ends_ms, serial: 7 + flips });
  });

  test("looked at twice is the same", () => {
    for (let now = 900_000; now < 4_000_000; now += 77_777) {
      expect(roundAt(roundAt(zhEn, now), now)).toEqual(roundAt(zhEn, now));
      expect(roundAt(roundAt(zhEn, now), now + 500_000)).toEqual(roundAt(zhEn, now + 500_000));
    }
  });

  test("stands still while paused, and is none without phases", () => {
    const paused = { ...zhEn, paused: true, ends_ms: 0, left_ms: 5000 };
    expect(roundAt(paused, 9e12)).toBe(paused);
    expect(roundAt(noRound, 9e12)).toBe(noRound);
  });

  test("never hangs on lengths that no server sends", () => {
    const broken = { ...zhEn, phases: [{ language: "zh", seconds: 0 }] };
    expect(roundAt(broken, 9e12)).toBe(broken);
  });
});

interface Vector {
  name: string;
  given: { phases: Round["phases"]; index: number; ends_ms: number; left_ms: number; now_ms: number };
  want: { index: number; ends_ms: number; flips: number };
}

/** What the server's own rules are held to. */
const vectors = JSON.parse(readFileSync(new URL("../../../room/rounds/testdata/vectors.json", import.meta.url), "utf8")) as Vector[];

test.each(vectors)("flips as the server does: $name", ({ given: { now_ms, ...given }, want: { flips, ...want } }) => {
  const round = { ...noRound, ...given, serial: 100, paused: given.phases.length > 0 && given.ends_ms === 0 };
  expect(roundAt(round, now_ms)).toEqual({ ...round, ...want, serial: 100 + flips });
});

test("there are vectors", () => {
  expect(vectors.length).toBeGreaterThanOrEqual(20);
});

test("the language of now and the next one", () => {
  expect([phaseOf(zhEn)?.language, nextOf(zhEn)?.language]).toEqual(["zh", "en"]);
  expect([phaseOf({ ...zhEn, index: 1 })?.language, nextOf({ ...zhEn, index: 1 })?.language]).toEqual(["en", "zh"]);
  expect([phaseOf(noRound), nextOf(noRound)]).toEqual([null, null]);
});
