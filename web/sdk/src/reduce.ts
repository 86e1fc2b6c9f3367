import { chatAfter, tombstone, withMessages } from "./chat";
import type { EventData, HandPosition, RoomEvent } from "./frames";
import type { Hand, Invitation, Participant, RoomInfo, Seat, Snapshot } from "./types";

/**
 * The snapshot after an event. Pure: nothing is changed in place, and what did not change keeps its identity.
 * An event already included (by number) gives the same snapshot back, so a replay is applied once.
 */
export function reduce(snapshot: Snapshot, event: RoomEvent): Snapshot {
  if (event.seq <= snapshot.revision) return snapshot;
  const rule = rules[event.type] as ((s: Snapshot, data: unknown) => Partial<Snapshot>) | undefined;
  return { ...snapshot, ...rule?.(snapshot, event.data), revision: event.seq };
}

/** The snapshot after a word on one's own place in the queue of hands, which has no number. */
export function placed(snapshot: Snapshot, { position, hands }: HandPosition): Snapshot {
  return { ...snapshot, hand_position: position, audience: { ...snapshot.audience, hands } };
}

/** A snapshot as it came, with the lists that an empty room may leave out. */
export function complete(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    room: completeRoom(snapshot.room),
    stage: snapshot.stage ?? [],
    hands: snapshot.hands ?? [],
    hand_position: snapshot.hand_position ?? 0,
    invitations: snapshot.invitations ?? [],
    waiting: snapshot.waiting ?? [],
    blocked: snapshot.blocked ?? [],
    chat: withMessages([], snapshot.chat ?? []),
    audience: {
      count: snapshot.audience?.count ?? 0,
      hands: snapshot.audience?.hands ?? snapshot.hands?.length ?? 0,
      sample: snapshot.audience?.sample ?? [],
    },
  };
}

/** What a server older than this SDK does not know of is off. */
const defaults = {
  rules: "",
  turn_seconds: 0,
  turn_mutes: false,
  slow_mode_seconds: 0,
  locked: false,
  waiting_room: false,
  owner: "",
};

function completeRoom(room: RoomInfo): RoomInfo {
  return { ...defaults, ...room, languages: room.languages ?? [], translations: room.translations ?? [] };
}

type Rules = { [K in keyof EventData]?: (snapshot: Snapshot, data: EventData[K]) => Partial<Snapshot> };

/** One rule per type of event; a type without one moves only the revision. */
const rules: Rules = {
  "seat.changed": (s, { seat }) => withSeats(s, [seat]),
  "seats.changed": (s, { seats }) => withSeats(s, seats ?? []),
  "participant.changed": (s, { participant }) => everywhere(s, participant.id, () => participant),
  "hand.raised": (s, { hand }) => withHands(s, [hand], []),
  "hand.lowered": (s, { participant }) => withHands(s, [], [participant]),
  "hands.changed": (s, { raised, lowered }) => withHands(s, raised ?? [], lowered ?? []),
  "hands.listed": (_, { hands }) => ({ hands: hands ?? [] }),
  "invitation.sent": (s, { invitation }) => ({ invitations: withInvitation(s.invitations, invitation) }),
  "invitation.ended": (s, { participant }) => ({
    invitations: s.invitations.filter((invitation) => invitation.participant !== participant),
  }),
  "mute.changed": (s, { participant, mute }) => everywhere(s, participant, (old) => ({ ...old, mute })),
  "host.changed": (_, { participant }) => ({ host: participant }),
  "room.changed": (s, { room }) => withRoom(s, completeRoom(room)),
  "desk.changed": (_, { invitations, waiting }) => ({ invitations: invitations ?? [], waiting: waiting ?? [] }),
  "waiting.changed": (_, { waiting }) => ({ waiting: waiting ?? [] }),
  "blocked.changed": (_, { blocked }) => ({ blocked: blocked ?? [] }),
  "chat.message": (s, { message }) => ({ chat: chatAfter(s.chat, message) }),
  "chat.deleted": (s, { id, by }) => ({ chat: s.chat.map((line) => (line.id === id ? tombstone(line, by) : line)) }),
  "audience.changed": ({ audience }, { count, hands, sample }) => ({
    audience: { count, hands: hands ?? 0, sample: sample ?? audience.sample },
  }),
};

/** All of them at once: nobody is seen standing between two seats. */
function withSeats(s: Snapshot, seats: Seat[]): Partial<Snapshot> {
  const changed = new Set(seats.map((seat) => seat.index));
  const rest = s.stage.filter((other) => !changed.has(other.index));
  return { stage: [...rest, ...seats].sort((a, b) => a.index - b.index), you: youAfter(s, seats) };
}

/** Who takes a seat is up, who was on it is down, even before the event that says so of the person. */
function youAfter(s: Snapshot, seats: Seat[]): Participant {
  const taken = seats.find((seat) => seat.occupant?.id === s.you.id);
  if (taken?.occupant) return taken.occupant;
  return seats.some((seat) => seat.index === s.you.seat) ? offStage(s.you) : s.you;
}

function offStage(you: Participant): Participant {
  return { ...you, seat: -1, role: you.role === "speaker" ? "listener" : you.role };
}

/** The stage has the seats the room has: beyond them nobody sits, and new ones are empty. */
function withRoom(s: Snapshot, room: RoomInfo): Partial<Snapshot> {
  if (room.seats === s.stage.length) return { room };
  const empty = (index: number): Seat => ({ index, locked: false, muted: false, occupant: null });
  const stage = Array.from({ length: room.seats }, (_, i) => s.stage.find((seat) => seat.index === i) ?? empty(i));
  return { room, stage, you: s.you.seat >= room.seats ? offStage(s.you) : s.you };
}

/**
 * By the server's time, first come first; of two at the same time the one who was there before. A hand raised again
 * keeps one entry, and its place if its time is the same: then only what it shows has changed.
 */
function withHands(s: Snapshot, raised: Hand[], lowered: string[]): Partial<Snapshot> {
  let hands = s.hands.filter((hand) => !lowered.includes(hand.participant.id));
  for (const hand of raised) {
    const at = hands.findIndex((other) => other.participant.id === hand.participant.id);
    if (at >= 0 && hands[at]?.raised_ms === hand.raised_ms) hands[at] = hand;
    else hands = [...hands.filter((_, i) => i !== at), hand];
  }
  hands.sort((a, b) => a.raised_ms - b.raised_ms); // stable
  return { hands, ...(lowered.includes(s.you.id) && { hand_position: 0 }) };
}

function withInvitation(invitations: Invitation[], invitation: Invitation): Invitation[] {
  return [...invitations.filter((other) => other.participant !== invitation.participant), invitation];
}

/** Changes a participant wherever the snapshot shows them. */
function everywhere(s: Snapshot, id: string, change: (old: Participant) => Participant): Partial<Snapshot> {
  const of = (old: Participant) => (old.id === id ? change(old) : old);
  return {
    you: of(s.you),
    stage: s.stage.map((seat) =>
      seat.occupant?.id === id ? { ...seat, occupant: change(seat.occupant) } : seat,
    ),
    hands: s.hands.map((hand) =>
      hand.participant.id === id ? { ...hand, participant: change(hand.participant) } : hand,
    ),
    audience: { ...s.audience, sample: s.audience.sample.map(of) },
  };
}
