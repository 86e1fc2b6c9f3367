/**
 * Compares what was heard with what was said: 10 ms log-energy envelopes, normalised correlation at the best lag.
 * Envelopes survive codecs, gain and jitter buffers, and nothing else: lost, late or foreign speech lowers the figure.
 */

import { run } from "./process.ts";

/** Samples per second everything is decoded to; speech energy lies below 8 kHz. */
export const sampleRate = 16_000;

/** Length of one envelope frame. */
export const frameMs = 10;

const frameSamples = (sampleRate * frameMs) / 1_000;

/** Quieter than this below full scale counts as silence, so that codec noise in pauses does not matter. */
const floorDb = -60;

/** Correlation says how alike two envelopes are and by how much the second was shifted. */
export interface Correlation {
  r: number;
  lagMs: number;
}

/** decode turns any audio file or blob into mono samples from −1 to 1. */
export async function decode(file: string): Promise<Float32Array> {
  const raw = await run("ffmpeg", [
    "-v", "error", "-i", file, "-vn", "-ac", "1", "-ar", String(sampleRate), "-f", "f32le", "-",
  ]);
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + (raw.length & ~3)));
}

/** envelope is the energy of each 10 ms in dB relative to full scale, not below the floor. */
export function envelope(samples: Float32Array): Float64Array {
  const frames = Math.floor(samples.length / frameSamples);
  const out = new Float64Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let i = frame * frameSamples; i < (frame + 1) * frameSamples; i++) sum += samples[i]! * samples[i]!;
    const db = 10 * Math.log10(sum / frameSamples + 1e-12);
    out[frame] = Math.max(floorDb, db);
  }
  return out;
}

/**
 * correlate finds the lag at which the recording best matches the source. The source is taken as endless repetition,
 * as a fake microphone loops its file; the recording may be longer or shorter than it.
 */
export function correlate(recording: Float32Array, source: Float32Array): Correlation {
  const said = envelope(source);
  const whole = envelopeAt(recording, 0);
  let best: Correlation = { r: 0, lagMs: 0 };
  if (said.length === 0 || whole.deviation === 0) return best;
  for (let lag = 0; lag < said.length; lag++) {
    const r = pearsonAt(whole, said, lag);
    if (r > best.r) best = { r, lagMs: lag * frameMs };
  }
  return refined(recording, said, best);
}

/** refined shifts the recording by parts of a frame: syllables begin on no grid, and half a frame costs 0.04. */
function refined(recording: Float32Array, said: Float64Array, coarse: Correlation): Correlation {
  let best = coarse;
  const frame = coarse.lagMs / frameMs;
  for (let ms = 1; ms < frameMs; ms++) {
    const shifted = envelopeAt(recording, ms);
    for (const lag of [frame, (frame + 1) % said.length]) {
      const r = pearsonAt(shifted, said, lag);
      if (r > best.r) best = { r, lagMs: lag * frameMs - ms };
    }
  }
  return best;
}

function envelopeAt(samples: Float32Array, offsetMs: number): Centred {
  return centred(envelope(samples.subarray((offsetMs * sampleRate) / 1_000)));
}

/** envelopeCorrelation compares a recorded file with the speech that was its source. */
export async function envelopeCorrelation(recording: string, source: string): Promise<Correlation> {
  const [heard, said] = await Promise.all([decode(recording), decode(source)]);
  return correlate(heard, said);
}

/** loudestDb is the level of the loudest 10 ms. */
export function loudestDb(samples: Float32Array): number {
  return envelope(samples).reduce((loudest, db) => Math.max(loudest, db), floorDb);
}

/** lastSoundMs is the moment of the last 10 ms louder than the threshold, −1 when there is none. */
export function lastSoundMs(samples: Float32Array, thresholdDb = -50): number {
  const frames = envelope(samples);
  for (let frame = frames.length - 1; frame >= 0; frame--) {
    if (frames[frame]! > thresholdDb) return (frame + 1) * frameMs;
  }
  return -1;
}

/** toneShare is the part of the energy that one frequency holds: 1 for a pure tone, near 0 for speech or silence. */
export function toneShare(samples: Float32Array, hz: number): number {
  const block = sampleRate / 10;
  let tone = 0;
  let total = 0;
  for (let start = 0; start + block <= samples.length; start += block) {
    const part = samples.subarray(start, start + block);
    tone += goertzel(part, hz);
    total += part.reduce((sum, x) => sum + x * x, 0);
  }
  return total < 1e-6 ? 0 : tone / total;
}

/** goertzel is the energy of one frequency in a block that holds whole periods of it. */
function goertzel(block: Float32Array, hz: number): number {
  let re = 0;
  let im = 0;
  const step = (2 * Math.PI * hz) / sampleRate;
  for (let i = 0; i < block.length; i++) {
    re += block[i]! * Math.cos(step * i);
    im -= block[i]! * Math.sin(step * i);
  }
  return ((re * re + im * im) * 2) / block.length;
}

interface Centred {
  values: Float64Array;
  deviation: number;
}

function centred(values: Float64Array): Centred {
  if (values.length === 0) return { values, deviation: 0 };
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const shifted = values.map((x) => x - mean);
  return { values: shifted, deviation: Math.sqrt(shifted.reduce((sum, x) => sum + x * x, 0)) };
}

function pearsonAt(heard: Centred, source: Float64Array, lag: number): number {
  let sum = 0;
  let squares = 0;
  let product = 0;
  let at = lag;
  for (let i = 0; i < heard.values.length; i++) {
    const x = source[at]!;
    sum += x;
    squares += x * x;
    product += x * heard.values[i]!;
    if (++at === source.length) at = 0;
  }
  const spread = squares - (sum * sum) / heard.values.length;
  return spread <= 1e-9 ? 0 : product / (heard.deviation * Math.sqrt(spread));
}
