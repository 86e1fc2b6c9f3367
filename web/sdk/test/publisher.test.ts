import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RefusalInfo } from "../src/client";
import type { Mute } from "../src/types";
import { VoiceRoom } from "../src/voice-room";
import { FakeAudioContext, fakeBrowser, FakePeer, FakeSocket, FakeStream, FakeTrack, participant, settle, snapshot, welcome } from "./fakes";
import type { FakeBrowser } from "./fakes";

let browser: FakeBrowser;
let track: FakeTrack;
beforeEach(() => {
  browser = fakeBrowser();
  track = new FakeTrack();
  browser.ask.mockImplementation(async () => new FakeStream([track]));
});
afterEach(() => {
  vi.useRealTimers();
});

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };
const closed: Mute = { self: true, host: false, seat: false };
const open: Mute = { self: false, host: false, seat: false };
const speaker = (mute: Mute) => participant("p-me", { seat: 1, role: "speaker", mute });
let seq = 10;

/** The server says how one is now. */
function seated(socket: FakeSocket, mute: Mute): Promise<void> {
  return socket.receive({ seq: ++seq, type: "seat.changed", data: { seat: { index: 1, locked: false, muted: false, occupant: speaker(mute) } } });
}

/** On the stage, muted. */
async function onStage() {
  seq = 10;
  const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile, microphone: { deviceId: "desk" } });
  const joining = room.join();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", welcome({ snapshot: snapshot({ you: speaker(closed) }) }));
  await joining;
  FakePeer.log = [];
  return { room, socket: FakeSocket.last, sender: FakePeer.last.microphone.sender };
}

/** On the stage, speaking. */
async function speaking() {
  const made = await onStage();
  const opening = made.room.unmute();
  await settle();
  await made.socket.answer("mute.self");
  await opening;
  await seated(made.socket, open);
  FakePeer.log = [];
  return made;
}

async function refusal(promise: Promise<unknown>): Promise<RefusalInfo> {
  return promise.then(
    () => Promise.reject(new Error("not refused")),
    (error: RefusalInfo) => error,
  );
}

