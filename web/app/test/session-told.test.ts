import { describe, expect, it } from "vitest";
import type { Notice } from "@sdk";
import { RoomSession } from "../room/session";
import { FakeRoom, type Script } from "./fake/client";
import { message } from "./fake/chat";
import { room, seated, withYou } from "./fake/people";
import { notice } from "./fake/told-states";

async function visit(script: Partial<Script> = {}) {
  const fake = new FakeRoom({ snapshot: room(), ...script });
  const toasts: string[] = [];
  const nothing = () => undefined;
  const listener = {
    joined: nothing, refused: nothing, ended: nothing, token: nothing, hostMute: nothing, invited: nothing,
    invitationEnded: nothing, answered: nothing,
    noticed: ({ action }: Notice) => void toasts.push(action),
  };
  const frames = { requestAnimationFrame: () => 1, cancelAnimationFrame: () => undefined };
  const session = new RoomSession("demo", fake, listener, frames);
  await session.join();
  return { fake, session, toasts };
}

describe("a notice", () => {
  it("that changes something stays to be read; one of a moment does not", async () => {
    const { session, fake, toasts } = await visit();
    fake.emit("notice", notice("stage_removed"));
    expect([session.notice.value?.action, toasts]).toEqual(["stage_removed", []]);
    fake.emit("notice", notice("moved", { seat: 2 }));
    expect([session.notice.value?.action, toasts]).toEqual(["stage_removed", ["moved"]]);
  });

  it.each([
    ["turn_warning", "turn_over"],
    ["chat_muted", "chat_unmuted"],
  ] as const)("%s goes with %s", async (before, after) => {
    const { session, fake, toasts } = await visit();
    fake.emit("notice", notice(before));
    fake.emit("notice", notice(after));
    expect([session.notice.value, toasts]).toEqual([null, [after]]);
  });

  it("of an end is said by the end, with who and why and until when by this device's clock", async () => {
    const { session, fake, toasts } = await visit();
    fake.emit("notice", notice("banned", { reason: "spam", until_ms: 5000 }));
    Object.assign(fake, { clockOffsetMs: 1000 });
    fake.emit("closed", { code: 4506, reason: "banned", exclusion: { reason: "spam", untilMs: 5000, byName: "Lena" } });
    expect([session.ended.value, session.exclusion.value, toasts]).toEqual(["banned", { reason: "spam", untilMs: 4000, byName: "Lena" }, []]);
  });

  it("is not needed to know why one is not let in", async () => {
    const { session } = await visit({ refuse: "denied", refusal: { reason: "other", untilMs: 9000 } });
    expect([session.ended.value, session.exclusion.value]).toEqual(["denied", { reason: "other", untilMs: 9000, byName: "" }]);
  });
});

describe("a microphone closed by others", () => {
  const muted = { self: true, host: true, seat: false };

  it("is told with who and why, until it is released", async () => {
    const { session, fake } = await visit({ snapshot: withYou(room(), seated(1, 5)) });
    fake.emit("muted", { by: "p-marta", mute: muted, reason: "noise" });
    expect(session.muteCause.value).toEqual({ by: "Marta Wiśniewska-Kowalczyk", reason: "noise" });
    fake.emit("muted", { by: "p-marta", mute: { ...muted, host: false }, reason: "" });
    expect(session.muteCause.value).toBeNull();
  });

  it("by somebody who is not in sight has no name", async () => {
    const { session, fake } = await visit({ snapshot: withYou(room(), seated(1, 5)) });
    fake.emit("muted", { by: "stranger", mute: muted, reason: "host" });
    expect(session.muteCause.value).toEqual({ by: "", reason: "host" });
  });
});

describe("the chat of a visit", () => {
  it("follows the state, and counts from where one came in", async () => {
    const { session, fake } = await visit({ snapshot: room({ chat: [message(1, 0, "before")] }) });
    expect(session.chat.unread.value.count).toBe(0);
    fake.update({ chat: [message(1, 0, "before"), message(2, 5, "@小雨", { mentions: ["p-yu"] })] });
    expect(session.chat.unread.value).toEqual({ count: 1, mentions: 1 });
  });

  it("ends with the visit, and so does what the room expresses", async () => {
    const { session, fake } = await visit();
    fake.emit("reactions", { reactions: [{ emoji: "👏", count: 3 }], signals: [] });
    expect(session.pulse.reactions.value).toMatchObject([{ emoji: "👏", count: 3 }]);
    session.dispose();
    fake.emit("reactions", { reactions: [{ emoji: "👏", count: 3 }], signals: [] });
    expect(session.pulse.reactions.value).toMatchObject([{ count: 3 }]);
  });
});
