import { Blocks } from "./blocks";
import { withMessages } from "./chat";
import type {
  BlockedPerson,
  CloseInfo,
  ConnectionState,
  Delay,
  Exclusion,
  PathState,
  PlaybackState,
  VoiceRoomClient,
  VoiceRoomEvents,
  VoiceRoomOptions,
} from "./client";
import { Commands } from "./commands";
import { Connection, type ConnectionOwner } from "./connection";
import { Emitter } from "./emitter";
import type { EventData, RoomEvent, Welcome } from "./frames";
import { loadGuestToken } from "./guest";
import { Healer } from "./healer";
import { loudness } from "./level";
import { Media, slotCount } from "./media";
import { watchNetwork } from "./network";
import { Playback } from "./playback";
import { Publisher } from "./publisher";
import { complete, placed, reduce, talked, talkedMyself } from "./reduce";
import { Refusal } from "./refusal";
import { Asking, ServerClock } from "./server-clock";
import type { Message, Notice, Participant, Snapshot, Speakers } from "./types";
import { Volumes } from "./volumes";
import { Watch } from "./watch";

const nobody: Speakers = { slots: [], speaking: [], receiving: [] };
/** A restart not answered in this time and three round trips more (so many at most) went into a dead socket; milliseconds. */
const restartPatience = 800;
const farthest = 1500;
/** How long leaving waits for the server's word, milliseconds. */
const farewell = 1000;

/** A person in one voice room, from the join tap to leaving. See VoiceRoomClient. */
export class VoiceRoom extends Commands implements VoiceRoomClient {
  private readonly events = new Emitter<VoiceRoomEvents>();
  private readonly volumes = new Volumes();
  private readonly blocks = new Blocks();
  private readonly publisher: Publisher;
  private route: Connection | null = null;
  private player: Playback | null = null;
  private media: Media | null = null;
  private mediaSpent = false;
  private readonly healer: Healer;
  private readonly watch: Watch;
  private unwatchNetwork = () => undefined as void;
  private roundTripMs = 0;
  private readonly clock = new ServerClock(() => performance.now(), () => Date.now());
  private readonly asking = new Asking(() => this.askTime());
  private lowDelay: boolean;
  private delayed: Delay | null = null;
  private token: string;
  private isGuest: boolean;
  private announced = "";

  private snapshot: Snapshot | null = null;
  private status: ConnectionState = "idle";
  private heard: Speakers = nobody;
  /** What the notice said that comes before the end of somebody sent away. */
  private exclusion: Exclusion | null = null;

