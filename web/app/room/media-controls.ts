/** What a phone shows of the room on its lock screen, in words of the person's language. */
export interface OnAir {
  title: string;
  /** Its languages. */
  artist: string;
  /** Whether the person here is on the stage. */
  staged: boolean;
  /** Whether the own microphone is open. */
  open: boolean;
}

/** What the lock screen, a headset or a car can ask for. */
export interface MediaActs {
  toggleMicrophone(): void;
  leave(): void;
  /** Plays what was held back. */
  listen(): void;
}

/** Names of calls that not every browser's types know. */
type Action = MediaSessionAction | "togglemicrophone" | "hangup";

type Session = Pick<MediaSession, "metadata" | "playbackState"> & {
  setActionHandler(action: Action, handler: (() => void) | null): void;
  setMicrophoneActive?(active: boolean): unknown;
};

const icons = [192, 512].map((size) => ({ src: `/icons/${size}.png`, sizes: `${size}x${size}`, type: "image/png" }));

/**
 * The room as the system's media controls show it. "Pause" turns an open microphone off and does nothing else: left to
 * the browser it would silence the room, with no way back but the page.
 */
export class MediaControls {
  private now: OnAir | null = null;

  constructor(private readonly session: Session | undefined, acts: MediaActs) {
    this.handle("togglemicrophone", () => acts.toggleMicrophone());
    this.handle("hangup", () => acts.leave());
    this.handle("stop", () => acts.leave());
    this.handle("play", () => acts.listen());
    this.handle("pause", () => this.now?.open === true && acts.toggleMicrophone());
  }

  /** Shows the room as it is now. */
  show(now: OnAir): void {
    const { session } = this;
    if (session === undefined) return;
    if (now.title !== this.now?.title || now.artist !== this.now.artist) {
      session.metadata = new MediaMetadata({ title: now.title, artist: now.artist, album: "Corner", artwork: icons });
    }
    session.playbackState = "playing";
    if (now.staged) session.setMicrophoneActive?.(now.open);
    this.now = now;
  }

  /** Takes everything away. */
  stop(): void {
    if (this.session === undefined) return;
    for (const action of ["togglemicrophone", "hangup", "stop", "play", "pause"] as const) this.handle(action, null);
    this.session.metadata = null;
    this.session.playbackState = "none";
    this.now = null;
  }

  /** A browser throws at an action it does not know. */
  private handle(action: Action, handler: (() => void) | null): void {
    try {
      this.session?.setActionHandler(action, handler);
    } catch {
      // One control less.
    }
  }
}
