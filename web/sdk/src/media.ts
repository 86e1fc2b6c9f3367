import type { Welcome } from "./frames";
import { Meter, receiverLevel } from "./level";
import type { Playback } from "./playback";

/** DESIGN: three are heard at once. */
export const slotCount = 3;

/**
 * One peer connection from its offer to its end: a microphone line and the slots. Nothing about them is ever
 * renegotiated; only the way the packets take may be sought again.
 */
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
  /** When the newest packet was played that we know of, by line; how many have come at all, −1 when not counted. */
  private played: number[] = [];
  private received = -1;

  /** The offer is begun here: it needs neither a tap nor a server. */
  constructor() {
    this.microphone = this.peer.addTransceiver("audio", { direction: "sendonly" });
    for (let slot = 0; slot < slotCount; slot++) this.lines.push(this.peer.addTransceiver("audio", { direction: "recvonly" }));
    this.offer().catch(() => undefined); // who sends it learns of it
  }

  /** Call inside a tap: the slots begin to play here, before there is anything to hear. */
  play(playback: Playback, changed: (path: RTCPeerConnectionState) => void): void {
    this.lines.forEach((line, slot) => playback.attach(slot, new MediaStream([line.receiver.track])));
    this.peer.onconnectionstatechange = () => changed(this.peer.connectionState);
  }

  /** The one offer; it does not wait for candidates: the server never uses ours. */
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

  /** An offer that asks for another way (RFC 8445 §9) and for nothing else. One that was never answered is withdrawn. */
  async reoffer(): Promise<string> {
    if (this.peer.signalingState === "have-local-offer") await this.peer.setLocalDescription({ type: "rollback" });
    this.peer.restartIce();
    const offer = await this.peer.createOffer();
    await this.peer.setLocalDescription(offer);
    return offer.sdp ?? "";
  }

  /** The answer to it: from here on the packets take the new way. */
  async reanswer(answer: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: "answer", sdp: answer });
  }

  /**
   * Whether a packet has come on any slot since this was asked last. What the browser notes by the packet is asked
   * first, being cheap; it stands still too when nothing plays, so only the count of packets proves that none came.
   */
  async arrived(): Promise<boolean> {
    const before = this.played;
    this.played = this.lines.map(({ receiver }) => Math.max(0, ...receiver.getSynchronizationSources().map((s) => s.timestamp)));
    if (this.played.some((at, line) => at > (before[line] ?? 0))) {
      this.received = -1;
      return true;
    }
    let count = 0;
    (await this.peer.getStats()).forEach((entry: { type: string; packetsReceived?: number }) => {
      if (entry.type === "inbound-rtp") count += entry.packetsReceived ?? 0;
    });
    const grown = this.received >= 0 && count > this.received;
    this.received = count;
    return grown;
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

  close(): void {
    this.peer.onconnectionstatechange = null;
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
