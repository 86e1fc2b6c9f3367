import { Connection, type ConnectionOwner } from "./connection";
import { Emitter } from "./emitter";
import type { EventData, RoomEvent, Welcome } from "./frames";
import { loadGuestToken } from "./guest";
import { loudness } from "./level";
import { Media, slotCount } from "./media";
import { Playback } from "./playback";
import { Publisher } from "./publisher";
import { complete, reduce } from "./reduce";
import { Refusal } from "./refusal";
import type {
  CloseInfo,
  ConnectionState,
  Participant,
  PlaybackState,
  Snapshot,
  Speakers,
  VoiceRoomClient,
  VoiceRoomEvents,
  VoiceRoomOptions,
} from "./types";
import { Volumes } from "./volumes";

const nobody: Speakers = { slots: [], speaking: [], receiving: [] };
/** The pause before media that never came up are tried again, milliseconds; doubles up to the second. */
const remedy = [1000, 30_000] as const;
/** How long leaving waits for the server's word, milliseconds. */
const farewell = 1000;

/** A person in one voice room, from the join tap to leaving. See VoiceRoomClient. */
export class VoiceRoom implements VoiceRoomClient {
  private readonly events = new Emitter<VoiceRoomEvents>();
  private readonly volumes = new Volumes();
  private readonly publisher: Publisher;
  private route: Connection | null = null;
  private player: Playback | null = null;
  private media: Media | null = null;
  private mediaSpent = false;
  private mediaFailures = 0;
  private remedyTimer: ReturnType<typeof setTimeout> | undefined;
  private token: string;
  private isGuest: boolean;
  private announced = "";

  private snapshot: Snapshot | null = null;
  private status: ConnectionState = "idle";
  private heard: Speakers = nobody;
  private offset = 0;

  constructor(private readonly options: VoiceRoomOptions) {
    this.token = options.token ?? "";
    this.isGuest = this.token === "" || this.token === loadGuestToken();
    this.publisher = new Publisher(
      {
        media: () => this.media,
        you: () => this.snapshot?.you ?? null,
        request: (type, data) => this.request(type, data),
      },
      options.microphone ?? {},
    );
  }

  get state(): Snapshot | null {
    return this.snapshot;
  }

  get connection(): ConnectionState {
    return this.status;
  }

  get speakers(): Speakers {
    return this.heard;
  }

  get playback(): PlaybackState {
    return this.player?.current ?? "idle";
  }

  get clockOffsetMs(): number {
    return this.offset;
  }

  on<K extends keyof VoiceRoomEvents>(type: K, listener: (event: VoiceRoomEvents[K]) => void): () => void {
    return this.events.on(type, listener);
  }

  microphoneLevel(): number {
    return this.publisher.level();
  }

  level(participant: string): number {
    const slot = this.heard.slots.indexOf(participant);
    const live = participant !== "" && slot >= 0 ? this.media?.level(slot) : null;
    if (typeof live === "number") return live;
    const told = this.heard.speaking.find((speaker) => speaker.participant === participant);
    return told ? loudness(told.level) : 0;
  }

  async join(): Promise<void> {
    if (this.status !== "idle" && this.status !== "closed") return;
    if (typeof RTCPeerConnection === "undefined") throw new Refusal("unsupported", "this browser has no WebRTC");
    // All of this happens before the first await, inside the tap: that is what lets the elements play.
    this.player ??= new Playback(slotCount, this.options.audio ?? [], (state) => this.events.emit("playback", state));
    this.renewMedia();
    const url = new URL("/v1/signal", this.options.url);
    url.protocol = url.protocol.replace("http", "ws");
    this.route = new Connection(url.href, this.owner());
    await this.route.start();
  }

  async leave(): Promise<void> {
    const route = this.route;
    if (!route) return;
    this.publisher.release();
    await new Promise<unknown>((resolve) => {
      const timer = setTimeout(resolve, farewell);
      const answered = route.request("leave").catch(() => undefined);
      void answered.then(resolve).finally(() => clearTimeout(timer));
    });
    route.stop({ code: 4509, reason: "left" });
  }

  async startAudio(): Promise<void> {
    await this.player?.start();
  }

  raiseHand(): Promise<void> {
    return this.request("hand.raise");
  }

  lowerHand(participant = ""): Promise<void> {
    return this.request("hand.lower", { participant });
  }

  invite(participant: string): Promise<void> {
    return this.request("invitation.send", { participant });
  }

  cancelInvitation(participant: string): Promise<void> {
    return this.request("invitation.cancel", { participant });
  }

  acceptInvitation(): Promise<void> {
    return this.request("invitation.accept");
  }

  declineInvitation(): Promise<void> {
    return this.request("invitation.decline");
  }

  async leaveStage(): Promise<void> {
    await this.request("stage.leave");
    this.publisher.close();
  }

  unmute(): Promise<void> {
    return this.publisher.unmute();
  }

  mute(): Promise<void> {
    return this.publisher.mute();
  }

  muteParticipant(participant: string, muted: boolean): Promise<void> {
    return this.request("mute.participant", { participant, muted });
  }

  async listParticipants(cursor = "", limit = 50): Promise<{ participants: Participant[]; next: string }> {
    const page = await this.ask("participants.list", { cursor, limit });
    const { participants, next } = page as { participants?: Participant[]; next?: string };
    return { participants: participants ?? [], next: next ?? "" };
  }

