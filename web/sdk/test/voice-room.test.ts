import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RefusalInfo, VoiceRoomOptions } from "../src/client";
import { VoiceRoom } from "../src/voice-room";
import { FakeAudio, FakeAudioContext, fakeBrowser, FakePeer, FakeSocket, participant, settle, snapshot, welcome } from "./fakes";
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

/** Joins, and gives the room with the socket's other end. */
async function joined(options: Partial<VoiceRoomOptions> = {}, answer = welcome()) {
  const made = room(options);
  const joining = made.join();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", answer);
  await joining;
  return { room: made, socket: FakeSocket.last };
}

async function refusal(promise: Promise<unknown>): Promise<RefusalInfo> {
  return promise.then(
    () => Promise.reject(new Error("not refused")),
    (error: RefusalInfo) => error,
  );
}

describe("joining", () => {
  test("is one round trip: one offer, one answer", async () => {
    const states: string[] = [];
    const made = room({ token: "jwt" });
    made.on("connection", (state) => states.push(state));
    const joining = made.join();
    expect(FakeSocket.last).toMatchObject({ url: "wss://corner.example/v1/signal", protocol: "corner.v1" });
    await FakeSocket.last.open();
    expect(FakeSocket.last.sent).toEqual([
      {
        id: 1,
        type: "join",
        data: { room: "q3vX", token: "jwt", profile, offer: "offer of 0", client: "corner-web/1" },
      },
    ]);
    await FakeSocket.last.answer("join", welcome());
    await joining;

    expect(FakePeer.all).toHaveLength(1);
    expect(FakePeer.last).toMatchObject({ offers: 1, answers: ["the answer"] });
    expect(FakeSocket.last.sent).toHaveLength(1);
    expect(states).toEqual(["connecting", "connected"]);
    expect(made.state).toEqual(snapshot());
  });

  test("offers a microphone line to send and three slots to receive, without asking for a microphone", async () => {
    await joined();
    expect(FakePeer.last.transceivers.map((t) => t.direction)).toEqual(["sendonly", "recvonly", "recvonly", "recvonly"]);
    expect(FakePeer.last.microphone.sender.track).toBeNull();
    expect(browser.ask).not.toHaveBeenCalled();
  });

  test("starts the elements inside the tap, before anything is awaited", () => {
    void room().join();
    expect(FakeAudio.all.map((element) => element.plays)).toEqual([1, 1, 1]);
    expect(FakeAudio.all.every((element) => element.autoplay && element.srcObject !== null)).toBe(true);
  });

  test("plays through the elements it is given", async () => {
    const given = [new FakeAudio(), new FakeAudio()];
    FakeAudio.all = [];
    await joined({ audio: given as unknown as HTMLAudioElement[] });
    expect(given.map((element) => element.plays)).toEqual([1, 1]);
    expect(FakeAudio.all).toHaveLength(1); // the third slot's
  });

  test("twice at once is once", async () => {
    const made = room();
    void made.join();
    void made.join();
    await settle();
    expect(FakeSocket.all).toHaveLength(1);
    expect(FakePeer.all).toHaveLength(1);
  });

  test("tells the guest token", async () => {
    const made = room();
    const tokens: string[] = [];
    made.on("guestToken", (token) => tokens.push(token));
    void made.join();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    expect(tokens).toEqual(["guest-1"]);
  });

  test("knows the server's clock roughly by the snapshot, and by asking soon after", async () => {
    const made = room();
    const joining = made.join();
    await FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(200);
    await FakeSocket.last.answer("join", welcome({ snapshot: snapshot({ server_time_ms: Date.now() + 5000 }) }));
    await joining;
    expect(made.clockOffsetMs).toBe(5000); // whatever the server was busy with before it answered
    for (let time = 0; time < 3; time++) {
      await vi.advanceTimersByTimeAsync(150);
      const asked = FakeSocket.last.sent.filter((frame) => frame.type === "clock.get");
      expect(asked).toHaveLength(time + 1);
      await FakeSocket.last.receive({ re: asked[time]?.id, data: { server_time_ms: Date.now() + 5100 } });
    }
    expect([made.clockOffsetMs, made.serverNow()]).toEqual([5100, Date.now() + 5100]);
    vi.setSystemTime(Date.now() - 3_600_000); // somebody sets their clock
    expect(made.serverNow()).toBe(Date.now() + 3_600_000 + 5100);
    for (let beat = 0; beat < 3; beat++) {
      await vi.advanceTimersByTimeAsync(20_000);
      await FakeSocket.last.receive({ type: "ping" });
    }
    expect(FakeSocket.last.sent.filter((frame) => frame.type === "clock.get")).toHaveLength(5);
  });

  test.each(["room_full", "banned", "unauthenticated", "invalid_profile"])(
    "refused with %s rejects with it and is over",
    async (code) => {
      const made = room();
      const closed = vi.fn();
      made.on("closed", closed);
      const failed = refusal(made.join());
      await FakeSocket.last.open();
      await FakeSocket.last.refuse("join", code);
      expect(await failed).toMatchObject({ code, retryMs: 0 });
      expect(made.connection).toBe("closed");
      expect(closed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ reason: code }));
      expect(FakePeer.last.closed).toBe(true);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(FakeSocket.all).toHaveLength(1);
    },
  );

  test("to another node follows the address, with a new offer and only one connection kept", async () => {
    const made = room();
    const joining = made.join();
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "moved", { url: "wss://other.example/v1/signal" });
    expect(FakeSocket.last.url).toBe("wss://other.example/v1/signal");
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    await joining;
    expect(FakePeer.last).toMatchObject({ offers: 1, answers: ["the answer"] });
    expect(FakePeer.all.filter((peer) => !peer.closed)).toHaveLength(1);
  });

  test("follows no address that is not a WebSocket's", async () => {
    void room().join().catch(() => undefined);
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "moved", { url: "javascript:alert(1)" });
    await vi.advanceTimersByTimeAsync(300);
    expect(FakeSocket.last.url).toBe("wss://corner.example/v1/signal");
  });

  test("is given up when nobody answers the whole schedule", async () => {
    const made = room();
    const failed = refusal(made.join());
    for (const pause of [0, 300, 1200, 2700, 4800, 7000]) {
      await vi.advanceTimersByTimeAsync(pause);
      await FakeSocket.last.end();
    }
    expect(await failed).toMatchObject({ code: "network" });
    expect(FakeSocket.all).toHaveLength(6);
    expect(FakePeer.all).toHaveLength(1); // the offer was never sent: it is still good
  });

  test("with a guest token of this browser that has expired comes in as somebody new", async () => {
    browser.storage.setItem("corner.guest", "old");
    void room({ token: "old" }).join();
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "token_expired");
    await vi.advanceTimersByTimeAsync(300);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.token).toBe("");
  });

  test("with an app's token that has expired is refused: only the app has a new one", async () => {
    const failed = refusal(room({ token: "jwt" }).join());
    await FakeSocket.last.open();
    await FakeSocket.last.refuse("join", "token_expired");
    expect(await failed).toMatchObject({ code: "token_expired" });
  });

  test("in a browser without WebRTC is refused with a code", async () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    expect(await refusal(room().join())).toMatchObject({ code: "unsupported" });
  });

  test("with an answer that cannot be applied does not count as connected", async () => {
    const made = room();
    void made.join().catch(() => undefined);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome({ answer: "a bad answer" }));
    expect(made.connection).toBe("connecting");
  });
});

