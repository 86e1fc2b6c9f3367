/** PROTOCOL.md: the pauses before each attempt, milliseconds; the last one repeats. */
const schedule = [0, 300, 1200, 2700, 4800, 7000] as const;

/** Counts attempts and waits between them; coming online or into view ends a wait at once. */
export class Backoff {
  private attempts = 0;
  private minimum = 0;
  private wake: (() => void) | null = null;

  /** Attempts begun since the last reset. */
  get count(): number {
    return this.attempts;
  }

  /** How many attempts the schedule has before it repeats. */
  static get steps(): number {
    return schedule.length;
  }

  /** After a success: the next attempt is at once. */
  reset(): void {
    this.attempts = 0;
    this.minimum = 0;
  }

  /**
   * The next pause is at least as long as the answer: this, plus some of it (all at most) by chance, so that a crowd
   * does not come back as one.
   */
  atLeast(ms: number, spread = 1): number {
    this.minimum = ms * (1 + spread * Math.random());
    return this.minimum;
  }

  /** Begins the next attempt: its wait, or null when its turn is now, still inside the tap. */
  wait(): Promise<void> | null {
    const base = schedule[Math.min(this.attempts, schedule.length - 1)] ?? 0;
    this.attempts++;
    // ±25 %: people cut off together do not come back together.
    const pause = Math.max(base * (0.75 + Math.random() / 2), this.minimum);
    const patient = this.minimum > 0;
    this.minimum = 0;
    return pause > 0 ? this.sleep(pause, patient) : null;
  }

  /** Ends a wait under way. */
  cancel(): void {
    this.wake?.();
  }

  /** A pause the server asked for is kept in full; one of our own ends when the network seems to be back. */
  private sleep(ms: number, patient: boolean): Promise<void> {
    return new Promise((resolve) => {
      const visible = () => document.visibilityState === "visible" && done();
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        document.removeEventListener("visibilitychange", visible);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
      if (patient) return;
      window.addEventListener("online", done);
      document.addEventListener("visibilitychange", visible);
    });
  }
}
