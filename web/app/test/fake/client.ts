import type {
  BlockedPerson, ConnectionState, Delay, Exclusion, Participant, PathState, PlaybackState, Snapshot, Speakers, VoiceRoomClient, VoiceRoomEvents,
} from "@sdk";
import { Commands } from "../../../sdk/src/commands";
import { effects } from "./effects";

type Listener = (event: never) => void;

/** What a fake room is made to do. */
export interface Script {
  snapshot: Snapshot;
  /** The code with which join is refused, instead of a room. */
  refuse?: string;
  /** What the refusal of join says besides its code. */
  refusal?: Partial<Exclusion>;
  /** Join never comes back. */
  hang?: boolean;
  /** Join waits before the door. */
  wait?: boolean;
  /** Join is put off by a busy server, for this long. */
  delayMs?: number;
  path?: PathState;
  /** Commands that are refused, by name. */
  refused?: Record<string, { code: string; retryMs?: number }>;
  connection?: ConnectionState;
  speakers?: Partial<Speakers>;
  playback?: PlaybackState;
  /** What commands are answered with, by name. */
  answers?: Record<string, object>;
  /** The code with which unmute is refused. */
  microphone?: string;
}

/**
 * A room without a server: it holds a snapshot, does what the commands say and emits what the SDK would. It is a
 * fixture of tests and screens and never part of the bundle.
 */
