import { computed, signal } from "@preact/signals";
import type {
  CloseInfo, ConnectionState, Delay, Exclusion, InvitationEnd, Mute, Notice, Participant, Reported, Round, Snapshot, Speakers,
  VoiceRoomClient,
} from "@sdk";
import type { ConsoleSheet } from "../console/sheets";
import { Chat } from "./chat/chat";
import { LevelLoop } from "./levels";
import { MicrophoneSwitch } from "./microphone";
import { Queue } from "./queue";
import { Pulse } from "./reactions/pulse";
import { RoundWatch } from "./rounds/watch";
import { totalOf } from "./talk/spoken";
import { type MuteCause, showingOf } from "./told";
import { findPerson } from "./view";

/** How long an open microphone may stay unheard before the person is told. */
const unheardMs = 6000;

/** Refusals that are about the profile: they lead back to the card, not to an end. */
const profileFaults: ReadonlySet<string> = new Set(["name_taken", "invalid_name", "invalid_profile"]);

/** What lies over the room. */
export type RoomSheet =
  /** A listener outside the sample is known only to the list they were picked from. */
  | { kind: "person"; id: string; picked?: Participant }
  | { kind: "people" }
  | { kind: "settings" }
  /** The rounds and the talk time. */
  | { kind: "rounds" }
  /** Why somebody goes first in the line. */
  | { kind: "first"; id: string; name: string }
  | { kind: "message"; id: number }
  | { kind: "report"; id: string; name: string }
  | ConsoleSheet
  | { kind: "microphone"; fault: MicrophoneFault };

/** Why the microphone did not open. */
export type MicrophoneFault = "denied" | "missing" | "insecure" | "busy";

/** What a session tells the rest of the app. */
export interface SessionListener {
  joined(): void;
  refused(code: string): void;
  ended(reason: string): void;
  token(token: string): void;
  hostMute(muted: boolean): void;
  /** Something was done to the person here that needs a word and no more. */
  noticed(notice: Notice): void;
  /** Somebody asks the person here onto the stage. */
  invited(): void;
  /** The own invitation ended without an answer from here. */
  invitationEnded(outcome: "expired" | "cancelled"): void;
  /** How somebody answered an invitation of the person here; "" for who is not known by name. */
  answered(id: string, name: string, outcome: InvitationEnd["outcome"]): void;
  /** Somebody was reported to those who run the room. */
  reported?(report: Reported): void;
  /** Another language has its turn. */
  flipped?(): void;
  /** Reports whether the rules of the house stand before the first word. */
  rulesAhead?(snapshot: Snapshot): boolean;
}

/** Returns the code of a refusal; faults without one are "internal". */
export function codeOf(fault: unknown): string {
  const code = (fault as { code?: unknown } | null)?.code;
  return typeof code === "string" && code !== "" ? code : "internal";
}

/** One visit to one room: the client's events as signals, and commands whose refusals are told in words. */
export class RoomSession {
  readonly connection = signal<ConnectionState>("idle");
  readonly snapshot = signal<Snapshot | null>(null);
  readonly speaking = signal<ReadonlySet<string>>(new Set());
  readonly receiving = signal<ReadonlySet<string>>(new Set());
  /** Why the visit is over, null while it is not. */
  readonly ended = signal<string | null>(null);
  /** With an end that somebody decided: who, why, until when. */
  readonly exclusion = signal<Exclusion | null>(null);
  /** What was done to the person here and stays to be read until they have. */
  readonly notice = signal<Notice | null>(null);
  /** Who closed the own microphone, null while it is not closed by others or nobody knows. */
  readonly muteCause = signal<MuteCause | null>(null);
  /** A refusal of the profile, to be mended on the card. */
  readonly profileFault = signal("");
  readonly notHeard = signal(false);
  /** True while the browser waits for a tap before it plays; the seat is not concerned. */
  readonly soundBlocked = signal(false);
  /** True while no sound gets through, although the server answers. */
  readonly pathBlocked = signal(false);
  /** When a join that the server has put off is tried again, null while none is. */
  readonly delay = signal<Delay | null>(null);
  readonly sheet = signal<RoomSheet | null>(null);
  readonly microphone: MicrophoneSwitch;
  readonly levels: LevelLoop;
  /** The order in which a host sees the hands. */
  readonly queue = new Queue();
  readonly chat: Chat;
  readonly pulse = new Pulse();
  /** The round as it is now. */
  readonly rounds: RoundWatch;
  /** The round since its last change of language, null until there is one. */
  readonly flipped = signal<Round | null>(null);
  /** Counts what was chosen of who is silent on this device, so that what shows it is drawn again. */
  private readonly hushings = signal(0);
  /** The card that was folded away. */
  readonly folded = signal("");

