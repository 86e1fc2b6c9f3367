import type { PathState } from "./client";
import { heal, healthy, type Health, type Remedy, type Symptom } from "./healing";
import type { Refusal } from "./refusal";

/** How long the sound may not get through before that is said, milliseconds. */
const patience = 8000;

/** Whom a Healer treats. */
export interface Patient {
  /** Restarts ICE on the living connection. Rejects with a Refusal. */
  restart(): Promise<void>;
  /** Joins again with a new connection. */
  rejoin(): void;
  /** The socket does not answer: another one. */
  reconnect(): void;
  /** Whether the sound gets through, as a person should know it. */
  changed(path: PathState): void;
}

/** Keeps the sound coming: tells healing.ts what happens, and does what it says. */
export class Healer {
  private health: Health = healthy;
  private path: PathState = "seeking";
  /** Since when the sound has not got through, null while it does or nobody is in the room yet. */
  private since: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts restarts: what comes of an older one says nothing any more. */
  private turn = 0;

  constructor(private readonly patient: Patient) {}

  /** Whether the sound gets through. */
  get current(): PathState {
    return this.path;
  }

  /** Takes a symptom. */
  feel(symptom: Symptom): void {
    const [health, remedy] = heal(this.health, symptom, Date.now());
    this.health = health;
    this.judge();
    this.wait();
    this.apply(remedy);
  }

  /** Forgets everything. */
  stop(): void {
    clearTimeout(this.timer);
    this.turn++;
    this.health = healthy;
    this.since = null;
    this.path = "seeking";
  }

  private apply(remedy: Remedy): void {
    if (remedy === "rejoin") this.patient.rejoin();
    if (remedy === "restart") void this.restart(++this.turn);
  }

  private async restart(turn: number): Promise<void> {
    const refusal = await this.patient.restart().then(
      () => null,
      (error: unknown) => error as Partial<Refusal>,
    );
    if (turn !== this.turn) return;
    if (refusal === null) return this.feel({ type: "answered" });
    if (refusal.code === "network") {
      if (this.health.phase === "restarting") this.patient.reconnect();
      return;
    }
    const { code, retryMs = 0 } = refusal;
    this.feel({ type: "refused", why: code === "no_media" ? "gone" : retryMs > 0 ? "later" : "unable", retryMs });
  }

  private judge(): void {
    const { path, stalled, signaling } = this.health;
    const now = Date.now();
    if (path === "connected" && !stalled) this.since = null;
    else if (signaling) this.since ??= now;
    const open = path === "connected" && !stalled;
    const late = this.since !== null && now - this.since >= patience;
    this.tell(open ? "open" : late ? "blocked" : "seeking");
  }

  private tell(path: PathState): void {
    if (path === this.path) return;
    this.path = path;
    this.patient.changed(path);
  }

  /** One timer for whatever comes first. */
  private wait(): void {
    clearTimeout(this.timer);
    const late = this.since !== null && this.path !== "blocked" ? this.since + patience : Infinity;
    const due = Math.min(this.health.due, late);
    if (due < Infinity) this.timer = setTimeout(() => this.feel({ type: "time" }), Math.max(0, due - Date.now()));
  }
}
