import { effect } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { codeOf, microphoneFaultOf, RoomSession } from "../room/session";
import { FakeRoom, type Script } from "./fake/client";
import { room, seated, withYou } from "./fake/people";

const on = { self: false, host: false, seat: false };
const off = { self: true, host: false, seat: false };
const speaker = (mute = off) => withYou(room(), seated(1, 5, { mute }));

function visit(script: Partial<Script> = {}) {
  const fake = new FakeRoom({ snapshot: room(), ...script });
  const told: string[] = [];
  const note = (name: string) => (value?: unknown) => void told.push(value === undefined ? name : `${name} ${String(value)}`);
  const listener = {
    joined: note("joined"),
    refused: note("refused"),
    ended: note("ended"),
    token: note("token"),
    hostMute: note("hostMute"),
    noticed: ({ action }: { action: string }) => void told.push(`noticed ${action}`),
    invited: note("invited"),
    invitationEnded: note("invitation"),
    answered: (id: string, name: string, outcome: string) => void told.push(`answered ${id} ${name} ${outcome}`),
  };
  const frames = { requestAnimationFrame: () => 1, cancelAnimationFrame: () => undefined };
  return { fake, told, session: new RoomSession("demo", fake, listener, frames) };
}

describe("who is silent on this device alone", () => {
  it("is kept by the client, and what shows it is told", async () => {
    const { session, fake } = visit();
    await session.join();
    const seen: boolean[] = [];
    const stop = effect(() => void seen.push(session.isHushed("p-omar")));
    session.hush("p-omar", true);
    session.hush("p-omar", false);
    stop();
    expect([seen, fake.sent.slice(-2)]).toEqual([[false, true, false], ["muted p-omar true", "muted p-omar false"]]);
  });
});

describe("a visit", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("begins with a snapshot, a connection and a token to keep", async () => {
    const { session, told } = visit();
    await session.join();
    expect(session.connection.value).toBe("connected");
    expect(session.snapshot.value?.room.id).toBe("demo");
    expect(told).toEqual(["token token", "joined"]);
  });

  it.each(["name_taken", "invalid_name", "invalid_profile"])("goes back to the card when %s", async (code) => {
    const { session, told } = visit({ refuse: code });
    await session.join();
    expect([session.profileFault.value, session.connection.value, session.ended.value]).toEqual([code, "idle", null]);
    expect(told).toEqual([]);
  });

  it.each(["room_full", "banned", "network"])("ends when %s", async (code) => {
    const { session, told } = visit({ refuse: code });
    await session.join();
    expect([session.ended.value, told]).toEqual([code, [`ended ${code}`]]);
  });

  it("ends once, with the first reason", async () => {
    const { session, fake, told } = visit();
    await session.join();
    fake.emit("closed", { code: 4505, reason: "kicked" });
    fake.emit("closed", { code: 4507, reason: "room_closed" });
    expect([session.ended.value, told.filter((one) => one.startsWith("ended"))]).toEqual(["kicked", ["ended kicked"]]);
  });

  it("does not call leaving an end", async () => {
    const { session, fake } = visit();
    await session.join();
    session.leave();
    expect([session.ended.value, fake.sent]).toEqual([null, ["join", "leave"]]);
  });

  it("keeps the room on the screen while the connection returns", async () => {
    const { session, fake } = visit();
    await session.join();
    fake.emit("speakers", { slots: [], speaking: [{ participant: "p-lena", level: -20 }], receiving: [] });
    fake.connect("reconnecting");
    expect([session.connection.value, session.snapshot.value === null]).toEqual(["reconnecting", false]);
    expect(session.speaking.value.size).toBe(0);
  });

  it("hears nothing more once it is over", async () => {
    const { session, fake } = visit();
    await session.join();
    session.dispose();
    fake.update({ revision: 99 });
    expect(session.snapshot.value?.revision).toBe(1);
  });

  it("tells a refused command, and not one that the person's own next wish overtook", async () => {
    const { session, told } = visit();
    expect(await session.run(() => Promise.reject({ code: "stage_full" }))).toBe(false);
    expect(await session.run(() => Promise.reject({ code: "cancelled" }))).toBe(false);
    expect(await session.run(async () => undefined)).toBe(true);
    expect(told).toEqual(["refused stage_full"]);
  });

  it("renders nobody again for the same speakers", async () => {
    const { session, fake } = visit();
    await session.join();
    const speak = (ids: string[]) =>
      fake.emit("speakers", { slots: [], speaking: ids.map((participant) => ({ participant, level: -20 })), receiving: ids });
    speak(["a", "b"]);
    const before = session.speaking.value;
    speak(["b", "a"]);
    expect(session.speaking.value).toBe(before);
    speak(["a"]);
    expect([...session.speaking.value]).toEqual(["a"]);
  });
});

