import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Backoff } from "../src/backoff";
import type { VoiceRoomOptions } from "../src/client";
import { VoiceRoom } from "../src/voice-room";
import { FakeAudio, fakeBrowser, FakePeer, FakeSocket, FakeStream, FakeTrack, participant, settle, snapshot, welcome } from "./fakes";
import type { FakeBrowser } from "./fakes";

let browser: FakeBrowser;
beforeEach(() => {
  browser = fakeBrowser();
});
afterEach(() => {
  vi.useRealTimers();
});

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };

async function joined(options: Partial<VoiceRoomOptions> = {}, answer = welcome()) {
  const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile, ...options });
  const joining = room.join();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", answer);
  await joining;
  await FakePeer.last.become("connected");
  return { room, socket: FakeSocket.last, peer: FakePeer.last };
}

describe("a lost socket", () => {
  test("is resumed from the last event, with the connection that carries the audio untouched", async () => {
    const { room, socket, peer } = await joined();
    await socket.receive({ seq: 17, type: "host.changed", data: { participant: "" } });
    await socket.end();
    expect(room.connection).toBe("reconnecting");
    await FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([
      { id: 1, type: "resume", data: { session: "session-1", resume_token: "resume-1", seq: 17 } },
    ]);
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    expect(room.connection).toBe("connected");
    expect(FakePeer.all).toEqual([peer]);
    expect(peer).toMatchObject({ offers: 1, closed: false });
    expect(peer.answers).toHaveLength(1);
  });

  test("is resumed with the newest token each time", async () => {
    const { socket } = await joined();
    await socket.end();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    await FakeSocket.last.end();
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("resume").data).toMatchObject({ resume_token: "resume-2" });
  });

  test("replays what was missed, each once", async () => {
    const { room, socket } = await joined();
    await socket.receive({ seq: 11, type: "host.changed", data: { participant: "a" } });
    await socket.end();
    const states = vi.fn();
    room.on("state", states);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 2 });
    await FakeSocket.last.receive({ seq: 11, type: "host.changed", data: { participant: "a" } });
    await FakeSocket.last.receive({ seq: 12, type: "host.changed", data: { participant: "b" } });
    await FakeSocket.last.receive({ seq: 14, type: "audience.changed", data: { count: 7, hands: 0, sample: [] } });
    expect(states).toHaveBeenCalledTimes(2);
    expect(room.state).toMatchObject({ host: "b", revision: 14, audience: { count: 7 } });
  });

  test("takes the server's snapshot whole when too much was missed, whatever its number", async () => {
    const { room, socket } = await joined();
    await socket.receive({ seq: 300, type: "host.changed", data: { participant: "gone" } });
    await socket.end();
    await FakeSocket.last.open();
    const fresh = snapshot({ revision: 20, host: "p-new" });
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0, snapshot: fresh });
    expect(room.state).toEqual(fresh);
    await FakeSocket.last.receive({ seq: 21, type: "host.changed", data: { participant: "p-newer" } });
    expect(room.state?.host).toBe("p-newer");
  });

  test("is sought after 0, 0.3, 1.2, 2.7, 4.8, 7, 7 s", async () => {
    const { socket } = await joined();
    await socket.end();
    for (const pause of [300, 1200, 2700, 4800, 7000, 7000]) {
      const before = FakeSocket.all.length;
      await FakeSocket.last.end();
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(FakeSocket.all).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(FakeSocket.all).toHaveLength(before + 1);
    }
  });

  test("is sought at once when the network or the page comes back", async () => {
    const { socket } = await joined();
    await socket.end();
    for (let i = 0; i < 4; i++) {
      await FakeSocket.last.end();
      await vi.advanceTimersByTimeAsync(4800);
    }
    await FakeSocket.last.end();
    const before = FakeSocket.all.length;
    await browser.online();
    expect(FakeSocket.all).toHaveLength(before + 1);
    await FakeSocket.last.end();
    await browser.show();
    expect(FakeSocket.all).toHaveLength(before + 2);
  });

  test("is given up after ten minutes", async () => {
    const { room, socket } = await joined();
    const closed = vi.fn();
    room.on("closed", closed);
    await socket.end();
    for (let i = 0; i < 120 && room.connection !== "closed"; i++) {
      await FakeSocket.last.end();
      await vi.advanceTimersByTimeAsync(7000);
    }
    expect(closed).toHaveBeenCalledExactlyOnceWith({ code: 0, reason: "network" });
    expect(Date.now() - 1_000_000).toBeGreaterThan(10 * 60_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that ends between the answer and its use is noticed", async () => {
    const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile });
    const joining = room.join();
    await FakeSocket.last.open();
    const socket = FakeSocket.last;
    const { id } = socket.command("join");
    socket.onmessage?.({ data: JSON.stringify({ re: id, data: welcome() }) });
    await socket.end();
    expect(room.connection).toBe("connecting");
    await vi.advanceTimersByTimeAsync(300);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    await joining;
    expect(room.connection).toBe("connected");
  });

  test("leaving ends the search", async () => {
    const { room, socket } = await joined();
    await socket.end();
    await FakeSocket.last.end();
    const leaving = room.leave();
    await vi.advanceTimersByTimeAsync(0);
    await leaving;
    expect(room.connection).toBe("closed");
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(2);
  });
});

