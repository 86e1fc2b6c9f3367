import { chatAfter, tombstone, withMessages } from "./chat";
import { type EventData, type HandPosition, nobodyAhead, type OwnTalk, type RoomEvent, talkOf } from "./frames";
import { noRound } from "./rounds";
import type { Hand, Invitation, Participant, Profile, RoomInfo, Round, Seat, Snapshot, Talk } from "./types";

/**
 * The snapshot after an event. Pure: nothing is changed in place, and what did not change keeps its identity.
 * An event already included (by number) gives the same snapshot back, so a replay is applied once.
 */
export function reduce(snapshot: Snapshot, event: RoomEvent): Snapshot {
  if (event.seq <= snapshot.revision) return snapshot;
  const rule = rules[event.type] as ((s: Snapshot, data: unknown) => Partial<Snapshot>) | undefined;
  const change = rule?.(snapshot, event.data) ?? {};
  if (change.you) change.you = hiddenAs(snapshot.you, change.you);
  return { ...snapshot, ...change, revision: event.seq };
}

/** That one hides is told with the snapshot alone: what is told to everybody does not say it. */
function hiddenAs(before: Participant, you: Participant): Participant {
  return before.hidden === true && you.hidden === undefined ? { ...you, hidden: true } : you;
}

/** The snapshot after a word on one's own place in the line of hands, which has no number. */
export function placed(snapshot: Snapshot, { position, hands, ahead, at_most }: HandPosition): Snapshot {
  const place = { hand_position: position, hand_ahead: ahead, hand_at_most: at_most };
  return { ...snapshot, ...place, audience: { ...snapshot.audience, hands } };
}

/**
 * The snapshot after a word on the room's talk time. It shows the stage and the front of the line; of somebody who is
 * in neither it says nothing, so what they know of themselves stays.
 */
export function talked(snapshot: Snapshot, talk: Talk): Snapshot {
  const { id } = snapshot.you;
  const own = talk.people.find((one) => one.participant === id);
  const stays = own === undefined && snapshot.talk.hidden.includes(id);
  return {
    ...snapshot,
    talk: stays ? hiding(talk, id, true) : talk,
    you_voiced: own?.voiced ?? snapshot.you_voiced,
  };
}

/** The snapshot after a word on one's own talk time. */
export function talkedMyself(snapshot: Snapshot, { voiced, hidden }: OwnTalk): Snapshot {
  return { ...snapshot, talk: hiding(snapshot.talk, snapshot.you.id, hidden), you_voiced: voiced };
}

/** Who hides is in no list of times. */
function hiding(talk: Talk, id: string, hidden: boolean): Talk {
  const others = talk.hidden.filter((other) => other !== id);
  if (!hidden) return { ...talk, hidden: others };
  return { ...talk, people: talk.people.filter((one) => one.participant !== id), hidden: [...others, id] };
}

/** A snapshot as it came, with the lists that an empty room may leave out. */
export function complete(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    room: completeRoom(snapshot.room),
    you: completePerson(snapshot.you),
    stage: completeSeats(snapshot.stage ?? []),
    hands: completeHands(snapshot.hands ?? []),
    hand_position: snapshot.hand_position ?? 0,
    hand_ahead: { ...nobodyAhead, ...snapshot.hand_ahead },
    hand_at_most: snapshot.hand_at_most ?? 0,
    invitations: snapshot.invitations ?? [],
    waiting: (snapshot.waiting ?? []).map(completePerson),
    blocked: snapshot.blocked ?? [],
    chat: withMessages([], snapshot.chat ?? []),
    audience: {
      count: snapshot.audience?.count ?? 0,
      hands: snapshot.audience?.hands ?? snapshot.hands?.length ?? 0,
      sample: (snapshot.audience?.sample ?? []).map(completePerson),
    },
    round: completeRound(snapshot.round),
    talk: talkOf(snapshot.talk),
    you_voiced: snapshot.you_voiced ?? [],
    card: snapshot.card ?? null,
    duty: snapshot.duty ?? null,
  };
}

/** Somebody as they came, with the levels that who says none may leave out. */
export function completePerson<T extends Profile>(person: T): T {
  return person.levels ? person : { ...person, levels: [] };
}

function completeSeats(seats: Seat[]): Seat[] {
  return seats.map((seat) => (seat.occupant ? { ...seat, occupant: completePerson(seat.occupant) } : seat));
}

