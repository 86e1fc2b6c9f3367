import { vi } from "vitest";
import { nobodyAhead, type Welcome } from "../src/frames";
import { noRound } from "../src/rounds";
import type { Message, Participant, Snapshot } from "../src/types";

/** Lets everything that is ready happen: promises, then zero-length timers. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

export function participant(id: string, changes: Partial<Participant> = {}): Participant {
  return {
    id,
    name: id,
    speaks: ["zh"],
    learns: ["en"],
    levels: [],
    time_zone: "Asia/Shanghai",
    role: "listener",
    seat: -1,
    mute: { self: true, host: false, seat: false },
    connected: true,
    joined_ms: 1000,
    chat_muted: false,
    turn_ends_ms: 0,
    ...changes,
  };
}

export function snapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return {
    revision: 10,
    server_time_ms: 1_000_000,
    room: {
      id: "q3vX0m1Lr8s2T5uW9yZbCd",
      title: "Late-night small talk",
      languages: ["zh", "en"],
      topic: "food",
      seats: 3,
      mode: "apply",
      capacity: 500,
      created_ms: 900_000,
      rules: "",
      translations: [],
      turn_seconds: 0,
      turn_mutes: false,
      slow_mode_seconds: 0,
      locked: false,
      waiting_room: false,
      owner: "p-host",
      level: "",
      pace: "",
      tags: [],
      kept: [],
      queue: "fair",
      turn_next: false,
      timetable: [],
    },
    host: "p-host",
    you: participant("p-me"),
    stage: [0, 1, 2].map((index) => ({ index, locked: false, muted: false, occupant: null })),
    hands: [],
    hand_position: 0,
    hand_ahead: nobodyAhead,
    hand_at_most: 0,
    invitations: [],
    waiting: [],
    blocked: [],
    chat: [],
    audience: { count: 1, hands: 0, sample: [] },
    round: noRound,
    talk: { people: [], languages: [], hidden: [] },
    you_voiced: [],
    card: null,
    duty: null,
    ...changes,
  };
}

export function message(id: number, changes: Partial<Message> = {}): Message {
  return {
    id,
    sent_ms: 1000 * id,
    system: false,
    from: { id: "p9", name: "Lena", speaks: ["en"], learns: ["zh"] },
    text: `line ${id}`,
    reply_to: 0,
    mentions: [],
    code: "",
    about: null,
    reason: "",
    value: "",
    deleted: false,
    deleted_by: "",
    ...changes,
  };
}

export function welcome(changes: Partial<Welcome> = {}): Welcome {
  return {
    session: "session-1",
    resume_token: "resume-1",
    guest_token: "guest-1",
    you: "p-me",
    answer: "the answer",
    microphone_mid: "0",
    slots: [0, 1, 2].map((slot) => ({ slot, mid: String(slot + 1) })),
    heartbeat_ms: 10_000,
    resume_ms: 30_000,
    snapshot: snapshot(),
    ...changes,
  };
}

interface Sent {
  id: number;
  type: string;
  data: Record<string, unknown>;
}

/** A socket whose other end is the test. */
export class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  closedWith: number | null = null;
  readonly sent: Sent[] = [];

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    if (this.readyState !== FakeSocket.OPEN) throw new Error("sent on a socket that is not open");
    this.sent.push(JSON.parse(text) as Sent);
  }

  close(code = 1005): void {
    this.closedWith ??= code;
    this.readyState = 3;
  }

  async open(): Promise<void> {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
    await settle();
  }

  /** The server says something. */
  async receive(frame: unknown): Promise<void> {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) });
    await settle();
  }

  /** The socket ends; 1006 is what a browser says when the network did it. */
  async end(code = 1006, reason = ""): Promise<void> {
    this.readyState = 3;
    this.onclose?.({ code, reason });
    await settle();
  }

  /** The last command of a type. */
  command(type: string): Sent {
    const found = this.sent.findLast((frame) => frame.type === type);
    if (!found) throw new Error(`no ${type} among ${this.types().join(", ")}`);
    return found;
  }

  /** The commands in order; questions about the time go their own way beside them. */
  types(): string[] {
    return this.sent.map((frame) => frame.type).filter((type) => type !== "clock.get");
  }

  async answer(type: string, data: unknown = {}): Promise<void> {
    await this.receive({ re: this.command(type).id, data });
  }

  async refuse(type: string, code: string, more: object = {}): Promise<void> {
    await this.receive({ re: this.command(type).id, error: { code, text: code, ...more } });
  }
}

export class FakeTrack {
  readonly kind = "audio";
  enabled = true;
  readyState = "live";
  onended: (() => void) | null = null;
  stop(): void {
    this.readyState = "ended";
  }
}

class FakeTransceiver {
  mid: string | null = null;
  readonly sources: { audioLevel?: number; timestamp: number }[] = [];
  readonly receiver = {
    track: new FakeTrack(),
    getSynchronizationSources: () => this.sources,
    getContributingSources: () => [],
  };
  readonly sender: { track: FakeTrack | null; replaceTrack(track: FakeTrack | null): Promise<void> };

  constructor(
    readonly direction: string,
    log: (line: string) => void,
  ) {
    this.sender = {
      track: null,
      replaceTrack: async (track) => {
        this.sender.track = track;
        log(track ? "send" : "silence");
      },
    };
  }
}

/** A peer connection that connects when the test says so, and counts its offers and answers. */
export class FakePeer {
  static all: FakePeer[] = [];
  /** What happened to any sender, in order. */
  static log: string[] = [];
  static get last(): FakePeer {
    const peer = FakePeer.all.at(-1);
    if (!peer) throw new Error("no peer connection was made");
    return peer;
  }

