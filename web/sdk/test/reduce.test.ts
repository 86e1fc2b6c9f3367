import { describe, expect, test } from "vitest";
import { nobodyAhead, type RoomEvent } from "../src/frames";
import { complete, placed, reduce, talked, talkedMyself } from "../src/reduce";
import { noRound } from "../src/rounds";
import type { Card, Duty, Snapshot } from "../src/types";
import { message, participant, snapshot } from "./fakes";

const me = participant("p-me");
const onSeat = participant("p-me", { seat: 1, role: "speaker" });
const other = participant("p-other", { seat: 2, role: "speaker" });
const seat = (index: number, occupant: Snapshot["you"] | null) => ({ index, locked: false, muted: false, occupant });
const hand = (id: string, raised_ms: number) => ({ participant: participant(id), raised_ms });
const invitation = { participant: "p-me", by: "p-host", expires_ms: 5 };

const waiting = {
  participant: "p7",
  name: "Tom",
  speaks: ["en"],
  learns: ["zh"],
  levels: [],
  time_zone: "",
  since_ms: 3,
  hold: "guests" as const,
};
const event = (type: string, data: object) => ({ type, data }) as unknown as RoomEvent;
const lines = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => message(first + i));

const round = { ...noRound, serial: 7, phases: [{ language: "zh", seconds: 600 }], ends_ms: 2_000_000 };
const duty: Duty = {
  now: { id: "p-yu", name: "Yu" }, until_ms: 7, substitute: null, next: { id: "p-lena", name: "Lena" }, next_ms: 9, next_zone: "America/New_York",
};
const card: Card = { id: "food-3", pack: "food", level: "A2", text: [{ language: "en", text: "Soup?" }], number: 3, of: 24 };

type Row = [name: string, before: Partial<Snapshot>, event: Omit<RoomEvent, "seq">, after: Partial<Snapshot>];

