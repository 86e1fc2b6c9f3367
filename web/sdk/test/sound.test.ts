import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { PathState, VoiceRoomOptions } from "../src/client";
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
  const paths: PathState[] = [];
  room.on("path", (path) => paths.push(path));
  const joining = room.join();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", answer);
  await joining;
  await FakePeer.last.become("connected");
  return { room, paths, socket: FakeSocket.last, peer: FakePeer.last };
}

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** The types of what was sent on the newest socket. */
const sent = () => FakeSocket.last.types();
const restarts = () => FakeSocket.all.flatMap((socket) => socket.types()).filter((type) => type === "media.restart").length;
const answerRestart = () => FakeSocket.last.answer("media.restart", { answer: "another answer" });

/** Somebody else speaks in a slot. */
const talk = { slots: ["p9", "", ""], speaking: [{ participant: "p9", level: -20 }], receiving: ["p9"] };
const quiet = { slots: ["p9", "", ""], speaking: [], receiving: [] };
const hear = (data: object) => FakeSocket.last.receive({ type: "speakers", data });

/** Lets a voice be heard for a while, so that the connection is known to bring one. */
async function heard(peer: FakePeer) {
  await hear(talk);
  for (let i = 0; i < 3; i++) {
    peer.packets += 15;
    await after(300);
  }
}

