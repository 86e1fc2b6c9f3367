import type { PreparedMedia } from "./prepared";
import type {
  AuditRecord,
  Ban,
  CutIn,
  Invitation,
  InvitationEnd,
  Message,
  Mute,
  Notice,
  Pack,
  Participant,
  Phase,
  Profile,
  Reactions,
  Reason,
  Regular,
  Reported,
  RoomSettings,
  Signal,
  Snapshot,
  Speakers,
} from "./types";

/**
 * connecting: first join under way · delayed: the server has put it off, see Delay; it is tried again by itself ·
 * waiting: before the door, knocking until somebody lets the person in · connected: all is well ·
 * reconnecting: signaling lost, audio may go on · closed: over, see CloseInfo.
 */
export type ConnectionState = "idle" | "connecting" | "delayed" | "waiting" | "connected" | "reconnecting" | "closed";

/** A first join that is tried again by itself. */
export interface Delay {
  /** Why: "server_busy", "rate_limited", "directory_unavailable", "server_draining". */
  code: string;
  /** As the server put it; 0 when it named no time. */
  retryMs: number;
  /** When it is tried again, by this device's clock. */
  atMs: number;
}

/**
 * Whether sound can get through. seeking: no way yet, or another one is being sought · open · blocked: none for 8 s
 * although the server answers, as behind a firewall; it goes on being sought.
 */
export type PathState = "seeking" | "open" | "blocked";

export interface CloseInfo {
  code: number;
  /** A name of PROTOCOL.md "Close codes", or "network". */
  reason: string;
  /** With "kicked", "banned" and "denied", as far as it is known. */
  exclusion?: Exclusion;
}

/** Why somebody has to stay out, and until when. */
export interface Exclusion {
  /** A reason code, or "". */
  reason: string;
  /** By the server's clock; 0 when no end is set. */
  untilMs: number;
  /** Who decided it, "" when it is not said. */
  byName: string;
}

/** Somebody this device keeps apart from the person here. */
export interface BlockedPerson {
  id: string;
  name: string;
}

/**
 * idle: nothing to play · playing · blocked: the browser wants another tap, in which startAudio() is called.
 */
export type PlaybackState = "idle" | "playing" | "blocked";

/**
 * A coded refusal, from the server or from here: "microphone_denied", "microphone_missing",
 * "microphone_busy" (another program has it), "cancelled" (superseded by mute or leave), "network",
 * "unsupported" (a browser without WebRTC).
 */
export interface RefusalInfo {
  code: string;
  text: string;
  retryMs: number;
  /** Of an exclusion: the reason code that was given, or "". */
  reason: string;
  /** Of an exclusion: its end by the server's clock; 0 when none is set. */
  untilMs: number;
}

export interface MessageOptions {
  /** ID of the message that is answered. */
  replyTo?: number;
  /** Participants named in the text. */
  mentions?: string[];
}

export interface VoiceRoomOptions {
  /** Origin of the server, e.g. location.origin. */
  url: string;
  room: string;
  profile: Profile;
  /** A guest token from `guestToken`, or an app's JWT. */
  token?: string;
  /** Play through these (created in the join tap); made when absent. One per slot. */
  audio?: HTMLAudioElement[];
  /** From prepareMedia, so that the tap is sound sooner. */
  prepared?: PreparedMedia;
  /** Every packet at once instead of three together; a little more data. See setLowDelay. */
  lowDelay?: boolean;
  /** Constraints for getUserMedia; echo cancellation, noise suppression and gain control by default. */
  microphone?: MediaTrackConstraints;
}

export interface VoiceRoomEvents {
  state: Snapshot;
  connection: ConnectionState;
  delay: Delay;
  path: PathState;
  speakers: Speakers;
  /** For the person here: an invitation to the stage. */
  invitation: Invitation;
  /** An invitation is over, one's own or (for host and moderators) somebody's. It comes after the state without it. */
  invitationEnded: InvitationEnd;
  /** The host closed or released this microphone. */
  muted: { by: string; mute: Mute; reason: string };
  /** Something was done to the person here. What it changed is in the state. */
  notice: Notice;
  /** For host and moderators. */
  reported: Reported;
  /** What the room expressed in the last moment. */
  reactions: Reactions;
  guestToken: string;
  playback: PlaybackState;
  closed: CloseInfo;
}

/** What the app builds on. */
export interface VoiceRoomClient {
  readonly state: Snapshot | null;
  readonly connection: ConnectionState;
  readonly speakers: Speakers;
  readonly playback: PlaybackState;
  readonly path: PathState;
  /** Of the present state "delayed", else null. */
  readonly delay: Delay | null;
  /** Whom this device keeps apart from the person here, newest last; kept through reloads. */
  readonly blocked: readonly BlockedPerson[];
  /** Server time minus local time, milliseconds; right even after the local clock was set. */
  readonly clockOffsetMs: number;
  /** The server's time, milliseconds; never by the local clock, which may be set at any moment. */
  serverNow(): number;
  /** Live level of the own microphone, 0–1; 0 when closed. Cheap: read it each animation frame. */
  microphoneLevel(): number;
  /** Live level of a participant who is in a slot, 0–1. Cheap: read it each animation frame. */
  level(participant: string): number;

  on<K extends keyof VoiceRoomEvents>(type: K, listener: (event: VoiceRoomEvents[K]) => void): () => void;