const rows: Row[] = [
  [
    "a seat is replaced by index",
    {},
    { type: "seat.changed", data: { seat: seat(2, other) } } as RoomEvent,
    { stage: [seat(0, null), seat(1, null), seat(2, other)] },
  ],
  [
    "a seat nobody knew of takes its place in order",
    { stage: [seat(0, null), seat(2, null)] },
    { type: "seat.changed", data: { seat: seat(1, null) } } as RoomEvent,
    { stage: [seat(0, null), seat(1, null), seat(2, null)] },
  ],
  [
    "one's own seat brings oneself up",
    {},
    { type: "seat.changed", data: { seat: seat(1, onSeat) } } as RoomEvent,
    { you: onSeat, stage: [seat(0, null), seat(1, onSeat), seat(2, null)] },
  ],
  [
    "one's own seat emptied brings oneself down",
    { you: onSeat, stage: [seat(0, null), seat(1, onSeat), seat(2, null)] },
    { type: "seat.changed", data: { seat: seat(1, null) } } as RoomEvent,
    { you: { ...onSeat, seat: -1, role: "listener" }, stage: [seat(0, null), seat(1, null), seat(2, null)] },
  ],
  [
    "a moderator who steps down stays one",
    { you: participant("p-me", { seat: 1, role: "moderator" }) },
    { type: "seat.changed", data: { seat: seat(1, other) } } as RoomEvent,
    { you: participant("p-me", { seat: -1, role: "moderator" }), stage: [seat(0, null), seat(1, other), seat(2, null)] },
  ],
  [
    "an exchange of seats is one step, and one stays on the stage in between",
    { you: onSeat, stage: [seat(0, null), seat(1, onSeat), seat(2, other)] },
    event("seats.changed", { seats: [seat(1, { ...other, seat: 1 }), seat(2, { ...onSeat, seat: 2 })] }),
    {
      you: { ...onSeat, seat: 2 },
      stage: [seat(0, null), seat(1, { ...other, seat: 1 }), seat(2, { ...onSeat, seat: 2 })],
    },
  ],
  [
    "several seats that lose their people bring one down",
    { you: onSeat, stage: [seat(0, null), seat(1, onSeat), seat(2, other)] },
    event("seats.changed", { seats: [seat(1, null), seat(2, null)] }),
    { you: { ...onSeat, seat: -1, role: "listener" }, stage: [seat(0, null), seat(1, null), seat(2, null)] },
  ],
  [
    "seats of others leave one where one is",
    { you: onSeat, stage: [seat(0, null), seat(1, onSeat), seat(2, other)] },
    event("seats.changed", { seats: [seat(0, other), seat(2, null)] }),
    { stage: [seat(0, other), seat(1, onSeat), seat(2, null)] },
  ],
  [
    "fewer seats end the stage there, and who sat beyond is down",
    { you: { ...onSeat, seat: 2 }, stage: [seat(0, null), seat(1, other), seat(2, { ...onSeat, seat: 2 })] },
    event("room.changed", { room: { ...snapshot().room, seats: 2 } }),
    {
      room: { ...snapshot().room, seats: 2 },
      you: { ...onSeat, seat: -1, role: "listener" },
      stage: [seat(0, null), seat(1, other)],
    },
  ],
  [
    "more seats are there at once, empty",
    {},
    event("room.changed", { room: { ...snapshot().room, seats: 4 } }),
    { room: { ...snapshot().room, seats: 4 }, stage: [0, 1, 2, 3].map((index) => seat(index, null)) },
  ],
  [
    "new rules and a new title are the room's",
    {},
    event("room.changed", { room: { ...snapshot().room, title: "Cats", rules: "Be kind", locked: true } }),
    { room: { ...snapshot().room, title: "Cats", rules: "Be kind", locked: true } },
  ],
  [
    "who begins to run things sees what lies on the desk",
    {},
    event("desk.changed", { invitations: [invitation], waiting: [waiting] }),
    { invitations: [invitation], waiting: [waiting] },
  ],
  [
    "who ceases to run things sees nothing of it",
    { invitations: [invitation], waiting: [waiting] },
    event("desk.changed", {}),
    { invitations: [], waiting: [] },
  ],
  ["who is before the door", {}, event("waiting.changed", { waiting: [waiting] }), { waiting: [waiting] }],
  ["whom one has blocked", {}, event("blocked.changed", { blocked: ["p9"] }), { blocked: ["p9"] }],
  ["a message joins the chat", { chat: [message(1)] }, event("chat.message", { message: message(2) }), { chat: [message(1), message(2)] }],
  [
    "of the chat the newest fifty are kept",
    { chat: lines(1, 50) },
    event("chat.message", { message: message(51) }),
    { chat: lines(2, 51) },
  ],
  [
    "who has paged back keeps the older ones",
    { chat: lines(1, 80) },
    event("chat.message", { message: message(81) }),
    { chat: lines(1, 81) },
  ],
  [
    "but never more than a room keeps",
    { chat: lines(1, 200) },
    event("chat.message", { message: message(201) }),
    { chat: lines(2, 201) },
  ],
  [
    "a deleted message keeps its place without its words",
    { chat: [message(1), message(2, { mentions: ["p-me"] }), message(3)] },
    event("chat.deleted", { id: 2, by: "p-host" }),
    { chat: [message(1), message(2, { text: "", deleted: true, deleted_by: "p-host" }), message(3)] },
  ],
  ["a message nobody has here cannot be deleted here", { chat: [message(4)] }, event("chat.deleted", { id: 2, by: "p9" }), {}],
  ["a notice changes nothing by itself", {}, event("notice", { action: "moved", seat: 2 }), {}],
  [
    "a participant changes wherever they are seen",
    { stage: [seat(0, other)], hands: [hand("p-other", 1)], audience: { count: 2, hands: 0, sample: [participant("p-other")] } },
    { type: "participant.changed", data: { participant: { ...other, name: "New" } } } as RoomEvent,
    {
      stage: [seat(0, { ...other, name: "New" })],
      hands: [{ participant: { ...other, name: "New" }, raised_ms: 1 }],
      audience: { count: 2, hands: 0, sample: [{ ...other, name: "New" }] },
    },
  ],
  [
    "one's own view of oneself is taken",
    {},
    { type: "participant.changed", data: { participant: { ...me, role: "moderator" } } } as RoomEvent,
    { you: { ...me, role: "moderator" } },
  ],
  [
    "a new hand goes to the end: the line is ordered by the server alone",
    { hands: [hand("a", 5)] },
    { type: "hand.raised", data: { hand: hand("b", 3) } } as RoomEvent,
    { hands: [hand("a", 5), hand("b", 3)] },
  ],
  [
    "a hand raised twice is raised once",
    { hands: [hand("a", 5)] },
    { type: "hand.raised", data: { hand: hand("a", 5) } } as RoomEvent,
    { hands: [hand("a", 5)] },
  ],
  [
    "a hand is lowered",
    { hands: [hand("a", 5), hand("b", 6)] },
    { type: "hand.lowered", data: { participant: "a" } } as RoomEvent,
    { hands: [hand("b", 6)] },
  ],
  [
    "an invitation is kept once per person, the newest",
    { invitations: [invitation] },
    { type: "invitation.sent", data: { invitation: { ...invitation, expires_ms: 9 } } } as RoomEvent,
    { invitations: [{ ...invitation, expires_ms: 9 }] },
  ],
  [
    "an invitation ends",
    { invitations: [invitation] },
    { type: "invitation.ended", data: { participant: "p-me", outcome: "expired" } } as RoomEvent,
    { invitations: [] },
  ],
  [
    "a mute shows on oneself and on one's seat",
    { you: onSeat, stage: [seat(1, onSeat)] },
    {
      type: "mute.changed",
      data: { participant: "p-me", by: "p-host", mute: { self: false, host: true, seat: false }, reason: "host" },
    } as RoomEvent,
    {
      you: { ...onSeat, mute: { self: false, host: true, seat: false } },
      stage: [seat(1, { ...onSeat, mute: { self: false, host: true, seat: false } })],
    },
  ],
  ["the host changes", {}, { type: "host.changed", data: { participant: "" } } as RoomEvent, { host: "" }],
  [
    "the audience is replaced",
    {},
    event("audience.changed", { count: 31, hands: 0, sample: [other] }),
    { audience: { count: 31, hands: 0, sample: [other] } },
  ],
  [
    "a sample that is as it was may be left out",
    { audience: { count: 31, hands: 2, sample: [other] } },
    event("audience.changed", { count: 32, hands: 3 }),
    { audience: { count: 32, hands: 3, sample: [other] } },
  ],
  [
    "several hands change at once, the lowered first",
    { hands: [hand("a", 5), hand("p-me", 6)], hand_position: 2 },
    event("hands.changed", { raised: [hand("c", 8), hand("b", 7)], lowered: ["p-me"] }),
    { hands: [hand("a", 5), hand("c", 8), hand("b", 7)], hand_position: 0 },
  ],
  [
    "who is lowered and raised again at once stands at the end",
    { hands: [hand("a", 5), hand("b", 6)] },
    event("hands.changed", { raised: [hand("a", 9)], lowered: ["a"] }),
    { hands: [hand("b", 6), hand("a", 9)] },
  ],
  ["lists of hands that are empty may be left out", { hands: [hand("a", 5)] }, event("hands.changed", {}), { hands: [hand("a", 5)] }],
  [
    "a hand of the same time keeps its place, and shows what has changed",
    { hands: [hand("a", 5), hand("b", 5)] },
    event("hand.raised", { hand: { ...hand("a", 5), participant: participant("a", { connected: false }) } }),
    { hands: [{ ...hand("a", 5), participant: participant("a", { connected: false }) }, hand("b", 5)] },
  ],
  [
    "one's own hand lowered has no place any more",
    { hands: [hand("p-me", 6)], hand_position: 7 },
    event("hand.lowered", { participant: "p-me" }),
    { hands: [], hand_position: 0 },
  ],
  [
    "another's hand lowered leaves one's own place to the server's word",
    { hands: [hand("p-me", 6)], hand_position: 7 },
    event("hand.lowered", { participant: "a" }),
    { hands: [hand("p-me", 6)], hand_position: 7 },
  ],
  [
    "who comes to see the queue, or sees it no more, gets what is theirs to see",
    { hands: [hand("a", 5), hand("p-me", 6)], hand_position: 2 },
    event("hands.listed", { hands: [hand("p-me", 6)] }),
    { hands: [hand("p-me", 6)], hand_position: 2 },
  ],
  [
    "the line is ordered as the server says; who is not named stays behind, who is not here is nobody",
    { hands: [hand("a", 5), hand("b", 6), hand("c", 7), hand("d", 8)] },
    event("hands.ordered", { order: ["c", "x", "a"] }),
    { hands: [hand("c", 7), hand("a", 5), hand("b", 6), hand("d", 8)] },
  ],
  ["an order of nobody changes nothing", { hands: [hand("a", 5)] }, event("hands.ordered", {}), { hands: [hand("a", 5)] }],
  [
    "the round is the server's, whatever was reckoned here",
    { round: { ...round, serial: 9 } },
    event("round.changed", { round }),
    { round },
  ],
  ["rounds that are over are none", { round }, event("round.changed", { round: { serial: 8 } }), { round: { ...noRound, serial: 8 } }],
  ["a card lies on the table", {}, event("card.changed", { card }), { card }],
  ["the duty passes", {}, event("duty.changed", { duty }), { duty }],
  ["nobody has a duty any more", { duty }, event("duty.changed", {}), { duty: null }],
  ["a card is put away", { card }, event("card.changed", {}), { card: null }],
  ["a list of no hands may be left out", { hands: [hand("a", 5)] }, event("hands.listed", {}), { hands: [] }],
  ["an unknown event moves only the revision", {}, { type: "round.changed", data: {} } as unknown as RoomEvent, {}],
];

