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

/** Live level of a track, measured. Its context may be shared with others; who made it closes it. */
export class Meter {
  private readonly analyser: AnalyserNode;
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(
    private readonly context: AudioContext,
    track: MediaStreamTrack,
  ) {
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 512;
    this.samples = new Float32Array(this.analyser.fftSize);
    context.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
    // Refused without a tap, or when the context is closed at once: then nothing is measured, and read says so.
    if (context.state === "suspended") context.resume().catch(() => undefined);
  }

  /** Root mean square of the last 10 ms or so, 0–1 on the scale of loudness; null while nothing is measured. */
  read(): number | null {
    if (this.context.state !== "running") return null;
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    return loudnessOf(Math.sqrt(sum / this.samples.length));
  }
}