  /** The microphone as the server knows it: on a seat and no mute bit set. */
  readonly open = computed(() => {
    const you = this.snapshot.value?.you;
    return you !== undefined && you.seat >= 0 && !you.mute.self && !you.mute.host && !you.mute.seat;
  });

  private readonly stops: (() => void)[] = [];
  private unheard: ReturnType<typeof setTimeout> | undefined;
  private joining = false;
  private leaving = false;
  private joined = false;
  private silenced = false;
  /** The server has heard the person here in this visit; what they have said by then is told seconds later. */
  private heard = false;
  /** Whom the person here has invited: at the end of an invitation the snapshot may not know them any more. */
  private readonly invited = new Map<string, string>();

  constructor(
    readonly room: string,
    readonly client: VoiceRoomClient,
    private readonly listener: SessionListener,
    window: Pick<Window, "requestAnimationFrame" | "cancelAnimationFrame">,
  ) {
    const commands = { mute: () => client.mute(), unmute: () => this.openMicrophone() };
    this.microphone = new MicrophoneSwitch(commands, () => this.open.peek(), (fault) => this.microphoneFailed(fault));
    this.levels = new LevelLoop((id) => (id === this.you ? client.microphoneLevel() : client.level(id)), window);
    this.chat = new Chat(client, this.snapshot, codeOf);
    this.rounds = new RoundWatch(() => client.serverNow(), (round) => this.onFlipped(round));
    this.stops.push(
      client.on("connection", (state) => this.onConnection(state)),
      client.on("state", (snapshot) => this.onState(snapshot)),
      client.on("speakers", (speakers) => this.onSpeakers(speakers)),
      client.on("invitation", () => listener.invited()),
      client.on("invitationEnded", (end) => this.onInvitationEnded(end)),
      client.on("reported", (report) => listener.reported?.(report)),
      client.on("muted", (muted) => this.onMuted(muted)),
      client.on("notice", (notice) => this.onNotice(notice)),
      client.on("reactions", (counts) => this.pulse.receive(counts)),
      client.on("playback", (state) => (this.soundBlocked.value = state === "blocked")),
      client.on("path", (path) => (this.pathBlocked.value = path === "blocked")),
      client.on("delay", (delay) => (this.delay.value = delay)),
      client.on("guestToken", (token) => listener.token(token)),
      client.on("closed", (close) => this.onClosed(close)),
    );
  }

  /** Enters the room. Call it inside the tap. Refusals end in `ended` or `profileFault`, never in a throw. */
  async join(): Promise<void> {
    this.connection.value = "connecting";
    this.joining = true;
    try {
      await this.client.join();
      this.joining = false;
      this.joined = true;
      this.onState(this.client.state);
      this.onConnection(this.client.connection);
      const mute = this.snapshot.peek()?.you.mute;
      this.silenced = mute !== undefined && (mute.host || mute.seat);
      this.listener.joined();
    } catch (fault) {
      this.joining = false;
      this.refuse(codeOf(fault), fault);
    }
  }

  /** Leaves the room and ends the session; the server is told, but nobody waits for its answer. */
  leave(): void {
    this.leaving = true;
    this.client.leave().catch(() => undefined);
    this.dispose();
  }