export class FakeRoom extends Commands implements VoiceRoomClient {
  state: Snapshot | null = null;
  connection: ConnectionState = "idle";
  speakers: Speakers;
  playback: PlaybackState;
  path: PathState;
  delay: Delay | null = null;
  readonly clockOffsetMs = 0;
  /** Every command, in order. */
  readonly sent: string[] = [];
  /** Who is muted on this device. */
  readonly hushed = new Set<string>();
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly script: Script) {
    super();
    this.speakers = { slots: [], speaking: [], receiving: [], ...script.speakers };
    this.playback = script.playback ?? "playing";
    this.path = script.path ?? "open";
  }

  serverNow(): number {
    return Date.now();
  }

  microphoneLevel(): number {
    return this.state?.you.mute.self === false ? 0.5 : 0;
  }

  level(participant: string): number {
    return this.speakers.speaking.some((one) => one.participant === participant) ? 0.6 : 0;
  }

  on<K extends keyof VoiceRoomEvents>(type: K, listener: (event: VoiceRoomEvents[K]) => void): () => void {
    const all = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, all.add(listener as Listener));
    return () => all.delete(listener as Listener);
  }

  /** Emits an event as the SDK would. */
  emit<K extends keyof VoiceRoomEvents>(type: K, event: VoiceRoomEvents[K]): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event as never);
  }

  /** Replaces the state and tells it. */
  update(change: Partial<Snapshot>): void {
    this.state = { ...(this.state ?? this.script.snapshot), ...change };
    this.emit("state", this.state);
  }

  /** Changes the connection and tells it. */
  connect(state: ConnectionState): void {
    this.connection = state;
    this.emit("connection", state);
  }

  /** The server puts the join off. */
  putOff(retryMs: number): void {
    this.delay = { code: "server_busy", retryMs, atMs: Date.now() + retryMs };
    this.connect("delayed");
    this.emit("delay", this.delay);
  }

  /** Changes whether sound gets through and tells it. */
  find(path: PathState): void {
    this.path = path;
    this.emit("path", path);
  }

  retryMedia(): void {
    this.sent.push("retry media");
    this.find("seeking");
  }

  async setLowDelay(on: boolean): Promise<void> {
    this.sent.push(`low delay ${on}`);
  }

  async join(): Promise<void> {
    this.sent.push("join");
    this.connect("connecting");
    if (this.script.wait === true) this.connect("waiting");
    if (this.script.wait === true) await new Promise(() => undefined);
    if (this.script.delayMs !== undefined) {
      this.putOff(this.script.delayMs);
      await new Promise(() => undefined);
    }
    if (this.script.hang === true) await new Promise(() => undefined);
    if (this.script.refuse !== undefined) {
      this.emit("closed", { code: 4500, reason: this.script.refuse });
      throw { code: this.script.refuse, ...this.script.refusal };
    }
    this.update({});
    this.emit("guestToken", "token");
    this.emit("playback", this.playback);
    this.emit("path", this.path);
    this.emit("speakers", this.speakers);
    this.connect(this.script.connection ?? "connected");
  }

  async leave(): Promise<void> {
    this.sent.push("leave");
    this.emit("closed", { code: 4509, reason: "left" });
  }

  async startAudio(): Promise<void> {
    this.playback = "playing";
    this.emit("playback", "playing");
  }

  override async raiseHand(): Promise<void> {
    const { you, hands } = this.live("hand.raise");
    const audience = { ...this.state!.audience, hands: this.state!.audience.hands + 1 };
    this.update({ hands: [...hands, { participant: you, raised_ms: Date.now() }], hand_position: audience.hands, audience });
  }

  override async lowerHand(participant = ""): Promise<void> {
    const { you, hands } = this.live(`hand.lower ${participant}`);
    const audience = { ...this.state!.audience, hands: Math.max(0, this.state!.audience.hands - 1) };
    this.update({ hands: hands.filter((hand) => hand.participant.id !== (participant || you.id)), hand_position: 0, audience });
  }

  override async invite(participant: string): Promise<void> {
    const { you, invitations } = this.live(`invite ${participant}`);
    this.update({ invitations: [...invitations, { participant, by: you.id, expires_ms: Date.now() + 30_000 }] });
  }

  override async cancelInvitation(participant: string): Promise<void> {
    const { invitations } = this.live(`cancel ${participant}`);
    this.update({ invitations: invitations.filter((one) => one.participant !== participant) });
  }

  override async acceptInvitation(): Promise<void> {
    const { you, stage } = this.live("accept");
    const free = stage.find((seat) => seat.occupant === null && !seat.locked);
    if (free === undefined) throw { code: "stage_full" };
    this.update({ invitations: [], hands: [] }); // told first, as the server does
    this.emit("invitationEnded", { participant: you.id, outcome: "accepted" });
    this.seat({ ...you, role: "speaker", seat: free.index, mute: { self: true, host: false, seat: false } });
  }

  override async declineInvitation(): Promise<void> {
    const { you } = this.live("decline");
    this.update({ invitations: [] });
    this.emit("invitationEnded", { participant: you.id, outcome: "declined" });
  }

  async leaveStage(): Promise<void> {
    const { you, stage } = this.live("stage.leave");
    this.update({
      you: { ...you, role: "listener", seat: -1 },
      stage: stage.map((seat) => (seat.index === you.seat ? { ...seat, occupant: null } : seat)),
    });
  }

  async unmute(): Promise<void> {
    const { you } = this.live("unmute");
    if (this.script.microphone !== undefined) throw { code: this.script.microphone };
    if (you.mute.host) throw { code: "muted_by_host" };
    this.seat({ ...you, mute: { ...you.mute, self: false } });
    this.speakers = { ...this.speakers, receiving: [...this.speakers.receiving, you.id] };
    this.emit("speakers", this.speakers);
  }

  async mute(): Promise<void> {
    const { you } = this.live("mute");
    this.seat({ ...you, mute: { ...you.mute, self: true } });
  }

  override async muteParticipant(participant: string, muted: boolean): Promise<void> {
    const { stage } = this.live(`mute ${participant} ${muted}`);
    const found = stage.find((seat) => seat.occupant?.id === participant)?.occupant;
    if (found) this.seat({ ...found, mute: { ...found.mute, self: true, host: muted } });
  }

  override async listParticipants(cursor = ""): Promise<{ participants: Participant[]; next: string }> {
    const { audience } = this.live(`list ${cursor}`);
    const refused = this.script.refused?.["participants.list"];
    if (refused !== undefined) throw refused;
    const half = audience.sample.length / 2;
    return cursor === ""
      ? { participants: audience.sample.slice(0, half), next: "2" }
      : { participants: audience.sample.slice(half), next: "" };
  }

  setVolume(participant: string, volume: number): void {
    this.sent.push(`volume ${participant} ${volume}`);
  }

  getVolume(): number {
    return 1;
  }

  setMuted(participant: string, muted: boolean): void {
    this.sent.push(`muted ${participant} ${muted}`);
    if (muted) this.hushed.add(participant);
    else this.hushed.delete(participant);
  }

  isMuted(participant: string): boolean {
    return this.hushed.has(participant);
  }

  async setMicrophone(deviceId: string): Promise<void> {
    this.sent.push(`microphone ${deviceId}`);
  }

  get blocked(): readonly BlockedPerson[] {
    const people = this.state?.stage.flatMap((seat) => seat.occupant ?? []) ?? [];
    return (this.state?.blocked ?? []).map((id) => ({ id, name: people.find((one) => one.id === id)?.name ?? "" }));
  }

  async block(participant: string, blocked: boolean): Promise<void> {
    const rest = this.live(`block ${participant} ${blocked}`).blocked.filter((id) => id !== participant);
    this.update({ blocked: blocked ? [...rest, participant] : rest });
  }

  /** Every other command: noted with its values, done and answered by its effect. */
  protected override async ask(type: string, data: object): Promise<unknown> {
    const state = this.live([type, ...Object.values(data)].join(" "));
    const refused = this.script.refused?.[type];
    if (refused !== undefined) throw refused;
    const { change, answer } = effects[type]?.(state, data as never) ?? {};
    if (change) this.update(change);
    return answer ?? this.script.answers?.[type] ?? {};
  }

  private live(command: string): Snapshot {
    this.sent.push(command);
    if (this.state === null) throw { code: "network" };
    return this.state;
  }

  private seat(person: Participant): void {
    const { you, stage } = this.state!;
    this.update({
      you: person.id === you.id ? person : you,
      stage: stage.map((seat) => (seat.index === person.seat ? { ...seat, occupant: person } : seat)),
    });
  }
}