describe("opening the microphone", () => {
  test("goes track, sending, server; and is done when the server says so", async () => {
    const { room, socket, sender } = await onStage();
    const done = vi.fn();
    const opening = room.unmute().then(done);
    expect(socket.types()).toEqual(["join"]);
    await settle();
    expect(sender.track).toBe(track);
    expect(socket.command("mute.self").data).toEqual({ muted: false });
    expect(done).not.toHaveBeenCalled();
    await socket.answer("mute.self");
    await opening;
    expect(FakePeer.log).toEqual(["send"]);
  });

  test("asks for a voice's microphone, with the app's wishes", async () => {
    const { room } = await onStage();
    void room.unmute();
    expect(browser.ask).toHaveBeenCalledExactlyOnceWith({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1, deviceId: "desk" },
    });
  });

  test("renegotiates nothing", async () => {
    await speaking();
    expect(FakePeer.all.map(({ offers, answers }) => [offers, answers.length])).toEqual([[1, 1]]);
  });

  test.each([
    ["NotAllowedError", "microphone_denied"],
    ["SecurityError", "microphone_denied"],
    ["NotFoundError", "microphone_missing"],
    ["OverconstrainedError", "microphone_missing"],
    ["NotReadableError", "microphone_busy"],
    ["AbortError", "microphone_busy"],
    ["UnheardOfError", "microphone_missing"],
  ])("that fails with %s is refused as %s, and the server never hears of it", async (name, code) => {
    browser.ask.mockRejectedValue(new DOMException("no", name));
    const { room, socket, sender } = await onStage();
    expect(await refusal(room.unmute())).toMatchObject({ code });
    expect(sender.track).toBeNull();
    expect(socket.types()).toEqual(["join"]);
  });

  test("on a page that is not secure is refused", async () => {
    vi.stubGlobal("navigator", {});
    const { room } = await onStage();
    expect(await refusal(room.unmute())).toMatchObject({ code: "microphone_missing" });
  });

  test("refused by the server leaves nothing sent", async () => {
    const { room, socket, sender } = await onStage();
    const failed = refusal(room.unmute());
    await settle();
    await socket.refuse("mute.self", "muted_by_host");
    expect(await failed).toMatchObject({ code: "muted_by_host" });
    expect(sender.track).toBeNull();
    expect(track.enabled).toBe(false);
  });

  test("overtaken by mute while the browser asks is cancelled, and the track let go", async () => {
    const { room, socket, sender } = await onStage();
    let allow = (_: FakeStream) => {};
    browser.ask.mockImplementation(() => new Promise((resolve) => (allow = resolve)));
    const failed = refusal(room.unmute());
    const muting = room.mute();
    await socket.answer("mute.self");
    await muting;
    allow(new FakeStream([track]));
    expect(await failed).toMatchObject({ code: "cancelled" });
    expect(sender.track).toBeNull();
    expect(socket.sent.filter(({ data }) => data.muted === false)).toEqual([]);
    await vi.advanceTimersByTimeAsync(4000);
    expect(track.readyState).toBe("ended");
  });

  test("overtaken by leaving leaves no microphone open", async () => {
    const { room, socket } = await onStage();
    let allow = (_: FakeStream) => {};
    browser.ask.mockImplementation(() => new Promise((resolve) => (allow = resolve)));
    const failed = refusal(room.unmute());
    const leaving = room.leave();
    await socket.answer("leave");
    await leaving;
    allow(new FakeStream([track]));
    expect(await failed).toMatchObject({ code: "cancelled" });
    expect(track.readyState).toBe("ended");
  });

  test("asks anew for who comes back while the first question is still open", async () => {
    const { room, socket } = await onStage();
    browser.ask.mockImplementationOnce(() => new Promise(() => undefined));
    void room.unmute();
    const leaving = room.leave();
    await socket.answer("leave");
    await leaving;
    const joining = room.join();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome({ snapshot: snapshot({ you: speaker(closed) }) }));
    await joining;
    void room.unmute();
    await settle();
    expect(FakePeer.last.microphone.sender.track).toBe(track);
  });

  test("twice at once asks once", async () => {
    const { room, socket, sender } = await onStage();
    const failed = refusal(room.unmute());
    const opening = room.unmute();
    await settle();
    await socket.answer("mute.self");
    await opening;
    expect(await failed).toMatchObject({ code: "cancelled" });
    expect(browser.ask).toHaveBeenCalledTimes(1);
    expect(sender.track).toBe(track);
    expect(track.enabled).toBe(true);
  });

  test("survives its own change of seat arriving before or after the answer", async () => {
    const { room, socket, sender } = await onStage();
    const opening = room.unmute();
    await settle();
    await socket.receive({ seq: ++seq, type: "audience.changed", data: { count: 1, hands: 0, sample: [] } });
    await seated(socket, closed); // an echo of before
    await socket.answer("mute.self");
    await opening;
    await seated(socket, open);
    expect(sender.track).toBe(track);
    expect(socket.types().filter((type) => type === "mute.self")).toHaveLength(1);
  });
});

