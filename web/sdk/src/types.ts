/** The shapes of corner.v1. What a VoiceRoom can do: client.ts. The protocol itself: signaling/PROTOCOL.md. */

export type Role = "listener" | "speaker" | "moderator" | "host";

/** How well somebody knows a language, by the Common European Framework. */
export const cefrLevels = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;
export type CefrLevel = (typeof cefrLevels)[number];

/** What a person tells the others; languages are BCP 47 tags. */
export interface Profile {
  name: string;
  speaks: string[];
  learns: string[];
  /** Of languages they learn; who does not say has none. */
  levels: { language: string; level: CefrLevel }[];
  time_zone: string;
  /** Not counted among who is awake. Told to nobody but oneself. */
  hidden?: boolean;
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

/** One language for a time. */
export interface Phase {
  language: string;
  seconds: number;
}

/** A seat kept for somebody who speaks a language from birth, or who learns it. */
export interface Keep {
  seat: number;
  for: "native" | "learner";
  language: string;
}

/** How fast people speak in a room; "" for not said. */
export type Pace = "" | "slow" | "natural" | "fast";

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
  /** Whom the room suits; "" for everyone. */
  level: CefrLevel | "";
  pace: Pace;
  /** At most five, in small letters. */
  tags: string[];
  kept: Keep[];
  /** How the line of hands is ordered: the least heard first, or by time alone. */
  queue: "fair" | "first_come";
  /** The end of a turn asks the next in the line. */
  turn_next: boolean;
  /** What rounds begin with; empty for none of the room's own. */
  timetable: Phase[];
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

/** A running timetable: the languages take turns, round and round. Without one `phases` is empty. */
export interface Round {
  /** Grows with every change, a change of language included. */
  serial: number;
  phases: Phase[];
  /** Which phase it is. */
  index: number;
  /** When it ends, by the server's clock; 0 while paused. */
  ends_ms: number;
  /** What is left of it while paused. */
  left_ms: number;
  paused: boolean;
  /** Cards are dealt from this pack at every change; "" for none. */
  pack: string;
}

/** For how long somebody was heard in a language; "" outside rounds. */
export interface Voiced {
  language: string;
  ms: number;
}

/** Who has talked for how long tonight. */
export interface Talk {
  /** Those on the stage and the front of the line. */
  people: { participant: string; voiced: Voiced[] }[];
  /** Of everybody together. */
  languages: Voiced[];
  /** Who does not show their own. */
  hidden: string[];
}

/** How many stand before somebody in the line, by what puts them there. */
export interface Ahead {
  cut_in: number;
  patience: number;
  share: number;
  learner: number;
  time: number;
}

/** A card to talk about. */
export interface Card {
  id: string;
  pack: string;
  level: CefrLevel | "";
  text: { language: string; text: string }[];
  /** Which of the pack's cards, from 1. */
  number: number;
  of: number;
}

/** A pack of cards that can be dealt from. */
export interface Pack {
  id: string;
  title: { language: string; text: string }[];
  level: CefrLevel | "";
  cards: number;
}

/** Somebody who comes to this room again and again. */
export interface Regular {
  participant: string;
  name: string;
  speaks: string[];
  learns: string[];
  time_zone: string;
  /** In the room now. */
  here: boolean;
  /** Awake somewhere; absent when it cannot be known. */
  online?: boolean;
}

/** Why a leader puts somebody first in the line. */
export const cutIns = ["answer", "word", "leaving", "quiet", "other"] as const;
export type CutIn = (typeof cutIns)[number];

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
  | "blocked"
  | "missed";

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
  /** The front of the line (100 at most), first first, for host, moderators and the stage; for everyone else their own hand alone. */
  hands: Hand[];
  /** Place of one's own hand in the queue, from 1; 0 without one, or as long as the server has not told it. */
  hand_position: number;
  /** Why it is that place, and how many turns there are until one's own at the most. */
  hand_ahead: Ahead;
  hand_at_most: number;
  invitations: Invitation[];
  /** Before the door; only for host and moderators. */
  waiting: Waiting[];
  /** Whom the person here has blocked. */
  blocked: string[];
  /** The newest messages, oldest first, and older ones that were listed. */
  chat: Message[];
  audience: Audience;
  round: Round;
  talk: Talk;
  /** One's own talk time, shown or not. */
  you_voiced: Voiced[];
  /** On the table, if there is one. */
  card: Card | null;
  /** Whose it is to host; null in a room without shifts. */
  duty: Duty | null;
}

/** Whose it is to host, by the room's shifts; who does is the snapshot's `host`. Null stands for nobody. */
export interface Duty {
  now: { id: string; name: string } | null;
  /** When the duty of `now` ends. */
  until_ms: number;
  /** Who hosts when `now` has not come. */
  substitute: { id: string; name: string } | null;
  next: { id: string; name: string } | null;
  next_ms: number;
  /** IANA, of who is next. */
  next_zone: string;
}

/** Who is heard now; levels in dBov, 0 loudest, −127 silence. */
export interface Speakers {
  slots: string[];
  speaking: { participant: string; level: number }[];
  receiving: string[];
}
