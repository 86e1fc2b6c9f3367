import { describe, expect, it } from "vitest";
import { correlate, decode, lastSoundMs, loudestDb, sampleRate, toneShare } from "./compare.ts";
import { speech, tone, voices } from "./speech.ts";

/** babble is noise whose loudness wanders like syllables, the same for the same seed. */
function babble(seconds: number, seed: number): Float32Array {
  let state = seed;
  const random = () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const out = new Float32Array(seconds * sampleRate);
  for (let at = 0; at < out.length; ) {
    const length = Math.floor((0.05 + random() * 0.2) * sampleRate);
    const loudness = random() < 0.3 ? 0 : random();
    for (let i = 0; i < length && at < out.length; i++, at++) out[at] = loudness * (random() * 2 - 1);
  }
  return out;
}

const said = babble(12, 1);

describe("correlate", () => {
  it("gives 1 for the same speech", () => {
    expect(correlate(said, said)).toEqual({ r: expect.closeTo(1, 6), lagMs: 0 });
  });

  it("finds the lag of a recording that began later", () => {
    const heard = said.subarray(3.5 * sampleRate, 9 * sampleRate);
    expect(correlate(heard, said)).toEqual({ r: expect.closeTo(1, 6), lagMs: 3_500 });
  });

  it("is not misled by a recording that began between two frames", () => {
    const heard = said.subarray(2.0043 * sampleRate, 9 * sampleRate);
    expect(correlate(heard, said).r).toBeGreaterThan(0.99);
  });

  it("follows a playback that is one per cent too fast", () => {
    const heard = new Float32Array(9 * sampleRate).map((_, i) => said[Math.floor(i * 1.01)]!);
    expect(correlate(heard, said).r).toBeGreaterThan(0.95);
  });

  it("follows a playback whose pauses are a little longer or shorter", () => {
    const parts = [[1, 3.02], [3, 5.5], [5.53, 8], [7.98, 9]];
    const heard = parts.flatMap(([from, to]) => [...said.subarray(from! * sampleRate, to! * sampleRate)]);
    expect(correlate(Float32Array.from(heard), said).r).toBeGreaterThan(0.95);
  });

  it("follows a source that loops", () => {
    const heard = new Float32Array(said.length);
    heard.set(said.subarray(8 * sampleRate));
    heard.set(said.subarray(0, 8 * sampleRate), 4 * sampleRate);
    expect(correlate(heard, said)).toEqual({ r: expect.closeTo(1, 6), lagMs: 8_000 });
  });

  it("does not mind loudness", () => {
    const quiet = said.map((x) => x * 0.3);
    expect(correlate(quiet, said).r).toBeGreaterThan(0.95);
  });

  it("stays below one half for other speech", () => {
    expect(correlate(babble(12, 7), said).r).toBeLessThan(0.5);
  });

  it("falls with every gap", () => {
    const withGaps = (gaps: number) => {
      const heard = said.slice();
      for (let gap = 0; gap < gaps; gap++) heard.fill(0, gap * 2 * sampleRate, (gap * 2 + 0.5) * sampleRate);
      return correlate(heard, said).r;
    };
    expect(withGaps(0)).toBeGreaterThan(withGaps(1));
    expect(withGaps(1)).toBeGreaterThan(withGaps(5));
    expect(withGaps(5)).toBeLessThan(0.95);
  });

  it("gives 0 for silence and for nothing", () => {
    expect(correlate(new Float32Array(sampleRate), said).r).toBe(0);
    expect(correlate(new Float32Array(0), said).r).toBe(0);
  });
});

describe("levels", () => {
  it("tell when the last sound was", () => {
    const samples = new Float32Array(2 * sampleRate);
    samples.fill(0.5, 0.5 * sampleRate, 0.8 * sampleRate);
    expect(Math.abs(lastSoundMs(samples) - 800)).toBeLessThanOrEqual(5);
    expect(lastSoundMs(new Float32Array(sampleRate))).toBe(-1);
    expect(loudestDb(samples)).toBeCloseTo(-6, 0);
  });

  it("tell a tone from speech", async () => {
    const beep = await decode(await tone(1_000));
    expect(toneShare(beep, 1_000)).toBeGreaterThan(0.95);
    expect(toneShare(beep, 440)).toBeLessThan(0.01);
    expect(toneShare(said, 1_000)).toBeLessThan(0.05);
    expect(toneShare(new Float32Array(sampleRate), 1_000)).toBe(0);
  });
});

describe("the voices", () => {
  it("last long enough and are unlike each other", async () => {
    const people = await Promise.all(
      Object.values(voices).map(async (voice) => decode(await speech(voice))),
    );
    for (const [index, one] of people.entries()) {
      expect(one.length).toBeGreaterThan(11 * sampleRate);
      expect(one.length % sampleRate).toBe(0);
      for (const other of people.slice(index + 1)) {
        expect(correlate(one.subarray(0, 10 * sampleRate), other).r).toBeLessThan(0.6);
      }
    }
  });
});
