import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Asking, ServerClock } from "../src/server-clock";

/** A server 5,000 ms ahead, and a way to it whose two halves may differ. */
function world() {
  const here = { monotonic: 1000, wall: 700_000 };
  const clock = new ServerClock(() => here.monotonic, () => here.wall);
  const server = () => here.monotonic + 999_000;
  const pass = (ms: number) => {
    here.monotonic += ms;
    here.wall += ms;
  };
  const exchange = (there: number, back: number) => {
    const sent = here.monotonic;
    pass(there);
    const time = server();
    pass(back);
    clock.sample(sent, here.monotonic, time);
  };
  return { here, clock, server, pass, exchange };
}

describe("the server's clock", () => {
  test("is the wall's before anything is known", () => {
    const { clock, here } = world();
    expect([clock.now(), clock.offsetMs]).toEqual([here.wall, 0]);
  });

  test("is a snapshot's until the first exchange, and never after", () => {
    const { clock, server, pass, exchange } = world();
    clock.roughly(server() - 80);
    expect(clock.now()).toBe(server() - 80);
    pass(500);
    expect(clock.now()).toBe(server() - 80);
    exchange(50, 50);
    clock.roughly(server() - 3000);
    expect(clock.now()).toBe(server());
  });

  test("is wrong by half the asymmetry of the best way at the most", () => {
    const { clock, server, exchange } = world();
    exchange(900, 20); // the server was busy
    exchange(120, 80);
    exchange(180, 20);
    expect(clock.now() - server()).toBe((120 - 80) / 2);
    exchange(10, 10);
    expect(clock.now()).toBe(server());
  });

  test("does not move when somebody sets theirs, though the difference does", () => {
    const { clock, server, here, exchange } = world();
    exchange(10, 10);
    const before = clock.offsetMs;
    here.wall += 3_600_000;
    expect(clock.now()).toBe(server());
    expect(clock.offsetMs).toBe(before - 3_600_000);
  });

  test("follows a server whose clock was set: old exchanges contradict the new one", () => {
    const { clock, server, here, exchange } = world();
    exchange(5, 5);
    const sent = here.monotonic;
    here.monotonic += 200;
    clock.sample(sent, here.monotonic, server() - 100 - 3_600_000);
    expect(clock.now()).toBe(server() - 3_600_000);
  });

  test("forgets the best way after eight others, for clocks drift", () => {
    const { clock, server, exchange } = world();
    exchange(30, 10);
    for (let i = 0; i < 8; i++) exchange(30, 30);
    expect(clock.now()).toBe(server());
  });

  test.each([
    ["a time that is none", 0, 10, Number.NaN],
    ["an answer before the question", 10, 0, 5],
  ])("takes nothing from %s", (_, sent, received, time) => {
    const { clock, here } = world();
    clock.sample(sent, received, time);
    expect(clock.now()).toBe(here.wall);
  });
});

describe("asking", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("happens three times soon, twice when the page has come to rest and then once a minute, also when nobody answers, until it ends", async () => {
    const ask = vi.fn(() => Promise.reject(new Error("away")));
    const asking = new Asking(ask);
    asking.begin();
    asking.begin();
    await vi.advanceTimersByTimeAsync(450);
    expect(ask).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(ask).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ask).toHaveBeenCalledTimes(7);
    asking.end();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(ask).toHaveBeenCalledTimes(7);
  });
});
