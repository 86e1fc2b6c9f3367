import { signal } from "@preact/signals";
import type { Reactions, Speakers } from "@sdk";
import { heardNow, type LastHeard } from "./askable";
import { current, type ShownAsk, type ShownReaction, withAsks, withReactions } from "./tally";

/** How often what has had its time is taken away, milliseconds. */
const sweepMs = 500;

/** What the room expresses without words, as it is on the screen now. */
export class Pulse {
  /** Whether the tray over the bar is open. */
  readonly tray = signal(false);
  readonly reactions = signal<readonly ShownReaction[]>([]);
  readonly asks = signal<readonly ShownAsk[]>([]);
  /** Read when the tray opens; nobody renders for it. */
  heard: LastHeard = new Map();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes the counts of the last moment. */
  receive(counts: Reactions): void {
    this.reactions.value = withReactions(this.reactions.peek(), counts, this.now());
    this.asks.value = withAsks(this.asks.peek(), counts, this.now());
    this.sweep();
  }

  /** Notes who is heard. */
  hear(speakers: Speakers): void {
    this.heard = heardNow(this.heard, speakers, this.now());
  }

  /** Ends the sweeping. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private sweep(): void {
    clearTimeout(this.timer);
    const reactions = current(this.reactions.peek(), this.now());
    const asks = current(this.asks.peek(), this.now());
    if (reactions.length < this.reactions.peek().length) this.reactions.value = reactions;
    if (asks.length < this.asks.peek().length) this.asks.value = asks;
    if (reactions.length + asks.length > 0) this.timer = setTimeout(() => this.sweep(), sweepMs);
  }
}
