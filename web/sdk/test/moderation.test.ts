import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { VoiceRoomOptions } from "../src/client";
import { VoiceRoom } from "../src/voice-room";
import { FakeAudio, fakeBrowser, FakePeer, FakeSocket, message, participant, settle, snapshot, welcome } from "./fakes";
import type { FakeBrowser } from "./fakes";

let browser: FakeBrowser;
beforeEach(() => {
  browser = fakeBrowser();
});
afterEach(() => {
  vi.useRealTimers();
});

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };

function room(options: Partial<VoiceRoomOptions> = {}): VoiceRoom {
  return new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile, ...options });
}

async function joined(answer = welcome()) {
  const made = room();
  const joining = made.join();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", answer);
  await joining;
  await FakePeer.last.become("connected");
  return { room: made, socket: FakeSocket.last };
}

describe("before the door", () => {
  /** Knocks once and is told to wait. */
  async function knocking() {
    const made = room();
    const states: string[] = [];
    made.on("connection", (state) => states.push(state));
    const done = vi.fn();
    const joining = made.join().then(() => done("in"), done);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "waiting", { retry_ms: 3000, guest_token: "guest-w" });
    return { room: made, states, done, joining };
  }

  test("one waits, and knocks again as the same person until the door opens", async () => {
    const { room: made, states, done, joining } = await knocking();
    const tokens = vi.fn();
    made.on("guestToken", tokens);
    expect(made.connection).toBe("waiting");
    await vi.advanceTimersByTimeAsync(4500);
    expect(FakeSocket.all).toHaveLength(2);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data).toMatchObject({ token: "guest-w" });
    await FakeSocket.last.refuse("join", "waiting", { retry_ms: 3000, guest_token: "guest-w" });
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(4500);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    await joining;
    expect(states).toEqual(["connecting", "waiting", "connected"]);
    expect(done).toHaveBeenCalledExactlyOnceWith("in");
  });

  test("the one offer, which the server has not used, is good for every knock", async () => {
    await knocking();
    await vi.advanceTimersByTimeAsync(4500);
    await FakeSocket.last.open();
    expect(FakePeer.all).toHaveLength(1);
    expect(FakeSocket.last.command("join").data).toMatchObject({ offer: "offer of 0" });
  });

  test("knocks stay close enough together to keep the place, however long it takes", async () => {
    await knocking();
    vi.spyOn(Math, "random").mockReturnValue(0.999999);
    for (let i = 2; i < 40; i++) {
      await vi.advanceTimersByTimeAsync(6000);
      expect(FakeSocket.all).toHaveLength(i);
      await FakeSocket.last.open();
      await FakeSocket.last.refuse("join", "waiting", { retry_ms: 3000 });
    }
  });

  test("a close code that comes without an answer is a knock as well", async () => {
    const made = room();
    void made.join();
    await FakeSocket.last.open();
    await FakeSocket.last.end(4008, "waiting");
    expect(made.connection).toBe("waiting");
  });

  test("one may go away", async () => {
    const { room: made, done } = await knocking();
    const leaving = made.leave();
    await settle();
    await leaving;
    expect(made.connection).toBe("closed");
    expect(done).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "network" }));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("one may be sent away, and is told for how long", async () => {
    const { room: made, done } = await knocking();
    const closed = vi.fn();
    made.on("closed", closed);
    await vi.advanceTimersByTimeAsync(4500);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "denied", { reason: "spam", until_ms: 99 });
    expect(done).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "denied", reason: "spam", untilMs: 99 }));
    expect(closed).toHaveBeenCalledExactlyOnceWith({
      code: 4503,
      reason: "denied",
      exclusion: { reason: "spam", untilMs: 99, byName: "" },
    });
  });

  test("a locked room is not knocked at", async () => {
    const failed = room().join().catch((error: unknown) => error);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "room_locked", { retry_ms: 30_000 });
    expect(await failed).toMatchObject({ code: "room_locked" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("who was in and comes back to a guarded door waits like everyone", async () => {
    const { room: made, socket } = await joined();
    await socket.end(4003);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "waiting", { retry_ms: 3000 });
    expect(made.connection).toBe("waiting");
  });
});

