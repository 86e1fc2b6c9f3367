import { describe, expect, it } from "vitest";
import type { Participant, Role, Snapshot } from "@sdk";
import {
  findPerson, handCount, handPlace, hasHand, invitationOf, isAlone, mainButtonOf, mayActOn, microphoneOf, moderates, noticeOf, onStage,
  peopleCount, screenOf, stageFull, type NoticeInput,
} from "../room/view";
import { person, room, seated, withYou } from "./fake/people";

describe("screenOf", () => {
  it.each([
    ["idle", false, null, "card"],
    ["connecting", false, null, "connecting"],
    ["connected", true, null, "room"],
    ["reconnecting", true, null, "room"],
    ["connecting", true, null, "room"],
    ["reconnecting", false, null, "connecting"],
    ["delayed", false, null, "delayed"],
    ["delayed", false, "server_busy", "ended"],
    ["waiting", false, null, "waiting"],
    ["waiting", true, null, "waiting"],
    ["waiting", false, "denied", "ended"],
    ["connected", true, "kicked", "ended"],
    ["idle", false, "room_full", "ended"],
  ] as const)("%s, snapshot %s, ended %s: %s", (connection, snapshot, ended, screen) => {
    expect(screenOf(connection, snapshot, ended)).toBe(screen);
  });
});

describe("microphoneOf", () => {
  const mute = (self: boolean, host: boolean, seat: boolean) => ({ mute: { self, host, seat } });
  it.each([
    ["nothing set and silent", {}, false, "open"],
    ["nothing set and heard", {}, true, "speaking"],
    ["self", mute(true, false, false), true, "muted"],
    ["seat over self", mute(true, false, true), true, "seat_muted"],
    ["host over all", mute(true, true, true), true, "host_muted"],
    ["away over everything", { connected: false, ...mute(true, true, true) }, true, "away"],
  ] as const)("%s", (_, change, heard, word) => {
    const one = seated(0, 0, change);
    expect(microphoneOf(one, new Set(heard ? [one.id] : []))).toBe(word);
  });
});

describe("the queue of hands", () => {
  const hands = [0, 2, 5].map((index) => ({ participant: person(index), raised_ms: index }));

  const many = Array.from({ length: 100 }, (_, i) => ({ participant: person(20, { id: `p-${i}` }), raised_ms: i }));
  const you = person(1);
  const mine = { participant: you, raised_ms: 9 };
  const heard = (count: number) => ({ count: 1031, hands: count, sample: [] });
  const moderator = person(1, { role: "moderator" });

  it("knows whose hand is up", () => {
    expect([hasHand(room({ hands }), person(2).id), hasHand(room({ hands }), "p-yu")]).toEqual([true, false]);
  });

  it.each<[string, Partial<Snapshot>, number, number]>([
    ["a listener with no hand: only the count", { audience: heard(12) }, 0, 12],
    ["a listener in an empty queue", { audience: heard(0) }, 0, 0],
    ["a raised listener: the server's word", { hands: [mine], hand_position: 7, audience: heard(12) }, 7, 12],
    ["a raised listener before the first word: up, and nowhere yet", { hands: [mine], audience: heard(12) }, 0, 12],
    ["a raised listener whose place is newer than the count", { hands: [mine], hand_position: 13, audience: heard(12) }, 13, 13],
    ["a place that is left over from a lowered hand is none", { hands: [], hand_position: 7, audience: heard(12) }, 0, 12],
    ["a speaker: those seen", { you: seated(1, 5), hands, audience: heard(9) }, 0, 3],
    ["the host: those seen, not a count that is a second old", { you: seated(1, 0, { role: "host" }), hands, audience: heard(9) }, 0, 3],
    ["a moderator off the stage: the same", { you: moderator, hands, audience: heard(0) }, 0, 3],
    ["a moderator with a hand up, told no place: the one seen", { you: moderator, hands: [...hands, mine] }, 4, 4],
    ["a queue longer than is shown: the server's count", { you: seated(1, 0, { role: "host" }), hands: many, audience: heard(340) }, 0, 340],
    ["a queue of just what is shown", { you: seated(1, 0, { role: "host" }), hands: many, audience: heard(99) }, 0, 100],
  ])("%s", (_, change, place, total) => {
    const snapshot = room({ you, ...change });
    expect([handPlace(snapshot), handCount(snapshot)]).toEqual([place, total]);
  });
});

