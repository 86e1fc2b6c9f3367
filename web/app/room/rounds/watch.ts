import { computed, signal } from "@preact/signals";
import { noRound, phaseOf, type Round, roundAt } from "@sdk";

/** The last look before a change is at least this long before it, milliseconds: the clock may have been put right since. */
const lookMs = 500;
/** The longest sleep between two looks. */
const sleepMs = 10_000;

/**
 * The round as it is now. It flips by the server's clock as the server itself does, without waiting to be told; what
 * the server then says confirms it.
 */
export class RoundWatch {
  readonly round = signal<Round>(noRound);
  /** The language of now, "" outside rounds. */
  readonly language = computed(() => phaseOf(this.round.value)?.language ?? "");
  private source: Round | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `flipped` is told each change of the language's turn but the one that was there on arrival. */
  constructor(
    private readonly now: () => number,
    private readonly flipped: (round: Round) => void,
  ) {}

  /** Call with each word of the server. */
  follow(round: Round): void {
    const first = this.source === null;
    const fresh = this.source !== round;
    this.source = round;
    this.look(round, fresh, first);
  }

  /** Ends the watch. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private look(source: Round, fresh: boolean, first: boolean): void {
    const before = this.round.peek();
    let round = roundAt(source, this.now());
    // A clock put back by a little must not take back what is on the screen.
    if (!fresh && round.serial < before.serial) round = before;
    if (!same(before, round)) this.round.value = round;
    if (!first && turned(before, round)) this.flipped(round);
    this.sleep(source, round);
  }

  private sleep(source: Round, round: Round): void {
    clearTimeout(this.timer);
    if (round.paused || round.phases.length === 0) return;
    const left = round.ends_ms - this.now();
    const wait = left <= 2 * lookMs ? Math.max(left, 1) : Math.min(left - lookMs, sleepMs);
    this.timer = setTimeout(() => this.look(source, false, false), wait);
  }
}

/** Reports whether another language has its turn, or the first one begins. */
function turned(before: Round, after: Round): boolean {
  if (after.phases.length === 0) return false;
  return before.phases.length === 0 || before.index !== after.index || phaseOf(before)?.language !== phaseOf(after)?.language;
}

function same(a: Round, b: Round): boolean {
  return a.serial === b.serial && a.index === b.index && a.ends_ms === b.ends_ms && a.left_ms === b.left_ms
    && a.paused === b.paused && a.phases === b.phases && a.pack === b.pack;
}