describe("a way for the sound", () => {
  it("that is not found is told until it is, and sought anew when asked", async () => {
    const { session, fake } = visit();
    await session.join();
    expect(session.pathBlocked.value).toBe(false);
    fake.find("blocked");
    expect(session.pathBlocked.value).toBe(true);
    session.seekSound();
    expect(fake.sent).toEqual(["join", "retry media"]);
    fake.find("open");
    expect(session.pathBlocked.value).toBe(false);
  });

  it("that is only being sought is no news", async () => {
    const { session, fake } = visit();
    await session.join();
    fake.find("seeking");
    expect(session.pathBlocked.value).toBe(false);
  });
});

describe("a join that is put off", () => {
  it("is shown with its time, and each later time in its turn", () => {
    const { session, fake } = visit({ delayMs: 4000 });
    void session.join();
    expect([session.connection.value, session.delay.value?.retryMs]).toEqual(["delayed", 4000]);
    fake.putOff(9000);
    expect(session.delay.value?.retryMs).toBe(9000);
  });

  it("can be called off", () => {
    const { session, fake } = visit({ delayMs: 4000 });
    void session.join();
    session.leave();
    expect([fake.sent, session.ended.value]).toEqual([["join", "leave"], null]);
  });

  it("for good ends with what the server said", async () => {
    const { session, told } = visit({ refuse: "server_busy" });
    await session.join();
    expect([session.ended.value, told]).toEqual(["server_busy", ["ended server_busy"]]);
  });
});

describe("an own microphone", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is open only on a seat with no mute bit", async () => {
    const { session, fake } = visit({ snapshot: speaker(on) });
    await session.join();
    expect(session.open.value).toBe(true);
    for (const bit of ["self", "host", "seat"]) {
      const you = seated(1, 5, { mute: { ...on, [bit]: true } });
      fake.update(withYou(room(), you));
      expect(session.open.value).toBe(false);
    }
    fake.update({ you: seated(1, -1, { mute: on }) });
    expect(session.open.value).toBe(false);
  });

  it("that arrives nowhere is told after six seconds, and taken back when it arrives", async () => {
    const { session, fake } = visit({ snapshot: speaker(on) });
    await session.join();
    await vi.advanceTimersByTimeAsync(5900);
    expect(session.notHeard.value).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(session.notHeard.value).toBe(true);
    fake.emit("speakers", { slots: [], speaking: [], receiving: ["p-yu"] });
    expect(session.notHeard.value).toBe(false);
  });

  it("is not called unheard while muted or reconnecting", async () => {
    const { session, fake } = visit({ snapshot: speaker(off) });
    await session.join();
    await vi.advanceTimersByTimeAsync(9000);
    expect(session.notHeard.value).toBe(false);
    fake.connect("reconnecting");
    fake.update(speaker(on));
    await vi.advanceTimersByTimeAsync(9000);
    expect(session.notHeard.value).toBe(false);
  });

  it("that is refused by the browser opens the how-to", async () => {
    const { session, told } = visit({ snapshot: speaker(off), microphone: "microphone_denied" });
    await session.join();
    await session.microphone.want(true);
    expect(session.sheet.value).toEqual({ kind: "microphone", fault: "denied" });
    expect(told.some((one) => one.startsWith("refused"))).toBe(false);
  });

  it.each([
    ["microphone_denied", true, "denied"],
    ["microphone_missing", true, "missing"],
    ["microphone_busy", true, "busy"],
    ["microphone_denied", false, "insecure"],
    ["muted_by_host", true, null],
  ])("fault %s, https %s: %s", (code, secure, fault) => {
    expect(microphoneFaultOf(code, secure)).toBe(fault);
  });

  it("is told when the host closes and releases it, and not when its owner does", async () => {
    const { session, fake, told } = visit({ snapshot: speaker(on) });
    await session.join();
    const mute = (bits: object) => fake.emit("muted", { by: "p-lena", mute: { ...off, ...bits }, reason: "host" });
    mute({});
    mute({ host: true });
    mute({ host: true });
    mute({});
    expect(told.filter((one) => one.startsWith("hostMute"))).toEqual(["hostMute true", "hostMute false"]);
  });

  it("that was muted before a reload is released with a word", async () => {
    const { session, fake, told } = visit({ snapshot: speaker({ self: true, host: true, seat: false }) });
    await session.join();
    fake.emit("muted", { by: "p-lena", mute: off, reason: "host" });
    expect(told).toContain("hostMute false");
  });
});