describe("the ladder", () => {
  const roles: Role[] = ["listener", "speaker", "moderator", "host"];
  const allowed: Record<Role, Role[]> = {
    listener: [],
    speaker: [],
    moderator: ["listener", "speaker"],
    host: ["listener", "speaker", "moderator"],
  };
  it.each(roles.flatMap((by) => roles.map((on) => [by, on] as const)))("%s on %s", (by, on) => {
    expect(mayActOn(person(0, { role: by }), person(1, { role: on }))).toBe(allowed[by].includes(on));
  });

  it("lets nobody act on themselves", () => {
    const host = person(0, { role: "host" });
    expect(mayActOn(host, { ...host, role: "listener" })).toBe(false);
  });

  it("lets host and moderator see the queue", () => {
    expect(roles.filter(moderates)).toEqual(["moderator", "host"]);
  });

  it("gives the microphone to those on a seat and the hand to the others", () => {
    expect(mainButtonOf(seated(0, 0))).toBe("microphone");
    expect(mainButtonOf(person(0, { role: "moderator" }))).toBe("hand");
  });
});

describe("a snapshot", () => {
  const lively = room();
  const empty = lively.stage.map((seat) => ({ ...seat, occupant: null }));

  it("counts the stage and the audience", () => {
    expect(onStage(lively)).toHaveLength(5);
    expect(peopleCount(lively)).toBe(1036);
  });

  it("knows when nobody else is here", () => {
    expect(isAlone(lively)).toBe(false);
    expect(isAlone(room({ stage: empty, audience: { count: 1, hands: 0, sample: [person(1)] } }))).toBe(true);
    expect(isAlone(withYou(room({ stage: empty, audience: { count: 0, hands: 0, sample: [] } }), seated(1, 0)))).toBe(true);
  });

  it("is full when every seat that is not locked is taken", () => {
    expect(stageFull(lively)).toBe(false);
    const taken = lively.stage.map((seat) => (seat.locked ? seat : { ...seat, occupant: seated(seat.index, seat.index) }));
    expect(stageFull(room({ stage: taken }))).toBe(true);
  });

  it("finds people on the stage, in the queue and in the sample, and nobody else", () => {
    const snapshot = room({ hands: [{ participant: person(5), raised_ms: 0 }] });
    expect(findPerson(snapshot, "p-lena")?.role).toBe("host");
    expect(findPerson(snapshot, "p-tom")?.name).toBe("Tom");
    expect(findPerson(snapshot, snapshot.audience.sample[3]!.id)).not.toBeNull();
    expect(findPerson(snapshot, "p-yu")).toBe(snapshot.you);
    expect(findPerson(snapshot, "stranger")).toBeNull();
  });

  it("finds an invitation by whom it is for", () => {
    const invitations = [{ participant: "p-yu", by: "p-lena", expires_ms: 1 }];
    expect(invitationOf(room({ invitations }), "p-yu")).toBe(invitations[0]);
    expect(invitationOf(room({ invitations }), "p-lena")).toBeNull();
  });
});

describe("noticeOf", () => {
  const speaker = (mute: Partial<Participant["mute"]> = {}) =>
    withYou(room(), seated(1, 5, { mute: { self: false, host: false, seat: false, ...mute } }));
  const calm: NoticeInput = { snapshot: room(), connection: "connected", online: true, soundBlocked: false, pathBlocked: false, notHeard: false };
  it.each<[string, Partial<NoticeInput>, string | null]>([
    ["all is well", {}, null],
    ["the socket is away", { connection: "reconnecting" }, "reconnecting"],
    ["the network is away", { connection: "reconnecting", online: false }, "offline"],
    ["the browser is wrong about being offline", { online: false }, null],
    ["a lost connection over blocked sound", { connection: "reconnecting", soundBlocked: true }, "reconnecting"],
    ["no way for the sound over a tap that would play nothing", { pathBlocked: true, soundBlocked: true }, "no_path"],
    ["a lost connection over a way that nobody can seek now", { connection: "reconnecting", pathBlocked: true }, "reconnecting"],
    ["no way for the sound over an unheard microphone", { snapshot: speaker(), pathBlocked: true, notHeard: true }, "no_path"],
    ["blocked sound over a mute", { snapshot: speaker({ host: true }), soundBlocked: true }, "sound"],
    ["muted by the host", { snapshot: speaker({ host: true }) }, "host_muted"],
    ["a muted seat", { snapshot: speaker({ seat: true }) }, "seat_muted"],
    ["self-muted is on the button", { snapshot: speaker({ self: true }) }, null],
    ["open and unheard", { snapshot: speaker(), notHeard: true }, "not_heard"],
    ["a host mute of somebody off the stage", { snapshot: room({ you: person(1, { mute: { self: true, host: true, seat: false } }) }) }, null],
  ])("%s", (_, change, notice) => {
    expect(noticeOf({ ...calm, ...change })).toBe(notice);
  });

  it("says that a stage without a host is open", () => {
    expect(noticeOf({ ...calm, snapshot: room({ host: "" }) })).toBe("open_stage");
  });

  it("invites to share when nobody else is here", () => {
    const stage = room().stage.map((seat) => ({ ...seat, occupant: null }));
    expect(noticeOf({ ...calm, snapshot: room({ stage, audience: { count: 1, hands: 0, sample: [] } }) })).toBe("alone");
  });
});