  /** Leaves, and stays as a visit that is over: what the person has said tonight is still to be read. */
  depart(): void {
    this.leaving = true;
    const last = () => (this.snapshot.value = this.client.state ?? this.snapshot.peek());
    void this.client.leave().then(last, () => undefined);
    this.ended.value = "left";
    this.sheet.value = null;
    this.dispose();
  }

  /** Sends a command; a refusal is told to the person. Reports whether it was done. */
  async run(command: () => Promise<void>): Promise<boolean> {
    try {
      await command();
      return true;
    } catch (fault) {
      this.refused(codeOf(fault));
      return false;
    }
  }

  /** Accepts the invitation: onto the stage, with the microphone off. */
  accept(): Promise<boolean> {
    return this.run(() => this.client.acceptInvitation());
  }

  /** Declines the invitation; only who invites is told. */
  decline(): Promise<boolean> {
    return this.run(() => this.client.declineInvitation());
  }

  /** Plays what the browser held back. Call it inside a tap. */
  listenAgain(): void {
    this.client.startAudio().catch(() => undefined);
  }

  /** Seeks a way for the sound anew. */
  seekSound(): void {
    this.client.retryMedia();
  }

  /** Silences somebody on this device alone, or no more. */
  hush(id: string, on: boolean): void {
    this.client.setMuted(id, on);
    this.hushings.value++;
  }

  /** Reports whether somebody is silent on this device alone. */
  isHushed(id: string): boolean {
    return this.hushings.value >= 0 && this.client.isMuted(id);
  }

  /** Ends everything this session started. */
  dispose(): void {
    for (const stop of this.stops.splice(0)) stop();
    clearTimeout(this.unheard);
    this.pulse.stop();
    this.rounds.stop();
    this.levels.stop();
  }

  /** Whether the person here has said something tonight, as far as is known. */
  get hasSpoken(): boolean {
    return this.heard || totalOf(this.snapshot.peek()?.you_voiced ?? []) > 0;
  }

  private get you(): string {
    return this.snapshot.peek()?.you.id ?? "";
  }

  private refuse(code: string, fault: unknown): void {
    if (this.ended.peek() !== null || this.leaving) return;
    if (profileFaults.has(code)) {
      this.profileFault.value = code;
      this.connection.value = "idle";
      this.dispose();
      return;
    }
    const { reason = "", untilMs = 0 } = fault as Partial<Exclusion>;
    this.end(code, { reason, untilMs, byName: "" });
  }

  private end(reason: string, exclusion: Exclusion | null = null): void {
    const { untilMs } = exclusion ?? { untilMs: 0 };
    // What the page shows of it follows this device's clock.
    this.exclusion.value = exclusion && { ...exclusion, untilMs: untilMs === 0 ? 0 : untilMs - this.client.clockOffsetMs };
    this.ended.value = reason;
    this.sheet.value = null;
    this.dispose();
    this.listener.ended(reason);
  }

  private onConnection(state: ConnectionState): void {
    // "closed" is told with its reason by the event of that name.
    if (state !== "closed") this.connection.value = state;
    // Nobody says now who speaks; what was true a moment ago must not stay on the screen.
    if (state === "reconnecting") this.speaking.value = new Set();
    this.watchHeard();
  }

  private onState(snapshot: Snapshot | null): void {
    if (snapshot === null) return;
    this.snapshot.value = snapshot;
    this.chat.follow(snapshot);
    this.rounds.follow(snapshot.round);
    for (const { participant, by } of snapshot.invitations) {
      if (by === snapshot.you.id) this.invited.set(participant, findPerson(snapshot, participant)?.name ?? "");
    }
    this.watchHeard();
  }

  private onFlipped(round: Round): void {
    this.flipped.value = round;
    this.listener.flipped?.();
  }

  private onSpeakers(speakers: Speakers): void {
    this.speaking.value = sameOr(this.speaking.peek(), speakers.speaking.map((one) => one.participant));
    this.heard ||= this.speaking.peek().has(this.you);
    this.receiving.value = sameOr(this.receiving.peek(), speakers.receiving);
    this.pulse.hear(speakers);
    this.watchHeard();
  }