function completeHands(hands: Hand[]): Hand[] {
  return hands.map((hand) => ({ ...hand, participant: completePerson(hand.participant) }));
}

function completeRound(round: Round | undefined): Round {
  return { ...noRound, ...round, phases: round?.phases ?? [] };
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
  level: "",
  pace: "",
  queue: "fair",
  turn_next: false,
} as const;

function completeRoom(room: RoomInfo): RoomInfo {
  return {
    ...defaults,
    ...room,
    languages: room.languages ?? [],
    translations: room.translations ?? [],
    tags: room.tags ?? [],
    kept: room.kept ?? [],
    timetable: room.timetable ?? [],
  };
}

type Rules = { [K in keyof EventData]?: (snapshot: Snapshot, data: EventData[K]) => Partial<Snapshot> };

/** One rule per type of event; a type without one moves only the revision. */
const rules: Rules = {
  "seat.changed": (s, { seat }) => withSeats(s, completeSeats([seat])),
  "seats.changed": (s, { seats }) => withSeats(s, completeSeats(seats ?? [])),
  "participant.changed": (s, { participant }) => everywhere(s, participant.id, () => completePerson(participant)),
  "hand.raised": (s, { hand }) => withHands(s, completeHands([hand]), []),
  "hand.lowered": (s, { participant }) => withHands(s, [], [participant]),
  "hands.changed": (s, { raised, lowered }) => withHands(s, completeHands(raised ?? []), lowered ?? []),
  "hands.listed": (_, { hands }) => ({ hands: completeHands(hands ?? []) }),
  "hands.ordered": (s, { order }) => ({ hands: inOrder(s.hands, order ?? []) }),
  "invitation.sent": (s, { invitation }) => ({ invitations: withInvitation(s.invitations, invitation) }),
  "invitation.ended": (s, { participant }) => ({
    invitations: s.invitations.filter((invitation) => invitation.participant !== participant),
  }),
  "mute.changed": (s, { participant, mute }) => everywhere(s, participant, (old) => ({ ...old, mute })),
  "host.changed": (_, { participant }) => ({ host: participant }),
  "room.changed": (s, { room }) => withRoom(s, completeRoom(room)),
  "desk.changed": (_, { invitations, waiting }) => ({
    invitations: invitations ?? [],
    waiting: (waiting ?? []).map(completePerson),
  }),
  "waiting.changed": (_, { waiting }) => ({ waiting: (waiting ?? []).map(completePerson) }),
  "blocked.changed": (_, { blocked }) => ({ blocked: blocked ?? [] }),
  "chat.message": (s, { message }) => ({ chat: chatAfter(s.chat, message) }),
  "chat.deleted": (s, { id, by }) => ({ chat: s.chat.map((line) => (line.id === id ? tombstone(line, by) : line)) }),
  "audience.changed": ({ audience }, { count, hands, sample }) => ({
    audience: { count, hands: hands ?? 0, sample: sample?.map(completePerson) ?? audience.sample },
  }),
  "round.changed": (_, { round }) => ({ round: completeRound(round) }),
  "card.changed": (_, { card }) => ({ card: card ?? null }),
  "duty.changed": (_, { duty }) => ({ duty: duty ?? null }),
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
 * The order is the server's: a hand told with the time it had stays where it is, for then only what it shows has
 * changed; any other goes to the end, one raised again too.
 */
function withHands(s: Snapshot, raised: Hand[], lowered: string[]): Partial<Snapshot> {
  let hands = s.hands.filter((hand) => !lowered.includes(hand.participant.id));
  for (const hand of raised) {
    const at = hands.findIndex((other) => other.participant.id === hand.participant.id);
    if (at >= 0 && hands[at]?.raised_ms === hand.raised_ms) hands[at] = hand;
    else hands = [...hands.filter((_, i) => i !== at), hand];
  }
  return { hands, ...(lowered.includes(s.you.id) && { hand_position: 0, hand_ahead: nobodyAhead, hand_at_most: 0 }) };
}

/** Those of the list in its order, then the others as they stood. */
function inOrder(hands: Hand[], order: string[]): Hand[] {
  const places = new Map(order.map((id, place) => [id, place]));
  const placeOf = ({ participant }: Hand) => places.get(participant.id) ?? order.length;
  return [...hands].sort((a, b) => placeOf(a) - placeOf(b)); // stable
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