describe("closing the microphone", () => {
  test("stops sending before the server is told, and waits for nobody", async () => {
    const { room, socket, sender } = await speaking();
    void room.mute();
    expect(sender.track).toBeNull();
    expect(track.enabled).toBe(false);
    expect(socket.command("mute.self").data).toEqual({ muted: true });
  });

  test("lets go of the microphone after a few seconds, not at once", async () => {
    const { room, socket } = await speaking();
    void room.mute();
    await socket.answer("mute.self");
    await vi.advanceTimersByTimeAsync(3999);
    expect(track.readyState).toBe("live");
    await vi.advanceTimersByTimeAsync(1);
    expect(track.readyState).toBe("ended");
  });

  test("opened again soon is the same microphone, not asked for twice", async () => {
    const { room, socket, sender } = await speaking();
    void room.mute();
    await socket.answer("mute.self");
    await vi.advanceTimersByTimeAsync(2000);
    void room.unmute();
    await vi.advanceTimersByTimeAsync(5000);
    expect(browser.ask).toHaveBeenCalledTimes(1);
    expect(sender.track).toBe(track);
    expect(track).toMatchObject({ enabled: true, readyState: "live" });
  });

  test("opened again later asks again", async () => {
    const { room, socket } = await speaking();
    void room.mute();
    await socket.answer("mute.self");
    await vi.advanceTimersByTimeAsync(5000);
    track = new FakeTrack();
    void room.unmute();
    await settle();
    expect(browser.ask).toHaveBeenCalledTimes(2);
    expect(FakePeer.last.microphone.sender.track).toBe(track);
  });

  test("by the host stops sending and tells the app who and why", async () => {
    const { room, socket, sender } = await speaking();
    const muted = vi.fn();
    room.on("muted", muted);
    const data = { participant: "p-me", by: "p-host", mute: { self: false, host: true, seat: false }, reason: "host" };
    await socket.receive({ seq: ++seq, type: "mute.changed", data });
    expect(sender.track).toBeNull();
    expect(muted).toHaveBeenCalledExactlyOnceWith({ by: "p-host", mute: data.mute, reason: "host" });
  });

  test("of another is none of ours", async () => {
    const { room, socket, sender } = await speaking();
    const muted = vi.fn();
    room.on("muted", muted);
    const data = { participant: "p9", by: "p-host", mute: { self: false, host: true, seat: false }, reason: "host" };
    await socket.receive({ seq: ++seq, type: "mute.changed", data });
    expect(sender.track).toBe(track);
    expect(muted).not.toHaveBeenCalled();
  });

  test("by the host, seen on the seat alone, stops sending", async () => {
    const { socket, sender } = await speaking();
    await seated(socket, { self: false, host: true, seat: false });
    expect(sender.track).toBeNull();
  });

  test("by a host between the answer and its arrival stops sending", async () => {
    const { room, socket, sender } = await onStage();
    const opening = room.unmute();
    await settle();
    await seated(socket, { self: false, host: true, seat: false });
    await socket.answer("mute.self");
    await opening;
    expect(sender.track).toBeNull();
  });

  test("comes with losing the seat", async () => {
    const { socket, sender } = await speaking();
    await socket.receive({ seq: ++seq, type: "seat.changed", data: { seat: { index: 1, locked: false, muted: false, occupant: null } } });
    expect(sender.track).toBeNull();
  });

  test("comes with stepping down", async () => {
    const { room, socket, sender } = await speaking();
    const leaving = room.leaveStage();
    await socket.answer("stage.leave");
    await leaving;
    expect(sender.track).toBeNull();
  });

  test("comes with leaving, at once and for good", async () => {
    const { room, socket } = await speaking();
    void room.leave();
    expect(track.readyState).toBe("ended");
    expect(socket.types()).toContain("leave");
  });

  test("by somebody who sets only the self bit stops sending", async () => {
    const { socket, sender } = await speaking();
    const data = { participant: "p-me", by: "p-host", mute: closed, reason: "released" };
    await socket.receive({ seq: ++seq, type: "mute.changed", data });
    expect(sender.track).toBeNull();
  });

  test("by pulling the plug of a resting microphone is nobody's news", async () => {
    const { room, socket } = await speaking();
    void room.mute();
    await socket.answer("mute.self");
    await seated(socket, closed);
    track.readyState = "ended";
    track.onended?.();
    await settle();
    expect(socket.sent.filter(({ data }) => data.muted === true)).toHaveLength(1);
  });

  test("is told once, though other news comes between the answer and one's own", async () => {
    const { room, socket } = await speaking();
    void room.mute();
    await socket.answer("mute.self");
    await socket.receive({ seq: ++seq, type: "audience.changed", data: { count: 1, hands: 0, sample: [] } });
    await seated(socket, closed);
    expect(socket.sent.filter(({ data }) => data.muted === true)).toHaveLength(1);
  });

  test("by pulling the plug tells the server", async () => {
    const { socket, sender } = await speaking();
    track.readyState = "ended";
    track.onended?.();
    expect(sender.track).toBeNull();
    expect(socket.command("mute.self").data).toEqual({ muted: true });
  });

  test("that the server never heard of is told again after the resume", async () => {
    const { room, socket, sender } = await speaking();
    void refusal(room.mute());
    await socket.end();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    expect(FakeSocket.last.command("mute.self").data).toEqual({ muted: true });
    expect(sender.track).toBeNull();
  });

  test("is not told twice while the answer is under way", async () => {
    const { room, socket } = await speaking();
    void room.mute();
    await seated(socket, open); // said before the server heard
    expect(socket.sent.filter(({ data }) => data.muted === true)).toHaveLength(1);
  });
});

