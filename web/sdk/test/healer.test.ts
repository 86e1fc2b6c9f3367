import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Healer } from "../src/healer";
import { Refusal } from "../src/refusal";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A healer whose restarts end when the test says. */
function treated() {
  const restarts: { answer(): void; refuse(refusal: Refusal): void }[] = [];
  const done: string[] = [];
  const healer = new Healer({
    restart: () => new Promise((resolve, reject) => restarts.push({ answer: resolve, refuse: reject })),
    rejoin: () => done.push("rejoin"),
    reconnect: () => done.push("reconnect"),
    changed: (path) => done.push(path),
  });
  healer.feel({ type: "signaling", up: true });
  healer.feel({ type: "path", path: "connected" });
  return { healer, restarts, done };
}

test("what comes of an older restart says nothing of the newer one", async () => {
  const { healer, restarts, done } = treated();
  healer.feel({ type: "suspect" });
  healer.feel({ type: "signaling", up: false });
  await vi.advanceTimersByTimeAsync(1000);
  healer.feel({ type: "signaling", up: true });
  expect(restarts).toHaveLength(2);
  restarts[0]?.refuse(new Refusal("no_media"));
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["open"]);
  restarts[1]?.refuse(new Refusal("no_media"));
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["open", "rejoin"]);
});

test("a restart that nobody answers says that the socket is dead, once", async () => {
  const { healer, restarts, done } = treated();
  healer.feel({ type: "suspect" });
  restarts[0]?.refuse(Refusal.network("no answer in time"));
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["open", "reconnect"]);
});

test("a restart that fails because the socket is gone needs no word on the socket", async () => {
  const { healer, restarts, done } = treated();
  healer.feel({ type: "suspect" });
  healer.feel({ type: "signaling", up: false });
  restarts[0]?.refuse(Refusal.network("the connection was lost"));
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["open"]);
});

test("after its end nothing is done, and the next visit begins healthy", async () => {
  const { healer, restarts, done } = treated();
  healer.feel({ type: "path", path: "failed" });
  healer.stop();
  restarts[0]?.refuse(new Refusal("no_media"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([done, healer.current, vi.getTimerCount()]).toEqual([["open", "seeking"], "seeking", 0]);
});
