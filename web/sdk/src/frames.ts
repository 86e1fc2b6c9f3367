import type {
  Ahead,
  Audience,
  Card,
  Duty,
  Hand,
  Invitation,
  InvitationEnd,
  Message,
  Mute,
  Notice,
  Participant,
  Reactions,
  Reported,
  RoomInfo,
  Round,
  Seat,
  Snapshot,
  Speakers,
  Talk,
  Voiced,
  Waiting,
} from "./types";

/** Everything numbered: type → data. */
export interface EventData {
  "seat.changed": { seat: Seat };
  "seats.changed": { seats: Seat[] };
  "participant.changed": { participant: Participant };
  "hand.raised": { hand: Hand };
  "hand.lowered": { participant: string };
  "hands.changed": { raised: Hand[]; lowered: string[] };
  "hands.listed": { hands: Hand[] };
  "hands.ordered": { order: string[] };
  "invitation.sent": { invitation: Invitation };
  "invitation.ended": InvitationEnd;
  "mute.changed": { participant: string; by: string; mute: Mute; reason: string };
  "host.changed": { participant: string; reason: string };
  "room.changed": { room: RoomInfo };
  "desk.changed": { invitations: Invitation[]; waiting: Waiting[] };
  "waiting.changed": { waiting: Waiting[] };
  "blocked.changed": { blocked: string[] };
  "chat.message": { message: Message };
  "chat.deleted": { id: number; by: string };
  "participant.reported": Reported;
  "round.changed": { round: Round };
  "card.changed": { card: Card | null };
  "duty.changed": { duty: Duty | null };
  notice: Notice;
  /** Without a sample when that is as it was. */
  "audience.changed": Omit<Audience, "sample"> & Partial<Audience>;
}

/** One numbered event. A server newer than this SDK may send types that are not listed. */
export type RoomEvent = {
  [K in keyof EventData]: { seq: number; type: K; data: EventData[K] };
}[keyof EventData];

/** The answer to join. */
export interface Welcome {
  session: string;
  resume_token: string;
  guest_token?: string;
  you: string;
  answer: string;
  microphone_mid: string;
  slots: { slot: number; mid: string }[];
  heartbeat_ms: number;
  resume_ms: number;
  snapshot: Snapshot;
}

/** The answer to resume. */
export interface Resumed {
  resume_token: string;
  replayed: number;
  snapshot?: Snapshot;
}

/** One's own place in the line of hands, from 1, how long it is, why that place and how long at the most. */
export interface HandPosition {
  position: number;
  hands: number;
  ahead: Ahead;
  at_most: number;
}

/** One's own talk time. */
export interface OwnTalk {
  voiced: Voiced[];
  hidden: boolean;
}

/** Nobody before one. */
export const nobodyAhead: Ahead = { cut_in: 0, patience: 0, share: 0, learner: 0, time: 0 };

/** What the server sends, told apart. */
export type Frame =
  | { kind: "answer"; re: number; data: unknown; error: unknown }
  | { kind: "event"; event: RoomEvent }
  | { kind: "speakers"; speakers: Speakers }
  | { kind: "reactions"; reactions: Reactions }
  | { kind: "position"; position: HandPosition }
  | { kind: "talk"; talk: Talk }
  | { kind: "own"; own: OwnTalk }
  | { kind: "ping" };

/** Reads one text frame; null for what is not understood, which a client ignores. */
export function parseFrame(text: unknown): Frame | null {
  const frame = parseObject(text);
  if (frame === null) return null;
  if (typeof frame.re === "number") {
    return { kind: "answer", re: frame.re, data: frame.data ?? {}, error: frame.error ?? null };
  }
  if (typeof frame.type !== "string") return null;
  if (typeof frame.seq === "number" && isObject(frame.data)) {
    return { kind: "event", event: frame as unknown as RoomEvent };
  }
  if (frame.type === "ping") return { kind: "ping" };
  return isObject(frame.data) ? unnumbered(frame.type, frame.data) : null;
}

/** What has no number carries the whole of what it tells. */
function unnumbered(type: string, data: Record<string, unknown>): Frame | null {
  switch (type) {
    case "speakers":
      return { kind: "speakers", speakers: speakersOf(data) };
    case "reactions":
      return { kind: "reactions", reactions: reactionsOf(data) };
    case "hand.position":
      return { kind: "position", position: positionOf(data) };
    case "talk":
      return { kind: "talk", talk: talkOf(data) };
    case "talk.own":
      return { kind: "own", own: ownOf(data) };
  }
  return null;
}

function parseObject(text: unknown): Record<string, unknown> | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Empty lists may be left out on the wire, never in the app. */
function speakersOf(data: Record<string, unknown>): Speakers {
  const { slots, speaking, receiving } = data as Partial<Speakers>;
  return { slots: slots ?? [], speaking: speaking ?? [], receiving: receiving ?? [] };
}

function reactionsOf(data: Record<string, unknown>): Reactions {
  const { reactions, signals } = data as Partial<Reactions>;
  return { reactions: reactions ?? [], signals: signals ?? [] };
}

function positionOf(data: Partial<HandPosition>): HandPosition {
  const { position, hands, ahead, at_most } = data;
  return { position: position ?? 0, hands: hands ?? 0, ahead: { ...nobodyAhead, ...ahead }, at_most: at_most ?? 0 };
}

/** A word on the talk time of the room, with the lists that it may leave out. */
export function talkOf(data: Partial<Talk> | undefined): Talk {
  const people = (data?.people ?? []).map(({ participant, voiced }) => ({ participant, voiced: voiced ?? [] }));
  return { people, languages: data?.languages ?? [], hidden: data?.hidden ?? [] };
}

function ownOf({ voiced, hidden }: Partial<OwnTalk>): OwnTalk {
  return { voiced: voiced ?? [], hidden: hidden ?? false };
}
