import type { PlaybackState } from "./client";

/**
 * The audio elements, one per slot. They are made inside the join tap and kept through every reconnect,
 * because a phone lets an element play only if a person's tap has started it.
 */
export class Playback {
  private readonly elements: HTMLAudioElement[];
  private state: PlaybackState = "idle";

  constructor(
    count: number,
    given: HTMLAudioElement[],
    private readonly changed: (state: PlaybackState) => void,
  ) {
    this.elements = Array.from({ length: count }, (_, i) => given[i] ?? new Audio());
    for (const element of this.elements) element.autoplay = true;
  }

  get current(): PlaybackState {
    return this.state;
  }

  /** Plays a stream in a slot's element. */
  attach(slot: number, stream: MediaStream): void {
    const element = this.elements[slot];
    if (!element) return;
    element.srcObject = stream;
    void this.play(element);
  }

  /** Tries again; call inside a tap when the state is "blocked". */
  async start(): Promise<void> {
    await Promise.all(this.elements.filter((e) => e.srcObject).map((e) => this.play(e)));
  }

  /** A phone that ignores volume still obeys muted. */
  setVolume(slot: number, volume: number): void {
    const element = this.elements[slot];
    if (!element) return;
    element.volume = volume;
    element.muted = volume === 0;
  }

  /** Lets go of the streams, keeps the elements. */
  stop(): void {
    for (const element of this.elements) {
      element.pause();
      element.srcObject = null;
    }
    this.set("idle");
  }

  private async play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // Replaced by a newer stream (AbortError) is no refusal.
      if ((error as DOMException).name === "NotAllowedError") this.set("blocked");
      return;
    }
    this.set("playing");
  }

  private set(state: PlaybackState): void {
    if (state === this.state) return;
    this.state = state;
    this.changed(state);
  }
}
