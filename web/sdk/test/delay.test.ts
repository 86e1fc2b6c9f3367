import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Delay, RefusalInfo } from "../src/client";
import { VoiceRoom } from "../src/voice-room";
import { fakeBrowser, FakePeer, FakeSocket, settle, welcome } from "./fakes";
import type { FakeBrowser } from "./fakes";

let browser: FakeBrowser;
beforeEach(() => {
  browser = fakeBrowser();
});
afterEach(() => {
  vi.useRealTimers();
});

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A first join, and what comes of it. */
function joining() {
  const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile });
  const delays: Delay[] = [];
  const ends: unknown[] = [];
  room.on("delay", (delay) => delays.push(delay));
  room.on("closed", (info) => ends.push(info));
  const result: { refusal?: RefusalInfo; joined?: true } = {};
  void room.join().then(
    () => (result.joined = true),
    (refusal: RefusalInfo) => (result.refusal = refusal),
  );
  return { room, delays, ends, result };
}

/** The server opens and puts the join off. */
async function putOff(code = "server_busy", retry_ms = 4000) {
  await FakeSocket.last.open();
  await FakeSocket.last.refuse("join", code, { retry_ms });
}

describe("a first join that is put off", () => {
  test("waits visibly, and comes in by itself when the time has come", async () => {
    const { room, delays, result } = joining();
    await putOff();
    expect(room.connection).toBe("delayed");
    expect(delays).toEqual([{ code: "server_busy", retryMs: 4000, atMs: Date.now() + 4200 }]); // a busy server's own jitter, and little of ours
    expect(room.delay).toBe(delays[0]);
    await after(4199);
    expect(FakeSocket.all).toHaveLength(1);
    await after(1);
    expect(FakeSocket.all).toHaveLength(2);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    expect([room.connection, room.delay, result.joined]).toEqual(["connected", null, true]);
  });

  test("keeps its offer and its elements: the server has used neither", async () => {
    joining();
    await putOff();
    await after(4200);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.offer).toBe("offer of 0");
    expect(FakePeer.all).toHaveLength(1);
  });

  test("comes no sooner because the network or the page is back", async () => {
    joining();
    await putOff();
    await browser.online();
    await browser.show();
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("is put off again and again, each time by the server's word alone", async () => {
    const { delays } = joining();
    for (let i = 0; i < 10; i++) {
      await putOff("server_busy", 8000);
      await after(8400);
    }
    expect(delays.map(({ atMs }) => atMs - 1_000_000)).toEqual(Array.from({ length: 10 }, (_, i) => 8400 * (i + 1)));
  });

  test("comes when the server says, however often it could not be reached before", async () => {
    const { delays } = joining();
    for (const pause of [0, 300, 1200, 2700]) {
      await after(pause);
      await FakeSocket.last.end();
    }
    await after(4800);
    await putOff("server_busy", 1000);
    expect((delays[0]?.atMs ?? 0) - Date.now()).toBe(1050);
    const before = FakeSocket.all.length;
    await after(1050);
    expect(FakeSocket.all).toHaveLength(before + 1);
  });

  test("is given up after two minutes, with the refusal", async () => {
    const { room, ends, result } = joining();
    for (let i = 0; i < 20 && result.refusal === undefined; i++) {
      await putOff("server_busy", 10_000);
      await after(10_500);
    }
    expect(result.refusal).toMatchObject({ code: "server_busy", retryMs: 10_000 });
    expect(ends).toEqual([{ code: 4007, reason: "server_busy" }]);
    expect(FakeSocket.all).toHaveLength(12); // the twelfth would have been asked again after 126 s
    expect(room.connection).toBe("closed");
    expect(vi.getTimerCount()).toBe(0);
  });

  test("for longer than that is refused at once", async () => {
    const { result } = joining();
    await putOff("server_busy", 600_000);
    expect(result.refusal).toMatchObject({ code: "server_busy", retryMs: 600_000 });
  });

  test.each([
    [0, 1575],
    [1, 1050],
  ])("by %i ms is not taken at the word: the server is never hammered", async (retry, pause) => {
    const { delays } = joining();
    await putOff("server_busy", retry);
    expect((delays[0]?.atMs ?? 0) - Date.now()).toBe(pause);
  });

  test.each(["rate_limited", "directory_unavailable", "server_draining"])("by %s waits as well, and not with everybody else", async (code) => {
    const { room, delays } = joining();
    await putOff(code);
    expect([room.connection, delays[0]?.code, (delays[0]?.atMs ?? 0) - Date.now()]).toEqual(["delayed", code, 6000]);
  });

  test("can be called off", async () => {
    const { room, ends, result } = joining();
    await putOff();
    await room.leave();
    await settle();
    expect(result.refusal).toBeDefined();
    expect(ends).toEqual([{ code: 4509, reason: "left" }]);
    await after(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("by a socket that closes without an answer waits too", async () => {
    const { room } = joining();
    await FakeSocket.last.open();
    await FakeSocket.last.end(4007, "rate_limited");
    expect(room.connection).toBe("delayed");
  });

  test("after a wait before the door has its two minutes still", async () => {
    const { room } = joining();
    for (let i = 0; i < 60; i++) {
      await FakeSocket.last.open();
      await FakeSocket.last.refuse("join", "waiting", { retry_ms: 3000, guest_token: "g" });
      await after(4500);
    }
    await putOff();
    expect(room.connection).toBe("delayed");
  });
});

test("who was in and is put off keeps the room on the screen and waits their turn", async () => {
  const { room, delays } = joining();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", welcome());
  await FakeSocket.last.end(4003);
  await putOff("server_busy", 60_000);
  expect([room.connection, delays]).toEqual(["reconnecting", []]);
  await after(63_000 - 1);
  expect(FakeSocket.all).toHaveLength(2);
  await after(1);
  expect(FakeSocket.all).toHaveLength(3);
});