test("a resume leaves an open microphone open", async () => {
  const { socket, sender } = await speaking();
  await socket.end();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
  expect(sender.track).toBe(track);
  expect(FakePeer.log).toEqual([]);
  expect(FakeSocket.last.types()).toEqual(["resume"]);
});

test("the own level is read from the microphone, and is 0 when closed", async () => {
  FakeAudioContext.amplitude = 1;
  const { room } = await speaking();
  expect(room.microphoneLevel()).toBe(1);
  void room.mute();
  expect(room.microphoneLevel()).toBe(0);
});

test("a browser without an audio graph still has a microphone", async () => {
  vi.stubGlobal("AudioContext", undefined);
  const { room, sender } = await speaking();
  expect(sender.track).toBe(track);
  expect(room.microphoneLevel()).toBe(0);
});

describe("another microphone", () => {
  const wishes = (nth: number) => (browser.ask.mock.calls as unknown as [{ audio: MediaTrackConstraints }][])[nth]?.[0].audio.deviceId;

  test("is asked for at the next opening, and the browser may pass over one that is gone", async () => {
    const { room } = await onStage();
    await room.setMicrophone("headset");
    expect(browser.ask).not.toHaveBeenCalled();
    void room.unmute();
    expect(wishes(0)).toEqual({ ideal: "headset" });
  });

  test("takes the place of an open one in the middle of a sentence, without a word to the server", async () => {
    const { room, socket, sender } = await speaking();
    const sent = socket.sent.length;
    const other = new FakeTrack();
    browser.ask.mockResolvedValue(new FakeStream([other]));
    await room.setMicrophone("headset");
    expect(sender.track).toBe(other);
    expect([track.readyState, other.readyState, other.enabled, socket.sent.length]).toEqual(["ended", "live", true, sent]);
  });

  test("that does not open leaves the present one speaking", async () => {
    const { room, sender } = await speaking();
    browser.ask.mockRejectedValue(new DOMException("no", "NotReadableError"));
    expect(await refusal(room.setMicrophone("headset"))).toMatchObject({ code: "microphone_busy" });
    expect([sender.track, track.readyState]).toEqual([track, "live"]);
  });

  test("that comes after the microphone was closed is not sent, and let go", async () => {
    const { room, socket, sender } = await speaking();
    const other = new FakeTrack();
    let allow = (_: FakeStream) => {};
    browser.ask.mockImplementation(() => new Promise((resolve) => (allow = resolve)));
    const changing = room.setMicrophone("headset");
    const muting = room.mute();
    await socket.answer("mute.self");
    await muting;
    allow(new FakeStream([other]));
    await changing;
    expect(sender.track).toBeNull();
    await vi.advanceTimersByTimeAsync(4000);
    expect(other.readyState).toBe("ended");
  });

  test("chosen while the old one is still warm lets it go at once", async () => {
    const { room, socket } = await speaking();
    const muting = room.mute();
    await socket.answer("mute.self");
    await muting;
    await room.setMicrophone("headset");
    expect(track.readyState).toBe("ended");
  });
});
