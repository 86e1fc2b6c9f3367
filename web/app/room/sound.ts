/** How many people are heard at once: one audio element for each slot. */
const slots = 3;

/**
 * The audio elements of the slots. Browsers let an element play when it was started inside a tap, so they are made in
 * the join tap, once, and used again by every later room and connection of this page.
 */
export class Sound {
  private readonly made: HTMLAudioElement[] = [];
  private speaker = "";

  constructor(private readonly page: Document) {}

  /** Returns the elements, made on the first call. Call it inside the tap. */
  unlock(): HTMLAudioElement[] {
    if (this.made.length > 0) return this.made;
    for (let i = 0; i < slots; i++) {
      const element = this.page.createElement("audio");
      element.autoplay = true;
      element.hidden = true;
      if (this.page.readyState === "complete") this.start(element);
      this.page.body.append(element);
      if (this.speaker !== "") route(element, this.speaker);
      this.made.push(element);
    }
    return this.made;
  }

  /** Plays through this speaker, "" for the system's, where a browser can; what is playing goes on there. */
  use(speaker: string): void {
    this.speaker = speaker;
    for (const element of this.made) route(element, speaker);
  }

  /**
   * Plays an empty stream, so that iOS remembers that a person started this element. Not while the page still loads:
   * then nobody has tapped yet, and an element that waits for sound would hold up the page's load event.
   */
  private start(element: HTMLAudioElement): void {
    if (typeof MediaStream === "function") element.srcObject = new MediaStream();
    element.play().catch(() => undefined);
  }
}

/** A speaker that is gone is passed over: the browser goes on with the one it has. */
export function route(element: HTMLMediaElement, speaker: string): void {
  element.setSinkId?.(speaker).catch(() => undefined);
}