describe.each(rows)("%s", (_, before, event, after) => {
  const start = snapshot(before);
  const numbered = { ...event, seq: 11 } as RoomEvent;

  test("applied", () => {
    expect(reduce(start, numbered)).toEqual({ ...start, ...after, revision: 11 });
  });

  test("applied twice is applied once, the same object", () => {
    const once = reduce(start, numbered);
    expect(reduce(once, numbered)).toBe(once);
    // Even without the number to tell: events carry state.
    expect(reduce({ ...once, revision: 10 }, numbered)).toEqual(once);
  });

  test("nothing is changed in place", () => {
    const frozen = deepFreeze(structuredClone(start));
    expect(() => reduce(frozen, numbered)).not.toThrow();
  });
});

test("an event the snapshot already includes is ignored", () => {
  const start = snapshot({ revision: 10 });
  expect(reduce(start, { seq: 10, type: "host.changed", data: { participant: "p-late", reason: "joined" } })).toBe(start);
});

test("numbers may have gaps", () => {
  const after = reduce(snapshot(), { seq: 40, type: "host.changed", data: { participant: "p-x", reason: "joined" } });
  expect(after).toMatchObject({ revision: 40, host: "p-x" });
});

test("who is not concerned keeps identity, so that nothing is drawn again", () => {
  const start = snapshot();
  const after = reduce(start, { seq: 11, type: "audience.changed", data: { count: 9, hands: 0, sample: [] } });
  expect(after.stage).toBe(start.stage);
  expect(after.you).toBe(start.you);
});