describe("an invitation of mine", () => {
  const invitation = { participant: "p-yu", by: "p-lena", expires_ms: Date.now() + 20_000 };

  it("is told when it comes", async () => {
    const { session, fake, told } = visit();
    await session.join();
    fake.emit("invitation", invitation);
    expect(told).toContain("invited");
  });

  it.each(["expired", "cancelled"] as const)("that is %s is told", async (outcome) => {
    const { session, fake, told } = visit({ snapshot: room({ invitations: [invitation] }) });
    await session.join();
    fake.emit("invitationEnded", { participant: "p-yu", outcome });
    expect(told).toContain(`invitation ${outcome}`);
  });

  it.each([
    ["accepted", (session: RoomSession) => session.accept()],
    ["declined", (session: RoomSession) => session.decline()],
  ])("that I %s is no news to me", async (_, answer) => {
    const { session, told } = visit({ snapshot: room({ invitations: [invitation] }) });
    await session.join();
    expect(await answer(session)).toBe(true);
    expect(told.filter((one) => one.startsWith("invitation"))).toEqual([]);
  });

  it("that could not be accepted is told when it runs out", async () => {
    const stage = room().stage.map((seat) => ({ ...seat, occupant: seated(seat.index, seat.index) }));
    const { session, fake, told } = visit({ snapshot: room({ stage, invitations: [invitation] }) });
    await session.join();
    expect(await session.accept()).toBe(false);
    fake.emit("invitationEnded", { participant: "p-yu", outcome: "expired" });
    expect(told).toContain("invitation expired");
  });
});

describe("an invitation to somebody else", () => {
  const guest = room().audience.sample[0]!;
  const by = (id: string) => room({ invitations: [{ participant: guest.id, by: id, expires_ms: 1 }] });
  const answers = (told: string[]) => told.filter((one) => /^(answered|invitation)/.test(one));

  it.each(["accepted", "declined", "expired", "left"] as const)("of mine that is %s is told by name, once", async (outcome) => {
    const { session, fake, told } = visit({ snapshot: by("p-yu") });
    await session.join();
    fake.update({ invitations: [], audience: { count: 0, hands: 0, sample: [] } }); // the name must outlive the person
    fake.emit("invitationEnded", { participant: guest.id, outcome });
    fake.emit("invitationEnded", { participant: guest.id, outcome });
    expect(answers(told)).toEqual([`answered ${guest.id} ${guest.name} ${outcome}`]);
  });

  it.each([
    ["that I took back", "p-yu", "cancelled"],
    ["that another host sent", "p-lena", "declined"],
  ] as const)("%s is no news", async (_, host, outcome) => {
    const { session, fake, told } = visit({ snapshot: by(host) });
    await session.join();
    fake.emit("invitationEnded", { participant: guest.id, outcome });
    expect(answers(told)).toEqual([]);
  });
});

describe("a room that is not there any more", () => {
  it("ended while the person was away", async () => {
    const { session, fake } = visit();
    await session.join();
    fake.emit("closed", { code: 4507, reason: "not_found" });
    expect(session.ended.value).toBe("room_gone");
  });

  it("was never there for who did not get in", async () => {
    const { session } = visit({ refuse: "not_found" });
    await session.join();
    expect(session.ended.value).toBe("not_found");
  });
});

describe("codeOf", () => {
  it.each([
    [{ code: "room_full" }, "room_full"],
    [{ code: 7 }, "internal"],
    [{ code: "" }, "internal"],
    [new Error("boom"), "internal"],
    [null, "internal"],
    [undefined, "internal"],
  ])("%j is %s", (fault, code) => {
    expect(codeOf(fault)).toBe(code);
  });
});
