import type { Welcome } from "./frames";
import { Meter, receiverLevel } from "./level";
import type { Playback } from "./playback";

/** DESIGN: three are heard at once. */
export const slotCount = 3;
/** "disconnected" heals by itself or it does not; after this long it does not, milliseconds. */
const patience = 5000;

/** One peer connection from its offer to its end: a microphone line and the slots, never renegotiated. */
export class Media {
  private readonly peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  private readonly microphone: RTCRtpTransceiver;
  /** In the order of our lines, which is the order of the audio elements. */
  private readonly lines: RTCRtpTransceiver[] = [];
  /** Slot → line, as the server says. */
  private order: number[] = [0, 1, 2];
  /** For browsers that note no levels by the packet; made when first asked. */
  private context: AudioContext | null = null;
  private readonly meters = new Map<RTCRtpReceiver, Meter | null>();
  private offered: Promise<string> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Call inside a tap: the slots begin to play here, before there is anything to hear. */
  constructor(
    playback: Playback,
    private readonly on: { connected(): void; lost(): void },
  ) {
    this.microphone = this.peer.addTransceiver("audio", { direction: "sendonly" });
    for (let slot = 0; slot < slotCount; slot++) {
      const line = this.peer.addTransceiver("audio", { direction: "recvonly" });
      this.lines.push(line);
      playback.attach(slot, new MediaStream([line.receiver.track]));
    }
    this.peer.onconnectionstatechange = () => this.judge();
  }

  /** True when no sound will ever come again. */
  get dead(): boolean {
    return this.peer.connectionState === "failed" || this.peer.connectionState === "closed";
  }

  /** The one offer; made at once, without gathering: the server never uses our candidates. */
  offer(): Promise<string> {
    this.offered ??= this.peer.createOffer().then(async (offer) => {
      await this.peer.setLocalDescription(offer);
      return offer.sdp ?? "";
    });
    return this.offered;
  }

  /** The one answer. */
  async accept(welcome: Welcome): Promise<void> {
    for (const { slot, mid } of welcome.slots) {
      this.order[slot] = this.lines.findIndex((line) => line.mid === mid);
    }
    await this.peer.setRemoteDescription({ type: "answer", sdp: welcome.answer });
  }

  /** Sends a track, or nothing. Never renegotiates. */
  send(track: MediaStreamTrack | null): Promise<void> {
    return this.microphone.sender.replaceTrack(track);
  }

  /** Level of what a slot plays now, 0–1; null when the browser does not say. */
  level(slot: number): number | null {
    const line = this.lines[this.line(slot)];
    if (!line) return null;
    return receiverLevel(line.receiver) ?? this.meter(line.receiver)?.read() ?? null;
  }

  /** Which audio element plays a slot. */
  line(slot: number): number {
    return this.order[slot] ?? -1;
  }

  /** Looks again: what is disconnected now has its patience from now on. */
  judge(): void {
    clearTimeout(this.timer);
    switch (this.peer.connectionState) {
      case "connected":
        return this.on.connected();
      case "failed":
        return this.on.lost();
      case "disconnected":
        this.timer = setTimeout(() => this.on.lost(), patience);
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.peer.close();
    this.context?.close().catch(() => undefined); // closed already is closed
  }

  /** One per slot; null where there is no audio graph. */
  private meter(receiver: RTCRtpReceiver): Meter | null {
    const known = this.meters.get(receiver);
    if (known !== undefined) return known;
    let made: Meter | null = null;
    try {
      this.context ??= new AudioContext();
      made = new Meter(this.context, receiver.track);
    } catch {
      // The server's own word on the level has to do.
    }
    this.meters.set(receiver, made);
    return made;
  }
}