  /** Call inside a user gesture, so that sound may play. Resolves once in the room. */
  join(): Promise<void>;
  leave(): Promise<void>;
  /** Plays what the browser has blocked; call inside a tap. */
  startAudio(): Promise<void>;
  /** Seeks the way of the sound anew, on a new connection. Of use when `path` is "blocked"; the microphone closes. */
  retryMedia(): void;
  /** Asks for every packet at once (on), or lets the server send three together in large rooms (off). Kept for later joins. */
  setLowDelay(on: boolean): Promise<void>;

  raiseHand(): Promise<void>;
  lowerHand(participant?: string): Promise<void>;
  /** Puts a hand first in the line; the room is told why. */
  advanceHand(participant: string, reason: CutIn): Promise<void>;
  /** Of somebody who is not first in the line it is a cut-in, told with its reason. */
  invite(participant: string, reason?: CutIn): Promise<void>;
  cancelInvitation(participant: string): Promise<void>;
  acceptInvitation(): Promise<void>;
  declineInvitation(): Promise<void>;
  leaveStage(): Promise<void>;
  /** Opens the microphone: asks for it the first time, sends it, then unmutes. */
  unmute(): Promise<void>;
  mute(): Promise<void>;
  listParticipants(cursor?: string, limit?: number): Promise<{ participants: Participant[]; next: string }>;

  /** Takes a free seat or moves to it; −1 is the lowest free one. */
  takeSeat(index?: number): Promise<void>;
  moveSeat(participant: string, index: number): Promise<void>;
  /** Exchanges what sits on two seats; one of them may be empty. */
  swapSeats(index: number, other: number): Promise<void>;
  /** Closes a seat, or opens it. Who sits there steps down first. */
  lockSeat(index: number, locked: boolean): Promise<void>;
  muteSeat(index: number, muted: boolean): Promise<void>;
  muteParticipant(participant: string, muted: boolean, reason?: Reason): Promise<void>;
  /** Closes the microphone of every speaker but host and moderators. */
  muteAll(): Promise<void>;
  removeFromStage(participant: string, reason?: Reason): Promise<void>;
  /** Gives so much time from now, 10 to 3600 seconds; 0 gives all the time they like. */
  setTurn(participant: string, seconds: number): Promise<void>;

  /** Begins rounds with these phases, or the room's own; with a pack, each change deals a card of it. */
  startRounds(timetable?: Phase[], pack?: string): Promise<void>;
  pauseRounds(paused: boolean): Promise<void>;
  /** 60 to 1800 seconds more for the language of now. */
  extendRound(seconds: number): Promise<void>;
  skipRound(): Promise<void>;
  stopRounds(): Promise<void>;
  /** One's own talk time: shown to others or not. */
  hideTalk(hidden: boolean): Promise<void>;
  /** The next card of a pack; of the one in use, or the first that fits the room, when none is named. */
  dealCard(pack?: string): Promise<void>;
  clearCard(): Promise<void>;
  listPacks(): Promise<Pack[]>;
  /** For regulars themselves and those who run the room. */
  listRegulars(): Promise<Regular[]>;

  setRole(participant: string, role: "moderator" | "listener"): Promise<void>;
  /** Hands the room over for good; the sender becomes a moderator. */
  transferHost(participant: string): Promise<void>;
  kick(participant: string, reason?: Reason): Promise<void>;
  /** 10 to 86400 seconds, 0 without end, an hour when not given. */
  ban(participant: string, reason?: Reason, seconds?: number): Promise<void>;
  liftBan(ban: string): Promise<void>;
  /** Newest first. */
  listBans(): Promise<Ban[]>;
  admit(participant: string): Promise<void>;
  deny(participant: string, reason?: Reason): Promise<void>;

  lockRoom(locked: boolean): Promise<void>;
  /** What is not given stays. */
  updateRoom(changes: Partial<RoomSettings>): Promise<void>;
  closeRoom(): Promise<void>;
  /** Newest first; `next` goes into the next call's `before`, "" at the end. */
  listAudit(before?: string, limit?: number): Promise<{ records: AuditRecord[]; next: string }>;

  report(participant: string, reason: Reason, text?: string): Promise<void>;
  /** Silences somebody on this device at once, and tells the server. Kept through reloads. */
  block(participant: string, blocked: boolean): Promise<void>;

  sendMessage(text: string, options?: MessageOptions): Promise<void>;
  deleteMessage(message: number): Promise<void>;
  muteChat(participant: string, muted: boolean, reason?: Reason): Promise<void>;
  /** Messages before one, oldest first, the newest for 0. They join `state.chat`. */
  listMessages(before?: number, limit?: number): Promise<{ messages: Message[]; more: boolean }>;
  react(emoji: string): Promise<void>;
  signal(participant: string, signal: Signal): Promise<void>;

  /** On this device only, 0–1; kept by the SDK over visits, as is who is muted here. */
  setVolume(participant: string, volume: number): void;
  getVolume(participant: string): number;
  /** Silences somebody for the person here alone; nobody is told. Their volume is kept for later. */
  setMuted(participant: string, muted: boolean): void;
  isMuted(participant: string): boolean;

  /**
   * Speaks through another microphone, at once when it is open; "" is the browser's choice. One that is gone by the next
   * opening is passed over. Rejects with a Refusal when it does not open; then the present one goes on.
   */
  setMicrophone(deviceId: string): Promise<void>;
}
