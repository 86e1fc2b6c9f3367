import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Watch } from "../src/watch";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const room = { speaks: true, sends: false, asked: 0 };
  const told: string[] = [];
  const watch = new Watch({
    expects: () => room.speaks,
    arrived: async () => {
      room.asked++;
      return room.sends;
    },
    stalled: () => told.push(`${Date.now()} stalled`),
    flowing: () => told.push(`${Date.now()} flowing`),
    silent: () => told.push(`${Date.now()} silent`),
  });
  watch.reset();
  return { room, told, watch, after: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe("the watch", () => {
  test("misses a voice after 1.2 s without a packet, and goes on missing it", async () => {
    const { watch, told, after } = watched();
    watch.hear();
    await after(1500);
    expect(told).toEqual(["1200 stalled", "1500 stalled"]);
  });

  test("hears what comes", async () => {
    const { room, watch, told, after } = watched();
    room.sends = true;
    watch.hear();
    await after(900);
    room.sends = false;
    await after(1200);
    expect(told).toEqual(["300 flowing", "600 flowing", "900 flowing", "2100 stalled"]);
  });

  test("asks nothing while nobody speaks", async () => {
    const { room, watch, after } = watched();
    room.speaks = false;
    watch.hear();
    await after(60_000);
    expect(room.asked).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("does not count the pauses between words", async () => {
    const { room, watch, told, after } = watched();
    for (let i = 0; i < 3; i++) {
      room.speaks = true;
      watch.hear();
      await after(300);
      room.speaks = false;
      await after(5000);
    }
    expect(told.filter((word) => word.endsWith("stalled"))).toEqual([]);
    room.speaks = true;
    watch.hear();
    await after(300);
    expect(told.at(-1)).toMatch(/stalled$/); // four times 300 ms without a packet
  });

  test("says when nobody speaks any more", async () => {
    const { room, watch, told, after } = watched();
    watch.hear();
    await after(1200);
    room.speaks = false;
    await after(10_000);
    expect(told).toEqual(["1200 stalled", "1500 silent"]);
  });

  test("many words at once are one watch", async () => {
    const { room, watch, after } = watched();
    for (let i = 0; i < 5; i++) watch.hear();
    await after(300);
    expect(room.asked).toBe(1);
  });

  test("a page that slept has not listened in vain", async () => {
    const { watch, told, after } = watched();
    watch.hear();
    await after(299);
    vi.setSystemTime(60_000);
    await after(1);
    expect(told).toEqual([]);
  });

  test("begins afresh with a new connection, whatever was being asked", async () => {
    const { watch, told, after } = watched();
    watch.hear();
    await after(1199);
    watch.reset();
    watch.hear();
    await after(1199);
    expect(told).toEqual([]);
    watch.reset();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a question that fails is a packet that has not come", async () => {
    const told: string[] = [];
    const note = (word: string) => () => void told.push(word);
    const arrived = () => Promise.reject(new Error("closed"));
    const watch = new Watch({ expects: () => true, arrived, stalled: note("stalled"), flowing: note("flowing"), silent: note("silent") });
    watch.hear();
    await vi.advanceTimersByTimeAsync(1200);
    expect(told).toEqual(["stalled"]);
  });

  test("an audience that misses the same voice does not say so at once", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    const { watch, told, after } = watched();
    watch.hear();
    await after(1499);
    expect(told).toEqual([]);
    await after(1);
    expect(told).toEqual(["1500 stalled"]);
  });
});