describe("the heartbeat", () => {
  test("25 s of silence are a lost socket", async () => {
    const { room, socket } = await joined();
    await vi.advanceTimersByTimeAsync(24_999);
    expect(room.connection).toBe("connected");
    await vi.advanceTimersByTimeAsync(1);
    expect(room.connection).toBe("reconnecting");
    expect(socket.closedWith).not.toBeNull();
  });

  test("any frame breaks the silence", async () => {
    const { room, socket } = await joined();
    await vi.advanceTimersByTimeAsync(20_000);
    await socket.receive({ type: "ping", data: { seq: 1 } });
    await vi.advanceTimersByTimeAsync(24_999);
    expect(room.connection).toBe("connected");
  });

  test("a connection that never opens is given up after 10 s", async () => {
    const { socket } = await joined();
    await socket.end();
    const before = FakeSocket.all.length;
    await vi.advanceTimersByTimeAsync(10_000 + 300);
    expect(FakeSocket.all).toHaveLength(before + 1);
  });

  test("words from a socket that was given up are not heard", async () => {
    const { room, socket } = await joined();
    await vi.advanceTimersByTimeAsync(25_000);
    await socket.receive({ seq: 99, type: "host.changed", data: { participant: "ghost" } });
    expect(room.state?.host).toBe("p-host");
  });
});

