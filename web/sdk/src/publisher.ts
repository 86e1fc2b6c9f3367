import type { Media } from "./media";
import { Microphone } from "./microphone";
import { Refusal } from "./refusal";
import type { Participant } from "./types";

/** What a Publisher needs of the room. */
export interface PublisherRoom {
  media(): Media | null;
  you(): Participant | null;
  request(type: string, data: object): Promise<unknown>;
}

/**
 * The way of the microphone to the stage. Three things must agree: the browser's track, what the connection
 * sends, and what the server believes. Opening goes track, sending, server; closing goes the other way round
 * and never waits: whatever the server says, nothing is sent any more.
 */
export class Publisher {
  private readonly microphone: Microphone;
  private open = false;
  private opening = false;
  /** True while the server is being told of a closing. */
  private telling = false;
  /** Counts openings and closings: an opening that is overtaken gives up. */
  private turn = 0;

  constructor(
    private readonly room: PublisherRoom,
    constraints: MediaTrackConstraints,
  ) {
    this.microphone = new Microphone(constraints, () => {
      // Unplugged in mid-sentence: the others should see a closed microphone, not a silent one.
      if (this.open || this.opening) void this.mute().catch(() => undefined);
    });
  }

  /** True while the microphone is open. */
  get sending(): boolean {
    return this.open;
  }

  /** 0–1; 0 when closed. */
  level(): number {
    return this.open ? this.microphone.level() : 0;
  }

  /** Asks for the microphone, sends it, then unmutes. Rejects with a Refusal, and then nothing is sent. */
  async unmute(): Promise<void> {
    const turn = ++this.turn;
    this.opening = true;
    try {
      const track = await this.microphone.open();
      this.check(turn);
      await this.room.media()?.send(track);
      this.check(turn);
      await this.room.request("mute.self", { muted: false });
      this.check(turn);
    } catch (error) {
      if (turn === this.turn) this.close();
      else if (!this.open && !this.opening) this.microphone.close();
      throw error;
    }
    this.opening = false;
    this.open = true;
    this.obey();
  }

  /** Speaks through another device: now if the microphone is open, else from the next opening on. */
  async use(device: string): Promise<void> {
    this.microphone.choose(device);
    if (!this.open) return;
    const track = await this.microphone.change();
    if (this.open || this.opening) await this.room.media()?.send(track);
    else this.microphone.close(); // closed while the browser asked
  }

  /** Stops sending at once, then tells the server. */
  async mute(): Promise<void> {
    this.close();
    this.telling = true;
    try {
      await this.room.request("mute.self", { muted: true });
    } finally {
      this.telling = false;
    }
  }

  /** Stops sending; the browser lets go of the microphone a little later. */
  close(): void {
    this.turn++;
    this.opening = false;
    this.open = false;
    void this.room.media()?.send(null).catch(() => undefined); // a closed connection sends nothing anyway
    this.microphone.close();
  }

  /** Lets go of everything now. */
  release(): void {
    this.close();
    this.microphone.release();
  }

  /**
   * After any change of oneself: off the stage or muted by others, nothing is sent; and a server that believes
   * a closed microphone open, because a word was lost with a socket, is told.
   */
  obey(): void {
    const you = this.room.you();
    if (!you) return;
    if (this.open && (you.seat < 0 || you.mute.host || you.mute.seat)) this.close();
    const believedOpen = you.seat >= 0 && !you.mute.self;
    if (believedOpen && !this.open && !this.opening && !this.telling) void this.mute().catch(() => undefined);
  }

  private check(turn: number): void {
    if (turn !== this.turn) throw new Refusal("cancelled", "the microphone was closed meanwhile");
  }
}
