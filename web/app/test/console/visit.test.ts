import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Snapshot } from "@sdk";
import { Memory } from "../../memory";
import { RoomSession, type SessionListener } from "../../room/session";
import { FakeRoom } from "../fake/client";
import { room, seated, withYou } from "../fake/people";

const off = { self: true, host: false, seat: false };
const ruled = withYou({ ...room(), room: { ...room().room, rules: "Be kind" } }, seated(1, 5, { mute: off }));
const nothing = () => undefined;

function visit(rulesAhead: (snapshot: Snapshot) => boolean) {
  const fake = new FakeRoom({ snapshot: ruled });
  const refused: string[] = [];
  const listener: SessionListener = {
    joined: nothing,
    refused: (code) => void refused.push(code),
    ended: nothing,
    token: nothing,
    hostMute: nothing,
    invited: nothing,
    invitationEnded: nothing,
    answered: nothing,
    noticed: nothing,
    rulesAhead,
  };
  return { fake, refused, session: new RoomSession("demo", fake, listener, { requestAnimationFrame: () => 1, cancelAnimationFrame: nothing }) };
}

describe("the first word in a room", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("waits for the rules: they are shown, nothing is sent, nothing is called a fault", async () => {
    const { session, fake, refused } = visit(() => true);
    await session.join();
    await session.microphone.want(true);
    expect(session.sheet.value).toEqual({ kind: "rules", opens: true });
    expect([fake.sent, refused]).toEqual([["join"], []]);
    expect(session.microphone.busy.value).toBe(false);
  });

  it("is heard once they are agreed to", async () => {
    let ahead = true;
    const { session, fake } = visit(() => ahead);
    await session.join();
    await session.microphone.want(true);
    ahead = false;
    await session.microphone.want(true);
    expect(fake.sent).toEqual(["join", "unmute"]);
  });
});

describe("a memory of agreements", () => {
  const area = (kept = "") => {
    let value = kept;
    return { getItem: () => value, setItem: (_: string, next: string) => void (value = next) } as unknown as Storage;
  };

  it("grows by one for a room and its rules, once", () => {
    const lasting = area();
    const memory = new Memory(() => lasting, () => area());
    memory.keepAgreed("demo", "Be kind");
    memory.keepAgreed("demo", "Be kind");
    expect(memory.agreed()).toHaveLength(1);
  });

  it.each(["", "{", "7", '{"a":1}', "[7]"])("written by somebody else as %j is empty", (text) => {
    expect(new Memory(() => area(text), () => area()).agreed()).toEqual([]);
  });
});
