import type {
  Audience,
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
  Seat,
  Snapshot,
  Speakers,
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

/** One's own place in the queue of hands, from 1, and how long it is. */
export interface HandPosition {
  position: number;
  hands: number;
}

/** What the server sends, told apart. */
export type Frame =
  | { kind: "answer"; re: number; data: unknown; error: unknown }
  | { kind: "event"; event: RoomEvent }
  | { kind: "speakers"; speakers: Speakers }
  | { kind: "reactions"; reactions: Reactions }
  | { kind: "position"; position: HandPosition }
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
  if (frame.type === "speakers" && isObject(frame.data)) {
    return { kind: "speakers", speakers: speakersOf(frame.data) };
  }
  if (frame.type === "reactions" && isObject(frame.data)) {
    return { kind: "reactions", reactions: reactionsOf(frame.data) };
  }
  if (frame.type === "hand.position" && isObject(frame.data)) {
    const { position, hands } = frame.data as Partial<HandPosition>;
    return { kind: "position", position: { position: position ?? 0, hands: hands ?? 0 } };
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