  setVolume(participant: string, volume: number): void {
    this.volumes.set(participant, volume);
    this.applyVolumes();
  }

  getVolume(participant: string): number {
    return this.volumes.get(participant);
  }

  private async request(type: string, data: object = {}): Promise<void> {
    await this.ask(type, data);
  }

  private ask(type: string, data: object): Promise<unknown> {
    return this.route?.request(type, data) ?? Promise.reject(Refusal.network("not connected"));
  }

  /** What the connection may ask of the room; private to the two of them. */
  private owner(): ConnectionOwner {
    return {
      joinData: () => this.joinData(),
      welcomed: (welcome, roundTrip) => this.welcomed(welcome, roundTrip),
      resumed: (snapshot) => this.resumed(snapshot),
      event: (event) => this.receive(event),
      speakers: (speakers) => this.hear(speakers),
      lastSeq: () => this.snapshot?.revision ?? 0,
      renew: () => this.renew(),
      changed: (state) => this.changed(state),
      closed: (info) => this.closed(info),
    };
  }

  private async joinData(): Promise<object> {
    const media = this.media && !this.mediaSpent ? this.media : this.renewMedia();
    this.mediaSpent = true;
    const { room, profile } = this.options;
    return { room, token: this.token, profile, offer: await media.offer(), client: "corner-web/1" };
  }

  private async welcomed(welcome: Welcome, roundTripMs: number): Promise<void> {
    const snapshot = complete(welcome.snapshot);
    this.offset = snapshot.server_time_ms + roundTripMs / 2 - Date.now();
    this.publisher.close(); // a membership taken over comes back muted
    this.update(snapshot);
    if (welcome.guest_token) {
      this.isGuest = true;
      this.token = welcome.guest_token;
      this.events.emit("guestToken", welcome.guest_token);
    }
    await this.media?.accept(welcome);
  }

  private resumed(snapshot: Snapshot | null): void {
    if (snapshot) this.update(complete(snapshot));
  }

  private receive(event: RoomEvent): void {
    const before = this.snapshot;
    if (!before) return;
    const after = reduce(before, event);
    if (after === before) return;
    this.update(after);
    if (event.type === "mute.changed") this.muted(event.data);
    if (event.type === "invitation.ended") this.events.emit("invitationEnded", event.data);
  }

  private muted({ participant, by, mute, reason }: EventData["mute.changed"]): void {
    if (participant !== this.snapshot?.you.id) return;
    if (mute.host || mute.seat || mute.self) this.publisher.close();
    this.events.emit("muted", { by, mute, reason });
  }

  /** Replaces the state and says what follows from it. */
  private update(snapshot: Snapshot): void {
    const before = this.snapshot?.you;
    this.snapshot = snapshot;
    if (snapshot.you !== before) this.publisher.obey();
    this.events.emit("state", snapshot);
    const mine = snapshot.invitations.find((invitation) => invitation.participant === snapshot.you.id);
    const name = mine ? `${mine.by} ${mine.expires_ms}` : "";
    if (mine && name !== this.announced) this.events.emit("invitation", mine);
    this.announced = name;
  }

  private hear(speakers: Speakers): void {
    this.heard = speakers;
    this.applyVolumes();
    this.events.emit("speakers", speakers);
  }

  /** An empty slot keeps the volume of who spoke last: their last words may still be playing. */
  private applyVolumes(): void {
    this.heard.slots.forEach((participant, slot) => {
      const line = this.media?.line(slot) ?? -1;
      if (participant !== "") this.player?.setVolume(line, this.volumes.get(participant));
    });
  }

  private changed(state: ConnectionState): void {
    this.status = state;
    this.events.emit("connection", state);
    if (state !== "connected") return;
    // What died while nobody could be asked is replaced now; what only stumbled gets its time to get up.
    this.media?.judge();
    this.publisher.obey();
  }

  /** A guest whose token has expired comes back as somebody new; an app's user needs a new token first. */
  private renew(): boolean {
    if (!this.isGuest || this.token === "") return false;
    this.token = "";
    return true;
  }

  private closed(info: CloseInfo): void {
    clearTimeout(this.remedyTimer);
    this.publisher.release();
    this.media?.close();
    this.media = null;
    this.player?.stop();
    this.route = null;
    this.heard = nobody;
    this.events.emit("closed", info);
  }

  private renewMedia(): Media {
    if (!this.player) throw new Refusal("cancelled", "not joined");
    this.media?.close();
    this.mediaSpent = false;
    const media = new Media(this.player, {
      connected: () => {
        this.mediaFailures = 0;
        clearTimeout(this.remedyTimer);
      },
      lost: () => this.mediaLost(),
    });
    this.media = media;
    media.offer().catch(() => undefined); // who sends it learns of it
    return media;
  }

  /** Joins again with new media: at once the first time, then ever more seldom, until sound comes through. */
  private mediaLost(): void {
    if (this.status !== "connected") return; // looked at again when the server can be asked
    const [first, last] = remedy;
    const pause = this.mediaFailures === 0 ? 0 : Math.min(last, first * 2 ** this.mediaFailures);
    this.mediaFailures++;
    clearTimeout(this.remedyTimer);
    this.remedyTimer = setTimeout(() => this.route?.rejoin(), pause);
  }
}
