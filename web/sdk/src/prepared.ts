import { Media } from "./media";
import { watchNetwork } from "./network";

/** How long a connection is good that nobody has used yet: a browser may give its ports up. Milliseconds. */
const goodFor = 5 * 60_000;

/**
 * A peer connection and its offer, made before the join tap, which is sound the sooner for it. It serves one join, and
 * until then sends nothing to anybody.
 */
export class PreparedMedia {
  private media: Media | null = new Media();
  private readonly madeAt = performance.now();
  private readonly unwatch = watchNetwork(() => this.close()); // its ports belong to the network that is gone

  /** Whether a join can still use it. */
  get good(): boolean {
    return this.media !== null && performance.now() - this.madeAt < goodFor;
  }

  /** Hands it over to a join; null when it has gone to another one already, or is good no more. */
  take(): Media | null {
    const media = this.good ? this.media : null;
    if (media) this.media = null;
    this.close();
    return media;
  }

  /** Gives it up. */
  close(): void {
    this.unwatch();
    this.media?.close();
    this.media = null;
  }
}

/** Prepares for a join that is likely; null in a browser without WebRTC. Give it to VoiceRoom, or close it. */
export function prepareMedia(): PreparedMedia | null {
  return typeof RTCPeerConnection === "undefined" ? null : new PreparedMedia();
}