test("lists an empty room leaves out are empty lists", () => {
  const { stage, hands, invitations, audience, waiting, blocked, chat, ...rest } = snapshot();
  expect([stage.length, hands, invitations, audience.count]).toEqual([3, [], [], 1]);
  expect([waiting, blocked, chat]).toEqual([[], [], []]);
  expect(complete(rest as Snapshot)).toMatchObject({
    stage: [],
    hands: [],
    invitations: [],
    waiting: [],
    blocked: [],
    chat: [],
    audience: { count: 0, hands: 0, sample: [] },
  });
});

test("what an older server does not know of a person, a round and a card is none", () => {
  const { round: _r, talk: _t, you_voiced: _v, card: _c, duty: _d, hand_ahead: _a, hand_at_most: _m, ...older } = snapshot();
  const { levels: _l, ...you } = participant("p-me");
  expect(complete({ ...older, you } as unknown as Snapshot)).toEqual(snapshot());
});

test("who hides stays hidden to themselves, whatever is told to everybody", () => {
  const start = snapshot({ you: { ...participant("p-me"), hidden: true } });
  const seated = participant("p-me", { seat: 1, role: "speaker" });
  const up = reduce(start, { seq: 11, type: "seat.changed", data: { seat: seat(1, seated) } });
  expect([up.you, up.stage[1]?.occupant]).toEqual([{ ...seated, hidden: true }, seated]);
  const renamed = reduce(up, { seq: 12, type: "participant.changed", data: { participant: { ...seated, name: "雨" } } });
  expect(renamed.you).toEqual({ ...seated, name: "雨", hidden: true });
});

