import { Meter } from "./level";
import { Refusal } from "./refusal";

/** How long a closed microphone stays warm, so that the next word is not lost; then the light goes off. */
const rest = 4000;

const defaults: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: 1,
};

/** DOMException name → refusal. What is not here is a microphone that cannot be had. */
const refusals: Record<string, string> = {
  NotAllowedError: "microphone_denied",
  SecurityError: "microphone_denied",
  NotFoundError: "microphone_missing",
  OverconstrainedError: "microphone_missing",
  NotReadableError: "microphone_busy",
  AbortError: "microphone_busy",
};

/** The person's microphone: asked for only when opened, let go soon after it is closed. */
export class Microphone {
  private track: MediaStreamTrack | null = null;
  private context: AudioContext | null = null;
  private meter: Meter | null = null;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private asking: Promise<MediaStreamTrack> | null = null;
  /** The chosen device, "" for none. */
  private device = "";
  /** Counts releases, so that a prompt answered after one leaves no open microphone behind. */
  private releases = 0;

  constructor(
    private readonly constraints: MediaTrackConstraints,
    private readonly unplugged: () => void,
  ) {}

  /** Asks for the microphone, or wakes it. Rejects with a Refusal. */
  async open(): Promise<MediaStreamTrack> {
    clearTimeout(this.resting);
    if (this.track?.readyState !== "live") {
      const releases = this.releases;
      const track = await (this.asking ??= this.ask());
      if (track !== this.track) {
        if (releases !== this.releases) {
          track.stop();
          throw new Refusal("cancelled", "closed before it was open");
        }
        this.take(track);
      }
    }
    const track = this.track as MediaStreamTrack;
    track.enabled = true;
    return track;
  }

  /** Takes this device from the next asking on; what is warm of another goes. */
  choose(device: string): void {
    if (device === this.device) return;
    this.device = device;
    if (this.track?.enabled === false) this.release();
  }

  /** Asks anew while the present track goes on, which ends when another is here. Rejects with a Refusal. */
  async change(): Promise<MediaStreamTrack> {
    const track = await this.prompt();
    this.take(track);
    return track;
  }

  /** Silent at once; let go in a few seconds. */
  close(): void {
    if (!this.track) return;
    this.track.enabled = false;
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.release(), rest);
  }

  /** Lets go now. */
  release(): void {
    this.releases++;
    this.asking = null;
    clearTimeout(this.resting);
    this.track?.stop();
    this.track = null;
    this.context?.close().catch(() => undefined); // closed already is closed
    this.context = null;
    this.meter = null;
  }

  /** 0–1; 0 when closed. */
  level(): number {
    return (this.track?.enabled && this.meter?.read()) || 0;
  }

  /** Two openings at once share one prompt. */
  private ask(): Promise<MediaStreamTrack> {
    const asking: Promise<MediaStreamTrack> = this.prompt().finally(() => {
      if (this.asking === asking) this.asking = null;
    });
    return asking;
  }

  private async prompt(): Promise<MediaStreamTrack> {
    // Absent on a page that is not secure.
    if (!navigator.mediaDevices) throw new Refusal("microphone_missing", "this page cannot have a microphone");
    try {
      // Ideal, not exact: a headset that was left at home must not keep anybody silent.
      const audio = { ...defaults, ...this.constraints, ...(this.device !== "" && { deviceId: { ideal: this.device } }) };
      const [track] = (await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks();
      if (track) return track;
    } catch (error) {
      const { name, message } = error as DOMException;
      throw new Refusal(refusals[name] ?? "microphone_missing", message);
    }
    throw new Refusal("microphone_missing", "no audio track");
  }

  private take(track: MediaStreamTrack): void {
    this.release();
    this.track = track;
    track.onended = () => {
      this.release();
      this.unplugged();
    };
    // A browser without audio output has no meter; the microphone works all the same.
    try {
      this.context = new AudioContext();
      this.meter = new Meter(this.context, track);
    } catch {
      this.meter = null;
    }
  }
}
