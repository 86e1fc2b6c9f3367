import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { prepareMedia, type PreparedMedia } from "../src/prepared";
import { VoiceRoom } from "../src/voice-room";
import { FakeAudio, fakeBrowser, FakePeer, FakeSocket, settle, welcome, type FakeBrowser } from "./fakes";

let browser: FakeBrowser;
beforeEach(() => {
  browser = fakeBrowser();
});
afterEach(() => {
  vi.useRealTimers();
});

const profile = { name: "小雨", speaks: ["zh"], learns: ["en"], levels: [], time_zone: "Asia/Shanghai" };

function prepare(): PreparedMedia {
  const prepared = prepareMedia();
  if (!prepared) throw new Error("this browser has WebRTC");
  return prepared;
}

async function join(prepared: PreparedMedia): Promise<VoiceRoom> {
  const room = new VoiceRoom({ url: "https://corner.example", room: "q3vX", profile, prepared });
  const joining = room.join();
  await FakeSocket.last.open();
  await FakeSocket.last.answer("join", welcome());
  await joining;
  return room;
}

describe("media prepared before the tap", () => {
  test("has its offer before anybody taps, and plays nothing yet", async () => {
    prepare();
    await settle();
    expect(FakePeer.all).toHaveLength(1);
    expect(FakePeer.last).toMatchObject({ offers: 1, signalingState: "have-local-offer" });
    expect([FakeAudio.all.length, FakeSocket.all.length]).toEqual([0, 0]);
  });

  test("is what the join uses: no other connection, no other offer", async () => {
    const prepared = prepare();
    await settle();
    await join(prepared);
    expect(FakePeer.all).toHaveLength(1);
    expect(FakePeer.last).toMatchObject({ offers: 1, answers: ["the answer"], closed: false });
    expect(FakeSocket.last.command("join").data).toMatchObject({ offer: "offer of 0" });
    expect(FakeAudio.all.map((element) => element.plays)).toEqual([1, 1, 1]);
    expect(prepared.good).toBe(false);
  });

  test("serves one join: the next makes its own", async () => {
    const prepared = prepare();
    const first = await join(prepared);
    const leaving = first.leave();
    await FakeSocket.last.answer("leave");
    await leaving;
    await join(prepared);
    expect(FakePeer.all).toHaveLength(2);
    expect(FakePeer.all.map(({ closed }) => closed)).toEqual([true, false]);
  });

  test("is not used after five minutes, nor on another network, and is closed then", async () => {
    const old = prepare();
    await vi.advanceTimersByTimeAsync(5 * 60_000 + 1);
    expect(old.good).toBe(false);
    await join(old);
    expect(FakePeer.all.map(({ closed }) => closed)).toEqual([true, false]);

    const elsewhere = prepare();
    await browser.network("cellular");
    expect(elsewhere.good).toBe(false);
    expect(FakePeer.last.closed).toBe(true);
    await join(elsewhere);
    expect(FakePeer.all).toHaveLength(4);
  });

  test("given up, it is closed; taken, it is the room's to close", async () => {
    const unwanted = prepare();
    unwanted.close();
    expect(FakePeer.last.closed).toBe(true);
    const wanted = prepare();
    await join(wanted);
    wanted.close();
    expect(FakePeer.last.closed).toBe(false);
  });

  test("a browser without WebRTC has none", () => {
    vi.stubGlobal("RTCPeerConnection", undefined);
    expect(prepareMedia()).toBeNull();
  });
});