  constructor(private readonly options: VoiceRoomOptions) {
    super();
    this.token = options.token ?? "";
    this.isGuest = this.token === "" || this.token === loadGuestToken();
    this.lowDelay = options.lowDelay ?? false;
    this.healer = new Healer({
      restart: () => this.restart(),
      rejoin: () => this.route?.rejoin(),
      reconnect: () => this.route?.reconnect(),
      changed: (path) => this.events.emit("path", path),
    });
    this.watch = new Watch({
      expects: () => this.expectsSound(),
      arrived: () => this.media?.arrived() ?? Promise.resolve(false),
      stalled: () => this.healer.feel({ type: "stalled" }),
      flowing: () => this.healer.feel({ type: "flowing" }),
      silent: () => this.healer.feel({ type: "silent" }),
    });
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

  get path(): PathState {
    return this.healer.current;
  }

  get delay(): Delay | null {
    return this.status === "delayed" ? this.delayed : null;
  }

  get blocked(): readonly BlockedPerson[] {
    return this.blocks.list();
  }

  get clockOffsetMs(): number {
    return this.clock.offsetMs;
  }

  serverNow(): number {
    return this.clock.now();
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
    this.unwatchNetwork();
    this.unwatchNetwork = watchNetwork(() => this.healer.feel({ type: "suspect" }));
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

  retryMedia(): void {
    if (this.status === "connected") this.route?.rejoin();
  }

  /** Without a connection there is nobody to tell now; the next join says it. */
  async setLowDelay(on: boolean): Promise<void> {
    this.lowDelay = on;
    if (this.status === "connected") await this.request("media.set", { low_delay: on });
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

  /** It holds on this device whatever the server says; of somebody who has left there is nothing to tell it. */
  async block(participant: string, blocked: boolean): Promise<void> {
    this.setBlocked(participant, blocked);
    try {
      await this.ask("participant.block", { participant, blocked });
    } catch (error) {
      if ((error as Refusal).code === "not_found") return;
      this.setBlocked(participant, !blocked);
      throw error;
    }
  }

  override async listMessages(before = 0, limit = 50): Promise<{ messages: Message[]; more: boolean }> {
    const page = await super.listMessages(before, limit);
    const now = this.snapshot;
    if (now) this.update({ ...now, chat: withMessages(now.chat, page.messages) });
    return page;
  }

  setVolume(participant: string, volume: number): void {
    this.volumes.set(participant, volume);
    this.applyVolumes();
  }

  getVolume(participant: string): number {
    return this.volumes.get(participant);
  }

  setMuted(participant: string, muted: boolean): void {
    this.volumes.mute(participant, muted);
    this.applyVolumes();
  }

  isMuted(participant: string): boolean {
    return this.volumes.muted(participant);
  }

  setMicrophone(deviceId: string): Promise<void> {
    return this.publisher.use(deviceId);
  }

  protected override ask(type: string, data: object): Promise<unknown> {
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
      reactions: (reactions) => this.events.emit("reactions", reactions),
      position: (position) => this.told((snapshot) => placed(snapshot, position)),
      talk: (talk) => this.told((snapshot) => talked(snapshot, talk)),
      ownTalk: (own) => this.told((snapshot) => talkedMyself(snapshot, own)),
      knocked: (token) => this.knocked(token),
      delayed: (delay) => this.putOff(delay),
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
    const blocked = this.blocks.ids();
    return {
      room,
      token: this.token,
      profile,
      offer: await media.offer(),
      client: "corner-web/1",
      ...(blocked.length > 0 && { blocked }),
      ...(this.lowDelay && { low_delay: true }),
    };
  }

  private async welcomed(welcome: Welcome, roundTripMs: number): Promise<void> {
    const snapshot = complete(welcome.snapshot);
    this.roundTripMs = roundTripMs;
    this.clock.roughly(snapshot.server_time_ms);
    this.publisher.close(); // a membership taken over comes back muted
    this.exclusion = null;
    this.snapshot = this.withBlocks(snapshot); // what happens meanwhile builds on it
    this.takeToken(welcome.guest_token ?? "");
    await this.media?.accept(welcome); // sound first: drawing a room takes the page longer than finding the way to it
    this.publisher.obey();
    this.update(this.snapshot);
  }

  private resumed(snapshot: Snapshot | null): void {
    if (snapshot) this.update(this.withBlocks(complete(snapshot)));
  }

  /** Before the door: who one is there is who comes in. The server has not used the offer; it is still good. */
  private knocked(token: string): void {
    this.mediaSpent = false;
    this.takeToken(token);
  }

  /** A refused join has not used its offer either. */
  private putOff(delay: Delay): void {
    this.mediaSpent = false;
    this.delayed = delay;
    this.events.emit("delay", delay);
  }

  private takeToken(token: string): void {
    if (token === "") return;
    this.isGuest = true;
    this.token = token;
    this.events.emit("guestToken", token);
  }

  private receive(event: RoomEvent): void {
    const before = this.snapshot;
    if (!before) return;
    const after = reduce(before, event);
    if (after === before) return;
    this.update(after);
    this.announce(event);
  }

  /** What has no number changes the state it finds. */
  private told(change: (snapshot: Snapshot) => Snapshot): void {
    if (this.snapshot) this.update(change(this.snapshot));
  }

  /** Asks the server for the time. A server that does not know the question leaves the snapshot's. */
  private async askTime(): Promise<void> {
    const sent = performance.now();
    const { server_time_ms } = (await this.ask("clock.get", {})) as { server_time_ms: number };
    this.clock.sample(sent, performance.now(), server_time_ms);
  }

  /** What a snapshot cannot say, after the state it led to. */
  private announce(event: RoomEvent): void {
    switch (event.type) {
      case "mute.changed":
        return this.muted(event.data);
      case "invitation.ended":
        return this.events.emit("invitationEnded", event.data);
      case "participant.reported":
        return this.events.emit("reported", event.data);
      case "blocked.changed":
        this.blocks.replace(event.data.blocked ?? []);
        return this.applyVolumes();
      case "notice":
        return this.noticed(event.data);
    }
  }

  private noticed(notice: Notice): void {
    const { action, reason, until_ms, by_name } = notice;
    if (action === "kicked" || action === "banned") {
      this.exclusion = { reason: reason ?? "", untilMs: until_ms ?? 0, byName: by_name ?? "" };
    }
    this.events.emit("notice", notice);
  }

  private setBlocked(participant: string, blocked: boolean): void {
    this.blocks.set(participant, blocked, this.snapshot ? nameOf(this.snapshot, participant) : "");
    this.applyVolumes();
    if (this.snapshot) this.update({ ...this.snapshot, blocked: this.blocks.ids() });
  }

  /** Blocks of this device count even where a server has forgotten them; those it knows of are kept here too. */
  private withBlocks(snapshot: Snapshot): Snapshot {
    for (const id of snapshot.blocked) this.blocks.set(id, true, nameOf(snapshot, id));
    return { ...snapshot, blocked: this.blocks.ids() };
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
    const you = this.snapshot?.you.id ?? "";
    const lost = this.heard.receiving.includes(you) && !speakers.receiving.includes(you);
    this.heard = speakers;
    this.applyVolumes();
    // An open microphone that the server hears no more: its packets may be going into the void.
    if (lost && this.publisher.sending) this.healer.feel({ type: "suspect" });
    this.watch.hear();
    this.events.emit("speakers", speakers);
  }

  /** Whether somebody else is speaking in a slot, as the server hears them, to a page that listens. */
  private expectsSound(): boolean {
    if (document.visibilityState === "hidden" && this.playback !== "playing") return false;
    const { slots, speaking, receiving } = this.heard;
    return speaking.some(
      ({ participant: id }) => id !== this.snapshot?.you.id && slots.includes(id) && receiving.includes(id),
    );
  }

  /** Another way for the packets of the living connection. */
  private async restart(): Promise<void> {
    const { media, route } = this;
    if (!media || !route) throw new Refusal("cancelled", "not joined");
    const offer = await media.reoffer();
    const patience = restartPatience + Math.min(3 * this.roundTripMs, farthest);
    const { answer } = (await route.request("media.restart", { offer }, patience)) as { answer: string };
    await media.reanswer(answer).catch((error: unknown) => {
      // The server has gone over to the new way, and here it cannot be taken.
      throw new Refusal("no_media", String(error));
    });
  }

  /** An empty slot keeps the volume of who spoke last: their last words may still be playing. */
  private applyVolumes(): void {
    this.heard.slots.forEach((participant, slot) => {
      const line = this.media?.line(slot) ?? -1;
      if (participant !== "") this.player?.setVolume(line, this.volumeOf(participant));
    });
  }

  private volumeOf(participant: string): number {
    return this.blocks.has(participant) ? 0 : this.volumes.heard(participant);
  }

  private changed(state: ConnectionState): void {
    this.status = state;
    this.events.emit("connection", state);
    this.healer.feel({ type: "signaling", up: state === "connected" });
    if (state === "connected") this.publisher.obey();
    if (state === "connected") this.asking.begin();
    else this.asking.end();
  }

  /** A guest whose token has expired comes back as somebody new; an app's user needs a new token first. */
  private renew(): boolean {
    if (!this.isGuest || this.token === "") return false;
    this.token = "";
    return true;
  }

  private closed(info: CloseInfo): void {
    this.unwatchNetwork();
    this.watch.reset();
    this.healer.stop();
    this.publisher.release();
    this.media?.close();
    this.media = null;
    this.player?.stop();
    this.route = null;
    this.heard = nobody;
    this.events.emit("closed", this.exclusion ? { ...info, exclusion: this.exclusion } : info);
    this.exclusion = null;
  }

  private renewMedia(): Media {
    if (!this.player) throw new Refusal("cancelled", "not joined");
    this.media?.close();
    this.mediaSpent = false;
    const media = this.options.prepared?.take() ?? new Media();
    media.play(this.player, (path) => this.healer.feel({ type: "path", path }));
    this.media = media;
    this.healer.feel({ type: "renewed" });
    this.watch.reset();
    return media;
  }
}

/** What somebody is called, as far as this snapshot shows them. */
function nameOf({ stage, hands, audience, chat }: Snapshot, id: string): string {
  const people: (Pick<Participant, "id" | "name"> | null)[] = [
    ...stage.map((seat) => seat.occupant),
    ...hands.map((hand) => hand.participant),
    ...audience.sample,
    ...chat.map((line) => line.from),
  ];
  return people.find((one) => one?.id === id)?.name ?? "";
}
