/** The shapes of corner.v1. What a VoiceRoom can do: client.ts. The protocol itself: signaling/PROTOCOL.md. */

export type Role = "listener" | "speaker" | "moderator" | "host";

/** What a person tells the others; languages are BCP 47 tags. */
export interface Profile {
  name: string;
  speaks: string[];
  learns: string[];
  time_zone: string;
}

/** Three bits; any one closes the microphone. */
export interface Mute {
  self: boolean;
  host: boolean;
  seat: boolean;
}

export interface Participant extends Profile {
  id: string;
  role: Role;
  /** Index on the stage, −1 off it. */
  seat: number;
  mute: Mute;
  /** False while the person's connection is being restored. */
  connected: boolean;
  joined_ms: number;
  /** May not write in the chat; apart from the microphone. */
  chat_muted: boolean;
  /** When the person's turn on the stage ends, by the server's clock; 0 for none. */
  turn_ends_ms: number;
}

export interface Seat {
  index: number;
  locked: boolean;
  muted: boolean;
  occupant: Participant | null;
}

export interface Hand {
  participant: Participant;
  raised_ms: number;
}

export interface Invitation {
  participant: string;
  by: string;
  expires_ms: number;
}

/** How an invitation ended; told to the invited, the host and the moderators. */
export interface InvitationEnd {
  participant: string;
  outcome: "accepted" | "declined" | "expired" | "cancelled" | "left";
}

/** How a listener gets a seat: by tapping a free one, by raising a hand, or only by being invited. */
export type Mode = "free" | "apply" | "invite";

/** The room's title and rules in another language. */
export interface Translation {
  language: string;
  title: string;
  rules: string;
}

/** What a host may change. */
export interface RoomSettings {
  title: string;
  topic: string;
  rules: string;
  translations: Translation[];
  seats: number;
  mode: Mode;
  /** Of a speaker from opening the microphone; 0: as long as they like. */
  turn_seconds: number;
  /** The end of a turn closes the microphone. */
  turn_mutes: boolean;
  /** Between two messages of one person; 0: none. */
  slow_mode_seconds: number;
  /** Guests wait to be let in. */
  waiting_room: boolean;
}

export interface RoomInfo extends RoomSettings {
  id: string;
  languages: string[];
  capacity: number;
  created_ms: number;
  /** Nobody new comes in. */
  locked: boolean;
  /** Who becomes host on joining. */
  owner: string;
}

/** Somebody before the door. */
export interface Waiting extends Profile {
  participant: string;
  since_ms: number;
  /** guests: every guest waits here · network: somebody excluded came from the same network. */
  hold: "guests" | "network";
}

/** Who wrote a message, or whom a system line is about, as they were then. */
export interface Author {
  id: string;
  name: string;
  speaks: string[];
  learns: string[];
}

/** One line of the chat: of a person, or (system) of the room itself: a code and what it is about. */
export interface Message {
  id: number;
  sent_ms: number;
  system: boolean;
  /** Of a system line: who acted, null for the room itself. */
  from: Author | null;
  text: string;
  reply_to: number;
  mentions: string[];
  /** Of a system line, "" otherwise; see PROTOCOL.md. */
  code: string;
  about: Author | null;
  reason: string;
  value: string;
  /** A deleted message keeps its place without its words. */
  deleted: boolean;
  deleted_by: string;
}

/** Why somebody acts on another or reports them. */
export const reasons = [
  "noise",
  "off_topic",
  "spam",
  "insult",
  "hate",
  "sexual",
  "impersonation",
  "danger",
  "other",
] as const;
export type Reason = (typeof reasons)[number];

/** Every reaction there is. */
export const reactions = ["👏", "❤️", "😂", "🎉", "👍", "🤔"] as const;

/** What a listener can tell a speaker about how they speak. */
export const signals = ["slower", "again", "explain"] as const;
export type Signal = (typeof signals)[number];

/** Reactions and signals of the last moment, counted. */
export interface Reactions {
  reactions: { emoji: string; count: number }[];
  signals: { participant: string; signal: Signal; count: number }[];
}

export type NoticeAction =
  | "stage_removed"
  | "moved"
  | "role"
  | "host"
  | "host_lost"
  | "chat_muted"
  | "chat_unmuted"
  | "message_deleted"
  | "turn_warning"
  | "turn_over"
  | "kicked"
  | "banned"
  | "seat_locked"
  | "blocked";

/** What was done to the person here, by whom ("" for the room itself) and why. */
export interface Notice {
  action: NoticeAction;
  by: string;
  by_name: string;
  reason: string;
  /** Of a move, else −1. */
  seat: number;
  /** Of a change of role. */
  role: Role | "";
  /** Of a turn or an exclusion; 0 for no end. */
  until_ms: number;
}

/** Somebody was reported; who reported is not said. */
export interface Reported {
  participant: string;
  name: string;
  reason: string;
  /** Reports about them in this room so far. */
  count: number;
}

/** One exclusion from the room. */
export interface Ban {
  id: string;
  /** kick: until the room ends · ban: for a time · deny: sent away from the waiting room for a while. */
  kind: "kick" | "ban" | "deny";
  participant: string;
  name: string;
  by: string;
  by_name: string;
  reason: string;
  created_ms: number;
  /** 0: as long as its kind lasts. */
  expires_ms: number;
}

/** Who did what to whom, why and when. */
export interface AuditRecord {
  id: string;
  time_ms: number;
  node: string;
  /** "" for the room itself. */
  by: string;
  by_name: string;
  action: string;
  target: string;
  target_name: string;
  reason: string;
  detail: string;
}

/** Those off the stage: how many they are, how many of them have a hand up, and some of them. */
export interface Audience {
  count: number;
  hands: number;
  sample: Participant[];
}

/** The whole room as this member sees it; replaced, never changed in place. */
export interface Snapshot {
  revision: number;
  server_time_ms: number;
  room: RoomInfo;
  host: string;
  you: Participant;
  stage: Seat[];
  /** The front of the queue (100 at most) for host, moderators and the stage; for everyone else their own hand alone. */
  hands: Hand[];
  /** Place of one's own hand in the queue, from 1; 0 without one, or as long as the server has not told it. */
  hand_position: number;
  invitations: Invitation[];
  /** Before the door; only for host and moderators. */
  waiting: Waiting[];
  /** Whom the person here has blocked. */
  blocked: string[];
  /** The newest messages, oldest first, and older ones that were listed. */
  chat: Message[];
  audience: Audience;
}

/** Who is heard now; levels in dBov, 0 loudest, −127 silence. */
export interface Speakers {
  slots: string[];
  speaking: { participant: string; level: number }[];
  receiving: string[];
}
