/** What counts as silence and as full voice, dBov. */
const quiet = -60;
const full = -12;

/** A level in dBov as 0–1, in even steps to the ear. */
export function loudness(dBov: number): number {
  return Math.min(1, Math.max(0, (dBov - quiet) / (full - quiet)));
}

/** A linear amplitude (0–1, as WebRTC's audioLevel) on the same scale. */
export function loudnessOf(amplitude: number): number {
  return amplitude > 0 ? loudness(20 * Math.log10(amplitude)) : 0;
}

/** Packets older than this say nothing about now, milliseconds. */
const stale = 200;

/**
 * The level of what a receiver plays now, 0–1, from what the browser notes by the packet; null when this
 * browser notes nothing.
 */
export function receiverLevel(receiver: RTCRtpReceiver): number | null {
  for (const source of [...receiver.getSynchronizationSources(), ...receiver.getContributingSources()]) {
    if (source.audioLevel === undefined) continue;
    const age = performance.timeOrigin + performance.now() - source.timestamp;
    // Some browsers count from the page's start instead of from 1970; then the age is not to be known.
    const old = source.timestamp > 1e12 && age > stale;
    return old ? 0 : loudnessOf(source.audioLevel);
  }
  return null;
}

/** Live level of a track of our own. */
export class Meter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.analyser.fftSize = 512;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
    if (this.context.state === "suspended") void this.context.resume();
  }

  /** Root mean square of the last 10 ms or so, 0–1 on the scale of loudness. */
  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    return loudnessOf(Math.sqrt(sum / this.samples.length));
  }

  close(): void {
    void this.context.close();
  }
}