describe("in the room", () => {
  test("a command is done when it is answered", async () => {
    const { room, socket } = await joined();
    const done = vi.fn();
    const calling = room.muteParticipant("p9", true).then(done);
    expect(socket.command("mute.participant").data).toEqual({ participant: "p9", muted: true });
    await settle();
    expect(done).not.toHaveBeenCalled();
    await socket.answer("mute.participant");
    await calling;
  });

  test("a refusal carries code, text and when to try again", async () => {
    const { room, socket } = await joined();
    const failed = refusal(room.raiseHand());
    await socket.refuse("hand.raise", "rate_limited", { retry_ms: 400 });
    expect(await failed).toMatchObject({ code: "rate_limited", retryMs: 400 });
    expect(await failed).toBeInstanceOf(Error);
  });

  test("a command nobody answers is refused after 10 s, and a late answer is nobody's", async () => {
    const { room, socket } = await joined();
    const failed = refusal(room.raiseHand());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await failed).toMatchObject({ code: "network" });
    await socket.answer("hand.raise");
  });

  test("a command without a connection is refused at once", async () => {
    expect(await refusal(room().raiseHand())).toMatchObject({ code: "network" });
    const { room: live, socket } = await joined();
    const inFlight = refusal(live.raiseHand());
    await socket.end();
    expect(await inFlight).toMatchObject({ code: "network" });
    expect(await refusal(live.raiseHand())).toMatchObject({ code: "network" });
  });

  test("one's place in the queue changes the state, and moves no number", async () => {
    const { room, socket } = await joined();
    await socket.receive({ type: "hand.position", data: { position: 3, hands: 12 } });
    expect(room.state).toMatchObject({ hand_position: 3, revision: 10, audience: { count: 1, hands: 12 } });
  });

  test("events change the state, each once", async () => {
    const { room, socket } = await joined();
    const states = vi.fn();
    room.on("state", states);
    const event = { seq: 11, type: "host.changed", data: { participant: "p-new" } };
    await socket.receive(event);
    await socket.receive(event);
    expect(room.state).toMatchObject({ host: "p-new", revision: 11 });
    expect(states).toHaveBeenCalledTimes(1);
  });

  test("what is not understood disturbs nothing", async () => {
    const { room, socket } = await joined();
    await socket.receive("{");
    await socket.receive({ type: "fireworks", data: {} });
    await socket.receive({ re: 999, data: {} });
    await socket.receive({ seq: 11, type: "round.changed", data: { ends_ms: 1 } });
    expect(room.connection).toBe("connected");
    expect(room.state?.revision).toBe(11);
  });

  test("a ping is answered with the last event applied", async () => {
    const { socket } = await joined();
    await socket.receive({ seq: 12, type: "host.changed", data: { participant: "" } });
    await socket.receive({ type: "ping", data: { seq: 15 } });
    expect(socket.command("pong")).toEqual({ type: "pong", data: { seq_ack: 12 } });
  });

  test("an invitation for the person here is told once, that of another never", async () => {
    const { room, socket } = await joined();
    const invited = vi.fn();
    room.on("invitation", invited);
    const invitation = { participant: "p-me", by: "p-host", expires_ms: 99 };
    await socket.receive({ seq: 11, type: "invitation.sent", data: { invitation: { ...invitation, participant: "p9" } } });
    await socket.receive({ seq: 12, type: "invitation.sent", data: { invitation } });
    await socket.receive({ seq: 13, type: "host.changed", data: { participant: "" } });
    expect(invited).toHaveBeenCalledExactlyOnceWith(invitation);
  });

  test("the end of an invitation is told with its outcome, once, after the state without it", async () => {
    const { room, socket } = await joined();
    const told: unknown[] = [];
    room.on("invitationEnded", (end) => told.push([end, room.state?.invitations.length]));
    const invitation = { participant: "p9", by: "p-me", expires_ms: 99 };
    await socket.receive({ seq: 11, type: "invitation.sent", data: { invitation } });
    const ended = { seq: 12, type: "invitation.ended", data: { participant: "p9", outcome: "declined" } };
    await socket.receive(ended);
    await socket.receive(ended); // a replay
    expect(told).toEqual([[{ participant: "p9", outcome: "declined" }, 0]]);
  });

  test("an invitation that waited through a reload is told on joining", async () => {
    const made = room();
    const invited = vi.fn();
    made.on("invitation", invited);
    void made.join();
    await FakeSocket.last.open();
    const invitation = { participant: "p-me", by: "p-host", expires_ms: 99 };
    await FakeSocket.last.answer("join", welcome({ snapshot: snapshot({ invitations: [invitation] }) }));
    expect(invited).toHaveBeenCalledExactlyOnceWith(invitation);
  });

  test("speakers are told as they come", async () => {
    const { room, socket } = await joined();
    const heard = vi.fn();
    room.on("speakers", heard);
    const data = { slots: ["p9", "", ""], speaking: [{ participant: "p9", level: -23 }], receiving: ["p9"] };
    await socket.receive({ type: "speakers", data });
    expect(room.speakers).toEqual(data);
    expect(heard).toHaveBeenCalledExactlyOnceWith(data);
  });

  test("a listener that throws stops nobody else, and an unsubscribed one is not called", async () => {
    const { room, socket } = await joined();
    const thrown: unknown[] = [];
    vi.stubGlobal("queueMicrotask", (run: () => void) => {
      try {
        run();
      } catch (error) {
        thrown.push(error);
      }
    });
    const second = vi.fn();
    room.on("state", () => {
      throw new Error("the app's own");
    });
    const off = room.on("state", second);
    await socket.receive({ seq: 11, type: "host.changed", data: { participant: "" } });
    off();
    await socket.receive({ seq: 12, type: "host.changed", data: { participant: "x" } });
    expect(second).toHaveBeenCalledTimes(1);
    expect(thrown).toHaveLength(2);
  });

  test("leaving says so, waits a second at most, and lets go of everything", async () => {
    const { room, socket } = await joined();
    const closed = vi.fn();
    room.on("closed", closed);
    const leaving = room.leave();
    expect(socket.types()).toContain("leave");
    await vi.advanceTimersByTimeAsync(1000);
    await leaving;
    expect(closed).toHaveBeenCalledExactlyOnceWith({ code: 4509, reason: "left" });
    expect(socket.closedWith).toBe(1000);
    expect(FakePeer.last.closed).toBe(true);
    expect(FakeAudio.all.every((element) => element.srcObject === null)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("who has left may join again, through the same elements", async () => {
    const { room, socket } = await joined();
    const leaving = room.leave();
    await socket.answer("leave");
    await leaving;
    const joining = room.join();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    await joining;
    expect(room.connection).toBe("connected");
    expect(FakeAudio.all).toHaveLength(3);
    expect(FakeAudio.all.every((element) => element.plays === 2)).toBe(true);
  });
});

describe("playback", () => {
  test("refused by the browser is a state, and startAudio in a tap lifts it", async () => {
    FakeAudio.rule = () => Promise.reject(new DOMException("gesture", "NotAllowedError"));
    const { room } = await joined();
    const states = vi.fn();
    room.on("playback", states);
    expect(room.playback).toBe("blocked");
    FakeAudio.rule = async () => undefined;
    await room.startAudio();
    expect(room.playback).toBe("playing");
    expect(states).toHaveBeenCalledExactlyOnceWith("playing");
  });

  test("a stream replaced before it played is no refusal", async () => {
    FakeAudio.rule = () => Promise.reject(new DOMException("replaced", "AbortError"));
    const { room } = await joined();
    expect(room.playback).toBe("idle");
  });
});

describe("volume and level", () => {
  const slots = (...ids: string[]) => ({ type: "speakers", data: { slots: ids, speaking: [], receiving: [] } });

  test("follow the person from slot to slot, and an emptied slot keeps its volume", async () => {
    const { room, socket } = await joined();
    room.setVolume("p9", 0.25);
    await socket.receive(slots("p9", "p8", ""));
    expect(FakeAudio.all.map((e) => e.volume)).toEqual([0.25, 1, 1]);
    await socket.receive(slots("", "p9", ""));
    expect(FakeAudio.all.map((e) => e.volume)).toEqual([0.25, 0.25, 1]);
    await socket.receive(slots("p8", "p9", ""));
    expect(FakeAudio.all.map((e) => e.volume)).toEqual([1, 0.25, 1]);
  });

  test("apply at once, and zero is silence even where volume is ignored", async () => {
    const { room, socket } = await joined();
    await socket.receive(slots("p9", "", ""));
    room.setVolume("p9", 0);
    expect(FakeAudio.all[0]).toMatchObject({ volume: 0, muted: true });
    room.setVolume("p9", 0.5);
    expect(FakeAudio.all[0]).toMatchObject({ volume: 0.5, muted: false });
  });

  test("are kept by this browser", async () => {
    room().setVolume("p9", 0.3);
    expect(room().getVolume("p9")).toBe(0.3);
    expect(room().getVolume("p8")).toBe(1);
  });

  test("a slot's element is that of the line the server names", async () => {
    const crossed = [
      { slot: 0, mid: "3" },
      { slot: 1, mid: "2" },
      { slot: 2, mid: "1" },
    ];
    const { room, socket } = await joined({}, welcome({ slots: crossed }));
    room.setVolume("p9", 0.5);
    await socket.receive(slots("p9", "", ""));
    expect(FakeAudio.all.map((e) => e.volume)).toEqual([1, 1, 0.5]);
  });

  test("the level is the slot's own when the browser notes it, else measured, else what the server told", async () => {
    FakeAudioContext.running = false;
    const { room, socket } = await joined();
    const speaking = [{ participant: "p9", level: -36 }];
    await socket.receive({ type: "speakers", data: { slots: ["p9", "", ""], speaking, receiving: ["p9"] } });
    expect(room.level("p9")).toBeCloseTo(0.5);
    Object.assign(FakeAudioContext, { running: true, amplitude: 10 ** (-24 / 20) });
    expect(room.level("p9")).toBeCloseTo(0.75);
    expect(FakeAudioContext.open).toBe(1);
    FakePeer.last.transceivers[1]?.sources.push({ audioLevel: 1, timestamp: 0 });
    expect(room.level("p9")).toBe(1);
    expect(room.level("p8")).toBe(0);
    expect(room.level("")).toBe(0);
  });

  test("levels are told without an audio graph too, and leaving closes the one there is", async () => {
    const { room, socket } = await joined();
    const speakers = { slots: ["p9", "p8", ""], speaking: [{ participant: "p8", level: -36 }], receiving: [] };
    await socket.receive({ type: "speakers", data: speakers });
    room.level("p9");
    vi.stubGlobal("MediaStream", undefined);
    expect(room.level("p8")).toBeCloseTo(0.5);
    const leaving = room.leave();
    await socket.answer("leave");
    await leaving;
    expect(FakeAudioContext.open).toBe(0);
  });

  test("a member who is heard is not mistaken for an empty slot", async () => {
    const { room } = await joined();
    expect(room.level(participant("p9").id)).toBe(0);
  });
});