  connectionState = "new";
  signalingState = "stable";
  restarts = 0;
  /** Packets that have come on all slots, as getStats counts them. */
  packets = 0;
  /** How often the browser was asked for its statistics. */
  counted = 0;
  onconnectionstatechange: (() => void) | null = null;
  offers = 0;
  answers: string[] = [];
  closed = false;
  readonly transceivers: FakeTransceiver[] = [];

  constructor() {
    FakePeer.all.push(this);
  }

  addTransceiver(kind: string, { direction }: { direction: string }): FakeTransceiver {
    if (kind !== "audio") throw new Error("audio only");
    const made = new FakeTransceiver(direction, (line) => FakePeer.log.push(line));
    this.transceivers.push(made);
    return made;
  }

  async createOffer(): Promise<{ type: string; sdp: string }> {
    this.offers++;
    const restart = this.restarts > 0 ? `, restart ${this.restarts}` : "";
    return { type: "offer", sdp: `offer of ${FakePeer.all.indexOf(this)}${restart}` };
  }

  restartIce(): void {
    this.restarts++;
  }

  async getStats(): Promise<Map<string, object>> {
    this.counted++;
    return new Map([["in", { type: "inbound-rtp", packetsReceived: this.packets }], ["pair", { type: "candidate-pair" }]]);
  }

  async setLocalDescription({ type }: { type: string }): Promise<void> {
    if (type === "offer" && this.signalingState !== "stable") throw new Error("an offer is still unanswered");
    this.signalingState = type === "offer" ? "have-local-offer" : "stable";
    this.transceivers.forEach((transceiver, i) => (transceiver.mid = String(i)));
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    if (sdp === "a bad answer") throw new Error("cannot parse");
    if (this.signalingState !== "have-local-offer") throw new Error("nothing was offered");
    this.signalingState = "stable";
    this.answers.push(sdp);
  }

  close(): void {
    this.closed = true;
    this.connectionState = "closed";
  }

  async become(state: string): Promise<void> {
    this.connectionState = state;
    this.onconnectionstatechange?.();
    await settle();
  }

  get microphone(): FakeTransceiver {
    const [first] = this.transceivers;
    if (!first) throw new Error("no microphone line");
    return first;
  }
}

export class FakeAudio {
  static all: FakeAudio[] = [];
  /** What play() does: the browser's autoplay rule. */
  static rule: () => Promise<void> = async () => undefined;

  autoplay = false;
  volume = 1;
  muted = false;
  srcObject: unknown = null;
  plays = 0;

  constructor() {
    FakeAudio.all.push(this);
  }
  play(): Promise<void> {
    this.plays++;
    return FakeAudio.rule();
  }
  pause(): void {
    this.autoplay = false;
  }
}

export class FakeStream {
  constructor(readonly tracks: FakeTrack[] = []) {}
  getAudioTracks(): FakeTrack[] {
    return this.tracks;
  }
}

/** An audio graph that hears a constant amplitude. */
export class FakeAudioContext {
  static amplitude = 0;
  static running = true;
  static open = 0;
  constructor() {
    FakeAudioContext.open++;
  }
  get state(): string {
    return FakeAudioContext.running ? "running" : "suspended";
  }
  createAnalyser() {
    return {
      fftSize: 0,
      getFloatTimeDomainData: (samples: Float32Array) => samples.fill(FakeAudioContext.amplitude),
    };
  }
  createMediaStreamSource() {
    return { connect: () => undefined };
  }
  async resume(): Promise<void> {}
  async close(): Promise<void> {
    FakeAudioContext.open--;
  }
}

/** Keeps what a browser would keep. */
export class FakeStorage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** What the page is made of, for one test; microphones are given out by `ask`. */
export interface FakeBrowser {
  ask: ReturnType<typeof vi.fn<() => Promise<FakeStream>>>;
  storage: FakeStorage;
  /** Fires an event on the window, as the browser does when the network is back. */
  online(): Promise<void>;
  /** The device comes to a network of this type; its guess of the speed changes with it or alone. */
  network(type: string): Promise<void>;
  show(): Promise<void>;
}

/** Puts a browser under the SDK, with a clock that only the test moves and no chance in it. */
export function fakeBrowser(): FakeBrowser {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(Math, "random").mockReturnValue(0.5); // the middle of every jitter
  FakeSocket.all = [];
  FakePeer.all = [];
  FakePeer.log = [];
  FakeAudio.all = [];
  Object.assign(FakeAudioContext, { amplitude: 0, running: true, open: 0 });
  FakeAudio.rule = async () => undefined;
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const ask = vi.fn(async () => new FakeStream([new FakeTrack()]));
  const storage = new FakeStorage();
  const connection = Object.assign(new EventTarget(), { type: "wifi" });
  const globals = {
    WebSocket: FakeSocket,
    RTCPeerConnection: FakePeer,
    Audio: FakeAudio,
    MediaStream: FakeStream,
    AudioContext: FakeAudioContext,
    window,
    document,
    localStorage: storage,
    navigator: { connection, mediaDevices: { getUserMedia: ask } },
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const fire = async (target: EventTarget, type: string) => {
    target.dispatchEvent(new Event(type));
    await settle();
  };
  return {
    ask,
    storage,
    online: () => fire(window, "online"),
    network: (type) => {
      connection.type = type;
      return fire(connection, "change");
    },
    show: () => fire(document, "visibilitychange"),
  };
}