describe("sent away", () => {
  const notice = (action: string) => ({ action, by: "p-host", by_name: "Ann", reason: "insult", until_ms: 5000 });

  test.each([
    ["kicked", 4505],
    ["banned", 4506],
  ])("%s: the end says by whom, why and until when", async (action, code) => {
    const { room: made, socket } = await joined();
    const closed = vi.fn();
    const noticed = vi.fn();
    made.on("closed", closed);
    made.on("notice", noticed);
    await socket.receive({ seq: 11, type: "notice", data: notice(action) });
    await socket.end(code, action);
    expect(noticed).toHaveBeenCalledExactlyOnceWith(notice(action));
    expect(closed).toHaveBeenCalledExactlyOnceWith({
      code,
      reason: action,
      exclusion: { reason: "insult", untilMs: 5000, byName: "Ann" },
    });
  });

  test("while the socket was away: the resume says it", async () => {
    const { room: made, socket } = await joined();
    const closed = vi.fn();
    made.on("closed", closed);
    await socket.end();
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("resume", "banned", { reason: "hate", until_ms: 7 });
    expect(closed).toHaveBeenCalledExactlyOnceWith({
      code: 4506,
      reason: "banned",
      exclusion: { reason: "hate", untilMs: 7, byName: "" },
    });
  });

  test("another end has no such thing to say", async () => {
    const { room: made, socket } = await joined();
    const closed = vi.fn();
    made.on("closed", closed);
    await socket.receive({ seq: 11, type: "notice", data: { ...notice("moved"), seat: 2 } });
    await socket.end(4507);
    expect(closed).toHaveBeenCalledExactlyOnceWith({ code: 4507, reason: "room_closed" });
  });
});

describe("blocked people", () => {
  const slots = { type: "speakers", data: { slots: ["p9", "p8", ""], speaking: [], receiving: [] } };

  test("are silent at once, and as loud as before when unblocked", async () => {
    const { room: made, socket } = await joined();
    made.setVolume("p9", 0.5);
    await socket.receive(slots);
    const blocking = made.block("p9", true);
    expect(FakeAudio.all[0]).toMatchObject({ volume: 0, muted: true });
    expect(FakeAudio.all[1]).toMatchObject({ volume: 1, muted: false });
    expect(socket.command("participant.block").data).toEqual({ participant: "p9", blocked: true });
    await socket.answer("participant.block");
    await blocking;
    void made.block("p9", false);
    expect(FakeAudio.all[0]).toMatchObject({ volume: 0.5, muted: false });
  });

  test("are known by name, in the state too, and to the next join", async () => {
    const other = participant("p9", { name: "Lena" });
    const { room: made, socket } = await joined(welcome({ snapshot: snapshot({ audience: { count: 2, hands: 0, sample: [other] } }) }));
    const blocking = made.block("p9", true);
    await socket.answer("participant.block");
    await blocking;
    expect(made.blocked).toEqual([{ id: "p9", name: "Lena" }]);
    expect(made.state?.blocked).toEqual(["p9"]);
    void room().join();
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.blocked).toEqual(["p9"]);
  });

  test("who has left stays blocked, whatever the server can do about it", async () => {
    const { room: made, socket } = await joined();
    const blocking = made.block("p9", true);
    await socket.refuse("participant.block", "not_found");
    await blocking;
    expect(made.blocked.map((one) => one.id)).toEqual(["p9"]);
  });

  test("a block the server refuses is taken back and told", async () => {
    const { room: made, socket } = await joined();
    const blocking = made.block("p9", true).catch((error: unknown) => error);
    await socket.refuse("participant.block", "rate_limited");
    expect(await blocking).toMatchObject({ code: "rate_limited" });
    expect(made.blocked).toEqual([]);
    expect(made.state?.blocked).toEqual([]);
  });

  test("the server's list is this device's", async () => {
    const { room: made, socket } = await joined(welcome({ snapshot: snapshot({ blocked: ["p7"] }) }));
    expect(made.blocked.map((one) => one.id)).toEqual(["p7"]);
    await socket.receive({ seq: 11, type: "blocked.changed", data: { blocked: ["p9"] } });
    await socket.receive(slots);
    expect(JSON.parse(browser.storage.getItem("corner.blocked") ?? "")).toEqual([["p9", ""]]);
    expect(FakeAudio.all[0]).toMatchObject({ muted: true });
  });
});

describe("told as it happens", () => {
  test("reports and reactions", async () => {
    const { room: made, socket } = await joined();
    const reported = vi.fn();
    const reacted = vi.fn();
    made.on("reported", reported);
    made.on("reactions", reacted);
    const report = { participant: "p9", name: "Tom", reason: "spam", count: 2 };
    await socket.receive({ seq: 11, type: "participant.reported", data: report });
    await socket.receive({ type: "reactions", data: { signals: [{ participant: "p9", signal: "slower", count: 2 }] } });
    expect(reported).toHaveBeenCalledExactlyOnceWith(report);
    expect(reacted).toHaveBeenCalledExactlyOnceWith({
      reactions: [],
      signals: [{ participant: "p9", signal: "slower", count: 2 }],
    });
  });

  test("a page of older messages joins the chat", async () => {
    const { room: made, socket } = await joined(welcome({ snapshot: snapshot({ chat: [message(5), message(6)] }) }));
    const paging = made.listMessages(5, 2);
    expect(socket.command("chat.list").data).toEqual({ before: 5, limit: 2 });
    await socket.answer("chat.list", { messages: [message(3), message(4)], more: true });
    expect(await paging).toEqual({ messages: [message(3), message(4)], more: true });
    expect(made.state?.chat.map((line) => line.id)).toEqual([3, 4, 5, 6]);
  });
});
