/**
 * What the room looks like, as pure functions of what the SDK knows. Components ask these and hold no rules of their
 * own, so that each rule is a row in a table test.
 */
import type { ConnectionState, Invitation, Participant, Role, Snapshot } from "@sdk";

/** The one thing a visitor of /r/{id} sees at a time. */
export type Screen = "card" | "connecting" | "delayed" | "waiting" | "room" | "ended";

/** Chooses the screen: an end wins over all, and a room once seen stays while the connection returns. */
export function screenOf(connection: ConnectionState, hasSnapshot: boolean, ended: string | null): Screen {
  if (ended !== null) return "ended";
  if (connection === "idle") return "card";
  if (connection === "waiting" || connection === "delayed") return connection;
  if (connection === "connecting" && !hasSnapshot) return "connecting";
  return hasSnapshot ? "room" : "connecting";
}

/** What a seat says about a microphone; in words as well as a drawing. */
export type MicrophoneWord = "away" | "host_muted" | "seat_muted" | "muted" | "speaking" | "open";

/** Chooses the word for a person on stage; the strongest reason for silence comes first. */
export function microphoneOf(person: Participant, speaking: ReadonlySet<string>): MicrophoneWord {
  if (!person.connected) return "away";
  if (person.mute.host) return "host_muted";
  if (person.mute.seat) return "seat_muted";
  if (person.mute.self) return "muted";
  return speaking.has(person.id) ? "speaking" : "open";
}

/** What the big button at the bottom is. */
export type MainButton = "hand" | "microphone";

/** Chooses the big button: the microphone on the stage, the hand off it. */
export function mainButtonOf(you: Participant): MainButton {
  return you.seat >= 0 ? "microphone" : "hand";
}

/** Reports whether a person's hand is up, as far as it is known here. */
export function hasHand(snapshot: Snapshot, id: string): boolean {
  return snapshot.hands.some((hand) => hand.participant.id === id);
}

/** Reports whether a person sees the queue of hands one by one, and not only their own. */
function seesHands({ seat, role }: Participant): boolean {
  return seat >= 0 || moderates(role);
}

/** How much of the queue the server shows to those who see it. */
const handsShown = 100;

/** Returns the own place in the queue of hands, from 1; 0 when no hand is up or the place is not known yet. */
export function handPlace(snapshot: Snapshot): number {
  const { you, hands, hand_position: told } = snapshot;
  const index = hands.findIndex((hand) => hand.participant.id === you.id);
  if (index < 0) return 0;
  // Who sees only their own hand sees nobody before it.
  return told > 0 || !seesHands(you) ? told : index + 1;
}

/** Counts the hands that are up: one by one where all are seen, else by the server's count, which may be a second old. */
export function handCount(snapshot: Snapshot): number {
  const seen = snapshot.hands.length;
  const all = seesHands(snapshot.you) && seen < handsShown;
  return all ? seen : Math.max(seen, snapshot.audience.hands, handPlace(snapshot));
}

const rungs: Record<Role, number> = { listener: 0, speaker: 1, moderator: 2, host: 3 };

/** Reports whether a role may invite, lower hands and mute. */
export function moderates(role: Role): boolean {
  return rungs[role] >= rungs.moderator;
}

/** Reports whether one person may act on another: nobody acts on an equal or higher rung. */
export function mayActOn(by: Participant, target: Participant): boolean {
  return by.id !== target.id && moderates(by.role) && rungs[by.role] > rungs[target.role];
}

/** Returns everyone on a seat, in the order of the seats. */
export function onStage(snapshot: Snapshot): Participant[] {
  return snapshot.stage.flatMap((seat) => (seat.occupant === null ? [] : [seat.occupant]));
}

/** Counts everyone in the room. */
export function peopleCount(snapshot: Snapshot): number {
  return onStage(snapshot).length + snapshot.audience.count;
}

/** Reports whether nobody else is here. */
export function isAlone(snapshot: Snapshot): boolean {
  return peopleCount(snapshot) <= 1;
}

/** Reports whether every unlocked seat has somebody on it. */
export function stageFull(snapshot: Snapshot): boolean {
  return snapshot.stage.every((seat) => seat.locked || seat.occupant !== null);
}

/** Returns the open invitation of a person. */
export function invitationOf(snapshot: Snapshot, id: string): Invitation | null {
  return snapshot.invitations.find((invitation) => invitation.participant === id) ?? null;
}

/** Finds anybody the snapshot names, null for a listener outside the sample. */
export function findPerson(snapshot: Snapshot, id: string): Participant | null {
  if (snapshot.you.id === id) return snapshot.you;
  const hands = snapshot.hands.map((hand) => hand.participant);
  return [...onStage(snapshot), ...hands, ...snapshot.audience.sample].find((person) => person.id === id) ?? null;
}

/** Everything the banner under the header depends on. */
export interface NoticeInput {
  snapshot: Snapshot;
  connection: ConnectionState;
  online: boolean;
  soundBlocked: boolean;
  /** No sound gets through to here, or from here. */
  pathBlocked: boolean;
  /** The own microphone is open, and yet no packet has arrived for some seconds. */
  notHeard: boolean;
}

/** The one banner that is shown. */
export type Notice =
  | "offline" | "reconnecting" | "no_path" | "sound" | "host_muted" | "seat_muted" | "not_heard" | "alone" | "open_stage" | null;

/** Chooses the banner: first what stops hearing, then what stops speaking, then what is merely quiet. */
export function noticeOf(input: NoticeInput): Notice {
  const { you } = input.snapshot;
  if (input.connection !== "connected") return input.online ? "reconnecting" : "offline";
  if (input.pathBlocked) return "no_path";
  if (input.soundBlocked) return "sound";
  if (you.seat >= 0 && you.mute.host) return "host_muted";
  if (you.seat >= 0 && you.mute.seat) return "seat_muted";
  if (input.notHeard) return "not_heard";
  if (isAlone(input.snapshot)) return "alone";
  return input.snapshot.host === "" ? "open_stage" : null;
}
