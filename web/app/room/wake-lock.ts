/** What of a window it takes to keep the screen on. */
export interface WakeWindow {
  readonly navigator: { readonly wakeLock?: Pick<WakeLock, "request"> };
  readonly document: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
}

/**
 * Keeps the screen on while it is wanted. Browsers let go of it when the page is out of sight, so it is asked for again
 * when it comes back. Where it is not to be had, as with an empty battery, the screen goes off as ever.
 */
export class ScreenWake {
  private wanted = false;
  private held: WakeLockSentinel | null = null;
  /** Counts wishes: an answer to one that has been overtaken is let go of. */
  private turn = 0;

  constructor(private readonly window: WakeWindow) {
    window.document.addEventListener("visibilitychange", this.look);
  }

  /** Says whether the screen should stay on. */
  want(on: boolean): void {
    if (on === this.wanted) return;
    this.wanted = on;
    if (on) this.look();
    else this.release();
  }

  /** Lets go of the screen for good. */
  stop(): void {
    this.window.document.removeEventListener("visibilitychange", this.look);
    this.want(false);
  }

  private readonly look = (): void => {
    if (!this.wanted) return;
    if (this.window.document.visibilityState === "visible") void this.ask();
    else this.release();
  };

  private async ask(): Promise<void> {
    const { wakeLock } = this.window.navigator;
    if (wakeLock === undefined || this.held?.released === false) return;
    const turn = ++this.turn;
    const held = await wakeLock.request("screen").catch(() => null);
    if (turn === this.turn) this.held = held;
    else void held?.release().catch(() => undefined);
  }

  private release(): void {
    this.turn++;
    void this.held?.release().catch(() => undefined); // let go of by the browser already
    this.held = null;
  }
}
