/** The shapes of corner.v1 and the public surface of VoiceRoom. The protocol itself: signaling/PROTOCOL.md. */

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

export interface RoomInfo {
  id: string;
  title: string;
  languages: string[];
  topic: string;
  seats: number;
  mode: string;
  capacity: number;
  created_ms: number;
}

export interface Audience {
  count: number;
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
  hands: Hand[];
  invitations: Invitation[];
  audience: Audience;
}

/** Who is heard now; levels in dBov, 0 loudest, −127 silence. */
export interface Speakers {
  slots: string[];
  speaking: { participant: string; level: number }[];
  receiving: string[];
}

/**
 * connecting: first join under way · connected: all is well · reconnecting: signaling lost, audio may go on ·
 * closed: over, see CloseInfo.
 */
export type ConnectionState = "idle" | "connecting" | "connected" | "reconnecting" | "closed";

export interface CloseInfo {
  code: number;
  /** A name of PROTOCOL.md "Close codes", or "network". */
  reason: string;
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
  /** Constraints for getUserMedia; echo cancellation, noise suppression and gain control by default. */
  microphone?: MediaTrackConstraints;
}

export interface VoiceRoomEvents {
  state: Snapshot;
  connection: ConnectionState;
  speakers: Speakers;
  /** For the person here: an invitation to the stage. */
  invitation: Invitation;
  /** An invitation is over, one's own or (for host and moderators) somebody's. It comes after the state without it. */
  invitationEnded: InvitationEnd;
  /** The host closed or released this microphone. */
  muted: { by: string; mute: Mute; reason: string };
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
  /** Server time minus local time, milliseconds. */
  readonly clockOffsetMs: number;
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

  raiseHand(): Promise<void>;
  lowerHand(participant?: string): Promise<void>;
  invite(participant: string): Promise<void>;
  cancelInvitation(participant: string): Promise<void>;
  acceptInvitation(): Promise<void>;
  declineInvitation(): Promise<void>;
  leaveStage(): Promise<void>;
  /** Opens the microphone: asks for it the first time, sends it, then unmutes. */
  unmute(): Promise<void>;
  mute(): Promise<void>;
  muteParticipant(participant: string, muted: boolean): Promise<void>;
  listParticipants(cursor?: string, limit?: number): Promise<{ participants: Participant[]; next: string }>;

  /** On this device only, 0–1; kept by the SDK through reconnects. */
  setVolume(participant: string, volume: number): void;
  getVolume(participant: string): number;
}