describe("a way that is lost", () => {
  test("is sought anew on the same connection: one offer more, the same lines, elements and socket", async () => {
    const { room, socket, peer } = await joined();
    const tracks = FakeAudio.all.map((element) => element.srcObject);
    await peer.become("failed");
    expect(socket.command("media.restart").data).toEqual({ offer: "offer of 0, restart 1" });
    await answerRestart();
    expect(peer).toMatchObject({ offers: 2, restarts: 1, answers: ["the answer", "another answer"], signalingState: "stable", closed: false });
    await peer.become("connected");
    await after(3000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(FakePeer.all).toEqual([peer]);
    expect(peer.transceivers).toHaveLength(4);
    expect(FakeAudio.all.map((element) => element.srcObject)).toEqual(tracks);
    expect(room.connection).toBe("connected");
  });

  test("with the microphone open: it stays so, and nothing is sent anew", async () => {
    const you = participant("p-me", { seat: 1, role: "speaker" });
    const { room, socket, peer } = await joined({}, welcome({ snapshot: snapshot({ you }) }));
    const opening = room.unmute();
    await settle();
    await socket.answer("mute.self");
    await opening;
    FakePeer.log = [];
    await peer.become("failed");
    await answerRestart();
    await peer.become("connected");
    await after(3000);
    expect(peer.microphone.sender.track).not.toBeNull();
    expect(FakePeer.log).toEqual([]);
    expect(socket.types()).toEqual(["join", "mute.self", "media.restart"]);
  });

  test("disconnected: has a second to come back by itself", async () => {
    const { peer } = await joined();
    await peer.become("disconnected");
    await after(999);
    await peer.become("connected");
    await after(10_000);
    expect(restarts()).toBe(0);
    await peer.become("disconnected");
    await after(1000);
    expect(restarts()).toBe(1);
  });

  test.each([["no_media"], ["bad_request"]])("whose restart is refused (%s) is given up: joins again at once, through the same elements", async (code) => {
    const { room, socket, peer } = await joined();
    await peer.become("failed");
    await socket.refuse("media.restart", code);
    expect(socket.closedWith).toBe(1000);
    await FakeSocket.last.open();
    expect(sent()).toEqual(["join"]);
    await FakeSocket.last.answer("join", welcome());
    expect(room.connection).toBe("connected");
    expect(peer.closed).toBe(true);
    expect(FakePeer.all).toHaveLength(2);
    expect(FakeAudio.all).toHaveLength(3);
  });

  test("that does not come back in 3 s is given up", async () => {
    const { peer } = await joined();
    await peer.become("failed");
    await answerRestart();
    await after(2999);
    expect(FakeSocket.all).toHaveLength(1);
    await after(1);
    await FakeSocket.last.open();
    expect(sent()).toEqual(["join"]);
  });

  test("whose answer cannot be applied is given up", async () => {
    const { socket, peer } = await joined();
    await peer.become("failed");
    await socket.answer("media.restart", { answer: "a bad answer" });
    await FakeSocket.last.open();
    expect(sent()).toEqual(["join"]);
  });

  test("a server that asks for patience gets it", async () => {
    const { socket, peer } = await joined();
    await peer.become("failed");
    await socket.refuse("media.restart", "rate_limited", { retry_ms: 1500 });
    await after(1499);
    expect(restarts()).toBe(1);
    await after(1);
    expect(restarts()).toBe(2);
    expect(peer.signalingState).toBe("have-local-offer"); // the first offer was withdrawn, or this one would have thrown
  });
});

describe("a voice that should come and does not", () => {
  test("is missed after little more than a second, without a word from the browser", async () => {
    const { peer } = await joined();
    await heard(peer);
    await after(1200);
    expect(restarts()).toBe(0);
    await after(300);
    expect(restarts()).toBe(1);
    await answerRestart();
    peer.packets++;
    await after(300);
    await after(20_000);
    expect(FakePeer.all).toEqual([peer]);
  });

  test("and does not come by another way either: joins again", async () => {
    const { peer } = await joined();
    await heard(peer);
    await after(1500);
    await answerRestart();
    await after(3001);
    await FakeSocket.last.open();
    expect(sent()).toEqual(["join"]);
  });

  test.each([
    ["nobody speaks", quiet],
    ["only the person here speaks", { ...talk, slots: ["p-me"], speaking: [{ participant: "p-me", level: -20 }], receiving: ["p-me"] }],
    ["who speaks is in no slot", { ...talk, slots: ["", "", ""] }],
    ["the server hears nothing of them either", { ...talk, receiving: [] }],
  ])("is not missed when %s", async (_, speakers) => {
    const { peer } = await joined();
    await heard(peer);
    await hear(speakers);
    await after(10_000);
    expect(restarts()).toBe(0);
    expect(peer.counted).toBeLessThan(6);
  });

  test("is not missed by a page that is away and silent", async () => {
    FakeAudio.rule = () => Promise.reject(Object.assign(new Error(), { name: "NotAllowedError" }));
    const { peer } = await joined();
    Object.assign(document, { visibilityState: "hidden" });
    await hear(talk);
    await after(10_000);
    expect(peer.counted).toBe(0);
  });

  test("costs no statistics while the browser notes packets by itself", async () => {
    const { peer } = await joined();
    const [, slot] = peer.transceivers;
    await hear(talk);
    await after(300); // nothing noted yet: counted once
    for (let i = 0; i < 20; i++) {
      slot?.sources.splice(0, 1, { timestamp: Date.now() });
      peer.packets += 15;
      await after(300);
      await hear(talk);
    }
    expect(peer.counted).toBe(1);
    await after(1500);
    expect(restarts()).toBe(1); // and still it is missed in time: what came before is no news
  });
});

describe("an own voice", () => {
  async function speaking() {
    const you = participant("p-me", { seat: 1, role: "speaker" });
    const made = await joined({}, welcome({ snapshot: snapshot({ you }) }));
    browser.ask.mockResolvedValue(new FakeStream([new FakeTrack()]));
    const opening = made.room.unmute();
    await settle();
    await made.socket.answer("mute.self");
    await opening;
    await hear({ slots: ["p-me"], speaking: [], receiving: ["p-me"] });
    return made;
  }

  test("that the server hears no more has its way sought anew, once", async () => {
    const { peer } = await speaking();
    await hear(quiet);
    expect(restarts()).toBe(1);
    await answerRestart();
    await hear(quiet);
    await after(20_000);
    expect(restarts()).toBe(1);
    expect(FakePeer.all).toEqual([peer]);
  });

  test("that was closed here is not missed", async () => {
    const { room } = await speaking();
    void room.mute().catch(() => undefined);
    await hear(quiet);
    expect(restarts()).toBe(0);
  });

  test.each([
    ["took the voice with it: another way is sought with the server's first word", quiet, ["resume", "media.restart"]],
    ["left the voice alone: nothing is touched", { ...quiet, receiving: ["p-me"] }, ["resume"]],
  ])("and what cut the socket %s", async (_, speakers, commands) => {
    const { socket } = await speaking();
    await socket.end();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    await hear(speakers);
    expect(sent()).toEqual(commands);
  });
});

describe("another network", () => {
  test.each([
    ["the browser is online again", () => browser.online()],
    ["the device has changed over", () => browser.network("cellular")],
  ])("%s: another way at once", async (_, change) => {
    await joined();
    await change();
    expect(restarts()).toBe(1);
  });

  test("a new guess of its speed is none", async () => {
    await joined();
    await browser.network("wifi");
    expect(restarts()).toBe(0);
  });

  test("is nobody's care after leaving, nor is a voice", async () => {
    const { room, socket } = await joined();
    const forgotten = vi.spyOn(window, "removeEventListener");
    await hear(talk);
    const leaving = room.leave();
    await socket.answer("leave");
    await leaving;
    await browser.online();
    await browser.network("cellular");
    expect(restarts()).toBe(0);
    expect(forgotten).toHaveBeenCalledWith("online", expect.any(Function));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the socket", () => {
  test("that does not answer a restart is dead too: resumed on another one, then restarted", async () => {
    const { peer } = await joined();
    await heard(peer);
    await after(1500);
    expect(restarts()).toBe(1);
    await after(800);
    expect(FakeSocket.all).toHaveLength(2);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    await after(200);
    expect(sent()).toEqual(["resume", "media.restart"]);
    await answerRestart();
    expect(peer.answers).toEqual(["the answer", "another answer"]);
    expect(FakePeer.all).toEqual([peer]);
  });

  test("is given the time a far server needs", async () => {
    const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile });
    void room.join();
    await FakeSocket.last.open();
    await after(400);
    await FakeSocket.last.answer("join", welcome());
    await FakePeer.last.become("connected");
    await browser.online();
    await after(800 + 3 * 400 - 1);
    expect(FakeSocket.all).toHaveLength(1);
    await after(1);
    expect(FakeSocket.all).toHaveLength(2);
  });

  test("is waited for: the restart comes after the resume", async () => {
    const { socket, peer } = await joined();
    await socket.end();
    await peer.become("failed");
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    expect(sent()).toEqual(["resume", "media.restart"]);
  });
});

describe("media that never come up", () => {
  test("are tried ever more seldom", async () => {
    await joined();
    await FakePeer.last.become("failed");
    await FakeSocket.last.refuse("media.restart", "no_media");
    const pauses: number[] = [];
    for (let i = 0; i < 6; i++) {
      await FakeSocket.last.open();
      await FakeSocket.last.answer("join", welcome());
      const before = FakePeer.all.length;
      const since = Date.now();
      await FakePeer.last.become("failed");
      while (FakePeer.all.length === before) {
        await after(100);
        if (FakeSocket.last.readyState === 0) await FakeSocket.last.open();
        else await FakeSocket.last.receive({ type: "ping", data: { seq: 1 } });
      }
      pauses.push(Math.round((Date.now() - since) / 1000));
    }
    expect(pauses).toEqual([2, 4, 8, 16, 30, 30]);
  });

  test("whose remedy falls into a reconnect are mended after it", async () => {
    const { socket, peer } = await joined();
    await peer.become("failed");
    await socket.refuse("media.restart", "no_media");
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    await FakePeer.last.become("failed"); // the second remedy is 2 s away
    await FakeSocket.last.end();
    await after(2000);
    await FakeSocket.last.open();
    await FakeSocket.last.answer("resume", { resume_token: "resume-2", replayed: 0 });
    await FakeSocket.last.open();
    expect(sent()).toEqual(["join"]);
    await FakeSocket.last.answer("join", welcome());
    expect(FakePeer.all.map((one) => one.answers.length)).toEqual([1, 1, 1]);
  });
});

describe("what a person should know", () => {
  async function unconnected() {
    const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile });
    const paths: PathState[] = [];
    room.on("path", (path) => paths.push(path));
    void room.join();
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    return { room, paths };
  }

  test("that sound gets through", async () => {
    const { room, paths } = await joined();
    expect([room.path, paths]).toEqual(["open", ["open"]]);
  });

  test("no word of it while the server itself does not answer", async () => {
    const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile });
    void room.join();
    await FakeSocket.last.open();
    await after(9000);
    expect(room.path).toBe("seeking");
    await FakeSocket.last.answer("join", welcome());
    await after(7999);
    expect(room.path).toBe("seeking");
    await after(1);
    expect(room.path).toBe("blocked");
  });

  test("that none does after 8 s, until it does; over TCP it may take five", async () => {
    const { room, paths } = await unconnected();
    await after(5000);
    expect(room.path).toBe("seeking");
    await after(3000);
    expect(paths).toEqual(["blocked"]);
    await FakePeer.last.become("connected");
    expect(paths).toEqual(["blocked", "open"]);
  });

  test("no word of it while a way is found again in time", async () => {
    const { peer, paths } = await joined();
    await peer.become("failed");
    await answerRestart();
    await peer.become("connected");
    await after(60);
    expect(paths).toEqual(["open", "seeking", "open"]);
  });

  test("a join that does not help does not begin the 8 s anew", async () => {
    const { paths } = await unconnected();
    await after(7000);
    await FakePeer.last.become("failed");
    await FakeSocket.last.open();
    await FakeSocket.last.answer("join", welcome());
    await after(1000);
    expect(paths).toEqual(["blocked"]);
  });

  test("trying again is a new connection, which keeps its word until it is through", async () => {
    const { room, paths } = await unconnected();
    await after(8000);
    room.retryMedia();
    await FakeSocket.last.open();
    expect(sent()).toEqual(["join"]);
    await FakeSocket.last.answer("join", welcome());
    expect(paths).toEqual(["blocked"]);
    await FakePeer.last.become("connected");
    expect(paths).toEqual(["blocked", "open"]);
  });
});

describe("low delay", () => {
  test("is asked for in the join when it is wanted, and not mentioned otherwise", async () => {
    const { socket } = await joined({ lowDelay: true });
    expect(socket.command("join").data.low_delay).toBe(true);
    const other = await joined();
    expect("low_delay" in other.socket.command("join").data).toBe(false);
  });

  test("is set in the room, and kept for later joins", async () => {
    const { room, socket } = await joined();
    const setting = room.setLowDelay(true);
    expect(socket.command("media.set").data).toEqual({ low_delay: true });
    await socket.answer("media.set");
    await setting;
    await socket.end(4003);
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.low_delay).toBe(true);
  });

  test("set before or between connections goes with the next join", async () => {
    const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile });
    await room.setLowDelay(true);
    void room.join();
    await FakeSocket.last.open();
    expect(FakeSocket.last.command("join").data.low_delay).toBe(true);
  });
});