describe("talk time", () => {
  const voiced = [{ language: "en", ms: 61_000 }];
  const talk = { people: [{ participant: "p-other", voiced }], languages: voiced, hidden: [] };

  test("is what was told last", () => {
    expect(talked(snapshot(), talk)).toEqual({ ...snapshot(), talk });
  });

  test("of oneself is told with everybody's as long as one shows it", () => {
    const mine = { ...talk, people: [{ participant: "p-me", voiced }] };
    expect(talked(snapshot(), mine).you_voiced).toEqual(voiced);
    expect(talked({ ...snapshot(), you_voiced: voiced }, talk).you_voiced).toEqual(voiced);
  });

  test("of oneself is told to oneself when it is hidden, and stays hidden off the stage", () => {
    const shown = { ...snapshot(), talk: { ...talk, people: [{ participant: "p-me", voiced }] } };
    const hidden = talkedMyself(shown, { voiced, hidden: true });
    expect([hidden.talk.people, hidden.talk.hidden, hidden.you_voiced]).toEqual([[], ["p-me"], voiced]);
    expect(talked(hidden, talk).talk.hidden).toEqual(["p-me"]);
    expect(talkedMyself(hidden, { voiced, hidden: false }).talk.hidden).toEqual([]);
  });
});

test("one's place in the queue comes without a number, with how long the queue is", () => {
  const start = snapshot({ hand_position: 3, audience: { count: 31, hands: 12, sample: [other] } });
  const ahead = { ...nobodyAhead, share: 1 };
  const after = placed(start, { position: 2, hands: 11, ahead, at_most: 5 });
  expect(after).toEqual({ ...start, hand_position: 2, hand_ahead: ahead, hand_at_most: 5, audience: { count: 31, hands: 11, sample: [other] } });
});

test("a server that counts no hands shows them all", () => {
  const { hand_position: _, ...older } = snapshot({ hands: [hand("a", 5), hand("b", 6)] });
  const audience = { count: 4, sample: [] };
  expect(complete({ ...older, audience } as unknown as Snapshot)).toMatchObject({ hand_position: 0, audience: { count: 4, hands: 2 } });
});

test("settings an older server does not know are off", () => {
  const { id, title, languages, topic, seats, mode, capacity, created_ms, owner } = snapshot().room;
  const room = { id, title, languages, topic, seats, mode, capacity, created_ms, owner };
  expect(complete({ ...snapshot(), room: room as Snapshot["room"] })).toEqual(snapshot());
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