describe("a lost session", () => {
  async function lost(how: (socket: FakeSocket) => Promise<void>) {
    const made = await joined();
    await how(made.socket);
    return made;
  }

  test.each([
    ["by its close code", (socket: FakeSocket) => socket.end(4003)],
    [
      "by the answer to resume",
      async (socket: FakeSocket) => {
        await socket.end();
        await FakeSocket.last.open();
        await FakeSocket.last.refuse("resume", "session_lost");
      },
    ],
  ])("(%s) joins again at once as the same guest, with a new connection through the same elements", async (_, how) => {
    const { room, peer } = await lost(how);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data).toMatchObject({ token: "guest-1", offer: "offer of 1" });
    await FakeSocket.last.answer("join", welcome({ session: "session-2", guest_token: "guest-2" }));
    expect(room.connection).toBe("connected");
    expect(peer.closed).toBe(true);
    expect(FakePeer.last).toMatchObject({ offers: 1, answers: ["the answer"], closed: false });
    expect(FakeAudio.all).toHaveLength(3);
  });

  test("of an app's user joins with the app's token", async () => {
    const { guest_token: _, ...forUser } = welcome();
    const { socket } = await joined({ token: "jwt" }, forUser);
    await socket.end(4003);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.token).toBe("jwt");
  });

  test.each([
    [4500, "bad_request"],
    [4502, "unauthenticated"],
    [4504, "replaced"],
    [4505, "kicked"],
    [4506, "banned"],
    [4507, "room_closed"],
  ])("close code %i %s is the end", async (code, reason) => {
    const { room, socket, peer } = await joined();
    const closed = vi.fn();
    room.on("closed", closed);
    await socket.end(code);
    expect(closed).toHaveBeenCalledExactlyOnceWith({ code, reason });
    expect(peer.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  test("a rejoin refused for good is the end, by its own name", async () => {
    const { room, socket } = await joined();
    const closed = vi.fn();
    room.on("closed", closed);
    await socket.end(4003);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "room_full");
    expect(closed).toHaveBeenCalledExactlyOnceWith({ code: 4508, reason: "room_full" });
  });

  test("a draining server is left alone for a moment, even when the page comes back", async () => {
    const { socket } = await joined();
    await socket.end(4005);
    await vi.advanceTimersByTimeAsync(1500);
    await browser.online();
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1500);
    expect(FakeSocket.all).toHaveLength(2);
    await FakeSocket.last.open();
    expect(FakeSocket.last.types()).toEqual(["join"]);
  });

  test("a pause the server asked for is kept once", async () => {
    const { socket } = await joined();
    await socket.end(4003);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "directory_unavailable", { retry_ms: 5000 });
    await vi.advanceTimersByTimeAsync(7499);
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(3);
    await FakeSocket.last.end();
    await vi.advanceTimersByTimeAsync(2700);
    expect(FakeSocket.all).toHaveLength(4);
  });

  test("a room that moved is followed to the address in the reason", async () => {
    const { socket } = await joined();
    await socket.end(4006, "wss://other.example/v1/signal");
    expect(FakeSocket.last.url).toBe("wss://other.example/v1/signal");
    await FakeSocket.last.open();
    expect(FakeSocket.last.types()).toEqual(["join"]);
  });

  test("nodes that send us round are not followed in a loop", async () => {
    const { socket } = await joined();
    await socket.end(4006, "wss://node-0.example/v1/signal");
    for (let i = 1; i < 20; i++) {
      await FakeSocket.last.open();
      await FakeSocket.last.refuse("join", "moved", { url: `wss://node-${i}.example/v1/signal` });
    }
    expect(FakeSocket.all.length).toBeLessThan(7);
  });

  test("an expired guest token is replaced by a new person", async () => {
    const { socket } = await joined();
    await socket.end(4004);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.token).toBe("");
  });
});

describe("jitter", () => {
  test("spreads people cut off together by a quarter to each side", async () => {
    for (const [random, pause] of [
      [0, 225],
      [0.999999, 374],
    ] as const) {
      vi.spyOn(Math, "random").mockReturnValue(random);
      const backoff = new Backoff();
      expect(backoff.wait()).toBeNull();
      const done = vi.fn();
      void backoff.wait()?.then(done);
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(done).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(done).toHaveBeenCalled();
    }
  });
});

test("someone who was speaking comes back muted, and nothing is sent until they open", async () => {
  const speaker = participant("p-me", { seat: 1, role: "speaker", mute: { self: false, host: false, seat: false } });
  const { room, socket } = await joined({}, welcome({ snapshot: snapshot({ you: { ...speaker, mute: { self: true, host: false, seat: false } } }) }));
  const track = new FakeTrack();
  browser.ask.mockResolvedValue(new FakeStream([track]));
  const opening = room.unmute();
  await settle();
  await socket.answer("mute.self");
  await opening;
  await socket.receive({ seq: 11, type: "participant.changed", data: { participant: speaker } });
  expect(FakePeer.last.microphone.sender.track).not.toBeNull();
  await socket.end(4003);
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", welcome({ snapshot: snapshot({ you: { ...speaker, mute: { self: true, host: false, seat: false } } }) }));
  expect(FakePeer.last.microphone.sender.track).toBeNull();
  expect(track.enabled).toBe(false);
  expect(FakeSocket.last.types()).toEqual(["join"]);
});
