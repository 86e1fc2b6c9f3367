import type { EventData, RoomEvent } from "./frames";
import type { Hand, Invitation, Participant, Seat, Snapshot } from "./types";

/**
 * The snapshot after an event. Pure: nothing is changed in place, and what did not change keeps its identity.
 * An event already included (by number) gives the same snapshot back, so a replay is applied once.
 */
export function reduce(snapshot: Snapshot, event: RoomEvent): Snapshot {
  if (event.seq <= snapshot.revision) return snapshot;
  const rule = rules[event.type] as ((s: Snapshot, data: unknown) => Partial<Snapshot>) | undefined;
  return { ...snapshot, ...rule?.(snapshot, event.data), revision: event.seq };
}

/** A snapshot as it came, with the lists that an empty room may leave out. */
export function complete(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    stage: snapshot.stage ?? [],
    hands: snapshot.hands ?? [],
    invitations: snapshot.invitations ?? [],
    audience: { count: snapshot.audience?.count ?? 0, sample: snapshot.audience?.sample ?? [] },
  };
}

type Rules = { [K in keyof EventData]: (snapshot: Snapshot, data: EventData[K]) => Partial<Snapshot> };

/** One rule per type of event; a type without one moves only the revision. */
const rules: Rules = {
  "seat.changed": (s, { seat }) => ({ stage: withSeat(s.stage, seat), you: youAfter(s, seat) }),
  "participant.changed": (s, { participant }) => everywhere(s, participant.id, () => participant),
  "hand.raised": (s, { hand }) => ({ hands: withHand(s.hands, hand) }),
  "hand.lowered": (s, { participant }) => ({
    hands: s.hands.filter((hand) => hand.participant.id !== participant),
  }),
  "invitation.sent": (s, { invitation }) => ({ invitations: withInvitation(s.invitations, invitation) }),
  "invitation.ended": (s, { participant }) => ({
    invitations: s.invitations.filter((invitation) => invitation.participant !== participant),
  }),
  "mute.changed": (s, { participant, mute }) => everywhere(s, participant, (old) => ({ ...old, mute })),
  "host.changed": (_, { participant }) => ({ host: participant }),
  "audience.changed": (_, { count, sample }) => ({ audience: { count, sample: sample ?? [] } }),
};

function withSeat(stage: Seat[], seat: Seat): Seat[] {
  const rest = stage.filter((other) => other.index !== seat.index);
  return [...rest, seat].sort((a, b) => a.index - b.index);
}

/** Who takes a seat is up, who was on it is down, even before the event that says so of the person. */
function youAfter(s: Snapshot, seat: Seat): Participant {
  if (seat.occupant?.id === s.you.id) return seat.occupant;
  if (s.you.seat !== seat.index) return s.you;
  return { ...s.you, seat: -1, role: s.you.role === "speaker" ? "listener" : s.you.role };
}

/** By the server's time, first come first; a hand raised again keeps one entry. */
function withHand(hands: Hand[], hand: Hand): Hand[] {
  const rest = hands.filter((other) => other.participant.id !== hand.participant.id);
  return [...rest, hand].sort((a, b) => a.raised_ms - b.raised_ms);
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