  /** Only what others changed is news: the bit the person set is on the button already. */
  private onMuted({ by, mute, reason }: { by: string; mute: Mute; reason: string }): void {
    const silenced = mute.host || mute.seat;
    const snapshot = this.snapshot.peek();
    const name = snapshot === null ? "" : (findPerson(snapshot, by)?.name ?? "");
    this.muteCause.value = silenced ? { by: name, reason } : null;
    if (silenced !== this.silenced) this.listener.hostMute(silenced);
    this.silenced = silenced;
  }

  private onNotice(notice: Notice): void {
    const showing = showingOf(notice.action);
    if (showing === "toast") this.listener.noticed(notice);
    // The end of a turn takes its warning away, and so does everything else that is news.
    if (showing === "banner" || notice.action === "turn_over") this.notice.value = showing === "banner" ? notice : null;
    if (notice.action === "chat_unmuted" && this.notice.peek()?.action === "chat_muted") this.notice.value = null;
  }

  /** A refused join is closed before it is rejected; the rejection says more, so it is waited for. */
  private onClosed(close: CloseInfo): void {
    if (this.joining || this.leaving || this.ended.peek() !== null || this.profileFault.peek() !== "") return;
    // A room one has been in and that is not there any more was not a bad link: it ended, perhaps with its server.
    const gone = close.reason === "not_found" && this.joined;
    const reason = gone ? "room_gone" : close.reason === "left" ? "room_closed" : close.reason;
    this.end(reason, close.exclusion ?? null);
  }

  /** What the person here did themselves is no news to them; what others did is. */
  private onInvitationEnded({ participant, outcome }: InvitationEnd): void {
    if (participant === this.you) {
      if (outcome === "expired" || outcome === "cancelled") this.listener.invitationEnded(outcome);
      return;
    }
    const name = this.invited.get(participant);
    if (name === undefined) return; // another host's guest
    this.invited.delete(participant);
    if (outcome !== "cancelled") this.listener.answered(participant, name, outcome);
  }

  /** Starts or ends the wait after which an open but unheard microphone is told to its owner. */
  private watchHeard(): void {
    const unheard = this.open.peek() && this.connection.peek() === "connected" && !this.receiving.peek().has(this.you);
    if (!unheard) {
      clearTimeout(this.unheard);
      this.unheard = undefined;
      this.notHeard.value = false;
    } else if (this.unheard === undefined) {
      this.unheard = setTimeout(() => (this.notHeard.value = true), unheardMs);
    }
  }

  /** Before the first word the rules are read; agreeing opens the microphone after all. */
  private openMicrophone(): Promise<void> {
    const snapshot = this.snapshot.peek();
    if (snapshot === null || this.listener.rulesAhead?.(snapshot) !== true) return this.client.unmute();
    this.sheet.value = { kind: "rules", opens: true };
    return Promise.reject({ code: "cancelled" });
  }

  private microphoneFailed(fault: unknown): void {
    const found = microphoneFaultOf(codeOf(fault), globalThis.isSecureContext !== false);
    if (found === null) {
      this.refused(codeOf(fault));
    } else {
      this.sheet.value = { kind: "microphone", fault: found };
    }
  }

  /** A command that a later wish of the same person overtook is no news to them. */
  private refused(code: string): void {
    if (code !== "cancelled") this.listener.refused(code);
  }
}

/** Maps a code to what the microphone sheet explains; null when it is no fault of the microphone. */
export function microphoneFaultOf(code: string, secure: boolean): MicrophoneFault | null {
  if (!code.startsWith("microphone_")) return null;
  if (!secure) return "insecure";
  if (code === "microphone_denied") return "denied";
  return code === "microphone_missing" ? "missing" : "busy";
}

/** Keeps the old set when nothing has changed, so that nobody renders for it. */
function sameOr(before: ReadonlySet<string>, ids: string[]): ReadonlySet<string> {
  return before.size === ids.length && ids.every((id) => before.has(id)) ? before : new Set(ids);
}
